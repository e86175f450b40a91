"""Ink as it comes out of low resolution, of a camera, of ruled paper: at random but repeatable."""

from __future__ import annotations

import cv2
import numpy as np

from app.recognition.foreground import ink_from_picture
from app.recognition.segmentation import segment

_SCANNED, _PHOTOGRAPHED, _RULED = 0.15, 0.14, 0.03  # of the pictures
_FINEST, _COARSEST = 26, 13  # pixels: the longer side of a scanned digit
_MARGIN = 14  # pixels of paper around a photographed one


def degrade(ink: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """Some pictures as a scanner or a camera shows them, most as they are. ink: uint8 [h, w], white on black"""
    luck = rng.random()
    if luck < _SCANNED:
        return _scanned(ink, rng)
    if luck < _SCANNED + _PHOTOGRAPHED:
        return _photographed(ink, rng)
    if luck < _SCANNED + _PHOTOGRAPHED + _RULED:
        return _ruled(ink, rng)
    return ink


def _scanned(ink: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """In few pixels, perhaps only black and white ones, perhaps stretched to fill its box."""
    left, top, width, height = cv2.boundingRect(ink)
    if min(width, height) == 0:
        return ink
    side = int(rng.integers(_COARSEST, _FINEST))
    scale = side / max(width, height)
    size = (max(2, round(width * scale)), max(2, round(height * scale)))
    if rng.random() < 0.35 and width > 0.35 * height:
        size = (side, side)
    small = cv2.resize(ink[top : top + height, left : left + width], size, interpolation=cv2.INTER_AREA)
    if rng.random() < 0.6:
        black_and_white = (small > rng.uniform(80, 150)).astype(np.uint8) * 255
        small = black_and_white if black_and_white.any() else small
    return small


def _photographed(ink: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """Written on paper, in uneven light, blurred, noisy, compressed; then found again by the application's own way."""
    margin = _MARGIN if ink.shape[0] < 80 else 0
    ink = cv2.copyMakeBorder(ink, margin, margin, margin, margin, cv2.BORDER_CONSTANT)
    height, width = ink.shape
    paper, contrast = rng.uniform(110, 235), rng.uniform(0.25, 0.85)
    light = 1 + _smooth_noise(2, ink.shape, rng) * 0.12
    texture = 1 + _smooth_noise(int(rng.integers(8, 30)), ink.shape, rng) * rng.uniform(0, 0.02)
    strength = contrast * np.clip(1 + 0.2 * _smooth_noise(10, ink.shape, rng), 0.4, 1.15)  # the pen runs dry
    blurred = cv2.GaussianBlur(ink, (0, 0), rng.uniform(0.6, 0.02 * max(height, width)))
    picture = paper * light * texture * (1 - strength * (blurred.astype(np.float32) / 255))
    picture += rng.normal(0, rng.uniform(0.5, 6), ink.shape)
    grey = np.clip(picture, 0, 255).astype(np.uint8)
    if rng.random() < 0.5:
        _, code = cv2.imencode(".jpg", grey, [cv2.IMWRITE_JPEG_QUALITY, int(rng.integers(30, 90))])
        grey = cv2.imdecode(code, cv2.IMREAD_GRAYSCALE)
    seen = ink_from_picture(grey)
    if not _legible(seen, ink):
        return ink
    glyphs = segment(seen, one_digit=True)
    return glyphs[0].ink if glyphs else ink


def _legible(seen: np.ndarray, ink: np.ndarray) -> bool:
    """Whether most of the ink is seen, and little else: what nobody can read is no lesson."""
    written, found = ink >= 128, seen >= 0.25 * int(seen.max(initial=0))
    near = cv2.dilate(ink, np.ones((7, 7), np.uint8)) >= 64
    both = int((written & found).sum())
    return both >= 0.7 * int(written.sum()) and int((found & near).sum()) >= 0.85 * int(found.sum()) > 0


def _ruled(ink: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """With what is left of a printed line."""
    ink = ink.copy()
    side = ink.shape[0]
    low, wide = int(rng.integers(side // 6, side - side // 6)), int(rng.integers(1, max(2, side // 30)))
    first, last = sorted(rng.integers(side // 6, side - side // 6, 2))
    line = np.s_[low : low + wide, first:last] if rng.random() < 0.5 else np.s_[first:last, low : low + wide]
    ink[line] = np.maximum(ink[line], int(rng.uniform(80, 230)))
    return ink


def _smooth_noise(cells: int, shape: tuple[int, ...], rng: np.random.Generator) -> np.ndarray:
    """Normal noise between `cells` points each way: float32 [h, w]"""
    return cv2.resize(
        rng.normal(0, 1, (cells, cells)).astype(np.float32), (shape[1], shape[0]), interpolation=cv2.INTER_LINEAR
    )
