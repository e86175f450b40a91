"""Strokes, and the picture that they make."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property

import cv2
import numpy as np

_SUBPIXEL_BITS = 4  # cv2 takes fixed-point coordinates: 1/16 of a pixel


@dataclass(frozen=True)
class Stroke:
    """One movement of the pen.

    points: (x, y) in pixels of the canvas, x to the right, y down, at least one
    width: of the pen, in the same pixels; where it pressed more or less, their mean
    widths: of the pen at each point, where it pressed more or less; else empty
    """

    points: tuple[tuple[float, float], ...]
    width: float
    widths: tuple[float, ...] = ()

    def __post_init__(self) -> None:
        if not self.points:
            raise ValueError("a stroke has at least one point")
        if not np.isfinite(self.way).all():
            raise ValueError("a stroke's points are numbers, neither infinite nor NaN")
        if not all(0 < width < float("inf") for width in (self.width, *self.widths)):
            raise ValueError(f"a stroke's width is above 0, not {self.width} {self.widths or ''}".rstrip())
        if self.widths and len(self.widths) != len(self.points):
            raise ValueError(f"{len(self.widths)} widths are given for {len(self.points)} points")

    @cached_property
    def way(self) -> np.ndarray:
        """The points, float64 [n, 2]."""
        return np.array(self.points, np.float64)

    @property
    def widest(self) -> float:
        return max(self.widths, default=self.width)


def render(
    strokes: Iterable[Stroke], size: tuple[int, int], scale: float = 1.0, moved: tuple[float, float] = (0.0, 0.0)
) -> np.ndarray:
    """Draw strokes, anti-aliased, with round ends and joins.

    size: (width, height) of the picture in pixels
    scale, moved: the strokes are drawn so many times as large, and then so many pixels to the right and down
    returns uint8 [height, width], ink 255 on 0
    """
    picture = np.zeros((size[1], size[0]), np.uint8)
    for stroke in strokes:
        points = stroke.way * scale + moved
        if stroke.widths:
            for first, last, width in _runs([width * scale for width in stroke.widths]):
                _draw(picture, points[first:last], width)
        else:
            _draw(picture, points, stroke.width * scale)
    return picture


def _runs(widths: Sequence[float]) -> list[tuple[int, int, int]]:
    """(first, last + 1, width) of the points between which the pen has the same width in whole pixels. Each run ends
    where the next begins: cv2 has one width a line, and rounds its ends."""
    pens = [max(1, round((a + b) / 2)) for a, b in zip(widths, widths[1:])] or [max(1, round(widths[0]))]
    starts = [i for i in range(len(pens)) if i == 0 or pens[i] != pens[i - 1]]
    ends = [*starts[1:], len(widths) - 1]
    return [(start, end + 1, pens[start]) for start, end in zip(starts, ends)]


def _draw(picture: np.ndarray, points: np.ndarray, width: float) -> None:
    """points: float64 [n, 2], x and y"""
    scale = 1 << _SUBPIXEL_BITS
    # cv2 centres a pixel on its integer coordinate, a canvas on its half
    fixed = np.round((points - 0.5) * scale).astype(np.int32)
    if len(fixed) == 1:
        centre = (int(fixed[0, 0]), int(fixed[0, 1]))
        radius = max(scale, round(width * scale / 2))
        cv2.circle(picture, centre, radius, 255, cv2.FILLED, cv2.LINE_AA, _SUBPIXEL_BITS)
    else:
        cv2.polylines(picture, [fixed], False, 255, max(1, round(width)), cv2.LINE_AA, _SUBPIXEL_BITS)


def smooth(points: np.ndarray, steps: int = 12) -> np.ndarray:
    """A Catmull-Rom spline through points [n, 2], n > 1, with `steps` points a segment; one given twice is a corner."""
    padded = np.vstack([2 * points[0] - points[1], points, 2 * points[-1] - points[-2]])
    t = np.linspace(0, 1, steps, endpoint=False)[:, None]
    a, b, c, d = (padded[i : len(padded) - 3 + i, None] for i in range(4))  # [segments, 1, 2]
    line = 0.5 * (2 * b + (c - a) * t + (2 * a - 5 * b + 4 * c - d) * t**2 + (3 * b - a - 3 * c + d) * t**3)
    return np.vstack([line.reshape(-1, 2), points[-1:]])
