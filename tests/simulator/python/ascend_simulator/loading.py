"""Loading a model in the less usual ways: with memory that the program provides, and by a configuration."""

from __future__ import annotations

from typing import Any, Optional

from .board import board, call, just, value
from .codes import INVALID_PARAM, SUCCESS
from .memory import HOST, Block, check, memory
from .models import load, model_bytes, opened, read, refuse, sizes_of, usable
from .networks import Refused

LOAD_TYPE, PATH, ADDRESS, SIZE, WEIGHT_ADDRESS, WEIGHT_SIZE, WORK_ADDRESS, WORK_SIZE = 1, 2, 3, 4, 5, 6, 7, 8
OPTIONS = range(20)  # attributes there may be; those that the simulator does not know change nothing
FROM_FILE, FROM_FILE_WITH_MEMORY, FROM_MEMORY, FROM_MEMORY_WITH_MEMORY = 1, 2, 3, 4


class Configurations:
    """Every live configuration: values by attribute."""

    def __init__(self) -> None:
        self.clear()

    def clear(self) -> None:
        self.table: dict[int, dict[int, Any]] = {}

    def handles(self) -> dict[str, int]:
        return {"configuration": len(self.table)}

    def reclaim(self, device: int) -> dict[str, int]:
        return {}  # they live in the program's own memory


configurations = Configurations()
board.parts.append(configurations)


def _lent(name: str, what: str, address: int, size: int, wanted: int) -> Optional[Block]:
    """The device memory that the program provides; None where the board takes its own. raises Refused"""
    if not address:
        return None
    if size < wanted:
        raise Refused(INVALID_PARAM, f"the {what} memory has {size} bytes, {wanted} are wanted")
    code = check(name, f"{what} memory", address, size)
    block = memory.find(address)
    if code or block is None or block.kind == HOST:
        raise Refused(code or INVALID_PARAM, f"the {what} memory {address:#x} is not device memory of {size} bytes")
    return block


def _load_with_memory(name: str, content: bytes, lent: tuple[int, int, int, int]) -> tuple[int, int]:
    """lent: address and size of the work memory, of the weights' memory. raises Refused"""
    work_address, work_size, weight_address, weight_size = lent
    work, weights = sizes_of(opened(content))
    blocks = (
        _lent(name, "work", work_address, work_size, work),
        _lent(name, "weight", weight_address, weight_size, weights),
    )
    return load(name, content, tuple(block for block in blocks if block is not None))


@call("mdl.load_from_file_with_mem", value(), device=True)
def load_from_file_with_mem(
    path: str, work_address: int, work_size: int, weight_address: int, weight_size: int
) -> tuple[int, int]:
    """(model, ret); the memory has to live as long as the model. A null pointer: the board takes its own."""
    name = "mdl.load_from_file_with_mem"
    code = usable(name)
    if code:
        return 0, code
    try:
        return _load_with_memory(name, read(path), (work_address, work_size, weight_address, weight_size))
    except Refused as refused:
        return 0, refuse(name, refused)


@call("mdl.load_from_mem_with_mem", value(), device=True)
def load_from_mem_with_mem(
    address: int, size: int, work_address: int, work_size: int, weight_address: int, weight_size: int
) -> tuple[int, int]:
    """(model, ret); as load_from_file_with_mem."""
    name = "mdl.load_from_mem_with_mem"
    try:
        content = model_bytes(name, address, size)
        return _load_with_memory(name, content, (work_address, work_size, weight_address, weight_size))
    except Refused as refused:
        return 0, refuse(name, refused)


@call("mdl.create_config_handle", just())
def create_config_handle() -> Optional[int]:
    """The configuration; None on failure."""
    handle = board.new_handle()
    configurations.table[handle] = {}
    return handle


@call("mdl.destroy_config_handle")
def destroy_config_handle(handle: int) -> int:
    """ret."""
    if configurations.table.pop(handle, None) is None:
        return board.misuse(INVALID_PARAM, f"mdl.destroy_config_handle: {handle} is no configuration")
    return SUCCESS


@call("mdl.set_config_opt")
def set_config_opt(handle: int, attribute: int, setting: Any) -> int:
    """ret."""
    settings = configurations.table.get(handle)
    if settings is None:
        return board.misuse(INVALID_PARAM, f"mdl.set_config_opt: {handle} is no configuration")
    if attribute not in OPTIONS:
        return board.error(INVALID_PARAM, f"mdl.set_config_opt: {attribute} is no attribute.")
    settings[attribute] = setting
    return SUCCESS


@call("mdl.load_with_config", value(), device=True)
def load_with_config(handle: int) -> tuple[int, int]:
    """(model, ret)."""
    name = "mdl.load_with_config"
    code = usable(name)
    if code:
        return 0, code
    settings = configurations.table.get(handle)
    if settings is None:
        return 0, board.misuse(INVALID_PARAM, f"{name}: {handle} is no configuration")
    kind = settings.get(LOAD_TYPE)
    try:
        if kind in (FROM_FILE, FROM_FILE_WITH_MEMORY) and isinstance(settings.get(PATH), str):
            content = read(settings[PATH])
        elif kind in (FROM_MEMORY, FROM_MEMORY_WITH_MEMORY) and settings.get(ADDRESS):
            content = model_bytes(name, settings[ADDRESS], settings.get(SIZE, 0))
        else:
            raise Refused(INVALID_PARAM, "the load type and what it needs are not set, or are not simulated")
        if kind in (FROM_FILE, FROM_MEMORY):
            return load(name, content)
        places = (settings.get(each, 0) for each in (WORK_ADDRESS, WORK_SIZE, WEIGHT_ADDRESS, WEIGHT_SIZE))
        return _load_with_memory(name, content, tuple(places))
    except Refused as refused:
        return 0, refuse(name, refused)
