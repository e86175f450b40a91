"""Digits distorted as other hands, pens and scanners would write them, at random but repeatable."""

from __future__ import annotations

import cv2
import numpy as np

_WORK = 56  # pixels: twice MNIST's side, so that thickness can change by less than one of its pixels
_PLAIN_SHARE = 0.15  # of the pictures stay as they are


def distort(image: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """A copy turned, slanted, stretched, bent and written with another pen.

    image: uint8 [28, 28], or as the network gets it, [32, 32], white ink on black; returns uint8 [56, 56]
    """
    ink = cv2.resize(image, (_WORK, _WORK), interpolation=cv2.INTER_CUBIC)
    if rng.random() < _PLAIN_SHARE:
        return ink
    warped = cv2.remap(ink, *_field(rng), cv2.INTER_LINEAR, borderMode=cv2.BORDER_CONSTANT, borderValue=0)
    return _other_pen(warped, rng)


def _field(rng: np.random.Generator) -> tuple[np.ndarray, np.ndarray]:
    """Where each pixel comes from: an affine map and a smooth random bend (Simard et al., 2003)."""
    angle = rng.normal(0, 8) * np.pi / 180
    slant = rng.normal(0, 0.18)
    stretch_x, stretch_y = np.exp(rng.normal(0, 0.1, 2))
    cos, sin = np.cos(angle), np.sin(angle)
    matrix = np.array([[cos, -sin], [sin, cos]]) @ np.array([[stretch_x, slant], [0, stretch_y]])
    bend = cv2.resize(rng.normal(0, 1.8, (4, 4, 2)).astype(np.float32), (_WORK, _WORK), interpolation=cv2.INTER_CUBIC)
    middle = (_WORK - 1) / 2
    axis = np.arange(_WORK, dtype=np.float32) - middle
    x = axis[None, :] * matrix[0, 0] + axis[:, None] * matrix[0, 1] + middle + bend[..., 0]
    y = axis[None, :] * matrix[1, 0] + axis[:, None] * matrix[1, 1] + middle + bend[..., 1]
    return x.astype(np.float32), y.astype(np.float32)


def _other_pen(ink: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """Thicker or thinner strokes: the outline moved by a distance, from -1 to +2 pixels of MNIST."""
    if rng.random() < 0.4:
        return ink
    inside = (ink >= 128).astype(np.uint8)
    distance = cv2.distanceTransform(inside, cv2.DIST_L2, 3) - cv2.distanceTransform(1 - inside, cv2.DIST_L2, 3)
    moved = distance + rng.uniform(-1.5, 3)
    softness = rng.uniform(1, 3)
    redrawn = np.clip(0.5 + moved / softness, 0, 1)
    if redrawn.max() < 0.6:  # a thin digit made thinner would vanish
        return ink
    return (redrawn * 255).astype(np.uint8)
