"""The tools under the paper: the pen's width, the eraser, and their keys."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from app.ui.draw.pen_slider import share_at, step_of
from app.ui.settings.settings import Settings
from tests.ui.hands import one, polyline, seven
from tests.ui.test_window import reads


def test_the_slider_begins_where_the_settings_are_and_goes_from_end_to_end():
    assert share_at(0) == 0.01 and share_at(step_of(0.12)) == 0.12
    assert share_at(step_of(Settings.pen.default)) == pytest.approx(Settings.pen.default, rel=0.03)
    assert [step_of(share_at(step)) for step in range(49)] == list(range(49))


def test_brackets_make_the_pen_thinner_and_wider_for_new_strokes(open_window, hands, settings):
    window = open_window()
    canvas = window.draw.canvas
    hands.mouse(canvas, one(left=40))
    QTest.keyClick(window, Qt.Key.Key_BracketRight)
    hands.mouse(canvas, one(left=200))
    QTest.keyClick(window, Qt.Key.Key_BracketLeft)
    QTest.keyClick(window, Qt.Key.Key_BracketLeft)
    hands.mouse(canvas, one(left=360))
    usual, wide, thin = (line.width for line in canvas.drawing.lines)
    assert thin < usual < wide
    assert Settings(settings.path).pen == settings.pen < Settings.pen.default, "it is there the next time"


def test_the_slider_follows_the_settings_and_the_settings_the_slider(open_window, settings):
    window = open_window()
    slider = window.draw.tools.pen.slider
    settings.pen = 0.1
    assert slider.value() == step_of(0.1) and window.draw.canvas.pen_share == 0.1
    slider.setFocus()
    QTest.keyClick(slider, Qt.Key.Key_Home)
    assert settings.pen == window.draw.canvas.pen_share == 0.01
    settings.pressure = False
    assert window.draw.canvas.pressure is False


def test_the_reading_follows_the_eraser(open_window, hands, qtbot):
    window = open_window()
    canvas = window.draw.canvas
    hands.mouse(canvas, seven(left=80))
    hands.mouse(canvas, one(left=320))
    qtbot.waitUntil(reads(window, "71"), timeout=10_000)
    QTest.keyClick(window, Qt.Key.Key_E)
    assert window.draw.tools.eraser.isChecked()
    hands.mouse(canvas, one(left=320), lift=False)
    qtbot.waitUntil(reads(window, "7"), timeout=10_000)
    hands.lift_mouse(canvas, one(left=320)[-1])
    QTest.keyClick(window, Qt.Key.Key_E)
    hands.mouse(canvas, one(left=320))
    qtbot.waitUntil(reads(window, "71"), timeout=10_000)


def test_ctrl_y_brings_back_too(open_window, hands):
    window = open_window()
    hands.mouse(window.draw.canvas, polyline((60, 60), (200, 180)))
    window.draw.canvas.undo()
    QTest.keyClick(window, Qt.Key.Key_Y, Qt.KeyboardModifier.ControlModifier)
    assert len(window.draw.canvas.drawing.lines) == 1


@pytest.mark.parametrize("size", [(680, 440), (800, 480), (1440, 900)])
def test_every_tool_is_large_enough_and_has_a_name_and_its_keys(open_window, size):
    tools = open_window(size=size).draw.tools
    buttons = [tools.undo, tools.redo, tools.eraser, tools.open, tools.save, tools.clear]
    for part in (*(button for button in buttons if button.isVisible()), tools.pen):
        assert part.height() >= 44 and part.width() >= 44
    for button in buttons:
        assert button.accessibleName() and "(" in button.toolTip()
    assert tools.pen.slider.accessibleName() and "[" in tools.pen.toolTip()
    assert tools.open.isVisible() == (size[0] > 680)
