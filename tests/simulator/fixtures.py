"""Fixtures that put the simulated board in place of AscendCL, only for the tests that name them."""

import importlib
import os
import sys
from pathlib import Path

import pytest

PYTHON = Path(__file__).parent / "python"
PACKAGES = ("acl", "ascend_simulator")
_kept = {}  # the simulator's modules between two tests: they are imported once and never visible uninvited


def _take_out():
    """Removes the packages from the interpreter; {name: module}."""
    names = [name for name in sys.modules if name.split(".")[0] in PACKAGES]
    return {name: sys.modules.pop(name) for name in names}


@pytest.fixture
def simulator(monkeypatch):
    """`acl` and `ascend_simulator` can be imported, and nothing of them is left afterwards."""
    for name in [name for name in os.environ if name.startswith("ASCEND_SIMULATOR_")]:
        monkeypatch.delenv(name)
    monkeypatch.syspath_prepend(str(PYTHON))
    strangers = _take_out()
    sys.modules.update(_kept)
    yield
    _kept.update(_take_out())
    sys.modules.update(strangers)


@pytest.fixture
def acl_board(simulator):
    """The control of a board on which nothing has happened yet; `import acl` gives its AscendCL."""
    importlib.import_module("acl")
    board = importlib.import_module("ascend_simulator.board").board
    board.reset()
    yield board
    board.reset()
