"""Checkpoints: everything a run needs to go on, written after every epoch.

A checkpoint is for training: weights, the optimiser's state and how far the run has come, in MindSpore's own format.
It needs this code to be of use. An export (`model_build.export`) is for use: weights and graph in one file.
"""

from __future__ import annotations

import fcntl
import hashlib
import json
import logging
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from pathlib import Path

from model_build.errors import StorageError, TrainingError
from model_build.files import replacing
from model_build.runtime import ms, nn

log = logging.getLogger(__name__)

_PROGRESS = "run_progress"  # the name of our own entry among the parameters
_KEPT = 2


@dataclass(frozen=True)
class Settings:
    """What makes a run; two runs with equal settings on one machine give equal weights.

    limit: train on the first so many pictures only, 0 for all
    """

    network: str
    recipe: str
    epochs: int
    batch_size: int
    seed: int
    limit: int = 0

    def __str__(self) -> str:
        return ", ".join(f"{name.replace('_', ' ')} {value}" for name, value in asdict(self).items())


@dataclass
class Progress:
    """How far a run has come.

    losses: (step, mean loss since the last entry); accuracies: (epoch, per cent of the held-out set, or of the test
    set where nothing is held out); seconds: wall time of each epoch, without what is done between them
    """

    settings: Settings
    epoch: int = 0
    losses: list[tuple[int, float]] = field(default_factory=list)
    accuracies: list[tuple[int, float]] = field(default_factory=list)
    seconds: list[float] = field(default_factory=list)

    @property
    def finished(self) -> bool:
        return self.epoch >= self.settings.epochs


def folder_of(run: Path) -> Path:
    return run / "checkpoints"


def save(run: Path, trainer: nn.Cell, progress: Progress) -> Path:
    """Write the state after an epoch and drop the oldest. Raises StorageError; the checkpoints before it stay."""
    path = folder_of(run) / f"epoch-{progress.epoch:03d}.ckpt"
    with replacing(path) as beside:
        try:
            ms.save_checkpoint(trainer, str(beside), append_dict={_PROGRESS: json.dumps(asdict(progress))})
        except (RuntimeError, OSError) as error:  # MindSpore wraps the OSError of a full disk
            remove_leftovers(run)  # it writes beside the file it was given, and leaves that
            raise StorageError(
                f"{path}: the checkpoint cannot be written ({_reason(error)}). "
                "The checkpoints before it are untouched: make room and run the same command again."
            ) from None
        beside.chmod(0o644)  # MindSpore writes it read-only
    for old in _finished_files(run)[:-_KEPT]:
        old.unlink(missing_ok=True)
    return path


def _reason(error: BaseException) -> str:
    cause: BaseException | None = error
    while cause is not None:
        if isinstance(cause, OSError) and cause.strerror:
            return cause.strerror
        cause = cause.__cause__ or cause.__context__
    return (str(error).strip() or type(error).__name__).splitlines()[0]


def latest(run: Path) -> tuple[Path, Progress]:
    """The newest checkpoint of a run that can be read, and how far it has come.

    A damaged one is passed over with a warning: for that the one before is kept. Raises TrainingError without any.
    """
    found = _finished_files(run)
    if not found:
        raise TrainingError(f"{run}: there is no checkpoint in it. Train one with: python -m model_build train")
    for path in reversed(found):
        try:
            return path, _read(path)[1]
        except TrainingError as error:
            if path == found[0]:
                raise
            log.warning("%s The one before is taken.", error)
    raise AssertionError("unreachable")


def exists(run: Path) -> bool:
    """Whether there is any checkpoint."""
    return bool(_finished_files(run))


def fingerprint(path: Path) -> str:
    """What tells one checkpoint from another: the SHA-256 of the file."""
    return hashlib.sha256(path.read_bytes()).hexdigest()


@contextmanager
def held(run: Path) -> Iterator[None]:
    """Keep other trainings out of the run's folder. Raises TrainingError where one is in it, StorageError."""
    try:
        run.mkdir(parents=True, exist_ok=True)
        lock = (run / ".lock").open("w")
    except OSError as error:
        raise StorageError(f"{run}: cannot be written ({error.strerror}).") from None
    with lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            raise TrainingError(f"{run} is being trained by another process. Train beside it with --run DIR.") from None
        yield


def _finished_files(run: Path) -> list[Path]:
    """By epoch. What a killed run left half-written begins with a dot and is not among them."""
    return sorted(folder_of(run).glob("epoch-*.ckpt"), key=lambda path: int(path.stem.split("-")[1]))


def remove_leftovers(run: Path) -> None:
    """What a run that was killed while writing left behind."""
    for leftover in folder_of(run).glob(".epoch-*"):
        leftover.unlink(missing_ok=True)


def clear(run: Path) -> None:
    for path in _finished_files(run):
        path.unlink()


def restore(path: Path, cell: nn.Cell, prefix: str = "") -> Progress:
    """Load the state into a network, or into a trainer with its optimiser. Raises TrainingError.

    prefix: what the names in the file have before the cell's own; others are passed over
    """
    parameters, progress = _read(path)
    parameters = {name[len(prefix) :]: value for name, value in parameters.items() if name.startswith(prefix)}
    missing, _ = ms.load_param_into_net(cell, parameters)
    if missing:
        raise TrainingError(f"{path}: it is of another network: {', '.join(missing)} missing.")
    return progress


def _read(path: Path) -> tuple[dict[str, ms.Parameter], Progress]:
    try:
        parameters = ms.load_checkpoint(str(path))
        fields = json.loads(str(parameters.pop(_PROGRESS)))
        settings = Settings(**fields.pop("settings"))
        progress = Progress(settings, **fields)
    except (ValueError, TypeError, KeyError, RuntimeError, OSError) as error:
        raise TrainingError(
            f"{path}: this is not a checkpoint of this program, or it is damaged "
            f"({(str(error).strip() or type(error).__name__).splitlines()[0]})."
        ) from None
    return parameters, progress
