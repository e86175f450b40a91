"""The pictures of a suite's report: reliability, confusions, the worst errors, what refusing costs and brings."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from model_build import pictures, suite
from model_build.suite import Outcome
from model_build.suite_sets import Reading

_WORST = 60  # errors of a set that are shown
_PER_ROW = 12
_CURVES = ("Omniglot", "photographed Greek", "a scribble", "a picture of nothing")


def write(outcome: Outcome, folder: Path) -> list[tuple[str, str]]:
    """Draw everything of one model; returns titles with the files' names. Raises StorageError."""
    made = [("Confidence and how often it is right, pen strokes", "reliability.png")]
    pictures.reliability([(b.confidence, b.accuracy, b.count) for b in outcome.reliability], folder / made[0][1])
    others = [name for name in outcome.readings if name.startswith(_CURVES)]
    if others:
        made.append(("What is accepted by the share of digits that is refused", "refusal.png"))
        lines = {
            f"{name.replace(', refused', '')}, by {score}": suite.curve(outcome.readings, name, score)
            for name in others
            for score in suite.scores_for_refusal()
        }
        pictures.refusal(lines, folder / made[-1][1])
    for name, readings in outcome.readings.items():
        short = re.sub(r"[^a-z0-9]+", "-", name.lower()).strip("-")
        kind = suite.kind_of(name)
        if kind == "digits":
            matrix = _confusion(readings)
            if matrix.any():
                made.append((f"{name}: written and answered", f"confusion-{short}.png"))
                pictures.confusion_matrix(matrix, folder / made[-1][1])
        wrong = _worst(readings)
        if wrong:
            made.append((f"{name}: the surest errors", f"errors-{short}.png"))
            title = f"{name}: {len(wrong)} of {len(readings)} wrong" + (", the surest" if len(wrong) > _WORST else "")
            shown = wrong[:_WORST]
            images = [np.zeros((32, 32), np.uint8) if r.seen is None else r.seen for r in shown]
            pictures.gallery(images, [_caption(r) for r in shown], _PER_ROW, title, folder / made[-1][1])
    return made


def _confusion(readings: Sequence[Reading]) -> np.ndarray:
    """counts[written, answered] of what the network was asked about, int64 [10, 10]; refusals are not looked at."""
    counts = np.zeros((10, 10), np.int64)
    for reading in readings:
        if reading.answer is not None:
            counts[int(reading.truth), reading.answer] += 1
    return counts


def _worst(readings: Sequence[Reading]) -> list[Reading]:
    """Wrong answers, the surest first, then what was refused or not found."""
    wrong = [reading for reading in readings if not reading.right]
    return sorted(wrong, key=lambda r: (not re.search(r"\d", r.text), -r.confidence))


def _caption(reading: Reading) -> str:
    read = reading.text.replace("\n", "/") or "nothing"
    sure = f"{100 * reading.confidence:.0f} %" if reading.answer is not None else reading.reason
    return f"{reading.truth or 'none'}: {read}\n{sure}"[:40]
