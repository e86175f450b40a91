"""Ctrl-C, kept from MindSpore."""

from __future__ import annotations

import _thread
import signal
import threading


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
            _thread.interrupt_main()

    threading.Thread(target=wait, name="interruption", daemon=True).start()
