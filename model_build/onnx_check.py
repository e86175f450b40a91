"""What ATC takes, looked at before ATC is started: it needs minutes on a board, and its messages need a manual."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from app.recognition.model import ModelCard
from model_build import onnx_package
from model_build.errors import CompileError
from model_build.operators import ON_ASCEND

OPSETS = range(9, 14)  # what every CANN that knows the Ascend 310 takes; CANN 7 and later take more
_EXPORT_AGAIN = "Export it again with opset 11, a fixed batch size and one input."
_STANDARD = ("", "ai.onnx")


@dataclass(frozen=True)
class OnnxFacts:
    """input_name, input_shape: of the only input; input_shape is fixed, as is all that follows from it."""

    input_name: str
    input_shape: tuple[int, ...]
    opset: int


def check(content: bytes, name: str, card: ModelCard) -> OnnxFacts:
    """Find out whether ATC for the Ascend 310 can take this ONNX model, and whether it is what its card says.

    content: the ONNX file's; name: for messages
    raises CompileError, naming what is in the way, also where the package onnx is missing
    """
    onnx = onnx_package.package("A model is checked before it is compiled", CompileError)
    model = onnx_package.load(onnx, content, name, CompileError, "Name one that ends in .onnx with --model.")
    opset = _check_opset(model, name)
    _check_nodes(model.graph, name)
    if any(tensor.data_location == tensor.EXTERNAL for tensor in model.graph.initializer):
        raise CompileError(f"{name}: some of its weights lie in other files. Save it again with the weights inside.")
    _check_validity(onnx, model, name)
    constants = {tensor.name for tensor in model.graph.initializer}  # old exporters list them among the inputs
    inputs = [value for value in model.graph.input if value.name not in constants]
    if len(inputs) != 1 or len(model.graph.output) != 1:
        raise CompileError(
            f"{name}: a digit network has one input and one output, this one has {len(inputs)} and "
            f"{len(model.graph.output)}. {_EXPORT_AGAIN}"
        )
    shape = _shape(inputs[0], name, card.input_shape, "input")
    _shape(model.graph.output[0], name, (card.input_shape[0], len(card.labels)), "output")
    return OnnxFacts(inputs[0].name, shape, opset)


def _check_validity(onnx: Any, model: Any, name: str) -> None:
    try:
        onnx.checker.check_model(model, full_check=True)
    except Exception as error:  # the checker's neither
        reason = (str(error).strip() or type(error).__name__).splitlines()[0]
        raise CompileError(f"{name}: this is not a valid ONNX model: {reason} {_EXPORT_AGAIN}") from None


def _check_opset(model: Any, name: str) -> int:
    opset = max((entry.version for entry in model.opset_import if entry.domain in _STANDARD), default=0)
    if opset not in OPSETS:
        raise CompileError(
            f"{name}: it is written in ONNX opset {opset}; ATC for the Ascend 310 takes {OPSETS[0]} to {OPSETS[-1]}. "
            "Export it again with opset 11 (PyTorch: torch.onnx.export(..., opset_version=11); MindSpore writes 11)."
        )
    return int(opset)


def _check_nodes(graph: Any, name: str) -> None:
    for node in graph.node:
        if node.domain not in _STANDARD or node.op_type not in ON_ASCEND:
            operator = f"{node.domain}.{node.op_type}" if node.domain not in _STANDARD else node.op_type
            which = f"node {node.name!r}" if node.name else f"the node that makes {node.output[0]!r}"
            raise CompileError(
                f"{name}: {which} is the operator {operator}, which the Ascend 310 does not have. "
                "Build that step of the network from others, and export it again."
            )


def _shape(value: Any, name: str, wanted: tuple[int, ...], what: str) -> tuple[int, ...]:
    """Of the input or output; raises CompileError unless it is fixed, and float32 as on the card."""
    tensor = value.type.tensor_type
    found = [size.dim_value if size.HasField("dim_value") else size.dim_param or "?" for size in tensor.shape.dim]
    shown = " x ".join(map(str, found))
    if not all(isinstance(size, int) and size > 0 for size in found):
        raise CompileError(
            f"{name}: the shape of its {what} {value.name!r} is not fixed ({shown}); an .om is compiled for one shape. "
            f"{_EXPORT_AGAIN}"
        )
    if tuple(found) != wanted or tensor.elem_type != 1:  # 1: FLOAT
        kind = "float32" if tensor.elem_type == 1 else f"of ONNX's type {tensor.elem_type}"
        raise CompileError(
            f"{name}: its {what} {value.name!r} is {kind} {shown}, but its card says float32 "
            f"{' x '.join(map(str, wanted))}. Write the card anew, with the model: python -m model_build export"
        )
    return tuple(int(size) for size in found)
