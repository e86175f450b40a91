"""From a checkpoint to what the application runs: ONNX with its card, and MINDIR."""

from __future__ import annotations

import hashlib
import platform
import shlex
import sys
import tempfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Union

import numpy as np

from app.engines.engine import card_to_json
from app.engines.features import ENDING, features_beside
from app.engines.onnx import OnnxEngine
from app.errors import AtlasDigitsError
from app.recognition.model import ModelCard
from model_build import checkpoints, evaluation, features, mnist, samples, together
from model_build.errors import ExportError, TrainingError
from model_build.evaluation import Calibration, Evaluation
from model_build.runtime import ms, nn
from model_build.training import load_network, logits

NAME = "digits"
OPSET = 11  # what MindSpore writes, and ATC of every CANN takes
_LARGEST_DIFFERENCE = 1e-3  # of a logit, between MindSpore and ONNX Runtime: rounding gives about 1e-5


@dataclass(frozen=True)
class Export:
    """Where the files are, and how far ONNX Runtime's answers are from MindSpore's over the test pictures."""

    onnx: Path
    card: Path
    features: Path
    mindir: Path
    pictures: int
    largest_difference: float
    changed_answers: int


@dataclass(frozen=True)
class Converted:
    """A network as files, and how far ONNX Runtime's answers are from MindSpore's.

    files: by ending: .onnx, .json (the card), .features.onnx, .mindir
    """

    files: Mapping[str, bytes]
    pictures: int
    largest_difference: float
    changed_answers: int


def export(run: Path, output: Path, data: Path) -> Export:
    """Write digits.onnx, digits.json, digits.features.onnx and digits.mindir into `output`.

    All are made and verified aside first; what was in `output` is replaced only by what passed.
    raises ExportError, TrainingError (not trained, or not evaluated), DataError, StorageError
    """
    measured = evaluation.read(run)
    network, checkpoint, progress, recipe = load_network(run)
    if checkpoints.fingerprint(checkpoint) != measured.checkpoint:
        raise TrainingError(f"{run} was trained on since it was evaluated. Run first: python -m model_build evaluate")
    if not progress.finished:
        raise TrainingError(
            f"{run} has come to epoch {progress.epoch} of {progress.settings.epochs}. Train it to its end first: "
            f"{command_of(vars(progress.settings))}"
        )
    test = mnist.load("test", data)
    tensors = samples.normalised(samples.inputs_for(recipe, test.images))
    made = convert(network, tensors, lambda onnx: _card(onnx, measured, vars(progress.settings)))
    together.put(output, {f"{NAME}{ending}": content for ending, content in made.files.items()})
    return Export(
        onnx=output / f"{NAME}.onnx",
        card=output / f"{NAME}.json",
        features=features_beside(output / f"{NAME}.onnx"),
        mindir=output / f"{NAME}.mindir",
        pictures=made.pictures,
        largest_difference=made.largest_difference,
        changed_answers=made.changed_answers,
    )


def convert(network: nn.Cell, tensors: np.ndarray, card_for: Callable[[bytes], ModelCard]) -> Converted:
    """Export a network, and look whether ONNX Runtime answers as MindSpore does.

    tensors: float32 [n, 1, 32, 32], what both are asked
    card_for: the card, of the ONNX model's content
    raises ExportError
    """
    with tempfile.TemporaryDirectory(prefix="atlas-digits-") as folder:
        onnx, mindir = (_convert(network, Path(folder), kind) for kind in ("ONNX", "MINDIR"))
    _check_structure(onnx)
    card = card_for(onnx)
    with _open(onnx, card) as engine:
        answers = engine.infer(tensors)
    trained = logits(network, tensors)
    difference = float(np.abs(answers - trained).max())
    changed = int(np.sum(answers.argmax(1) != trained.argmax(1)))
    if changed or not difference <= _LARGEST_DIFFERENCE:
        raise ExportError(
            f"The ONNX model answers {changed} of {len(tensors)} pictures otherwise than MindSpore, and a logit "
            f"differs by up to {difference:.2g} (allowed: 0 and {_LARGEST_DIFFERENCE:g}). Nothing was replaced."
        )
    files = {
        ".onnx": onnx,
        ".json": card_to_json(card).encode(),
        ENDING: features.with_features(onnx, f"{NAME}.onnx"),
        ".mindir": mindir,
    }
    return Converted(files, len(tensors), difference, changed)


def _convert(network: nn.Cell, folder: Path, kind: str) -> bytes:
    """The network as MindSpore writes it, for a batch of 1."""
    path = folder / f"{NAME}.{kind.lower()}"
    sample = ms.Tensor(np.zeros((1, 1, samples.SIDE, samples.SIDE), np.float32))
    try:
        ms.export(network, sample, file_name=str(path.with_suffix("")), file_format=kind)
        return path.read_bytes()
    except (RuntimeError, ValueError, OSError) as error:
        reason = (str(error).strip() or type(error).__name__).splitlines()[0]
        raise ExportError(f"MindSpore cannot export {kind}: {reason}") from None


def _check_structure(content: bytes) -> None:
    import onnx

    try:
        model = onnx.load_from_string(content)
        onnx.checker.check_model(model, full_check=True)
    except Exception as error:  # protobuf's and the checker's errors share no base class
        raise ExportError(f"MindSpore wrote an ONNX model that is not valid: {error}") from None
    opsets = [entry.version for entry in model.opset_import if entry.domain in ("", "ai.onnx")]
    if opsets != [OPSET]:
        raise ExportError(f"MindSpore wrote ONNX opset {opsets}, not {OPSET}: ATC may not take it.")


def _open(content: bytes, card: ModelCard) -> OnnxEngine:
    try:
        return OnnxEngine(content, card, Path(f"{NAME}.onnx"))
    except AtlasDigitsError as error:
        raise ExportError(f"ONNX Runtime does not run what MindSpore exported: {error}") from None


def _card(content: bytes, measured: Evaluation, settings: dict[str, object]) -> ModelCard:
    return card_of(
        content,
        f"LeNet-5, {measured.network} network, {measured.recipe} recipe",
        measured,
        accuracy={
            "mnist_test": round(measured.accuracy, 2),
            "mnist_test_resized": round(measured.accuracy_resized, 2),
            "mnist_test_app": round(measured.accuracy_app, 2),
        },
        made={"command": command_of(settings), "parameters": measured.parameters, **settings},
    )


def card_of(
    content: bytes,
    name: str,
    calibration: Union[Calibration, Evaluation],
    accuracy: dict[str, float],
    made: dict[str, Any],
) -> ModelCard:
    """content: the ONNX model's; accuracy, made: as in `ModelCard`, what made it without the versions"""
    return ModelCard(
        name=name,
        input_shape=(1, 1, samples.SIDE, samples.SIDE),
        dtype="float32",
        layout="NCHW",
        mean=samples.MEAN,
        std=samples.STD,
        polarity="white_on_black",
        labels=tuple(range(10)),
        temperature=calibration.temperature,
        refusal_threshold=calibration.refusal_threshold,
        energy_threshold=calibration.energy_threshold,
        accuracy=accuracy,
        sha256=hashlib.sha256(content).hexdigest(),
        made={
            **made,
            "mindspore": ms.__version__,
            "python": platform.python_version(),
            "machine": f"{sys.platform} {platform.machine()}",
        },
    )


def command_of(settings: dict[str, object]) -> str:
    """The command that makes this model again."""
    said = {name: value for name, value in settings.items() if name != "limit" or value}
    options = [f"--{name.replace('_', '-')}={value}" for name, value in said.items()]
    return shlex.join(["python", "-m", "model_build", "all", *options])
