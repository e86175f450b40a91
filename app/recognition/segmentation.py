"""From ink to the glyphs in it: which ink belongs together, and in what order it is read."""

from __future__ import annotations

from typing import Optional

import cv2
import numpy as np

from app.recognition import borders, clusters, cuts, lines, shape
from app.recognition.parts import Part, belong_together, join_all, join_sure, may_belong_together, rows
from app.recognition.readings import Cluster, Glyph, likeliest_by_place

__all__ = ["Glyph", "segment", "segment_ink"]

_WEAK_SHARE = 0.2  # of the strongest ink: fainter is what a lossy picture leaves around strokes
_LEAST_SHARE = 0.02  # of the picture's shorter side: a component smaller than this both ways is a speck
_LEAST_SIZE = 5  # pixels: likewise
_SMALL_WRITING = 12  # pixels: in a large picture with nothing larger so small a component may be writing ...
_MOST_SMALL = 100  # ... if there are no more: else it is the grain of something
_DOUBTFUL_SHARE = 0.04  # of the picture's shorter side: a component smaller than this may be grain ...
_CLEAR = 2.2  # ... and is none if it stands out so many times as much as the faintest ink
_SPECK_SHARE = 0.25  # of the tallest glyph: smaller ones beside it are specks
_LARGEST_COMPONENTS = 400  # a picture with more is texture: the largest are looked at
_EDGE_SHARE = 0.03  # of the picture's longer side: what comes nearer to the edge may be a printed line ...
_LINE_SHARE = 0.08  # of its shorter side: ... if it is longer than this
_LINE_LIKE = 3.5  # length over breadth
_FINE_LINE = 0.45  # pen's width times strength, as a share of the writing's: a line below this is not of it ...
_FINE = 0.2  # ... and likewise of any other mark
_PALE = 0.45  # of a component's usual contrast: ink below this ...
_MUCH_PALE = 0.3  # ... that is more than this share of it was there before the writing
_MOST_COMPARED = 40  # components: in a picture with more this is not looked at
_TOGETHER_COST = 0.5  # in nats, of reading two components as one digit that do not touch
_SURELY_TWO = 1.3  # width over height: what is wider and no digit may still be a row of them
_MOST_CUT = 150  # parts: a picture with more is texture, in which nothing is cut
_MAY_BE_TWO = 0.72  # width over height: a wider component may be digits that touch


def segment(ink: np.ndarray, *, one_digit: bool = False, drop_border: bool = True) -> list[Glyph]:
    """As `segment_ink`, but by the places alone where ink can be taken apart in more than one way."""
    found = segment_ink(ink, one_digit=one_digit, drop_border=drop_border)
    return [glyph for cluster in found for glyph in likeliest_by_place(cluster)]


def segment_ink(ink: np.ndarray, *, one_digit: bool = False, drop_border: bool = True) -> list[Cluster]:
    """Find the glyphs, row by row from the top, each row from left to right.

    ink: uint8 [h, w], 0 where there is none
    one_digit: take all ink for one glyph
    drop_border: leave out what touches the picture's edge beside what does not: a sheet's edge, a finger, a frame
    """
    found = _Components(ink)
    if drop_border and found.may_have_lines():
        cleared = lines.without_lines(ink)
        found = found if cleared is ink else _Components(cleared)
        if cleared is not ink:
            found.drop_cut_lines()
    if drop_border:
        found = found.without_pale_parts() or found
    parts = found.parts
    if drop_border:
        parts = borders.without_border(parts, ink.shape, found.pen, found.contact)
        parts = found.without_leftovers(parts)
    if not parts:
        return []
    parts = [join_all(parts)] if one_digit else join_sure(parts, belong_together)
    tallest = max(part.size for part in parts)
    parts = [part for part in parts if part.size >= _SPECK_SHARE * tallest]

    def pieces_of(part: Part) -> list[tuple[Part, int]]:
        return [(part, 0)] if one_digit or len(parts) > _MOST_CUT else found.cut(part)

    return [
        cluster
        for number, row in enumerate(rows(parts))
        for cluster in clusters.in_row(row, number, found.glyph, _cost_together, pieces_of)
    ]


def _cost_together(a: Part, b: Part) -> float:
    return _TOGETHER_COST if may_belong_together(a, b) else np.inf


class _Components:
    """The connected components of the ink, in the window that holds them all: most of a picture is empty."""

    def __init__(self, ink: np.ndarray) -> None:
        self._shape = ink.shape
        self._left, self._top, width, height = cv2.boundingRect(ink)
        self.parts: list[Part] = []
        if width == 0:
            return
        self._ink = np.ascontiguousarray(ink[self._top : self._top + height, self._left : self._left + width])
        weakest = max(1, int(_WEAK_SHARE * int(self._ink.max())))
        _, mask = cv2.threshold(self._ink, weakest - 1, 255, cv2.THRESH_BINARY)
        self._numbers, self._labels, stats, _ = cv2.connectedComponentsWithStats(mask, connectivity=8)
        self.parts = self._large_enough(stats)

    def _large_enough(self, stats: np.ndarray) -> list[Part]:
        """stats: of OpenCV, row 0 for the paper"""
        least = max(_LEAST_SIZE, _LEAST_SHARE * min(self._shape))
        # in a picture of a few pixels even a whole digit is smaller than that
        least = min(least, max(self._shape) / 3)
        sizes = np.maximum(stats[:, cv2.CC_STAT_WIDTH], stats[:, cv2.CC_STAT_HEIGHT])
        sizes[0] = 0
        kept = np.flatnonzero(sizes >= least)
        if kept.size > _LARGEST_COMPONENTS:
            kept = kept[np.argsort(sizes[kept])[-_LARGEST_COMPONENTS:]]
        parts = self._clear([self._part(stats[i], int(i)) for i in kept])
        if all(borders.sides(part, self._shape) for part in parts):
            small = np.flatnonzero((sizes >= _SMALL_WRITING) & (sizes < least))
            if small.size <= _MOST_SMALL:
                parts += self._clear([self._part(stats[i], int(i)) for i in small])
        return parts

    def _clear(self, parts: list[Part]) -> list[Part]:
        """Without the small ones that stand out no more than the grain of the paper does."""
        doubtful = _DOUBTFUL_SHARE * min(self._shape)
        if all(part.size >= doubtful for part in parts):
            return parts
        faintest = cv2.minMaxLoc(self._ink, self._ink)[0]
        return [part for part in parts if part.size >= doubtful or self.strength(part) >= _CLEAR * faintest]

    def _part(self, stats: np.ndarray, label: int) -> Part:
        left, top, width, height = (int(n) for n in stats[:4])
        left, top = left + self._left, top + self._top
        return Part(left, top, left + width, top + height, (label,))

    def _window(self, part: Part) -> tuple[slice, slice]:
        return (
            slice(part.top - self._top, part.bottom - self._top),
            slice(part.left - self._left, part.right - self._left),
        )

    def _belongs(self, part: Part) -> np.ndarray:
        """uint8 [height, width] of its box, 1 where the ink is its own."""
        labels = self._labels[self._window(part)]
        own = labels == part.labels[0] if len(part.labels) == 1 else np.isin(labels, part.labels)
        return own.astype(np.uint8)

    def may_have_lines(self) -> bool:
        """Whether anything is so near the picture's edge that it may be a printed line that goes on there."""
        height, width = self._shape
        near = max(2, round(_EDGE_SHARE * max(height, width)))
        return any(
            min(p.left, p.top, width - p.right, height - p.bottom) < near and p.size > _LINE_SHARE * min(height, width)
            for p in self.parts
        )

    def without_pale_parts(self) -> Optional[_Components]:
        """Again, without ink far paler than most of what it hangs together with: of a grid that is written on, or of a
        smudge. None where there is no such ink."""
        if not 0 < len(self.parts) <= _MOST_COMPARED:
            return None
        least = np.zeros(self._numbers, np.uint8)
        for part in self.parts:
            levels = self._ink[self._window(part)][self._belongs(part) > 0][::5]
            floor = _PALE * float(np.partition(levels, levels.size * 3 // 4)[levels.size * 3 // 4])
            if np.count_nonzero(levels < floor) > _MUCH_PALE * levels.size:
                least[part.labels[0]] = int(floor)
        if not least.any():
            return None
        whole = np.zeros(self._shape, np.uint8)
        height, width = self._ink.shape
        window = whole[self._top : self._top + height, self._left : self._left + width]
        np.copyto(window, self._ink, where=self._ink >= least[self._labels])
        return _Components(whole)

    def without_leftovers(self, parts: list[Part]) -> list[Part]:
        """Without pieces of printed lines and other faint or fine marks beside writing that is neither."""
        if len(parts) < 2:
            return parts
        pens = {part: self.pen(part) for part in parts}
        main = max(parts, key=lambda part: part.size * pens[part])
        strong = self.strength(main)

        def left_over(part: Part) -> bool:
            longish = part.size > _LINE_LIKE * min(part.width, part.height)
            share = _FINE_LINE if longish else _FINE
            return min(pens[part] / pens[main], 1.0) * min(self.strength(part) / strong, 1.0) < share

        return [part for part in parts if part is main or not left_over(part)]

    def strength(self, part: Part) -> float:
        """The contrast of most of the part's ink."""
        levels = self._ink[self._window(part)][self._belongs(part) > 0]
        return float(np.partition(levels, levels.size * 3 // 4)[levels.size * 3 // 4])

    def drop_cut_lines(self) -> None:
        """Leave out what is long and thin and touches the picture's edge: lines that leave it at a side."""
        self.parts = [
            part
            for part in self.parts
            if not borders.sides(part, self._shape) or part.size < _LINE_LIKE * self.pen(part) * 2 or self._broad(part)
        ]

    @staticmethod
    def _broad(part: Part) -> bool:
        return part.size < _LINE_LIKE * min(part.width, part.height)

    def pen(self, part: Part) -> float:
        """The mean width of the part's strokes in pixels: its area over half its outline."""
        belongs = cv2.copyMakeBorder(self._belongs(part), 1, 1, 1, 1, cv2.BORDER_CONSTANT)
        contours, _ = cv2.findContours(belongs, cv2.RETR_LIST, cv2.CHAIN_APPROX_NONE)
        return cv2.countNonZero(belongs) / (sum(cv2.arcLength(c, True) for c in contours) / 2 or 1.0)

    def contact(self, part: Part) -> int:
        """How many of the part's pixels lie on the picture's edge."""
        belongs = self._belongs(part)
        height, width = self._shape
        return (
            int(belongs[0].sum()) * (part.top == 0)
            + int(belongs[-1].sum()) * (part.bottom == height)
            + int(belongs[:, 0].sum()) * (part.left == 0)
            + int(belongs[:, -1].sum()) * (part.right == width)
        )

    def glyph(self, part: Part, row: int) -> Glyph:
        belongs = self._belongs(part)
        ink = self._ink[self._window(part)]
        own = _full_strength(cv2.bitwise_and(ink, ink, mask=belongs))
        box = (part.left, part.top, part.width, part.height)
        return Glyph(box, own, row, shape.refusal(own, min(self._shape)))

    def cut(self, part: Part) -> list[tuple[Part, int]]:
        """The part in pieces from left to right, where it is as wide as two digits and could be cut; with each through
        how many strokes the cut on its right goes."""
        if part.width < _MAY_BE_TWO * part.height or part.height < 12:
            return [(part, 0)]
        if part.width < _SURELY_TWO * part.height and self.glyph(part, 0).refusal:
            return [(part, 0)]  # a scribble stays one
        belongs = self._belongs(part)
        ways = cuts.cuts(belongs)
        if not ways:
            return [(part, 0)]
        columns = np.arange(part.width)
        place = sum((columns[None, :] >= way[:, None]).astype(np.int32) for way, _ in ways)
        labels = self._labels[self._window(part)]
        pieces = []
        for number in range(len(ways) + 1):
            own = ((place == number) & (belongs > 0)).astype(np.uint8)
            left, top, width, height = cv2.boundingRect(own)
            if width == 0:
                continue
            labels[own > 0] = self._numbers
            left, top = left + part.left, top + part.top
            strokes = ways[number][1] if number < len(ways) else 0
            pieces.append((Part(left, top, left + width, top + height, (self._numbers,)), strokes))
            self._numbers += 1
        return pieces


def _full_strength(ink: np.ndarray) -> np.ndarray:
    """Each glyph's grey levels stretched by its own ink, so that pencil and felt pen look alike."""
    levels = ink[::2, ::2] if ink.size > 10_000 else ink
    levels = levels[levels > 0]
    if levels.size == 0:
        return ink
    place = int(0.9 * (levels.size - 1))
    return cv2.convertScaleAbs(ink, alpha=255 / float(np.partition(levels, place)[place]))
