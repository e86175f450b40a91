"""Passing work from one thread to another where only the newest counts."""

from __future__ import annotations

import threading
from typing import Generic, Optional, TypeVar

T = TypeVar("T")


class Mailbox(Generic[T]):
    """Holds one item, the newest: putting never waits, and nothing queues up behind a slow reader."""

    def __init__(self) -> None:
        self._condition = threading.Condition()
        self._item: Optional[T] = None
        self._closed = False
        self._dropped = 0

    @property
    def dropped(self) -> int:
        """How many items a newer one has replaced before anybody took them."""
        return self._dropped

    def put(self, item: T) -> None:
        with self._condition:
            self._dropped += self._item is not None
            self._item = item
            self._condition.notify()

    def take(self, seconds: Optional[float] = None) -> Optional[T]:
        """Wait for an item and remove it. None once the mailbox is closed, whatever is in it, or when time is up."""
        with self._condition:
            self._condition.wait_for(lambda: self._closed or self._item is not None, seconds)
            item, self._item = self._item, None
            return None if self._closed else item

    def clear(self) -> None:
        """Throw away what is in it: it is no longer true."""
        with self._condition:
            self._item = None

    @property
    def closed(self) -> bool:
        return self._closed

    def close(self) -> None:
        with self._condition:
            self._closed = True
            self._condition.notify_all()
