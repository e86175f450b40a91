"""Reads a camera's frames: the part that counts, the right way up. Imported on the inference thread."""

from __future__ import annotations

import time
from dataclasses import replace

import numpy as np

from app.recognition.decision import NOT_SURE, Prediction
from app.recognition.recognizer import Recognition, Recognizer
from app.recognition.tracking import TrackedDigit
from app.recognition.video import Reading, VideoReader
from app.ui.camera.shots import Shot, ShotAnswer, guide, upright


class ShotReader:
    def __init__(self, recognizer: Recognizer) -> None:
        self._reader = VideoReader(recognizer)
        self._scene: tuple[int, ...] = ()  # the stream and the size of its frames
        self._inputs: dict[int, np.ndarray] = {}  # what the network saw last, by track

    def read(self, shot: Shot) -> ShotAnswer:
        scene = (shot.stream, *shot.frame.pixels.shape[:2])
        if scene != self._scene:
            self._scene = scene
            self._reader.reset()
            self._inputs = {}
        picture = upright(shot.frame.pixels, shot.view.turns)
        left = top = 0
        if shot.view.guided:
            left, top, width, height = guide(picture.shape[1], picture.shape[0])
            picture = picture[top : top + height, left : left + width]
        reading = self._reader.read(picture, shot.frame.time)
        recognition = self._recognition(reading, left, top)
        return ShotAnswer(shot, recognition, tuple(digit.track for digit in reading.digits), time.monotonic())

    def _recognition(self, reading: Reading, left: int, top: int) -> Recognition:
        """As one of this frame alone, but of the digits that are followed."""
        alone = reading.recognition
        self._inputs = {
            digit.track: self._inputs[digit.track] if digit.place is None else alone.inputs[digit.place]
            for digit in reading.digits
        }
        inputs = [self._inputs[digit.track] for digit in reading.digits]
        timings = alone.timings
        return Recognition(
            predictions=tuple(_prediction(digit, alone, left, top) for digit in reading.digits),
            text=reading.text,
            # finding the paper is part of finding the ink, following the digits of deciding
            timings=replace(timings, segment=timings.segment + reading.sheet, decide=timings.decide + reading.track),
            inputs=np.stack(inputs) if inputs else alone.inputs[:0],
            engine=alone.engine,
        )


def _prediction(digit: TrackedDigit, alone: Recognition, left: int, top: int) -> Prediction:
    reason = ""
    likeliest: tuple[int, ...] = ()
    if digit.label is None:
        seen = None if digit.place is None else alone.predictions[digit.place]
        reason, likeliest = (seen.reason, seen.likeliest) if seen is not None and seen.reason else (NOT_SURE, ())
    x, y, width, height = digit.box
    box = (x + left, y + top, width, height)
    return Prediction(digit.label, digit.confidence, digit.probabilities, box, reason, likeliest)
