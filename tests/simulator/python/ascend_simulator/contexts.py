"""The device and the contexts, of which each thread has at most one at a time."""

from __future__ import annotations

from typing import Optional

from .board import board, call, value
from .codes import RT_CONTEXT_NULL, RT_INVALID_DEVICE, RT_INVALID_HANDLE, RT_PARAM_INVALID, SUCCESS, UNINITIALIZED


class Context:
    """What a thread has to have current before it may use the device."""

    __slots__ = ("alive", "default", "device", "handle")

    def __init__(self, device: int, default: bool) -> None:
        self.handle = board.new_handle()
        self.device, self.default, self.alive = device, default, True


class Contexts:
    """Every live context by its handle, and the default context of each device that is set."""

    def __init__(self) -> None:
        self.clear()

    def clear(self) -> None:
        self.table: dict[int, Context] = {}
        self.opened: dict[int, Context] = {}  # by device

    def handles(self) -> dict[str, int]:
        return {"context": sum(not context.default for context in list(self.table.values()))}

    def reclaim(self, device: int) -> dict[str, int]:
        gone = [context for context in self.table.values() if context.device == device]
        for context in gone:
            self.drop(context)
        self.opened.pop(device, None)
        return {"context": sum(not context.default for context in gone)}

    def drop(self, context: Context) -> None:
        context.alive = False
        self.table.pop(context.handle, None)

    def make(self, device: int, default: bool) -> Context:
        context = Context(device, default)
        self.table[context.handle] = context
        return context

    def open(self, device: int) -> Context:
        """The device's default context, made on the first call."""
        if device not in self.opened:
            self.opened[device] = self.make(device, default=True)
        return self.opened[device]


contexts = Contexts()
board.parts.append(contexts)


def current() -> Optional[Context]:
    """The calling thread's context."""
    context = board.local.context
    return context if context is not None and context.alive else None


def without_context(name: str) -> int:
    """The code for a thread that has no context."""
    text = f"{name}: this thread has no context"
    if board.local.context is not None:
        return board.misuse(RT_CONTEXT_NULL, f"{text} any more, its own was destroyed")
    if contexts.table:
        return board.misuse(RT_CONTEXT_NULL, f"{text}, another one has")
    return board.error(RT_CONTEXT_NULL, f"{text}.")


def _refused(name: str, device: int) -> int:
    """The code for a device that cannot be used now, or 0."""
    if not board.initialized:
        return board.misuse(UNINITIALIZED, f"{name}: called before acl.init or after acl.finalize")
    if device not in range(board.devices):
        return board.error(RT_INVALID_DEVICE, f"{name}: there is no device {device}, only {board.devices} in all.")
    return SUCCESS


@call("rt.set_device", device=True)
def set_device(device: int) -> int:
    """ret."""
    code = _refused("rt.set_device", device)
    if not code:
        with board.lock:
            board.local.context = contexts.open(device)
    return code


@call("rt.reset_device")
def reset_device(device: int) -> int:
    """ret."""
    code = _refused("rt.reset_device", device)
    if code:
        return code
    with board.lock:
        if device not in contexts.opened:
            return board.error(RT_CONTEXT_NULL, f"rt.reset_device: device {device} is not set.")
        for part in board.parts:
            for kind, n in part.reclaim(device).items():
                if n:
                    board.reclaimed[kind] = board.reclaimed.get(kind, 0) + n
    board.local.context = None
    return SUCCESS


@call("rt.get_device", value())
def get_device() -> tuple[int, int]:
    """(device, ret)."""
    context = current()
    if context is None:
        return 0, board.error(RT_CONTEXT_NULL, "rt.get_device: this thread has no context.")
    return context.device, SUCCESS


@call("rt.get_device_count", value())
def get_device_count() -> tuple[int, int]:
    """(count, ret)."""
    return board.devices, SUCCESS


@call("rt.get_run_mode", value())
def get_run_mode() -> tuple[int, int]:
    """(0 device or 1 host, ret); answers before acl.init."""
    return board.run_mode, SUCCESS


@call("rt.create_context", value(), device=True)
def create_context(device: int) -> tuple[int, int]:
    """(context, ret)."""
    code = _refused("rt.create_context", device)
    if code:
        return 0, code
    with board.lock:
        contexts.open(device)
        board.local.context = context = contexts.make(device, default=False)
    return context.handle, SUCCESS


@call("rt.destroy_context", device=True)
def destroy_context(handle: int) -> int:
    """ret."""
    with board.lock:
        context = contexts.table.get(handle)
        if context is None:
            return board.misuse(RT_INVALID_HANDLE, f"rt.destroy_context: {handle} is no context")
        if context.default:
            return board.misuse(RT_PARAM_INVALID, "rt.destroy_context: the default context goes with reset_device only")
        contexts.drop(context)
    return SUCCESS


@call("rt.set_context")
def set_context(handle: int) -> int:
    """ret."""
    context = contexts.table.get(handle)
    if context is None:
        return board.misuse(RT_INVALID_HANDLE, f"rt.set_context: {handle} is no context")
    board.local.context = context
    return SUCCESS


@call("rt.get_context", value())
def get_context() -> tuple[int, int]:
    """(context, ret)."""
    context = current()
    if context is None:
        return 0, board.error(RT_CONTEXT_NULL, "rt.get_context: this thread has no context.")
    return context.handle, SUCCESS
