"""The whole way from a picture to a recognition, each stage timed."""

from __future__ import annotations

import math
import time
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Optional

import numpy as np

from app.recognition import decision, preprocessing
from app.recognition.decision import Prediction
from app.recognition.foreground import in_8_bits, ink_from_picture, opaque
from app.recognition.ink import Stroke, render
from app.recognition.model import Engine, ModelCard
from app.recognition.readings import Cluster, Glyph, best
from app.recognition.segmentation import segment_ink
from app.recognition.strokes import segment_strokes

_LARGEST_AREA = 4_000_000  # pixels: a larger picture is scaled down to it before its ink is looked for
_MOST_STROKES = 64  # each is compared with each: with more the ink alone is looked at, as in a picture
# in nats, of ways to read the same ink
_REFUSED_COST = 1.5  # a way that leaves a glyph refused is that much less likely
_CLEAR = 4.0  # of energy above the card's threshold: digits have about as much, what is cut out of letters has not ...
_UNCLEAR_COST = 0.7  # ... and each nat that is missing makes a way so much less likely
_UNLIKELY = 0.02  # the confidence in a glyph that cannot be a digit by its shape


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
        self.refuse_below: Optional[float] = None  # confidence, instead of what the card says

    @property
    def card(self) -> ModelCard:
        """By which answers are given: the engine's, or with the wanted confidence in it."""
        card = self._engine.card
        return card if self.refuse_below is None else replace(card, refusal_threshold=self.refuse_below)

    def recognize(self, picture: np.ndarray, *, one_digit: bool = False) -> Recognition:
        """Read a picture of any size, polarity and colour: see `ink_from_picture` for its shapes and types."""
        start = time.perf_counter()
        picture = in_8_bits(picture)
        height, width = picture.shape[:2]
        scale = min(1.0, (_LARGEST_AREA / (height * width)) ** 0.5)
        size = (max(1, round(width * scale)), max(1, round(height * scale))) if scale < 1 else None
        clusters = segment_ink(ink_from_picture(opaque(picture, size)), one_digit=one_digit)
        return self._read(clusters, scale, start)

    def recognize_strokes(
        self, strokes: Iterable[Stroke], size: tuple[int, int], *, one_digit: bool = False
    ) -> Recognition:
        """Read what was drawn on a canvas of (width, height) pixels."""
        start = time.perf_counter()
        drawn = list(strokes)
        if len(drawn) <= _MOST_STROKES:
            return self._read(segment_strokes(drawn, size, one_digit=one_digit), 1.0, start)
        scale = min(1.0, (_LARGEST_AREA / (size[0] * size[1])) ** 0.5)
        ink = render(drawn, (max(1, round(size[0] * scale)), max(1, round(size[1] * scale))), scale)
        return self._read(segment_ink(ink, one_digit=one_digit, drop_border=False), scale, start)

    def _read(self, clusters: list[Cluster], scale: float, start: float) -> Recognition:
        """scale: of the segmented picture in the one that was given; start: when the work on it began"""
        card = self._engine.card
        segmented = time.perf_counter()
        candidates = [candidate for cluster in clusters for candidate in cluster.candidates]
        inputs = preprocessing.inputs_from_inks([candidate.glyph.ink for candidate in candidates], card.side)
        asked = [i for i, candidate in enumerate(candidates) if not candidate.glyph.refusal]
        batch = preprocessing.batch_from_inputs(inputs[asked], card)
        prepared = time.perf_counter()
        logits = self._engine.infer(batch)
        inferred = time.perf_counter()
        card = self.card  # an engine that lost its device may have gone on with another model
        boxes = [_in_the_given(candidate.glyph.box, scale) for candidate in candidates]
        answers = iter(decision.decide(logits, [boxes[i] for i in asked], card))
        answered = [
            decision.refuse_without_network(box, candidate.glyph.refusal) if candidate.glyph.refusal else next(answers)
            for candidate, box in zip(candidates, boxes)
        ]
        energies = iter(decision.energy(logits))
        merits = [
            _merit(answer, -math.inf if candidate.glyph.refusal else float(next(energies)), card)
            for candidate, answer in zip(candidates, answered)
        ]
        chosen = _best_readings(clusters, merits)
        predictions = tuple(answered[i] for i in chosen)
        text = _text([candidates[i].glyph for i in chosen], predictions)
        decided = time.perf_counter()
        timings = Timings(
            segment=1e3 * (segmented - start),
            preprocess=1e3 * (prepared - segmented),
            infer=1e3 * (inferred - prepared),
            decide=1e3 * (decided - inferred),
            infer_parts=self._engine.parts,
        )
        return Recognition(predictions, text, timings, inputs[chosen], self._engine.name)


def _best_readings(clusters: list[Cluster], merits: list[float]) -> list[int]:
    """The numbers of the candidates, counted over all clusters, that are read best."""
    chosen: list[int] = []
    first = 0
    for cluster in clusters:
        last = first + len(cluster.candidates)
        chosen += [first + i for i in best(cluster, merits[first:last])]
        first = last
    return chosen


def _merit(answer: Prediction, energy: float, card: ModelCard) -> float:
    """How well a glyph is read as a digit: the logarithm of the confidence, less what is missing in its energy.

    energy: minus infinity where the network was not asked
    """
    refused = _REFUSED_COST if answer.label is None else 0.0
    unclear = 0.0
    if card.energy_threshold is not None:
        unclear = _UNCLEAR_COST * max(0.0, card.energy_threshold + _CLEAR - max(energy, 0.0))
    return math.log(max(answer.confidence, _UNLIKELY)) - refused - unclear


def _in_the_given(box: decision.Box, scale: float) -> decision.Box:
    x, y, width, height = (n / scale for n in box)
    return round(x), round(y), round(width), round(height)


def _text(glyphs: list[Glyph], predictions: tuple[Prediction, ...]) -> str:
    rows: dict[int, str] = {}
    for glyph, prediction in zip(glyphs, predictions):
        rows[glyph.row] = rows.get(glyph.row, "") + ("?" if prediction.label is None else str(prediction.label))
    return "\n".join(rows.values())
