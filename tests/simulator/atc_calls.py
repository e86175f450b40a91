"""What the tests of the simulated atc have in common. Skips without the package onnx."""

from pathlib import Path

from tests.simulator.networks import helper, made, onnx

ATC = Path(__file__).parent / "bin" / "atc"
STARTS = "ATC start working now, please wait for a moment."
SUCCEEDED = "ATC run success, welcome to the next use."
FAILED = "ATC run failed, Please check the detail log, Try 'atc --help' for more information"


def good(**changes):
    """The arguments of a good call, with changes; None leaves one out."""
    flags = {"model": "digits.onnx", "framework": "5", "output": "made", "soc_version": "Ascend310", **changes}
    return [f"--{name}={value}" for name, value in flags.items() if value is not None]


def saved(model, path="other.onnx"):
    onnx.save(model, path)
    return path


def relu(shape, **settings):
    return made([helper.make_node("Relu", ["x"], ["y"])], [("x", 1, shape)], [("y", 1, shape)], **settings)
