"""What sources have in common: their life, the numbers of their frames, and keeping time."""

from __future__ import annotations

import threading
import time
from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping
from dataclasses import replace
from types import TracebackType
from typing import Optional

import numpy as np

from app.closing import Closing
from app.errors import SourceClosedError
from app.messages import said
from app.sources.source import Control, Frame, Mode, Wanted

_LONGEST_GAP = 2.0  # seconds between two frames that are waited for; an older picture passes for a camera's that hangs
_LONGEST_STEP = 86400.0  # seconds between two frames that are not: more is a damaged time


class BaseSource(Closing, ABC):
    """A source needs `_next`, and `_release` where it holds something."""

    def __init__(self, uri: str, title: str, wanted: Wanted) -> None:
        self.uri = uri
        self.title = title
        self.asked = wanted.mode
        self.got = Mode()
        self._sequence = 0
        self._closing = threading.Event()
        self._close_lock = threading.Lock()

    def read(self) -> Frame:
        self._check_open()
        try:
            pixels, captured = self._next()
        except Exception:
            self._check_open()  # an error that comes of closing is no error of the source
            raise
        self._check_open()
        height, width = pixels.shape[:2]
        if (width, height) != (self.got.width, self.got.height):
            self.got = replace(self.got, width=width, height=height)
        frame = Frame(pixels, captured, self._sequence)
        self._sequence += 1
        return frame

    def controls(self) -> Mapping[str, Control]:
        return {}

    def set_control(self, name: str, value: Optional[int]) -> None:
        raise KeyError(name)

    def close(self) -> None:
        with self._close_lock:
            if self._closing.is_set():
                return
            self._closing.set()
        self._release()

    @abstractmethod
    def _next(self) -> tuple[np.ndarray, float]:
        """The next pixels and when they were captured."""

    def _release(self) -> None:
        """Called once, from any thread, maybe while `_next` runs; must not wait for it."""

    def _check_open(self) -> None:
        if self._closing.is_set():
            raise SourceClosedError(said("{camera} is closed.", camera=self.title))


class InUse:
    """What one thread uses at a time, `with` this, and any may give back: at once, or else when its use ends.

    So that nobody who closes a source waits for a library that reads; it must not be called from two threads either.
    """

    def __init__(self, give_back: Callable[[], object]) -> None:
        """give_back: may be called again"""
        self._give_back = give_back
        self._lock = threading.Lock()
        self._unwanted = False

    def give_back(self) -> None:
        """Returns at once."""
        self._unwanted = True
        self._give_back_if_free()

    def _give_back_if_free(self) -> None:
        if self._lock.acquire(blocking=False):  # otherwise whoever has it does so after its use
            try:
                self._give_back()
            finally:
                self._lock.release()

    def __enter__(self) -> None:
        self._lock.acquire()

    def __exit__(
        self,
        kind: Optional[type[BaseException]],
        error: Optional[BaseException],
        trace: Optional[TracebackType],
    ) -> None:
        self._lock.release()
        if self._unwanted:
            self._give_back_if_free()


class Pace:
    """Turns a place in a recording, in seconds from its beginning, into the time at which it is due."""

    def __init__(self, paced: bool, closing: threading.Event) -> None:
        self._paced = paced
        self._closing = closing
        self._start: Optional[float] = None
        self._offset = 0.0  # of the frame before
        self._place = 0.0  # that frame's, with the gaps before it shortened

    def due(self, offset: float) -> float:
        """Wait until the frame at this place is due, if it is to be waited for; returns its time.

        Where the reader was late its frames are not made up for: the rest comes later by as much. Long gaps are
        shortened, so that a damaged place, even an infinite one, neither stops the replay nor ends the counting.
        """
        now = time.monotonic()
        if self._start is None:
            self._start = now
        else:
            step = max(0.0, offset - self._offset)  # in this order also 0 where it is not a number
            self._place += min(step, _LONGEST_GAP if self._paced else _LONGEST_STEP)
        self._offset = offset
        moment = self._start + self._place
        if self._paced:
            if moment < now - 1.0:
                self._start += now - moment
                moment = now
            self._closing.wait(max(0.0, moment - now))
        return moment
