"""Whether a window can be opened is known before Qt is asked."""

from __future__ import annotations

import socket
import subprocess
import sys
from pathlib import Path

import pytest

from app.ui import display

pytestmark = pytest.mark.skipif(not sys.platform.startswith("linux"), reason="asked on Linux only")


@pytest.fixture(autouse=True)
def bare(monkeypatch):
    for name in ("QT_QPA_PLATFORM", "WAYLAND_DISPLAY", "DISPLAY"):
        monkeypatch.delenv(name, raising=False)


@pytest.fixture
def all_libraries(monkeypatch):
    monkeypatch.setattr(display, "_loads", lambda library: True)


def test_without_any_display_it_says_so_and_the_way_out():
    assert display.display_problem() == display.NO_DISPLAY


def test_a_platform_that_was_asked_for_is_trusted(monkeypatch, all_libraries):
    monkeypatch.setenv("QT_QPA_PLATFORM", "offscreen")
    assert display.display_problem() == ""


def test_a_display_that_does_not_answer_is_named(monkeypatch, all_libraries):
    monkeypatch.setenv("DISPLAY", ":987")
    assert "':987'" in display.display_problem()


def test_a_wayland_socket_is_enough(monkeypatch, tmp_path, all_libraries):
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(tmp_path))
    monkeypatch.setenv("WAYLAND_DISPLAY", "wayland-7")
    assert display.display_problem() == display.NO_DISPLAY, "the name alone is no display"
    with socket.socket(socket.AF_UNIX) as server:
        server.bind(str(tmp_path / "wayland-7"))
        assert display.display_problem() == ""


def test_missing_libraries_are_named_with_one_line_that_installs_them(monkeypatch):
    monkeypatch.setenv("QT_QPA_PLATFORM", "xcb")
    monkeypatch.setattr(display, "_loads", lambda library: "cursor" not in library and "GL" not in library)
    problem = display.display_problem()
    assert "libxcb-cursor.so.0" in problem
    assert "sudo apt-get install -y libegl1 libgl1 libxcb-cursor0" in problem
    assert "\n" not in problem


def test_offscreen_needs_no_x11_library(monkeypatch):
    monkeypatch.setenv("QT_QPA_PLATFORM", "offscreen")
    monkeypatch.setattr(display, "_loads", lambda library: "xcb" not in library)
    assert display.display_problem() == ""


def test_asking_costs_no_qt():
    code = "import sys, app.ui.display as d; d.display_problem(); print([m for m in sys.modules if 'PySide' in m])"
    root = Path(display.__file__).resolve().parents[2]
    done = subprocess.run([sys.executable, "-c", code], cwd=root, check=True, capture_output=True, text=True)
    assert done.stdout.strip() == "[]"
