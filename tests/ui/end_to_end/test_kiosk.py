"""The kiosk as a process: nothing a visitor does leaves it, the operator and the system do, and it starts again."""

from __future__ import annotations

import os
import random
import shutil
import signal
import subprocess
import sys
import time
from contextlib import suppress
from pathlib import Path

import pytest
from PySide6.QtCore import QEvent, QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QContextMenuEvent, QDragEnterEvent, QDropEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from app import pin
from app.counts import Counts
from tests.ui.end_to_end.conftest import ROOT, Begin, Home
from tests.ui.hands import seven
from tests.ui.kiosk.hand import come, draw, give_pin, hold_corner, let_go, place_of, tap, tap_at

PIN = "2580"
CONTROL, ALT, SHIFT, META, NONE = (
    Qt.KeyboardModifier.ControlModifier,
    Qt.KeyboardModifier.AltModifier,
    Qt.KeyboardModifier.ShiftModifier,
    Qt.KeyboardModifier.MetaModifier,
    Qt.KeyboardModifier.NoModifier,
)
KEYS = [
    *((key, NONE) for key in (Qt.Key.Key_Escape, Qt.Key.Key_F1, Qt.Key.Key_F5, Qt.Key.Key_F11, Qt.Key.Key_Menu)),
    *((key, NONE) for key in (Qt.Key.Key_Return, Qt.Key.Key_Space, Qt.Key.Key_Tab)),
    *((key, ALT) for key in (Qt.Key.Key_F4, Qt.Key.Key_Space, Qt.Key.Key_Tab, Qt.Key.Key_F10, Qt.Key.Key_Left)),
    *((Qt.Key(key), CONTROL) for key in b"QWNOSMZRTV1234,"),
    *((key, CONTROL | ALT) for key in (Qt.Key.Key_Delete, Qt.Key.Key_F1, Qt.Key.Key_T, Qt.Key.Key_Backspace)),
    *((key, CONTROL | SHIFT) for key in (Qt.Key.Key_Escape, Qt.Key.Key_Q, Qt.Key.Key_I)),
    *((key, META) for key in (Qt.Key.Key_D, Qt.Key.Key_L, Qt.Key.Key_Tab)),
    (Qt.Key.Key_F10, SHIFT),
]

KILLS = int(os.environ.get("ATLAS_DIGITS_KILLS", "4"))  # more of them take longer: 200 about ten minutes


@pytest.fixture
def start(begin: Begin, home: Home) -> Begin:
    """Of a user with a PIN."""
    pin.set_pin(PIN, home.file("pin.json"))
    return begin


def kiosk(home: Home, *arguments: str) -> subprocess.CompletedProcess:
    """That is not expected to come up."""
    command = [sys.executable, "-m", "app", "kiosk", *arguments]
    return subprocess.run(command, cwd=ROOT, env=home.environment, capture_output=True, text=True, timeout=60)


def is_whole(window):
    return lambda: window.isVisible() and window.isFullScreen() and window.geometry() == window.screen().geometry()


def all_there_is(window):
    """No dialog, menu or tooltip beside it."""
    return [widget for widget in QApplication.topLevelWidgets() if widget.isVisible()] == [window]


def nothing_leaves_it(window):
    yield is_whole(window)
    come(window)
    draw(window, seven())
    yield lambda: window.visit.answer.text == "7"
    handle = window.windowHandle()
    for key, modifiers in KEYS:
        QTest.keyClick(handle, key, modifiers)
        QTest.keyClick(window.visit.canvas, key, modifiers)
    assert not window.close() and not handle.close()
    QApplication.closeAllWindows()
    QApplication.quit()
    for button in (Qt.MouseButton.RightButton, Qt.MouseButton.MiddleButton, Qt.MouseButton.BackButton):
        for place in (place_of(window.visit.canvas), place_of(window.visit.answer), place_of(window.visit.again)):
            QTest.mouseClick(handle, button, NONE, place)
    for widget in (window, window.visit.canvas, window.visit.answer, window.visit.again, window.visit.language):
        reason = QContextMenuEvent.Reason.Keyboard
        QApplication.sendEvent(widget, QContextMenuEvent(reason, QPoint(5, 5), widget.mapToGlobal(QPoint(5, 5))))
        assert not dropped(widget)
    yield lambda: all_there_is(window) and is_whole(window)()
    assert window.page is window.visit and window.visit.answer.text == "7"
    assert QApplication.overrideCursor().shape() == Qt.CursorShape.BlankCursor
    for change in (window.showMinimized, window.showNormal, window.hide, lambda: window.move(50, 60)):
        change()
        yield is_whole(window)
    window.resize(300, 200)
    yield is_whole(window)
    assert window.page is window.visit


def dropped(widget) -> bool:
    """Whether it takes what is dragged over it and dropped."""
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile("/etc/hostname")])
    left, copy = Qt.MouseButton.LeftButton, Qt.DropAction.CopyAction
    over = QDragEnterEvent(QPoint(5, 5), copy, data, left, NONE)
    over.ignore()
    QApplication.sendEvent(widget, over)
    down = QDropEvent(QPointF(5, 5), copy, data, left, NONE, QEvent.Type.Drop)
    down.ignore()
    QApplication.sendEvent(widget, down)
    return over.isAccepted() or down.isAccepted()


def test_nothing_a_visitor_does_leaves_it(start, home):
    start(nothing_leaves_it, command=("kiosk",)).ends()


def endures_taps(window):
    """More than two hundred a second, wherever there is something to tap."""
    come(window)
    visit = window.visit
    for place in (visit.again, visit.language, visit.canvas, visit.turn, visit.answer):
        middle, began = place_of(place), time.monotonic()
        for number in range(300):
            tap_at(window, middle + QPoint(number % 7, number % 5))
            if number % 20 == 0:
                QApplication.processEvents()
        assert time.monotonic() - began < 30
        yield lambda: window.page in (window.visit, window.attract)
    window.show_attract()
    for _ in range(300):
        tap(window.page)
    window._held()
    yield window.pad.isVisible
    for number in range(300):
        tap_at(window, place_of(window.pad.keys[number % 10]))
    tap_at(window, place_of(window.pad.enter))
    yield lambda: window.pad.says == "That is not the PIN."
    window.show_attract()
    come(window)
    draw(window, seven())
    yield lambda: window.visit.answer.text == "7"


def test_hundreds_of_taps_a_second_leave_it_at_work(start, home):
    start(endures_taps, command=("kiosk",)).ends()


def is_left(window, way: str):
    """By a long press in the corner, the PIN and a button that is pressed twice."""
    yield is_whole(window)
    come(window)
    hold_corner(window)
    yield window.pad.isVisible
    let_go(window)
    assert not window.visit.canvas.drawing.lines
    give_pin(window, PIN)
    yield window.operator.isVisible
    button = getattr(window.operator, way)
    tap(button)
    assert button.text() == "Really?"
    pressed = time.monotonic()
    yield lambda: time.monotonic() - pressed > 0.5
    tap(button)
    yield lambda: False


@pytest.mark.parametrize(("way", "status"), [("quit", 0), ("restart", 3)])
def test_the_operator_leaves_it_with_the_pin(start, home, way, status):
    start(is_left, way, command=("kiosk",)).ends(status)


def is_drawn_in_and_ended(window, number: int):
    come(window)
    draw(window, seven())
    yield lambda: window.visit.answer.text == "7"
    tap(window.visit.again)
    os.kill(os.getpid(), number)
    yield lambda: False


@pytest.mark.parametrize(("number", "status"), [(signal.SIGTERM, 0), (signal.SIGINT, 130)])
def test_the_system_ends_it_at_once_and_nothing_counted_is_lost(start, home, number, status):
    start(is_drawn_in_and_ended, int(number), command=("kiosk",)).ends(status)
    (day,) = Counts(home.counts).days()
    assert (day.sessions, day.drawings, day.digits[7]) == (1, 1, 1)


def meets_another(window, there: str):
    """Stays until another process has made this file."""
    Path(there).touch()
    yield lambda: not Path(there).exists()


def wait_for(condition) -> None:
    began = time.monotonic()
    while not condition():
        assert time.monotonic() - began < 60
        time.sleep(0.02)


def test_a_second_one_says_that_it_runs_and_after_a_kill_it_starts(start, home, tmp_path):
    there = tmp_path / "there"
    first = start(meets_another, there, command=("kiosk",))
    wait_for(there.exists)
    second = kiosk(home)
    assert (second.returncode, second.stdout) == (1, "")
    assert second.stderr.startswith("atlas-digits: The kiosk runs already.") and len(second.stderr.splitlines()) == 1
    first.is_killed()
    there.unlink()
    third = start(meets_another, there, command=("kiosk",))
    wait_for(there.exists)
    there.unlink()
    third.ends()


def test_without_a_pin_it_does_not_begin_and_says_how_to_set_one(home):
    done = kiosk(home)
    assert (done.returncode, done.stdout) == (1, "")
    assert "atlas-digits pin" in done.stderr and "Traceback" not in done.stderr


def is_shut(window):
    """For the operator, not for visitors."""
    come(window)
    draw(window, seven())
    yield lambda: window.visit.answer.text == "7"
    hold_corner(window)
    yield window.pad.isVisible
    let_go(window)
    yield lambda: "atlas-digits pin" in window.pad.says
    assert not any(key.isEnabled() for key in window.pad.keys)
    tap(window.pad.back)
    assert window.page is window.attract


def test_a_damaged_pin_does_not_stop_it(start, home):
    home.file("pin.json").write_bytes(b"\0" * 200)
    start(is_shut, command=("kiosk",)).ends(said=("The operator's page stays shut.*damaged.*atlas-digits pin",))


def reads_while_its_model_is_replaced(window, model: str):
    come(window)
    draw(window, seven())
    yield lambda: window.visit.answer.text == "7"
    yield lambda: bool(window.models.found)  # from here on it is watched
    whole = Path(model).read_bytes()
    refused = []
    window.models.refused.connect(lambda name, why: refused.append(name))
    Path(model).write_bytes(os.urandom(len(whole)))
    yield lambda: bool(refused)
    tap(window.visit.again)
    draw(window, seven())
    yield lambda: window.visit.answer.text == "7" and window._care.available


def test_garbage_in_place_of_its_model_is_not_taken(start, home):
    from tests.models import write_model

    home.models.mkdir(parents=True)
    model = write_model(home.models)
    command = ("kiosk", "--model", str(model))
    start(reads_while_its_model_is_replaced, model, command=command).ends(said=(model.name,))


def waits_for_a_model(window, model: str):
    """Says that it will be back, and is when there is one."""
    yield lambda: "Back soon" in window.attract.words
    assert window.page is window.attract
    whole = Path(model + ".aside").read_bytes()
    Path(model).write_bytes(whole)
    yield lambda: "Draw a digit" in window.attract.words
    come(window)
    draw(window, seven())
    yield lambda: window.visit.answer.text == "7"


def test_without_any_engine_it_says_so_and_goes_on_when_there_is_one(start, home, tmp_path):
    from tests.models import write_model

    model = write_model(tmp_path)
    model.rename(f"{model}.aside")
    command = ("kiosk", "--model", str(model))
    start(waits_for_a_model, model, command=command).ends(said=("there is no such model file",))


def goes_on_without_a_disk(window):
    """Nothing can be written: neither settings nor counts, drawings or tries."""
    window._settings.keep_drawings = True
    for _ in range(3):
        come(window)
        draw(window, seven())
        yield lambda: window.visit.answer.text == "7"
        tap(window.visit.again)
        window.show_attract()
    assert not window.counts.write()
    assert window.counts.days()[0].drawings == 3
    window._held()
    yield lambda: "Wait" in window.pad.says  # as no try can be counted, the first one waits too


def test_a_full_disk_disturbs_nobody(little_disk, start):
    filler = little_disk / "filler"
    with suppress(OSError), filler.open("wb", buffering=0) as file:
        while True:
            file.write(b"x" * 4096)
    with suppress(OSError), (little_disk / "rest").open("wb", buffering=0) as file:
        while True:
            file.write(b"x")
    said = ("settings cannot be written", "counts wait in memory", "Drawings are not kept")
    start(goes_on_without_a_disk, command=("kiosk",)).ends(said=said)


VISITS = """
import os, sys, threading
from app.cli import main
from PySide6.QtCore import QObject, QTimer, Signal
from PySide6.QtWidgets import QApplication
from tests.ui.hands import seven
from tests.ui.kiosk.hand import draw

class Hand(QObject):
    up = Signal()

hand = Hand()

def begin():
    window = next(w for w in QApplication.topLevelWidgets() if type(w).__name__ == "KioskWindow")
    window._settings.keep_drawings = True
    window._write.setInterval(5)
    window._visitor_came()
    print("begins", flush=True)
    number = 0

    def visit():
        nonlocal number
        number += 1
        window._settings.idle = 20.0 + number % 100
        if window.visit.answer.text:
            window.visit.clear()
        if not window.visit.has_drawing:
            draw(window, seven(left=20 + number % 60, height=120))

    timer = QTimer(window)
    timer.timeout.connect(visit)
    timer.start(2)

from PySide6.QtCore import Qt
hand.up.connect(lambda: QTimer.singleShot(300, begin), Qt.ConnectionType.QueuedConnection)
hand.up.emit()
main(["kiosk"])
"""


def test_killed_at_any_moment_its_settings_counts_and_drawings_can_be_read(start, home):
    """Each time it begins with what the time before has left."""
    from app.stroke_file import read_strokes

    drawings = home.folder / "data" / "atlas-digits" / "kiosk-drawings"
    chance = random.Random(11)
    for _ in range(KILLS):
        process = subprocess.Popen(
            [sys.executable, "-c", VISITS],
            cwd=ROOT,
            env=home.environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        assert process.stdout.readline() == "begins\n", process.communicate()[1]
        time.sleep(chance.uniform(0.3, 1.2))
        process.kill()
        process.communicate()
        settings = home.file("kiosk.ini").read_text()
        assert "keep_drawings=true" in settings
        assert Counts(home.counts).days(), home.counts
        for path in drawings.glob("*.json"):
            assert read_strokes(path).strokes
    assert Counts(home.counts).days()[0].digits[7] > 0
    assert list(drawings.glob("*.json"))


def test_a_display_that_goes_ends_it_and_what_was_counted_is_there(start, home):
    """The system starts it again, when there is one."""
    display, process = started_xvfb()
    try:
        code = VISITS
        environment = {**home.environment, "DISPLAY": f":{display}", "QT_QPA_PLATFORM": "xcb"}
        kiosk = subprocess.Popen(
            [sys.executable, "-c", code],
            cwd=ROOT,
            env=environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        assert kiosk.stdout.readline() == "begins\n", kiosk.communicate()[1]
        time.sleep(1.0)
    finally:
        process.kill()
        process.wait()
    _, errors = kiosk.communicate(timeout=30)
    assert kiosk.returncode not in (0, 3), errors
    assert Counts(home.counts).days()


@pytest.mark.skipif(not shutil.which("xdotool"), reason="there is no xdotool here")
def test_taken_off_the_screen_by_another_program_it_comes_back(home):
    """So does a window manager that shows its desktop, which it does for a key of everybody's."""
    pin.set_pin(PIN, home.file("pin.json"))
    display, server = started_xvfb()
    environment = {**home.environment, "DISPLAY": f":{display}", "QT_QPA_PLATFORM": "xcb"}
    kiosk = subprocess.Popen([sys.executable, "-m", "app", "kiosk"], cwd=ROOT, env=environment)

    def xdotool(*arguments: str) -> str:
        command = ["xdotool", *arguments]
        return subprocess.run(command, env=environment, capture_output=True, text=True, check=True, timeout=90).stdout

    try:
        for _ in range(2):
            (window,) = xdotool("search", "--sync", "--onlyvisible", "--name", "^Atlas Digits$").split()
            xdotool("windowunmap", "--sync", window)
        xdotool("search", "--sync", "--onlyvisible", "--name", "^Atlas Digits$")
        kiosk.terminate()
        assert kiosk.wait(30) == 0, "what is being left does not come back"
    finally:
        for process in (kiosk, server):
            process.kill()
            process.wait()


def started_xvfb() -> tuple[int, subprocess.Popen]:
    """The number of a display of our own, and its server."""
    if shutil.which("Xvfb") is None:
        pytest.skip("Xvfb is not installed here")
    reading, writing = os.pipe()
    process = subprocess.Popen(
        ["Xvfb", "-displayfd", str(writing), "-screen", "0", "800x480x24", "-nolisten", "tcp"],
        pass_fds=(writing,),
        stderr=subprocess.DEVNULL,
    )
    os.close(writing)
    with os.fdopen(reading) as told:
        return int(told.readline()), process
