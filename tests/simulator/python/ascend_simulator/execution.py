"""Execution: from the bytes in the input buffers to the bytes in the output buffers."""

from __future__ import annotations

import ctypes
from typing import NamedTuple, Optional

import numpy as np

from .board import board, call
from .codes import GE_MODEL_ID_INVALID, GE_PARAM_INVALID, INVALID_PARAM, RT_MODEL_EXECUTE, SUCCESS
from .datasets import Buffer, datasets
from .memory import HOST, Block, check, memory
from .models import Model, model_of, usable
from .networks import Tensor, Variant
from .streams import stream_of

TOLERANCE = 64  # bytes by which a buffer may be too small before anybody complains


class Place(NamedTuple):
    """Where a tensor lies."""

    tensor: Tensor
    block: Block
    view: np.ndarray


def _places(name: str, what: str, handle: int, tensors: tuple[Tensor, ...]) -> tuple[list[Place], int]:
    """(where the tensors of a dataset are, code)."""
    places: list[Place] = []
    dataset = datasets.table.get(handle)
    if dataset is None:
        return places, board.misuse(INVALID_PARAM, f"{name}: the {what} {handle} is no dataset")
    if len(dataset) != len(tensors):
        return places, board.misuse(
            GE_PARAM_INVALID, f"{name}: the {what} has {len(dataset)} buffers, the model {len(tensors)}"
        )
    for tensor, number in zip(tensors, dataset):
        buffer = datasets.buffers.get(number)
        if buffer is None:
            return places, board.misuse(INVALID_PARAM, f"{name}: use after free, of a buffer of the {what}")
        place = buffer.place
        if place is None or place.tensor is not tensor or place.block.freed:
            code = _fits(name, what, tensor, buffer)
            block = None if code else _memory(name, tensor, buffer)
            if block is None:
                return places, code or RT_MODEL_EXECUTE
            view = np.ndarray(tensor.shape, tensor.dtype, block.bytes, buffer.address - block.address)
            place = Place(tensor, block, view)
            # what is only just tolerated is looked at, and noted, every time
            buffer.place = place if buffer.size >= tensor.size else None
        places.append(place)
    return places, SUCCESS


def _fits(name: str, what: str, tensor: Tensor, buffer: Buffer) -> int:
    """The loader's rules about addresses and sizes: too large is fine, a little too small is not noticed."""
    if not buffer.address:
        return board.misuse(GE_PARAM_INVALID, f"{name}: the {what} has a null address")
    missing = tensor.size - buffer.size
    if missing <= 0:
        return SUCCESS
    text = f"{name}: undersized buffer, {missing} bytes are missing for {tensor.name} of the {what}"
    if missing > TOLERANCE:
        return board.misuse(GE_PARAM_INVALID, text)
    board.violation(text)
    return SUCCESS


def _memory(name: str, tensor: Tensor, buffer: Buffer) -> Optional[Block]:
    """The allocation that the buffer describes, if the chip can reach all of the tensor in it."""
    address = buffer.address
    block = memory.find(address)
    if block is None:
        board.misuse(RT_MODEL_EXECUTE, f"{name}: foreign pointer {address:#x} for {tensor.name}")
        return None
    if block.freed:
        text = f"use after free, of the memory {address:#x} for {tensor.name} ({block.freed})"
        board.misuse(RT_MODEL_EXECUTE, f"{name}: {text}")
        return None
    if board.run_mode == 1 and block.kind == HOST:
        board.misuse(RT_MODEL_EXECUTE, f"{name}: {address:#x} for {tensor.name} is not device memory")
        return None
    past = address + tensor.size - block.address - block.size
    if past > 0 and buffer.size >= tensor.size:
        board.violation(f"{name}: the buffer of {tensor.name} says {buffer.size} bytes, {past} more than there are")
    if past > len(block.bytes) - block.size:
        board.error(RT_MODEL_EXECUTE, f"{name}: the memory for {tensor.name} is too small.")
        return None
    return block


def _variant(name: str, model: Model, inputs: int) -> tuple[Optional[Variant], int]:
    """(the network in the gear that the control input asks for, code)."""
    sizes = model.description.sizes
    handles = datasets.table.get(inputs, ())
    at = len(model.description.inputs) - 1  # the control input is the last one
    buffer = datasets.buffers.get(handles[at]) if len(handles) > at else None
    if buffer is None:
        return model.variants[0], SUCCESS  # whose places will not be found: the error is told there
    if check(name, "control input", buffer.address, 8 * len(sizes[0])):
        return None, RT_MODEL_EXECUTE
    wanted = tuple((ctypes.c_int64 * len(sizes[0])).from_address(buffer.address))
    if wanted not in sizes:
        text = f"{name}: no size was set for this dataset, its control input holds {wanted}"
        return None, board.misuse(RT_MODEL_EXECUTE, text)
    return model.variants[sizes.index(wanted)], SUCCESS


def _compute(name: str, model: Model, variant: Variant, sources: list[Place], targets: list[Place]) -> int:
    feeds = {place.tensor.fed: place.view.copy() for place in sources if place.tensor.fed}
    try:
        with model.lock:
            answers = variant.session.run(None, feeds)
    except Exception as error:  # ONNX Runtime's errors share no base class of their own
        return board.error(RT_MODEL_EXECUTE, f"{name}: {error}")
    for place, answer in zip(targets, answers):
        place.view[...] = answer
    return SUCCESS


class Job(NamedTuple):
    """An execution with all that it needs."""

    model: Model
    variant: Variant
    sources: list[Place]
    targets: list[Place]


def _job(name: str, number: int, inputs: int, outputs: int) -> tuple[Optional[Job], int]:
    """(what there is to do, code)."""
    model, code = model_of(name, number)
    if model is None:
        return None, code
    variant: Optional[Variant] = model.variants[0]
    if model.description.kind:
        variant, code = _variant(name, model, inputs)
    if variant is None:
        return None, code
    sources, code = _places(name, "input dataset", inputs, variant.inputs)
    if code:
        return None, code
    targets, code = _places(name, "output dataset", outputs, variant.outputs)
    return (None, code) if code else (Job(model, variant, sources, targets), SUCCESS)


@call("mdl.execute", device=True)
def execute(number: int, inputs: int, outputs: int) -> int:
    """ret; the answer is in the output buffers."""
    code = usable("mdl.execute")
    if code:
        return code
    job, code = _job("mdl.execute", number, inputs, outputs)
    return code if job is None else _compute("mdl.execute", *job)


@call("mdl.execute_async", device=True)
def execute_async(number: int, inputs: int, outputs: int, stream: int) -> int:
    """ret; the answer is in the output buffers once the stream was synchronized."""
    name = "mdl.execute_async"
    code = usable(name)
    if code:
        return code
    queue, code = stream_of(name, stream)
    if queue is None:
        return code
    job, code = _job(name, number, inputs, outputs)
    if job is None:
        return code

    def later() -> int:
        if not job.model.loaded:
            return board.misuse(GE_MODEL_ID_INVALID, f"{name}: the model was unloaded before its turn")
        for place in (*job.sources, *job.targets):
            if place.block.freed:
                text = f"use after free, of the memory for {place.tensor.name} ({place.block.freed})"
                return board.misuse(RT_MODEL_EXECUTE, f"{name}: {text}")
        board.pause("mdl.execute")
        return _compute(name, *job)

    queue.tasks.append(later)
    return SUCCESS
