"""What has been drawn, without any painting: lines, their history, and which glyph was drawn last."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple, Optional

Point = tuple[float, float]
Size = tuple[int, int]


class Line(NamedTuple):
    """One movement of the pen, as `app.recognition.ink.Stroke`, which costs OpenCV's import: the inference thread
    makes strokes of lines, so that the window is there at once.

    points: in pixels of the canvas, at least one
    width: of the pen, in the same pixels; where it pressed more or less, their mean
    widths: of the pen at each point, where it pressed more or less; else empty
    """

    points: tuple[Point, ...]
    width: float
    widths: tuple[float, ...] = ()

    @property
    def widest(self) -> float:
        return max(self.widths, default=self.width)

    def placed(self, scale: float, across: float, down: float) -> Line:
        """So many times as large, and then moved by so many pixels."""
        points = tuple((scale * x + across, scale * y + down) for x, y in self.points)
        return Line(points, scale * self.width, tuple(scale * width for width in self.widths))


class Drawing(NamedTuple):
    """What was on the canvas at one moment; numbers only grow."""

    number: int
    lines: tuple[Line, ...]
    size: Size


class Sketch:
    """The finished lines, and the way back and forth through what was done to them."""

    def __init__(self) -> None:
        self._states: list[tuple[Line, ...]] = [()]
        self._now = 0

    @property
    def lines(self) -> tuple[Line, ...]:
        return self._states[self._now]

    @property
    def can_undo(self) -> bool:
        return self._now > 0

    @property
    def can_redo(self) -> bool:
        return self._now + 1 < len(self._states)

    def add(self, line: Line) -> None:
        self._push((*self.lines, line))

    def replace(self, lines: Iterable[Line]) -> None:
        """All of it by other lines, in one step that can be undone; the same lines are no step."""
        lines = tuple(lines)
        if lines != self.lines:
            self._push(lines)

    def undo(self) -> None:
        self._now = max(0, self._now - 1)

    def redo(self) -> None:
        self._now = min(len(self._states) - 1, self._now + 1)

    def _push(self, state: tuple[Line, ...]) -> None:
        self._states[self._now + 1 :] = [state]
        self._now += 1

    def keep_inside(self, size: Size) -> bool:
        """Move, and where that is not enough shrink, all lines so that they fit on paper of `size`.

        Returns whether anything had to be changed.
        """
        distinct = list({id(line): line for state in self._states for line in state}.values())
        found = bounds(distinct)
        if found is None or min(size) < 1:
            return False
        left, top, right, bottom = found
        # a line may have left the paper under the pen: what was outside before may stay outside
        left, top = max(left, 0.0), max(top, 0.0)
        if right <= size[0] and bottom <= size[1]:
            return False
        scale = min(1.0, size[0] / (right - left), size[1] / (bottom - top))
        across = min(left, size[0] - scale * (right - left)) - scale * left
        down = min(top, size[1] - scale * (bottom - top)) - scale * top
        moved = {id(line): line.placed(scale, across, down) for line in distinct}
        self._states = [tuple(moved[id(line)] for line in state) for state in self._states]
        return True


def bounds(lines: Iterable[Line]) -> Optional[tuple[float, float, float, float]]:
    """Left, top, right and bottom of the ink; None without lines."""
    edges = []
    for line in lines:
        xs, ys = zip(*line.points)
        pen = line.widest / 2
        edges.append((min(xs) - pen, min(ys) - pen, max(xs) + pen, max(ys) + pen))
    if not edges:
        return None
    lefts, tops, rights, bottoms = zip(*edges)
    return min(lefts), min(tops), max(rights), max(bottoms)


def fitted(lines: Iterable[Line], size: Size, paper: Size) -> tuple[Line, ...]:
    """What was drawn on paper of `size`, as large as it can be on other paper and in its middle."""
    scale = min(paper[0] / size[0], paper[1] / size[1])
    across, down = (paper[0] - scale * size[0]) / 2, (paper[1] - scale * size[1]) / 2
    return tuple(line.placed(scale, across, down) for line in lines)


def last_touched(boxes: Sequence[tuple[int, int, int, int]], lines: Sequence[Line]) -> int:
    """The index of the box (left, top, width, height) that the pen was in last, else nearest to; -1 without boxes."""
    if not boxes:
        return -1
    if not lines:
        return len(boxes) - 1
    x, y = lines[-1].points[-1]

    def distance(index: int) -> float:
        left, top, width, height = boxes[index]
        across = max(left - x, 0, x - left - width)
        down = max(top - y, 0, y - top - height)
        return float(across * across + down * down)

    return min(range(len(boxes)), key=distance)
