"""The whole application as a process: how it starts, how it ends, what it writes."""

from __future__ import annotations

import signal
import subprocess
import sys
from pathlib import Path

import pytest

from app.errors import DisplayError
from app.ui import application

ROOT = Path(application.__file__).resolve().parents[2]

# once the inference thread runs, the window has been painted and the event loop turns
AFTER_THE_FIRST_PAINT = """
import logging, os, signal, sys, threading, time
logging.basicConfig(level=logging.INFO)

def later():
    while not any(thread.name == "inference" for thread in threading.enumerate()):
        time.sleep(0.01)
    {action}

threading.Thread(target=later, daemon=True).start()
from app.ui.application import run
{before}
sys.exit(run({arguments}))
"""


def run_process(action: str, arguments: str = "", before: str = "") -> subprocess.CompletedProcess:
    """before: what is done before the window is there; action: on a thread, once it is"""
    code = AFTER_THE_FIRST_PAINT.format(action=action, arguments=arguments, before=before)
    return subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, timeout=30)


@pytest.fixture
def home(tmp_path, monkeypatch) -> Path:
    """Of a user whose window was never open."""
    for name in ("CONFIG", "DATA", "STATE"):
        monkeypatch.setenv(f"XDG_{name}_HOME", str(tmp_path / name))
    return tmp_path


@pytest.mark.parametrize(("number", "status"), [(signal.SIGINT, 130), (signal.SIGTERM, 0), (signal.SIGHUP, 0)])
def test_signals_end_it_cleanly_and_the_windows_place_is_kept(number, status, home):
    done = run_process(f"os.kill(os.getpid(), {int(number)})")
    assert done.returncode == status, done.stderr
    assert "Traceback" not in done.stderr
    assert "geometry" in (home / "CONFIG" / "atlas-digits" / "settings.ini").read_text()


WHILE_IT_IS_IMPORTED = """
import os, sys
from app import cli

class Lost:  # what is raised in here is lost, as where a library of C calls Python
    def __del__(self):
        os.kill(os.getpid(), {number})

class Finder:
    def find_spec(self, name, *rest):
        if name == "app.ui.application":
            Lost()

sys.meta_path.insert(0, Finder())
sys.exit(cli.main([]))
"""


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_a_signal_while_the_window_is_imported_ends_it(number):
    code = WHILE_IT_IS_IMPORTED.format(number=int(number))
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, timeout=20)
    assert (done.returncode, done.stderr) == (-number, "")


@pytest.mark.parametrize("moment", ["changeEvent", "resizeEvent"])
def test_a_signal_before_the_event_loop_turns_is_not_lost(moment):
    """In an event of Qt's, which forgets what is raised there."""
    sent = (
        "from app.ui.window import MainWindow\n"
        f"happen = MainWindow.{moment}\n"
        f"def first(*args):\n    MainWindow.{moment} = happen; os.kill(os.getpid(), {int(signal.SIGTERM)})\n"
        f"    happen(*args)\n"
        f"MainWindow.{moment} = first"
    )
    done = run_process("pass", before=sent)
    assert done.returncode == 0, done.stderr


def test_the_end_of_its_terminal_does_not_end_what_was_started_to_outlive_it():
    ignored = "signal.signal(signal.SIGHUP, signal.SIG_IGN)"
    action = f"os.kill(os.getpid(), {int(signal.SIGHUP)}); time.sleep(0.5); os.kill(os.getpid(), {int(signal.SIGINT)})"
    assert run_process(action, before=ignored).returncode == 130


def test_a_user_without_a_home_has_a_window_too(home, monkeypatch):
    for name in ("CONFIG", "DATA", "STATE"):
        monkeypatch.delenv(f"XDG_{name}_HOME")
    monkeypatch.setenv("TMPDIR", str(home))
    nowhere = "os.environ.pop('HOME', 0); expand = os.path.expanduser; os.path.expanduser = lambda path: (\n"
    nowhere += "    expand(path) if 'HOME' in os.environ else path)"  # as it is for a user without an entry
    done = run_process(f"os.kill(os.getpid(), {int(signal.SIGTERM)})", before=nowhere)
    assert done.returncode == 0, done.stderr
    assert "There is no home folder" in done.stderr and "everything is kept in" in done.stderr
    assert list(home.glob("atlas-digits-*/.config/atlas-digits/settings.ini"))


def test_a_sample_on_its_way_is_kept_when_a_signal_ends_it(home):
    slowly = (
        "from app.ui.samples.sample_keeper import SampleKeeper\n"
        "made = []; init = SampleKeeper.__init__\n"
        "def kept(self, path=None):\n    init(self, path); made.append(self)\n"
        "SampleKeeper.__init__ = kept"
    )
    action = (
        "made[0].change(lambda samples: (time.sleep(1), print('written')), print, print); "
        f"os.kill(os.getpid(), {int(signal.SIGTERM)})"
    )
    done = run_process(action, before=slowly)
    assert done.returncode == 0 and "written" in done.stdout, done.stderr


def test_a_signal_leaves_as_closing_the_window_does(monkeypatch, tmp_path):
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path))
    run_process(f"os.kill(os.getpid(), {int(signal.SIGTERM)})")
    (kept,) = tmp_path.rglob("settings.ini")
    assert "geometry" in kept.read_text()


def test_a_missing_model_leaves_the_window_open_and_is_logged_without_a_trace():
    done = run_process(f"time.sleep(0.5); os.kill(os.getpid(), {int(signal.SIGTERM)})", "model='/nowhere/digits.onnx'")
    assert done.returncode == 0
    assert "/nowhere/digits.onnx: there is no such model file" in done.stderr
    assert "Traceback" not in done.stderr


def test_messages_of_qt_and_uncaught_exceptions_go_to_the_log_and_it_goes_on():
    action = (
        "from PySide6.QtCore import QMetaObject, QTimer, QObject, qWarning; qWarning('from Qt');"
        "from PySide6.QtWidgets import QApplication; app = QApplication.instance();"
        "app.aboutToQuit.connect(lambda: 1 / 0);"
        f"time.sleep(0.3); os.kill(os.getpid(), {int(signal.SIGTERM)})"
    )
    done = run_process(action)
    assert done.returncode == 0
    assert "WARNING:qt:from Qt" in done.stderr
    assert "ERROR:app.ui.mishap:Uncaught exception" in done.stderr


def test_without_a_display_it_refuses_instead_of_aborting(monkeypatch):
    for name in ("QT_QPA_PLATFORM", "WAYLAND_DISPLAY", "DISPLAY"):
        monkeypatch.delenv(name, raising=False)
    with pytest.raises(DisplayError, match="no display"):
        application.run()
