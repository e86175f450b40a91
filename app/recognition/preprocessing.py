"""From the ink of one glyph to the network's input: the only normalisation code there is.

The trainer and the application both come through here, so what the network sees in use is what it was taught on.
The layout is MNIST's own (LeCun et al., "Gradient-based learning applied to document recognition", 1998): the ink's
bounding box scaled into 20x20 with its shape kept, placed in 28x28 by its centre of mass; then 28x28 to the network's
side, as the course does with `Resize`.
"""

from __future__ import annotations

from collections.abc import Sequence

import cv2
import numpy as np

from app.recognition.model import ModelCard

FIELD = 28  # pixels: the square in which MNIST places a digit
BOX = 20  # pixels: the longer side of the digit in it
_WORK_BOX = 80  # pixels: the size at which a pen's width is measured and mended, 4 per pixel of BOX
_THINNEST_PEN = 0.1  # of the longer side; thinner strokes are widened to it, as they would fade when scaled down
_VISIBLE = 64  # ink at or above this counts when the bounding box and the pen's width are taken
_MOST = 0.8  # of a thin line's pixels are at or below the strength that it is said to have
_FADED = 128  # ink whose strongest pixel is below this is stretched


def field_from_ink(ink: np.ndarray) -> np.ndarray:
    """The ink of one glyph, placed as MNIST places it.

    ink: uint8 [height, width], 0 where there is none, any size and margin
    returns uint8 [28, 28]; all 0 where there is no ink, or nothing but a few specks of dust far apart
    """
    ink = _crop(_stretch(ink))
    if ink.size > 0:
        ink = _crop(_widen(_scale(ink, _WORK_BOX)))
    if ink.size == 0:
        return np.zeros((FIELD, FIELD), np.uint8)
    return _place_by_mass(_scale(ink, BOX))


def input_from_field(field: np.ndarray, side: int) -> np.ndarray:
    """uint8 [28, 28] -> uint8 [side, side], bilinear."""
    return cv2.resize(field, (side, side), interpolation=cv2.INTER_LINEAR)


def tensor_from_inputs(inputs: np.ndarray, mean: float, std: float) -> np.ndarray:
    """uint8 [n, side, side] -> float32 [n, 1, side, side], `(pixel / 255 - mean) / std`."""
    scale, shift = np.float32(1 / (255 * std)), np.float32(-mean / std)
    return inputs[:, None].astype(np.float32) * scale + shift


def batch_from_inputs(inputs: np.ndarray, card: ModelCard) -> np.ndarray:
    """uint8 [n, side, side] -> what the card's network takes, [n, *card.input_shape[1:]] of card.dtype."""
    if card.dtype == "uint8":  # the chip normalises
        return inputs[..., None]
    return tensor_from_inputs(inputs, card.mean, card.std)


def inputs_from_inks(inks: Sequence[np.ndarray], side: int) -> np.ndarray:
    """Ink pictures of single glyphs, each uint8 [h, w] -> uint8 [n, side, side]."""
    inputs = np.empty((len(inks), side, side), np.uint8)
    for i, ink in enumerate(inks):
        inputs[i] = input_from_field(field_from_ink(ink), side)
    return inputs


def _stretch(ink: np.ndarray) -> np.ndarray:
    """Faint ink, as of a pencil or of a line thinner than a pixel, brought to full strength."""
    strongest = int(ink.max(initial=0))
    if not 0 < strongest < _FADED:
        return ink
    return cv2.convertScaleAbs(ink, alpha=255 / strongest)


def _crop(ink: np.ndarray) -> np.ndarray:
    """The part within the visible ink's bounding box; of size 0 where there is none."""
    visible = ink >= _VISIBLE
    rows = np.flatnonzero(visible.any(axis=1))
    if rows.size == 0:
        return ink[:0, :0]
    columns = np.flatnonzero(visible.any(axis=0))
    return ink[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1]


def _scale(ink: np.ndarray, box: int) -> np.ndarray:
    """Scaled so that the longer side is `box`, shape kept, nothing thinner than one pixel."""
    height, width = ink.shape
    factor = box / max(height, width)
    size = (max(1, round(width * factor)), max(1, round(height * factor)))
    if size == (width, height):
        return ink
    return cv2.resize(ink, size, interpolation=cv2.INTER_AREA if factor < 1 else cv2.INTER_LINEAR)


def _widen(ink: np.ndarray) -> np.ndarray:
    """Strokes thinner than `_THINNEST_PEN` of the glyph widened to it, at the strength they had before scaling."""
    if _missing_radius(ink) < 1:
        return ink
    ink = _restore(ink)
    radius = max(0, _missing_radius(ink))
    kernel = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (2 * radius + 1, 2 * radius + 1))
    return cv2.dilate(cv2.copyMakeBorder(ink, radius, radius, radius, radius, cv2.BORDER_CONSTANT), kernel)


def _missing_radius(ink: np.ndarray) -> int:
    """Pixels to be added on each side of the strokes; negative where they are wider than need be."""
    return round((_THINNEST_PEN * _WORK_BOX - pen_width(ink)) / 2)


def _restore(ink: np.ndarray) -> np.ndarray:
    """Lines that faded when scaled down stretched by what most of them have left: where they cross they faded less."""
    levels = ink[ink > 0]
    if levels.size == 0:
        return ink
    place = int(_MOST * (levels.size - 1))
    return cv2.convertScaleAbs(ink, alpha=255 / float(np.partition(levels, place)[place]))


def pen_width(ink: np.ndarray) -> float:
    """Mean width of the strokes in pixels: area over half the outline, exact for a long thin line."""
    padded = cv2.copyMakeBorder(ink, 1, 1, 1, 1, cv2.BORDER_CONSTANT)
    mask = (padded >= _VISIBLE).astype(np.uint8)
    contours, _ = cv2.findContours(mask, cv2.RETR_LIST, cv2.CHAIN_APPROX_NONE)
    outline = sum(cv2.arcLength(contour, True) for contour in contours)
    area = int(mask.sum())
    return area / (outline / 2) if outline > 0 else float(area)


def _place_by_mass(ink: np.ndarray) -> np.ndarray:
    """Into 28x28 with the centre of mass in the middle, as far as the glyph stays inside."""
    height, width = ink.shape
    moments = cv2.moments(ink)
    mass = moments["m00"] or 1.0
    middle = (FIELD - 1) / 2
    left = round(middle - moments["m10"] / mass)
    top = round(middle - moments["m01"] / mass)
    left = min(max(left, 0), FIELD - width)
    top = min(max(top, 0), FIELD - height)
    field = np.zeros((FIELD, FIELD), np.uint8)
    field[top : top + height, left : left + width] = ink
    return field
