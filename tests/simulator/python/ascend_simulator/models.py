"""Models: an .om of the simulated compiler, loaded into the board's memory."""

from __future__ import annotations

import ctypes
import struct
import threading
from pathlib import Path
from typing import Optional

from . import container, networks
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
    RT_MODEL_EXECUTE,
    SUCCESS,
)
from .contexts import Context, current, without_context
from .memory import HOST, Block, check, memory
from .networks import Description, Refused, Variant


class Model:
    """A loaded model, which belongs to the context it was loaded in."""

    def __init__(self, variants: tuple[Variant, ...], description: Description, context: Context, size: int) -> None:
        self.variants, self.description, self.context, self.size = variants, description, context, size
        self.gear: Optional[int] = None  # which the program set last, if there are several
        self.lent: tuple[Block, ...] = ()  # memory that the program provided
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


def sizes_of(found: container.Container) -> tuple[int, int]:
    """(bytes of work memory, bytes of weights); raises Refused."""
    _, description = networks.opened(found.partitions[container.ONNX_PARTITION])
    work = sum(512 + tensor.size // 512 * 512 for tensor in description.inputs + description.outputs)
    return work, len(found.partitions.get(container.WEIGHTS_DATA, b""))


def load(name: str, content: bytes, lent: tuple[Block, ...] = ()) -> tuple[int, int]:
    """(model, ret); lent: memory that the program provides. raises Refused"""
    variants, description = networks.opened(opened(content).partitions[container.ONNX_PARTITION])
    context = current()
    with board.lock:
        if context is None:  # destroyed meanwhile
            return 0, without_context(name)
        if len(content) > memory.free_bytes():
            raise Refused(RT_MEMORY_ALLOCATION, f"{len(content)} bytes wanted, {memory.free_bytes()} are free")
        memory.used += len(content)
        models.last += 1
        models.table[models.last] = model = Model(variants, description, context, len(content))
        model.lent = lent
        return models.last, SUCCESS


def refuse(name: str, refused: Refused) -> int:
    """The code of a refusal, which is noted with its reason."""
    code, reason = refused.args
    return board.error(code, f"{name}: {reason.rstrip('.')}.")


def model_bytes(name: str, address: int, size: int) -> bytes:
    """The model that a program has in memory; raises Refused."""
    code = usable(name)
    if not code and size <= 0:
        raise Refused(INVALID_PARAM, f"{size} bytes")
    code = code or check(name, "model", address, size)
    if code:
        raise Refused(code, board.local.message or name)
    block = memory.find(address)
    if board.run_mode == 1 and block is not None and block.kind != HOST:
        board.violation(f"{name}: with a card in a PC the model has to be in host memory")
    return ctypes.string_at(address, size)


@call("mdl.load_from_file", value(), device=True)
def load_from_file(path: str) -> tuple[int, int]:
    """(model, ret)."""
    code = usable("mdl.load_from_file")
    if code:
        return 0, code
    try:
        return load("mdl.load_from_file", read(path))
    except Refused as refused:
        return 0, refuse("mdl.load_from_file", refused)


@call("mdl.load_from_mem", value(), device=True)
def load_from_mem(address: int, size: int) -> tuple[int, int]:
    """(model, ret); the memory may be freed afterwards."""
    try:
        return load("mdl.load_from_mem", model_bytes("mdl.load_from_mem", address, size))
    except Refused as refused:
        return 0, refuse("mdl.load_from_mem", refused)


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
        return (*sizes_of(opened(read(path))), SUCCESS)
    except Refused as refused:
        return 0, 0, refuse("mdl.query_size", refused)


def model_of(name: str, number: int) -> tuple[Optional[Model], int]:
    """(the model of a number, if the calling thread may execute it; code)."""
    model = models.table.get(number)
    if model is None:
        return None, board.misuse(GE_MODEL_ID_INVALID, f"{name}: {number} is no loaded model")
    if model.context is not board.local.context:
        return None, board.misuse(RT_MODEL_CONTEXT, f"{name}: the model was loaded in another context")
    for block in model.lent:
        if block.freed:
            text = f"{name}: use after free, of memory that was lent to the model ({block.freed})"
            return None, board.misuse(RT_MODEL_EXECUTE, text)
    return model, SUCCESS
