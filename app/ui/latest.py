"""Between threads and the GUI's: where only the newest counts, and where a function is run aside."""

from __future__ import annotations

import contextlib
import threading
import time
from collections.abc import Callable
from typing import Any, Generic, Optional, TypeVar

from PySide6.QtCore import QObject, Qt, Signal

T = TypeVar("T")


class _Bell(QObject):
    rung = Signal()


class Latest(Generic[T]):
    """Hands the newest item to the GUI's thread.

    At most one wake-up is on its way, however fast items come: a signal for each would pile up behind a slow window,
    with a frame in it each time.
    """

    def __init__(self, arrived: Callable[[], None]) -> None:
        """arrived: called on the thread that made this, when there is something to take"""
        self._lock = threading.Lock()
        self._item: Optional[T] = None
        self._ringing = False
        self._dropped = 0
        self._bell = _Bell()
        self._bell.rung.connect(arrived, Qt.ConnectionType.QueuedConnection)

    @property
    def dropped(self) -> int:
        """How many items a newer one has replaced before they were taken, since all was thrown away."""
        return self._dropped

    def put(self, item: T) -> None:
        """From any thread. Never waits."""
        with self._lock:
            self._dropped += self._item is not None
            self._item = item
            ring, self._ringing = not self._ringing, True
        if ring:
            with contextlib.suppress(RuntimeError):  # the window is gone, and its objects with it
                self._bell.rung.emit()

    def take(self) -> Optional[T]:
        with self._lock:
            item, self._item = self._item, None
            self._ringing = False
            return item

    def clear(self) -> None:
        """Throw away what nobody has taken: it is no longer true."""
        with self._lock:
            self._item, self._dropped = None, 0


_writing: set[threading.Thread] = set()  # what is lost when the process ends before them


def wait_for_writing(seconds: float) -> bool:
    """Before the process ends. Whether all came to their end within the seconds."""
    last = time.monotonic() + seconds
    for thread in list(_writing):
        thread.join(max(0.0, last - time.monotonic()))
    return not _writing


class Aside(QObject):
    """Runs functions that may take a while, each on a thread of its own, and brings the results to the GUI's thread."""

    _done = Signal(object, object)

    def __init__(self, parent: Optional[QObject] = None) -> None:
        super().__init__(parent)
        self._done.connect(lambda then, result: then(result), Qt.ConnectionType.QueuedConnection)

    def run(self, function: Callable[[], T], then: Callable[[T], Any], *, writes: bool = False) -> None:
        """`function` must not raise: what goes wrong is part of its result.

        writes: what people want to find again, so that `wait_for_writing` waits for it
        """

        def work() -> None:
            try:
                result = function()
            finally:
                _writing.discard(thread)
            with contextlib.suppress(RuntimeError):  # as above
                self._done.emit(then, result)

        # a daemon, so that a device that never answers cannot keep the process
        thread = threading.Thread(target=work, name="aside", daemon=True)
        if writes:
            _writing.add(thread)
        thread.start()
