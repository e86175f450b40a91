"""Where two digits that touch could be cut apart."""

from __future__ import annotations

import cv2
import numpy as np

_HEIGHT = 48  # pixels: cuts are looked for at this size
_LEAST_WIDTH = 0.09  # of the height: a piece narrower than this is no digit
_LEAST_HEIGHT = 0.5  # of the height: a piece lower than this is a part of a digit
_MOST_INK = 0.42  # of the height: a cut goes through no more ink than this
_APART = 0.2  # of the height: cuts nearer than this are one, and the best of them is taken
_SLOPE_COST = 0.12  # ink that a step to the side is worth: cuts go down straight where nothing is in the way
_MOST_CUTS = 4
_TO_THE_SIDE = np.array([0, -1, 1])  # by the number of a step


def cuts(mask: np.ndarray) -> list[tuple[np.ndarray, int]]:
    """The best ways from the top of a piece of ink to its bottom through little of it, from left to right.

    mask: uint8 [h, w], not 0 where there is ink
    returns for each the column that the right piece begins with, int [h], and how many strokes it goes through
    """
    height, width = mask.shape
    factor = _HEIGHT / height
    small = cv2.resize(
        np.minimum(mask, 1) * 255, (max(8, round(width * factor)), _HEIGHT), interpolation=cv2.INTER_AREA
    )
    small_width = small.shape[1]
    steps, cost = _paths(small.astype(np.float32) / 255)
    margin = max(1, round(_LEAST_WIDTH * _HEIGHT))
    found: list[np.ndarray] = []
    chosen: list[int] = []
    order = margin + np.argsort(cost[margin : small_width - margin], kind="stable")
    paths = _walk(steps)
    first, last = _ends_of_rows(small)
    for end in order:
        if cost[end] > _MOST_INK * _HEIGHT or len(found) == _MOST_CUTS:
            break
        if any(abs(end - other) < _APART * _HEIGHT for other in chosen):
            continue
        path = paths[:, end]
        if _tall(first < path) and _tall(last >= path):
            chosen.append(int(end))
            found.append(path)
    columns = np.linspace(0, _HEIGHT - 1, height).round().astype(np.int64)
    return [
        (np.round(path[columns] * width / small_width).astype(np.int64), _strokes_through(small, path))
        for path in _sorted(found)
    ]


def _paths(ink: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """The cheapest way from the top to every pixel, going down at most one column to a side a row.

    returns the step to the side that led to each pixel, int8 [h, w], and the cost at the bottom, float32 [w]
    """
    height, width = ink.shape
    steps = np.zeros((height, width), np.int8)
    cost = ink[0].copy()
    choices = np.empty((3, width), np.float32)
    for row in range(1, height):
        choices[0] = cost
        choices[1, 0], choices[2, -1] = np.inf, np.inf
        choices[1, 1:] = cost[:-1] + _SLOPE_COST
        choices[2, :-1] = cost[1:] + _SLOPE_COST
        steps[row] = choices.argmin(axis=0)
        cost = choices.min(axis=0) + ink[row]
    return steps, cost


def _walk(steps: np.ndarray) -> np.ndarray:
    """The columns of every path from the top, int64 [h, w]: a path a column, by the column it ends in."""
    paths = np.empty(steps.shape, np.int64)
    column = np.arange(steps.shape[1])
    for row in range(len(steps) - 1, -1, -1):
        paths[row] = column
        column = column + _TO_THE_SIDE[steps[row, column]]
    return paths


def _strokes_through(ink: np.ndarray, path: np.ndarray) -> int:
    through = ink[np.arange(len(ink)), path] > 100
    return int(np.count_nonzero(through[1:] & ~through[:-1])) + int(through[0])


def _ends_of_rows(ink: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """The first and the last column with ink of every row, int64 [h]; beyond all columns where it has none."""
    there = ink > 100
    width = ink.shape[1]
    empty = ~there.any(axis=1)
    first, last = there.argmax(axis=1), width - 1 - there[:, ::-1].argmax(axis=1)
    return np.where(empty, width, first), np.where(empty, -1, last)


def _tall(rows: np.ndarray) -> bool:
    """Whether a piece with ink in these rows is as tall as a digit; rows: bool [h]"""
    there = np.flatnonzero(rows)
    return bool(there.size) and int(there[-1] - there[0]) + 1 >= _LEAST_HEIGHT * _HEIGHT


def _sorted(paths: list[np.ndarray]) -> list[np.ndarray]:
    """From left to right; of two that cross the later found goes."""
    kept: list[np.ndarray] = []
    for path in paths:
        if all((path < other).all() or (path > other).all() for other in kept):
            kept.append(path)
    return sorted(kept, key=lambda path: int(path.sum()))
