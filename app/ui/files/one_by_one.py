"""Functions that may take a while, run aside one after the other."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from functools import partial
from typing import Any, NamedTuple, Optional, TypeVar

from PySide6.QtCore import QObject

from app.ui.latest import Aside

T = TypeVar("T")


class _Job(NamedTuple):
    function: Callable[[], Any]
    then: Callable[[Any], Any]


class OneByOne(QObject):
    """At most one runs at a time, so that what they hold is held once."""

    def __init__(self, parent: Optional[QObject] = None) -> None:
        super().__init__(parent)
        self._aside = Aside(self)
        self._waiting: deque[_Job] = deque()
        self._urgent: Optional[_Job] = None
        self._round = 0
        self._busy = False

    def run(self, function: Callable[[], T], then: Callable[[T], Any]) -> None:
        """`function`: as for `Aside.run`, it must not raise."""
        self._waiting.append(_Job(function, then))
        self._next()

    def run_next(self, function: Callable[[], T], then: Callable[[T], Any]) -> None:
        """Before all that wait, and instead of the one of this kind that still waits."""
        self._urgent = _Job(function, then)
        self._next()

    def forget(self) -> None:
        """Drop all that wait. What runs is left to itself: it may be a file on a disk that does not answer."""
        self._waiting.clear()
        self._urgent = None
        self._round += 1
        self._busy = False

    def _next(self) -> None:
        if self._busy or not (self._urgent or self._waiting):
            return
        job, self._urgent = self._urgent or self._waiting.popleft(), None
        self._busy = True
        self._aside.run(partial(_in_hand, job.function), partial(self._done, self._round, job.then))

    def _done(self, number: int, then: Callable[[Any], Any], hand: list[Any]) -> None:
        if number == self._round:
            self._busy = False
            then(hand.pop())
            self._next()


def _in_hand(function: Callable[[], T]) -> list[T]:
    """The result where it can be taken from: the thread that made it keeps nothing of it, however long it goes on."""
    return [function()]
