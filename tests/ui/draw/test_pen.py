"""Pressure, palms, second fingers and the two ends of a tablet's pen."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QEvent, QPointF, Qt
from PySide6.QtGui import QMouseEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from app.ui.draw import pen
from app.ui.theme import LIGHT
from tests.ui.hands import colour_at, polyline

LINE = polyline((60, 150), (420, 150))
OTHER_LINE = polyline((60, 250), (420, 250))


def height_at(canvas, x):
    """Of the ink in this column."""
    image = canvas.grab().toImage()
    return sum(image.pixelColor(x, y).lightness() < 128 for y in range(1, 299))


def test_a_pen_pressed_harder_draws_wider(canvas, hands):
    hands.tablet(canvas, LINE, [i / (len(LINE) - 1) for i in range(len(LINE))])
    (line,) = canvas.drawing.lines
    usual = canvas.pen_share * 300
    assert list(line.widths) == sorted(line.widths) and len(line.widths) == len(line.points)
    assert 0.35 * usual < line.widths[0] < 0.6 * usual and usual < line.widths[-1] <= 1.35 * usual
    assert line.width == pytest.approx(sum(line.widths) / len(line.widths))
    assert height_at(canvas, 80) < height_at(canvas, 240) < height_at(canvas, 400)


def test_a_sudden_change_of_pressure_is_smoothed(canvas, hands):
    half = len(LINE) // 2
    hands.tablet(canvas, LINE, [0.1] * half + [1.0] * (len(LINE) - half))
    widths = canvas.drawing.lines[0].widths
    steps = [b - a for a, b in zip(widths, widths[1:])]
    assert max(steps) < 0.5 * (widths[-1] - widths[0]) and widths[-1] > 2 * widths[0]


def test_pressure_can_be_left_alone(canvas, hands):
    canvas.pressure = False
    hands.tablet(canvas, LINE, [i / (len(LINE) - 1) for i in range(len(LINE))])
    assert canvas.drawing.lines[0].widths == ()


@pytest.mark.parametrize("device", ["mouse", "touch"])
def test_what_tells_no_pressure_has_one_width(canvas, hands, device):
    getattr(hands, device)(canvas, LINE)
    assert canvas.drawing.lines[0].widths == ()


def test_the_pens_other_end_erases(canvas, hands):
    hands.mouse(canvas, LINE)
    hands.tablet(canvas, polyline((240, 100), (240, 200)), erases=True)
    assert colour_at(canvas, (240, 150)) == LIGHT["paper"]
    assert len(canvas.drawing.lines) == 2
    hands.tablet(canvas, OTHER_LINE)
    assert colour_at(canvas, (240, 250)) == LIGHT["ink"], "its point still draws"


def test_a_palm_does_nothing_while_the_pen_is_near(canvas, hands):
    hands.hover(canvas, (100, 100))
    hands.touch(canvas, OTHER_LINE)
    assert canvas.drawing.lines == ()
    hands.tablet(canvas, LINE)
    hands.touch(canvas, OTHER_LINE)
    assert len(canvas.drawing.lines) == 1


def test_a_finger_draws_again_when_the_pen_has_gone(canvas, hands, monkeypatch):
    hands.hover(canvas, (100, 100))
    monkeypatch.setattr(pen, "_NEAR", 0.0)
    hands.touch(canvas, OTHER_LINE)
    assert len(canvas.drawing.lines) == 1


def test_the_pen_takes_the_place_of_a_palm_that_was_there_first(canvas, hands):
    screen = QTest.createTouchDevice()
    palm = canvas.rect().bottomRight()
    QTest.touchEvent(canvas, screen).press(0, palm, canvas).commit()
    hands.tablet(canvas, LINE)
    QTest.touchEvent(canvas, screen).move(0, palm / 2, canvas).commit()
    QTest.touchEvent(canvas, screen).release(0, palm / 2, canvas).commit()
    (line,) = canvas.drawing.lines
    assert line.points[0] == LINE[0] and line.points[-1] == LINE[-1]


def test_the_first_finger_goes_on_when_the_second_is_lifted(canvas):
    screen = QTest.createTouchDevice()
    centre = canvas.rect().center()
    QTest.touchEvent(canvas, screen).press(0, centre, canvas).commit()
    QTest.touchEvent(canvas, screen).stationary(0).press(1, centre / 2, canvas).commit()
    QTest.touchEvent(canvas, screen).stationary(0).release(1, centre / 2, canvas).commit()
    QTest.touchEvent(canvas, screen).move(0, centre * 1.5, canvas).commit()
    QTest.touchEvent(canvas, screen).release(0, centre * 1.5, canvas).commit()
    (line,) = canvas.drawing.lines
    assert line.points[0] == (centre.x(), centre.y())
    assert line.points[-1] == ((centre * 1.5).x(), (centre * 1.5).y())


def test_a_mouse_that_the_system_makes_of_a_finger_is_no_mouse(canvas):
    for kind in (QEvent.Type.MouseButtonPress, QEvent.Type.MouseButtonRelease):
        at, left, none = QPointF(100, 100), Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
        source = Qt.MouseEventSource.MouseEventSynthesizedBySystem
        QApplication.sendEvent(canvas, QMouseEvent(kind, at, at, at, left, left, none, source))
    assert canvas.drawing.lines == ()


def test_a_line_whose_lift_was_missed_is_not_joined_to_the_next_one(canvas, hands):
    """As after a dialog that came up under the hand, and took the lift."""
    hands.mouse(canvas, LINE, lift=False)
    hands.mouse(canvas, OTHER_LINE)
    assert [line.points[0] for line in canvas.drawing.lines] == [LINE[0], OTHER_LINE[0]]
    assert [line.points[-1] for line in canvas.drawing.lines] == [LINE[-1], OTHER_LINE[-1]]


def test_a_line_whose_lift_was_missed_does_not_follow_a_pen_that_only_passes(canvas, hands):
    hands.tablet(canvas, LINE, lift=False)
    hands.hover(canvas, OTHER_LINE[0])
    (line,) = canvas.drawing.lines
    assert line.points[-1] == LINE[-1]
    assert not canvas.pen_is_down


def test_a_line_ends_where_the_paper_goes_out_of_sight(canvas, hands):
    hands.mouse(canvas, LINE, lift=False)
    canvas.hide()
    canvas.show()
    assert not canvas.pen_is_down
    hands.touch(canvas, OTHER_LINE)
    assert [line.points[-1] for line in canvas.drawing.lines] == [LINE[-1], OTHER_LINE[-1]]
