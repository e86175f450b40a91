"""Runs tests in a process where the fake webcam is preloaded, so that OpenCV's own V4L2 code meets it."""

from __future__ import annotations

import subprocess
import sys
import xml.etree.ElementTree as ElementTree
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.sources.devices import COMPILER, NO_COMPILER, compile_library
from tests.sources.devices.camera import FakeCamera, environment

_ROOT = Path(__file__).resolve().parents[3]
_TARGETS = ("tests/sources/on_a_webcam.py", "tests/contract/test_sources.py")


@dataclass(frozen=True)
class Outcome:
    """One test of the other process; complaint: why it failed, empty where it passed"""

    file: str
    name: str
    complaint: str

    @property
    def function(self) -> str:
        return self.name.partition("[")[0]


@pytest.fixture(scope="session")
def on_a_webcam(tmp_path_factory) -> list[Outcome]:
    """The outcomes of the tests that need a webcam: all run once, in one process."""
    if COMPILER is None:
        pytest.skip(NO_COMPILER)
    folder = tmp_path_factory.mktemp("webcam")
    FakeCamera(folder)  # its control has to be there when the device is loaded
    report = folder / "report.xml"
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", f"--junitxml={report}"]
    command += ["--basetemp", str(folder / "files"), *_TARGETS, "-k", "on_a_webcam or webcam"]
    done = subprocess.run(
        command, cwd=_ROOT, env=environment(compile_library("camera.c", folder), folder), capture_output=True,
        text=True, timeout=600,
    )  # fmt: skip
    assert report.exists(), done.stdout + done.stderr
    return [_outcome(case) for case in ElementTree.parse(report).iter("testcase")]


def _outcome(case: ElementTree.Element) -> Outcome:
    said = [part.text or part.get("message", "") for part in case if part.tag in ("failure", "error", "skipped")]
    return Outcome(case.get("classname", ""), case.get("name", ""), "\n".join(said))
