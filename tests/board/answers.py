"""What pictures say, on this machine and on the board's: the same words, as sure within a thousandth."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
DEMO = ROOT / "assets" / "demo"
SIMULATOR = ROOT / "tests" / "simulator" / "python"
MODEL = ROOT / "build" / "simulated" / "Ascend310"
TOLERANCE = 1e-3  # of a confidence


@dataclass(frozen=True)
class Answer:
    """Of one picture: its text, and the confidence of each digit in it."""

    text: str
    confidences: tuple[float, ...]
    engine: str


def read(lines: str) -> dict[str, Answer]:
    """From the output of `recognize --json`, by the picture's name."""
    found = {}
    for line in lines.splitlines():
        if line.startswith("{"):
            one = json.loads(line)
            confidences = tuple(digit["confidence"] for digit in one["digits"])
            found[Path(one["source"]).name] = Answer(one["text"], confidences, one["engine"])
    return found


def here(engine: str) -> dict[str, Answer]:
    """On this machine; `ascend` is the simulated one."""
    command = [sys.executable, "-m", "app", "recognize", str(DEMO), "--json", "--engine", engine]
    environment = dict(os.environ)
    if engine == "ascend":
        command += ["--model", str(MODEL / "digits.om")]
        environment["PYTHONPATH"] = str(SIMULATOR)
    return read(subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=True).stdout)


def difference(found: dict[str, Answer], expected: dict[str, Answer], engine: str) -> float:
    """The largest one of a confidence. Raises AssertionError where a text, the pictures or the engine differ."""
    assert found.keys() == expected.keys(), f"other pictures: {sorted(found)}"
    assert {answer.engine for answer in found.values()} == {engine}
    for name, answer in expected.items():
        assert found[name].text == answer.text, f"{name}: {found[name].text!r} instead of {answer.text!r}"
        assert len(found[name].confidences) == len(answer.confidences), name
    return max(
        (_largest(found[name].confidences, answer.confidences) for name, answer in expected.items()), default=0.0
    )


def _largest(some: Sequence[float], others: Sequence[float]) -> float:
    return max((abs(one - other) for one, other in zip(some, others)), default=0.0)
