"""Whether a fine-tuned model is better than the one it was made from: both are asked the same, on the same engine."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from app.recognition.decision import decide
from app.recognition.model import Engine
from app.recognition.preprocessing import batch_from_inputs, inputs_from_inks
from model_build import samples
from model_build.corrections import Correction
from model_build.errors import WorseError
from model_build.mnist import Digits


@dataclass(frozen=True)
class Figures:
    """Of one model.

    mnist_test, mnist_test_resized: per cent of MNIST's test pictures, through the application's pipeline, and the
        picture resized as a whole
    held_out: how many of the samples that were kept back its likeliest digit is right for
    given: of how many of them it also gives that digit as its answer, and does not refuse
    """

    mnist_test: float
    mnist_test_resized: float
    held_out: int
    given: int


def measure(engine: Engine, test: Digits, held_out: Sequence[Correction]) -> Figures:
    """Raises EngineError."""
    card = engine.card

    def right(inputs: np.ndarray) -> float:
        answers = engine.infer(batch_from_inputs(inputs, card)).argmax(1)
        return 100 * float(np.mean(np.array(card.labels)[answers] == test.labels))

    logits = engine.infer(batch_from_inputs(np.stack([correction.input for correction in held_out]), card))
    predictions = decide(logits, [(0, 0, 0, 0)] * len(held_out), card)
    wanted = [correction.label for correction in held_out]
    return Figures(
        mnist_test=round(right(inputs_from_inks(list(test.images), card.side)), 4),
        mnist_test_resized=round(right(samples.resized(test.images)), 4),
        held_out=sum(prediction.likeliest[0] == label for prediction, label in zip(predictions, wanted)),
        given=sum(prediction.label == label for prediction, label in zip(predictions, wanted)),
    )


def table(before: Figures, after: Figures, pictures: int, kept: int) -> str:
    """Markdown, for people. pictures: in MNIST's test set; kept: samples that were kept back"""

    def share(count: int) -> str:
        return f"{100 * count / kept:.1f} % ({count} of {kept})"

    return "\n".join(
        [
            "| | Before | After |",
            "|---|---:|---:|",
            f"| MNIST test, {pictures:,} pictures | {before.mnist_test:.2f} % | {after.mnist_test:.2f} % |",
            f"| Held-out samples, right | {share(before.held_out)} | {share(after.held_out)} |",
            f"| Held-out samples, right and not refused | {share(before.given)} | {share(after.given)} |",
        ]
    )


def check(before: Figures, after: Figures, kept: int, most_loss: float) -> None:
    """Raise WorseError where MNIST's test set lost more than `most_loss` percentage points, or a held-out sample."""
    forgot = before.mnist_test - after.mnist_test > most_loss + 1e-9
    missed = after.held_out < before.held_out
    if not forgot and not missed:
        return
    found, ways = [], []
    if forgot:
        found.append(
            f"of MNIST's test pictures {before.mnist_test:.2f} % were right before and {after.mnist_test:.2f} % are "
            f"now (a loss of {most_loss:g} points is allowed)"
        )
        ways.append("a lower --learning-rate, fewer --epochs or a smaller --share")
    if missed:
        found.append(
            f"of the {kept} samples kept back {before.held_out} were right before and {after.held_out} are now"
        )
        ways.append("more samples; and look whether their corrections are right")
    raise WorseError(
        f"The fine-tuned model is worse, and nothing was given to the application: {'; '.join(found)}. "
        f"Try {', and '.join(ways)}."
    )
