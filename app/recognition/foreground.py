"""From any picture to its ink: what was written, apart from what it was written on.

Polarity, colour, transparency, light and noise are dealt with here; all that follows sees white ink on black.
"""

from __future__ import annotations

from typing import Optional

import cv2
import numpy as np

_UNIFORM_TOLERANCE = 12  # grey levels around the border's median that count as the same colour
_UNIFORM_SHARE = 0.8  # of the border's pixels: from here on the ground is one colour
_SMALL_SIDE = 96  # pixels: uneven ground is smooth, so it is estimated on a picture with a shorter side of this
_WINDOW_SHARE = 0.6  # of that side: the median's window. Ink must cover less than half of any such window
_LEAST_CONTRAST = 24  # grey levels: what differs less from its ground is not ink
_SAMPLE = 30_000  # pixels: noise and polarity are judged on so many
_NOISE_FACTOR = 6  # standard deviations of the picture's noise: likewise


def ink_from_picture(picture: np.ndarray) -> np.ndarray:
    """Find the ink in a picture of any polarity, colour and light.

    picture: uint8, uint16 or bool; [h, w], [h, w, 1], [h, w, 3] (BGR) or [h, w, 4] (BGRA)
    returns uint8 [h, w]: contrast of the ink against its ground, 0 where there is none
    raises ValueError for another shape or type
    """
    colour = opaque(picture)
    ground = _uniform_ground(colour)
    if ground is None:
        ground = _uneven_ground(colour)
    floor, ink_is_darker = _judge(*_thinned_out(colour, ground))
    ink = _widest_channel(cv2.subtract(ground, colour) if ink_is_darker else cv2.subtract(colour, ground))
    _, ink = cv2.threshold(ink, floor, 255, cv2.THRESH_TOZERO)
    return ink


def opaque(picture: np.ndarray, size: Optional[tuple[int, int]] = None) -> np.ndarray:
    """What a picture shows, in 8 bits and without transparency: uint8 [h, w] or [h, w, 3].

    size: (width, height) in pixels to scale it down to; None: it keeps its own
    Takes and raises what `ink_from_picture` does.
    """
    picture = in_8_bits(picture)
    if picture.ndim == 3 and picture.shape[2] == 4:
        return _flatten_alpha(picture, size)
    return _scaled(picture[:, :, 0] if picture.ndim == 3 and picture.shape[2] == 1 else picture, size)


def in_8_bits(picture: np.ndarray) -> np.ndarray:
    """The picture as uint8, its shape kept. Takes and raises what `ink_from_picture` does."""
    if picture.ndim not in (2, 3) or (picture.ndim == 3 and picture.shape[2] not in (1, 3, 4)) or 0 in picture.shape:
        raise ValueError(f"a picture is [height, width] with 1, 3 or 4 channels, not {list(picture.shape)}")
    if picture.dtype == np.uint8:
        return picture
    if picture.dtype == np.bool_:
        return picture.astype(np.uint8) * 255
    if picture.dtype == np.uint16:
        return (picture >> 8).astype(np.uint8)
    raise ValueError(f"a picture is uint8, uint16 or bool, not {picture.dtype}")


def _flatten_alpha(picture: np.ndarray, size: Optional[tuple[int, int]]) -> np.ndarray:
    """Lay a picture with transparency on the ground, white or black, against which what it shows stands out."""
    alpha = cv2.extractChannel(picture, 3)
    # weighted before they are scaled: what a transparent pixel hides must not run into its neighbours
    weighted = [cv2.multiply(cv2.extractChannel(picture, i), alpha, scale=1 / 255) for i in range(3)]
    alpha, *weighted = (_scaled(channel, size) for channel in (alpha, *weighted))
    visible = int(alpha.sum()) / 255
    mean = sum(int(channel.sum()) for channel in weighted) / (3 * visible) if visible > 0 else 0.0
    return cv2.merge([cv2.add(channel, ~alpha) for channel in weighted] if mean < 128 else weighted)


def _scaled(picture: np.ndarray, size: Optional[tuple[int, int]]) -> np.ndarray:
    return picture if size is None else cv2.resize(picture, size, interpolation=cv2.INTER_AREA)


def _uniform_ground(colour: np.ndarray) -> Optional[np.ndarray]:
    """The one colour of the ground as a picture, where the border shows there is one; else None."""
    border = np.concatenate([colour[0], colour[-1], colour[:, 0], colour[:, -1]])
    median = np.median(border, axis=0)
    same = np.abs(border - median) <= _UNIFORM_TOLERANCE
    agreeing = same if colour.ndim == 2 else same.all(axis=1)
    if agreeing.mean() < _UNIFORM_SHARE or not _covers_most(colour, median):
        return None
    return np.broadcast_to(np.round(median).astype(np.uint8), colour.shape).copy()


def _covers_most(colour: np.ndarray, ground: np.ndarray) -> bool:
    """Whether the inside is of the border's colour too, away from its ink: a sheet on a table is not."""
    height, width = colour.shape[:2]
    inside = cv2.resize(colour, (min(width, 64), min(height, 64)), interpolation=cv2.INTER_NEAREST)
    difference = np.abs(inside - ground)
    farthest = difference if colour.ndim == 2 else difference.max(axis=2)
    return bool(np.mean(farthest <= 2 * _UNIFORM_TOLERANCE) >= 0.3)


def _uneven_ground(colour: np.ndarray) -> np.ndarray:
    """The paper at every pixel with its light and shadow: a wide median, which thin ink does not move."""
    height, width = colour.shape[:2]
    factor = min(1.0, _SMALL_SIDE / min(height, width))
    size = (max(1, round(width * factor)), max(1, round(height * factor)))
    # sampled, not averaged: four times faster, and the median takes the noise out
    small = cv2.resize(colour, size, interpolation=cv2.INTER_LINEAR) if factor < 1 else colour
    window = max(3, int(min(size) * _WINDOW_SHARE) // 2 * 2 + 1)
    return cv2.resize(cv2.medianBlur(small, window), (width, height), interpolation=cv2.INTER_LINEAR)


def _widest_channel(difference: np.ndarray) -> np.ndarray:
    """The channel that differs most at every pixel: yellow on white is seen in blue only."""
    if difference.ndim == 2:
        return difference
    blue, green, red = cv2.split(difference)
    return cv2.max(cv2.max(blue, green), red)


def _thinned_out(*pictures: np.ndarray) -> list[np.ndarray]:
    """Every so many pixels of each, about `_SAMPLE` in all: enough to judge the whole by."""
    height, width = pictures[0].shape[:2]
    step = max(1, int((height * width / _SAMPLE) ** 0.5))
    return [np.ascontiguousarray(picture[::step, ::step]) for picture in pictures]


def _judge(colour: np.ndarray, ground: np.ndarray) -> tuple[int, bool]:
    """The contrast below which a pixel is taken for paper, in grey levels, and whether ink is darker than paper.

    The noise is estimated as 1.4826 times the median absolute difference, its standard deviation were it normal. Ink
    is the side with the more squared contrast above that.
    """
    darker, lighter = _widest_channel(cv2.subtract(ground, colour)), _widest_channel(cv2.subtract(colour, ground))
    noise = 1.4826 * float(np.median(cv2.max(darker, lighter)))
    floor = int(min(255, max(_LEAST_CONTRAST, _NOISE_FACTOR * noise)))
    # not cv2.subtract, which takes a picture of four pixels for a colour
    energies = [cv2.norm(np.maximum(side, floor) - floor, cv2.NORM_L2SQR) for side in (darker, lighter)]
    return floor, energies[0] >= energies[1]
