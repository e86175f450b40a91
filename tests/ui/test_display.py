"""Whether a window can be opened is known before Qt is asked."""

from __future__ import annotations

import os
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


@pytest.fixture
def compositor(monkeypatch, tmp_path):
    """A socket where WAYLAND_DISPLAY says; nobody listens yet."""
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(tmp_path))
    monkeypatch.setenv("WAYLAND_DISPLAY", "wayland-7")
    with socket.socket(socket.AF_UNIX) as server:
        server.bind(str(tmp_path / "wayland-7"))
        yield server


@pytest.mark.parametrize("platform", ["offscreen", "minimal", "vnc:size=800x600", "linuxfb", "OffScreen"])
def test_a_platform_without_a_display_needs_none(monkeypatch, all_libraries, platform):
    monkeypatch.setenv("QT_QPA_PLATFORM", platform)
    assert display.display_problem() == ""


def test_a_platform_that_qt_does_not_have_is_refused_with_those_it_has(monkeypatch, all_libraries):
    monkeypatch.setenv("QT_QPA_PLATFORM", "foo")
    problem = display.display_problem()
    assert "'foo'" in problem
    assert "offscreen" in problem
    assert "\n" not in problem


def test_the_known_platforms_are_those_of_the_wheel():
    """Qt itself lists them when it gives up."""
    code = "from PySide6.QtWidgets import QApplication; QApplication([])"
    environment = {**os.environ, "QT_QPA_PLATFORM": "foo"}
    done = subprocess.run([sys.executable, "-c", code], env=environment, capture_output=True, text=True)
    (line,) = [line for line in done.stderr.splitlines() if line.startswith("Available platform plugins are: ")]
    assert set(line.split(": ")[1].rstrip(".").split(", ")) == display._PLATFORMS


def test_x11_that_was_asked_for_must_be_there(monkeypatch, all_libraries):
    monkeypatch.setenv("QT_QPA_PLATFORM", "xcb")
    assert display.display_problem() == display.NO_DISPLAY
    monkeypatch.setenv("DISPLAY", ":987")
    assert "':987'" in display.display_problem()


@pytest.mark.parametrize("platform", ["wayland", "wayland-egl"])
def test_wayland_that_was_asked_for_must_answer(monkeypatch, all_libraries, compositor, platform):
    monkeypatch.setenv("QT_QPA_PLATFORM", platform)
    assert "no Wayland compositor answers" in display.display_problem()
    compositor.listen()
    assert display.display_problem() == ""


def test_wayland_that_was_asked_for_has_a_name_of_its_own(monkeypatch, all_libraries, tmp_path):
    monkeypatch.setenv("QT_QPA_PLATFORM", "wayland")
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(tmp_path))
    with socket.socket(socket.AF_UNIX) as server:
        server.bind(str(tmp_path / "wayland-0"))
        server.listen()
        assert display.display_problem() == ""


def test_of_several_platforms_one_that_works_is_enough(monkeypatch, all_libraries):
    monkeypatch.setenv("QT_QPA_PLATFORM", "wayland;offscreen")
    assert display.display_problem() == ""
    monkeypatch.setenv("QT_QPA_PLATFORM", "xcb;foo")
    assert display.display_problem() == display.NO_DISPLAY


def test_a_display_that_does_not_answer_is_named(monkeypatch, all_libraries):
    monkeypatch.setenv("DISPLAY", ":987")
    assert "':987'" in display.display_problem()


def test_a_wayland_compositor_that_answers_is_enough(all_libraries, compositor):
    assert display.display_problem() == display.NO_DISPLAY, "a socket where nobody listens is no display"
    compositor.listen()
    assert display.display_problem() == ""


def test_the_name_of_a_wayland_display_alone_is_none(monkeypatch, tmp_path, all_libraries):
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(tmp_path))
    monkeypatch.setenv("WAYLAND_DISPLAY", "wayland-7")
    assert display.display_problem() == display.NO_DISPLAY


def test_missing_libraries_are_named_with_one_line_that_installs_them(monkeypatch):
    monkeypatch.setattr(display, "_x11_problem", lambda: "")
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
