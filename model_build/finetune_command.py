"""The command `finetune`."""

from __future__ import annotations

import argparse
import shlex
from collections.abc import Callable
from pathlib import Path

from app import places
from app.engines.engine import MODELS
from model_build.recipes import FINETUNING

_SHARE = 0.15  # of an epoch: enough for new ways of writing, too little for the old ones to be forgotten
_HELD_OUT = 0.2
_LIMIT = 12_000  # of MNIST's pictures: an epoch of seconds
_MOST_LOSS = 0.1  # percentage points: ten of MNIST's test pictures


def add(sub: argparse.ArgumentParser, at_least_one: Callable[[str], int], seed: Callable[[str], int]) -> None:
    sub.add_argument(
        "--samples", type=Path, required=True, metavar="PATH", help="the application's samples, or an export of them"
    )
    sub.add_argument(
        "--model", type=Path, metavar="ONNX", default=MODELS / "digits.onnx", help="to go on with; default: the shipped"
    )
    sub.add_argument(
        "--output",
        type=Path,
        metavar="DIR",
        help="where the model goes, under a new name (default: where the application looks for people's own models); "
        "assets/models: in the place of the shipped one",
    )
    sub.add_argument("--run", type=Path, metavar="DIR", help="folder of the run (default: a new one in build/runs)")
    sub.add_argument("--epochs", type=at_least_one, default=FINETUNING.epochs, help="default: %(default)s")
    sub.add_argument("--batch-size", type=at_least_one, default=FINETUNING.batch_size, help="default: %(default)s")
    sub.add_argument(
        "--learning-rate", type=_rate, default=FINETUNING.learning_rate, metavar="X", help="peak; default: %(default)s"
    )
    sub.add_argument(
        "--share", type=_share, default=_SHARE, metavar="X", help="of an epoch are samples; default: %(default)s"
    )
    sub.add_argument(
        "--held-out", type=_share, default=_HELD_OUT, metavar="X", help="of the samples judge; default: %(default)s"
    )
    sub.add_argument(
        "--limit", type=at_least_one, default=_LIMIT, metavar="N", help="MNIST's first N pictures; default: %(default)s"
    )
    sub.add_argument("--seed", type=seed, default=1, help="default: %(default)s")
    sub.add_argument(
        "--most-loss",
        type=_points,
        default=_MOST_LOSS,
        metavar="X",
        help="percentage points that MNIST's test set may lose; default: %(default)s",
    )
    sub.add_argument("--device-target", choices=("CPU", "GPU", "Ascend"), default="CPU", help="default: %(default)s")


def run(options: argparse.Namespace, data: Path, runs: Path) -> None:
    """Raises WorseError where the new model is worse, after its figures were printed."""
    from model_build import before_after, finetuning, runtime, together

    output = options.output or places.data() / "models"
    together.require_writable(output)  # before the minutes that follow
    workers = runtime.start(options.device_target)
    task = finetuning.Task(
        model=options.model,
        samples=options.samples,
        epochs=options.epochs,
        batch_size=options.batch_size,
        learning_rate=options.learning_rate,
        share=options.share,
        held_out=options.held_out,
        limit=options.limit,
        seed=options.seed,
    )
    done = finetuning.finetune(task, options.run, runs, data, workers)
    print(done.table())
    print(f"{done.run}: the candidate, and {finetuning.RESULT}", flush=True)
    before_after.check(done.before, done.after, done.kept, options.most_loss)
    model = finetuning.ship(done, output)
    print(f"{model}, its card beside it.")
    if model.parent == places.data() / "models":
        print("The application's window takes it at once where it is open; else it is chosen in the settings, or with:")
    else:
        print("The application takes it with:")
    print(f"  python -m app --model {shlex.quote(str(model))}")


def _between(text: str, low: float, high: float, what: str) -> float:
    try:
        value = float(text)
    except ValueError:
        value = low - 1
    if not low <= value <= high:
        raise argparse.ArgumentTypeError(f"{text!r} is not {what}")
    return value


def _rate(text: str) -> float:
    return _between(text, 1e-7, 1, "a learning rate from 0.0000001 to 1")


def _share(text: str) -> float:
    return _between(text, 0.01, 0.9, "a share from 0.01 to 0.9")


def _points(text: str) -> float:
    return _between(text, 0, 100, "a number of percentage points from 0 to 100")
