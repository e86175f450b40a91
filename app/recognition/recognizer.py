"""The whole way from a picture to a recognition, each stage timed."""

from __future__ import annotations

import time
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

import numpy as np

from app.recognition import decision, preprocessing
from app.recognition.decision import Prediction
from app.recognition.foreground import in_8_bits, ink_from_picture, opaque
from app.recognition.ink import Stroke, render_excerpt
from app.recognition.model import Engine
from app.recognition.segmentation import Glyph, segment

_LARGEST_AREA = 4_000_000  # pixels: a larger picture is scaled down to it before its ink is looked for
_LONGEST_INK = 640  # pixels: likewise of the ink on a canvas


@dataclass(frozen=True)
class Timings:
    """Milliseconds of each stage of one recognition.

    infer_parts: where the time of `infer` went, by the engine's own account: see `Engine.parts`
    """

    segment: float
    preprocess: float
    infer: float
    decide: float
    infer_parts: Mapping[str, float] = field(default_factory=dict)

    @property
    def total(self) -> float:
        return self.segment + self.preprocess + self.infer + self.decide


@dataclass(frozen=True)
class Recognition:
    """The answer for one picture.

    predictions: in reading order
    text: the digits, `?` for a refused glyph, a newline between rows; empty where there is no ink
    inputs: what the network saw, uint8 [n, side, side], a row a prediction
    engine: the name of the engine that answered
    """

    predictions: tuple[Prediction, ...]
    text: str
    timings: Timings
    inputs: np.ndarray
    engine: str


class Recognizer:
    """Reads pictures and strokes through one engine. Not thread-safe: an engine belongs to one thread."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def recognize(self, picture: np.ndarray, *, one_digit: bool = False) -> Recognition:
        """Read a picture of any size, polarity and colour: see `ink_from_picture` for its shapes and types."""
        start = time.perf_counter()
        picture = in_8_bits(picture)
        height, width = picture.shape[:2]
        scale = min(1.0, (_LARGEST_AREA / (height * width)) ** 0.5)
        size = (max(1, round(width * scale)), max(1, round(height * scale))) if scale < 1 else None
        glyphs = segment(ink_from_picture(opaque(picture, size)), one_digit=one_digit)
        return self._read(glyphs, scale, start)

    def recognize_strokes(
        self, strokes: Iterable[Stroke], size: tuple[int, int], *, one_digit: bool = False
    ) -> Recognition:
        """Read what was drawn on a canvas of (width, height) pixels."""
        start = time.perf_counter()
        excerpt = render_excerpt(strokes, size, _LONGEST_INK)
        glyphs = segment(excerpt.picture, one_digit=one_digit, drop_border=False)
        return self._read(glyphs, excerpt.scale, start, excerpt.left, excerpt.top)

    def _read(
        self, glyphs: list[Glyph], scale: float, start: float, left: float = 0.0, top: float = 0.0
    ) -> Recognition:
        """scale, left, top: of the segmented picture in the one that was given; start: when the work on it began"""
        card = self._engine.card
        segmented = time.perf_counter()
        inputs = preprocessing.inputs_from_inks([glyph.ink for glyph in glyphs], card.side)
        asked = [i for i, glyph in enumerate(glyphs) if not glyph.refusal]
        batch = preprocessing.batch_from_inputs(inputs[asked], card)
        prepared = time.perf_counter()
        logits = self._engine.infer(batch)
        inferred = time.perf_counter()
        card = self._engine.card  # an engine that lost its device may have gone on with another model
        boxes = [_in_the_given(glyph.box, scale, left, top) for glyph in glyphs]
        answers = iter(decision.decide(logits, [boxes[i] for i in asked], card))
        predictions = tuple(
            decision.refuse_without_network(box, glyph.refusal) if glyph.refusal else next(answers)
            for glyph, box in zip(glyphs, boxes)
        )
        text = _text(glyphs, predictions)
        decided = time.perf_counter()
        timings = Timings(
            segment=1e3 * (segmented - start),
            preprocess=1e3 * (prepared - segmented),
            infer=1e3 * (inferred - prepared),
            decide=1e3 * (decided - inferred),
            infer_parts=self._engine.parts,
        )
        return Recognition(predictions, text, timings, inputs, self._engine.name)


def _in_the_given(box: decision.Box, scale: float, left: float, top: float) -> decision.Box:
    x, y, width, height = (n / scale for n in box)
    return round(x + left), round(y + top), round(width), round(height)


def _text(glyphs: list[Glyph], predictions: tuple[Prediction, ...]) -> str:
    rows: dict[int, str] = {}
    for glyph, prediction in zip(glyphs, predictions):
        rows[glyph.row] = rows.get(glyph.row, "") + ("?" if prediction.label is None else str(prediction.label))
    return "\n".join(rows.values())
