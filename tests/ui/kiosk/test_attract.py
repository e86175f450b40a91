"""Digits that draw themselves: all of each, calmly, and nothing moves while nobody could see it."""

from __future__ import annotations

import math

import pytest
from PySide6.QtCore import QPointF

from app import demo
from app.recognition.recognizer import Recognizer
from app.ui.draw.drawing import Line
from app.ui.kiosk import attract as module
from app.ui.kiosk.attract import Attract
from app.ui.kiosk.writing import written_digits
from app.ui.theme import Scale
from tests.ui.kiosk.hand import come


class Clock:
    now = 100.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def shown(look, qtbot):
    made = []

    def show(size=(800, 480)):
        clock, scale = Clock(), Scale()
        attract = Attract(look, scale, clock)
        made.append(attract)
        attract.resize(*size)
        with qtbot.waitExposed(attract):
            attract.show()
        return attract, clock

    yield show
    for attract in made:
        attract.hide()
        attract.deleteLater()


def ink(attract, look) -> int:
    """How many points of the number are seen, of every third."""
    image = attract.grab().toImage()
    accent = look.colours["accent"]
    return sum(
        image.pixelColor(x, y) == accent for x in range(0, image.width(), 3) for y in range(0, image.height(), 3)
    )


@pytest.mark.parametrize("digit", "0123456789")
def test_at_the_end_it_is_the_digit(digit):
    from app.engines import open_engine
    from app.recognition.ink import Stroke

    whole = list(written_digits()[digit].until(1.0))
    lines = [Line(tuple((100 + 200 * p.x(), 50 + 200 * p.y()) for p in line), 16.0) for line in whole]
    with open_engine() as engine:
        read = Recognizer(engine).recognize_strokes([Stroke(*line) for line in lines], (400, 300), one_digit=True)
    assert read.text == digit
    assert len(lines) == len(demo.strokes(digit, 0, 0, 100))


@pytest.mark.parametrize("digit", "0123456789")
def test_the_pen_goes_on_and_never_jumps(digit):
    written = written_digits()[digit]
    length = 0.0
    for step in range(101):
        lines = [[QPointF(point) for point in line] for line in written.until(step / 100)]
        now = sum(math.dist(a.toTuple(), b.toTuple()) for line in lines for a, b in zip(line, line[1:]))
        assert -1e-9 <= now - length < 0.02 * written.length
        length = now
    assert not list(written.until(0.0))


def test_a_number_is_written_stays_and_goes(shown, look):
    attract, clock = shown()
    seen = []
    for passed in (0.1, 1.0, 3.0, 5.0, 7.0):
        clock.now = 100.0 + passed
        seen.append(ink(attract, look))
    assert seen[0] < seen[1] < seen[2] < seen[3]
    assert seen[3] <= seen[4]
    clock.now = 100.0 + 5.3 + 2.5 + 0.79
    assert ink(attract, look) == 0
    clock.now = 100.0 + 20.0
    attract._move()
    assert attract._began == clock.now


def test_while_it_stays_nothing_is_painted(shown, qtbot, monkeypatch):
    attract, clock = shown()
    clock.now += 6.0
    attract._move()
    painted = []
    monkeypatch.setattr(module.Attract, "_paint_number", lambda self, painter: painted.append(1))
    qtbot.wait(50)
    painted.clear()
    qtbot.wait(400)
    assert not painted


def test_hidden_it_rests(open_kiosk):
    window = open_kiosk()
    assert window.attract.writes
    come(window)
    assert not window.attract.writes


@pytest.mark.parametrize("size", [(800, 480), (1920, 1080), (480, 800)])
def test_the_number_stays_on_the_screen(shown, look, size, monkeypatch):
    monkeypatch.setattr(module.random, "uniform", lambda low, high: high)
    attract, clock = shown(size)
    clock.now += 6.0
    image = attract.grab().toImage()
    accent = look.colours["accent"]
    edge = [(x, y) for x in range(image.width()) for y in (0, image.height() - 1)]
    edge += [(x, y) for y in range(image.height()) for x in (0, image.width() - 1)]
    assert not any(image.pixelColor(x, y) == accent for x, y in edge)
