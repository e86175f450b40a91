"""How good a trained network is: all 10,000 test pictures, and how its confidence is to be read."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np

from app.recognition.decision import softmax
from app.recognition.preprocessing import inputs_from_inks
from model_build import mnist, samples
from model_build.errors import TrainingError
from model_build.files import write_text

RESULT = "evaluation.json"
_REFUSED_SHARE = 0.002  # of held-out digits may be refused: what sets the threshold
_LEAST_THRESHOLD, _LARGEST_THRESHOLD = 0.3, 0.9


@dataclass(frozen=True)
class Evaluation:
    """What `evaluate` found out about one run.

    accuracy: per cent of the 10,000 test pictures, prepared as the run was trained
    accuracy_resized, accuracy_app: likewise, the picture resized as a whole, and through the application's pipeline
    temperature, refusal_threshold: for the model card, fitted on the held-out part of the training set
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
    temperature, threshold = 1.0, 0.5  # of a network for which nothing was held out
    if recipe.held_out:
        _, held_out = samples.split(mnist.load("train", data), recipe.held_out)
        rows = logits(network, samples.normalised(samples.inputs_for(recipe, held_out.images)))
        temperature = fit_temperature(rows, held_out.labels)
        threshold = refusal_threshold(softmax(rows, temperature))
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
        temperature=round(temperature, 4),
        refusal_threshold=round(threshold, 4),
        confusion=matrix.tolist(),
        checkpoint=checkpoints.fingerprint(checkpoint),
    )
    pictures.confusion_matrix(matrix, run / "confusion.png")
    pictures.errors(test.images, test.labels, softmax(own, temperature), run / "errors.png")
    steps = max(1, progress.losses[-1][0] // progress.epoch)
    pictures.curves(progress.losses, progress.accuracies, steps, run / "curves.png")
    write_text(run / RESULT, json.dumps(asdict(evaluation), indent=2) + "\n")
    return evaluation


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
