"""The training loop: one for every recipe, resumable, on one process or several."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable
from contextlib import nullcontext
from pathlib import Path
from typing import Any, Optional

import numpy as np

from model_build import checkpoints, mnist, samples
from model_build.averaging import PREFIX, Average
from model_build.checkpoints import Progress, Settings
from model_build.errors import TrainingError
from model_build.network import NETWORKS
from model_build.recipes import RECIPES, Recipe
from model_build.runtime import Workers, ms, nn
from model_build.steps import TOGETHER, Trainer, averaged_steps, trainer_for

log = logging.getLogger(__name__)

_REPORTS = 5  # lines an epoch, as the course's LossMonitor writes them
_POINTS = 20  # entries of the loss curve an epoch


def train(settings: Settings, run: Path, data: Path, workers: Workers, *, fresh: bool = False) -> Progress:
    """Train, or go on training, until the settings' last epoch; a checkpoint after every one.

    run: the folder of this run; what is in it is gone on with, if its settings are the same
    fresh: start over all the same
    raises TrainingError, DataError, StorageError
    """
    if settings.batch_size % workers.count:
        raise TrainingError(f"A batch of {settings.batch_size} cannot be shared out among {workers.count} workers.")
    with checkpoints.held(run) if workers.first else nullcontext():
        return _train(settings, run, data, workers, fresh=fresh)


def _train(settings: Settings, run: Path, data: Path, workers: Workers, *, fresh: bool) -> Progress:
    recipe = RECIPES[settings.recipe]
    checkpoint, progress = _start_from(settings, run, fresh=fresh)
    if progress.finished:
        log.info("%s is trained to its end already (--fresh trains it anew).", run)
        return progress
    ms.set_seed(settings.seed)
    digits = _limited(mnist.load("train", data), settings.limit)
    taught, held_out = samples.split(digits, min(recipe.held_out, len(digits) // 5))
    network = NETWORKS[settings.network]()
    steps = settings.epochs * (samples.pictures_an_epoch(taught, recipe) // settings.batch_size)
    if not steps:
        raise TrainingError(f"{len(taught)} pictures do not make one batch of {settings.batch_size}.")
    trainer = trainer_for(network, recipe, settings.batch_size // workers.count, steps, workers.device)
    batches = samples.Batches(
        taught, recipe, settings.batch_size, settings.seed, workers.rank, workers.count, trainer.arrange
    )
    average, state = None, trainer.step
    if recipe.averaged:
        average = Average(network, NETWORKS[settings.network](), steps - averaged_steps(recipe, steps))
        state = nn.CellList([trainer.step, average.network], auto_prefix=False)
    if checkpoint:
        checkpoints.restore(checkpoint, state)
        log.info("Going on after epoch %d of %d.", progress.epoch, settings.epochs)
    digits = held_out if len(held_out) else mnist.load("test", data)
    judged = average.network if average else network
    judge = Judge(judged, recipe, digits, "held-out" if len(held_out) else "test")
    learn(trainer, batches, judge, progress, workers, lambda: checkpoints.save(run, state, progress), average)
    return progress


class Judge:
    """How much of a set of digits a network gets right, while it learns."""

    def __init__(self, network: nn.Cell, recipe: Recipe, digits: mnist.Digits, name: str) -> None:
        """name: the set's, for people"""
        self._network, self._labels, self.name = network, digits.labels, name
        self._inputs = samples.normalised(samples.inputs_for(recipe, digits.images))

    def __call__(self) -> float:
        """Per cent."""
        return 100 * float(np.mean(logits(self._network, self._inputs).argmax(1) == self._labels))


def learn(
    trainer: Trainer,
    batches: samples.Batches,
    judge: Judge,
    progress: Progress,
    workers: Workers,
    keep: Callable[[], object] = lambda: None,
    average: Optional[Average] = None,
) -> None:
    """Go on, from where `progress` is, to its settings' last epoch.

    keep: called after every epoch, in the first worker only
    average: of the weights, kept up to date
    raises TrainingError where the loss is no number any more, and what `keep` raises
    """
    while not progress.finished:
        _one_epoch(trainer, batches, progress, workers, average)
        progress.accuracies.append((progress.epoch, judge()))
        if workers.first:
            keep()
            _tell(progress, len(batches), judge.name)


def _start_from(settings: Settings, run: Path, *, fresh: bool) -> tuple[Optional[Path], Progress]:
    """The checkpoint to go on with, if there is one, and how far it has come."""
    checkpoints.remove_leftovers(run)
    if fresh:
        checkpoints.clear(run)
    if not checkpoints.exists(run):
        return None, Progress(settings)
    checkpoint, progress = checkpoints.latest(run)
    if progress.settings != settings:
        raise TrainingError(
            f"{run} holds a run with other settings ({progress.settings}; asked for: {settings}). "
            "Train beside it with --run DIR, or over it with --fresh."
        )
    return checkpoint, progress


def _limited(digits: mnist.Digits, limit: int) -> mnist.Digits:
    return mnist.Digits(digits.images[:limit], digits.labels[:limit]) if limit else digits


def _one_epoch(
    trainer: Trainer, batches: samples.Batches, progress: Progress, workers: Workers, average: Optional[Average]
) -> None:
    done = progress.epoch * len(batches)
    every, reports = max(1, len(batches) // _POINTS), max(1, len(batches) // _REPORTS)
    recent: list[Any] = []  # losses, not yet fetched
    number = 0
    start = time.perf_counter()
    for inputs, labels in batches.epoch(progress.epoch, TOGETHER):
        before, number = number, number + len(labels)
        recent.extend(trainer(inputs, labels))
        if average:
            average.add(done + number, len(labels))
        if before // every < number // every:
            loss = float(np.mean([value.asnumpy().mean() for value in recent]))
            recent.clear()
            if not np.isfinite(loss):
                raise TrainingError("The loss is no longer a number: the learning rate is too high for this network.")
            progress.losses.append((done + number, loss))
        if before // reports < number // reports and workers.first:
            log.info("epoch: %d step: %d, loss is %.5f", progress.epoch + 1, number, progress.losses[-1][1])
    progress.seconds.append(time.perf_counter() - start)
    progress.epoch += 1


def _tell(progress: Progress, steps: int, judged: str) -> None:
    seconds = progress.seconds[-1]
    log.info(
        "Epoch %d of %d: %.1f s, %.2f ms a step, %.2f %% of the %s set right.",
        progress.epoch, progress.settings.epochs, seconds, 1e3 * seconds / steps, progress.accuracies[-1][1], judged,
    )  # fmt: skip


def logits(network: nn.Cell, inputs: np.ndarray, batch: int = 1000) -> np.ndarray:
    """float32 [n, 1, 32, 32] -> logits float32 [n, 10]; all of them, the last batch filled up and cut."""
    network.set_train(False)
    answers = []
    for first in range(0, len(inputs), batch):
        part = inputs[first : first + batch]
        size = len(part)
        if size < batch:  # one compiled shape serves all
            part = np.concatenate([part, np.zeros((batch - size, *part.shape[1:]), np.float32)])
        answers.append(network(ms.Tensor(part)).asnumpy()[:size])
    return np.concatenate(answers) if answers else np.empty((0, 10), np.float32)


def load_network(run: Path) -> tuple[nn.Cell, Path, Progress, Recipe]:
    """The trained network of a run, averaged if its recipe says so, and the checkpoint it is from, the newest.

    raises TrainingError
    """
    path, progress = checkpoints.latest(run)
    recipe = RECIPES[progress.settings.recipe]
    network = NETWORKS[progress.settings.network]()
    checkpoints.restore(path, network, PREFIX if recipe.averaged else "")
    network.set_train(False)
    return network, path, progress, recipe
