"""acl.init, acl.finalize and what belongs to no part of AscendCL in particular."""

import importlib
import os
import signal
import sys
import time

import pytest

from tests.simulator import programs
from tests.simulator.fixtures import PYTHON


class TestInit:
    def test_it_takes_nothing_an_empty_path_or_a_json_file(self, acl_board, tmp_path):
        import acl

        (tmp_path / "acl.json").write_text("{}")
        for arguments in ((), ("",), (str(tmp_path / "acl.json"),)):
            assert acl.init(*arguments) == 0
            assert acl.finalize() == 0

    def test_a_second_one_is_told(self, acl_board):
        import acl

        assert acl.init() == 0
        assert acl.init() == 100002

    @pytest.mark.parametrize("text", [None, "no json"])
    def test_a_json_file_that_cannot_be_read_is_refused(self, acl_board, tmp_path, text):
        import acl

        path = tmp_path / "acl.json"
        if text is not None:
            path.write_text(text)
        assert acl.init(str(path)) == 100003
        assert acl.rt.set_device(0) == 100001  # and nothing is initialized

    def test_a_second_life_is_allowed_unless_the_board_is_strict(self, acl_board):
        import acl

        assert [acl.init(), acl.finalize(), acl.init(), acl.finalize()] == [0, 0, 0, 0]
        acl_board.strict_init = True
        assert acl.init() == 500000

    def test_some_functions_answer_before_it(self, acl_board):
        import acl

        assert acl.rt.get_run_mode() == (0, 0)
        assert acl.rt.get_device_count() == (1, 0)
        assert acl.get_soc_name() == "Ascend310"
        assert acl.get_version() == (1, 2, 0, 0)
        assert acl_board.violations == []

    def test_others_do_not(self, acl_board, model):
        import acl

        assert acl.rt.set_device(0) == 100001
        assert acl.rt.create_context(0) == (0, 100001)
        assert acl.mdl.load_from_file(str(model)) == (0, 145001)
        assert acl.mdl.unload(1) == 145001
        assert acl.mdl.execute(1, 1, 1) == 145001
        assert acl.mdl.get_desc(acl.mdl.create_desc(), 1) == 145001
        assert acl.mdl.query_size(str(model)) == (0, 0, 145001)
        assert len(acl_board.violations) == 7

    def test_keywords_are_refused_as_by_the_c_extension(self, acl_board):
        import acl

        with pytest.raises(TypeError):
            acl.rt.set_device(device_id=0)


class TestFinalize:
    def test_without_init_and_a_second_time_it_is_refused(self, acl_board):
        import acl

        assert acl.finalize() == 100001
        acl.init()
        assert acl.finalize() == 0
        assert acl.finalize() == 100037

    def test_a_program_that_tidies_up_leaves_nothing(self, acl_board, running, model, x):
        import acl

        number = programs.load(model)
        desc = acl.mdl.create_desc()
        assert acl.mdl.get_desc(desc, number) == 0
        source, target = programs.slot(), programs.slot()
        host, _ = acl.rt.malloc_host(8)
        assert acl_board.handles() == {
            **{"context": 1, "stream": 1, "model": 1, "desc": 1, "dataset": 2, "buffer": 2},
            **{"device memory": 2, "host memory": 1},
        }
        assert acl.rt.free_host(host) == 0
        programs.give_back(source, target)
        assert acl.mdl.unload(number) == 0
        assert acl.mdl.destroy_desc(desc) == 0
        assert acl.rt.destroy_stream(running.stream) == 0
        assert acl.rt.destroy_context(running.context) == 0
        assert acl.rt.reset_device(0) == 0
        assert acl.finalize() == 0
        assert acl_board.handles() == acl_board.leaks == acl_board.reclaimed == {}
        assert acl_board.violations == []

    def test_what_reset_device_cannot_take_is_a_leak(self, acl_board, running, model):
        import acl

        programs.load(model)
        programs.slot()
        acl.mdl.create_desc()
        assert acl.rt.reset_device(0) == 0
        assert acl_board.reclaimed == {"stream": 1, "context": 1, "device memory": 1, "model": 1}
        assert acl_board.violations == []  # samples leave it to reset_device as well
        assert acl.finalize() == 0
        assert acl_board.leaks == {"buffer": 1, "dataset": 1, "desc": 1}
        assert acl_board.violations == ["leak at finalize: 1 buffer, 1 dataset, 1 desc"]

    def test_a_device_that_was_not_reset_is_noted(self, acl_board):
        import acl

        acl.init()
        acl.rt.set_device(0)
        assert acl.finalize() == 0
        assert acl_board.violations == ["finalize: reset_device was not called for device 0"]
        assert acl_board.leaks == {}
        assert acl.rt.malloc(8, 0) == (0, 107002)


class TestRecentErrorMessage:
    def test_it_is_read_once(self, acl_board, running):
        import acl

        assert acl.get_recent_err_msg() is None
        acl.rt.free(0)
        assert "rt.free: a null pointer" in acl.get_recent_err_msg()
        assert acl.get_recent_err_msg() is None

    def test_every_thread_has_its_own(self, acl_board, running):
        import acl

        acl.rt.free(0)
        assert programs.in_thread(acl.get_recent_err_msg) is None
        assert acl.get_recent_err_msg().startswith("EH0001: ")

    def test_it_says_who_complains(self, acl_board, running):
        import acl

        acl.mdl.unload(7)
        assert acl.get_recent_err_msg().startswith("E19999: ")
        acl.rt.memcpy(1 << 20, 1, 1 << 20, 2, 0)
        assert acl.get_recent_err_msg().startswith("EE9999: ")
        acl.rt.malloc(1 << 40, 0)
        assert acl.get_recent_err_msg().startswith("EL0004: ")


class TestLog:
    def test_only_errors_are_shown(self, acl_board, capsys):
        import acl

        for level, text in enumerate(["a", "b", "c", "d"]):
            assert acl.app_log(level, text) is None
        assert capsys.readouterr().err == "[ERROR] APP: d\n"


@pytest.mark.skipif(not hasattr(os, "fork"), reason="this system cannot fork")
class TestFork:
    def test_the_child_of_an_initialized_process_can_do_nothing(self, acl_board):
        import acl

        acl.init()
        child = os.fork()
        if child == 0:
            os._exit(17 if acl.rt.set_device(0) == 500000 and acl.rt.get_device() == (0, 500000) else 1)
        deadline = time.monotonic() + 20
        gone, status = 0, 0
        while not gone and time.monotonic() < deadline:
            gone, status = os.waitpid(child, os.WNOHANG)
            time.sleep(0.01)
        if not gone:
            os.kill(child, signal.SIGKILL)
        assert os.WEXITSTATUS(status) == 17
        assert acl_board.violations == ["fork: the process forked after acl.init"]
        assert acl.rt.set_device(0) == 0  # the parent goes on

    def test_before_init_it_is_harmless(self, acl_board):
        import acl

        child = os.fork()
        if child == 0:
            os._exit(17 if acl.init() == 0 and acl.rt.set_device(0) == 0 else 1)
        assert os.WEXITSTATUS(os.waitpid(child, 0)[1]) == 17
        assert acl_board.violations == []


class TestIsolation:
    def test_the_simulator_is_not_there_for_who_did_not_ask(self):
        assert not hasattr(sys.modules.get("acl"), "_board")
        assert str(PYTHON) not in sys.path

    def test_it_is_there_for_who_asked_and_begins_anew(self, acl_board):
        assert importlib.import_module("acl").finalize() == 100001
        assert acl_board is importlib.import_module("ascend_simulator.board").board
