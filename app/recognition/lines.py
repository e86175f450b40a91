"""Printed lines under the writing, of ruled paper, a grid or a frame: found by their length and taken out."""

from __future__ import annotations

import cv2
import numpy as np

_LEAST_SIDE = 48  # pixels: in a smaller picture a stroke may well go from edge to edge
_SMALL_SIDE = 200  # pixels: lines are looked for in a picture with a longer side of this
_SLOPES = np.arange(-0.14, 0.1401, 0.01)  # pixels down a pixel to the right: 8 degrees either way
_COVERED = 0.6  # of the picture's width: a line has ink on so much of it
_AT_EDGES = 0.06  # of the width: a line has ink so near both edges, writing has not
_MOST_LINES = 40
_MOST_INK = 0.6  # of the small picture: with more it is texture, in which every row is a line
_APART = 3  # pixels of the small picture: lines nearer than this are one
_BAND = 0.012  # of the longer side: how far a line may bend away from straight
_THICKEST = 0.025  # of the longer side: a thicker line is not printed
_THICKEST_PIXELS = 6  # or in a small picture
_DARKER = 1.5  # times the line's contrast: likewise
_EVERY = 16  # columns: the first look at a line is at one of so many
_THICKER = 1.7  # times the line's thickness: what is thicker is writing across it
_PALE = 1.4  # times the lines' contrast: what hangs together with them and is no stronger is a piece of one ...
_STRONG = 1.9  # ... where something in it is so much stronger: else the writing may be as pale as the lines
_EDGE = 0.006  # of the longer side: a stroke's edge is so far paler than the stroke
_LEAST_WRITING = 0.08  # of the shorter side: what is strong and smaller is where lines cross


def without_lines(ink: np.ndarray) -> np.ndarray:
    """The ink without lines that go from edge to edge, level or upright, but for where writing crosses them.

    ink: uint8 [h, w]; returned as it is, not copied, where there are none
    """
    if min(ink.shape) < _LEAST_SIDE:
        return ink
    level = _find(ink)
    upright = _find(ink.T)
    if not level and not upright:
        return ink
    cleared = ink.copy()
    # all are measured before any is taken out: where lines cross each would find the other gone
    contrasts = _erase(ink, cleared, level) + _erase(np.ascontiguousarray(ink.T), cleared.T, upright)
    if not contrasts:
        return ink
    _erase_pale(ink, cleared, float(np.median(contrasts)))
    return cleared


def _erase_pale(ink: np.ndarray, cleared: np.ndarray, contrast: float) -> None:
    """Leave out what the lines have left between the strokes of stronger writing: pieces that are bent, or doubled.

    ink: before the lines were taken out; contrast: of the lines
    """
    strongest = cv2.threshold(cleared, min(_STRONG * contrast, 254), 255, cv2.THRESH_BINARY)[1]
    _, _, stats, _ = cv2.connectedComponentsWithStats(strongest, connectivity=8)
    if stats[1:, [cv2.CC_STAT_WIDTH, cv2.CC_STAT_HEIGHT]].max(initial=0) < _LEAST_WRITING * min(ink.shape):
        return
    pale_at = min(_PALE * contrast, 254)
    dark = cv2.threshold(cleared, pale_at, 255, cv2.THRESH_BINARY)[1]
    reach = 2 * max(1, round(_EDGE * max(ink.shape))) + 1
    near_writing = cv2.dilate(dark, np.ones((reach, reach), np.uint8))
    number, labels = cv2.connectedComponents((ink > 0).astype(np.uint8), connectivity=8)
    lined = np.zeros(number, bool)
    lined[labels[(ink > 0) & (cleared == 0)]] = True
    cleared[lined[labels] & (near_writing == 0)] = 0


def _find(ink: np.ndarray) -> list[tuple[float, float]]:
    """The lines that run from left to right: the row at the middle column, and the slope."""
    height, width = ink.shape
    factor = min(1.0, _SMALL_SIDE / max(height, width))
    size = (max(1, round(width * factor)), max(1, round(height * factor)))
    mask = cv2.threshold(np.ascontiguousarray(ink), 0, 255, cv2.THRESH_BINARY)[1]
    if factor < 1:
        mask = cv2.threshold(cv2.resize(mask, size, interpolation=cv2.INTER_AREA), 48, 255, cv2.THRESH_BINARY)[1]
    small_height, small_width = mask.shape
    if cv2.countNonZero(mask) > _MOST_INK * mask.size:
        return []
    covered = np.empty((len(_SLOPES), small_height))
    edges = np.empty((len(_SLOPES), small_height), bool)
    middle = (small_width - 1) / 2
    edge = max(2, round(_AT_EDGES * small_width))
    # one pixel of tolerance either way, for lines are not quite straight
    thick = cv2.dilate(mask, np.ones((3, 1), np.uint8))
    for i, slope in enumerate(_SLOPES):
        shear = np.array([[1, 0, 0], [slope, 1, -slope * middle]], np.float64)
        level = cv2.warpAffine(
            thick, shear, (small_width, small_height), flags=cv2.INTER_NEAREST | cv2.WARP_INVERSE_MAP
        )
        covered[i] = cv2.reduce(level, 1, cv2.REDUCE_AVG, dtype=cv2.CV_32F)[:, 0] / 255
        edges[i] = (level[:, :edge].max(axis=1) > 0) & (level[:, -edge:].max(axis=1) > 0)
    covered[~edges] = 0
    found: list[tuple[float, float]] = []
    while len(found) < _MOST_LINES:
        i, row = divmod(int(covered.argmax()), small_height)
        if covered[i, row] < _COVERED:
            break
        # the middle of all rows and slopes that see the same line
        near = covered[:, max(0, row - _APART) : row + _APART + 1]
        slopes, rows = np.nonzero(near >= covered[i, row] - 0.02)
        found.append(((rows.mean() + max(0, row - _APART) + 0.5) / factor - 0.5, float(_SLOPES[slopes].mean())))
        near[:] = 0
    return found


def _erase(ink: np.ndarray, cleared: np.ndarray, lines: list[tuple[float, float]]) -> list[float]:
    """ink, cleared: uint8 [h, w]; what is found in the first is set to 0 in the second. Returns each one's contrast."""
    contrasts = []
    height, width = ink.shape
    bend = max(3, round(_BAND * max(height, width)))
    thickest = max(_THICKEST_PIXELS, round(_THICKEST * max(height, width)))
    columns = np.arange(width)[None, :]

    def band(line: tuple[float, float], half: int, columns: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        """The rows within `half` of the line in these columns, which of them are in the picture, and their ink."""
        middle, slope = line
        centres = np.round(middle + slope * (columns - (width - 1) / 2)).astype(np.int64)
        rows = centres + np.arange(-half, half + 1)[:, None]
        inside = (rows >= 0) & (rows < height)
        rows = np.clip(rows, 0, height - 1)
        return rows, inside, np.where(inside, ink[rows, columns], 0)

    for line in lines:
        half = bend + round(_THICKER * thickest)
        # a few columns show how thick it is, so that no more than needed is looked at in all
        _, _, values = band(line, half, columns[:, ::_EVERY])
        first, last, there = _runs(values > 0, half)
        if there.any():
            half = min(half, bend + round(_THICKER * 2 * float(np.median((last - first + 1)[there]))) + 2)
        rows, inside, values = band(line, half, columns)
        every = np.broadcast_to(columns, rows.shape)
        first, last, there = _runs(values > 0, half)
        there &= (first <= half + bend) & (last >= half - bend)
        if not there.any():
            continue
        thickness = float(np.median((last - first + 1)[there]))
        if thickness > thickest:
            continue
        level = values.max(axis=0, initial=0, where=_between(len(values), first, last))
        usual = float(np.median(level[there]))
        # writing over a line makes it thicker there, or darker
        alone = there & (last - first + 1 <= _THICKER * thickness + 1) & (level <= _DARKER * usual + 16)
        erased = inside & alone & _between(len(values), first - 1, last + 1)
        cleared[rows[erased], every[erased]] = 0
        contrasts.append(usual)
    return contrasts


def _between(height: int, first: np.ndarray, last: np.ndarray) -> np.ndarray:
    """bool [height, columns]: the rows from the first to the last of each column."""
    place = np.arange(height)[:, None]
    return (place >= first) & (place <= last)


def _runs(band: np.ndarray, middle: int) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Of every column the run of ink nearest to the middle row: first and last row; and whether there is one."""
    height = len(band)
    place = np.arange(height)[:, None]
    nearest = np.where(band, np.abs(place - middle), height).argmin(axis=0)
    columns = np.arange(band.shape[1])
    before = np.maximum.accumulate(np.where(band, -1, place), axis=0)
    after = np.minimum.accumulate(np.where(band, height, place)[::-1], axis=0)[::-1]
    return before[nearest, columns] + 1, after[nearest, columns] - 1, band[nearest, columns]
