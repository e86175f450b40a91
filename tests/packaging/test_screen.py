"""The kiosk's screen, with Xvfb in the place of the board's X server."""

from __future__ import annotations

import importlib.util
import os
import shutil
import socket
import stat
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PROGRAM = ROOT / "packaging" / "systemd" / "screen.py"

_spec = importlib.util.spec_from_file_location("screen", PROGRAM)
screen = importlib.util.module_from_spec(_spec)
_spec.loader.exec_module(screen)


def free_display() -> str:
    number = next(n for n in range(200, 500) if not Path(f"/tmp/.X{n}-lock").exists())
    return f":{number}"


@pytest.fixture
def shown(tmp_path) -> Iterator[tuple[str, Path, subprocess.Popen]]:
    """A display, its cookie, and the process that became its server."""
    server = shutil.which("Xvfb")
    if not server:
        pytest.skip("Xvfb is not installed")
    display = free_display()
    process = subprocess.Popen(
        [sys.executable, str(PROGRAM), "show", server, display, "-screen", "0", "320x240x24", "-nolisten", "tcp"],
        env={**os.environ, "RUNTIME_DIRECTORY": str(tmp_path)},
        stderr=subprocess.DEVNULL,
    )
    yield display, tmp_path / "cookie", process
    process.terminate()
    process.wait(20)


def waiting(display: str) -> subprocess.CompletedProcess:
    return subprocess.run(
        [sys.executable, str(PROGRAM), "wait"], env={"DISPLAY": display}, capture_output=True, text=True, timeout=100
    )


def test_the_kiosk_waits_until_the_screen_is_there_and_is_let_in_by_its_cookie(shown):
    display, cookie, _ = shown
    assert waiting(display).returncode == 0
    assert stat.S_IMODE(cookie.stat().st_mode) == 0o640
    asking = [sys.executable, "-c", _ASK]
    seen = {**os.environ, "DISPLAY": display, "QT_QPA_PLATFORM": "xcb", "PYTHONPATH": str(ROOT)}
    assert subprocess.run(asking, env={**seen, "XAUTHORITY": str(cookie)}, capture_output=True).stdout == b"320\n"
    assert subprocess.run(asking, env={**seen, "XAUTHORITY": "/nonexistent"}, capture_output=True).returncode != 0


_ASK = """
from PySide6.QtGui import QGuiApplication
print(QGuiApplication([]).primaryScreen().size().width())
"""


def test_a_screen_that_died_is_waited_for_anew(shown, tmp_path):
    display, _, process = shown
    assert waiting(display).returncode == 0
    process.terminate()
    process.wait(20)
    assert not screen.wait(display, seconds=0.5)


def test_a_screen_that_never_comes_is_said_with_where_to_look(capsys):
    begin = time.monotonic()
    assert not screen.wait(free_display(), seconds=0.5)
    assert 0.5 <= time.monotonic() - begin < 30
    assert "systemctl status atlas-digits-screen" in capsys.readouterr().err


def test_a_server_that_takes_the_call_and_says_nothing_is_no_screen(tmp_path):
    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as deaf:
        deaf.bind(str(tmp_path / "X7"))
        deaf.listen()
        assert not screen.answers(str(tmp_path / "X7"), seconds=0.2)


def test_the_waiting_ends_before_systemd_loses_patience():
    unit = (PROGRAM.parent / "atlas-digits-kiosk.service").read_text()
    assert "TimeoutStartSec=2min" in unit
    assert screen.PATIENCE < 120
    # a screen that is absent all day never uses up the starts that are allowed
    assert "StartLimitIntervalSec=5min" in unit and "StartLimitBurst=5" in unit
    assert 300 / screen.PATIENCE < 5


def test_only_on_purpose_the_console_comes_back(monkeypatch):
    monkeypatch.setenv("SERVICE_RESULT", "exit-code")
    monkeypatch.setattr(os, "open", lambda *arguments: pytest.fail("the console was touched"))
    screen.leave()
