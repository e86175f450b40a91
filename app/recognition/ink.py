"""Strokes, and the picture that they make."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import cv2
import numpy as np

_SUBPIXEL_BITS = 4  # cv2 takes fixed-point coordinates: 1/16 of a pixel


@dataclass(frozen=True)
class Stroke:
    """One movement of the pen.

    points: (x, y) in pixels of the canvas, x to the right, y down, at least one
    width: of the pen, in the same pixels
    """

    points: tuple[tuple[float, float], ...]
    width: float

    def __post_init__(self) -> None:
        if not self.points:
            raise ValueError("a stroke has at least one point")
        if not self.width > 0:
            raise ValueError(f"a stroke's width is above 0, not {self.width}")


def render(strokes: Iterable[Stroke], size: tuple[int, int]) -> np.ndarray:
    """Draw strokes, anti-aliased, with round ends and joins.

    size: (width, height) of the picture in pixels
    returns uint8 [height, width], ink 255 on 0
    """
    width, height = size
    picture = np.zeros((height, width), np.uint8)
    scale = 1 << _SUBPIXEL_BITS
    for stroke in strokes:
        # cv2 centres a pixel on its integer coordinate, a canvas on its half
        points = np.round((np.asarray(stroke.points, np.float64) - 0.5) * scale).astype(np.int32)
        thickness = max(1, round(stroke.width))
        if len(points) == 1:
            centre = (int(points[0, 0]), int(points[0, 1]))
            radius = max(scale, round(stroke.width * scale / 2))
            cv2.circle(picture, centre, radius, 255, cv2.FILLED, cv2.LINE_AA, _SUBPIXEL_BITS)
        else:
            cv2.polylines(picture, [points], False, 255, thickness, cv2.LINE_AA, _SUBPIXEL_BITS)
    return picture
