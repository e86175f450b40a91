"""The model that shows its inside: the same ONNX network, with what every layer gives among its outputs.

The application runs it beside the model itself to show how the network comes to its answer.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from app.engines.features import LAYERS, SHA256, features_beside
from app.engines.model_file import read_model
from model_build import onnx_package
from model_build.errors import ExportError
from model_build.files import write_bytes

_DENSE = ("Gemm", "MatMul")
_POOLING = ("MaxPool", "AveragePool")
# what may follow a layer and still belongs to it: its bias, its normalisation and its activation
_WITHIN = (
    *("Add", "BatchNormalization", "Identity", "Dropout"),
    *("Relu", "Tanh", "Sigmoid", "LeakyRelu", "PRelu", "Elu", "Selu", "Celu", "Softplus", "Softsign"),
    *("HardSigmoid", "HardSwish", "Clip", "Gelu"),
)
_BETWEEN = ("Flatten", "Reshape", "Squeeze", "Transpose")  # they move values and change none


@dataclass
class _Layer:
    """kind: "convolution", "pooling" or "dense"; output: the tensor it gives, after its activation"""

    kind: str
    output: str


_LENET = ("convolution", "pooling", "convolution", "pooling", "dense", "dense", "dense")


def write(model: Path) -> Path:
    """Write `digits.features.onnx` beside `digits.onnx`, and return where.

    raises ModelError, ExportError, StorageError
    """
    path = features_beside(model)
    write_bytes(path, with_features(read_model(model), str(model)))
    return path


def with_features(content: bytes, name: str) -> bytes:
    """The model with its layers' values, called as in `LAYERS`, among its outputs; its logits stay the first.

    content: of an ONNX file of a LeNet-5, with whatever activations; name: for messages
    raises ExportError for another network, or where the package onnx is missing
    """
    onnx = onnx_package.package("The layers' values are found", ExportError)
    model = onnx_package.load(onnx, content, name, ExportError)
    graph = model.graph
    found = _layers(graph, name)
    kinds = tuple(layer.kind for layer in found)
    if kinds != _LENET or len(graph.output) != 1 or graph.output[0].name != found[-1].output:
        raise ExportError(
            f"{name}: its layers are {', '.join(kinds) or 'none'}; only a LeNet-5 can be shown, which has "
            f"{', '.join(_LENET)}, and the last one's values as its only output."
        )
    shapes = {value.name: value for value in onnx.shape_inference.infer_shapes(model).graph.value_info}
    for layer in found[:-1]:
        graph.output.append(shapes[layer.output])
    for layer, wanted in zip([found[-1], *found[:-1]], LAYERS):
        _swap_names(graph, layer.output, wanted)
    onnx.helper.set_model_props(model, {SHA256: hashlib.sha256(content).hexdigest()})
    try:
        onnx.checker.check_model(model, full_check=True)
    except Exception as error:  # the checker's errors share no base class
        raise ExportError(f"{name}: with its layers among its outputs it is no valid ONNX model: {error}") from None
    written: bytes = model.SerializeToString(deterministic=True)
    return written


def _layers(graph: Any, name: str) -> list[_Layer]:
    """In the order in which the picture passes them. Raises ExportError where its way branches or meets no layer."""
    constants = {tensor.name for tensor in graph.initializer}
    constants.update(output for node in graph.node if node.op_type == "Constant" for output in node.output)
    takers: dict[str, list[Any]] = {}
    for node in graph.node:
        for taken in set(node.input) - constants:
            takers.setdefault(taken, []).append(node)
    (tensor,) = (value.name for value in graph.input if value.name not in constants)
    layers: list[_Layer] = []
    while tensor in takers:
        if len(takers[tensor]) > 1:
            raise ExportError(f"{name}: several operators take {tensor!r}: the layers do not follow one another.")
        (node,) = takers[tensor]
        tensor = node.output[0]
        if node.op_type == "Conv":
            layers.append(_Layer("convolution", tensor))
        elif node.op_type in _POOLING:
            layers.append(_Layer("pooling", tensor))
        elif node.op_type in _DENSE:
            layers.append(_Layer("dense", tensor))
        elif node.op_type in _WITHIN and layers:
            layers[-1].output = tensor
        elif node.op_type not in _BETWEEN:
            raise ExportError(f"{name}: the operator {node.op_type} is part of no layer that is known here.")
    return layers


def _swap_names(graph: Any, one: str, other: str) -> None:
    """Of two tensors, so that a name that is taken stays unique."""
    names = {one: other, other: one}
    for node in graph.node:
        node.input[:] = [names.get(taken, taken) for taken in node.input]
        node.output[:] = [names.get(given, given) for given in node.output]
    for value in (*graph.input, *graph.output, *graph.initializer, *graph.value_info):
        value.name = names.get(value.name, value.name)
