"""`python -m model_build` on a small data set, in a process of its own."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent


def command(data, *arguments):
    return [sys.executable, str(HERE / "small_mnist.py"), str(data), *arguments, f"--data={data}"]


def run(data, folder, *arguments, **options):
    return subprocess.run(command(data, *arguments), cwd=folder, capture_output=True, text=True, timeout=300, **options)


def done(data, folder, *arguments, **options):
    finished = run(data, folder, *arguments, **options)
    assert finished.returncode == 0, finished.stdout + finished.stderr
    return finished.stdout


def start(data, folder, *arguments):
    """A command that runs on; its output line by line."""
    environment = {**os.environ, "PYTHONUNBUFFERED": "1"}
    pipes = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE}
    return subprocess.Popen(command(data, *arguments), cwd=folder, env=environment, text=True, **pipes)
