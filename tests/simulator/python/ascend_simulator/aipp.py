"""AIPP, the chip's picture unit, as ONNX nodes in front of a network: bytes go in, normalised numbers come out.

    out = (pixel - mean - min) * var_reci

Each step's result is an FP16 number, once half_precision.round_like_the_chip has gone over the nodes made here.
How the chip itself rounds between the steps is not documented; this is the plain reading of "AIPP computes in FP16".

The input becomes uint8 [n, height, width, channels] (NHWC). YUV420SP_U8, whose picture has 1.5 bytes for a pixel,
is [n, height * 3 / 2, width, 1]: its size is right, the shape is the simulator's own.
XRGB8888_U8 for a network of three channels: the first three bytes, the last three with ax_swap_switch (a guess).
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from onnx import ModelProto, NodeProto, TensorProto, ValueInfoProto, helper, numpy_helper

from .aipp_config import CHANNELS, Aipp, parse
from .atc_errors import AtcError
from .half_precision import fresh_names, use_instead

__all__ = ["Aipp", "parse", "put_in_front"]


def put_in_front(model: ModelProto, operations: Sequence[Aipp]) -> tuple[ModelProto, list[str]]:
    """A copy of the model with AIPP before it, and the names of the inputs that are now uint8 NHWC.

    raises AtcError if an input does not fit
    """
    changed = ModelProto()
    changed.CopyFrom(model)
    graph = changed.graph
    weights = {tensor.name for tensor in graph.initializer}
    inputs = [value for value in graph.input if value.name not in weights]
    names = fresh_names(graph)
    nodes: list[NodeProto] = []
    done = []
    for operation in operations:
        value = _find(inputs, operation)
        batch, channels, height, width = _shape(value)
        source, table = _layout(operation, value.name, channels, height, width)
        steps = _Steps(names, value.name)
        steps.constant("Reshape", np.array([batch, int(np.prod(source))], np.int64))
        steps.constant("Gather", table, axis=1)
        steps.plain("Cast", to=TensorProto.FLOAT)
        steps.constant("Sub", _by_channel(operation.mean, channels))
        steps.constant("Sub", _by_channel(operation.low, channels))
        steps.constant("Mul", _by_channel(operation.scale, channels))
        use_instead(graph, value.name, steps.result)
        nodes += steps.nodes
        value.CopyFrom(helper.make_tensor_value_info(value.name, TensorProto.UINT8, [batch, *source]))
        done.append(value.name)
    rest = list(graph.node)
    del graph.node[:]
    graph.node.extend(nodes + rest)
    return changed, done


class _Steps:
    """A chain of nodes, each on the result of the one before."""

    def __init__(self, names, start: str) -> None:
        self.nodes: list[NodeProto] = []
        self.result = start
        self._names = names

    def constant(self, kind: str, value: np.ndarray, **attributes: int) -> None:
        name = next(self._names)
        self.nodes.append(helper.make_node("Constant", [], [name], value=numpy_helper.from_array(value)))
        self._add(kind, [self.result, name], attributes)

    def plain(self, kind: str, **attributes: int) -> None:
        self._add(kind, [self.result], attributes)

    def _add(self, kind: str, inputs: list[str], attributes: dict[str, int]) -> None:
        self.result = next(self._names)
        self.nodes.append(helper.make_node(kind, inputs, [self.result], **attributes))


def _find(inputs: list[ValueInfoProto], operation: Aipp) -> ValueInfoProto:
    if operation.input_name:
        for value in inputs:
            if value.name == operation.input_name:
                return value
        raise _misfit(f"the network has no input {operation.input_name!r} (related_input_name)")
    if not 0 <= operation.input_rank < len(inputs):
        raise _misfit(f"the network has no input number {operation.input_rank} (related_input_rank)")
    return inputs[operation.input_rank]


def _shape(value: ValueInfoProto) -> list[int]:
    shape = [dim.dim_value for dim in value.type.tensor_type.shape.dim]
    if len(shape) != 4 or min(shape) < 1:
        raise _misfit(f"the input {value.name!r} is {shape}, not a picture in NCHW of a fixed size")
    return shape


def _layout(operation: Aipp, name: str, channels: int, height: int, width: int) -> tuple[list[int], np.ndarray]:
    """The shape of one picture that is fed in, and for each number of the network's input its byte in it.

    -> shape without the batch, int64 [channels, height, width]
    """
    kind = operation.input_format
    offered = CHANNELS[kind]
    if channels != offered and not (kind == "XRGB8888_U8" and channels == 3):
        raise _misfit(f"{kind} gives {offered} channel(s), the input {name!r} has {channels}")
    fed_width, fed_height = operation.width or width, operation.height or height
    left = top = 0
    kept = (fed_width, fed_height)
    if operation.crop:
        left, top = operation.crop[:2]
        kept = (operation.crop[2] or width, operation.crop[3] or height)
        if left + kept[0] > fed_width or top + kept[1] > fed_height:
            raise _misfit(f"the crop reaches beyond the picture of {fed_width}x{fed_height}")
    if kept != (width, height):
        raise _misfit(f"AIPP would make {kept[0]}x{kept[1]} pixels, the input {name!r} has {width}x{height}")
    row, column = np.mgrid[top : top + height, left : left + width]
    if kind == "YUV420SP_U8":
        colour = fed_width * fed_height + row // 2 * fed_width + column // 2 * 2
        planes = [row * fed_width + column, colour, colour + 1]
        if operation.swap_rb:
            planes[1:] = planes[:0:-1]
        return [fed_height * 3 // 2, fed_width, 1], np.stack(planes).astype(np.int64)
    order = list(range(offered))
    if operation.swap_ax and offered == 4:
        order = order[1:] + order[:1]
    if operation.swap_rb and offered >= 3:
        order[:3] = order[2::-1]
    pixel = (row * fed_width + column) * offered
    return [fed_height, fed_width, offered], np.stack([pixel + at for at in order[:channels]]).astype(np.int64)


def _by_channel(values: Sequence[float], channels: int) -> np.ndarray:
    return np.array(values[:channels], np.float32).reshape(channels, 1, 1)


def _misfit(reason: str) -> AtcError:
    return AtcError(("E19021", f"AIPP does not fit the network: {reason}"))
