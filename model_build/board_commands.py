"""The commands around ATC: compile and verify. They need neither MindSpore nor a board."""

from __future__ import annotations

import argparse
import re
import shlex
import sys
from collections.abc import Callable
from pathlib import Path
from typing import TextIO

from app.engines import om_file
from app.engines.engine import MODELS, load_model
from model_build import mnist

_TELL_EVERY = 30.0  # seconds, where the output is not a terminal
_BUILD = Path("build")

# The chip computes in half precision. Over the 10,000 test pictures the shipped model's logits, -48 to 27, come out of
# the simulated chip up to 0.028 off, with AIPP 0.040, and no answer changes. A real chip adds up in another order: five
# times as much is let pass, and as many changed answers as there are pictures whose two best lie within 0.056. It is
# still narrow: a normalisation whose deviation is 1 % off moves a logit by 0.48.
_LARGEST_DIFFERENCE = 0.2
_CHANGED_ANSWERS = 5


def add_compile(sub: argparse.ArgumentParser) -> None:
    sub.set_defaults(command=_compile)
    sub.add_argument(
        "--model", type=Path, metavar="ONNX", default=MODELS / "digits.onnx", help="with its card; default: the shipped"
    )
    sub.add_argument(
        "--output", type=Path, metavar="DIR", help="where the .om and its card go (default: assets/models/SOC)"
    )
    sub.add_argument(
        "--soc-version",
        type=_soc,
        metavar="SOC",
        default="Ascend310",
        help="the chip it is for: Ascend310 (Atlas 200 DK, default), Ascend310B4 (Atlas 200I DK A2), or Ascend and "
        "the name that `npu-smi info` shows",
    )
    sub.add_argument(
        "--aipp", action="store_true", help="the chip normalises: the .om takes 8-bit grey, a quarter of the bytes"
    )
    sub.add_argument("--atc", type=Path, metavar="PROGRAM", help="ATC (default: looked for in the usual places)")
    sub.add_argument("--dry-run", action="store_true", help="show the command, run and write nothing")


def add_verify(sub: argparse.ArgumentParser, at_least_one: Callable[[str], int]) -> None:
    sub.add_argument("om", type=Path, metavar="OM", help="the compiled model, its card beside it")
    sub.add_argument("--against", type=Path, metavar="ONNX", help="default: the one it was compiled from")
    sub.add_argument("--limit", type=at_least_one, default=0, metavar="N", help="the first N test pictures only")
    sub.add_argument(
        "--largest-difference",
        type=_not_negative,
        metavar="X",
        default=_LARGEST_DIFFERENCE,
        help="of a logit, that is allowed (default: %(default)s)",
    )
    sub.add_argument(
        "--changed",
        type=_count,
        metavar="N",
        default=_CHANGED_ANSWERS,
        help="answers that may differ (default: %(default)s)",
    )


def _soc(text: str) -> str:
    if not re.fullmatch(r"[A-Za-z0-9_]+", text):
        raise argparse.ArgumentTypeError(f"{text!r} is not the name of a chip, such as Ascend310")
    return text


def _not_negative(text: str) -> float:
    try:
        value = float(text)
    except ValueError:
        value = -1.0
    if not 0 <= value < float("inf"):
        raise argparse.ArgumentTypeError(f"{text!r} is not a number from 0")
    return value


def _count(text: str) -> int:
    if not (text.isascii() and text.isdecimal()):
        raise argparse.ArgumentTypeError(f"{text!r} is not a whole number from 0")
    return int(text)


def _compile(options: argparse.Namespace) -> None:
    from model_build import atc
    from model_build import compile as compiling

    task = compiling.plan(options.model, options.output, options.soc_version, options.aipp)
    if options.dry_run:
        given = compiling.arguments(task, str(task.model), str(task.om.with_suffix("")), compiling.AIPP_FILE)
        print(shlex.join([str(options.atc or "atc"), *given]))
        if task.aipp:
            print(f"\n{compiling.AIPP_FILE}:\n{task.aipp.text}", end="")
        return
    tool = atc.find(options.atc)
    print(f"{tool.program}: {task.model} for {task.soc_version}; on a board this takes minutes")
    for name, value in atc.few_processes(tool.environment).items():
        print(f"On a board: {name}={value}, so that the memory suffices")
    listener = Shown(sys.stdout)
    try:
        done = compiling.run(task, tool, listener)
    finally:
        listener.clear()
    print(
        f"{done.om}, {done.card.name}: {done.size / 1000:,.0f} kB in {_clock(done.seconds)}, "
        f"by ATC {done.atc_version or 'of an unknown version'}"
    )
    if done.simulated:
        print("The ATC was a simulated one: this .om runs on the simulated board and on no chip.")


class Shown:
    """ATC's output, passed on; on a terminal with a clock below it, elsewhere with a line now and then."""

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream
        self._terminal = stream.isatty()
        self._clock = False  # is on the screen
        self._told = 0.0

    def line(self, text: str) -> None:
        self.clear()
        encoding = self._stream.encoding or "utf-8"  # ATC's is UTF-8, the terminal's may not be
        print(text.encode(encoding, "replace").decode(encoding), file=self._stream, flush=True)

    def waiting(self, seconds: float) -> None:
        if self._terminal:
            print(f"\r... {_clock(seconds)}", end="", file=self._stream, flush=True)
            self._clock = True
        elif seconds - self._told >= _TELL_EVERY:
            self._told = seconds
            print(f"... {_clock(seconds)}", file=self._stream, flush=True)

    def progress(self, engine: str, done: int, total: int) -> None:
        if self._terminal:
            print(f"\r{engine}  {done:,} of {total:,}", end="", file=self._stream, flush=True)
            self._clock = True

    def clear(self) -> None:
        if self._clock:
            print("\r" + " " * 60 + "\r", end="", file=self._stream, flush=True)
            self._clock = False


def _clock(seconds: float) -> str:
    minutes, rest = divmod(int(seconds), 60)
    return f"{minutes} min {rest:02d} s" if minutes else f"{seconds:.1f} s" if seconds < 1 else f"{rest} s"


def verify(options: argparse.Namespace) -> None:
    """Raises VerificationError where more differs than is allowed."""
    from model_build import verify as verifying

    against = options.against
    if against is None:
        _, card = load_model(options.om, lambda content, path: om_file.parse(content, str(path)))
        against, same = verifying.original_of(options.om, card)
        if not same:
            print(f"{against}: not the file that {options.om} was compiled from, by the SHA-256 on its card")
    data = options.data or mnist.named_folder() or _BUILD / "mnist"
    shown = Shown(sys.stdout)
    try:
        found = verifying.verify(options.om, against, data, options.limit, shown.progress)
    finally:
        shown.clear()
    print(found.table())
    verifying.check(found, options.om, options.largest_difference, options.changed)
