"""Pieces of ink as boxes: which surely belong together, which perhaps, and in what order they are read."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Sequence
from dataclasses import dataclass

_JOIN_OVERLAP = 0.5  # of the narrower's width: strokes so far above one another are of one glyph ...
_JOIN_GAP = 0.25  # ... if the empty rows between them are at most this share of the taller's height
_LOOSE_HEIGHT = 0.4  # of the taller's height: a stroke that hangs free above or below a glyph is lower than this
_TOUCH_SHARE = 0.06  # of the taller's size: pieces nearer than this are one broken stroke
_BROKEN_SIZE = 0.5  # of the taller's size: ... where one of them is smaller than this
_NEAR_SHARE = 0.2  # of the taller's size: the strokes of one digit are nearer than this, if they do not touch
_WIDEST = 1.25  # width over height: no digit is wider
_SAME_ROW = 0.5  # of the shorter's height: glyphs that overlap so far stand in one row
_ALIKE = 0.12  # of the taller's height: tops, or bottoms, that differ less are level


@dataclass(frozen=True)
class Part:
    """Ink that stays together: its box (left, top, right, bottom), and the numbers of the components, or strokes,
    that it is made of."""

    left: int
    top: int
    right: int
    bottom: int
    labels: tuple[int, ...]

    @property
    def width(self) -> int:
        return self.right - self.left

    @property
    def height(self) -> int:
        return self.bottom - self.top

    @property
    def size(self) -> int:
        return max(self.width, self.height)

    def joined(self, other: Part) -> Part:
        return Part(
            min(self.left, other.left),
            min(self.top, other.top),
            max(self.right, other.right),
            max(self.bottom, other.bottom),
            self.labels + other.labels,
        )


def join_all(parts: Sequence[Part]) -> Part:
    joined = parts[0]
    for part in parts[1:]:
        joined = joined.joined(part)
    return joined


def across(a: Part, b: Part) -> int:
    """How far they overlap from left to right; negative: the gap between them."""
    return min(a.right, b.right) - max(a.left, b.left)


def down(a: Part, b: Part) -> int:
    """How far they overlap in height; negative: the gap between them."""
    return min(a.bottom, b.bottom) - max(a.top, b.top)


def box_gap(a: Part, b: Part) -> float:
    """Pixels between two boxes, 0 where they touch."""
    return float(max(-across(a, b), 0) + max(-down(a, b), 0))


def join_sure(parts: Sequence[Part], belong: Callable[[Part, Part], bool]) -> list[Part]:
    """Join what belongs together, such as the hat of a 5, until nothing more does."""
    waiting = sorted(parts, key=lambda part: part.left)
    largest = max((part.size for part in parts), default=0)
    done: list[Part] = []
    while waiting:
        part = waiting.pop(0)
        # nothing farther to the right belongs to it
        last = part.right + _TOUCH_SHARE * max(part.size, largest)
        near = bisect_right([other.left for other in waiting], last)
        partner = next((other for other in waiting[:near] if belong(part, other)), None)
        if partner is None:
            done.append(part)
        else:
            waiting.remove(partner)
            waiting.insert(0, part.joined(partner))
    return done


def belong_together(a: Part, b: Part) -> bool:
    """Whether two components are surely of one glyph."""
    taller = max(a.size, b.size)
    if across(a, b) >= _JOIN_OVERLAP * min(a.width, b.width) and -down(a, b) <= _JOIN_GAP * taller:
        # one above the other: two rows of digits are as tall as one another, the strokes of one digit are not
        return down(a, b) > 0 or min(a.height, b.height) < _LOOSE_HEIGHT * max(a.height, b.height)
    return box_gap(a, b) <= _TOUCH_SHARE * taller and min(a.size, b.size) < _BROKEN_SIZE * taller


def may_belong_together(a: Part, b: Part) -> bool:
    """Whether two neighbours in a row could be one digit, such as the two strokes of an open 4: near one another, not
    both from the line to the top, and together no wider than a digit."""
    taller = max(a.height, b.height)
    together = a.joined(b)
    if box_gap(a, b) > _NEAR_SHARE * max(a.size, b.size) or together.width > _WIDEST * together.height:
        return False
    if down(a, b) < _SAME_ROW * min(a.height, b.height):
        return False
    level = abs(a.top - b.top) < _ALIKE * taller and abs(a.bottom - b.bottom) < _ALIKE * taller
    return not level


def rows(parts: Sequence[Part]) -> list[list[Part]]:
    """Sorted into rows from the top, each from left to right.

    A part joins the row whose nearest member on the left overlaps it in height, so that a slanted row stays one.
    """
    found: list[list[Part]] = []
    for part in sorted(parts, key=lambda p: p.left):
        best, best_overlap = None, _SAME_ROW
        for row in found:
            last = _nearest(row, part)
            share = down(part, last) / max(1, min(part.height, last.height))
            if share >= best_overlap:
                best, best_overlap = row, share
        if best is None:
            found.append([part])
        else:
            best.append(part)
    return sorted(found, key=lambda row: sum(p.top + p.bottom for p in row) / len(row))


def _nearest(row: list[Part], part: Part) -> Part:
    """The member that a reader comes from; not a low one, such as a small digit or a dash, where a tall one is near."""
    last = row[-1]
    if len(row) > 1 and last.height < _SAME_ROW * row[-2].height and part.left - row[-2].right < 2 * row[-2].height:
        return row[-2]
    return last
