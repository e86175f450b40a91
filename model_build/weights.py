"""A network with the weights of an ONNX model that this program exported: what to go on training where there is no
checkpoint. One that was exported has the same weights."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from app.engines.onnx import OnnxEngine
from app.recognition.model import ModelCard
from model_build import onnx_package, samples
from model_build.errors import TrainingError
from model_build.network import NETWORKS, LeNet5
from model_build.runtime import ms
from model_build.training import logits

_LARGEST_DIFFERENCE = 1e-3  # of a logit, as in an export
_ASKED = 64  # pictures


def network_of(content: bytes, card: ModelCard, path: Path) -> LeNet5:
    """The network of an ONNX model, ready to be taught.

    path: where the model is from, for messages
    raises TrainingError (it is no network of this program), ModelError (ONNX Runtime does not take it)
    """
    kind = card.made.get("network")
    if card.input_shape[1:] != (1, samples.SIDE, samples.SIDE) or not isinstance(kind, str) or kind not in NETWORKS:
        raise TrainingError(
            f"{path}: its card does not say that it is a network of this program ({' or '.join(NETWORKS)}), so its "
            "training cannot go on. Name a model that python -m model_build made, with --model."
        )
    network = NETWORKS[kind]()
    found = _weights(content, path)
    wanted = {parameter.name: parameter.shape for parameter in network.trainable_params()}
    if {name: array.shape for name, array in found.items()} != wanted:
        raise TrainingError(f"{path}: its weights are not those of the {kind} network that its card names.")
    ms.load_param_into_net(network, {name: ms.Parameter(array, name=name) for name, array in found.items()})
    with OnnxEngine(content, card, path) as engine:
        _check_same(network, engine, path)
    return network


def _weights(content: bytes, path: Path) -> dict[str, np.ndarray]:
    onnx = onnx_package.package("A model's weights are read", TrainingError)
    graph = onnx_package.load(onnx, content, str(path), TrainingError).graph
    try:
        return {tensor.name: onnx.numpy_helper.to_array(tensor).copy() for tensor in graph.initializer}
    except Exception as error:  # protobuf's errors share no base class with anything
        raise TrainingError(f"{path}: its weights cannot be read ({error}).") from None


def _check_same(network: LeNet5, engine: OnnxEngine, path: Path) -> None:
    """The weights say nothing of what lies between them: that is seen in the answers."""
    pictures = np.random.default_rng(0).integers(0, 256, (_ASKED, samples.SIDE, samples.SIDE), np.uint8)
    asked = samples.normalised(pictures)
    difference = float(np.abs(logits(network, asked) - engine.infer(asked)).max())
    if not difference <= _LARGEST_DIFFERENCE:
        raise TrainingError(
            f"{path}: with its weights the network that its card names answers otherwise (a logit differs by "
            f"{difference:.2g}): it is of another make, and its training cannot go on."
        )
