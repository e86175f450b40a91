"""From ink to the glyphs in it: which ink belongs together, and in what order it is read."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np

from app.recognition.decision import TOO_LITTLE_INK, Box

_WEAK_SHARE = 0.2  # of the strongest ink: fainter is what a lossy picture leaves around strokes
_LEAST_SHARE = 0.02  # of the picture's shorter side: a component smaller than this both ways is a speck
_LEAST_SIZE = 5  # pixels: likewise
_SPECK_SHARE = 0.25  # of the tallest glyph: smaller ones beside it are specks
_LARGEST_COMPONENTS = 400  # a picture with more is texture: the largest are looked at
_SOLID_SHARE = 0.6  # thickness over size: a digit's stroke is thinner, a dot is not
_JOIN_OVERLAP = 0.5  # of the narrower's width: strokes so far above one another are of one glyph ...
_JOIN_GAP = 0.25  # ... if the empty rows between them are at most this share of the taller's height
_TOUCH_SHARE = 0.06  # of the taller's height: components nearer than this are one broken stroke
_SAME_ROW = 0.5  # of the shorter's height: glyphs that overlap so far stand in one row


@dataclass(frozen=True)
class Glyph:
    """Ink that is read as one digit.

    box: around its ink, in pixels of the picture
    ink: uint8 [height, width] of the box, 0 to 255
    row: from 0 at the top
    refusal: why it cannot be a digit; empty when it may be one
    """

    box: Box
    ink: np.ndarray
    row: int
    refusal: str = ""


@dataclass(frozen=True)
class _Part:
    """A connected component, or several joined: its box (left, top, right, bottom) and the component numbers."""

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

    def joined(self, other: _Part) -> _Part:
        return _Part(
            min(self.left, other.left),
            min(self.top, other.top),
            max(self.right, other.right),
            max(self.bottom, other.bottom),
            self.labels + other.labels,
        )


def segment(ink: np.ndarray, *, one_digit: bool = False, drop_border: bool = True) -> list[Glyph]:
    """Find the glyphs, row by row from the top, each row from left to right.

    ink: uint8 [h, w], 0 where there is none
    one_digit: take all ink for one glyph
    drop_border: leave out what touches the picture's edge beside what does not: a sheet's edge, a finger, a frame
    """
    labels, stats = _connected(ink)
    parts = _components(stats, ink.shape)
    if drop_border:
        parts = _without_border(parts, ink.shape)
    if not parts:
        return []
    parts = [_join_all(parts)] if one_digit else _join_strokes(parts)
    tallest = max(part.size for part in parts)
    parts = [part for part in parts if part.size >= _SPECK_SHARE * tallest]
    return [_glyph(part, row, ink, labels) for row, members in enumerate(_rows(parts)) for part in members]


def _connected(ink: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """The connected components: int32 [h, w] with their numbers from 1, and cv2's statistics of each from row 0."""
    weakest = max(1, int(_WEAK_SHARE * int(ink.max(initial=0))))
    left, top, width, height = cv2.boundingRect(ink)  # most of a canvas is empty
    window = (slice(top, top + height), slice(left, left + width))
    labels = np.zeros(ink.shape, np.int32)
    if width == 0:
        return labels, np.empty((0, 5), np.int32)
    mask = cv2.compare(np.ascontiguousarray(ink[window]), weakest, cv2.CMP_GE)
    _, labels[window], stats, _ = cv2.connectedComponentsWithStats(mask, connectivity=8)
    stats[:, cv2.CC_STAT_LEFT] += left
    stats[:, cv2.CC_STAT_TOP] += top
    return labels, stats[1:]


def _components(stats: np.ndarray, shape: tuple[int, ...]) -> list[_Part]:
    least = max(_LEAST_SIZE, _LEAST_SHARE * min(shape))
    # in a picture of a few pixels even a whole digit is smaller than that
    least = min(least, max(shape) / 3)
    sizes = np.maximum(stats[:, cv2.CC_STAT_WIDTH], stats[:, cv2.CC_STAT_HEIGHT])
    kept = np.flatnonzero(sizes >= least)
    if kept.size > _LARGEST_COMPONENTS:
        kept = kept[np.argsort(sizes[kept])[-_LARGEST_COMPONENTS:]]
    parts = []
    for i in kept:
        left, top, width, height = (int(n) for n in stats[i, :4])
        parts.append(_Part(left, top, left + width, top + height, (int(i) + 1,)))
    return parts


def _without_border(parts: list[_Part], shape: tuple[int, ...]) -> list[_Part]:
    """Without what touches the edge, unless nothing else is left: a digit may fill its picture."""
    height, width = shape
    inside = [p for p in parts if p.left > 0 and p.top > 0 and p.right < width and p.bottom < height]
    return inside or parts


def _join_all(parts: list[_Part]) -> _Part:
    joined = parts[0]
    for part in parts[1:]:
        joined = joined.joined(part)
    return joined


def _join_strokes(parts: list[_Part]) -> list[_Part]:
    """Join the strokes of one glyph, such as the hat of a 5, until nothing more belongs together."""
    waiting = sorted(parts, key=lambda part: part.left)
    done: list[_Part] = []
    while waiting:
        part = waiting.pop(0)
        partner = next((other for other in waiting if _belong_together(part, other)), None)
        if partner is None:
            done.append(part)
        else:
            waiting.remove(partner)
            waiting.insert(0, part.joined(partner))
    return done


def _belong_together(a: _Part, b: _Part) -> bool:
    across = min(a.right, b.right) - max(a.left, b.left)  # negative: the gap between them
    down = min(a.bottom, b.bottom) - max(a.top, b.top)
    taller = max(a.size, b.size)
    if across >= _JOIN_OVERLAP * min(a.width, b.width) and -down <= _JOIN_GAP * taller:
        # one above the other: two rows of digits are as tall as one another, the strokes of one digit are not
        return down > 0 or min(a.height, b.height) < _JOIN_OVERLAP * max(a.height, b.height)
    return max(-across, 0) + max(-down, 0) <= _TOUCH_SHARE * taller and min(a.size, b.size) < _JOIN_OVERLAP * taller


def _rows(parts: list[_Part]) -> list[list[_Part]]:
    """Sorted into rows. A part joins the row whose nearest member on the left or right overlaps it in height, so that
    a slanted row stays one."""
    rows: list[list[_Part]] = []
    for part in sorted(parts, key=lambda p: p.left):
        best, best_overlap = None, _SAME_ROW
        for row in rows:
            last = row[-1]
            overlap = min(part.bottom, last.bottom) - max(part.top, last.top)
            share = overlap / max(1, min(part.height, last.height))
            if share >= best_overlap:
                best, best_overlap = row, share
        if best is None:
            rows.append([part])
        else:
            best.append(part)
    return sorted(rows, key=lambda row: sum(p.top + p.bottom for p in row) / len(row))


def _glyph(part: _Part, row: int, ink: np.ndarray, labels: np.ndarray) -> Glyph:
    window = (slice(part.top, part.bottom), slice(part.left, part.right))
    belongs = np.isin(labels[window], part.labels).astype(np.uint8)
    own = cv2.bitwise_and(ink[window], ink[window], mask=belongs)
    box = (part.left, part.top, part.width, part.height)
    return Glyph(box, _full_strength(own), row, TOO_LITTLE_INK if _is_dot(belongs) else "")


def _full_strength(ink: np.ndarray) -> np.ndarray:
    """Each glyph's grey levels stretched by its own ink, so that pencil and felt pen look alike."""
    level = float(np.percentile(ink[ink > 0], 90))
    return cv2.convertScaleAbs(ink, alpha=255 / level)


def _is_dot(belongs: np.ndarray) -> bool:
    padded = cv2.copyMakeBorder(belongs, 1, 1, 1, 1, cv2.BORDER_CONSTANT)
    thickness = 2 * float(cv2.distanceTransform(padded, cv2.DIST_L2, 3).max())
    return thickness >= _SOLID_SHARE * max(belongs.shape)
