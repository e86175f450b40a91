"""Pictures of data and results, drawn with matplotlib."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from model_build.errors import TrainingError
from model_build.files import replacing
from model_build.mnist import Digits

try:
    import matplotlib

    matplotlib.use("Agg")  # no display is needed
    from matplotlib import pyplot as plt
except ImportError as error:
    raise TrainingError(f"matplotlib cannot be imported here ({error}); `make model` installs it.") from None

_ACCENT = "#2F5BEA"
_DPI = 110


def preview(digits: Digits, path: Path, *, seed: int = 0, rows: int = 4, columns: int = 8) -> None:
    """Random samples with their labels. Raises StorageError, as all here."""
    chosen = np.random.default_rng(seed).choice(len(digits), min(rows * columns, len(digits)), replace=False)
    titles = [str(digits.labels[i]) for i in chosen]
    gallery([digits.images[i] for i in chosen], titles, columns, "MNIST", path)


def errors(images: np.ndarray, labels: np.ndarray, probabilities: np.ndarray, path: Path, *, most: int = 80) -> None:
    """The wrong answers, the surest first: what was written, what was answered, how sure."""
    answers = probabilities.argmax(1)
    wrong = np.flatnonzero(answers != labels)
    wrong = wrong[np.argsort(-probabilities[wrong, answers[wrong]])]
    titles = [f"{labels[i]} read as {answers[i]}\n{100 * probabilities[i, answers[i]]:.0f} %" for i in wrong[:most]]
    shown = "" if len(wrong) <= most else f", the surest {most}"
    gallery([images[i] for i in wrong[:most]], titles, 10, f"{len(wrong)} errors of {len(labels)}{shown}", path)


def confusion_matrix(matrix: np.ndarray, path: Path) -> None:
    """Rows: what was written; columns: what was answered. The colour shows the errors, the diagonal is left pale."""
    figure, axes = plt.subplots(figsize=(6, 6))
    mistakes = matrix * (1 - np.eye(len(matrix), dtype=int))
    axes.imshow(mistakes, cmap="Blues", vmax=max(1, int(mistakes.max() * 1.4)))
    for row in range(len(matrix)):
        for column in range(len(matrix)):
            if matrix[row, column]:
                weight = "bold" if row == column else "normal"
                axes.text(column, row, int(matrix[row, column]), ha="center", va="center", fontsize=9, weight=weight)
    axes.set(xticks=range(10), yticks=range(10), xlabel="answered", ylabel="written")
    right, total = int(np.trace(matrix)), int(matrix.sum())
    axes.set_title(f"{right} of {total} right, {100 * right / total:.2f} %")
    _save(figure, path)


def curves(
    losses: Sequence[tuple[int, float]], accuracies: Sequence[tuple[int, float]], steps: int, path: Path
) -> None:
    """The loss by step and the accuracy by epoch, over one axis of epochs. steps: of one epoch."""
    figure, (above, below) = plt.subplots(2, 1, figsize=(7, 6), sharex=True)
    above.plot([step / steps for step, _ in losses], [loss for _, loss in losses], color=_ACCENT, linewidth=1.2)
    above.set(ylabel="training loss", yscale="log")
    below.plot([e for e, _ in accuracies], [a for _, a in accuracies], color=_ACCENT, marker="o", markersize=3)
    below.set(xlabel="epoch", ylabel="right, %")
    for axes in (above, below):
        axes.grid(alpha=0.25)
        axes.spines[["top", "right"]].set_visible(False)
    _save(figure, path)


def reliability(bins: Sequence[tuple[float, float, int]], path: Path) -> None:
    """bins: mean confidence, share right, and how many; the area of a dot is the count's."""
    figure, axes = plt.subplots(figsize=(5.5, 5.5))
    axes.plot([0, 1], [0, 1], color="#999999", linewidth=1)
    most = max((count for _, _, count in bins), default=1)
    sizes = [20 + 300 * count / most for _, _, count in bins]
    axes.scatter([c for c, _, _ in bins], [a for _, a, _ in bins], s=sizes, color=_ACCENT, alpha=0.7)
    axes.set(xlim=(0, 1.02), ylim=(0, 1.02), xlabel="confidence", ylabel="share right")
    axes.grid(alpha=0.3)
    _save(figure, path)


def refusal(lines: Mapping[str, tuple[np.ndarray, np.ndarray]], path: Path) -> None:
    """lines: by name, the share of the digits that is refused and of what is no digit that is accepted"""
    figure, axes = plt.subplots(figsize=(7, 5.5))
    for name, (refused, accepted) in lines.items():
        style = "--" if "logit" in name else "-"
        axes.plot(100 * refused, 100 * accepted, style, linewidth=1.4, label=name)
    axes.set(xlabel="digits refused, %", ylabel="accepted, %", ylim=(0, 100))
    axes.grid(alpha=0.3)
    axes.legend(fontsize=8)
    _save(figure, path)


def gallery(images: Sequence[np.ndarray], titles: Sequence[str], columns: int, heading: str, path: Path) -> None:
    rows = max(1, -(-len(images) // columns))
    figure, grid = plt.subplots(rows, columns, figsize=(columns * 0.95, rows * 1.3 + 0.5), squeeze=False)
    for axes in grid.flat:
        axes.set_axis_off()
    for axes, image, title in zip(grid.flat, images, titles):
        axes.imshow(image, cmap="gray", vmin=0, vmax=255)
        axes.set_title(title, fontsize=8)
    figure.suptitle(heading)
    figure.tight_layout()
    _save(figure, path)


def _save(figure: Any, path: Path) -> None:
    try:
        with replacing(path) as beside:
            figure.savefig(beside, format="png", dpi=_DPI, bbox_inches="tight")
    finally:
        plt.close(figure)
