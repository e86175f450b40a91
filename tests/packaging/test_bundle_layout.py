"""The folder that packages install: what is in it, and that it is the same whenever it is made."""

import importlib.metadata
import os
import subprocess
import sys
import zipfile
from pathlib import Path

import cv2
import numpy as np
import pytest

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "packaging" / "bundle"))

import elf  # noqa: E402
import layout  # noqa: E402
import trim  # noqa: E402

PYTHON = getattr(sys, "_base_executable", sys.executable)  # run with -I -S: without anything that is installed
EPOCH = 1_700_000_000


def make_wheel(folder, name, files):
    path = folder / name
    with zipfile.ZipFile(path, "w") as archive:
        for file, content in files.items():
            archive.writestr(file, content)
    return path


@pytest.mark.parametrize(
    "name",
    (
        *("numpy/tests/test_a.py", "numpy/core/tests/test_b.py", "numpy/f2py/crackfortran.py", "cv2/data/cat.xml"),
        *("onnxruntime/transformers/a.py", "PySide6/QtCore.pyi", "PySide6/Qt/qml/a/qmldir", "numpy-1.dist-info/RECORD"),
        "humanfriendly-1.data/scripts/humanfriendly",
    ),
)
def test_what_no_session_needs_is_left_out(name):
    assert not trim.keeps(name)


@pytest.mark.parametrize(
    "name",
    (
        *(
            "numpy/core/_methods.py",
            "numpy.libs/libopenblas.so",
            "cv2/__init__.py",
            "onnxruntime/capi/_pybind_state.py",
        ),
        *("PySide6/support/deprecated.py", "shiboken6/__init__.py", "numpy-1.dist-info/METADATA"),
    ),
)
def test_what_is_imported_is_kept(name):
    assert trim.keeps(name)


def test_a_wheel_is_unpacked_by_the_python_it_is_tied_to(tmp_path):
    tied = make_wheel(
        tmp_path, "numpy-1-cp39-cp39-manylinux_2_17_aarch64.whl", {"numpy/a.py": "", "numpy/LICENSE": "x"}
    )
    free = make_wheel(tmp_path, "cv-1-cp37-abi3-manylinux_2_17_aarch64.whl", {"cv/a.py": ""})
    for wheel in (tied, free):
        layout.unpack(wheel, tmp_path / "to")
    found = {path.relative_to(tmp_path / "to").as_posix() for path in layout.files_of(tmp_path / "to")}
    assert found == {
        "lib/python3.9/numpy/a.py",
        "lib/python3.9/numpy/LICENSE",
        "licences/numpy/numpy/LICENSE",
        "lib/cv/a.py",
    }


def test_the_application_is_copied_without_what_only_developers_need(tmp_path):
    layout.copy_application(ROOT, tmp_path / "to")
    found = {path.relative_to(tmp_path / "to").as_posix() for path in layout.files_of(tmp_path / "to")}
    assert {"app/cli.py", "app/ui/system_libraries.txt", "assets/models/digits.onnx", "LICENSE", "start.py"} <= found
    assert {"assets/translations/atlas-digits_zh_CN.qm", "assets/demo/canvas-7.png", "bin/atlas-digits"} <= found
    assert not [name for name in found if name.endswith((".pyc", ".ts", "draw.py")) or "screenshots" in name]


def test_times_and_modes_depend_on_nothing_else(tmp_path):
    (tmp_path / "bin").mkdir()
    (tmp_path / "bin" / "run").touch(mode=0o600)
    (tmp_path / "text").touch(mode=0o777)
    layout.normalise(tmp_path, EPOCH)
    modes = {
        path.name: path.stat().st_mode & 0o7777
        for path in (tmp_path / "bin", tmp_path / "bin" / "run", tmp_path / "text")
    }
    assert modes == {"bin": 0o755, "run": 0o755, "text": 0o644}
    assert {path.stat().st_mtime for path in (tmp_path, *tmp_path.rglob("*"))} == {EPOCH}


def test_large_files_that_several_pythons_have_are_there_once(tmp_path):
    for python, content in (("3.10", b"same"), ("3.11", b"same"), ("3.12", b"other")):
        (tmp_path / f"python{python}" / "numpy.libs").mkdir(parents=True)
        (tmp_path / f"python{python}" / "numpy.libs" / "a.so").write_bytes(content)
    layout.share_copies(tmp_path)
    places = [
        (tmp_path / f"python{python}" / "numpy.libs" / "a.so").stat().st_ino for python in ("3.10", "3.11", "3.12")
    ]
    assert places[0] == places[1] != places[2]


def test_a_folder_that_is_there_is_not_touched(tmp_path):
    with pytest.raises(layout.WheelError, match="there already"):
        layout.lay_out(tmp_path, "arm64", ["3.9"], EPOCH)


def test_the_time_is_the_one_that_is_named(monkeypatch):
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "12")
    assert layout.source_epoch() == 12


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """Trimmed like a package, of the libraries that are installed here: the same that are packed for a PC."""
    if sys.platform != "linux":
        pytest.skip("packages are for Linux")
    folder = tmp_path_factory.mktemp("bundle")
    layout.copy_application(ROOT, folder)
    tied = folder / "lib" / "python{}.{}".format(*sys.version_info[:2])
    for name in ("PySide6-Essentials", "shiboken6", "numpy", "opencv-python-headless", "onnxruntime"):
        to = tied if name in ("numpy", "onnxruntime") else folder / "lib"
        for file in importlib.metadata.files(name) or ():
            if ".." not in file.parts and trim.keeps(file.as_posix()):
                copy = to / file
                copy.parent.mkdir(parents=True, exist_ok=True)
                link(Path(file.locate()), copy)
    trim.prune_qt(folder / "lib" / "PySide6", trim.qt_modules(ROOT / "app"), ("en", "zh_CN"))
    return folder


class TestTrimmed:
    def test_the_modules_are_those_that_are_imported(self):
        assert trim.qt_modules(ROOT / "app") == {"QtCore", "QtGui", "QtWidgets"}

    def test_every_library_of_qt_that_is_needed_is_there(self, folder):
        pyside = folder / "lib" / "PySide6"
        libraries = [path for path in pyside.rglob("*.so*") if elf.is_library(path)]
        names = {path.name for path in libraries}
        wanted = {name for path in libraries for name in elf.needed(path) if name.startswith(("libQt6", "libicu"))}
        assert wanted and wanted <= names
        assert {
            "libqxcb.so",
            "libqoffscreen.so",
            "libqlinuxfb.so",
            "libqwayland-generic.so",
            "libxdg-shell.so",
        } <= names
        assert not names & {"libQt6Quick.so.6", "libQt6Designer.so.6", "libqvnc.so", "QtNetwork.abi3.so"}

    def test_pictures_are_read_with_nothing_but_the_folder(self, folder):
        picture = folder / "assets" / "demo" / "canvas-7.png"
        done = run(folder, "recognize", str(picture), "--json")
        assert done.returncode == 0, done.stderr
        assert '"text": "7"' in done.stdout

    @pytest.mark.parametrize("platform", ("offscreen", "minimal"))
    def test_the_window_opens_with_nothing_but_the_folder(self, folder, tmp_path, platform):
        script, picture = tmp_path / "show.py", tmp_path / "window.png"
        script.write_text(SHOW)
        own = {name: str(tmp_path) for name in ("HOME", "XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_STATE_HOME")}
        command = [PYTHON, "-I", "-S", str(script), str(folder), str(picture)]
        environment = {**os.environ, **own, "LC_ALL": "C.UTF-8", "QT_QPA_PLATFORM": platform, "QT_FATAL_WARNINGS": "1"}
        done = subprocess.run(command, capture_output=True, text=True, timeout=120, env=environment)
        assert done.returncode == 0, done.stderr
        assert Path(done.stdout.strip()).is_relative_to(folder)
        pixels = cv2.imread(str(picture))
        assert pixels.shape[0] >= 440 and len(np.unique(pixels.reshape(-1, 3), axis=0)) > 50

    def test_another_python_is_named(self, folder, tmp_path):
        other = tmp_path / "other"
        (other / "lib" / "python3.1").mkdir(parents=True)
        (other / "start.py").write_text((folder / "start.py").read_text())
        done = run(other, "recognize")
        assert done.returncode == 1
        assert "for Python 3.1, not" in done.stderr


class TestLauncher:
    @pytest.fixture
    def launched(self, tmp_path):
        """Runs the launcher of a folder with a Python that tells what it was given."""
        folder, python = tmp_path / "opt", tmp_path / "python"
        layout.copy_application(ROOT, folder)
        python.write_text('#!/bin/sh\necho "$ASCEND_TOOLKIT_HOME" "$@"\n')
        python.chmod(0o755)
        (folder / "bin" / "atlas-digits").chmod(0o755)
        (tmp_path / "link").symlink_to(folder / "bin" / "atlas-digits")

        def launch(*arguments, **environment):
            environment = {
                "PATH": os.environ["PATH"],
                "HOME": str(tmp_path),
                "ATLAS_DIGITS_PYTHON": python,
                **environment,
            }
            command = [tmp_path / "link", *arguments]
            return subprocess.run(command, env=environment, capture_output=True, text=True, check=True).stdout.split()

        return launch

    def test_it_finds_its_folder_through_a_link(self, launched, tmp_path):
        *_, script, argument = launched("doctor")
        assert Path(script).resolve() == (tmp_path / "opt" / "start.py").resolve()
        assert argument == "doctor"

    @pytest.mark.skipif(Path("/usr/local/Ascend").exists(), reason="this machine has a CANN of its own")
    def test_the_settings_of_cann_are_taken(self, launched, tmp_path):
        settings = tmp_path / "Ascend" / "nnrt" / "set_env.sh"
        settings.parent.mkdir(parents=True)
        settings.write_text("export ASCEND_TOOLKIT_HOME=/from/settings\n")
        assert launched("doctor")[0] == "/from/settings"
        assert launched("doctor", ASCEND_TOOLKIT_HOME="/sourced/before")[0] == "/sourced/before"


# opens the real window, takes its picture when it is there, and leaves; prints where Qt is
SHOW = """
import sys
sys.path.insert(0, sys.argv[1])
import start
start.find_libraries()
import PySide6
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication
from app.ui import application

class Shown(application.MainWindow):
    def showEvent(self, event):
        super().showEvent(event)
        QTimer.singleShot(0, self.leave)

    def leave(self):
        self.grab().save(sys.argv[2])
        QApplication.exit(0)

application.MainWindow = Shown
print(PySide6.__file__)
sys.exit(application.run())
"""


def link(file, to):
    """A second name for the file where the system allows it: Qt is large."""
    try:
        os.link(file, to)
    except OSError:
        to.write_bytes(file.read_bytes())


def run(folder, *arguments):
    command = [PYTHON, "-I", "-S", str(folder / "start.py"), *arguments]
    return subprocess.run(command, capture_output=True, text=True, timeout=120, cwd=folder)
