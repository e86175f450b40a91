"""What was measured, as tables for people."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

from model_build import evaluation
from model_build.evaluation import Evaluation

_ROWS: tuple[tuple[str, Callable[[Evaluation], str]], ...] = (
    ("Network, recipe", lambda e: f"{e.network}, {e.recipe}"),
    ("Parameters", lambda e: f"{e.parameters:,}"),
    ("Epochs", lambda e: str(e.epochs)),
    ("Seconds an epoch", lambda e: f"{e.seconds_per_epoch:.1f}"),
    ("MNIST test, as trained", lambda e: f"{e.accuracy:.2f} %"),
    ("MNIST test, picture resized as a whole", lambda e: f"{e.accuracy_resized:.2f} %"),
    ("MNIST test, through the application's preprocessing", lambda e: f"{e.accuracy_app:.2f} %"),
    ("Calibration error (ECE), held-out mixture", lambda e: _of_mixture(e, f"{e.calibration_error:.4f}")),
    ("Non-digits of the mixture refused", lambda e: _of_mixture(e, f"{e.others_refused:.1f} %")),
)


def _of_mixture(evaluation: Evaluation, figure: str) -> str:
    return "-" if evaluation.energy_threshold is None else figure


def side_by_side(runs: Sequence[Path]) -> str:
    """Markdown: a column an evaluated run. Raises TrainingError for one that was not evaluated."""
    found = [evaluation.read(run) for run in runs]
    heading, *rows = [f"| {title} | " + " | ".join(cell(e) for e in found) + " |" for title, cell in _ROWS]
    return "\n".join([heading, "|---|" + "---:|" * len(found), *rows])
