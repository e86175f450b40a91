"""What the simulator's own tests share."""

import numpy as np
import pytest

from tests.simulator import programs
from tests.simulator.fixtures import acl_board, simulator

__all__ = ["acl_board", "model", "running", "simulator", "x"]


@pytest.fixture
def model(acl_board, tmp_path):
    """The path of a model that answers y = x + x."""
    path = tmp_path / "double.om"
    path.write_bytes(programs.om(programs.network()))
    return path


@pytest.fixture
def running(acl_board):
    """A program that has come as far as its own context and stream."""
    return programs.start()


@pytest.fixture
def x():
    return np.arange(32, dtype=np.float32).reshape(programs.SHAPE)
