"""Data buffers and datasets: descriptions of memory, which they neither copy nor own."""

from __future__ import annotations

from typing import Any, NamedTuple, Optional

from .board import board, call, just
from .codes import INVALID_PARAM, SUCCESS


class Buffer:
    """Where the numbers of one tensor are, and how many bytes."""

    __slots__ = ("address", "place", "size")

    def __init__(self, address: int, size: int) -> None:
        self.address, self.size = address, size
        self.place: Any = None  # an execution's: where the bytes are, once it has looked


class TensorDescription(NamedTuple):
    """What a program says of a tensor. kind: aclDataType; format: aclFormat."""

    kind: int
    shape: tuple[int, ...]
    format: int


class Datasets:
    """Every live buffer, every live dataset (the handles of its buffers in order), every tensor description."""

    def __init__(self) -> None:
        self.clear()

    def clear(self) -> None:
        self.buffers: dict[int, Buffer] = {}
        self.table: dict[int, list[int]] = {}
        self.tensors: dict[int, TensorDescription] = {}

    def handles(self) -> dict[str, int]:
        return {"buffer": len(self.buffers), "dataset": len(self.table), "tensor desc": len(self.tensors)}

    def reclaim(self, device: int) -> dict[str, int]:
        return {}  # they live in the program's own memory


datasets = Datasets()
board.parts.append(datasets)


def _buffer(name: str, handle: int) -> Optional[Buffer]:
    buffer = datasets.buffers.get(handle)
    if buffer is None:
        board.misuse(INVALID_PARAM, f"{name}: {handle} is no data buffer")
    return buffer


def _dataset(name: str, handle: int) -> Optional[list[int]]:
    dataset = datasets.table.get(handle)
    if dataset is None:
        board.misuse(INVALID_PARAM, f"{name}: {handle} is no dataset")
    return dataset


@call("create_data_buffer", just())
def create_data_buffer(address: int, size: int) -> Optional[int]:
    """The buffer; None on failure."""
    if size < 0 or address < 0:
        board.error(INVALID_PARAM, f"create_data_buffer: {size} bytes at {address}.")
        return None
    handle = board.new_handle()
    datasets.buffers[handle] = Buffer(address, size)
    return handle


@call("destroy_data_buffer")
def destroy_data_buffer(handle: int) -> int:
    """ret; the memory stays."""
    if datasets.buffers.pop(handle, None) is None:
        return board.misuse(INVALID_PARAM, f"destroy_data_buffer: {handle} is no data buffer")
    return SUCCESS


@call("get_data_buffer_addr", just(0))
def get_data_buffer_addr(handle: int) -> int:
    """The address; 0 on failure."""
    buffer = _buffer("get_data_buffer_addr", handle)
    return buffer.address if buffer else 0


@call("get_data_buffer_size", just(0))
def get_data_buffer_size(handle: int) -> int:
    """Its bytes, of which the C function has room for 32 bits; 0 on failure."""
    buffer = _buffer("get_data_buffer_size", handle)
    return buffer.size & 0xFFFFFFFF if buffer else 0


@call("get_data_buffer_size_v2", just(0))
def get_data_buffer_size_v2(handle: int) -> int:
    """Its bytes; 0 on failure."""
    buffer = _buffer("get_data_buffer_size_v2", handle)
    return buffer.size if buffer else 0


@call("update_data_buffer")
def update_data_buffer(handle: int, address: int, size: int) -> int:
    """ret."""
    buffer = _buffer("update_data_buffer", handle)
    if buffer is None:
        return INVALID_PARAM
    buffer.address, buffer.size, buffer.place = address, size, None
    return SUCCESS


@call("mdl.create_dataset", just())
def create_dataset() -> Optional[int]:
    """The dataset; None on failure."""
    handle = board.new_handle()
    datasets.table[handle] = []
    return handle


@call("mdl.destroy_dataset")
def destroy_dataset(handle: int) -> int:
    """ret; its buffers and their memory stay."""
    if datasets.table.pop(handle, None) is None:
        return board.misuse(INVALID_PARAM, f"mdl.destroy_dataset: {handle} is no dataset")
    return SUCCESS


@call("mdl.add_dataset_buffer", lambda code: (None, code))
def add_dataset_buffer(handle: int, buffer: int) -> tuple[Optional[int], int]:
    """(dataset, ret)."""
    dataset = _dataset("mdl.add_dataset_buffer", handle)
    if dataset is None or _buffer("mdl.add_dataset_buffer", buffer) is None:
        return None, INVALID_PARAM
    dataset.append(buffer)
    return handle, SUCCESS


@call("mdl.get_dataset_num_buffers", just(0))
def get_dataset_num_buffers(handle: int) -> int:
    """How many; 0 on failure."""
    return len(_dataset("mdl.get_dataset_num_buffers", handle) or ())


@call("mdl.get_dataset_buffer", just())
def get_dataset_buffer(handle: int, index: int) -> Optional[int]:
    """The buffer; None on failure."""
    dataset = _dataset("mdl.get_dataset_buffer", handle)
    if dataset is None or index not in range(len(dataset)):
        board.error(INVALID_PARAM, f"mdl.get_dataset_buffer: there is no buffer {index}.")
        return None
    return dataset[index]


@call("create_tensor_desc", just())
def create_tensor_desc(kind: int, shape: list[int], layout: int) -> Optional[int]:
    """The tensor's description; None on failure."""
    handle = board.new_handle()
    datasets.tensors[handle] = TensorDescription(kind, tuple(shape), layout)
    return handle


@call("destroy_tensor_desc", just())
def destroy_tensor_desc(handle: int) -> None:
    """Nothing, as the C function."""
    if datasets.tensors.pop(handle, None) is None:
        board.misuse(INVALID_PARAM, f"destroy_tensor_desc: {handle} is no description of a tensor")


@call("mdl.set_dataset_tensor_desc", lambda code: (None, code))
def set_dataset_tensor_desc(handle: int, tensor: int, index: int) -> tuple[Optional[int], int]:
    """(dataset, ret); for models of open shapes, which there are none of here: it is checked and changes nothing."""
    dataset = _dataset("mdl.set_dataset_tensor_desc", handle)
    if dataset is None or index not in range(len(dataset)):
        return None, board.error(INVALID_PARAM, f"mdl.set_dataset_tensor_desc: there is no buffer {index}.")
    if tensor not in datasets.tensors:
        return None, board.misuse(INVALID_PARAM, f"mdl.set_dataset_tensor_desc: {tensor} describes no tensor")
    return handle, SUCCESS
