"""What a picture of things shows where nothing is written: corners and slivers of surfaces.

A pen's stroke lies on one surface, and has an edge on all sides. Light and shadow change how bright the surface is,
hardly its colour: a piece of ink on and around which the ground has several colours is no stroke, nor is one that goes
on where it was found to end, as the tip of something wide does.
"""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np

# pixels are those of a small picture, with a shorter side of about 120 to 240
_LEAST_SIZE = 6  # pixels: a smaller piece is not looked at ...
_MOST = 60  # ... nor are more pieces, from the largest
_COLOURS = 0.045  # of the summed channels: colours that differ more are of different things ...
_HARDLY = 0.02  # ... and so much more in a picture of things
_SHARE = 0.12  # of a piece's ground that is of another colour than most of it
_AROUND = 4  # pixels: so far around a piece its ground is looked at
_SAMPLE = 500  # pixels: of so many the colours are compared
_DARKEST = 30  # grey levels summed over the channels: below, what colour something has is noise
_STEEP = 0.3  # of a piece's contrast: what changes less across its outline is no edge ...
_EDGED = 0.8  # ... and a stroke has one along so much of it
_LEAST_EDGED = 8  # pixels: ... a smaller one has too little outline to be judged by
_LONGEST = 0.6  # of the picture: what is longer may be a printed line; writing on such paper has pieces of them


def no_strokes(
    labels: np.ndarray, stats: np.ndarray, seen: np.ndarray, colour: np.ndarray, ground: np.ndarray
) -> list[int]:
    """The labels of those pieces of ink that are no strokes.

    labels, stats: OpenCV's, of the ink in a small picture; a piece with an area of 0 there is not looked at
    seen: that small picture's ink, uint8 [h, w]
    colour: the picture, uint8 [h', w'] or [h', w', 3], of any size; ground: as it was found under the ink, likewise
    """
    extents = np.maximum(stats[:, cv2.CC_STAT_WIDTH], stats[:, cv2.CC_STAT_HEIGHT])
    extents = np.where(stats[:, cv2.CC_STAT_AREA] > 0, extents, 0)
    extents[0] = 0
    largest = np.argsort(extents)[: -_MOST - 1 : -1]
    pieces = [_Piece(int(i), tuple(map(int, stats[i])), labels) for i in largest if extents[i] >= _LEAST_SIZE]
    if not pieces:
        return []
    size = seen.shape[::-1]
    gone: set[int] = set()
    if pieces[0].extent <= _LONGEST * max(size):
        small = cv2.resize(colour, size, interpolation=cv2.INTER_LINEAR)
        grey = small if small.ndim == 2 else cv2.cvtColor(small, cv2.COLOR_BGR2GRAY)
        gone = {p.label for p in pieces if p.extent >= _LEAST_EDGED and p.edged(grey, seen) < _EDGED}
    if ground.ndim == 3:
        levels = cv2.resize(ground, size, interpolation=cv2.INTER_LINEAR)
        apart = {p: p.distances_of_colour(levels) for p in pieces}
        gone |= {p.label for p in pieces if np.mean(apart[p] > _COLOURS) > _SHARE}
        if sum(p.extent for p in pieces if p.label in gone) > sum(p.extent for p in pieces if p.label not in gone):
            gone |= {p.label for p in pieces if np.mean(apart[p] > _HARDLY) > _SHARE}
    return sorted(gone)


@dataclass(frozen=True, eq=False)
class _Piece:
    """label: its number in `labels`, int32 [h, w]; stats: OpenCV's, left, top, width, height and area"""

    label: int
    stats: tuple[int, ...]
    labels: np.ndarray

    @property
    def extent(self) -> int:
        return max(self.stats[2:4])

    def _window(self) -> tuple[slice, slice]:
        left, top, width, height = self.stats[:4]
        return (
            slice(max(0, top - _AROUND), top + height + _AROUND),
            slice(max(0, left - _AROUND), left + width + _AROUND),
        )

    def _own(self) -> np.ndarray:
        return (self.labels[self._window()] == self.label).astype(np.uint8)

    def edged(self, grey: np.ndarray, seen: np.ndarray) -> float:
        """Along what share of its outline the picture changes as much as an edge of it should."""
        own = self._own()
        contrast = float(np.percentile(seen[self._window()][own > 0], 75))
        outline = own - cv2.erode(own, np.ones((3, 3), np.uint8), borderValue=1)
        # over half of the pen's width: the picture may be out of focus
        pen = 2 * np.count_nonzero(own) / max(1, np.count_nonzero(outline))
        reach = 2 * max(1, round(pen / 4)) + 1
        still = cv2.medianBlur(np.ascontiguousarray(grey[self._window()]), 3)
        change = cv2.morphologyEx(still, cv2.MORPH_GRADIENT, np.ones((reach, reach), np.uint8))
        change = cv2.dilate(change, np.ones((3, 3), np.uint8))
        return float(np.mean(change[outline > 0] >= _STEEP * contrast))

    def distances_of_colour(self, levels: np.ndarray) -> np.ndarray:
        """How far the ground's colour, under it and close around, is from the usual one there: float32 [n], 0 to 1."""
        near = cv2.dilate(self._own(), np.ones((2 * _AROUND + 1, 2 * _AROUND + 1), np.uint8)) > 0
        ground = levels[self._window()][near]
        ground = ground[:: max(1, len(ground) // _SAMPLE)].astype(np.float32)
        colours = ground / (ground.sum(axis=1, keepdims=True) + _DARKEST)
        distances: np.ndarray = np.abs(colours - np.median(colours, axis=0)).max(axis=1)
        return distances
