"""What goes wrong on request: single calls that fail, calls that take long, and a device that is lost."""

from __future__ import annotations

import threading
from dataclasses import dataclass, field
from typing import Optional

from .codes import RT_DRIVER_INTERNAL


@dataclass
class Loss:
    """A device that goes away: `left` calls of `name` from now on, the last of which finds it gone."""

    name: str
    left: int
    code: int
    returns: bool


@dataclass
class Faults:
    """The plan of failures; counts are kept per function name and are safe between threads."""

    planned: dict[str, list[list[int]]] = field(default_factory=dict)  # name -> [calls left, code]
    delays: dict[str, float] = field(default_factory=dict)  # name -> seconds
    loss: Optional[Loss] = None
    lost: bool = False
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def __bool__(self) -> bool:
        return bool(self.planned or self.delays or self.loss)

    def plan(self, name: str, code: int, on: int) -> None:
        """The on-th call of this function from now fails once."""
        if on < 1:
            raise ValueError(f"The first call of {name} from now is 1, not {on}.")
        with self._lock:
            self.planned.setdefault(name, []).append([on, code])

    def strike(self, name: str, needs_device: bool) -> int:
        """The code this call has to fail with, or 0."""
        with self._lock:
            code = 0
            waiting = self.planned.get(name)
            if waiting:
                for fault in waiting:
                    fault[0] -= 1
                    if fault[0] == 0:
                        code = fault[1]
                waiting[:] = [fault for fault in waiting if fault[0] > 0]
                if not waiting:
                    del self.planned[name]
            loss = self.loss
            if loss is not None:
                if not self.lost and name == loss.name:
                    loss.left -= 1
                    self.lost = loss.left <= 0
                if self.lost and needs_device:
                    code = loss.code
            return code

    def come_back(self) -> int:
        """The device was reset: 0 when it works again, else the code it keeps failing with."""
        with self._lock:
            if self.loss is None or not self.lost:
                return 0
            if not self.loss.returns:
                return self.loss.code
            self.loss, self.lost = None, False
            return 0


def faults_from(text: str) -> list[tuple[str, int, int]]:
    """ "mdl.execute:5=507011,rt.malloc:2=207001" -> [(name, on, code), ...]."""
    found = []
    for part in filter(None, (piece.strip() for piece in text.split(","))):
        try:
            place, code = part.split("=")
            name, _, on = place.partition(":")
            found.append((name.strip(), int(on or 1), int(code)))
        except ValueError:
            raise ValueError(f"ASCEND_SIMULATOR_FAULTS: {part!r} is not of the form mdl.execute:5=507011.") from None
    return found


def loss_from(text: str) -> Loss:
    """ "20" or "20:forever" -> the loss at the 20th execute."""
    on, _, forever = text.partition(":")
    if not on.isdigit() or forever not in ("", "forever"):
        raise ValueError(f"ASCEND_SIMULATOR_LOSS: {text!r} is neither of the form 20 nor 20:forever.")
    return Loss("mdl.execute", int(on), RT_DRIVER_INTERNAL, not forever)
