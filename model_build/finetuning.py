"""Going on to train a model with what people corrected, without its forgetting what it knew.

What is taught is MNIST and what is written from templates, as in the recipe of the shipped model but less of it, and
the corrected samples, written again and again until they make up a stated share of every epoch. It takes minutes, so
there is nothing to go on with when it is interrupted: it starts over.
"""

from __future__ import annotations

import dataclasses
import hashlib
import json
import logging
import shlex
import time
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date
from pathlib import Path
from typing import Any, Optional

from app.engines.engine import MODELS, load_model
from app.engines.onnx import OnnxEngine
from app.recognition.model import ModelCard
from model_build import before_after, checkpoints, corrections, evaluation, export, mnist, rewriting, samples, together
from model_build.before_after import Figures
from model_build.checkpoints import Progress, Settings
from model_build.corrections import Correction
from model_build.errors import TrainingError
from model_build.evaluation import Calibration
from model_build.files import write_text
from model_build.network import LeNet5, parameter_count
from model_build.recipes import FINETUNING, Recipe
from model_build.runtime import Workers, ms
from model_build.steps import trainer_for
from model_build.training import Judge, learn
from model_build.weights import network_of

log = logging.getLogger(__name__)

RESULT = "finetune.json"
RECIPE = "finetuning"


@dataclass(frozen=True)
class Task:
    """What is taught to which model, and how.

    model: an ONNX model with its card beside it; samples: the application's store, or an export of it
    share: of every epoch are samples, above 0 and below 1; held_out: of the samples are kept back, likewise
    limit: MNIST's pictures that are taught with them
    """

    model: Path
    samples: Path
    epochs: int
    batch_size: int
    learning_rate: float
    share: float
    held_out: float
    limit: int
    seed: int


@dataclass(frozen=True)
class Outcome:
    """A candidate: its files by ending, also in the folder of the run, and what it and its origin get right."""

    run: Path
    files: Mapping[str, bytes]
    before: Figures
    after: Figures
    pictures: int
    kept: int

    def table(self) -> str:
        return before_after.table(self.before, self.after, self.pictures, self.kept)


@dataclass(frozen=True)
class _Lesson:
    """taught, kept: of the samples; digits, judges: of MNIST's; test: MNIST's own."""

    taught: Sequence[Correction]
    kept: Sequence[Correction]
    digits: mnist.Digits
    judges: mnist.Digits
    test: mnist.Digits

    @property
    def all_samples(self) -> list[Correction]:
        return [*self.taught, *self.kept]


def finetune(task: Task, run: Optional[Path], runs: Path, data: Path, workers: Workers) -> Outcome:
    """Make a candidate in the folder of the run, measure it beside its origin, and leave both's figures there.

    run: None: a folder below `runs`, named after all that makes the candidate
    raises TrainingError, DataError, ModelError, ExportError, StorageError, SamplesError
    """
    started = time.perf_counter()
    found = corrections.read(task.samples)
    content, base = load_model(task.model, OnnxEngine.inspect)
    network = network_of(content, base, task.model)
    lesson = _lesson(task, found, data)
    recipe = dataclasses.replace(FINETUNING, learning_rate=task.learning_rate)
    run = run or runs / _name(task, base, found)
    with checkpoints.held(run):
        with OnnxEngine(content, base, task.model) as engine:
            before = before_after.measure(engine, lesson.test, lesson.kept)
        _teach(network, str(base.made["network"]), task, recipe, lesson, workers)
        calibration = evaluation.calibrate(network, recipe, lesson.judges)
        measured: list[Figures] = []

        def card_for(onnx: bytes) -> ModelCard:
            plain = _card(onnx, calibration, task, base, lesson, network)
            with OnnxEngine(onnx, plain, task.model) as engine:
                measured.append(before_after.measure(engine, lesson.test, lesson.kept))
            return _with_figures(plain, before, measured[0], len(lesson.kept))

        asked = samples.normalised(samples.inputs_for(recipe, lesson.test.images))
        files = export.convert(network, asked, card_for).files
        outcome = Outcome(run, files, before, measured[0], len(lesson.test), len(lesson.kept))
        together.put(run, {f"{export.NAME}{ending}": content for ending, content in files.items()})
        report = _report(task, base, lesson, outcome, calibration)
        report["seconds"] = round(time.perf_counter() - started, 1)
        write_text(run / RESULT, json.dumps(report, indent=2) + "\n")
    return outcome


def ship(outcome: Outcome, output: Path) -> Path:
    """Put the model where it is used, under a new name; in `assets/models` in the place of the shipped one.

    returns the ONNX model's path; raises StorageError
    """
    if output.resolve() == MODELS:
        together.put(output, {f"{export.NAME}{ending}": content for ending, content in outcome.files.items()})
        return output / f"{export.NAME}.onnx"
    path = together.put_new(output, f"{export.NAME}-{date.today().isoformat()}", outcome.files)
    return path.with_name(f"{path.name}.onnx")


def _name(task: Task, base: ModelCard, found: Sequence[Correction]) -> str:
    inputs = [base.sha256, corrections.fingerprint(found), _settings(task)]
    return f"finetuned-{hashlib.sha256(json.dumps(inputs).encode()).hexdigest()[:8]}"


def _lesson(task: Task, found: Sequence[Correction], data: Path) -> _Lesson:
    taught, kept = corrections.split(found, task.held_out, task.seed)
    log.info("%d corrected samples: %d to learn from, %d kept back to judge by.", len(found), len(taught), len(kept))
    digits = mnist.load("train", data)
    digits, judges = samples.split(digits, min(FINETUNING.held_out, len(digits) // 5))
    digits = mnist.Digits(digits.images[: task.limit], digits.labels[: task.limit])
    return _Lesson(taught, kept, digits, judges, mnist.load("test", data))


def _teach(network: LeNet5, kind: str, task: Task, recipe: Recipe, lesson: _Lesson, workers: Workers) -> None:
    ms.set_seed(task.seed)
    known = samples.pictures_an_epoch(lesson.digits, recipe)
    rewritten = round(known * task.share / (1 - task.share))
    steps = task.epochs * ((known + rewritten) // task.batch_size)
    if not steps:
        raise TrainingError(f"{known + rewritten} pictures do not make one batch of {task.batch_size}.")
    log.info("Making %s pictures from MNIST and templates, and %s from the samples.", f"{known:,}", f"{rewritten:,}")
    more = rewriting.make(lesson.taught, rewritten, task.seed)
    trainer = trainer_for(network, recipe, task.batch_size, steps, workers.device)
    batches = samples.Batches(lesson.digits, recipe, task.batch_size, task.seed, arrange=trainer.arrange, more=more)
    progress = Progress(Settings(kind, RECIPE, task.epochs, task.batch_size, task.seed, task.limit))
    learn(trainer, batches, Judge(network, recipe, lesson.judges, "held-out of MNIST"), progress, workers)


def _card(
    onnx: bytes, calibration: Calibration, task: Task, base: ModelCard, lesson: _Lesson, network: LeNet5
) -> ModelCard:
    """All but what was measured."""
    kind = base.made["network"]
    count = len(lesson.all_samples)
    made = {
        "command": command_of(task),
        "parameters": parameter_count(network),
        "network": kind,
        "recipe": RECIPE,
        "finetuned_from": base.sha256,
        "samples": corrections.by_label(lesson.all_samples),
        "samples_held_out": corrections.by_label(lesson.kept),
        "samples_sha256": corrections.fingerprint(lesson.all_samples),
        **_settings(task),
    }
    name = f"LeNet-5, {kind} network, fine-tuned on {count} corrected samples"
    return export.card_of(onnx, name, calibration, {}, made)


def _with_figures(card: ModelCard, before: Figures, after: Figures, kept: int) -> ModelCard:
    accuracy = {
        "mnist_test": round(after.mnist_test, 2),
        "mnist_test_resized": round(after.mnist_test_resized, 2),
        "mnist_test_app": round(after.mnist_test, 2),
        "held_out_samples": round(100 * after.held_out / kept, 2),
    }
    figures = {"before": asdict(before), "after": asdict(after), "held_out_samples": kept}
    return dataclasses.replace(card, accuracy=accuracy, made={**card.made, "figures": figures})


def _report(task: Task, base: ModelCard, lesson: _Lesson, outcome: Outcome, calibration: Calibration) -> dict[str, Any]:
    return {
        "command": command_of(task),
        "model": str(task.model),
        "model_sha256": base.sha256,
        "samples": str(task.samples),
        "samples_taught": corrections.by_label(lesson.taught),
        "samples_held_out": corrections.by_label(lesson.kept),
        **_settings(task),
        "before": asdict(outcome.before),
        "after": asdict(outcome.after),
        "calibration": asdict(calibration),
        "onnx_sha256": hashlib.sha256(outcome.files[".onnx"]).hexdigest(),
    }


def _settings(task: Task) -> dict[str, Any]:
    return {name: value for name, value in asdict(task).items() if name not in ("model", "samples")}


def command_of(task: Task) -> str:
    """The command that makes this model again."""
    said = {name: value for name, value in asdict(task).items() if name != "model" or value != MODELS / "digits.onnx"}
    options = [f"--{name.replace('_', '-')}={value}" for name, value in said.items()]
    return shlex.join(["python", "-m", "model_build", "finetune", *options])
