"""Whether a compiled model answers as the one it was made from, over MNIST's test pictures."""

from __future__ import annotations

import hashlib
import os
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Optional

import numpy as np

from app.engines.engine import MODELS, load_model, open_engine
from app.recognition.model import Engine, ModelCard
from app.recognition.preprocessing import batch_from_inputs, inputs_from_inks
from model_build import mnist
from model_build.errors import VerificationError

_AT_A_TIME = 200  # pictures between two reports


@dataclass(frozen=True)
class Answers:
    """Of one engine. logits: float32 [n, labels]; accuracy: per cent; milliseconds: per picture, asked one by one"""

    engine: str
    logits: np.ndarray
    accuracy: float
    milliseconds: float


@dataclass(frozen=True)
class Comparison:
    """What the compiled model and the one it was made from answer to the same pictures.

    largest_difference, mean_difference: of a logit
    changed: the pictures' numbers that are answered otherwise
    """

    om: Answers
    onnx: Answers
    largest_difference: float
    mean_difference: float
    changed: tuple[int, ...]

    @property
    def pictures(self) -> int:
        return len(self.om.logits)

    def table(self) -> str:
        """Markdown, for people."""
        return "\n".join(
            [
                "| | Compiled | ONNX |",
                "|---|---:|---:|",
                f"| Engine | {self.om.engine} | {self.onnx.engine} |",
                f"| Right, of {self.pictures:,} pictures | {self.om.accuracy:.2f} % | {self.onnx.accuracy:.2f} % |",
                f"| Milliseconds a picture | {self.om.milliseconds:.3f} | {self.onnx.milliseconds:.3f} |",
                "",
                f"Largest difference of a logit: {self.largest_difference:.3g}, mean: {self.mean_difference:.2g}; "
                f"answers that differ: {len(self.changed)}",
            ]
        )


Progress = Callable[[str, int, int], None]  # engine, pictures so far, pictures in all


def verify(om: Path, against: Path, data: Path, limit: int = 0, progress: Progress = lambda *_: None) -> Comparison:
    """Ask both models about the test pictures, prepared by the application's own pipeline.

    limit: the first so many pictures only; 0: all
    raises DataError (no test pictures), ModelError, EngineError
    """
    test = mnist.load("test", data)
    count = min(limit or len(test), len(test))
    found = []
    inputs: dict[int, np.ndarray] = {}  # by the network's side
    for engine_name, model in (("ascend", om), ("onnx", against)):
        with open_engine(engine_name, str(model), lasting=False) as engine:
            side = engine.card.side
            if side not in inputs:
                inputs[side] = inputs_from_inks(list(test.images[:count]), side)
            found.append(_ask(engine, inputs[side], test.labels[:count], progress))
    compiled, onnx = found
    if compiled.logits.shape != onnx.logits.shape:
        raise VerificationError(f"{om} and {against} do not have the same labels: they are not the same network.")
    differences = np.abs(compiled.logits - onnx.logits)
    changed = np.flatnonzero(compiled.logits.argmax(1) != onnx.logits.argmax(1))
    return Comparison(
        compiled, onnx, float(differences.max()), float(differences.mean()), tuple(int(number) for number in changed)
    )


def check(comparison: Comparison, om: Path, largest_difference: float, changed_answers: int) -> None:
    """Raise VerificationError where more differs than is allowed."""
    changed = len(comparison.changed)
    if comparison.largest_difference <= largest_difference and changed <= changed_answers:
        return
    raise VerificationError(
        f"{om} answers {changed} of {comparison.pictures:,} pictures otherwise than the ONNX model, and a logit "
        f"differs by up to {comparison.largest_difference:.3g} (allowed: {changed_answers}, {largest_difference:g}). "
        "Compile it again from this very ONNX model; if that does not help, look whether something is normalised twice."
    )


def original_of(om: Path, card: ModelCard) -> tuple[Path, bool]:
    """The ONNX model that an .om was made from, as its card says, and whether it still is the same file.

    Where it is no longer there: the one that comes with the application. Raises ModelError.
    """
    named = card.made.get("onnx")
    path: Optional[Path] = om.resolve().parent / named if isinstance(named, str) else None
    if path is None or not os.path.isfile(path):  # noqa: PTH113 (Path.is_file raises where it may not look)
        path = MODELS / "digits.onnx"
    content, _ = load_model(path)
    return path, hashlib.sha256(content).hexdigest() == card.made.get("from_onnx")


def _ask(engine: Engine, inputs: np.ndarray, labels: np.ndarray, progress: Progress) -> Answers:
    """One picture at a time, as the application asks."""
    batch = batch_from_inputs(inputs, engine.card)
    engine.infer(batch[:1])  # the first one also sets up
    rows = []
    seconds = 0.0
    for number in range(len(batch)):
        started = time.perf_counter()
        rows.append(engine.infer(batch[number : number + 1]))
        seconds += time.perf_counter() - started
        if (number + 1) % _AT_A_TIME == 0 or number + 1 == len(batch):
            progress(engine.title, number + 1, len(batch))
    logits = np.concatenate(rows)
    answers = np.array(engine.card.labels)[logits.argmax(1)]
    return Answers(engine.title, logits, 100 * float(np.mean(answers == labels)), 1000 * seconds / len(batch))
