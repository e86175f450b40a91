"""The whole way from the frames of a video to what is read now."""

from __future__ import annotations

import time
from dataclasses import dataclass

import numpy as np

from app.recognition.recognizer import Recognition, Recognizer
from app.recognition.sheet import without_surroundings
from app.recognition.tracking import TrackedDigit, Tracker, text_of


@dataclass(frozen=True)
class Reading:
    """What is read in a video at one frame.

    digits: followed over frames, in reading order; text: as in `Recognition`, of them
    recognition: of this frame alone
    sheet, track: milliseconds that finding the paper and following the digits took
    """

    digits: tuple[TrackedDigit, ...]
    text: str
    recognition: Recognition
    sheet: float
    track: float

    @property
    def total(self) -> float:
        """Milliseconds from the frame to the result."""
        return self.sheet + self.recognition.timings.total + self.track


class VideoReader:
    """Reads the frames of one video, in their order. Not thread-safe."""

    def __init__(self, recognizer: Recognizer) -> None:
        self._recognizer = recognizer
        self._tracker = Tracker(recognizer.card)

    def reset(self) -> None:
        """What comes next is another scene."""
        self._tracker.reset()

    def read(self, pixels: np.ndarray, captured: float) -> Reading:
        """pixels: uint8 [h, w] or [h, w, 3] BGR; captured: when, in seconds; boxes are in these pixels"""
        start = time.perf_counter()
        prepared = without_surroundings(pixels)
        sheet = time.perf_counter()
        recognition = self._recognizer.recognize(prepared)
        recognized = time.perf_counter()
        self._tracker.card = self._recognizer.card
        digits = self._tracker.update(recognition.predictions, captured)
        text = text_of(digits)
        end = time.perf_counter()
        return Reading(digits, text, recognition, 1e3 * (sheet - start), 1e3 * (end - recognized))
