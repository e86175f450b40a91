"""A camera's frame on its way through the inference thread, and which way up it is read."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np

    from app.recognition.recognizer import Recognition
    from app.sources.source import Frame

GUIDE = 0.84  # of the picture's width and height: the part in its middle that is read

Region = tuple[int, int, int, int]  # left, top, width, height


@dataclass(frozen=True)
class View:
    """How the camera's picture is taken: quarter turns clockwise, and whether only the guide's inside is read.

    Mirroring is no part of it: a mirror is there for who looks into it, digits are read as they were written.
    """

    turns: int = 0
    guided: bool = True


@dataclass(frozen=True)
class Shot:
    """stream: grows with every source and view; what came before has nothing to do with what comes after"""

    frame: Frame
    view: View
    stream: int


@dataclass(frozen=True)
class ShotAnswer:
    """recognition: in pixels of the upright picture; tracks: which digit is which from frame to frame, a number a
    prediction; finished: when, seconds of `time.monotonic()`"""

    shot: Shot
    recognition: Recognition
    tracks: tuple[int, ...]
    finished: float


def upright(pixels: np.ndarray, turns: int) -> np.ndarray:
    """The picture after so many quarter turns clockwise."""
    import cv2

    if not turns % 4:
        return pixels
    code = (cv2.ROTATE_90_CLOCKWISE, cv2.ROTATE_180, cv2.ROTATE_90_COUNTERCLOCKWISE)[turns % 4 - 1]
    return cv2.rotate(pixels, code)


def upright_size(width: int, height: int, turns: int) -> tuple[int, int]:
    return (height, width) if turns % 2 else (width, height)


def guide(width: int, height: int) -> Region:
    """The guide in a picture of that size."""
    inside_width, inside_height = round(GUIDE * width), round(GUIDE * height)
    return (width - inside_width) // 2, (height - inside_height) // 2, inside_width, inside_height
