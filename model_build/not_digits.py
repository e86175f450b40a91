"""What is no digit, for the network to be unsure of: letters, signs, scribbles, spoilt and touching digits."""

from __future__ import annotations

import cv2
import numpy as np

from app.recognition.ink import smooth
from model_build.augmentation import distort
from model_build.handwriting import SIDE, bent, draw, write, write_other
from model_build.mnist import Digits

# printed letters and signs without a digit's shape; the fonts are OpenCV's stroke fonts (A. V. Hershey, 1967)
_PRINTED = "ACEFHJKMNPRUVWXacdefhkmnpruvwx#%&@?+*=<>"
_FONTS = (cv2.FONT_HERSHEY_SIMPLEX, cv2.FONT_HERSHEY_PLAIN, cv2.FONT_HERSHEY_SCRIPT_SIMPLEX, cv2.FONT_HERSHEY_COMPLEX)
_SHARES = (("letter", 0.42), ("printed", 0.1), ("glyph", 0.2), ("scribble", 0.1), ("spoilt", 0.18))


def not_a_digit(digits: Digits, rng: np.random.Generator) -> np.ndarray:
    """Ink, uint8 [h, w]. digits: MNIST's, to be spoilt"""
    kind = str(rng.choice([name for name, _ in _SHARES], p=[share for _, share in _SHARES]))
    if kind == "letter":
        return write_other(rng)
    if kind == "printed":
        return _printed(rng)
    if kind == "glyph":
        return _glyph(rng)
    if kind == "scribble":
        return _scribble(rng)
    return _spoilt(digits, rng)


def _printed(rng: np.random.Generator) -> np.ndarray:
    ink = np.zeros((SIDE, SIDE), np.uint8)
    letter = _PRINTED[rng.integers(len(_PRINTED))]
    font = _FONTS[rng.integers(len(_FONTS))]
    scale = 80 / max(1, cv2.getTextSize(letter, font, 1, 1)[0][1])
    thickness = int(rng.integers(3, 16))
    (width, height), _ = cv2.getTextSize(letter, font, min(scale, 4.5), thickness)
    place = ((SIDE - width) // 2, (SIDE + height) // 2)
    cv2.putText(ink, letter, place, font, min(scale, 4.5), 255, thickness, cv2.LINE_AA)
    matrix = np.array([[1, rng.normal(0, 0.15), 0], [rng.normal(0, 0.1), np.exp(rng.normal(0, 0.15)), 0]])
    matrix[:, 2] = SIDE / 2 - matrix[:, :2] @ [SIDE / 2, SIDE / 2]
    return cv2.warpAffine(ink, matrix, (SIDE, SIDE))


def _glyph(rng: np.random.Generator) -> np.ndarray:
    """A character of no alphabet: a few plain strokes that meet on a coarse grid."""
    lines = []
    for _ in range(int(rng.integers(2, 5))):
        start, end = rng.integers(0, 3, (2, 2)) / 2
        kind = rng.random()
        if kind < 0.5 and not np.array_equal(start, end):
            bow = (start + end) / 2 + rng.normal(0, 0.12 if kind < 0.35 else 0.35, 2)
            lines.append(smooth(np.array([start, bow, end])))
        elif kind < 0.75:  # a hook or a step
            points = np.array([start, end, rng.integers(0, 3, 2) / 2]) + rng.normal(0, 0.02, (3, 2))
            lines.append(points if rng.random() < 0.5 else smooth(points))
        else:
            turn = np.linspace(0, rng.uniform(1.2, 2) * np.pi, 16) + rng.uniform(0, 2 * np.pi)
            lines.append(start + rng.uniform(0.12, 0.35, 2) * np.column_stack([np.cos(turn), np.sin(turn)]))
    if sum(float(np.abs(np.diff(line, axis=0)).sum()) for line in lines) < 2.2:  # it might be a 1 or a 7
        return _glyph(rng)
    return draw(bent([line * [1.3, 1] for line in lines], rng), rng)


def _scribble(rng: np.random.Generator) -> np.ndarray:
    lines = []
    for _ in range(int(rng.choice([1, 1, 2, 3]))):
        count = int(rng.integers(6, 14))
        points = rng.uniform(0, 1, (count, 2)) if rng.random() < 0.5 else np.cumsum(rng.normal(0, 0.35, (count, 2)), 0)
        lines.append(points if rng.random() < 0.3 else smooth(points))
    return draw(bent(lines, rng), rng)


def _spoilt(digits: Digits, rng: np.random.Generator) -> np.ndarray:
    """Two digits side by side or over one another, or one that is crossed out."""
    (first, a), (second, b) = _some_digit(digits, rng), _some_digit(digits, rng)
    kind = rng.random()
    if kind < 0.5:
        gap = int(rng.integers(-12, 3))
        pair = np.zeros((SIDE, 2 * SIDE), np.uint8)
        end = cv2.boundingRect(first)
        left = end[0] + end[2] + gap - cv2.boundingRect(second)[0]
        pair[:, :SIDE] = first
        room = pair[:, left : left + SIDE] if left >= 0 else pair[:, :SIDE]
        np.maximum(room, second[:, : room.shape[1]], out=room)
        return pair
    if kind < 0.7 and a != b and 1 not in (a, b):
        return np.maximum(first, second)
    lines = [smooth(rng.uniform(-0.1, 1.1, (int(rng.integers(2, 4)), 2))) for _ in range(int(rng.integers(2, 6)))]
    return np.maximum(first, draw([*lines, np.array([[0, 0.3], [1, 0.7]])], rng, rng.uniform(0.04, 0.12)))


def _some_digit(digits: Digits, rng: np.random.Generator) -> tuple[np.ndarray, int]:
    """Written anew or from MNIST: uint8 [SIDE, SIDE], and which digit."""
    if rng.random() < 0.5:
        digit = int(rng.integers(10))
        return write(digit, rng), digit
    member = int(rng.integers(len(digits)))
    return cv2.resize(distort(digits.images[member], rng), (SIDE, SIDE)), int(digits.labels[member])
