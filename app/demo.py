"""Digits that we drew ourselves: strokes to draw with, and what they look like before a camera."""

from __future__ import annotations

import json
from pathlib import Path

import cv2
import numpy as np

from app.recognition.ink import Stroke, render, smooth

FOLDER = Path(__file__).resolve().parents[1] / "assets" / "demo"
_PEN = 0.09  # of the digit's height


def strokes(text: str, left: float, top: float, height: float) -> list[Stroke]:
    """The strokes of a row of digits as a pen would draw them, in pixels, 0.95 of their height apart."""
    shapes = json.loads((FOLDER / "digits.json").read_text())
    drawn = []
    for place, digit in enumerate(text):
        offset = np.array([left + place * 0.95 * height, top])
        for line in shapes[digit]:
            points = smooth(np.asarray(line) * [0.8 * height, height] + offset)
            drawn.append(Stroke(tuple((float(x), float(y)) for x, y in points), _PEN * height))
    return drawn


def camera_frame(drawn: list[Stroke], size: tuple[int, int] = (1280, 720), *, seed: int = 0) -> np.ndarray:
    """Strokes on paper before a camera: uneven light, soft focus, noise. uint8 [h, w, 3], BGR."""
    width, height = size
    rng = np.random.default_rng(seed)
    light = 175 + 45 * np.linspace(-1, 1, width)[None, :] + 20 * np.linspace(1, -1, height)[:, None]
    ink = cv2.GaussianBlur(render(drawn, size), (0, 0), 1.2).astype(np.float64)[..., None] / 255
    paper = light[..., None] * np.array([0.94, 0.98, 1.0])
    frame = paper * (1 - ink) + np.array([95, 60, 45]) * ink + rng.normal(0, 3, (height, width, 1))
    return np.clip(frame, 0, 255).astype(np.uint8)
