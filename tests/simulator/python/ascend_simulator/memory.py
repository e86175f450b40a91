"""The board's memory: real addresses in this process, with a watch over what was freed."""

from __future__ import annotations

import bisect
import ctypes
from collections import deque
from typing import Optional

import numpy as np

from .board import FIRST_HANDLE, SYSTEM_MEMORY, board, call, value
from .codes import INVALID_PARAM, RT_DRIVER_INTERNAL, RT_MEMORY_ALLOCATION, RT_PARAM_INVALID, SUCCESS
from .contexts import current, without_context

POLICIES = range(6)
KINDS = range(4)
DEVICE, HOST = "device memory", "host memory"
PICTURES = "media memory"  # device memory too, but given back by another function
ALIGNMENT = 64
# behind every allocation, so that an execute that overruns a buffer by what the chip tolerates stays harmless here
SLACK = 128
FRESH, FREED = 0xCD, 0xDD  # what memory holds before anybody wrote and after it was freed: garbage one recognises
FILLED = 16 << 20  # bytes; larger memory is left as it comes
QUARANTINE = 64 << 20  # bytes of freed memory that are kept from being handed out again
LOWEST = 4096  # no address of a process lies below its first page


def rounded(size: int) -> int:
    """What aclrtMalloc takes for a size: 32-byte alignment and 32 bytes of padding."""
    return (size + 63) // 32 * 32


class Block:
    """One allocation. `bytes` covers the rounded size and the slack behind it."""

    __slots__ = ("address", "bytes", "device", "end", "freed", "kind", "size")

    def __init__(self, size: int, kind: str, device: int) -> None:
        self.size, self.kind, self.device, self.freed = size, kind, device, ""
        backing = np.empty(rounded(size) + SLACK + ALIGNMENT, np.uint8)
        first = -backing.ctypes.data % ALIGNMENT
        self.bytes = backing[first : first + rounded(size) + SLACK]
        self.address = int(self.bytes.ctypes.data)
        self.end = self.address + rounded(size)
        self.fill(FRESH)

    def fill(self, pattern: int) -> None:
        if self.size <= FILLED:
            self.bytes.fill(pattern)


class Memory:
    """Every allocation, live or lately freed, by address."""

    def __init__(self) -> None:
        self.clear()

    def clear(self) -> None:
        self.blocks: dict[int, Block] = {}
        self.used = 0  # bytes that live allocations and models take
        self._addresses: list[int] = []  # of blocks, sorted
        self._quarantine: deque[Block] = deque()
        self._quarantined = 0

    def handles(self) -> dict[str, int]:
        counts = {DEVICE: 0, HOST: 0, PICTURES: 0}
        for block in list(self.blocks.values()):
            if not block.freed:
                counts[block.kind] += 1
        return counts

    def reclaim(self, device: int) -> dict[str, int]:
        with board.lock:
            gone = [b for b in self.blocks.values() if not b.freed and b.kind != HOST and b.device == device]
            for block in gone:
                self.release(block, "reset_device took it")
        return {kind: sum(block.kind == kind for block in gone) for kind in (DEVICE, PICTURES)}

    def find(self, address: int) -> Optional[Block]:
        """The allocation that holds the address, live or lately freed."""
        block = self.blocks.get(address)
        if block is not None:
            return block
        try:
            block = self.blocks[self._addresses[bisect.bisect_right(self._addresses, address) - 1]]
        except (IndexError, KeyError):  # none, or another thread just removed it
            return None
        return block if block.address <= address < block.end else None

    def free_bytes(self) -> int:
        return board.memory_bytes - SYSTEM_MEMORY - self.used

    def allocate(self, size: int, kind: str, device: int) -> Optional[Block]:
        with board.lock:
            if rounded(size) > self.free_bytes():
                return None
            try:
                block = Block(size, kind, device)
            except MemoryError:  # the board has more than this machine
                return None
            self.used += rounded(size)
            self.blocks[block.address] = block
            bisect.insort(self._addresses, block.address)
            return block

    def release(self, block: Block, how: str) -> None:
        """The memory goes into quarantine; the oldest there leaves it."""
        with board.lock:
            self.used -= rounded(block.size)
            block.freed = how
            block.fill(FREED)
            self._quarantine.append(block)
            self._quarantined += block.size
            while self._quarantined > QUARANTINE:
                oldest = self._quarantine.popleft()
                self._quarantined -= oldest.size
                del self.blocks[oldest.address]
                self._addresses.remove(oldest.address)


memory = Memory()
board.parts.append(memory)


def check(name: str, what: str, address: int, count: int) -> int:
    """0 when count bytes at the address may be touched, else the code; ordinary host memory is trusted."""
    if address == 0:
        return board.error(INVALID_PARAM, f"{name}: the {what} is a null pointer.")
    if not LOWEST <= address < FIRST_HANDLE:
        return board.misuse(RT_PARAM_INVALID, f"{name}: the {what} {address:#x} is no memory")
    block = memory.find(address)
    if block is None:
        return SUCCESS
    if block.freed:
        return board.misuse(RT_DRIVER_INTERNAL, f"{name}: use after free, of the {what} {address:#x} ({block.freed})")
    past = address + count - block.address - block.size
    if past > 0:
        board.violation(f"{name}: the {what} {address:#x} is overrun by {past} bytes")
        if address + count > block.end:
            return board.error(RT_DRIVER_INTERNAL, f"{name}: the {what} is smaller than {count} bytes.")
    return SUCCESS


def _check_direction(name: str, destination: int, source: int, kind: int) -> None:
    """With a card in a PC, device memory has to be on the sides that the kind says; the chip takes it as it comes."""
    for what, address, on_device in (("destination", destination, kind in (1, 3)), ("source", source, kind in (2, 3))):
        block = memory.find(address)
        if (block is not None and block.kind != HOST) != on_device:
            where = "device" if on_device else "host"
            board.violation(f"{name}: kind {kind}, but the {what} {address:#x} is not {where} memory")


def check_copy(name: str, destination: int, most: int, source: int, count: int, kind: int) -> int:
    """0 when the copy may be made, else the code."""
    if kind not in KINDS:
        return board.error(INVALID_PARAM, f"{name}: {kind} is no kind of copy.")
    if not destination or not source:
        return board.error(INVALID_PARAM, f"{name}: a null pointer.")
    if count <= 0 or count > most:
        return board.error(RT_PARAM_INVALID, f"{name}: cannot copy {count} bytes to a place for {most}.")
    code = check(name, "destination", destination, count) or check(name, "source", source, count)
    if not code and board.run_mode == 1:
        _check_direction(name, destination, source, kind)
    return code


def _allocate(name: str, size: int, kind: str, device: int) -> tuple[int, int]:
    if size <= 0:
        return 0, board.error(INVALID_PARAM, f"{name}: cannot allocate {size} bytes.")
    block = memory.allocate(size, kind, device)
    if block is None:
        return 0, board.error(
            RT_MEMORY_ALLOCATION, f"{name}: {size} bytes wanted, {memory.free_bytes()} are free on the device."
        )
    return block.address, SUCCESS


def _free(name: str, address: int, kind: str) -> int:
    if not address:
        return board.error(INVALID_PARAM, f"{name}: a null pointer.")
    with board.lock:
        block = memory.find(address)
        if block is None:
            return board.misuse(RT_DRIVER_INTERNAL, f"{name}: foreign pointer {address:#x}")
        if block.freed:
            return board.misuse(RT_DRIVER_INTERNAL, f"{name}: double free of {address:#x} ({block.freed})")
        if block.address != address:
            return board.misuse(RT_DRIVER_INTERNAL, f"{name}: {address:#x} lies inside an allocation")
        if block.kind != kind:
            return board.misuse(RT_DRIVER_INTERNAL, f"{name}: {address:#x} is {block.kind}")
        memory.release(block, f"{name} freed it")
    return SUCCESS


@call("rt.malloc", value(), device=True)
def malloc(size: int, policy: int) -> tuple[int, int]:
    """(pointer, ret)."""
    context = current()
    if context is None:
        return 0, without_context("rt.malloc")
    if policy not in POLICIES:
        return 0, board.error(INVALID_PARAM, f"rt.malloc: {policy} is no policy.")
    return _allocate("rt.malloc", size, DEVICE, context.device)


@call("rt.free", device=True)
def free(address: int) -> int:
    """ret."""
    return _free("rt.free", address, DEVICE)


@call("rt.malloc_host", value(), device=True)
def malloc_host(size: int) -> tuple[int, int]:
    """(pointer, ret)."""
    context = current()
    if context is None:
        return 0, without_context("rt.malloc_host")
    return _allocate("rt.malloc_host", size, HOST, context.device)


@call("media.dvpp_malloc", value(), device=True)
def dvpp_malloc(size: int) -> tuple[int, int]:
    """(pointer, ret); device memory for pictures, which is all that is simulated of acl.media."""
    context = current()
    if context is None:
        return 0, without_context("media.dvpp_malloc")
    return _allocate("media.dvpp_malloc", size, PICTURES, context.device)


@call("media.dvpp_free", device=True)
def dvpp_free(address: int) -> int:
    """ret."""
    return _free("media.dvpp_free", address, PICTURES)


@call("rt.free_host")
def free_host(address: int) -> int:
    """ret."""
    return _free("rt.free_host", address, HOST)


@call("rt.memcpy", device=True)
def memcpy(destination: int, most: int, source: int, count: int, kind: int) -> int:
    """ret."""
    if current() is None:
        return without_context("rt.memcpy")
    code = check_copy("rt.memcpy", destination, most, source, count, kind)
    if not code:
        ctypes.memmove(destination, source, count)
    return code


@call("rt.memset", device=True)
def memset(address: int, most: int, pattern: int, count: int) -> int:
    """ret."""
    if current() is None:
        return without_context("rt.memset")
    if count <= 0 or count > most:
        return board.error(RT_PARAM_INVALID, f"rt.memset: cannot set {count} bytes of {most}.")
    code = check("rt.memset", "destination", address, count)
    if not code:
        ctypes.memset(address, pattern, count)
    return code


@call("rt.get_mem_info", lambda code: (0, 0, code), device=True)
def get_mem_info(attribute: int) -> tuple[int, int, int]:
    """(free bytes, total bytes, ret); the board has DDR (0) only, of HBM (1) there is none."""
    if current() is None:
        return 0, 0, without_context("rt.get_mem_info")
    if attribute not in range(6):
        return 0, 0, board.error(INVALID_PARAM, f"rt.get_mem_info: {attribute} is no kind of memory.")
    if attribute % 3 == 1:
        return 0, 0, SUCCESS
    return memory.free_bytes(), board.memory_bytes, SUCCESS
