"""What people corrected, out of their samples: which of it teaches, and which is kept back to judge by."""

from __future__ import annotations

import hashlib
import logging
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from app import sample_files
from app.sample import Sample
from model_build.errors import TrainingError

log = logging.getLogger(__name__)

LEAST = 10  # corrected samples that a fine-tuning needs


@dataclass(frozen=True)
class Correction:
    """One digit whose writer said what it is.

    input: uint8 [32, 32] as the network was asked, ink 255; label: 0 to 9
    lines: the movements of its pen, each float [n, 2], y down; none where it was photographed or opened
    """

    input: np.ndarray
    label: int
    lines: tuple[np.ndarray, ...] = ()

    @property
    def fingerprint(self) -> str:
        """Equal for equal inputs."""
        return hashlib.sha256(self.input.tobytes()).hexdigest()


def read(path: Path) -> list[Correction]:
    """The corrected ones in the application's store or an export of it.

    raises SamplesError (they cannot be read), TrainingError (too few)
    """
    found = sample_files.read(path)
    for why in found.left_out:
        log.warning("Left out: %s", why)
    corrections = usable(found.samples)
    if len(corrections) < LEAST:
        raise TrainingError(
            f"{path}: {len(corrections)} of {len(found.samples)} samples can be learnt from, and {LEAST} are needed. "
            "What counts is a sample of which somebody said which digit it is, each drawing once. "
            "Correct some more in the application."
        )
    return corrections


def usable(found: Sequence[Sample]) -> list[Correction]:
    """Those with a correction, every input once; of several words about the same input the last one counts.

    They are in an order that does not depend on theirs.
    """
    corrected = sorted((sample for sample in found if sample.correction is not None), key=lambda sample: sample.time)
    last = {correction.fingerprint: correction for correction in map(_correction, corrected)}
    return [last[fingerprint] for fingerprint in sorted(last)]


def _correction(sample: Sample) -> Correction:
    assert sample.correction is not None
    left, top, width, height = sample.box
    low, high = np.array([left, top]), np.array([left + width, top + height])
    lines = []
    for stroke in sample.strokes:  # of the whole canvas: there may be other digits on it
        line = np.array(stroke.points, np.float64)
        middle = (line.min(0) + line.max(0)) / 2
        if (low <= middle).all() and (middle <= high).all():
            lines.append(line)
    return Correction(sample.input, sample.correction, tuple(lines))


def fingerprint(corrections: Sequence[Correction]) -> str:
    """SHA-256, of inputs and labels."""
    whole = hashlib.sha256()
    for correction in corrections:
        whole.update(correction.input.tobytes() + bytes([correction.label]))
    return whole.hexdigest()


def split(corrections: Sequence[Correction], share: float, seed: int) -> tuple[list[Correction], list[Correction]]:
    """Those to teach and those to judge by: of every label `share`, at least one where there are two.

    It depends on the inputs and the seed. As samples are added, few that were taught come to judge: a model that is
    taught once more has seldom seen its judges.
    raises TrainingError where no label has two
    """
    taught: list[Correction] = []
    held_out: list[Correction] = []

    def lot(correction: Correction) -> str:
        return hashlib.sha256(f"{seed} {correction.fingerprint}".encode()).hexdigest()

    for label in range(10):
        ours = sorted((correction for correction in corrections if correction.label == label), key=lot)
        kept = min(len(ours) - 1, max(1, round(share * len(ours)))) if len(ours) > 1 else 0
        held_out += ours[:kept]
        taught += ours[kept:]
    if not held_out:
        raise TrainingError(
            f"Of {len(corrections)} corrected samples no two are of the same digit: one of them could not be kept back "
            "to judge by. Correct some more in the application."
        )
    return taught, held_out


def by_label(corrections: Sequence[Correction]) -> dict[str, int]:
    """How many of each digit, of those that there are."""
    labels = [correction.label for correction in corrections]
    return {str(label): labels.count(label) for label in sorted(set(labels))}
