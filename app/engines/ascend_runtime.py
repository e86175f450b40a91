"""AscendCL's rules, kept for everything in this process that uses it.

pyACL never raises: it returns codes, in one of three shapes. `Acl` turns them into errors for people. ACL is started
once per process and shared by all engines (`Process`), because CANN does not promise that it can be started again.
"""

from __future__ import annotations

import functools
import logging
import os
import threading
from typing import Any

from app.engines.ascend_errors import explain, lost
from app.errors import EngineUnavailableError
from app.messages import said, sentences

log = logging.getLogger(__name__)

DEVICE_VARIABLE = "DEVICE_ID"  # which chip of several

_MEMORY = said("Most often there is no memory left: close other programs that use the chip.")
_PATIENCE = 5.0  # seconds
_STARTED_BEFORE = 100002  # init, by somebody else in this process


class Acl:
    """pyACL, called by dotted names without the `acl.` in front. Every method raises EngineUnavailableError."""

    def __init__(self, module: Any) -> None:
        self.module = module

    def function(self, name: str) -> Any:
        try:
            return functools.reduce(getattr, name.split("."), self.module)
        except AttributeError:
            raise EngineUnavailableError(
                said("This pyACL has no acl.{name}: it is too old, or not the one of the CANN toolkit.", name=name)
            ) from None

    def do(self, name: str, *arguments: Any) -> None:
        """Call what returns a code."""
        code = self.function(name)(*arguments)
        if code:
            raise EngineUnavailableError(self.message(name, code))

    def get(self, name: str, *arguments: Any) -> Any:
        """Call what returns values and a code, and return the value, or the tuple of them where there are several."""
        *values, code = self.function(name)(*arguments)
        if code:
            raise EngineUnavailableError(self.message(name, code))
        return values[0] if len(values) == 1 else tuple(values)

    def make(self, name: str, *arguments: Any) -> Any:
        """Call what returns a handle, a count or a size, and nothing or 0 where it fails."""
        made = self.function(name)(*arguments)
        if not made:
            raise EngineUnavailableError(
                said("acl.{name} failed and gave nothing. {why}", name=name, why=sentences(_MEMORY, self._recent()))
            )
        return made

    def release(self, name: str, *arguments: Any) -> None:
        """Give something back. That it cannot be given back is logged: there is nothing else to be done about it."""
        code = self.function(name)(*arguments)
        if code:  # that a device is lost was said before
            log.log(logging.INFO if lost(code) else logging.WARNING, "While closing: %s", self.message(name, code))

    def message(self, name: str, code: int) -> str:
        """What a failed call means and what to do, with what ACL itself last said in this thread."""
        meaning = explain(code)
        failed = said(
            "acl.{name} failed with {code} ({kind}): {meaning}",
            name=name,
            code=code,
            kind=meaning.name,
            meaning=meaning.meaning,
        )
        return sentences(failed, meaning.remedy, self._recent())

    def _recent(self) -> str:
        recent = getattr(self.module, "get_recent_err_msg", lambda: None)()  # reading clears it
        text = " ".join(str(recent or "").split())
        return said("(ACL says: {text})", text=text) if text else ""  # apart from a command before it


class Process:
    """Whether ACL runs in this process, by whom it was started, and how many use each device.

    What somebody else started is left as it was found: then neither the device is reset nor ACL ended.
    """

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._started_by_us: Any = None  # the Acl that has to end it
        self._running = False
        self._users: dict[int, int] = {}

    def enter(self, acl: Acl, device: int) -> bool:
        """Start ACL and the device unless they run. `leave` undoes what this did to the device.

        returns whether ACL was started by somebody else
        """
        with self._lock:
            if not self._running:
                self._start(acl)
            if self._started_by_us and not self._users.get(device):
                acl.do("rt.set_device", device)
            self._users[device] = self._users.get(device, 0) + 1
            return self._started_by_us is None

    def _start(self, acl: Acl) -> None:
        code = acl.module.init()
        if code and code != _STARTED_BEFORE:
            raise EngineUnavailableError(acl.message("init", code))
        self._running = True
        self._started_by_us = None if code else acl

    def leave(self, acl: Acl, device: int) -> None:
        """The last to leave resets the device, also one that is lost: until then it stays so for the others."""
        with self._lock:
            self._users[device] -= 1
            if self._started_by_us is None:
                self._running = any(self._users.values())  # whoever started it may end it meanwhile
            elif not self._users[device]:
                acl.release("rt.reset_device", device)

    def shut_down(self) -> None:
        """End ACL where it was started here. Does nothing while it is used."""
        if not self._lock.acquire(timeout=_PATIENCE):
            log.warning("AscendCL does not answer and is left running")
            return
        try:
            if any(self._users.values()):
                log.warning("AscendCL is still in use and is left running")
                return
            if self._started_by_us:
                self._started_by_us.release("finalize")
            self._running, self._started_by_us = False, None
        finally:
            self._lock.release()


def device_number() -> int:
    text = os.environ.get(DEVICE_VARIABLE) or "0"
    if not (text.isascii() and text.isdecimal() and len(text) <= 4):
        raise EngineUnavailableError(
            said("{variable} must be the number of a chip, from 0, not {text!r}.", variable=DEVICE_VARIABLE, text=text)
        )
    return int(text)
