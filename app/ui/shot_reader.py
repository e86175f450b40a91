"""Reads a camera's frames: the part that counts, the right way up. Imported on the inference thread."""

from __future__ import annotations

import time
from dataclasses import replace

from app.recognition.recognizer import Recognition, Recognizer
from app.ui.shots import Shot, ShotAnswer, guide, upright


class ShotReader:
    def __init__(self, recognizer: Recognizer) -> None:
        self._recognizer = recognizer

    def read(self, shot: Shot) -> ShotAnswer:
        picture = upright(shot.frame.pixels, shot.view.turns)
        left = top = 0
        if shot.view.guided:
            left, top, width, height = guide(picture.shape[1], picture.shape[0])
            picture = picture[top : top + height, left : left + width]
        recognition = _moved(self._recognizer.recognize(picture), left, top)
        return ShotAnswer(shot, recognition, tuple(range(len(recognition.predictions))), time.monotonic())


def _moved(recognition: Recognition, left: int, top: int) -> Recognition:
    predictions = (
        replace(p, box=(p.box[0] + left, p.box[1] + top, p.box[2], p.box[3])) for p in recognition.predictions
    )
    return replace(recognition, predictions=tuple(predictions))
