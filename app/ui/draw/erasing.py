"""What an eraser takes away from lines: everything that it passes over, and nothing else."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from typing import Optional

from app.ui.draw.curve import Spot, flat, spots
from app.ui.draw.drawing import Line, Point, bounds

_DUST = 0.01  # pixels: a shorter rest of a line is none

Edges = tuple[float, float, float, float]


class Eraser:
    """One movement of an eraser over lines."""

    def __init__(self, lines: Iterable[Line], radius: float) -> None:
        """radius: in pixels"""
        self._radius = radius
        self._lines = [(line, _edges(line)) for line in lines]
        self._last: Optional[Point] = None

    @property
    def lines(self) -> tuple[Line, ...]:
        """What is left."""
        return tuple(line for line, _ in self._lines)

    def move(self, point: Point) -> Optional[Edges]:
        """On to this point, or down on it. Returns left, top, right and bottom of the ink that was taken away; None
        where none was."""
        start, self._last = self._last or point, point
        reach = _edges(Line((start, point), 2 * self._radius))
        widest = 0.0
        left: list[tuple[Line, Edges]] = []
        for line, edges in self._lines:
            pieces = cut(line, start, point, self._radius) if _meet(edges, reach) else [line]
            if len(pieces) == 1 and pieces[0] is line:
                left.append((line, edges))
            else:
                left += [(piece, _edges(piece)) for piece in pieces]
                widest = max(widest, line.widest)
        self._lines = left
        if not widest:
            return None
        return reach[0] - widest, reach[1] - widest, reach[2] + widest, reach[3] + widest


def cut(line: Line, start: Point, end: Point, radius: float) -> list[Line]:
    """What is left of a line after an eraser of that radius has gone straight from `start` to `end`.

    Where the eraser touches ink, that is taken away across the line's whole width: what is left ends at the eraser's
    edge. The line itself where it touches none.
    """
    way = spots(flat(line))
    if len(way) == 1:
        gone = _touched(way[0], way[0], start, end, radius)
        return [] if gone else [line]
    pieces: list[list[Spot]] = []
    head: list[Spot] = []  # where the next piece begins, if not at a spot
    first = 0
    for number in _near(way, start, end, radius + line.widest / 2):
        here, following = way[number], way[number + 1]
        gone = _touched(here, following, start, end, radius)
        if gone is None:
            continue
        begin, stop = gone
        pieces.append([*head, *way[first : number + 1], *([_between(here, following, begin)] if begin > 0 else [])])
        head, first = [_between(here, following, stop)] if stop < 1 else [], number + 1
    if not pieces:
        return [line]
    pieces.append([*head, *way[first:]])
    return [_as_line(piece, line) for piece in pieces if _length(piece) > _DUST]


def _near(way: Sequence[Spot], start: Point, end: Point, reach: float) -> list[int]:
    """From which spots the way to the next one may come so near to the way from `start` to `end`."""
    left, right = min(start[0], end[0]) - reach, max(start[0], end[0]) + reach
    top, bottom = min(start[1], end[1]) - reach, max(start[1], end[1]) + reach
    return [
        number
        for number, ((x, y, _), (u, v, _)) in enumerate(zip(way, way[1:]))
        if (x <= right or u <= right) and (x >= left or u >= left) and (y <= bottom or v <= bottom)
        if y >= top or v >= top
    ]


def _touched(p: Spot, q: Spot, start: Point, end: Point, radius: float) -> Optional[tuple[float, float]]:
    """The part of the way from p to q, as shares of it, that is touched on the way from `start` to `end`."""
    reach = radius + max(p[2], q[2]) / 2
    parts = [part for part in (_in_circle(p, q, start, reach), _in_circle(p, q, end, reach)) if part]
    beside = _in_strip(p, q, start, end, reach)
    if beside:
        parts.append(beside)
    if not parts:
        return None
    return min(part[0] for part in parts), max(part[1] for part in parts)


def _in_circle(p: Spot, q: Spot, centre: Point, radius: float) -> Optional[tuple[float, float]]:
    across, down = q[0] - p[0], q[1] - p[1]
    from_x, from_y = p[0] - centre[0], p[1] - centre[1]
    a = across * across + down * down
    c = from_x * from_x + from_y * from_y - radius * radius
    if a < _DUST * _DUST:
        return (0.0, 1.0) if c <= 0 else None
    b = from_x * across + from_y * down
    root = b * b - a * c
    if root < 0:
        return None
    return _within((-b - math.sqrt(root)) / a, (-b + math.sqrt(root)) / a)


def _in_strip(p: Spot, q: Spot, start: Point, end: Point, reach: float) -> Optional[tuple[float, float]]:
    """Beside the way of the eraser, between its two ends."""
    length = math.dist(start, end)
    if not length:
        return None
    along_x, along_y = (end[0] - start[0]) / length, (end[1] - start[1]) / length

    def place(spot: Spot) -> tuple[float, float]:
        """Along the way and beside it."""
        x, y = spot[0] - start[0], spot[1] - start[1]
        return x * along_x + y * along_y, y * along_x - x * along_y

    (p_along, p_beside), (q_along, q_beside) = place(p), place(q)
    one = _crossing(p_along, q_along, 0.0, length)
    other = _crossing(p_beside, q_beside, -reach, reach)
    if one is None or other is None:
        return None
    return _within(max(one[0], other[0]), min(one[1], other[1]))


def _crossing(begin: float, stop: float, low: float, high: float) -> Optional[tuple[float, float]]:
    """The part of the way from `begin` to `stop` on which a value is from `low` to `high`."""
    if abs(stop - begin) < 1e-12:
        return (0.0, 1.0) if low <= begin <= high else None
    first, last = sorted(((low - begin) / (stop - begin), (high - begin) / (stop - begin)))
    return _within(first, last)


def _within(first: float, last: float) -> Optional[tuple[float, float]]:
    first, last = max(0.0, first), min(1.0, last)
    return (first, last) if first <= last else None


def _between(p: Spot, q: Spot, share: float) -> Spot:
    x, y, width = (a + share * (b - a) for a, b in zip(p, q))
    return x, y, width


def _length(piece: Sequence[Spot]) -> float:
    return sum(math.dist(a[:2], b[:2]) for a, b in zip(piece, piece[1:]))


def _as_line(piece: Sequence[Spot], of: Line) -> Line:
    points = tuple((x, y) for x, y, _ in piece)
    if not of.widths:
        return Line(points, of.width)
    widths = tuple(width for *_, width in piece)
    return Line(points, sum(widths) / len(widths), widths)


def _edges(line: Line) -> Edges:
    return bounds([line]) or (0.0, 0.0, 0.0, 0.0)


def _meet(a: Edges, b: Edges) -> bool:
    return a[0] <= b[2] and b[0] <= a[2] and a[1] <= b[3] and b[1] <= a[3]
