"""python -m model_build: fetch | preview | train | finetune | evaluate | export | all | report | features | compile |
verify"""

from __future__ import annotations

import argparse
import logging
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Optional

from app.output import run_command
from model_build import board_commands, finetune_command, mnist
from model_build import fetch as fetching
from model_build.errors import TrainingError
from model_build.recipes import RECIPES

log = logging.getLogger("model_build")

_BUILD = Path("build")  # everything that is made, below the working directory


def main(arguments: Optional[Sequence[str]] = None) -> int:
    """0: done; 1: it could not be done, and why stands on stderr; 2: the command line is wrong; 130: interrupted."""
    return run_command(lambda: _main(arguments), "model_build")


def _main(arguments: Optional[Sequence[str]]) -> int:
    logging.basicConfig(level=logging.WARNING, format="%(message)s", stream=sys.stdout)
    log.setLevel(logging.INFO)
    options = _parser().parse_args(arguments)
    command: Callable[[argparse.Namespace], None] = options.command
    try:
        command(options)
    except KeyboardInterrupt:
        resumes = command in (_train, _all)
        way_on = " Without --fresh the same command goes on from the last finished epoch." if resumes else ""
        print(f"\nInterrupted.{way_on}", file=sys.stderr)
        raise
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m model_build",
        description="Train, measure and export the network, offline, with MindSpore.",
    )
    commands = parser.add_subparsers(required=True, metavar="COMMAND")

    def add(name: str, command: Callable[[argparse.Namespace], None], text: str) -> argparse.ArgumentParser:
        sub = commands.add_parser(name, help=text, description=text)
        sub.set_defaults(command=command)
        sub.add_argument(
            "--data",
            type=Path,
            metavar="DIR",
            help=f"folder of MNIST's four files (default: {mnist.MNIST_VARIABLE}, else {_BUILD / 'mnist'})",
        )
        return sub

    sub = add("fetch", _fetch, "Download MNIST, or copy it; checksums are verified")
    _add_source(sub)
    sub = add("preview", _preview, "Draw a picture of samples with their labels")
    sub.add_argument("--output", type=Path, default=_BUILD / "preview.png", metavar="PNG")
    sub.add_argument("--seed", type=_seed, default=0)

    sub = add("train", _train, "Train a network; a killed run goes on where it was")
    _add_run(sub)
    _add_settings(sub)
    text = "Go on training a model with samples that people corrected, and put it where the application looks"
    sub = add("finetune", _finetune, text)
    finetune_command.add(sub, _positive, _seed)
    _add_source(sub)
    sub = add("evaluate", _evaluate, "Measure a trained run on the test set, or models on a folder of test sets")
    _add_run(sub)
    sub.add_argument("--suite", type=Path, metavar="DIR", help="measure models on the test sets in this folder instead")
    sub.add_argument(
        "--model", type=Path, action="append", default=[], metavar="ONNX", help="with --suite: the model, or several"
    )
    sub.add_argument(
        "--output", type=Path, metavar="DIR", help=f"with --suite: the report's folder (default: {_BUILD / 'suite'})"
    )
    sub = add("export", _export, "Write ONNX, MINDIR and the model card of a trained run, and verify them")
    _add_run(sub)
    _add_output(sub)
    sub = add("all", _all, "fetch, preview, train, evaluate and export")
    _add_source(sub)
    _add_run(sub)
    _add_settings(sub)
    _add_output(sub)
    sub = add("report", _report, "Show evaluated runs side by side")
    sub.add_argument("runs", type=Path, nargs="*", metavar="RUN", help="folders of runs (default: all)")

    text = "Write the model that shows its inside, MODEL.features.onnx, beside an ONNX model; needs no MindSpore"
    sub = commands.add_parser("features", help=text, description=text)
    sub.set_defaults(command=_features)
    sub.add_argument("model", type=Path, metavar="MODEL.onnx")

    text = "Compile an ONNX model for an Ascend chip with ATC; needs no MindSpore"
    board_commands.add_compile(commands.add_parser("compile", help=text, description=text))
    sub = add("verify", board_commands.verify, "Compare a compiled model with its original on the test set")
    board_commands.add_verify(sub, _positive)
    return parser


def _add_source(sub: argparse.ArgumentParser) -> None:
    sub.add_argument(
        "--from",
        dest="source",
        type=Path,
        metavar="DIR",
        help=f"copy the files from this folder (default: {mnist.MNIST_VARIABLE}, else download)",
    )


def _add_run(sub: argparse.ArgumentParser) -> None:
    sub.add_argument("--network", choices=("course", "relu"), default="relu", help="default: %(default)s")
    sub.add_argument("--recipe", choices=tuple(RECIPES), default="augmented", help="default: %(default)s")
    sub.add_argument("--run", type=Path, metavar="DIR", help="folder of the run (default: build/runs/NETWORK-RECIPE)")
    sub.add_argument("--device-target", choices=("CPU", "GPU", "Ascend"), default="CPU", help="default: %(default)s")


def _add_settings(sub: argparse.ArgumentParser) -> None:
    sub.add_argument("--epochs", type=_positive, help="default: the recipe's")
    sub.add_argument("--batch-size", type=_positive, help="in all workers together; default: the recipe's")
    sub.add_argument("--seed", type=_seed, default=1, help="default: %(default)s")
    sub.add_argument("--limit", type=_positive, default=0, metavar="N", help="train on the first N pictures only")
    sub.add_argument("--fresh", action="store_true", help="start over, even where there is a run to go on with")


def _add_output(sub: argparse.ArgumentParser) -> None:
    sub.add_argument("--output", type=Path, metavar="DIR", help="where the model goes (default: the run's folder)")


def _positive(text: str) -> int:
    if not (text.isascii() and text.isdecimal()) or int(text) < 1:
        raise argparse.ArgumentTypeError(f"{text!r} is not a whole number above 0")
    return int(text)


def _seed(text: str) -> int:
    if not (text.isascii() and text.isdecimal()) or int(text) >= 2**32:
        raise argparse.ArgumentTypeError(f"{text!r} is not a whole number from 0 to {2**32 - 1}")
    return int(text)


def _data(options: argparse.Namespace) -> Path:
    return options.data or mnist.named_folder() or _BUILD / "mnist"


def _run(options: argparse.Namespace) -> Path:
    return options.run or _BUILD / "runs" / f"{options.network}-{options.recipe}"


def _fetch(options: argparse.Namespace) -> None:
    copies = options.source or mnist.named_folder()
    for path in fetching.fetch(options.data or _BUILD / "mnist", source=copies, progress=_show_progress):
        print(f"{path}: there, checksum right")


def _show_progress(name: str, done: int, total: int) -> None:
    if sys.stdout.isatty():
        end = "\n" if done >= total else ""
        print(f"\r{name}  {100 * done // total:3d} %  {done / 1e6:.1f} of {total / 1e6:.1f} MB", end=end, flush=True)


def _preview(options: argparse.Namespace) -> None:
    from model_build import pictures

    output = getattr(options, "preview", None) or options.output
    pictures.preview(mnist.load("train", _data(options)), output, seed=options.seed)
    print(f"{output}: samples with their labels")


def _train(options: argparse.Namespace) -> None:
    from model_build import runtime
    from model_build.checkpoints import Settings
    from model_build.training import train

    recipe = RECIPES[options.recipe]
    settings = Settings(
        network=options.network,
        recipe=options.recipe,
        epochs=options.epochs or recipe.epochs,
        batch_size=options.batch_size or recipe.batch_size,
        seed=options.seed,
        limit=options.limit,
    )
    workers = runtime.start(options.device_target)
    progress = train(settings, _run(options), _data(options), workers, fresh=options.fresh)
    if workers.first:
        print(f"{_run(options)}: trained to epoch {progress.epoch}, {progress.accuracies[-1][1]:.2f} % right")


def _finetune(options: argparse.Namespace) -> None:
    _fetch(options)
    finetune_command.run(options, _data(options), _BUILD / "runs")


def _evaluate(options: argparse.Namespace) -> None:
    if options.suite:
        _measure_suite(options)
        return
    if options.model:
        raise TrainingError("--model goes with --suite; a trained run is named with --run.")
    from model_build import evaluation, report, runtime

    runtime.start(options.device_target)
    run = _run(options)
    evaluation.evaluate(run, _data(options))
    print(report.side_by_side([run]))
    print(f"{run}: {evaluation.RESULT}, confusion.png, errors.png, curves.png")


def _measure_suite(options: argparse.Namespace) -> None:
    from app.engines import open_engine
    from model_build import suite
    from model_build.together import require_writable

    output = options.output or _BUILD / "suite"
    require_writable(output)  # before minutes of measuring, not after them
    outcomes = []
    for model in options.model or [None]:
        with open_engine(None if model else "onnx", str(model) if model else None, lasting=False) as engine:
            outcomes.append(suite.measure(options.suite, engine))
    print(suite.table(outcomes))
    suite.write(outcomes, output)
    print(f"{output}: report.md, report.json, and pictures")


def _export(options: argparse.Namespace) -> None:
    from model_build import export, runtime

    runtime.start(options.device_target)
    run = _run(options)
    done = export.export(run, options.output or run, _data(options))
    print(f"{done.onnx}, {done.card}, {done.features}, {done.mindir}")
    print(
        f"Against MindSpore on the {done.pictures:,} test pictures: "
        f"largest difference of a logit {done.largest_difference:.1e}, answers that differ: {done.changed_answers}"
    )


def _all(options: argparse.Namespace) -> None:
    _fetch(options)
    options.preview = _BUILD / "preview.png"
    _preview(options)
    _train(options)
    options.suite, options.model = None, []
    _evaluate(options)
    _export(options)


def _report(options: argparse.Namespace) -> None:
    from model_build import report

    runs = options.runs or sorted(path.parent for path in (_BUILD / "runs").glob("*/evaluation.json"))
    if not runs:
        raise TrainingError("There is no evaluated run yet. Make one with: python -m model_build all")
    print(report.side_by_side(runs))


def _features(options: argparse.Namespace) -> None:
    from model_build import features

    print(f"{features.write(options.model)}: the network of {options.model}, its layers' values among its outputs")
