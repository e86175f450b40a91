"""The paper that somebody holds before a camera: what is around it is no writing."""

from __future__ import annotations

from typing import Optional

import cv2
import numpy as np

_WIDTH = 160  # pixels: the picture is searched at this size
_TALLEST = 640  # pixels of the small picture: a strip of any length takes no more memory than a page
_SMALLEST = 0.10  # of the picture: a smaller bright thing is no paper that is held up to be read
_SOLID = 0.75  # of its hull that a sheet fills, holes by ink counted as filled
_EDGE = 2  # pixels of the small picture: what lies on the paper's very edge is its shadow
_EVEN = 5  # grey levels from one pixel of the small picture to the next
_THREAD = 9  # pixels of the small picture
_CONTRAST = 25  # grey levels by which paper is lighter than what is around it


def without_surroundings(frame: np.ndarray) -> np.ndarray:
    """The frame in grey, all that is not the sheet painted as if the sheet went on; as it is where there is no sheet.

    frame: uint8 [h, w] or [h, w, 3] BGR; returns uint8 [h, w], the same array where nothing had to be changed
    """
    grey = frame if frame.ndim == 2 else cv2.cvtColor(frame, cv2.COLOR_BGR2GRAY)
    height, width = grey.shape
    size = (_WIDTH, min(max(8, round(_WIDTH * height / width)), _TALLEST))
    small = cv2.resize(grey, size, interpolation=cv2.INTER_AREA)
    inside = _sheet(small)
    if inside is None or inside.all():
        return grey
    going_on = cv2.resize(_going_on(small, inside), (width, height), interpolation=cv2.INTER_LINEAR)
    outside = cv2.resize((~inside).astype(np.uint8), (width, height), interpolation=cv2.INTER_NEAREST)
    painted = grey.copy()
    cv2.copyTo(going_on, outside, painted)
    return painted


def _sheet(small: np.ndarray) -> Optional[np.ndarray]:
    """Where the largest light thing with a simple outline is, bool, without its edge; None where there is none."""
    _, light = cv2.threshold(small, 0, 255, cv2.THRESH_BINARY + cv2.THRESH_OTSU)
    middle = np.unravel_index(int(cv2.distanceTransform(light, cv2.DIST_L1, 3).argmax()), small.shape)
    even = np.zeros((small.shape[0] + 2, small.shape[1] + 2), np.uint8)
    # light changes slowly over a sheet, and at once at its edge
    how = 4 | cv2.FLOODFILL_MASK_ONLY | 255 << 8
    cv2.floodFill(small, even, (int(middle[1]), int(middle[0])), 0, _EVEN, _EVEN, how)
    outline = _largest_outline(even[1:-1, 1:-1])
    filled = cv2.drawContours(np.zeros_like(small), [outline], 0, 255, cv2.FILLED)
    # what hangs on it by a thread belongs to something else
    outline = _largest_outline(cv2.morphologyEx(filled, cv2.MORPH_OPEN, np.ones((_THREAD, _THREAD), np.uint8)))
    if outline is None or cv2.contourArea(outline) < _SMALLEST * small.size:
        return None
    hull = cv2.convexHull(outline)
    if cv2.contourArea(outline) < _SOLID * cv2.contourArea(hull):
        return None
    mask = cv2.fillConvexPoly(np.zeros_like(small), hull, 255)
    outside = small[mask == 0]
    if outside.size and np.median(small[mask > 0]) - np.median(outside) < _CONTRAST:
        return None  # the uneven light of one surface
    return cv2.erode(mask, np.ones((2 * _EDGE + 1, 2 * _EDGE + 1), np.uint8)) > 0


def _largest_outline(mask: np.ndarray) -> Optional[np.ndarray]:
    outlines, _ = cv2.findContours(mask, cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_NONE)
    return max(outlines, key=cv2.contourArea, default=None)


def _going_on(small: np.ndarray, inside: np.ndarray) -> np.ndarray:
    """The sheet's light carried on beyond its edge: means of what of it is near, and farther out of what is there."""
    paper = cv2.medianBlur(small, 5).astype(np.float32)
    known = inside.astype(np.float32)
    sheet = small[inside]
    carried = np.full(small.shape, float(np.median(sheet)), np.float32)
    for reach in (61, 21, 7):
        weight = cv2.blur(known, (reach, reach))
        near = cv2.blur(paper * known, (reach, reach)) / np.maximum(weight, 1e-6)
        carried = np.where(weight > 0.05, near, carried)
    return np.round(np.clip(carried, 0, 255)).astype(np.uint8)
