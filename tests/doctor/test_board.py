"""The checks of the chip, its driver and its toolkit, on file systems made up for them."""

import errno
import grp
import importlib
import os
import sys
from types import SimpleNamespace

import pytest

from app.doctor import cann, devices
from app.doctor.finding import ABSENT, OK, PROBLEM, WARNING
from tests.doctor.boards import NODES, TOOLKIT, board, one, place, write


@pytest.fixture(autouse=True)
def no_acl(monkeypatch):
    """As on a machine where nothing calls itself acl, whatever other tests have imported."""
    monkeypatch.delitem(sys.modules, "acl", raising=False)
    importlib.invalidate_caches()


class TestDeviceFiles:
    def test_all_of_a_board_are_found(self, tmp_path):
        found = one(devices.nodes(board(tmp_path)))
        assert found.state == OK and all(node in found.finding for node in NODES)

    def test_a_machine_without_a_chip_is_no_problem(self, tmp_path):
        assert one(devices.nodes(place(tmp_path))).state == ABSENT

    def test_a_driver_without_device_files_is_one(self, tmp_path):
        there = board(tmp_path)
        for node in NODES:
            (tmp_path / node[1:]).unlink()
        found = one(devices.nodes(there))
        assert found.state == PROBLEM and "dmesg" in found.remedy

    def test_what_a_container_was_not_given_is_named(self, tmp_path):
        there = board(tmp_path)
        (tmp_path / "dev/hisi_hdc").unlink()
        write(tmp_path, {"/.dockerenv": ""})
        found = one(devices.nodes(there))
        assert found.finding == "Missing: /dev/hisi_hdc."
        assert "--device /dev/hisi_hdc" in found.remedy

    def test_a_user_without_rights_is_sent_to_the_group_of_the_file(self, tmp_path, monkeypatch):
        there = board(tmp_path)

        def refuse(path, flags):
            raise PermissionError(errno.EACCES, "Permission denied")

        monkeypatch.setattr(os, "open", refuse)  # root may open everything
        monkeypatch.setattr(grp, "getgrgid", lambda gid: SimpleNamespace(gr_name="chips", gr_gid=77, gr_mem=[]))
        found = one(devices.nodes(there))
        assert found.state == PROBLEM and "/dev/davinci0" in found.finding
        assert "usermod -aG chips $USER" in found.remedy
        member = SimpleNamespace(gr_name="chips", gr_gid=77, gr_mem=["somebody"])
        monkeypatch.setattr(grp, "getgrgid", lambda gid: member)
        monkeypatch.setattr("getpass.getuser", lambda: "somebody")
        assert "log out" in one(devices.nodes(there)).remedy and "usermod" not in one(devices.nodes(there)).remedy

    def test_another_reason_is_told_as_the_system_names_it(self, tmp_path, monkeypatch):
        there = board(tmp_path)

        def refuse(path, flags):
            raise OSError(errno.ENXIO, "")

        monkeypatch.setattr(os, "open", refuse)
        found = one(devices.nodes(there))
        assert found.state == WARNING and os.strerror(errno.ENXIO) in found.finding


class TestCann:
    def test_its_version_and_its_folder_are_named(self, tmp_path):
        found = cann.toolkit_findings(board(tmp_path))
        assert one(found, "CANN").finding == f"5.1.RC2.alpha001, {TOOLKIT}"
        assert one(found, "set_env.sh").state == OK

    @pytest.mark.parametrize(
        ("files", "version"),
        [
            (
                {"aarch64-linux/ascend_toolkit_install.info": "package_name=Ascend-cann-toolkit\nversion=7.0.0\n"},
                "7.0.0",
            ),
            ({"arm64-linux/ascend_nnrt_install.info": "version=6.0.1\n"}, "6.0.1"),
            ({"version.cfg": "# version: 1.0\ntoolkit_running_version=[1.84.15.1.310:6.0.1]\n"}, "6.0.1"),
            ({"version.cfg": "runtime_running_version=[1.8:8.0.RC3][1.7:8.0.RC2]\n"}, "8.0.RC3"),
            ({"version.info": "Version=1.84.T8.0.B128\n"}, "1.84.T8.0.B128"),
            ({"version.info": "\x00\xff nothing\n"}, ""),
            ({}, ""),
        ],
    )
    def test_the_version_is_read_wherever_it_stands(self, tmp_path, files, version):
        (tmp_path / TOOLKIT[1:]).mkdir(parents=True)
        write(tmp_path / TOOLKIT[1:], files)
        assert cann.version(place(tmp_path)) == version

    def test_the_one_that_the_environment_names_comes_first(self, tmp_path):
        board(tmp_path)
        write(tmp_path, {"/opt/cann/version.cfg": "toolkit_running_version=[7:7.0.1]\n"})
        assert cann.version(place(tmp_path, ASCEND_HOME_PATH="/opt/cann")) == "7.0.1"

    def test_one_in_the_home_folder_is_found(self, tmp_path):
        write(
            tmp_path, {"/home/somebody/Ascend/ascend-toolkit/latest/version.cfg": "toolkit_running_version=[7:7.0]\n"}
        )
        assert cann.version(place(tmp_path)) == "7.0"

    def test_an_environment_that_was_not_set_up_is_told_with_the_line_to_run(self, tmp_path):
        board(tmp_path)
        found = one(cann.toolkit_findings(place(tmp_path)), "set_env.sh")
        assert found.state == PROBLEM
        assert found.remedy == "source /usr/local/Ascend/ascend-toolkit/set_env.sh"
        assert "sudo" in one(cann.toolkit_findings(place(tmp_path, SUDO_USER="me")), "set_env.sh").finding

    def test_an_environment_that_names_what_is_gone_is_told(self, tmp_path):
        board(tmp_path)
        found = one(cann.toolkit_findings(place(tmp_path, ASCEND_TOOLKIT_HOME="/opt/old")), "set_env.sh")
        assert found.state == PROBLEM and "/opt/old" in found.finding

    def test_a_board_without_it_has_a_problem_and_a_pc_has_none(self, tmp_path):
        write(tmp_path / "board", dict.fromkeys(NODES, ""))
        assert one(cann.toolkit_findings(place(tmp_path / "board")), "CANN").state == PROBLEM
        assert {f.state for f in cann.toolkit_findings(place(tmp_path / "pc"))} == {ABSENT}


class TestPyacl:
    def found(self, there):
        return one(cann.toolkit_findings(there), "pyACL")

    def test_that_of_the_toolkit_is_known(self, tmp_path, monkeypatch):
        there = board(tmp_path)
        folder = tmp_path / TOOLKIT[1:] / "python/site-packages"
        write(folder, {"acl/__init__.py": "raise SystemExit('it is not to be imported')"})
        monkeypatch.syspath_prepend(str(folder))
        found = self.found(there)
        assert found.state == OK and str(folder) in found.finding

    @pytest.mark.parametrize("files", [["acl.so"], ["rt.py", "mdl.py"]])
    def test_that_of_another_folder_is_known_by_what_is_in_it(self, tmp_path, monkeypatch, files):
        write(tmp_path / "elsewhere/acl", dict.fromkeys(["__init__.py", *files], ""))
        monkeypatch.syspath_prepend(str(tmp_path / "elsewhere"))
        assert self.found(place(tmp_path / "root")).state == OK

    @pytest.mark.parametrize(
        "files", [["acl.py"], ["acl/__init__.py", "acl/rt.py"], ["acl/__init__.py", "acl/rules.py"]]
    )
    def test_the_unrelated_package_of_that_name_is_known(self, tmp_path, monkeypatch, files):
        write(tmp_path / "site-packages", dict.fromkeys(files, ""))
        monkeypatch.syspath_prepend(str(tmp_path / "site-packages"))
        found = self.found(board(tmp_path / "board"))
        assert found.state == PROBLEM
        assert "unrelated package" in found.finding and "pip uninstall acl" in found.remedy
        assert self.found(place(tmp_path / "pc")).state == WARNING

    def test_the_simulator_is_named(self, tmp_path, monkeypatch):
        write(tmp_path / "python", {"acl/__init__.py": "", "ascend_simulator/__init__.py": ""})
        monkeypatch.syspath_prepend(str(tmp_path / "python"))
        assert "the simulator" in self.found(place(tmp_path / "root")).finding

    def test_one_that_this_python_does_not_find_is_told(self, tmp_path):
        there = board(tmp_path)
        write(tmp_path / TOOLKIT[1:], {"python/site-packages/acl/acl.so": ""})
        found = self.found(there)
        assert found.state == PROBLEM and found.remedy.startswith("source ")

    def test_one_for_another_python_is_told(self, tmp_path):
        there = board(tmp_path)
        name = "pyACL/python/site-packages/acl/acl.cpython-37m-aarch64-linux-gnu.so"
        write(tmp_path / TOOLKIT[1:], {name: ""})
        found = self.found(there)
        assert "made for Python 3.7" in found.finding and "PYTHON=python3.7" in found.remedy

    def test_without_cann_it_is_missed_on_a_board_only(self, tmp_path):
        write(tmp_path / "board", dict.fromkeys(NODES, ""))
        assert self.found(place(tmp_path / "board")).state == PROBLEM
        assert self.found(place(tmp_path / "pc")).state == ABSENT


class TestDriver:
    def test_its_version_is_read(self, tmp_path):
        found = one(cann.driver(board(tmp_path)))
        assert (found.state, found.finding) == (OK, "1.0.13.alpha")

    def test_a_cann_that_does_not_belong_to_it_is_told(self, tmp_path):
        found = one(cann.driver(board(tmp_path, driver="1.0.11.alpha")))
        assert found.state == WARNING
        assert "507033" in found.finding and "5.0.3.alpha005" in found.remedy

    def test_one_that_is_not_in_the_list_is_not_judged(self, tmp_path):
        assert one(cann.driver(board(tmp_path, driver="23.0.rc3"))).state == OK

    def test_a_board_that_does_not_say_is_told(self, tmp_path):
        write(tmp_path / "board", dict.fromkeys(NODES, ""))
        assert one(cann.driver(place(tmp_path / "board"))).state == WARNING
        assert one(cann.driver(place(tmp_path / "pc"))).state == ABSENT
