"""Models of several gears: which there are, which the chip is to take, and the sizes that follow from it."""

from __future__ import annotations

import ctypes
import struct
from typing import Any, Optional

from .board import board, call
from .codes import (
    GE_DYNAMIC_INPUT_ADDRESS,
    GE_DYNAMIC_INPUT_LENGTH,
    GE_DYNAMIC_SIZE_INVALID,
    GE_PARAM_INVALID,
    INVALID_PARAM,
    SUCCESS,
)
from .datasets import datasets
from .descriptions import descriptions, failed_dims, filled, tensor_of
from .gears import BATCH, CONTROL, IMAGE
from .memory import check
from .models import Model, model_of, usable

Dims = dict[str, Any]


def _sizes(name: str, handle: int, kind: str) -> Optional[list[tuple[int, ...]]]:
    """The gears of this kind, none for a model of other gears or fixed sizes; None on misuse."""
    found = filled(name, handle)
    if found is None:
        return None
    return list(found.sizes) if found.kind == kind else []


@call("mdl.get_dynamic_batch", lambda code: ({"batchCount": 0, "batch": []}, code))
def get_dynamic_batch(handle: int) -> tuple[Dims, int]:
    """({"batchCount": int, "batch": [int]}, ret); empty for a model of fixed sizes."""
    sizes = _sizes("mdl.get_dynamic_batch", handle, BATCH)
    batches = [n for (n,) in sizes or ()]
    return {"batchCount": len(batches), "batch": batches}, INVALID_PARAM if sizes is None else SUCCESS


@call("mdl.get_dynamic_hw", lambda code: ({"hwCount": 0, "hw": []}, code))
def get_dynamic_hw(handle: int, index: int) -> tuple[Dims, int]:
    """({"hwCount": int, "hw": [[height, width]]}, ret); empty for a model of fixed sizes. index: not looked at."""
    sizes = _sizes("mdl.get_dynamic_hw", handle, IMAGE)
    pairs = [list(size) for size in sizes or ()]
    return {"hwCount": len(pairs), "hw": pairs}, INVALID_PARAM if sizes is None else SUCCESS


@call("mdl.get_input_dynamic_gear_count", lambda code: (0, code))
def get_input_dynamic_gear_count(handle: int, index: int) -> tuple[int, int]:
    """(count, ret); always 0, for --dynamic_dims is not simulated."""
    return 0, INVALID_PARAM if filled("mdl.get_input_dynamic_gear_count", handle) is None else SUCCESS


@call("mdl.get_input_dynamic_dims", lambda code: ([], code))
def get_input_dynamic_dims(handle: int, index: int, count: int) -> tuple[list[Dims], int]:
    """([{"name": str, "dimCount": int, "dims": [int]}], ret); always empty, as above."""
    return [], INVALID_PARAM if filled("mdl.get_input_dynamic_dims", handle) is None else SUCCESS


@call("mdl.get_cur_output_dims", failed_dims)
def get_cur_output_dims(handle: int, index: int) -> tuple[Dims, int]:
    """({"name": str, "dimCount": int, "dims": [int]}, ret): the gear's that was set last, else the largest one's."""
    tensor = tensor_of("mdl.get_cur_output_dims", handle, "output", index)
    if tensor is None:
        return failed_dims(INVALID_PARAM)
    known = descriptions.table[handle]
    model = known.model if known else None
    if model is not None and model.gear is not None:
        tensor = model.variants[model.gear].outputs[index]
    return {"name": tensor.name, "dimCount": len(tensor.shape), "dims": list(tensor.shape)}, SUCCESS


def _set_size(name: str, number: int, dataset: int, index: int, kind: str, size: tuple[int, ...]) -> int:
    """Writes the gear into the control input's buffer, where the chip looks for it."""
    code = usable(name)
    model: Optional[Model] = None
    if not code:
        model, code = model_of(name, number)
    if model is None:
        return code
    if model.description.kind != kind:
        return board.error(GE_PARAM_INVALID, f"{name}: the model was not compiled for that.")
    buffers = datasets.table.get(dataset)
    if buffers is None or index not in range(len(buffers)):
        return board.misuse(INVALID_PARAM, f"{name}: {dataset} is no dataset with an input {index}")
    if model.description.inputs[index].name != CONTROL:
        return board.misuse(GE_PARAM_INVALID, f"{name}: input {index} is not {CONTROL}")
    if size not in model.description.sizes:
        return board.error(GE_DYNAMIC_SIZE_INVALID, f"{name}: {size} is none of {model.description.sizes}.")
    buffer = datasets.buffers.get(buffers[index])
    if buffer is None or not buffer.address:
        return board.misuse(GE_DYNAMIC_INPUT_ADDRESS, f"{name}: the control input has no memory")
    content = struct.pack(f"<{len(size)}q", *size)
    if buffer.size < len(content):
        return board.misuse(GE_DYNAMIC_INPUT_LENGTH, f"{name}: the control input wants {len(content)} bytes")
    code = check(name, "control input", buffer.address, len(content))
    if not code:
        ctypes.memmove(buffer.address, content, len(content))
        model.gear = model.description.sizes.index(size)
    return code


@call("mdl.set_dynamic_batch_size", device=True)
def set_dynamic_batch_size(number: int, dataset: int, index: int, batch: int) -> int:
    """ret; an error for a model of fixed sizes."""
    return _set_size("mdl.set_dynamic_batch_size", number, dataset, index, BATCH, (batch,))


@call("mdl.set_dynamic_hw_size", device=True)
def set_dynamic_hw_size(number: int, dataset: int, index: int, height: int, width: int) -> int:
    """ret; an error for a model of fixed sizes."""
    return _set_size("mdl.set_dynamic_hw_size", number, dataset, index, IMAGE, (height, width))
