"""From logits to a prediction: calibrated, and refused where the network is not sure."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Optional

import numpy as np

from app.recognition.model import ModelCard

Box = tuple[int, int, int, int]  # left, top, width, height in pixels of the picture

TOO_LITTLE_INK = "too little ink"
NOT_A_DIGIT = "not like a digit"
NOT_SURE = "not sure"


@dataclass(frozen=True)
class Prediction:
    """The answer for one glyph.

    label: the digit, or None when refused
    confidence: the probability of the best label, 0..1, whether refused or not
    probabilities: of every label, in the card's order, sum 1; empty where the network was not asked
    box: the glyph in the picture
    reason: why it was refused, one of the words above; empty otherwise
    """

    label: Optional[int]
    confidence: float
    probabilities: tuple[float, ...]
    box: Box
    reason: str = ""


def softmax(logits: np.ndarray, temperature: float = 1.0) -> np.ndarray:
    """[n, k] -> probabilities [n, k], float64, of the logits divided by the temperature."""
    logits = np.asarray(logits, np.float64)
    with np.errstate(over="ignore"):  # a temperature may be so small that only the largest logit survives it
        exponentials = np.exp((logits - logits.max(axis=1, keepdims=True)) / temperature)
    return exponentials / exponentials.sum(axis=1, keepdims=True)


def decide(logits: np.ndarray, boxes: list[Box], card: ModelCard) -> list[Prediction]:
    """One prediction a row of logits [n, labels], `boxes` in the same order."""
    predictions = []
    for row, box in zip(softmax(logits, card.temperature), boxes):
        best = int(row.argmax())
        confidence = float(row[best])
        sure = confidence >= card.refusal_threshold
        predictions.append(
            Prediction(
                label=card.labels[best] if sure else None,
                confidence=confidence,
                probabilities=tuple(row.tolist()),
                box=box,
                reason="" if sure else NOT_SURE,
            )
        )
    return predictions


def refuse_without_network(box: Box, reason: str) -> Prediction:
    """A glyph that needs no network to be refused."""
    return Prediction(label=None, confidence=0.0, probabilities=(), box=box, reason=reason)
