"""The one thread that owns the store of kept samples: whoever keeps or looks at some asks it, and never waits."""

from __future__ import annotations

import logging
import os
import threading
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Optional, TypeVar

from PySide6.QtCore import QObject, Qt, Signal

from app import places
from app.errors import AtlasDigitsError, SamplesError
from app.messages import said

if TYPE_CHECKING:
    from app.samples import Samples

log = logging.getLogger(__name__)

T = TypeVar("T")
Failed = Callable[[AtlasDigitsError], None]


@dataclass(frozen=True)
class _Call:
    """work: on the keeper's thread; done, failed: on the window's"""

    work: Callable[[], Any]
    done: Callable[[Any], None]
    failed: Failed


class SampleKeeper(QObject):
    """Does what is asked in its order. The thread begins with the first call, the file with the first that keeps."""

    changed = Signal()  # what is kept was changed from here, or is another store now
    _called_back = Signal(object)

    def __init__(self, path: Optional[Path] = None) -> None:
        """path: of the store; None: this user's"""
        super().__init__()
        self.path = path if path is not None else places.data() / "samples.db"
        self._calls: deque[_Call] = deque()
        self._something_came = threading.Condition()
        self._closed = False
        self._thread: Optional[threading.Thread] = None
        self._samples: Optional[Samples] = None
        self._file: Optional[tuple[int, int]] = None  # which file is open, by device and number
        self._called_back.connect(lambda what: what(), Qt.ConnectionType.QueuedConnection)

    def look(self, work: Callable[[Samples], T], done: Callable[[Optional[T]], None], failed: Failed) -> None:
        """Have something looked up. Where nothing was ever kept nothing is made, and the answer is None.

        work: on the keeper's thread; done, failed: on the thread that made this object
        """
        self._ask(_Call(lambda: self._worked(work, makes=False), done, failed))

    def change(self, work: Callable[[Samples], T], done: Callable[[T], None], failed: Failed) -> None:
        """Have something kept, corrected or deleted, as `look`; `changed` follows."""

        def tell(result: T) -> None:
            done(result)
            self.changed.emit()

        self._ask(_Call(lambda: self._worked(work, makes=True), tell, failed))

    def set_aside(self, done: Callable[[Path], None], failed: Failed) -> None:
        """Move a damaged store away, whole, so that an empty one can begin; done: is given where it lies now."""
        self._ask(_Call(self._move_aside, done, failed))

    def close(self, seconds: float = 0.0) -> bool:
        """Do what was asked before, and end. Whether it came to its end within the seconds."""
        with self._something_came:
            self._closed = True
            self._something_came.notify()
        if self._thread is None:
            return True
        self._thread.join(seconds)
        if self._thread.is_alive():
            log.warning("The samples are still being written after %.0f s", seconds)
        return not self._thread.is_alive()

    def _ask(self, call: _Call) -> None:
        with self._something_came:
            self._calls.append(call)
            self._something_came.notify()
        if self._thread is None:
            self._thread = threading.Thread(target=self._run, name="samples", daemon=True)
            self._thread.start()

    # the thread

    def _run(self) -> None:
        while True:
            with self._something_came:
                self._something_came.wait_for(lambda: bool(self._calls) or self._closed)
                call = self._calls.popleft() if self._calls else None
            if call is None:
                break
            self._do(call)
        self._close()

    def _do(self, call: _Call) -> None:
        try:
            result = call.work()
        except Exception as error:
            said = _told(error)
            if not isinstance(error, LookupError):
                self._close()  # whatever it was, the next call begins afresh
            self._call_back(lambda: call.failed(said))
        else:
            self._call_back(lambda: call.done(result))

    def _worked(self, work: Callable[[Samples], Any], *, makes: bool) -> Any:
        """makes: whether the store is made where it is absent"""
        from app.samples import Samples

        now = _identity(self.path)
        if self._samples is not None and now != self._file:  # set aside or deleted in another window
            self._close()
            self._call_back(self.changed.emit)
        if self._samples is None:
            if now is None and not makes:
                return None
            self._samples = Samples(self.path)
            self._file = _identity(self.path)
        return work(self._samples)

    def _move_aside(self) -> Path:
        from app.samples import set_aside

        self._close()
        return set_aside(self.path)

    def _close(self) -> None:
        samples, self._samples = self._samples, None
        if samples is not None:
            samples.close()

    def _call_back(self, what: Callable[[], None]) -> None:
        try:
            self._called_back.emit(what)
        except RuntimeError:  # the window is gone, and its objects with it
            log.debug("Nobody is left to be told")


def _told(error: Exception) -> AtlasDigitsError:
    """What people read; ours are written for them, of others the trace goes to the log."""
    if isinstance(error, AtlasDigitsError):
        log.warning("%s", error)
        return error
    log.error("Unexpected error in the samples' thread", exc_info=error)
    return SamplesError(said("Unexpected error: {kind}: {reason}", kind=type(error).__name__, reason=error))


def _identity(path: Path) -> Optional[tuple[int, int]]:
    """None where there is no such file."""
    try:
        found = os.stat(path)  # noqa: PTH116
    except OSError:
        return None
    return found.st_dev, found.st_ino
