"""What cannot be a digit by its shape alone, whatever a network says to it."""

from __future__ import annotations

import cv2
import numpy as np

from app.recognition.decision import NOT_A_DIGIT, TOO_LITTLE_INK

_SIDE = 80  # pixels: the size at which shapes are judged
_VISIBLE = 64  # ink at or above this counts
_SOLID_SHARE = 0.6  # thickness over size: a digit's stroke is thinner, a dot is not
_LARGE_DOT = 0.25  # of the picture's shorter side: what is solid and larger is no dot but a thing
# A pen of 15 % of the digit's height with its loops run full makes 0.34; only small scans have bolder digits
_THICK_SHARE = 0.42  # thickness over size, of a glyph of at least ...
_LARGE = 60  # ... so many pixels
# The longest of 3,700 digits by 15 writers is 4.1 times its size, and none has more than three holes
_LONGEST = 5.2  # length of the line over the glyph's size
_MOST_HOLES = 5
_LEAST_HOLE = 12  # square pixels at `_SIDE`: a gap in rough ink is smaller


def refusal(ink: np.ndarray, shortest_side: float) -> str:
    """Why this cannot be a digit; empty where it may be one.

    ink: uint8 [h, w] of one glyph; shortest_side: of the picture it is from, in the same pixels
    """
    size = max(ink.shape)
    factor = _SIDE / size
    small = ink if factor >= 1 else _reduced(ink, factor)
    _, mask = cv2.threshold(small, _VISIBLE - 1, 255, cv2.THRESH_BINARY)
    mask = cv2.copyMakeBorder(mask, 1, 1, 1, 1, cv2.BORDER_CONSTANT)
    contours, tree = cv2.findContours(mask, cv2.RETR_CCOMP, cv2.CHAIN_APPROX_NONE)
    if not contours:
        return TOO_LITTLE_INK
    outline = sum(cv2.arcLength(contour, True) for contour in contours)
    side = max(small.shape)
    # thickness is at most the area over the length: only what may be solid is measured
    if cv2.countNonZero(mask) > 0.25 * side * outline / 2:
        thickness = 2 * float(cv2.distanceTransform(mask, cv2.DIST_L2, 3).max())
        if thickness >= _SOLID_SHARE * side:
            return TOO_LITTLE_INK if size < _LARGE_DOT * shortest_side else NOT_A_DIGIT
        if thickness >= _THICK_SHARE * side and size >= _LARGE:
            return NOT_A_DIGIT
    if outline / 2 > _LONGEST * side:
        return NOT_A_DIGIT
    holes = 0
    if len(contours) > _MOST_HOLES:
        least = _LEAST_HOLE * (side / _SIDE) ** 2
        holes = sum(node[3] >= 0 and cv2.contourArea(c) > least for c, node in zip(contours, tree[0]))
    return NOT_A_DIGIT if holes > _MOST_HOLES else ""


def _reduced(ink: np.ndarray, factor: float) -> np.ndarray:
    """Scaled down with thin lines kept: what fades is brought back to full strength."""
    height, width = ink.shape
    size = (max(1, round(width * factor)), max(1, round(height * factor)))
    small = cv2.resize(ink, size, interpolation=cv2.INTER_AREA)
    strongest = int(small.max())
    return cv2.convertScaleAbs(small, alpha=255 / strongest) if 0 < strongest < 192 else small
