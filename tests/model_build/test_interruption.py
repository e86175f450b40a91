"""Ctrl-C where libraries would have it for themselves."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest

INTERRUPTED_WHILE_IMPORTED = """
import os, signal, sys, time
os.kill(os.getpid(), signal.SIGINT)
time.sleep(0.5)
print("went on", flush=True)
sys.path.remove(os.path.dirname(__file__))
del sys.modules[{name!r}]
import {name}
"""

POOL = """
import signal
from model_build import interruption
interruption.keep()
import numpy as np
from model_build import mnist, pool
digits = mnist.Digits(np.full((3, 28, 28), 200, np.uint8), np.zeros(3, np.uint8))
inputs, _ = pool.in_chunks(pool._chunk, [("plain", 0, 0, 1)], pool._use, digits, here=False)
print(len(inputs), signal.SIGINT in signal.pthread_sigmask(signal.SIG_BLOCK, ()))
"""


@pytest.mark.parametrize("name", ["cv2", pytest.param("mindspore", marks=pytest.mark.training)])
def test_it_ends_the_command_quietly_also_while_a_library_is_imported(name, tmp_path):
    pytest.importorskip(name)
    (tmp_path / f"{name}.py").write_text(INTERRUPTED_WHILE_IMPORTED.format(name=name))
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join([str(tmp_path), os.environ.get("PYTHONPATH", "")])}
    command = [sys.executable, "-m", "model_build", "evaluate", f"--run={tmp_path}"]
    ended = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=120)
    assert ended.returncode == 130 and "Traceback" not in ended.stderr, ended.stderr
    assert ended.stdout == "went on\n"


def test_it_stays_ours_after_processes_were_started(tmp_path):
    done = subprocess.run([sys.executable, "-c", POOL], capture_output=True, text=True, timeout=120, check=True)
    assert done.stdout == "3 True\n"
