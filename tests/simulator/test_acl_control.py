"""What tests may do to the board: make it fail, lose it, slow it down, watch it."""

import json
import os
import subprocess
import sys
import time

import pytest

from tests.simulator import programs
from tests.simulator.fixtures import PYTHON
from tests.simulator.programs import in_thread, slot


class TestFailing:
    def test_the_nth_call_from_now_fails_once_and_does_nothing(self, acl_board, running):
        import acl

        acl_board.fail("rt.malloc", 207001, on=2)
        codes = [acl.rt.malloc(8, 0)[1] for _ in range(3)]
        assert codes == [0, 207001, 0]
        assert acl_board.handles()["device memory"] == 2
        assert acl_board.violations == []

    def test_a_function_fails_in_its_own_way(self, acl_board, running, model):
        import acl

        number = programs.load(model)
        desc = acl.mdl.create_desc()
        dims = {"name": "", "dimCount": 0, "dims": []}
        for name, call, answer in [
            ("init", acl.init, 5),
            ("rt.get_run_mode", acl.rt.get_run_mode, (0, 5)),
            ("rt.get_mem_info", lambda: acl.rt.get_mem_info(0), (0, 0, 5)),
            ("mdl.create_desc", acl.mdl.create_desc, None),
            ("mdl.create_dataset", acl.mdl.create_dataset, None),
            ("create_data_buffer", lambda: acl.create_data_buffer(1, 1), None),
            ("mdl.get_num_inputs", lambda: acl.mdl.get_num_inputs(desc), 0),
            ("mdl.get_input_size_by_index", lambda: acl.mdl.get_input_size_by_index(desc, 0), 0),
            ("mdl.get_input_dims", lambda: acl.mdl.get_input_dims(desc, 0), (dims, 5)),
            ("mdl.add_dataset_buffer", lambda: acl.mdl.add_dataset_buffer(1, 1), (None, 5)),
            ("mdl.get_desc", lambda: acl.mdl.get_desc(desc, number), 5),
            ("mdl.query_size", lambda: acl.mdl.query_size(str(model)), (0, 0, 5)),
            ("finalize", acl.finalize, 5),
        ]:
            acl_board.fail(name, 5)
            assert call() == answer, name
        assert "told to fail" in acl.get_recent_err_msg()

    def test_failures_of_one_function_can_be_piled_up(self, acl_board, running):
        import acl

        acl_board.fail("rt.malloc", 1)
        acl_board.fail("rt.malloc", 3, on=3)
        assert [acl.rt.malloc(8, 0)[1] for _ in range(4)] == [1, 0, 3, 0]
        with pytest.raises(ValueError, match="is 1"):
            acl_board.fail("rt.malloc", 1, on=0)

    def test_a_function_that_does_not_exist_is_told(self, acl_board):
        for control in (
            lambda: acl_board.fail("malloc", 1),
            lambda: acl_board.lose("x"),
            lambda: acl_board.delay("x", 1),
        ):
            with pytest.raises(ValueError, match="no function"):
                control()


class TestLosing:
    @pytest.fixture
    def ready(self, running, model):
        return programs.load(model), slot(), slot()

    def test_a_lost_device_answers_nothing_until_it_was_reset(self, acl_board, ready, model):
        import acl

        number, source, target = ready
        acl_board.lose(on=2)
        assert acl.mdl.execute(number, source.dataset, target.dataset) == 0
        assert acl.mdl.execute(number, source.dataset, target.dataset) == 507899
        assert acl.mdl.execute(number, source.dataset, target.dataset) == 507899
        assert acl.rt.malloc(8, 0) == (0, 507899)
        assert acl.rt.free(source.pointer) == 507899
        assert acl.mdl.unload(number) == 507899
        assert acl.rt.set_device(0) == 507899
        assert acl.destroy_data_buffer(source.buffer) == 0  # which is the program's own memory
        assert acl.rt.reset_device(0) == 0
        assert acl.rt.set_device(0) == 0
        assert acl.mdl.load_from_file(str(model)) == (number + 1, 0)
        assert acl_board.violations == []

    def test_it_may_never_come_back(self, acl_board, ready):
        import acl

        number, source, target = ready
        acl_board.lose(code=507015, returns=False)
        assert acl.mdl.execute(number, source.dataset, target.dataset) == 507015
        assert acl.rt.reset_device(0) == 507015
        assert acl.rt.set_device(0) == 507015
        assert acl.finalize() == 0
        assert "model" not in acl_board.leaks

    def test_one_that_was_lost_before_it_was_set_comes_back_too(self, acl_board):
        import acl

        acl.init()
        acl_board.lose("rt.set_device")
        assert acl.rt.set_device(0) == 507899
        assert acl.rt.reset_device(0) == 0
        assert acl.rt.set_device(0) == 0

    def test_it_may_be_lost_anywhere(self, acl_board, running):
        import acl

        acl_board.lose("rt.synchronize_stream")
        assert acl.rt.malloc(8, 0)[1] == 0
        assert acl.rt.synchronize_stream(running.stream) == 507899
        assert acl.rt.malloc(8, 0)[1] == 507899


class TestDelaying:
    def test_a_call_takes_as_long_as_it_is_told(self, acl_board, running):
        import acl

        acl_board.delay("rt.malloc", 0.05)
        began = time.monotonic()
        acl.rt.malloc(8, 0)
        assert time.monotonic() - began >= 0.05
        acl_board.delay("rt.malloc", 0)
        assert not acl_board.armed

    def test_what_is_queued_takes_its_time_later(self, acl_board, running, model):
        import acl

        number, source, target = programs.load(model), slot(), slot()
        acl_board.delay("mdl.execute", 0.3)
        began = time.monotonic()
        acl.mdl.execute_async(number, source.dataset, target.dataset, 0)
        assert time.monotonic() - began < 0.3
        acl.rt.synchronize_stream(0)
        assert time.monotonic() - began >= 0.3


class TestRecording:
    def test_calls_are_kept_only_on_request(self, acl_board, running):
        import acl

        assert len(acl_board.calls) == 0
        acl_board.recording = True
        pointer, _ = acl.rt.malloc(8, 2)
        in_thread(lambda: acl.rt.free(pointer))
        acl.get_soc_name()
        acl_board.recording = False
        acl.rt.get_device()
        first, second, third = acl_board.calls
        assert (first.name, first.arguments, first.result) == ("rt.malloc", (8, 2), (pointer, 0))
        assert (second.name, second.result) == ("rt.free", 0)
        assert first.thread != second.thread and first.seconds > 0
        assert third.name == "get_soc_name"

    def test_a_failure_on_request_is_recorded_too(self, acl_board, running):
        import acl

        acl_board.recording = True
        acl_board.fail("rt.malloc", 207001)
        acl.rt.malloc(8, 0)
        assert acl_board.calls[-1].result == (0, 207001)

    def test_the_fast_way_is_taken_when_nobody_watches(self, acl_board, running):
        assert not acl_board.armed
        acl_board.fail("rt.malloc", 1)
        assert acl_board.armed


class TestReset:
    def test_it_is_as_a_new_process(self, acl_board, running, model):
        import acl

        programs.load(model)
        slot()
        acl.rt.free(0)
        acl_board.fail("rt.malloc", 1)
        acl_board.run_mode = 1
        acl_board.reset()
        assert acl_board.handles() == {} and acl_board.violations == []
        assert acl.get_recent_err_msg() is None
        assert acl.rt.get_run_mode() == (0, 0)
        assert acl.rt.malloc(8, 0) == (0, 107002)
        programs.start()
        assert programs.load(model) == 1


PROGRAM = """
import acl
print(acl.get_soc_name(), acl.rt.get_run_mode()[0])
acl.init()
acl.rt.set_device(0)
print([acl.rt.malloc(8, 2)[1] for _ in range(3)])
acl.create_data_buffer(1 << 20, 8)
"""


def run(program, **settings):
    """What another process prints that has the simulator on its path."""
    environment = {k: v for k, v in os.environ.items() if not k.startswith("ASCEND_SIMULATOR_")}
    environment.update({f"ASCEND_SIMULATOR_{name}": str(value) for name, value in settings.items()})
    environment["PYTHONPATH"] = str(PYTHON)
    done = subprocess.run([sys.executable, "-c", program], env=environment, capture_output=True, text=True, timeout=60)
    return done.stdout.split("\n")[:-1], done.stderr


class TestEnvironment:
    def test_without_settings_it_is_an_atlas_200_dk(self):
        assert run(PROGRAM) == (["Ascend310 0", "[0, 0, 0]"], "")

    def test_it_can_be_another_board_with_faults(self):
        settings = {"SOC": "Ascend310P3", "RUN_MODE": "host", "FAULTS": "rt.malloc:2=207001, mdl.execute=5"}
        assert run(PROGRAM, **settings) == (["Ascend310P3 1", "[0, 207001, 0]"], "")

    @pytest.mark.parametrize(("name", "value"), [
        ("RUN_MODE", "sideways"), ("FAULTS", "rt.malloc"), ("LOSS", "soon"), ("LATENCY_MS", "long"),
    ])  # fmt: skip
    def test_a_setting_without_sense_is_told(self, name, value):
        assert value in run("import acl", **{name: value})[1]

    def test_the_rest_is_read_as_well(self, acl_board, running, model, monkeypatch):
        import acl

        for name, value in {"LATENCY_MS": "60", "LOSS": "2:forever", "STRICT_INIT": "1"}.items():
            monkeypatch.setenv(f"ASCEND_SIMULATOR_{name}", value)
        acl_board.reset()
        programs.start()
        number, source, target = programs.load(model), slot(), slot()
        began = time.monotonic()
        assert acl.mdl.execute(number, source.dataset, target.dataset) == 0
        assert time.monotonic() - began >= 0.06
        assert acl.mdl.execute(number, source.dataset, target.dataset) == 507899
        assert acl.rt.reset_device(0) == 507899
        acl.finalize()
        assert acl.init() == 500000

    @pytest.mark.parametrize(("ending", "leaks", "violations"), [
        ("", {"device memory": 3, "buffer": 1}, ["the process ended without acl.finalize"]),
        ("acl.rt.reset_device(0); acl.finalize()", {"buffer": 1}, ["leak at finalize: 1 buffer"]),
    ])  # fmt: skip
    def test_calls_go_to_a_file_with_the_account_at_the_end(self, tmp_path, ending, leaks, violations):
        run(PROGRAM + ending, RECORD=tmp_path / "calls.jsonl")
        lines = [json.loads(line) for line in (tmp_path / "calls.jsonl").read_text().splitlines()]
        assert [line["name"] for line in lines[:4]] == ["get_soc_name", "rt.get_run_mode", "init", "rt.set_device"]
        assert lines[4]["arguments"] == [8, 2] and lines[4]["result"][1] == 0
        assert lines[-2:] == [{"leaks": leaks}, {"violations": violations}]
        assert sum("leaks" in line for line in lines) == 1

    def test_the_account_is_there_once_the_program_finalized(self, tmp_path):
        crash = "acl.rt.reset_device(0); acl.finalize(); import os; os._exit(0)"
        run(PROGRAM + crash, RECORD=tmp_path / "calls.jsonl")
        assert json.loads((tmp_path / "calls.jsonl").read_text().splitlines()[-2]) == {"leaks": {"buffer": 1}}
