"""acl.util: from Python's objects to addresses and back."""

from __future__ import annotations

import ctypes
import sys
from collections import deque
from typing import Any, Optional

import numpy as np

from .board import board, call, just
from .codes import INVALID_PARAM
from .memory import HOST, LOWEST, check, memory

# numpy's own numbers of its types
TYPES = {
    np.dtype(name).num: np.dtype(name)
    for name in ("?", "b", "B", "h", "H", "i", "I", "l", "L", "q", "Q", "e", "f", "d", "F", "D")
}


def _references(thing: Any) -> int:
    return sys.getrefcount(thing)


def _as_called(*arguments: Any) -> int:
    return _references(*arguments)  # through as many hands as an argument of a function of acl


_held = bytes(bytearray(40))
# how often a thing is referred to that nobody has but the call itself; -1 where this Python does not tell them apart
UNHELD = _as_called(bytes(bytearray(40)))
if _as_called(_held) <= UNHELD:
    UNHELD = -1
_kept: deque[Any] = deque(maxlen=4)


def _keep_if_unheld(name: str, thing: Any, references: int) -> None:
    """A pointer into something that dies with the call hangs: that is noted, but it must not crash the simulator."""
    if references <= UNHELD:
        board.violation(f"{name}: nobody holds what the pointer points to, so its memory is free at once")
        _kept.append(thing)


@call("util.numpy_to_ptr", just(0))
def numpy_to_ptr(array: np.ndarray) -> int:
    """The address of the array's first number; the array has to stay alive."""
    if not isinstance(array, np.ndarray):
        raise TypeError(f"numpy_to_ptr wants a numpy array, not {type(array).__name__}")
    if not array.flags.c_contiguous:
        print("[WARNING] numpy_to_ptr: the array is not contiguous, what is copied from it will be wrong")
        board.violation("util.numpy_to_ptr: an array that is not contiguous")
    elif not array.flags.owndata:
        board.violation("util.numpy_to_ptr: a view, what its address means is not promised")
    else:
        references = sys.getrefcount(array)
        _keep_if_unheld("util.numpy_to_ptr", array, references)
    return int(array.ctypes.data)


@call("util.numpy_contiguous_to_ptr", just((0, None)))
def numpy_contiguous_to_ptr(array: np.ndarray) -> tuple[int, np.ndarray]:
    """(address, the array that has to stay alive, a copy if the given one is not contiguous)."""
    if not isinstance(array, np.ndarray):
        raise TypeError(f"numpy_contiguous_to_ptr wants a numpy array, not {type(array).__name__}")
    whole = np.ascontiguousarray(array)
    return int(whole.ctypes.data), whole


def _readable(name: str, address: int, count: int) -> bool:
    if count < 0 or address < LOWEST or check(name, "pointer", address, count):
        board.error(INVALID_PARAM, f"{name}: {count} bytes at {address:#x} cannot be read.")
        return False
    block = memory.find(address)
    if board.run_mode == 1 and block is not None and block.kind != HOST:
        board.violation(f"{name}: {address:#x} is device memory, which the PC cannot read")
    return True


@call("util.ptr_to_numpy", just())
def ptr_to_numpy(address: int, shape: tuple, kind: int) -> Optional[np.ndarray]:
    """A view onto the memory, not a copy; kind is numpy's number of a type, not aclDataType. None on misuse."""
    dtype = TYPES.get(kind)
    if dtype is None:
        board.error(INVALID_PARAM, f"util.ptr_to_numpy: {kind} is none of numpy's types.")
        return None
    count = int(np.prod(shape, dtype=np.int64)) * dtype.itemsize
    if not _readable("util.ptr_to_numpy", address, count):
        return None
    block = memory.find(address)
    if block is not None:  # keeps the memory from going away under the view
        return np.ndarray(shape, dtype, block.bytes, address - block.address)
    return np.ndarray(shape, dtype, (ctypes.c_byte * count).from_address(address))


@call("util.bytes_to_ptr", just(0))
def bytes_to_ptr(content: bytes) -> int:
    """The address of the content itself; the object has to stay alive."""
    if not isinstance(content, bytes):
        raise TypeError(f"bytes_to_ptr wants bytes, not {type(content).__name__}")
    references = sys.getrefcount(content)
    _keep_if_unheld("util.bytes_to_ptr", content, references)
    return ctypes.cast(ctypes.c_char_p(content), ctypes.c_void_p).value or 0


@call("util.ptr_to_bytes", just())
def ptr_to_bytes(address: int, size: int) -> Optional[bytes]:
    """A copy of the memory; None on misuse."""
    return ctypes.string_at(address, size) if _readable("util.ptr_to_bytes", address, size) else None
