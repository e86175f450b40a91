"""A video of paper that somebody holds up before a camera, made from strokes: moved, tilted, badly lit, not sharp."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import cv2
import numpy as np

from app import demo
from app.recognition.ink import Stroke, render

SHEET = (840, 594)  # width, height in pixels: A4 across
RATE = 30.0  # frames a second


@dataclass(frozen=True)
class Shot:
    """One frame and what stands on the paper in it; since: seconds since this paper came."""

    pixels: np.ndarray
    text: str
    since: float


def video(
    texts: list[str],
    seconds: float = 1.5,
    *,
    rate: float = RATE,
    size: tuple[int, int] = (1280, 720),
    seed: int = 0,
) -> Iterator[Shot]:
    """Each text on a sheet of its own, one after the other without a pause."""
    rng = np.random.default_rng(seed)
    room = _room(size, rng)
    noise = rng.normal(0, 2.5, (size[1] + 64, size[0] + 64, 1)).astype(np.float32)
    for text in texts:
        sheet = _sheet(text, rng)
        hand = _Hand(rng)
        for number in range(round(seconds * rate)):
            since = number / rate
            x, y = rng.integers(0, 64, 2)
            seen = _shot(sheet, room, hand.corners(since, size), hand.corners(since + 1 / RATE, size))
            light = 0.85 + 0.2 * np.linspace(-1, 1, size[0], dtype=np.float32)[None, :, None] * np.sin(0.5 * since + 1)
            lit = seen * light + noise[y : y + size[1], x : x + size[0]]
            yield Shot(np.clip(lit, 0, 255).astype(np.uint8), text, since)


def _sheet(text: str, rng: np.random.Generator) -> np.ndarray:
    """uint8 [h, w, 3], BGR: white paper with its grain, and ink of a pen of any colour that is dark."""
    width, height = SHEET
    tall = height * rng.uniform(0.45, 0.6)
    wide = 0.95 * tall * len(text)
    if wide > 0.85 * width:
        tall *= 0.85 * width / wide
        wide = 0.85 * width
    left, top = (width - wide) / 2 + 0.06 * tall, (height - tall) / 2
    pen = tall * rng.uniform(0.07, 0.13)
    strokes = [Stroke(_shaken(s.points, tall, rng), pen) for s in demo.strokes(text, left, top, tall)]
    ink = cv2.GaussianBlur(render(strokes, SHEET), (0, 0), 1.0).astype(np.float32)[..., None] / 255
    grain = cv2.GaussianBlur(rng.normal(0, 12, (height, width)).astype(np.float32), (0, 0), 1.5)[..., None]
    paper = np.float32([225, 235, 240]) * rng.uniform(0.9, 1.05) + grain
    colour = np.float32(rng.choice([[40, 35, 35], [120, 50, 30], [45, 40, 130]]))
    return np.clip(paper * (1 - ink) + colour * ink, 0, 255).astype(np.uint8)


def _shaken(points: tuple[tuple[float, float], ...], tall: float, rng: np.random.Generator) -> tuple:
    """As another hand on another day would have written it."""
    given = np.asarray(points)
    middle = given.mean(axis=0)
    turn = np.eye(2) + rng.normal(0, 0.05, (2, 2))
    drift = np.cumsum(rng.normal(0, 0.002 * tall, given.shape), axis=0)
    return tuple(map(tuple, (given - middle) @ turn.T + middle + drift - drift.mean(axis=0)))


class _Hand:
    """Where the paper is: it sways and tilts, never the same way."""

    def __init__(self, rng: np.random.Generator) -> None:
        self._phase = rng.uniform(0, 2 * np.pi, 6)
        self._speed = rng.uniform(0.3, 0.9, 6) * 2 * np.pi
        self._reach = np.array([0.05, 0.04, 0.10, 0.16, 0.16, 0.07]) * rng.uniform(0.5, 1.3, 6)
        self._place = rng.uniform(-0.04, 0.04, 2)

    def corners(self, time: float, size: tuple[int, int]) -> np.ndarray:
        """Of the sheet in the frame, by a pinhole camera. float32 [4, 2]"""
        sway = self._reach * np.sin(self._phase + self._speed * time)
        width, height = size
        scale = 0.92 * height / SHEET[1] * (1 + sway[5])
        half = np.array(SHEET) * scale / 2
        flat = np.array([[-half[0], -half[1]], [half[0], -half[1]], [half[0], half[1]], [-half[0], half[1]]])
        turn = np.array([[np.cos(sway[2]), -np.sin(sway[2])], [np.sin(sway[2]), np.cos(sway[2])]])
        flat = flat @ turn.T
        depth = 1 + (flat[:, :1] * np.sin(2 * sway[3]) + flat[:, 1:] * np.sin(2 * sway[4])) / (1.6 * height)
        middle = np.array([width, height]) * (0.5 + self._place + sway[:2])
        return (flat / depth + middle).astype(np.float32)


def _room(size: tuple[int, int], rng: np.random.Generator) -> np.ndarray:
    """What is behind the paper: large soft things, darker than it."""
    small = rng.uniform(30, 140, (6, 10, 3)).astype(np.uint8)
    return cv2.GaussianBlur(cv2.resize(small, size, interpolation=cv2.INTER_CUBIC), (0, 0), 15)


def _shot(sheet: np.ndarray, room: np.ndarray, corners: np.ndarray, following: np.ndarray) -> np.ndarray:
    """The sheet at these corners, in the room; following: where they are when the next frame is taken."""
    size = (room.shape[1], room.shape[0])
    flat = np.float32([[0, 0], [SHEET[0], 0], [SHEET[0], SHEET[1]], [0, SHEET[1]]])
    warp = cv2.getPerspectiveTransform(flat, corners)
    frame = cv2.warpPerspective(sheet, warp, size, room.copy(), cv2.INTER_LINEAR, cv2.BORDER_TRANSPARENT)
    return _blurred(frame, 0.5 * (following - corners).mean(axis=0))  # open for half the time


def _blurred(frame: np.ndarray, moved: np.ndarray) -> np.ndarray:
    """Soft focus, and what moved while the shutter was open; moved: pixels (x, y)."""
    length = max(3, int(np.ceil(np.abs(moved).max())) | 1)
    kernel = np.zeros((length, length), np.float32)
    for share in np.linspace(-0.5, 0.5, 2 * length):
        x, y = np.round(length // 2 + share * moved).astype(int)
        kernel[np.clip(y, 0, length - 1), np.clip(x, 0, length - 1)] += 1
    return cv2.GaussianBlur(cv2.filter2D(frame, -1, kernel / kernel.sum()), (0, 0), 1.3)
