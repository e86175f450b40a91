"""From logits to a prediction: calibrated, and refused where the network is not sure."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Optional

import numpy as np

from app.recognition.model import ModelCard

Box = tuple[int, int, int, int]  # left, top, width, height in pixels of the picture

TOO_LITTLE_INK = "too little ink"
NOT_A_DIGIT = "not like a digit"
TWO_AS_LIKELY = "two digits are about as likely"
NOT_SURE = "not sure"

_TWO_SHARE = 0.75  # of the probability: when the best two have it, the doubt is between them


@dataclass(frozen=True)
class Prediction:
    """The answer for one glyph.

    label: the digit, or None when refused
    confidence: the probability of the best label, 0..1, whether refused or not
    probabilities: of every label, in the card's order, sum 1; empty where the network was not asked
    box: the glyph in the picture
    reason: why it was refused, one of the words above; empty otherwise
    likeliest: the two likeliest digits, the best first; empty where the network was not asked
    """

    label: Optional[int]
    confidence: float
    probabilities: tuple[float, ...]
    box: Box
    reason: str = ""
    likeliest: tuple[int, ...] = ()


def softmax(logits: np.ndarray, temperature: float = 1.0) -> np.ndarray:
    """[n, k] -> probabilities [n, k], float64, of the logits divided by the temperature."""
    logits = np.asarray(logits, np.float64)
    with np.errstate(over="ignore"):  # a temperature may be so small that only the largest logit survives it
        exponentials = np.exp((logits - logits.max(axis=1, keepdims=True)) / temperature)
    return exponentials / exponentials.sum(axis=1, keepdims=True)


def energy(logits: np.ndarray) -> np.ndarray:
    """[n, k] -> [n], float64: the logarithm of the summed exponentials of the logits. It is low for what the network
    was never shown as a digit (Liu et al., "Energy-based out-of-distribution detection", 2020)."""
    logits = np.asarray(logits, np.float64)
    largest = logits.max(axis=1)
    with np.errstate(invalid="ignore"):
        summed: np.ndarray = largest + np.log(np.exp(logits - largest[:, None]).sum(axis=1))
    return summed


def decide(logits: np.ndarray, boxes: list[Box], card: ModelCard) -> list[Prediction]:
    """One prediction a row of logits [n, labels], `boxes` in the same order."""
    predictions = []
    for row, strength, box in zip(softmax(logits, card.temperature), energy(logits), boxes):
        second, best = (int(i) for i in row.argsort()[-2:])
        reason = _why_refused(float(row[best]), float(row[second]), float(strength), card)
        predictions.append(
            Prediction(
                label=None if reason else card.labels[best],
                confidence=float(row[best]),
                probabilities=tuple(row.tolist()),
                box=box,
                reason=reason,
                likeliest=(card.labels[best], card.labels[second]),
            )
        )
    return predictions


def _why_refused(best: float, second: float, strength: float, card: ModelCard) -> str:
    """Empty where it is not; best, second: probabilities; strength: energy. Nothing that is not a number passes."""
    if card.energy_threshold is not None and not strength >= card.energy_threshold:
        return NOT_A_DIGIT
    if best >= card.refusal_threshold:
        return ""
    return TWO_AS_LIKELY if best + second >= _TWO_SHARE else NOT_SURE


def refuse_without_network(box: Box, reason: str) -> Prediction:
    """A glyph that needs no network to be refused."""
    return Prediction(label=None, confidence=0.0, probabilities=(), box=box, reason=reason)
