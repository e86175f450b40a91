"""The checks of the machine and of what is installed on it."""

import errno
import os
import socket
import sys
from types import SimpleNamespace

import pytest

from app.doctor import machine, software
from app.doctor.finding import ABSENT, OK, PROBLEM, WARNING
from tests.doctor.boards import TOOLKIT, board, one, place, write


class TestPython:
    def at(self, monkeypatch, there, *version):
        monkeypatch.setattr(sys, "version_info", version)
        return one(software.python(there))

    def test_one_that_the_application_does_not_run_on_is_told(self, tmp_path, monkeypatch):
        for version in ((3, 8, 10), (3, 14, 0)):
            found = self.at(monkeypatch, place(tmp_path), *version)
            assert found.state == PROBLEM and "make run PYTHON=" in found.remedy

    def test_one_that_is_too_new_for_this_cann_is_told(self, tmp_path, monkeypatch):
        found = self.at(monkeypatch, board(tmp_path), 3, 11, 4)
        assert found.state == WARNING and "PYTHON=python3.9" in found.remedy

    def test_one_that_fits_both_is_well(self, tmp_path, monkeypatch):
        assert self.at(monkeypatch, board(tmp_path), 3, 9, 2).state == OK
        assert "up to 3.9.7" in self.at(monkeypatch, place(tmp_path, ASCEND_HOME_PATH=TOOLKIT), 3, 9, 18).finding
        assert self.at(monkeypatch, place(tmp_path / "pc"), 3, 13, 1).state == OK


class TestPackages:
    def test_what_is_installed_says_its_version(self, tmp_path):
        import numpy as np

        found = one(software.package(place(tmp_path), "NumPy", "numpy", "numpy"))
        assert (found.state, found.finding) == (OK, np.__version__)

    @pytest.mark.parametrize(
        ("source", "part"),
        [
            (None, "not installed"),
            ("import what_nobody_has", "needs what_nobody_has"),
            ("raise ImportError('libGL.so.1: cannot open')", "libGL.so.1"),
        ],
    )
    def test_what_cannot_be_imported_says_why(self, tmp_path, monkeypatch, source, part):
        if source:
            write(tmp_path, {"a_made_up_package.py": source})
        monkeypatch.syspath_prepend(str(tmp_path))
        found = one(software.package(place(tmp_path), "Made up", "a_made_up_package", "made-up"))
        assert found.state == PROBLEM and part in found.finding and "pip install" in found.remedy

    def test_qt_without_its_libraries_says_which(self, tmp_path, monkeypatch):
        write(tmp_path, {"PySide6/__init__.py": "", "PySide6/QtWidgets.abi3.so": "no library"})
        monkeypatch.delitem(sys.modules, "PySide6", raising=False)
        monkeypatch.syspath_prepend(str(tmp_path))
        found = one(software.qt(place(tmp_path)))
        assert found.state == PROBLEM and "QtWidgets" in found.finding


def say_nothing():
    return ""


def say_what_is_missing():
    if os.environ.get("QT_QPA_PLATFORM") == "offscreen":
        return "Qt needs libraries (libEGL.so.1). Install them: apt-get install libegl1"
    return "There is no display. Start this elsewhere."


class TestDisplay:
    def found(self, there, function, monkeypatch):
        monkeypatch.setenv("QT_QPA_PLATFORM", "")
        return software.display(there, f"tests.doctor.test_machine:{function.__name__}")

    def test_one_that_works_is_named(self, tmp_path, monkeypatch):
        found = one(self.found(place(tmp_path, DISPLAY=":7"), say_nothing, monkeypatch))
        assert (found.state, found.finding) == (OK, "DISPLAY=:7")

    def test_one_that_is_named_and_does_not_work_is_a_problem(self, tmp_path, monkeypatch):
        found = one(self.found(place(tmp_path, DISPLAY=":7"), say_what_is_missing, monkeypatch))
        assert (found.state, found.finding) == (PROBLEM, "There is no display.")
        assert found.remedy == "Start this elsewhere."

    def test_where_none_is_named_missing_libraries_are_told_all_the_same(self, tmp_path, monkeypatch):
        display, libraries = self.found(place(tmp_path), say_what_is_missing, monkeypatch)
        assert display.state == ABSENT and "ssh -X" in display.remedy
        assert libraries.state == WARNING and "apt-get install libegl1" in libraries.remedy


class TestMachine:
    def test_cameras_have_names(self, tmp_path):
        write(tmp_path, {"/dev/video0": "", "/dev/video10": "", "/sys/class/video4linux/video0/name": "USB camera\n"})
        found = one(machine.cameras(place(tmp_path)))
        assert (found.state, found.finding) == (OK, "/dev/video0 (USB camera), /dev/video10")

    def test_no_camera_is_no_problem(self, tmp_path):
        assert one(machine.cameras(place(tmp_path))).state == ABSENT

    def test_a_camera_of_another_group_is_told(self, tmp_path, monkeypatch):
        write(tmp_path, {"/dev/video0": ""})

        def denied(path, flags):  # root may use everything
            raise PermissionError(errno.EACCES, "")

        monkeypatch.setattr(os, "open", denied)
        found = one(machine.cameras(place(tmp_path)))
        assert found.state == WARNING and "usermod -aG video" in found.remedy

    def test_the_file_of_a_camera_that_is_gone_is_no_camera(self, tmp_path, monkeypatch):
        write(tmp_path, {"/dev/video0": ""})
        (tmp_path / "dev/video2").symlink_to("video2")
        monkeypatch.chdir(tmp_path / "dev")  # a socket's name has to be short
        with socket.socket(socket.AF_UNIX) as gone:
            gone.bind("video1")  # opened as a file it answers as the node of a device that is not there
            here, dead = machine.cameras(place(tmp_path))
        assert (here.state, here.finding) == (OK, "/dev/video0")
        assert dead.state == WARNING and dead.remedy
        assert dead.finding == (
            f"No camera answers at /dev/video1 ({os.strerror(errno.ENXIO)}), /dev/video2 ({os.strerror(errno.ELOOP)})."
        )

    def test_room_to_write_is_told(self, tmp_path, monkeypatch):
        (tmp_path / "home/somebody").mkdir(parents=True)
        there = place(tmp_path)
        assert one(machine.storage(there)).state == OK
        monkeypatch.setattr("shutil.disk_usage", lambda path: SimpleNamespace(free=5_000_000))
        assert "Only 5 MB are free in /home/somebody" in one(machine.storage(there)).finding
        monkeypatch.setattr(os, "access", lambda path, mode: False)
        assert "may not write in /home/somebody" in one(machine.storage(there)).finding

    def test_an_encoding_without_chinese_is_told(self, tmp_path, monkeypatch):
        assert one(machine.language(place(tmp_path))).state == OK
        monkeypatch.setattr(sys, "getfilesystemencoding", lambda: "ascii")
        assert one(machine.language(place(tmp_path))).state == WARNING
