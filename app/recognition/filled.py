"""A picture that its digit fills to the edge, so that the border does not show what the ground is."""

from __future__ import annotations

from typing import Optional

import cv2
import numpy as np

_SIDE = 96  # pixels: a picture is judged with a longer side of this
_LEAST_CONTRAST = 0.6  # of the light's level: what is less far from it may lie in shadow
_TWO_COLOURS = 0.8  # of the variance lies between the light and the dark, or there are more than two colours
_EVEN = 0.12  # of the contrast: so near to its middle ...
_EVEN_SHARE = 0.55  # ... is so much of the ground, or it lies in light and shadow
_FILLED = 0.8  # of the picture's height or width that the ink takes up
_ONE_SHARE = 0.6  # of the ink that hangs together
_THICKEST = 0.45  # of the ink's size: what is thicker is a surface
_SHEET = 0.9  # of the upright or turned rectangle around it: what fills so much of it, and has holes, is a sheet
# what speaks for the ground: the border, the corners, and to be in more pieces than the ink
_BORDER_WEIGHT, _CORNERS_WEIGHT, _PIECES_WEIGHT, _MOST_PIECES = 2.0, 1.0, 0.5, 3


def ground_of_filled(colour: np.ndarray) -> Optional[tuple[np.ndarray, bool]]:
    """What a picture that is filled by a digit of one colour on one ground was written on.

    colour: uint8 [h, w] or [h, w, 3]
    returns the ground's colour, a number a channel, and whether the ink is darker; None where it is no such picture
    """
    height, width = colour.shape[:2]
    factor = min(1.0, _SIDE / max(height, width))
    size = (max(1, round(width * factor)), max(1, round(height * factor)))
    small = cv2.resize(colour, size, interpolation=cv2.INTER_LINEAR) if factor < 1 else colour
    grey = small if small.ndim == 2 else cv2.cvtColor(small, cv2.COLOR_BGR2GRAY)
    _, light = cv2.threshold(grey, 0, 1, cv2.THRESH_BINARY + cv2.THRESH_OTSU)
    dark = 1 - light
    if light.all() or dark.all():
        return None
    share, level = float(light.mean()), float(cv2.mean(grey, light)[0])
    contrast = level - float(cv2.mean(grey, dark)[0])
    between = share * (1 - share) * contrast**2
    if contrast < _LEAST_CONTRAST * level or between < _TWO_COLOURS * float(grey.var()):
        return None
    ink_is_darker = _for_ground(light, dark) >= 0
    ink, ground = (dark, light) if ink_is_darker else (light, dark)
    levels = grey[ground > 0]
    if np.mean(np.abs(levels - np.median(levels)) <= _EVEN * contrast) < _EVEN_SHARE or not _is_one_figure(ink):
        return None
    return np.atleast_1d(np.median(small[ground > 0], axis=0)), ink_is_darker


def _for_ground(one: np.ndarray, other: np.ndarray) -> float:
    """How much more speaks for the one to be the ground than for the other; both: uint8 [h, w], 0 or 1."""
    border = np.concatenate([one[0], one[-1], one[:, 0], one[:, -1]])
    corners = one[[0, 0, -1, -1], [0, -1, 0, -1]]
    more = cv2.connectedComponents(one)[0] - cv2.connectedComponents(other)[0]
    return float(
        _BORDER_WEIGHT * (border.mean() - 0.5)
        + _CORNERS_WEIGHT * (corners.mean() - 0.5)
        + _PIECES_WEIGHT * np.clip(more, -_MOST_PIECES, _MOST_PIECES)
    )


def _is_one_figure(ink: np.ndarray) -> bool:
    """Whether it is mostly one piece of strokes from end to end."""
    _, _, stats, _ = cv2.connectedComponentsWithStats(ink, connectivity=8)
    largest = max(stats[1:], key=lambda row: int(row[cv2.CC_STAT_AREA]))
    width, height = int(largest[cv2.CC_STAT_WIDTH]), int(largest[cv2.CC_STAT_HEIGHT])
    if height < _FILLED * ink.shape[0] and width < _FILLED * ink.shape[1]:
        return False
    if largest[cv2.CC_STAT_AREA] < _ONE_SHARE * stats[1:, cv2.CC_STAT_AREA].sum():
        return False
    padded = cv2.copyMakeBorder(ink, 1, 1, 1, 1, cv2.BORDER_CONSTANT)
    thickness = 2 * float(cv2.distanceTransform(padded, cv2.DIST_L2, 3).max())
    return thickness <= _THICKEST * max(width, height) and not _is_sheet(padded)


def _is_sheet(ink: np.ndarray) -> bool:
    """Whether the largest thing is an even sheet with writing in it."""
    contours, tree = cv2.findContours(ink, cv2.RETR_CCOMP, cv2.CHAIN_APPROX_SIMPLE)
    number = max(range(len(contours)), key=lambda i: cv2.contourArea(contours[i]))
    (_, (one, other), _) = cv2.minAreaRect(contours[number])
    holes = tree[0][number][2] >= 0
    return bool(holes and cv2.contourArea(contours[number]) >= _SHEET * one * other)
