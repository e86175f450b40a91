"""What holds for every test."""

import os
import signal
import tempfile
from collections import Counter

import pytest

# before anything imports Qt: no test opens a window that somebody sees
os.environ["QT_QPA_PLATFORM"] = "offscreen"

from tests.boards import board, compiled
from tests.simulator.fixtures import acl_board, simulator
from tests.sources.devices.fixtures import media, media_library
from tests.sources.devices.runner import on_a_webcam

# nothing of whoever runs the tests is read or written
_HOME = tempfile.TemporaryDirectory(prefix="atlas-digits-home-")
os.environ.update({f"XDG_{kind}_HOME": f"{_HOME.name}/{kind.lower()}" for kind in ("CONFIG", "DATA", "STATE")})

# a signal that is ignored, as under nohup or in a shell's background, is ignored in every process that is started here;
# one that is handled, if only by doing nothing, is usual again in those
for _number in (signal.SIGINT, signal.SIGHUP):
    if signal.getsignal(_number) is signal.SIG_IGN:
        signal.signal(_number, lambda number, frame: None)

__all__ = ["acl_board", "board", "compiled", "faults_tried", "media", "media_library", "on_a_webcam", "simulator"]

_FAULTS_TRIED: Counter = Counter()  # by the function that failed


@pytest.fixture(scope="session")
def faults_tried():
    """Called with a function's name for every fault that was tried on it; the run prints how many there were."""
    return lambda name: _FAULTS_TRIED.update([name])


def pytest_terminal_summary(terminalreporter):
    if _FAULTS_TRIED:
        total, functions = sum(_FAULTS_TRIED.values()), len(_FAULTS_TRIED)
        terminalreporter.write_line(f"Faults tried on the ascend engine: {total}, at {functions} functions of AscendCL")
