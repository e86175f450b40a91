"""The smooth curve through a pen's points: from middle to middle between them, with the points as its controls.

It is final but for its end when the next point comes, so that what was painted once stays as it is.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence

from app.ui.draw.drawing import Line

_STEP = 4.0  # pixels: a curve in straight steps so long looks as smooth as it is

Spot = tuple[float, float, float]  # x, y and the pen's width there


def spots(line: Line) -> list[Spot]:
    """The line's own points."""
    widths = line.widths or (line.width,) * len(line.points)
    return [(x, y, width) for (x, y), width in zip(line.points, widths)]


def curved(given: Sequence[Spot], *, begins: bool = True, ends: bool = True, step: float = _STEP) -> list[Spot]:
    """The curve in straight steps of at most `step` pixels, the first spot included.

    begins, ends: whether the line does so there; else the curve goes from the middle behind the first spot, or to
    the middle before the last one
    """
    here = given[0] if begins else _middle(given[0], given[1])
    way = [here]
    for control, following in zip(given[1:], given[2:]):
        end = _middle(control, following)
        way += bent(here, control, end, step)
        here = end
    if ends and len(given) > 1:
        last = given[-1]
        way += bent(here, _middle(here, last), last, step)
    return way


def bent(start: Spot, control: Spot, end: Spot, step: float) -> Iterator[Spot]:
    """One bend of the curve in straight steps of at most `step` pixels, without its start."""
    longest = max(math.dist(start[:2], control[:2]), math.dist(control[:2], end[:2]))
    steps = max(1, math.ceil(2 * longest / step))
    for number in range(1, steps + 1):
        t = number / steps
        a, b, c = (1 - t) * (1 - t), 2 * t * (1 - t), t * t
        yield (
            a * start[0] + b * control[0] + c * end[0],
            a * start[1] + b * control[1] + c * end[1],
            a * start[2] + b * control[2] + c * end[2],
        )


def _middle(a: Spot, b: Spot) -> Spot:
    return (a[0] + b[0]) / 2, (a[1] + b[1]) / 2, (a[2] + b[2]) / 2


def flat(line: Line) -> Line:
    """The line with points so near to each other that it is as good as its curve; the same line where they are."""
    steps = zip(line.points, line.points[1:])
    if all(math.dist(a, b) <= 1.001 * _STEP for a, b in steps):
        return line
    way = curved(spots(line))
    return Line(tuple((x, y) for x, y, _ in way), line.width, tuple(width for *_, width in way) if line.widths else ())
