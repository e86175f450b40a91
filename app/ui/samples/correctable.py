"""A glyph that was read, as it is kept once a person says what it is."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable
from dataclasses import dataclass
from functools import cache, cached_property
from typing import TYPE_CHECKING, Optional

from app.ui.camera.shots import Shot, upright
from app.ui.draw.drawing import Drawing, Line
from app.ui.engine.running_engine import RunningEngine

if TYPE_CHECKING:
    import numpy as np

    from app.recognition.decision import Box, Prediction
    from app.recognition.recognizer import Recognition
    from app.samples import Sample

_MARGIN = 0.15  # of the box's longer side, around it in the kept picture
_LEAST_MARGIN = 8  # pixels


@dataclass(frozen=True, eq=False)
class Glyph:
    """sample: makes what is kept, of the digit that it was, the time and who answered; takes a moment

    identity: makes its key; takes a moment where much was drawn
    """

    prediction: Prediction
    sample: Callable[[int, float, RunningEngine], Sample]
    identity: Callable[[], Hashable]

    @cached_property
    def key(self) -> Hashable:
        """Equal for the same glyph of the same drawing or scene."""
        return self.identity()


def of_drawing(drawing: Drawing, recognition: Recognition, index: int) -> Optional[Glyph]:
    """None where there is no such glyph."""
    if not 0 <= index < len(recognition.predictions):
        return None
    prediction = recognition.predictions[index]

    @cache
    def own() -> tuple[Line, ...]:
        return lines_in(prediction.box, drawing.lines)

    def sample(digit: int, time: float, running: RunningEngine) -> Sample:
        from app.recognition.ink import Stroke, render
        from app.stroke_file import Line as Kept

        lines = own()
        paper = 255 - render((Stroke(*line) for line in lines or drawing.lines), drawing.size)
        picture = cropped(paper, prediction.box)
        strokes = tuple(Kept(*line) for line in lines)
        return _sample("canvas", recognition, index, digit, time, running, picture, strokes, drawing.size)

    return Glyph(prediction, sample, lambda: (prediction.box, own()))


def of_shot(shot: Shot, recognition: Recognition, index: int, track: int) -> Glyph:
    """track: which digit it is from frame to frame"""
    prediction = recognition.predictions[index]

    def sample(digit: int, time: float, running: RunningEngine) -> Sample:
        frame = upright(shot.frame.pixels, shot.view.turns)
        picture = cropped(frame, prediction.box)
        size = frame.shape[1], frame.shape[0]
        return _sample("camera", recognition, index, digit, time, running, picture, (), size)

    return Glyph(prediction, sample, lambda: (shot.stream, track))


def lines_in(box: Box, lines: Iterable[Line]) -> tuple[Line, ...]:
    """Those whose larger part lies in the box."""
    left, top, width, height = box

    def inside(line: Line) -> bool:
        count = sum(left <= x <= left + width and top <= y <= top + height for x, y in line.points)
        return 2 * count > len(line.points)

    return tuple(line for line in lines if inside(line))


def cropped(picture: np.ndarray, box: Box) -> np.ndarray:
    """The box with a margin, as far as the picture reaches."""
    left, top, width, height = box
    around = max(_LEAST_MARGIN, round(_MARGIN * max(width, height)))
    part = picture[max(0, top - around) : top + height + around, max(0, left - around) : left + width + around]
    return part if part.size else picture


def _sample(
    source: str,
    recognition: Recognition,
    index: int,
    digit: int,
    time: float,
    running: RunningEngine,
    picture: np.ndarray,
    strokes: tuple,
    size: tuple[int, int],
) -> Sample:
    import cv2

    from app.samples import Sample

    prediction = recognition.predictions[index]
    asked = bool(prediction.probabilities)  # what has too little ink is refused without the network
    return Sample(
        source=source,
        time=time,
        answer=prediction.label,
        confidence=prediction.confidence,
        probabilities=_by_digit(prediction.probabilities, running.labels),
        correction=digit,
        engine=recognition.engine if asked else "",
        model=running.path.name if asked else "",
        model_sha256=running.sha256 if asked else "",
        input=recognition.inputs[index],
        picture=cv2.imencode(".png", picture)[1].tobytes(),
        strokes=strokes,
        size=size,
        box=prediction.box,
    )


def _by_digit(probabilities: tuple[float, ...], labels: tuple[int, ...]) -> tuple[float, ...]:
    """From 0 to 9; none where they are not of all digits."""
    known = dict(zip(labels, probabilities))
    return tuple(known[digit] for digit in range(10)) if set(known) == set(range(10)) else ()
