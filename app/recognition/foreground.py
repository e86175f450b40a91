"""From any picture to its ink: what was written, apart from what it was written on.

Polarity, colour, transparency, light and noise are dealt with here; all that follows sees white ink on black.
"""

from __future__ import annotations

from typing import Optional

import cv2
import numpy as np

from app.recognition.filled import ground_of_filled
from app.recognition.surfaces import no_strokes

_UNIFORM_TOLERANCE = 12  # grey levels around the border's median that count as the same colour
_UNIFORM_SHARE = 0.8  # of the border's pixels: from here on the ground is one colour
_COVERED_SHARE = 0.45  # of the picture: so much of it is of the border's colour, or that is not the ground's
_JUDGED_SIDE = 48  # pixels: which side is ink is judged against a wide median of a picture with this shorter side
_WINDOW_SHARE = 0.6  # of that side: the median's window. Ink must cover less than half of any such window
_SMALL_SIDE = 96  # pixels: the ground is smooth but for the edges of shadows; it is estimated at this shorter side
_WIDEST_STROKE = 0.18  # of that side: what is wider is ground of another colour or light
_LEAST_CONTRAST = 24  # grey levels: what differs less from its ground everywhere is not ink
_LEAST_UNEVEN = 28  # likewise where the ground is not of one colour, and less well known
_SAMPLE = 8_000  # pixels: noise and polarity are judged on so many
_NOISE_FACTOR = 6  # standard deviations of the picture's noise: likewise
_FAINT = 0.6  # of that contrast: ink as faint counts where it goes on from stronger
_SPECK = 0.012  # of a large picture's shorter side: ink smaller than this both ways is dust ...
_LARGEST_SPECK = 12  # pixels: ... or than this
_UNEVEN_LIGHT = 1.4  # lightest over darkest ground: from here on contrast is taken as a share of the light


def ink_from_picture(picture: np.ndarray) -> np.ndarray:
    """Find the ink in a picture of any polarity, colour and light.

    picture: uint8, uint16 or bool; [h, w], [h, w, 1], [h, w, 3] (BGR) or [h, w, 4] (BGRA)
    returns uint8 [h, w]: contrast of the ink against its ground, 0 where there is none
    raises ValueError for another shape or type
    """
    colour = opaque(picture)
    ground = _uniform_ground(colour)
    if ground is not None:
        return _on_uniform_ground(colour, ground)
    filled = ground_of_filled(colour)
    if filled is not None:
        level, ink_is_darker = filled
        return _on_uniform_ground(colour, _of_one_colour(level, colour.shape), ink_is_darker)
    return _on_uneven_ground(colour)


def _on_uniform_ground(colour: np.ndarray, ground: np.ndarray, ink_is_darker: Optional[bool] = None) -> np.ndarray:
    """ink_is_darker: None where that is not known, and most of the picture is ground"""
    floor = _LEAST_CONTRAST
    if ink_is_darker is None:
        darker, lighter = (_widest_channel(part) for part in _both_sides(*_thinned_out(colour, ground)))
        difference = cv2.max(darker, lighter)
        # ink may cover more than half of a picture, and is no noise
        noise = 1.4826 * float(np.median(difference[difference <= 2 * _UNIFORM_TOLERANCE]))
        floor = int(min(255, max(_LEAST_CONTRAST, _NOISE_FACTOR * noise)))
        ink_is_darker = _is_darker(darker, lighter, floor)
    ink = _widest_channel(cv2.subtract(ground, colour) if ink_is_darker else cv2.subtract(colour, ground))
    _, ink = cv2.threshold(ink, floor, 255, cv2.THRESH_TOZERO)
    return ink


def _on_uneven_ground(colour: np.ndarray) -> np.ndarray:
    size = colour.shape[1::-1]
    small = _small(colour, _SMALL_SIDE)
    ink_is_darker = _judge_uneven(_small(small, _JUDGED_SIDE))
    small_ground = _ground(small, ink_is_darker)
    ground = cv2.resize(small_ground, size, interpolation=cv2.INTER_LINEAR)
    ink = _widest_channel(cv2.subtract(ground, colour) if ink_is_darker else cv2.subtract(colour, ground))
    if ink_is_darker:
        ink = _as_share_of_the_light(ink, small_ground)
    # the ground lies along the lightest (or darkest) of the paper's grain: contrast is counted from its middle
    (sample,) = _thinned_out(ink)
    middle = float(np.median(sample))
    noise = 1.4826 * float(np.median(np.abs(sample - middle)))
    contrast = max(_LEAST_UNEVEN, _NOISE_FACTOR * noise)
    if middle + _FAINT * contrast > 255:
        return np.zeros_like(ink)
    weakest = int(middle + _FAINT * contrast) + 1
    _, ink = cv2.threshold(ink, weakest - 1, 255, cv2.THRESH_TOZERO)
    return _written(ink, weakest, min(255, int(middle + contrast)), colour, small_ground)


def _written(ink: np.ndarray, weakest: int, strong: int, colour: np.ndarray, ground: np.ndarray) -> np.ndarray:
    """The ink without the pieces that are nowhere as strong as this, or no strokes. A piece here is what lies within a
    few pixels of one another: in a large picture they are told apart at a fraction of its size, which takes a tenth of
    the time."""
    height, width = ink.shape
    fraction = 4 if min(height, width) >= 480 else 2 if min(height, width) >= 240 else 1
    size = (-(-width // fraction), -(-height // fraction))
    mean = ink if fraction == 1 else cv2.resize(ink, size, interpolation=cv2.INTER_AREA)
    # one pixel in a cell is noise, a line through it is not
    share = 1.0 if fraction == 1 else 1.5 / fraction**2
    _, weak = cv2.threshold(mean, max(0, int(share * weakest) - 1), 255, cv2.THRESH_BINARY)
    seeds = mean >= (strong if fraction == 1 else strong / 3)
    number, labels, stats, _ = cv2.connectedComponentsWithStats(weak, connectivity=8)
    keep = np.zeros(number, np.uint8)
    keep[labels[seeds]] = 255
    if fraction > 1:
        extent = np.maximum(stats[:, cv2.CC_STAT_WIDTH], stats[:, cv2.CC_STAT_HEIGHT])
        keep[extent * fraction < min(_SPECK * min(height, width), _LARGEST_SPECK)] = 0
    keep[0] = 0
    stats[keep == 0, cv2.CC_STAT_AREA] = 0
    keep[no_strokes(labels, stats, mean, colour, ground)] = 0
    kept = keep[labels]
    if fraction > 1:  # with the pixels that were alone in theirs
        kept = cv2.dilate(kept, np.ones((3, 3), np.uint8))
    return _masked(ink, kept)


def _masked(ink: np.ndarray, small: np.ndarray) -> np.ndarray:
    """The ink where a smaller mask is not 0, its nearest pixel taken. Most of a picture is empty: only where the mask
    has anything is it scaled up."""
    masked = np.zeros_like(ink)
    left, top, width, height = cv2.boundingRect(small)
    rows, columns = (np.arange(n) * m // n for n, m in zip(ink.shape, small.shape))
    window = (
        slice(*np.searchsorted(rows, (top, top + height)).tolist()),
        slice(*np.searchsorted(columns, (left, left + width)).tolist()),
    )
    mask = small[rows[window[0]]][:, columns[window[1]]]
    if mask.size:
        masked[window] = cv2.bitwise_and(ink[window], mask)
    return masked


def _as_share_of_the_light(ink: np.ndarray, ground: np.ndarray) -> np.ndarray:
    """ink: contrast in grey levels; ground: small, of any channels. What lies in shadow is brought up."""
    light = ground if ground.ndim == 2 else cv2.cvtColor(ground, cv2.COLOR_BGR2GRAY)
    dark, bright = (float(n) for n in np.percentile(light[::3, ::3], (2, 98)))
    if bright <= _UNEVEN_LIGHT * max(dark, 1.0):
        return ink
    gain = np.clip(64 * bright / np.maximum(light, 0.4 * bright), 0, 255).astype(np.uint8)
    return cv2.multiply(ink, cv2.resize(gain, ink.shape[::-1], interpolation=cv2.INTER_LINEAR), scale=1 / 64)


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
        # of a camera's 10 or 12 bits the upper ones are never set
        bits = max(8, int(picture.max()).bit_length())
        return (picture >> (bits - 8)).astype(np.uint8)
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
    return _of_one_colour(median, colour.shape)


def _of_one_colour(levels: np.ndarray, shape: tuple[int, ...]) -> np.ndarray:
    return np.broadcast_to(np.round(levels).astype(np.uint8), shape).copy()


def _covers_most(colour: np.ndarray, ground: np.ndarray) -> bool:
    """Whether the inside is of the border's colour too, away from its ink: a sheet on a table is not."""
    height, width = colour.shape[:2]
    inside = cv2.resize(colour, (min(width, 64), min(height, 64)), interpolation=cv2.INTER_NEAREST)
    difference = np.abs(inside - ground)
    farthest = difference if colour.ndim == 2 else difference.max(axis=2)
    return bool(np.mean(farthest <= 2 * _UNIFORM_TOLERANCE) >= _COVERED_SHARE)


def _small(colour: np.ndarray, side: int) -> np.ndarray:
    """With a shorter side of this at most. Sampled, not averaged: four times faster, and what follows is smooth."""
    height, width = colour.shape[:2]
    factor = side / min(height, width)
    if factor >= 1:
        return colour
    size = (max(1, round(width * factor)), max(1, round(height * factor)))
    return cv2.resize(colour, size, interpolation=cv2.INTER_LINEAR)


def _ground(small: np.ndarray, ink_is_darker: bool) -> np.ndarray:
    """The paper at every pixel with its light and shadow: strokes are closed over, wide surfaces are not."""
    reach = max(1, int(min(small.shape[:2]) * _WIDEST_STROKE / 2))
    # round, as what is left at the rounded edge of a shadow is the more the less the kernel is
    kernel = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (2 * reach + 1, 2 * reach + 1))
    still = cv2.medianBlur(small, 3)  # else the noise's extremes were the ground
    operation = cv2.MORPH_CLOSE if ink_is_darker else cv2.MORPH_OPEN
    border = _continued(still, reach)
    closed = cv2.morphologyEx(border, operation, kernel)
    inner = closed[reach : reach + small.shape[0], reach : reach + small.shape[1]]
    return cv2.blur(inner, (5, 5))


def _continued(picture: np.ndarray, reach: int) -> np.ndarray:
    """Padded on all sides so that a gradient goes on: mirrored at the edge's own brightness, which a plain mirror
    would turn into a valley, or a ridge, that is closed over."""
    reach_down, reach_across = (min(reach, n - 1) for n in picture.shape[:2])
    sides = (reach_down, reach_down, reach_across, reach_across)
    mirrored = cv2.copyMakeBorder(picture, *sides, cv2.BORDER_REFLECT_101)
    edge = cv2.copyMakeBorder(picture, *sides, cv2.BORDER_REPLICATE)
    # inside all three are alike
    odd = cv2.addWeighted(edge, 2.0, mirrored, -1.0, 0.0)
    missing = (reach - reach_down, reach - reach_down, reach - reach_across, reach - reach_across)
    return cv2.copyMakeBorder(odd, *missing, cv2.BORDER_REPLICATE) if any(missing) else odd


def _judge_uneven(small: np.ndarray) -> bool:
    """Whether ink is darker than the paper, which a wide median shows: thin ink does not move it."""
    window = max(3, int(min(small.shape[:2]) * _WINDOW_SHARE) // 2 * 2 + 1)
    darker, lighter = (_widest_channel(part) for part in _both_sides(small, cv2.medianBlur(small, window)))
    noise = 1.4826 * float(np.median(cv2.max(darker, lighter)))
    floor = int(min(255, max(_LEAST_CONTRAST, 3 * noise)))
    # first in the middle: the edge of a sheet or a table around it says nothing of the ink
    height, width = darker.shape
    middle = (slice(height // 5, height - height // 5), slice(width // 5, width - width // 5))
    if max(int(darker[middle].max(initial=0)), int(lighter[middle].max(initial=0))) > floor:
        return _is_darker(darker[middle], lighter[middle], floor)
    return _is_darker(darker, lighter, floor)


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


def _both_sides(colour: np.ndarray, ground: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """How much darker, and how much lighter, than the ground."""
    return cv2.subtract(ground, colour), cv2.subtract(colour, ground)


def _is_darker(darker: np.ndarray, lighter: np.ndarray, floor: int) -> bool:
    """Ink is the side with the more squared contrast above the floor."""
    # not cv2.subtract, which takes a picture of four pixels for a colour
    energies = [cv2.norm(np.maximum(side, floor) - floor, cv2.NORM_L2SQR) for side in (darker, lighter)]
    return energies[0] >= energies[1]
