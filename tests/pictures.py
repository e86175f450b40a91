"""Digits as ink and as pictures, drawn for the tests."""

from __future__ import annotations

from typing import Optional

import numpy as np

from app import demo
from app.recognition.ink import Stroke, render

DIGITS = "0123456789"


def with_pen(strokes: list[Stroke], width: float) -> list[Stroke]:
    return [Stroke(stroke.points, width) for stroke in strokes]


def digit_ink(
    text: str,
    height: float = 200,
    at: tuple[float, float] = (60, 60),
    size: tuple[int, int] = (320, 320),
    pen: Optional[float] = None,
) -> np.ndarray:
    """White ink on black, uint8 [h, w]. pen: of the digit's height; size: (width, height)"""
    strokes = demo.strokes(text, *at, height)
    return render(strokes if pen is None else with_pen(strokes, pen * height), size)


def painted(ink: np.ndarray, pen: tuple[int, ...], paper: tuple[int, ...]) -> np.ndarray:
    """The ink in one colour on another, uint8 [h, w, channels]."""
    share = ink[..., None] / 255
    return np.round(share * np.array(pen) + (1 - share) * np.array(paper)).astype(np.uint8)
