"""What the simulator's own tests share."""

import importlib
import shutil

import numpy as np
import pytest

from tests.models import SHIPPED
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


@pytest.fixture
def folder(tmp_path, monkeypatch):
    """The working directory, with the shipped model as digits.onnx."""
    shutil.copy(SHIPPED, tmp_path / "digits.onnx")
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.fixture
def unpack(simulator):
    return importlib.import_module("ascend_simulator.container").unpack


@pytest.fixture
def atc(simulator, folder, capsys):
    """(arguments) -> status, lines of stdout, stderr"""
    main = importlib.import_module("ascend_simulator.atc").main

    def call(*arguments):
        capsys.readouterr()
        status = main(arguments)
        printed = capsys.readouterr()
        return status, printed.out.splitlines(), printed.err

    return call
