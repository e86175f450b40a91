"""Digits that draw themselves: the strokes of our own demo digits, and how far the pen has come at a moment."""

from __future__ import annotations

import json
import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import QPointF
from PySide6.QtGui import QPolygonF

from app.ui.draw.curve import curved

# not by app.demo, which brings OpenCV: the kiosk is there before that
SHAPES = Path(__file__).resolve().parents[3] / "assets" / "demo" / "digits.json"
WIDTH = 0.8  # of a digit's height
_LIFTED = 0.12  # of a digit's height: how far the pen goes through the air between two strokes, in time
_STEP = 0.01  # of a digit's height, of a curve's straight steps

Points = tuple[tuple[float, float], ...]


@dataclass(frozen=True)
class WrittenDigit:
    """lines: the pen's way, in heights of the digit; reach: how long the way is when each of them begins; length: of
    the whole, with the ways through the air"""

    lines: tuple[Points, ...]
    reach: tuple[float, ...]
    length: float

    def until(self, share: float) -> Iterator[QPolygonF]:
        """What stands on the paper after this share of the whole way, 0 to 1, a polygon a line."""
        way = share * self.length
        for line, begins in zip(self.lines, self.reach):
            if way > begins:
                yield QPolygonF([QPointF(*point) for point in _first_of(line, way - begins)])


def written_digits() -> dict[str, WrittenDigit]:
    shapes = json.loads(SHAPES.read_text(encoding="utf-8"))
    return {digit: _written(lines) for digit, lines in shapes.items()}


def _written(lines: Sequence[Sequence[Sequence[float]]]) -> WrittenDigit:
    smooth = [tuple((x, y) for x, y, _ in curved([(WIDTH * x, y, 1.0) for x, y in line], step=_STEP)) for line in lines]
    reach, length = [], 0.0
    for line in smooth:
        reach.append(length)
        length += sum(math.dist(a, b) for a, b in zip(line, line[1:])) + _LIFTED
    return WrittenDigit(tuple(smooth), tuple(reach), length - _LIFTED)


def _first_of(line: Points, length: float) -> Iterator[tuple[float, float]]:
    yield line[0]
    for a, b in zip(line, line[1:]):
        step = math.dist(a, b)
        if step >= length:
            share = length / step if step else 0.0
            yield a[0] + share * (b[0] - a[0]), a[1] + share * (b[1] - a[1])
            return
        length -= step
        yield b
