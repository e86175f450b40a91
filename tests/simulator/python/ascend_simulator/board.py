"""The one simulated board of this process: its settings, its control, and the gate that every call passes."""

from __future__ import annotations

import functools
import itertools
import os
import threading
import time
from collections import deque
from collections.abc import Callable, Mapping
from typing import Any, NamedTuple, Optional, Protocol

from .codes import INTERNAL_ERROR, label
from .faults import Faults, Loss, faults_from, loss_from
from .record import RecordFile

RUN_MODES = {"device": 0, "host": 1}  # on the board itself; in a PC with a card
MEMORY = 8 << 30  # bytes of the Atlas 200 DK
SYSTEM_MEMORY = 1 << 30  # of which Linux and the firmware hold this much
# above every address of a process, so that a handle is never taken for memory nor memory for a handle
FIRST_HANDLE = 1 << 56


class Call(NamedTuple):
    """One call that a program made."""

    name: str  # such as "rt.malloc", "init", "util.numpy_to_ptr"
    arguments: tuple
    result: Any
    thread: int
    seconds: float


class Part(Protocol):
    """A part of the board that owns handles."""

    def clear(self) -> None:
        """Forgets everything, as a new process."""

    def handles(self) -> dict[str, int]:
        """How many handles of each kind a program made and has not given back."""

    def reclaim(self, device: int) -> dict[str, int]:
        """The device is reset: drops what lives on it and says how much of each kind that was."""


class Local(threading.local):
    """What AscendCL keeps for each thread."""

    context: Any = None
    message: Optional[str] = None


class Board:
    """The settings may be set at any time; everything else is read, or changed by the methods."""

    def __init__(self) -> None:
        self.lock = threading.RLock()
        self.parts: list[Part] = []
        self.names: set[str] = set()  # of every function there is
        self.armed = False  # whether calls have to take the slow way: the only thing asked on the fast one
        self.clean()

    def clean(self) -> None:
        """Everything as it is before the first call of a process."""
        self.local = Local()
        self.soc = "Ascend310"
        self.run_mode = RUN_MODES["device"]
        self.devices = 1
        self.memory_bytes = MEMORY
        self.strict_init = False
        self.patience = 10.0  # seconds to wait for a callback or a thread that may never come
        self.initialized = False
        self.finalized = False  # whether it ever was
        self.forked = False
        self.violations: list[str] = []
        self.leaks: dict[str, int] = {}
        self.reclaimed: dict[str, int] = {}
        self.calls: deque[Call] = deque(maxlen=1_000_000)
        self.faults = Faults()
        self.record: Optional[RecordFile] = None
        self._recording = False
        self._numbers = itertools.count(FIRST_HANDLE, 64)
        self.arm()

    def reset(self, environment: Optional[Mapping[str, str]] = None) -> None:
        """As a new process, which reads the environment variables anew."""
        if self.record is not None:
            self.record.close()
        self.clean()
        for part in self.parts:
            part.clear()
        self.configure(os.environ if environment is None else environment)

    def configure(self, environment: Mapping[str, str]) -> None:
        """Takes the settings from ASCEND_SIMULATOR_*; ValueError for one that makes no sense."""

        def setting(name: str) -> str:
            return environment.get(f"ASCEND_SIMULATOR_{name}", "")

        mode = setting("RUN_MODE") or "device"
        if mode not in RUN_MODES:
            raise ValueError(f"ASCEND_SIMULATOR_RUN_MODE is device or host, not {mode!r}.")
        self.run_mode = RUN_MODES[mode]
        self.soc = setting("SOC") or self.soc
        self.strict_init = setting("STRICT_INIT") not in ("", "0")
        if setting("LATENCY_MS"):
            self.faults.delays["mdl.execute"] = float(setting("LATENCY_MS")) / 1000
        for name, on, code in faults_from(setting("FAULTS")):
            self.fail(name, code, on)
        if setting("LOSS"):
            self.faults.loss = loss_from(setting("LOSS"))
        if setting("RECORD"):
            self.record = RecordFile(setting("RECORD"), self._end_of_process)
        self.arm()

    # --- control

    @property
    def recording(self) -> bool:
        """Whether every call goes to `calls`."""
        return self._recording

    @recording.setter
    def recording(self, on: bool) -> None:
        self._recording = bool(on)
        self.arm()

    def _known(self, name: str) -> str:
        if name not in self.names:
            raise ValueError(f"AscendCL has no function {name!r} here: write it as rt.malloc or init.")
        return name

    def arm(self) -> None:
        """Decides whether calls have to be looked at."""
        self.armed = bool(self._recording or self.record or self.faults or self.forked)

    def fail(self, name: str, code: int, on: int = 1) -> None:
        """The on-th call of this function from now does nothing and returns this code in its own shape."""
        self.faults.plan(self._known(name), code, on)
        self.arm()

    def lose(self, name: str = "mdl.execute", on: int = 1, code: int = 507899, returns: bool = True) -> None:
        """From the on-th call of this function on, every call that needs the device fails with the code.

        reset_device followed by set_device brings it back, unless returns is False.
        """
        self.faults.loss, self.faults.lost = Loss(self._known(name), on, code, returns), False
        self.arm()

    def delay(self, name: str, seconds: float) -> None:
        """Every call of this function takes so much longer; 0 ends that."""
        self.faults.delays[self._known(name)] = seconds
        if not seconds:
            del self.faults.delays[name]
        self.arm()

    def handles(self) -> dict[str, int]:
        """The live handles that the program made, by kind; a device's default context and stream do not count."""
        counts: dict[str, int] = {}
        for part in self.parts:
            counts.update({kind: n for kind, n in part.handles().items() if n})
        return counts

    def _end_of_process(self) -> tuple[dict[str, int], list[str]]:
        if self.initialized:
            return self.handles(), [*self.violations, "the process ended without acl.finalize"]
        return self.leaks, self.violations

    # --- for the parts

    def new_handle(self) -> int:
        return next(self._numbers)

    def violation(self, text: str) -> None:
        """Notes misuse that a real chip would punish or suffer in silence."""
        self.violations.append(text)

    def pause(self, name: str) -> None:
        """Takes the time that this function was told to take."""
        seconds = self.faults.delays.get(name)
        if seconds:
            time.sleep(seconds)

    def error(self, code: int, text: str) -> int:
        """The code; what it means waits in get_recent_err_msg."""
        self.local.message = f"{label(code)}: {text} [{code}]"
        return code

    def misuse(self, code: int, text: str) -> int:
        """An error that is the program's fault beyond doubt, hence also a violation."""
        self.violation(text)
        return self.error(code, text)

    def observed(
        self, name: str, function: Callable, failed: Callable[[int], Any], device: bool, arguments: tuple
    ) -> Any:
        """The slow way of a call: faults, delays and records."""
        began = time.perf_counter()
        result = self._answer(name, function, failed, device, arguments)
        if self._recording or self.record is not None:
            call = Call(name, arguments, result, threading.get_ident(), time.perf_counter() - began)
            if self._recording:
                self.calls.append(call)
            if self.record is not None:
                self.record.write(call)
                if name == "finalize" and result == 0:
                    self.record.account(self.leaks, self.violations)
        return result

    def _answer(
        self, name: str, function: Callable, failed: Callable[[int], Any], device: bool, arguments: tuple
    ) -> Any:
        if self.forked:
            return failed(self.error(INTERNAL_ERROR, "This process was forked after acl.init, which breaks AscendCL."))
        code = self.faults.strike(name, device)
        self.pause(name)
        if code:
            return failed(self.error(code, f"{name}: the simulated board was told to fail here."))
        result = function(*arguments)
        return self._after_reset() if name == "rt.reset_device" and self.faults.lost else result

    def _after_reset(self) -> int:
        """What reset_device answers when the device was lost, set or not: whether it came back."""
        gone = self.faults.come_back()
        self.arm()
        return self.error(gone, "rt.reset_device: the device is lost.") if gone else 0


board = Board()


def _code(code: int) -> int:
    return code


def call(
    name: str, failed: Callable[[int], Any] = _code, *, device: bool = False
) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """Makes a function one of AscendCL: positional arguments only, as the C extension takes them.

    failed: code -> what the function returns when it fails; device: whether it needs the device.
    """

    board.names.add(name)

    def decorate(function: Callable[..., Any]) -> Callable[..., Any]:
        @functools.wraps(function)
        def called(*arguments: Any) -> Any:
            if board.armed:
                return board.observed(name, function, failed, device, arguments)
            return function(*arguments)

        return called

    return decorate


def value(nothing: Any = 0) -> Callable[[int], tuple]:
    """For functions that return (value, code)."""
    return lambda code: (nothing, code)


def just(nothing: Any = None) -> Callable[[int], Any]:
    """For functions that return a value and no code."""
    return lambda code: nothing


def _fork_in_child() -> None:
    if board.initialized:
        board.lock = threading.RLock()  # whoever held it lives in the parent
        board.forked = True
        board.violation("fork: this process was forked after acl.init")
        if board.record is not None:
            board.record.abandon()
            board.record = None
        board.arm()


def _fork_in_parent() -> None:
    if board.initialized:
        board.violation("fork: the process forked after acl.init")


if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_fork_in_child, after_in_parent=_fork_in_parent)
