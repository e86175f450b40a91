"""What is painted of a line while it grows is what is painted of it at once."""

from __future__ import annotations

import math
from itertools import groupby

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PySide6.QtCore import QRectF
from PySide6.QtGui import QColor, QImage, QPainter

from app import demo
from app.ui.draw import ink
from app.ui.draw.canvas import Canvas
from app.ui.draw.curve import curved, spots
from app.ui.draw.drawing import Line

INK = QColor("black")
WAVE = [(30 + 2.2 * i, 150 + 100 * math.sin(i / 15)) for i in range(200)]


def painted(line, size=200):
    image = QImage(size, size, QImage.Format.Format_Grayscale8)
    image.fill(255)
    painter = QPainter(image)
    ink.paint_line(painter, line, INK)
    painter.end()
    return image


@pytest.mark.parametrize("device", ["mouse", "tablet"])
def test_a_line_that_grew_looks_as_one_that_was_painted_at_once(canvas, hands, look, qtbot, device):
    getattr(hands, device)(canvas, WAVE)
    qtbot.wait(300)  # the hint fades
    grown = canvas.grab().toImage()
    look.changed.emit()
    assert canvas.grab().toImage() == grown


def test_only_what_is_new_is_painted_while_the_pen_moves(canvas, hands, qtbot, monkeypatch):
    areas = []
    paint = Canvas.paintEvent

    def noted(self, event):
        areas.append(event.rect().width() * event.rect().height())
        paint(self, event)

    monkeypatch.setattr(Canvas, "paintEvent", noted)
    hands.mouse(canvas, WAVE[:50], lift=False)
    qtbot.wait(300)
    areas.clear()
    hands.mouse(canvas, WAVE[50:60])
    qtbot.waitUntil(lambda: bool(areas), timeout=1_000)
    assert max(areas) < 0.2 * canvas.width() * canvas.height()


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(st.floats(30, 170), st.floats(30, 170), st.floats(3, 40)), min_size=1, max_size=30))
def test_a_line_whose_width_changes_has_no_holes(way):
    line = Line(tuple((x, y) for x, y, _ in way), 10, tuple(width for *_, width in way))
    image = painted(line)
    for x, y, _ in curved(spots(line), step=1.0):
        assert image.pixelColor(int(x), int(y)).lightness() < 160


def test_its_edges_are_smooth_and_its_ends_round():
    image = painted(Line(((50.0, 60.0), (150.0, 133.0)), 20, (20.0, 20.0)))
    plain = painted(Line(((50.0, 60.0), (150.0, 133.0)), 20))
    differences = [
        abs(image.pixelColor(x, y).lightness() - plain.pixelColor(x, y).lightness())
        for x in range(200)
        for y in range(200)
    ]
    assert max(differences) < 60 and sum(differences) / 255 < 25, "as a line of one width, which Qt itself paints"
    greys = sum(20 < image.pixelColor(x, y).lightness() < 235 for x in range(200) for y in range(200))
    assert greys > 100


def test_what_lies_outside_of_an_area_need_not_be_painted():
    image = QImage(200, 200, QImage.Format.Format_Grayscale8)
    image.fill(255)
    painter = QPainter(image)
    line = Line(tuple((float(i), 100.0) for i in range(10, 190)), 10)
    ink.paint_lines(painter, [line], INK, within=QRectF(0, 0, 20, 200))
    painter.end()
    assert image.pixelColor(15, 100).lightness() < 20 and image.pixelColor(180, 100).lightness() > 235


@pytest.mark.parametrize("height", [200, 260, 274, 300])
@pytest.mark.parametrize("digit", ["2", "3", "4"])
def test_a_corner_sharper_than_the_pen_has_no_notch(digit, height):
    for stroke in demo.strokes(digit, 60, 60, height):
        points = [(float(round(x)), float(round(y))) for x, y in stroke.points]  # as a mouse tells them
        line = Line(tuple(point for point, _ in groupby(points)), 18.0)
        picture = painted(line, 500)
        for x, y, width in curved(spots(line), step=1.0):
            for part in range(12):
                angle = part * math.tau / 12
                inside = round(x + 0.4 * width * math.cos(angle)), round(y + 0.4 * width * math.sin(angle))
                assert picture.pixelColor(*inside).lightness() < 60, f"there is no ink at {inside}"
