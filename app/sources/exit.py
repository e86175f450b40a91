"""The end of the process while threads are still in a library.

A thread that comes back from C++ into an interpreter that is gone takes the process down with it ("terminate called"),
so those that can end are waited for; one that never comes back does no harm and is left behind.
"""

from __future__ import annotations

import atexit
import time
import weakref
from typing import Protocol

LONGEST = 2.5  # seconds: a little more than the time limit of a read


class Finishing(Protocol):
    def finish(self, seconds: float) -> bool:
        """End what it does and wait for that; whether it is done. May be called again."""


_things: weakref.WeakSet[Finishing] = weakref.WeakSet()


def finish_at_exit(thing: Finishing) -> None:
    _things.add(thing)


@atexit.register
def _finish_all() -> None:
    things = list(_things)
    for thing in things:
        thing.finish(0.0)
    end = time.monotonic() + LONGEST
    for thing in things:
        thing.finish(max(0.0, end - time.monotonic()))
