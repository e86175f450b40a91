"""Ink from every device, and what Undo, Redo and Clear leave of it."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from app.recognition.decision import Prediction
from app.ui.theme import DARK, LIGHT
from tests.ui.hands import colour_at, polyline

LINE = polyline((60, 60), (200, 180))
MIDDLE = (130, 120)
OTHER_LINE = polyline((300, 60), (300, 200))


@pytest.mark.parametrize("device", ["mouse", "touch", "tablet"])
def test_a_stroke_leaves_ink_where_the_device_went(canvas, hands, device):
    getattr(hands, device)(canvas, LINE)
    assert colour_at(canvas, MIDDLE) == LIGHT["ink"]
    assert colour_at(canvas, (300, 60)) == LIGHT["paper"]
    assert len(canvas.drawing.lines) == 1


@pytest.mark.parametrize("device", ["mouse", "touch", "tablet"])
def test_a_stroke_keeps_the_points_of_the_device(canvas, hands, device):
    getattr(hands, device)(canvas, LINE)
    points = canvas.drawing.lines[0].points
    assert points[0] == pytest.approx(LINE[0], abs=0.51)
    assert points[-1] == pytest.approx(LINE[-1], abs=0.51)
    assert len(points) == pytest.approx(len(LINE), abs=2)


def test_a_second_finger_draws_nothing_and_does_not_bend_the_first_ones_line(canvas, hands):
    hands.touch(canvas, LINE, second=OTHER_LINE)
    assert len(canvas.drawing.lines) == 1
    assert colour_at(canvas, MIDDLE) == LIGHT["ink"]
    assert colour_at(canvas, (300, 130)) == LIGHT["paper"]


def test_the_mouse_draws_nothing_while_a_finger_does(canvas, hands):
    screen = QTest.createTouchDevice()
    start = canvas.rect().center()
    QTest.touchEvent(canvas, screen).press(0, start, canvas).commit()
    hands.mouse(canvas, OTHER_LINE)
    QTest.touchEvent(canvas, screen).release(0, start, canvas).commit()
    assert len(canvas.drawing.lines) == 1


def test_a_tap_leaves_a_dot(canvas, hands):
    hands.mouse(canvas, [(100, 100)])
    assert colour_at(canvas, (100, 100)) == LIGHT["ink"]


def test_the_hint_goes_with_the_first_stroke_and_comes_back_with_empty_paper(canvas, hands, qtbot):
    def muted_pixels():
        image = canvas.grab().toImage()
        middle = range(image.height() // 2 - 12, image.height() // 2 + 12)
        return sum(image.pixelColor(x, y).lightness() < 200 for y in middle for x in range(150, 350))

    assert muted_pixels() > 50
    hands.mouse(canvas, polyline((20, 20), (60, 20)))
    qtbot.waitUntil(lambda: muted_pixels() == 0, timeout=2_000)
    canvas.clear()
    assert muted_pixels() > 50
    hands.mouse(canvas, polyline((20, 20), (60, 20)))
    qtbot.waitUntil(lambda: muted_pixels() == 0, timeout=2_000)


def test_every_move_announces_the_drawing_with_its_unfinished_line(canvas, hands):
    drawings = []
    canvas.changed.connect(drawings.append)
    hands.mouse(canvas, LINE, lift=False)
    assert len(drawings) >= len(LINE) - 1
    lengths = [len(drawing.lines[0].points) for drawing in drawings]
    assert lengths == sorted(lengths) and lengths[-1] >= len(LINE) - 1
    assert drawings[-1].size == (500, 300)


def test_undo_takes_the_last_line_and_redo_brings_it_back(canvas, hands):
    hands.mouse(canvas, LINE)
    hands.mouse(canvas, OTHER_LINE)
    canvas.undo()
    assert colour_at(canvas, (300, 130)) == LIGHT["paper"]
    assert colour_at(canvas, MIDDLE) == LIGHT["ink"]
    canvas.redo()
    assert colour_at(canvas, (300, 130)) == LIGHT["ink"]
    assert not canvas.can_redo


def test_undo_brings_back_what_was_cleared(canvas, hands):
    hands.mouse(canvas, LINE)
    canvas.clear()
    assert colour_at(canvas, MIDDLE) == LIGHT["paper"]
    canvas.undo()
    assert colour_at(canvas, MIDDLE) == LIGHT["ink"]


def test_clear_while_the_pen_is_down_forgets_the_line_and_the_rest_of_its_way(canvas, hands):
    hands.mouse(canvas, LINE, lift=False)
    canvas.clear()
    QTest.mouseMove(canvas, canvas.rect().center())
    hands.lift_mouse(canvas, (250, 150))
    assert canvas.drawing.lines == ()
    hands.mouse(canvas, OTHER_LINE)
    assert len(canvas.drawing.lines) == 1


def test_answers_to_what_was_cleared_or_undone_no_longer_hold(canvas, hands):
    hands.mouse(canvas, LINE)
    before = canvas.drawing.number
    assert canvas.still_holds(before)
    hands.mouse(canvas, OTHER_LINE)
    assert canvas.still_holds(before), "more ink alone keeps an answer"
    canvas.undo()
    assert not canvas.still_holds(before)
    now = canvas.drawing.number
    assert canvas.still_holds(now)
    canvas.clear()
    assert not canvas.still_holds(now)


def test_a_smaller_paper_keeps_the_ink_on_it(canvas, hands, qtbot):
    hands.mouse(canvas, polyline((400, 40), (480, 280)))
    canvas.resize(260, 190)
    points = canvas.drawing.lines[0].points
    assert all(0 <= x <= 260 and 0 <= y <= 190 for x, y in points)


def test_a_theme_change_repaints_paper_and_finished_ink(canvas, hands, look):
    hands.mouse(canvas, LINE)
    assert colour_at(canvas, MIDDLE) == LIGHT["ink"]
    look.set_mode("dark")
    try:
        assert colour_at(canvas, MIDDLE) == DARK["ink"]
        assert colour_at(canvas, (300, 60)) == DARK["paper"]
    finally:
        look.set_mode("light")


def test_it_can_be_reached_and_shows_focus_from_the_keyboard(canvas):
    before = canvas.grab().toImage()
    canvas.activateWindow()
    canvas.clearFocus()
    canvas.setFocus(Qt.FocusReason.TabFocusReason)
    assert canvas.grab().toImage() != before


@pytest.mark.parametrize("device", ["mouse", "tablet"])
def test_a_line_ends_where_another_page_hides_the_paper_and_the_next_pen_draws(canvas, hands, device):
    getattr(hands, device)(canvas, LINE, lift=False)
    canvas.hide()  # by a key; nobody tells a hidden paper that the pen was lifted
    assert not canvas.pen_is_down
    canvas.show()
    (hands.touch if device == "mouse" else hands.mouse)(canvas, OTHER_LINE)
    assert [line.points[0] for line in canvas.drawing.lines] == [LINE[0], OTHER_LINE[0]]


def test_a_paper_that_is_hidden_under_a_tap_takes_the_next_line(canvas, hands):
    canvas.show_predictions((Prediction(1, 0.9, (), (50, 50, 200, 150)),))
    hands.mouse(canvas, [(100, 100)], lift=False)
    canvas.hide()
    canvas.show()
    hands.tablet(canvas, OTHER_LINE)
    assert [line.points[0] for line in canvas.drawing.lines] == [OTHER_LINE[0]]
