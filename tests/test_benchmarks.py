"""The benchmarks whose figures stand in the README run as it says; how fast things are is not judged here."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

from tests.sources.devices import COMPILER, NO_COMPILER

BENCHMARKS = Path(__file__).resolve().parent / "benchmarks"


@pytest.mark.skipif(COMPILER is None, reason=NO_COMPILER)
def test_the_camera_s_reads_a_webcam_and_times_its_answers():
    command = [sys.executable, str(BENCHMARKS / "camera_latency.py"), "--seconds", "2", "--size", "800x480"]
    done = subprocess.run(command, capture_output=True, text=True, timeout=120)
    assert done.returncode == 0 and not done.stderr, done.stderr
    found = re.search(r"^glass to answer: median ([\d.]+), p95 ([\d.]+), worst ([\d.]+) ms$", done.stdout, re.MULTILINE)
    assert found, done.stdout
    median, p95, worst = map(float, found.groups())
    assert 1 < median <= p95 <= worst, done.stdout
