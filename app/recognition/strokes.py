"""Which strokes on a canvas make one digit. A stroke is of one digit whole: that two touch does not join them."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from app.recognition import clusters, shape
from app.recognition.ink import Stroke, render
from app.recognition.parts import Part, across, box_gap, down, join_all, rows
from app.recognition.readings import Cluster, Glyph

_LONGEST = 160  # pixels: glyphs are drawn this large; a network that sees 32 loses nothing
_POINTS = 48  # of a stroke at most, when distances are taken
_LEAST_SIZE = 5  # pixels: a smaller stroke alone is a slip of the pen
_SPECK_SHARE = 0.25  # of the tallest glyph: smaller ones are specks ...
_BY_ITSELF = 0.1  # ... and of no digit where so much paper is around them
# shares of the larger one's size
_TOUCHING = 0.04
_NEAR = 0.06
_HANGING = 0.25
_RINGS = 0.1
_BAR = 0.15
_OFFSET = 0.1
_UNLIKE = 0.8
_WITHIN_REACH = 0.2
_ALIKE = 0.12
_SMALL = 0.4
_WIDEST = 1.25  # width over height
_LEVEL_COST = 1.5  # in nats, of taking for one digit what stands side by side from the line to the top ...
_APART_COST = -0.3  # ... what does not touch, one higher than the other and not as tall ...
_LIKELY_COST = -1.2  # ... and what was drawn one after the other with one end higher and the other lower: a 4
_AFTER_ANOTHER = 0.3  # what being drawn one after the other is worth, in shares of overlap


def segment_strokes(strokes: Sequence[Stroke], size: tuple[int, int], *, one_digit: bool = False) -> list[Cluster]:
    """Find the glyphs on a canvas of (width, height) pixels, row by row, each row from left to right."""
    drawn = _Drawn(strokes, size)
    parts = drawn.parts
    if not parts:
        return []
    parts = [join_all(parts)] if one_digit else _grouped(parts, drawn)
    tallest = max(part.size for part in parts)
    parts = [part for part in parts if _is_meant(part, parts, tallest)]

    def perhaps(a: Part, b: Part) -> float:
        return _cost_together(a, b, drawn)

    return [
        cluster
        for number, row in enumerate(rows(parts))
        for cluster in clusters.in_row(row, number, drawn.glyph, perhaps, lambda part: [(part, 0)])
    ]


class _Drawn:
    """The strokes of a canvas with their boxes and distances."""

    def __init__(self, strokes: Sequence[Stroke], size: tuple[int, int]) -> None:
        self._strokes = strokes
        self._size = size
        self._thinned: dict[int, np.ndarray] = {}
        self._gaps: dict[tuple[int, int], float] = {}
        boxes = [self._box(i) for i in range(len(strokes))]
        self.parts = [part for part in boxes if part.width > 0 and part.height > 0]

    def _box(self, number: int) -> Part:
        stroke = self._strokes[number]
        low = np.maximum(np.floor(stroke.way.min(axis=0) - stroke.widest / 2), 0).astype(int)
        high = np.minimum(np.ceil(stroke.way.max(axis=0) + stroke.widest / 2), self._size).astype(int)
        return Part(int(low[0]), int(low[1]), int(high[0]), int(high[1]), (number,))

    def gap(self, a: Part, b: Part) -> float:
        """Pixels of paper between two groups; 0 where they touch."""
        return min(self._gap(i, j) if i < j else self._gap(j, i) for i in a.labels for j in b.labels)

    def _gap(self, i: int, j: int) -> float:
        if (i, j) not in self._gaps:
            one, other = self._line(i), self._line(j)
            distance = float(np.sqrt(((one[:, None] - other[None]) ** 2).sum(axis=2).min()))
            pens = (self._strokes[i].width + self._strokes[j].width) / 2
            self._gaps[i, j] = max(0.0, distance - pens)
        return self._gaps[i, j]

    def _line(self, number: int) -> np.ndarray:
        """The stroke as points at equal distances, float64 [_POINTS, 2]."""
        if number not in self._thinned:
            points = self._strokes[number].way
            if len(points) > 1:
                steps = np.sqrt((np.diff(points, axis=0) ** 2).sum(axis=1))
                way = np.concatenate([[0.0], np.cumsum(steps)])
                at = np.linspace(0, way[-1], _POINTS)
                points = np.stack([np.interp(at, way, points[:, k]) for k in (0, 1)], axis=1)
            self._thinned[number] = points
        return self._thinned[number]

    def glyph(self, part: Part, row: int) -> Glyph:
        chosen = [self._strokes[i] for i in part.labels]
        # a pen of whole pixels, as it is drawn, so that no digit gets bolder or thinner by its size
        pen = max(stroke.width for stroke in chosen)
        scale = min(1.0, _LONGEST / part.size)
        scale = min(1.0, max(1, round(pen * scale)) / pen) if scale < 1 else 1.0
        room = round(part.width * scale) + 2, round(part.height * scale) + 2
        ink = render(chosen, room, scale, (1 - part.left * scale, 1 - part.top * scale))
        box = (part.left, part.top, part.width, part.height)
        return Glyph(box, ink, row, shape.refusal(ink, min(self._size) * scale))


def _is_meant(part: Part, parts: Sequence[Part], tallest: float) -> bool:
    """A speck close to a glyph is a slip of the pen at it; one by itself is shown, and refused."""
    if part.size < _LEAST_SIZE:
        return False
    larger = (other for other in parts if other.size >= _SPECK_SHARE * tallest and other is not part)
    return part.size >= _SPECK_SHARE * tallest or all(box_gap(part, other) > _BY_ITSELF * tallest for other in larger)


def _grouped(parts: list[Part], drawn: _Drawn) -> list[Part]:
    """Join what is surely of one digit, what fits best first: the bar of a 5 goes to its 5, not to the 0 it touches."""
    groups = dict(enumerate(parts))
    wishes = {
        (i, j): _affinity(groups[i], groups[j], drawn)
        for i in groups
        for j in groups
        if i < j and _close(groups[i], groups[j])
    }
    following = len(groups)
    while True:
        pair = max(wishes, key=lambda p: wishes[p], default=None)
        if pair is None or wishes[pair] <= 0:
            return list(groups.values())
        joined = groups.pop(pair[0]).joined(groups.pop(pair[1]))
        wishes = {p: value for p, value in wishes.items() if not set(p) & set(pair)}
        for i, other in groups.items():
            if _close(other, joined):
                wishes[i, following] = _affinity(other, joined, drawn)
        groups[following] = joined
        following += 1


def _close(a: Part, b: Part) -> bool:
    return box_gap(a, b) <= _HANGING * max(a.size, b.size)


def _affinity(a: Part, b: Part, drawn: _Drawn) -> float:
    """How well two groups of strokes go together as one digit; 0 or less where that is not sure."""
    larger = max(a.size, b.size)
    overlap = across(a, b) / min(a.width, b.width)
    low, high = sorted((a.height, b.height))
    gap = drawn.gap(a, b) / larger
    together = a.joined(b)
    following = min(abs(i - j) for i in a.labels for j in b.labels) == 1
    tall = together.height >= together.width
    if following and gap <= _NEAR and overlap >= -0.2 and _offset(a, b) >= (0.2 if overlap >= 0.5 else 0.4) * larger:
        sure = tall  # the angle and the stem of a 4
    elif overlap >= 0.5 and (gap <= _RINGS and tall and down(a, b) <= 0.25 * low):
        sure = True  # two rings on one another are an 8
    elif overlap >= 0.5 and down(a, b) > 0:
        # a bar through a 7, a foot below a 1; two as tall as one another may be two digits
        sure = gap <= _TOUCHING and (low < 0.7 * high or (following and overlap >= 0.8))
        sure = sure or (low < _SMALL * high and (gap <= _BAR or overlap >= 0.9))
    elif overlap >= 0.5:
        sure = low < _SMALL * high  # the bar of a 5 may hang free
    elif low < _SMALL * high and overlap >= 0.15:
        sure = gap <= (_BAR if overlap >= 0.3 else _NEAR)
    else:
        sure = gap <= _NEAR and min(a.size, b.size) < _SMALL * larger
    return (1 + overlap + _AFTER_ANOTHER * following - 2 * gap) if sure else 0.0


def _offset(a: Part, b: Part) -> float:
    """How much higher the left one stands than the right one, both its top and its bottom; 0 where it does not."""
    left, right = (a, b) if a.left + a.right <= b.left + b.right else (b, a)
    return max(0.0, min(right.top - left.top, right.bottom - left.bottom))


def _cost_together(a: Part, b: Part, drawn: _Drawn) -> float:
    """What it costs to read two neighbours as one digit, in nats; infinite where nobody would."""
    larger = max(a.size, b.size)
    together = a.joined(b)
    if not _close(a, b) or together.width > _WIDEST * together.height or down(a, b) < 0.5 * min(a.height, b.height):
        return np.inf
    gap = drawn.gap(a, b)
    level = abs(a.top - b.top) < _ALIKE * larger and abs(a.bottom - b.bottom) < _ALIKE * larger
    if gap > (_TOUCHING if level else _WITHIN_REACH) * larger:
        return np.inf
    following = min(abs(i - j) for i in a.labels for j in b.labels) == 1
    if level:
        return _LEVEL_COST if across(a, b) < 0.9 * min(a.width, b.width) else 0.0
    offset = _offset(a, b) / larger if following else 0.0
    if gap > _NEAR * larger:
        unlike = min(a.height, b.height) < _UNLIKE * max(a.height, b.height)
        return _APART_COST if unlike and offset >= _OFFSET else np.inf
    return _LIKELY_COST if offset >= _OFFSET else _LEVEL_COST / 2
