"""From a checkpoint to what the application runs: ONNX with its card, and MINDIR."""

from __future__ import annotations

import hashlib
import platform
import shlex
import sys
import tempfile
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from app.engines.engine import card_to_json
from app.engines.features import features_beside
from app.engines.onnx import OnnxEngine
from app.errors import AtlasDigitsError
from app.recognition.model import ModelCard
from model_build import checkpoints, evaluation, features, mnist, samples
from model_build.errors import ExportError, TrainingError
from model_build.evaluation import Evaluation
from model_build.files import replacing
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
    with tempfile.TemporaryDirectory(prefix="atlas-digits-") as folder:
        onnx, mindir = (_convert(network, Path(folder), kind) for kind in ("ONNX", "MINDIR"))
    _check_structure(onnx)
    card = _card(onnx, measured, vars(progress.settings))
    with _open(onnx, card) as engine:
        answers = engine.infer(tensors)
    trained = logits(network, tensors)
    difference = float(np.abs(answers - trained).max())
    changed = int(np.sum(answers.argmax(1) != trained.argmax(1)))
    if changed or not difference <= _LARGEST_DIFFERENCE:
        raise ExportError(
            f"The ONNX model answers {changed} of {len(test)} pictures otherwise than MindSpore, and a logit differs "
            f"by up to {difference:.2g} (allowed: 0 and {_LARGEST_DIFFERENCE:g}). Nothing was written to {output}."
        )
    done = Export(
        onnx=output / f"{NAME}.onnx",
        card=output / f"{NAME}.json",
        features=features_beside(output / f"{NAME}.onnx"),
        mindir=output / f"{NAME}.mindir",
        pictures=len(test),
        largest_difference=difference,
        changed_answers=changed,
    )
    contents = {
        done.onnx: onnx,
        done.card: card_to_json(card).encode(),
        done.features: features.with_features(onnx, f"{NAME}.onnx"),
        done.mindir: mindir,
    }
    with ExitStack() as together:  # none takes its place before all are written
        for path, content in contents.items():
            together.enter_context(replacing(path)).write_bytes(content)
    return done


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
    return ModelCard(
        name=f"LeNet-5, {measured.network} network, {measured.recipe} recipe",
        input_shape=(1, 1, samples.SIDE, samples.SIDE),
        dtype="float32",
        layout="NCHW",
        mean=samples.MEAN,
        std=samples.STD,
        polarity="white_on_black",
        labels=tuple(range(10)),
        temperature=measured.temperature,
        refusal_threshold=measured.refusal_threshold,
        energy_threshold=measured.energy_threshold,
        accuracy={
            "mnist_test": round(measured.accuracy, 2),
            "mnist_test_resized": round(measured.accuracy_resized, 2),
            "mnist_test_app": round(measured.accuracy_app, 2),
        },
        sha256=hashlib.sha256(content).hexdigest(),
        made={
            "command": command_of(settings),
            "parameters": measured.parameters,
            **settings,
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
