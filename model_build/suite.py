"""How well models read other people's writing: the whole application's way, over a folder of test sets."""

from __future__ import annotations

import json
import zlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from zipfile import BadZipFile

import numpy as np

from app.recognition.model import Engine
from model_build.errors import DataError
from model_build.files import write_text
from model_build.suite_sets import SETS, Reader, Reading

BINS = 15  # of the calibration error
REFUSED_SHARE = 0.02  # of the digits, where the acceptance of what is none is told
_CALIBRATED_ON = "pen strokes, large"
# thresholds are set on a mixture: one that was set on strokes refuses three times as many scans
_MIXTURE = ("pen strokes, large", "pen strokes, small", "USPS", "Semeion", "exports", "made photographs")
# what reading a file that is cut off, or of another shape, may raise
_UNREADABLE = (OSError, ValueError, KeyError, EOFError, TypeError, IndexError, AttributeError, BadZipFile, zlib.error)
_SCORES: dict[str, Callable[[Reading], float]] = {
    "confidence": lambda reading: reading.confidence,
    "largest logit": lambda reading: reading.strength,
}


@dataclass(frozen=True)
class Score:
    """right of total; a refused digit is not right, a refused non-digit is.

    refused: of the total; likeliest: how often the likeliest digit was right, refused or not
    """

    name: str
    right: int
    total: int
    refused: int
    likeliest: int = 0

    @property
    def share(self) -> float:
        return 100 * self.right / self.total if self.total else 0.0


@dataclass(frozen=True)
class Bin:
    """Readings whose confidence lies together: how sure, how often right, in 0..1, and how many."""

    confidence: float
    accuracy: float
    count: int


@dataclass(frozen=True)
class Outcome:
    """What was found out about one model.

    calibration_error: of the stated confidence on pen strokes, 0..1; reliability: its bins
    accepted: by score and set, per cent of what is no digit that passes where 2 % of the digits do not
    spread: points between the worst and the best of the pens, and of the places
    """

    model: str
    scores: tuple[Score, ...]
    calibration_error: float
    reliability: tuple[Bin, ...]
    accepted: dict[str, dict[str, float]]
    spread: float
    readings: dict[str, list[Reading]] = field(repr=False)


def measure(folder: Path, engine: Engine) -> Outcome:
    """Read every set in the folder. Raises DataError where there is none, or one cannot be read."""
    if not folder.is_dir():
        raise DataError(f"{folder}: there is no such folder.")
    reader = Reader(engine)
    readings: dict[str, list[Reading]] = {}
    if not any(test_set.needs and (folder / test_set.needs).exists() for test_set in SETS):
        raise DataError(f"{folder}: none of the known test sets is in it.")
    for test_set in SETS:
        path = folder / test_set.needs
        if not path.exists():
            continue
        try:
            readings[test_set.name] = list(test_set.read(path, reader))
        except _UNREADABLE as error:
            reason = str(error) or type(error).__name__
            raise DataError(f"{path}: cannot be read as a test set ({reason}).") from None
    bins = reliability([r for name, some in readings.items() if name.startswith(_CALIBRATED_ON) for r in some])
    return Outcome(
        model=engine.card.name,
        scores=tuple(_score(name, some) for name, some in readings.items()),
        calibration_error=calibration_error(bins),
        reliability=bins,
        accepted=_accepted(readings),
        spread=_spread(readings),
        readings=readings,
    )


def _score(name: str, readings: Sequence[Reading]) -> Score:
    refused = sum("?" in reading.text or not reading.text for reading in readings)
    likeliest = sum(reading.truth != "" and str(reading.answer) == reading.truth for reading in readings)
    return Score(name, sum(reading.right for reading in readings), len(readings), refused, likeliest)


def kind_of(name: str) -> str:
    return next(test_set.kind for test_set in SETS if test_set.name == name)


def reliability(readings: Sequence[Reading], bins: int = BINS) -> tuple[Bin, ...]:
    """Digits that the network was asked about, sorted into equal bins of confidence; refusals are not looked at."""
    asked = [reading for reading in readings if reading.answer is not None]
    sure = np.array([reading.confidence for reading in asked])
    right = np.array([str(reading.answer) == reading.truth for reading in asked], float)
    places = np.minimum((sure * bins).astype(int), bins - 1)
    return tuple(
        Bin(float(sure[places == i].mean()), float(right[places == i].mean()), int((places == i).sum()))
        for i in range(bins)
        if (places == i).any()
    )


def calibration_error(bins: Sequence[Bin]) -> float:
    """The expected calibration error: the mean distance of confidence and accuracy (Naeini et al., 2015)."""
    total = sum(part.count for part in bins)
    return sum(part.count * abs(part.confidence - part.accuracy) for part in bins) / total if total else 0.0


def curve(readings: dict[str, list[Reading]], name: str, score: str) -> tuple[np.ndarray, np.ndarray]:
    """For thresholds of a score: the share of the digits that is refused, rising, and of this set that is accepted."""
    of = _SCORES[score]
    digits = np.sort([of(r) for key, some in readings.items() if key.startswith(_MIXTURE) for r in some])
    others = np.sort([of(r) for r in readings[name]])
    refused = np.linspace(0, 0.2, 101)
    thresholds = digits[np.minimum((refused * len(digits)).astype(int), len(digits) - 1)] if len(digits) else refused
    # without a glyph there is nothing to accept, whatever the threshold
    asked = others[np.isfinite(others) & (others != 0)]
    accepted = (len(asked) - np.searchsorted(asked, thresholds, side="left")) / max(1, len(others))
    return refused, accepted


def scores_for_refusal() -> tuple[str, ...]:
    return tuple(_SCORES)


def _accepted(readings: dict[str, list[Reading]]) -> dict[str, dict[str, float]]:
    found: dict[str, dict[str, float]] = {}
    for score in _SCORES:
        found[score] = {}
        for name in readings:
            if kind_of(name) == "none":
                refused, accepted = curve(readings, name, score)
                found[score][name] = round(100 * float(np.interp(REFUSED_SHARE, refused, accepted)), 2)
    return found


def _spread(readings: dict[str, list[Reading]]) -> float:
    shares = [
        100 * _score(name, some).likeliest / len(some)
        for name, some in readings.items()
        if name.startswith(("pen strokes, pen of", "pen strokes, very small", "pen strokes, small"))
    ]
    return max(shares) - min(shares) if shares else 0.0


def table(outcomes: Sequence[Outcome]) -> str:
    """Markdown: a row a set, a column a model."""
    names = list(dict.fromkeys(score.name for outcome in outcomes for score in outcome.scores))
    lines = ["| Set | " + " | ".join(outcome.model for outcome in outcomes) + " |", "|---|" + "---:|" * len(outcomes)]

    def row(name: str, cells: Sequence[str]) -> None:
        lines.append(f"| {name} | " + " | ".join(cells) + " |")

    for name in names:
        found = [next((s for s in outcome.scores if s.name == name), None) for outcome in outcomes]
        row(name, ["-" if s is None else _told(s) for s in found])
    if any(name.startswith("pen strokes") for name in names):
        spread = "points between the best and the worst of pens and places, by the likeliest digit"
        row(spread, [f"{o.spread:.2f}" for o in outcomes])
        row("calibration error on pen strokes, 15 bins", [f"{o.calibration_error:.4f}" for o in outcomes])
    for score in _SCORES:
        for name in outcomes[0].accepted.get(score, {}):
            told = name.replace(", refused", "")
            cells = [f"{o.accepted[score][name]:.1f} %" for o in outcomes]
            row(f"{told}: accepted where 2 % of the digits are refused, by {score}", cells)
    return "\n".join(lines)


def _told(score: Score) -> str:
    said = f"{score.right} of {score.total}, {score.share:.1f} %"
    if kind_of(score.name) != "digits":
        return said
    best, refused = (100 * count / max(1, score.total) for count in (score.likeliest, score.refused))
    return f"{said}; {refused:.1f} % refused; {best:.1f} % by the likeliest digit"


def as_json(outcomes: Sequence[Outcome]) -> list[dict[str, Any]]:
    return [
        {
            "model": outcome.model,
            "sets": {
                s.name: {**{k: v for k, v in vars(s).items() if k != "name"}, "share": round(s.share, 2)}
                for s in outcome.scores
            },
            "calibration_error": round(outcome.calibration_error, 5),
            "reliability": [vars(part) for part in outcome.reliability],
            "accepted_at_2_percent_refused": outcome.accepted,
            "spread_of_pens_and_places": round(outcome.spread, 3),
        }
        for outcome in outcomes
    ]


def write(outcomes: Sequence[Outcome], folder: Path) -> None:
    """report.md, report.json, and a folder of pictures a model. Raises StorageError."""
    from model_build import suite_pictures

    lines = ["# How well other people's writing is read", "", table(outcomes), ""]
    for number, outcome in enumerate(outcomes, 1):
        place = f"model-{number}"
        lines += [f"## {outcome.model}", ""]
        for title, name in suite_pictures.write(outcome, folder / place):
            lines += [f"{title}:", "", f"![{title}]({place}/{name})", ""]
    write_text(folder / "report.md", "\n".join(lines))
    write_text(folder / "report.json", json.dumps(as_json(outcomes), indent=2) + "\n")
