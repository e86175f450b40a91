"""Scenes to measure recognition on, made from pen strokes with fixed seeds: rows, photographs, and nothing at all."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import cv2
import numpy as np

from app.recognition.ink import Stroke, render

Lines = list[np.ndarray]  # of one digit: each float64 [n, 2], x and y, in units of its longer side, from 0


def unit_lines(strokes: Sequence[Sequence[Sequence[float]]]) -> Lines:
    """A digit's strokes in any units, scaled so that its longer side is 1 and moved to the origin."""
    lines = [np.asarray(line, np.float64) for line in strokes if len(line)]
    every = np.concatenate(lines)
    low, extent = every.min(axis=0), max(1e-6, float(np.ptp(every, axis=0).max()))
    return [(line - low) / extent for line in lines]


def placed(lines: Lines, size: float, left: float, top: float, pen: float) -> list[Stroke]:
    """size: of the digit's longer side; pen: its width; all in pixels"""
    return [Stroke(tuple(map(tuple, (line * size + (left, top)).tolist())), pen) for line in lines]


def row(digits: Sequence[Lines], rng: np.random.Generator, *, gap: float, size: float = 120) -> list[Stroke]:
    """Digits side by side as in one hand: about as tall as one another, a little up and down, perhaps rising.

    gap: paper between neighbours' ink at its nearest, as a share of `size`; 0: they touch; below 0: they overlap
    """
    pen = size * rng.uniform(0.06, 0.11)
    slope = rng.normal(0, 0.06)
    strokes: list[Stroke] = []
    edge: list[np.ndarray] = []
    for lines in digits:
        height = max(0.35, float(max(np.max(line[:, 1]) for line in lines)))
        scale = size * rng.uniform(0.85, 1.1) / height
        drop = slope * size * len(edge) + rng.normal(0, 0.04) * size - height * scale  # on one line
        points = [line * scale + (0.0, drop) for line in lines]
        ink = np.concatenate([_dense(line, pen / 2) for line in points])
        shift = _shift(edge[-1], ink, pen, gap * size) if edge else 0.0
        moved = [line + np.array([shift, 0.0]) for line in points]
        edge.append(ink + np.array([shift, 0.0]))
        strokes += [Stroke(tuple(map(tuple, line.tolist())), pen) for line in moved]
    low = np.min([np.min(stroke.points, axis=0) for stroke in strokes], axis=0) - size / 2
    return [Stroke(tuple(map(tuple, (np.asarray(s.points) - low).tolist())), s.width) for s in strokes]


def _dense(line: np.ndarray, step: float) -> np.ndarray:
    """The line with points no farther apart than this, float64 [n, 2]."""
    way = np.concatenate([[0.0], np.cumsum(np.hypot(*np.diff(line, axis=0).T))])
    at = np.linspace(0, way[-1], max(2, int(way[-1] / step) + 2))
    return np.stack([np.interp(at, way, line[:, k]) for k in (0, 1)], axis=1)


def _shift(before: np.ndarray, points: np.ndarray, pen: float, gap: float) -> float:
    """How far to the right points must go so that their ink is this far from the ink before them, level by level."""
    step = max(2.0, pen)
    needed = float(before[:, 0].min()) - float(points[:, 0].min())
    for y in np.arange(points[:, 1].min(), points[:, 1].max() + step, step):
        near, far = np.abs(before[:, 1] - y) < step, np.abs(points[:, 1] - y) < step
        if near.any() and far.any():
            needed = max(needed, float(before[near, 0].max() - points[far, 0].min()) + pen + gap)
    return needed


def size_of(strokes: Sequence[Stroke], margin: float) -> tuple[int, int]:
    """A canvas (width, height) that holds them, with this many pixels to spare to the right and below."""
    high = np.max([np.max(stroke.points, axis=0) for stroke in strokes], axis=0) + margin
    return int(high[0]), int(high[1])


def photograph(ink: np.ndarray, rng: np.random.Generator, *, lines: str = "") -> np.ndarray:
    """Ink (uint8 [h, w], 255 on 0) on paper before a camera: uint8 [h, w, 3], BGR, as decoded from JPEG.

    Blue or black ink of uneven strength, white paper or newsprint, a gradient, in half of them a shadow's edge.
    lines: "grid" or "ruled" over all of the paper, "remnants" of a printed frame at its edges, "" for none
    """
    height, width = ink.shape
    paper = np.array([(236, 240, 240), (205, 218, 222), (180, 190, 192)][rng.integers(3)], np.float64)
    pen = np.array([(45, 42, 40), (120, 60, 38), (150, 85, 60)][rng.integers(3)], np.float64)
    pen += rng.normal(0, 12, 3)
    texture = cv2.GaussianBlur(rng.normal(0, 1, (height, width)), (0, 0), 1.0) * rng.uniform(2, 9)
    picture = paper + texture[..., None]
    if lines:
        printed = _printed(lines, (height, width), rng) * rng.uniform(0.25, 0.6)
        picture = picture * (1 - printed[..., None]) + np.array([110, 95, 90]) * printed[..., None]
    strength = 0.85 + 0.15 * np.clip(_clouds((height, width), rng, 12), -2, 1)
    share = (cv2.GaussianBlur(ink, (0, 0), 0.7) / 255.0 * np.clip(strength, 0.45, 1))[..., None]
    picture = picture * (1 - share) + np.clip(pen, 20, 190) * share
    picture = picture * _light((height, width), rng)[..., None]
    picture = cv2.GaussianBlur(picture, (0, 0), rng.uniform(0.5, 1.3))
    picture += rng.normal(0, rng.uniform(1, 5), (height, width, 1))
    return _jpeg(np.clip(picture, 0, 255).astype(np.uint8), int(rng.integers(55, 95)))


def _light(shape: tuple[int, int], rng: np.random.Generator) -> np.ndarray:
    """What share of the light reaches each pixel."""
    height, width = shape
    across, down = np.linspace(-1, 1, width)[None, :], np.linspace(-1, 1, height)[:, None]
    light = 0.85 + rng.uniform(-0.15, 0.15) * across + rng.uniform(-0.15, 0.15) * down
    if rng.random() < 0.5:
        angle, place = rng.uniform(0, 2 * np.pi), rng.uniform(-0.6, 0.6)
        soft = rng.uniform(0.02, 0.25)
        beyond = 1 / (1 + np.exp(np.clip(-(np.cos(angle) * across + np.sin(angle) * down - place) / soft, -50, 50)))
        light = light * (1 - rng.uniform(0.2, 0.5) * beyond)
    return light


def _printed(kind: str, shape: tuple[int, int], rng: np.random.Generator) -> np.ndarray:
    """Printed lines, 0 to 1, a little turned."""
    height, width = shape
    size = max(1, round(min(shape) * rng.uniform(0.004, 0.012)))
    page = np.zeros((2 * height, 2 * width), np.uint8)
    if kind == "remnants":
        inset = rng.uniform(0.01, 0.08, 4)
        for x in (width / 2 + inset[0] * width, 1.5 * width - inset[1] * width):
            if rng.random() < 0.6:
                cv2.line(page, (round(x), 0), (round(x), 2 * height), 255, size, cv2.LINE_AA)
        for y in (height / 2 + inset[2] * height, 1.5 * height - inset[3] * height):
            if rng.random() < 0.6:
                cv2.line(page, (0, round(y)), (2 * width, round(y)), 255, size, cv2.LINE_AA)
    else:
        pitch = min(shape) * rng.uniform(0.12, 0.3)
        for y in np.arange(rng.uniform(0, pitch), 2 * height, pitch):
            cv2.line(page, (0, round(y)), (2 * width, round(y)), 255, size, cv2.LINE_AA)
        if kind == "grid":
            for x in np.arange(rng.uniform(0, pitch), 2 * width, pitch):
                cv2.line(page, (round(x), 0), (round(x), 2 * height), 255, size, cv2.LINE_AA)
    turn = cv2.getRotationMatrix2D((width, height), rng.normal(0, 1.5), 1.0)
    page = cv2.warpAffine(page, turn, (2 * width, 2 * height), flags=cv2.INTER_LINEAR)
    return page[height // 2 : height // 2 + height, width // 2 : width // 2 + width] / 255.0


def _clouds(shape: tuple[int, int], rng: np.random.Generator, cells: int) -> np.ndarray:
    """Smooth random values around 0 with a deviation of about 1."""
    small = rng.normal(0, 1, (cells, cells))
    return cv2.resize(small, (shape[1], shape[0]), interpolation=cv2.INTER_CUBIC)


def _jpeg(picture: np.ndarray, quality: int) -> np.ndarray:
    done, encoded = cv2.imencode(".jpg", picture, [cv2.IMWRITE_JPEG_QUALITY, quality])
    assert done
    return cv2.imdecode(encoded, cv2.IMREAD_COLOR)


def nothing(count: int = 20, seed: int = 0) -> Iterator[tuple[str, np.ndarray]]:
    """Pictures without a digit, with what they are: blank paper, noise, a dot, a scribble, a photograph of nothing."""
    rng = np.random.default_rng(seed)
    shape = (360, 480)
    empty = np.zeros(shape, np.uint8)
    for _ in range(count):
        yield "blank", photograph(empty, rng)
        yield "noise", np.clip(rng.normal(128, rng.uniform(10, 60), (*shape, 3)), 0, 255).astype(np.uint8)
        yield "dot", photograph(_dot(shape, rng), rng)
        yield "scribble", photograph(_scribble(shape, rng), rng)
        yield "nothing", _view(shape, rng)


def _dot(shape: tuple[int, int], rng: np.random.Generator) -> np.ndarray:
    at = (rng.uniform(0.2, 0.8) * shape[1], rng.uniform(0.2, 0.8) * shape[0])
    return render([Stroke((at,), rng.uniform(0.03, 0.08) * shape[0])], (shape[1], shape[0]))


def _scribble(shape: tuple[int, int], rng: np.random.Generator) -> np.ndarray:
    """A hand that goes to and fro: a random walk of loops within a box."""
    from app.recognition.ink import smooth

    corners = rng.uniform(0, 1, (int(rng.integers(12, 30)), 2))
    box = np.array([rng.uniform(0.3, 0.6) * shape[0], rng.uniform(0.3, 0.6) * shape[0]])
    points = smooth(corners) * box + (np.array([shape[1], shape[0]]) - box) / 2
    stroke = Stroke(tuple(map(tuple, points.tolist())), float(box.max() * rng.uniform(0.03, 0.07)))
    return render([stroke], (shape[1], shape[0]))


def _view(shape: tuple[int, int], rng: np.random.Generator) -> np.ndarray:
    """A camera that looks at nothing written: surfaces of several colours with soft or hard edges, out of focus."""
    height, width = shape
    picture = np.full((height, width, 3), rng.uniform(40, 220, 3))
    for _ in range(int(rng.integers(2, 9))):
        corners = rng.uniform(-0.3, 1.3, (int(rng.integers(3, 6)), 2)) * (width, height)
        cv2.fillPoly(picture, [corners.round().astype(np.int32)], tuple(rng.uniform(20, 240, 3)))
    picture += 14 * _clouds(shape, rng, int(rng.integers(6, 40)))[..., None]
    picture = cv2.GaussianBlur(picture * _light(shape, rng)[..., None], (0, 0), rng.uniform(1, 5))
    return _jpeg(np.clip(picture + rng.normal(0, 3, picture.shape), 0, 255).astype(np.uint8), 85)
