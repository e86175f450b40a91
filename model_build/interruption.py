"""Ctrl-C, kept from MindSpore."""

from __future__ import annotations

import _thread
import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager

_coming = threading.Lock()  # held while it may not


def keep() -> None:
    """Have SIGINT raise KeyboardInterrupt in the main thread, whatever a library does to its handler.

    MindSpore takes the signal for itself whenever it runs a graph, and ends the process without a word. So it is
    blocked in every thread but one of ours. Threads inherit that: call it before a library that starts some, as numpy
    and MindSpore do, is imported.
    """
    signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})

    def wait() -> None:
        while True:
            signal.sigwait({signal.SIGINT})
            with _coming:
                _thread.interrupt_main()

    threading.Thread(target=wait, name="interruption", daemon=True).start()


@contextmanager
def postponed() -> Iterator[None]:
    """It comes after the block, which is short: numpy and MindSpore do not survive it while they are imported."""
    with _coming:
        yield


@contextmanager
def kept() -> Iterator[None]:
    """What is blocked is so again after the block, where a library let it through."""
    blocked = signal.pthread_sigmask(signal.SIG_BLOCK, ())
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, blocked)
