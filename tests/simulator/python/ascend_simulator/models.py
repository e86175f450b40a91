"""Models: from an .om of the simulated compiler to a network that ONNX Runtime computes, and its description."""

from __future__ import annotations

import ctypes
import math
import struct
import threading
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Optional

import numpy as np
import onnxruntime as ort

from . import container
from .board import board, call, value
from .codes import (
    GE_LOAD_MODEL,
    GE_MODEL_DATA_SIZE_INVALID,
    GE_MODEL_ID_INVALID,
    GE_MODEL_PATH_INVALID,
    GE_NOT_INITIALIZED,
    GE_PARAM_INVALID,
    INVALID_PARAM,
    RT_MEMORY_ALLOCATION,
    RT_MODEL_CONTEXT,
    SUCCESS,
)
from .contexts import Context, current, without_context
from .memory import DEVICE, check, memory

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


@dataclass(frozen=True)
class Tensor:
    """An input or output. kind: aclDataType; format: aclFormat; size: bytes."""

    name: str
    shape: tuple[int, ...]
    dtype: np.dtype
    kind: int
    format: int
    size: int


@dataclass(frozen=True)
class Description:
    """What a program may ask of a model; it outlives the model."""

    inputs: tuple[Tensor, ...]
    outputs: tuple[Tensor, ...]


class Model:
    """A loaded model, which belongs to the context it was loaded in."""

    def __init__(self, session: ort.InferenceSession, description: Description, context: Context, size: int) -> None:
        self.session, self.description, self.context, self.size = session, description, context, size
        self.input_names = [tensor.name for tensor in description.inputs]
        self.loaded = True
        self.lock = threading.Lock()  # the chip works on one batch of a model at a time


class Models:
    """Every loaded model by its number; numbers are never given twice."""

    def __init__(self) -> None:
        self.clear()

    def clear(self) -> None:
        self.table: dict[int, Model] = {}
        self.last = 0

    def handles(self) -> dict[str, int]:
        return {"model": len(self.table)}

    def reclaim(self, device: int) -> dict[str, int]:
        gone = [number for number, model in self.table.items() if model.context.device == device]
        for number in gone:
            self.drop(number)
        return {"model": len(gone)}

    def drop(self, number: int) -> None:
        with board.lock:
            model = self.table.pop(number)
            model.loaded = False
            memory.used -= model.size


models = Models()
board.parts.append(models)


class Refused(Exception):
    """A model that does not load: (code, reason)."""


def _lies_about_its_table(content: bytes) -> bool:
    """Whether an .om of the right length has partitions that reach beyond its end."""
    (length,) = struct.unpack_from("<I", content, 76)
    (long_length,) = struct.unpack_from("<Q", content, 184)
    if content[:4] != container.MAGIC or 256 + (long_length or length) != len(content):
        return False
    (n,) = struct.unpack_from("<I", content, 256)
    row, head = (24, 8) if long_length else (12, 4)
    data = 256 + head + row * n
    if n > 64 or data > len(content):
        return True
    sizes = struct.Struct("<I4xQQ" if long_length else "<III")
    return any(
        data + offset + size > len(content)
        for _, offset, size in (sizes.unpack_from(content, 256 + head + row * i) for i in range(n))
    )


def opened(content: bytes) -> container.Container:
    """The container of a model for this chip; raises Refused."""
    try:
        found = container.unpack(content)
    except ValueError as error:
        if len(content) > 260 and _lies_about_its_table(content):
            raise Refused(GE_MODEL_DATA_SIZE_INVALID, "the partitions of the model reach beyond its end") from None
        raise Refused(GE_PARAM_INVALID, f"the model cannot be parsed ({error})") from None
    soc = found.attributes.get("soc_version", board.soc)
    if soc != board.soc:
        raise Refused(GE_PARAM_INVALID, f"the model was compiled for {soc}, this is {board.soc}")
    if container.ONNX_PARTITION not in found.partitions:
        raise Refused(
            GE_LOAD_MODEL,
            "this board is a simulator, which runs only what the simulated atc compiled; "
            "this model is one for a real chip",
        )
    return found


def _tensor(node: Any, layout: str) -> Tensor:
    if node.type not in TYPES or not all(isinstance(n, int) and n > 0 for n in node.shape):
        raise Refused(GE_LOAD_MODEL, f"{node.name} is {node.type} {node.shape}, the simulator takes fixed shapes only")
    kind, dtype = TYPES[node.type]
    size = math.prod(node.shape) * np.dtype(dtype).itemsize
    return Tensor(node.name, tuple(node.shape), np.dtype(dtype), kind, FORMATS.get(layout, 2), size)


def network(content: bytes) -> tuple[ort.InferenceSession, Description]:
    """The network inside a container, computed as it stands, without any optimisation; raises Refused."""
    options = ort.SessionOptions()
    options.graph_optimization_level = ort.GraphOptimizationLevel.ORT_DISABLE_ALL
    options.intra_op_num_threads = options.inter_op_num_threads = 1
    options.log_severity_level = 4
    try:
        session = ort.InferenceSession(content, options, providers=["CPUExecutionProvider"])
    except Exception as error:  # ONNX Runtime's errors share no base class of their own
        raise Refused(GE_LOAD_MODEL, f"the network in the model does not load: {error}") from None
    layouts = session.get_modelmeta().custom_metadata_map

    def tensors(nodes: list, side: str) -> tuple[Tensor, ...]:
        default = "NCHW" if side == "input" else "ND"
        return tuple(_tensor(node, layouts.get(f"{side}_format.{i}", default)) for i, node in enumerate(nodes))

    return session, Description(tensors(session.get_inputs(), "input"), tensors(session.get_outputs(), "output"))


def read(path: str) -> bytes:
    """The file's bytes; raises Refused."""
    try:
        return Path(path).read_bytes()
    except OSError as error:
        raise Refused(GE_MODEL_PATH_INVALID, f"the model {path} cannot be read: {error.strerror}") from None


def usable(name: str) -> int:
    """0 when this thread may deal with models, else the code."""
    if not board.initialized:
        return board.misuse(GE_NOT_INITIALIZED, f"{name}: called before acl.init or after acl.finalize")
    return SUCCESS if current() is not None else without_context(name)


def _load(name: str, content: bytes) -> tuple[int, int]:
    """raises Refused"""
    session, description = network(opened(content).partitions[container.ONNX_PARTITION])
    context = current()
    with board.lock:
        if context is None:  # destroyed meanwhile
            return 0, without_context(name)
        if len(content) > memory.free_bytes():
            raise Refused(RT_MEMORY_ALLOCATION, f"{len(content)} bytes wanted, {memory.free_bytes()} are free")
        memory.used += len(content)
        models.last += 1
        models.table[models.last] = Model(session, description, context, len(content))
        return models.last, SUCCESS


def _refuse(name: str, refused: Refused) -> int:
    code, reason = refused.args
    return board.error(code, f"{name}: {reason.rstrip('.')}.")


@call("mdl.load_from_file", value(), device=True)
def load_from_file(path: str) -> tuple[int, int]:
    """(model, ret)."""
    code = usable("mdl.load_from_file")
    if code:
        return 0, code
    try:
        return _load("mdl.load_from_file", read(path))
    except Refused as refused:
        return 0, _refuse("mdl.load_from_file", refused)


@call("mdl.load_from_mem", value(), device=True)
def load_from_mem(address: int, size: int) -> tuple[int, int]:
    """(model, ret); the memory may be freed afterwards."""
    code = usable("mdl.load_from_mem")
    if not code and size <= 0:
        code = board.error(INVALID_PARAM, f"mdl.load_from_mem: {size} bytes.")
    code = code or check("mdl.load_from_mem", "model", address, size)
    if code:
        return 0, code
    block = memory.find(address)
    if board.run_mode == 1 and block is not None and block.kind == DEVICE:
        board.violation("mdl.load_from_mem: with a card in a PC the model has to be in host memory")
    try:
        return _load("mdl.load_from_mem", ctypes.string_at(address, size))
    except Refused as refused:
        return 0, _refuse("mdl.load_from_mem", refused)


@call("mdl.unload", device=True)
def unload(number: int) -> int:
    """ret."""
    code = usable("mdl.unload")
    if code:
        return code
    with board.lock:
        model = models.table.get(number)
        if model is None:
            return board.misuse(GE_MODEL_ID_INVALID, f"mdl.unload: {number} is no loaded model")
        if model.context is not current():
            return board.misuse(RT_MODEL_CONTEXT, "mdl.unload: the model was loaded in another context")
        models.drop(number)
    return SUCCESS


@call("mdl.query_size", lambda code: (0, 0, code))
def query_size(path: str) -> tuple[int, int, int]:
    """(bytes of work memory, bytes of weights, ret)."""
    if not board.initialized:
        return 0, 0, board.misuse(GE_NOT_INITIALIZED, "mdl.query_size: called before acl.init")
    try:
        found = opened(read(path))
        _, description = network(found.partitions[container.ONNX_PARTITION])
    except Refused as refused:
        return 0, 0, _refuse("mdl.query_size", refused)
    work = sum(512 + tensor.size // 512 * 512 for tensor in description.inputs + description.outputs)
    return work, len(found.partitions.get(container.WEIGHTS_DATA, b"")), SUCCESS


def model_of(name: str, number: int) -> tuple[Optional[Model], int]:
    """(the model of a number, if the calling thread may execute it; code)."""
    model = models.table.get(number)
    if model is None:
        return None, board.misuse(GE_MODEL_ID_INVALID, f"{name}: {number} is no loaded model")
    if model.context is not board.local.context:
        return None, board.misuse(RT_MODEL_CONTEXT, f"{name}: the model was loaded in another context")
    return model, SUCCESS
