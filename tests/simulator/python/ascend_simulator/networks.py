"""Networks: what ONNX Runtime computes for the chip, in each of a model's gears, and their description."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from typing import Any, Optional

import numpy as np
import onnxruntime as ort

from . import gears
from .codes import GE_LOAD_MODEL

FORMATS = {"NCHW": 0, "NHWC": 1, "ND": 2}
# ONNX Runtime's name of a type -> aclDataType, numpy's type
TYPES = {
    "tensor(float)": (0, np.float32),
    "tensor(float16)": (1, np.float16),
    "tensor(int8)": (2, np.int8),
    "tensor(int32)": (3, np.int32),
    "tensor(uint8)": (4, np.uint8),
    "tensor(int16)": (6, np.int16),
    "tensor(uint16)": (7, np.uint16),
    "tensor(uint32)": (8, np.uint32),
    "tensor(int64)": (9, np.int64),
    "tensor(uint64)": (10, np.uint64),
    "tensor(double)": (11, np.float64),
    "tensor(bool)": (12, np.bool_),
}


class Refused(Exception):
    """A model that does not load: (code, reason)."""


@dataclass(frozen=True)
class Tensor:
    """An input or output. kind: aclDataType; format: aclFormat; size: bytes; fed: its name in the network."""

    name: str
    shape: tuple[int, ...]  # -1 where it depends on the gear
    dtype: np.dtype
    kind: int
    format: int
    size: int
    fed: str


@dataclass(frozen=True)
class Description:
    """What a program may ask of a model; it outlives the model. Of several gears, sizes are those of the largest."""

    inputs: tuple[Tensor, ...]
    outputs: tuple[Tensor, ...]
    kind: str = ""  # of the gears
    sizes: tuple[tuple[int, ...], ...] = ((),)  # of the gears


@dataclass(frozen=True)
class Variant:
    """A network of fixed sizes. inputs: with the control input, if the model has gears."""

    session: ort.InferenceSession
    inputs: tuple[Tensor, ...]
    outputs: tuple[Tensor, ...]


def _tensor(node: Any, layout: str, name: str) -> Tensor:
    if node.type not in TYPES or not all(isinstance(n, int) and n > 0 for n in node.shape):
        raise Refused(GE_LOAD_MODEL, f"{node.name} is {node.type} {node.shape}, the simulator takes fixed shapes only")
    kind, dtype = TYPES[node.type]
    size = math.prod(node.shape) * np.dtype(dtype).itemsize
    return Tensor(name, tuple(node.shape), np.dtype(dtype), kind, FORMATS.get(layout, 2), size, node.name)


def _variant(content: bytes, control: Optional[Tensor]) -> Variant:
    """The network as it stands, without any optimisation; raises Refused."""
    options = ort.SessionOptions()
    options.graph_optimization_level = ort.GraphOptimizationLevel.ORT_DISABLE_ALL
    options.intra_op_num_threads = options.inter_op_num_threads = 1
    options.log_severity_level = 4
    try:
        session = ort.InferenceSession(content, options, providers=["CPUExecutionProvider"])
    except Exception as error:  # ONNX Runtime's errors share no base class of their own
        raise Refused(GE_LOAD_MODEL, f"the network in the model does not load: {error}") from None
    described = session.get_modelmeta().custom_metadata_map

    def tensors(nodes: list, side: str) -> tuple[Tensor, ...]:
        default = "NCHW" if side == "input" else "ND"
        return tuple(
            _tensor(node, described.get(f"{side}_format.{i}", default), described.get(f"{side}_name.{i}", node.name))
            for i, node in enumerate(nodes)
        )

    inputs = tensors(session.get_inputs(), "input") + ((control,) if control else ())
    return Variant(session, inputs, tensors(session.get_outputs(), "output"))


def _largest(tensors: tuple[Tensor, ...], open_sizes: bool) -> Tensor:
    """The same tensor in every gear -> its description."""
    chosen = max(tensors, key=lambda tensor: tensor.size)
    if open_sizes:
        sizes = zip(*(tensor.shape for tensor in tensors))
        chosen = replace(chosen, shape=tuple(-1 if len(set(each)) > 1 else each[0] for each in sizes))
    return chosen


def opened(content: bytes) -> tuple[tuple[Variant, ...], Description]:
    """What the private partition holds -> the network in each gear, the description; raises Refused."""
    try:
        found = gears.unpack(content)
    except ValueError as error:
        raise Refused(GE_LOAD_MODEL, f"the networks in the model cannot be read: {error}") from None
    control = None
    if found.kind:
        numbers = len(found.sizes[0])
        control = Tensor(gears.CONTROL, (numbers,), np.dtype(np.int64), 9, FORMATS["ND"], 8 * numbers, "")
    variants = tuple(_variant(network, control) for network in found.networks)
    inputs = tuple(_largest(each, open_sizes=True) for each in zip(*(variant.inputs for variant in variants)))
    outputs = tuple(_largest(each, open_sizes=False) for each in zip(*(variant.outputs for variant in variants)))
    return variants, Description(inputs, outputs, found.kind, found.sizes)
