"""How good a trained network is: all 10,000 test pictures, and how its confidence is to be read.

Temperature and thresholds are set on a mixture, made as the pool of the training but from held-out pictures: what is
set on one way of input does not carry over to another.
"""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Optional

import numpy as np

from app.recognition.decision import energy, softmax
from app.recognition.preprocessing import inputs_from_inks
from model_build import mnist, pool, samples
from model_build.errors import TrainingError
from model_build.files import write_text
from model_build.recipes import Recipe

RESULT = "evaluation.json"
_REFUSED_SHARE = 0.002  # of plain held-out digits may be refused for their confidence: what sets the threshold
_REFUSED_FOR_ENERGY = 0.02  # of the mixture's digits may be refused for their energy: likewise
# below the first a doubt between two digits could not be told: each of them has at most half
_LEAST_THRESHOLD, _LARGEST_THRESHOLD = 0.55, 0.9
_MIXTURE = pool.Shares(plain=1, distorted=1, written=1, others=1)
_MIXTURE_SEED = 77  # not one of a training's usual ones


@dataclass(frozen=True)
class Evaluation:
    """What `evaluate` found out about one run.

    accuracy: per cent of the 10,000 test pictures, prepared as the run was trained
    accuracy_resized, accuracy_app: likewise, the picture resized as a whole, and through the application's pipeline
    temperature, refusal_threshold, energy_threshold: for the model card, fitted on held-out pictures
    calibration_error: of the held-out mixture at that temperature, see `calibration_error`
    others_refused: per cent of the mixture's non-digits
    confusion: confusion[written][answered]
    checkpoint: the SHA-256 of the one that was measured
    """

    network: str
    recipe: str
    parameters: int
    epochs: int
    seconds_per_epoch: float
    accuracy: float
    accuracy_resized: float
    accuracy_app: float
    temperature: float
    refusal_threshold: float
    energy_threshold: Optional[float]
    calibration_error: float
    others_refused: float
    confusion: list[list[int]]
    checkpoint: str


def evaluate(run: Path, data: Path) -> Evaluation:
    """Measure the newest checkpoint of a run and leave the results in its folder, as JSON and as pictures.

    raises TrainingError, DataError, StorageError
    """
    from model_build import checkpoints, pictures
    from model_build.network import parameter_count
    from model_build.training import load_network, logits

    network, checkpoint, progress, recipe = load_network(run)
    test = mnist.load("test", data)
    found = {
        False: logits(network, samples.normalised(samples.resized(test.images))),
        True: logits(network, samples.normalised(inputs_from_inks(list(test.images), samples.SIDE))),
    }
    right = {pipeline: 100 * float(np.mean(rows.argmax(1) == test.labels)) for pipeline, rows in found.items()}
    calibration = Calibration()
    if recipe.held_out:
        _, held_out = samples.split(mnist.load("train", data), recipe.held_out)
        calibration = calibrate(network, recipe, held_out)
    own = found[recipe.app_pipeline]
    matrix = confusion(test.labels, own.argmax(1))
    evaluation = Evaluation(
        network=progress.settings.network,
        recipe=progress.settings.recipe,
        parameters=parameter_count(network),
        epochs=progress.epoch,
        seconds_per_epoch=round(float(np.median(progress.seconds)), 2),
        accuracy=right[recipe.app_pipeline],
        accuracy_resized=right[False],
        accuracy_app=right[True],
        **asdict(calibration),
        confusion=matrix.tolist(),
        checkpoint=checkpoints.fingerprint(checkpoint),
    )
    pictures.confusion_matrix(matrix, run / "confusion.png")
    pictures.errors(test.images, test.labels, softmax(own, calibration.temperature), run / "errors.png")
    steps = max(1, progress.losses[-1][0] // progress.epoch)
    pictures.curves(progress.losses, progress.accuracies, steps, run / "curves.png")
    write_text(run / RESULT, json.dumps(asdict(evaluation), indent=2) + "\n")
    return evaluation


@dataclass(frozen=True)
class Calibration:
    """What is found on the held-out pictures, as in `Evaluation`; the defaults are of a network for which nothing was
    held out."""

    temperature: float = 1.0
    refusal_threshold: float = 0.5
    energy_threshold: Optional[float] = None
    calibration_error: float = 0.0
    others_refused: float = 0.0


def calibrate(network: Any, recipe: Recipe, held_out: mnist.Digits) -> Calibration:
    """How the network's confidence is to be read. held_out: digits that it was not taught on"""
    from model_build.training import logits

    plain = logits(network, samples.normalised(samples.inputs_for(recipe, held_out.images)))
    if recipe.shares is None:
        temperature = fit_temperature(plain, held_out.labels)
        return Calibration(round(temperature, 4), round(refusal_threshold(softmax(plain, temperature)), 4))
    inputs, labels = pool.make(held_out, _MIXTURE, _MIXTURE_SEED)
    rows = logits(network, samples.normalised(inputs))
    digits, others = rows[labels != pool.NO_DIGIT], rows[labels == pool.NO_DIGIT]
    labels = labels[labels != pool.NO_DIGIT]
    temperature = fit_temperature(digits, labels)
    confidence = refusal_threshold(softmax(plain, temperature))
    least = float(np.quantile(energy(digits), _REFUSED_FOR_ENERGY))
    refused = (energy(others) < least) | (softmax(others, temperature).max(1) < confidence)
    return Calibration(
        temperature=round(temperature, 4),
        refusal_threshold=round(confidence, 4),
        energy_threshold=round(least, 4),
        calibration_error=round(calibration_error(softmax(digits, temperature), labels), 4),
        others_refused=round(100 * float(refused.mean()), 2),
    )


def calibration_error(probabilities: np.ndarray, labels: np.ndarray, bins: int = 15) -> float:
    """The expected calibration error: how far confidence and share of right answers are apart, averaged over equal
    bins of confidence (Guo et al., "On calibration of modern neural networks", 2017)."""
    confidence, right = probabilities.max(1), probabilities.argmax(1) == labels
    place = np.minimum((confidence * bins).astype(int), bins - 1)
    apart = np.bincount(place, confidence - right, minlength=bins)
    return float(np.abs(apart).sum() / len(labels))


def read(run: Path) -> Evaluation:
    """Raises TrainingError where the run was not evaluated."""
    path = run / RESULT
    try:
        fields: dict[str, Any] = json.loads(path.read_text())
        return Evaluation(**fields)
    except FileNotFoundError:
        raise TrainingError(f"{path}: this run was not evaluated. Do it with: python -m model_build evaluate") from None
    except (OSError, ValueError, TypeError) as error:
        raise TrainingError(f"{path}: cannot be read ({error}). Run: python -m model_build evaluate") from None


def confusion(labels: np.ndarray, answers: np.ndarray, classes: int = 10) -> np.ndarray:
    """counts[written, answered], int64 [classes, classes]."""
    return np.bincount(labels.astype(np.int64) * classes + answers, minlength=classes * classes).reshape(
        classes, classes
    )


def fit_temperature(logits: np.ndarray, labels: np.ndarray) -> float:
    """The temperature, 0.2 to 5, under which the labels are likeliest (Guo et al., 2017), by golden-section search."""

    def cost(log_temperature: float) -> float:
        probabilities = softmax(logits, float(np.exp(log_temperature)))
        return -float(np.mean(np.log(probabilities[np.arange(len(labels)), labels] + 1e-12)))

    low, high = np.log(0.2), np.log(5.0)
    ratio = (5**0.5 - 1) / 2
    for _ in range(40):
        left, right = high - ratio * (high - low), low + ratio * (high - low)
        if cost(left) < cost(right):
            high = right
        else:
            low = left
    return float(np.exp((low + high) / 2))


def refusal_threshold(probabilities: np.ndarray) -> float:
    """The confidence that `_REFUSED_SHARE` of these digits do not reach, kept within sense."""
    share = float(np.quantile(probabilities.max(1), _REFUSED_SHARE))
    return min(max(share, _LEAST_THRESHOLD), _LARGEST_THRESHOLD)
