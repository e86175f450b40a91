"""Calls into libraries that may block for as long as they like, and nobody who waits for them longer than he wants."""

from __future__ import annotations

import logging
import queue
import threading
import time
import weakref
from collections.abc import Callable
from typing import Any, Optional, TypeVar

from app.errors import SourceClosedError
from app.messages import said
from app.sources.exit import finish_at_exit

log = logging.getLogger(__name__)

T = TypeVar("T")

_LONGEST_RETURN = 2.5  # seconds: a little more than the time limit of a read
_latest: weakref.WeakValueDictionary[str, Worker] = weakref.WeakValueDictionary()  # by name
_lock = threading.Lock()


class Worker:
    """One thread that makes every call into one device, in order.

    A device's library is thus never called from two threads, and a call that never returns costs a thread, not the
    program: the thread is a daemon. One of the same name that was closed is waited for, so that a device is given back
    before it is opened again.
    """

    def __init__(self, name: str) -> None:
        self._tasks: queue.SimpleQueue[Optional[_Task]] = queue.SimpleQueue()
        self._closed = False
        self._progress = threading.Condition()
        self._thread = threading.Thread(target=self._run, name=name, daemon=True)
        with _lock:
            self._before = _latest.get(name)
            _latest[name] = self
        self._thread.start()
        finish_at_exit(self)

    def call(
        self,
        work: Callable[[], T],
        seconds: float,
        watch: Optional[Callable[[], object]] = None,
        every: float = 0.25,
    ) -> T:
        """What `work` returns or raises.

        watch: called each `every` seconds while waiting; what it raises ends the wait
        raises TimeoutError where it has not returned in time, SourceClosedError where `close` is called before it has;
            what it returns later is thrown away
        """
        task = _Task(work)
        end = time.monotonic() + seconds
        with self._progress:
            if not self._closed:
                self._tasks.put(task)
            while not (task.done or self._closed):
                left = end - time.monotonic()
                if left <= 0:
                    task.given_up = True
                    raise TimeoutError
                if not self._progress.wait(min(left, every)) and watch is not None:
                    self._progress.release()  # the watch may take its time
                    try:
                        watch()
                    finally:
                        self._progress.acquire()
            if not task.done:
                task.given_up = True
                raise SourceClosedError(said("It was closed."))
        if task.error is not None:
            raise task.error
        return task.result  # type: ignore[no-any-return]

    def close(self, last: Callable[[], object]) -> None:
        """End the waiting of whoever waits, and have `last` called when the thread is free. Returns at once."""
        with self._progress:
            if self._closed:
                return
            self._closed = True
            self._tasks.put(_Task(last))
            self._tasks.put(None)
            self._progress.notify_all()

    def join(self, seconds: float) -> bool:
        """Wait until all is done after `close`; whether it is."""
        self._thread.join(seconds)
        return not self._thread.is_alive()

    def finish(self, seconds: float) -> bool:
        self.close(lambda: None)
        return self.join(seconds)

    def _run(self) -> None:
        before, self._before = self._before, None
        if before is not None and before._closed:
            before.join(_LONGEST_RETURN)
        del before
        while True:
            task = self._tasks.get()
            if task is None:
                return
            if not task.given_up:  # nobody waits for it
                task.run()
            with self._progress:
                task.done = True
                self._progress.notify_all()
            del task  # a frame is not kept until the next one


class _Task:
    def __init__(self, work: Callable[[], Any]) -> None:
        self._work = work
        self.done = False
        self.given_up = False
        self.result: Any = None
        self.error: Optional[Exception] = None

    def run(self) -> None:
        try:
            self.result = self._work()
        except Exception as error:
            self.error = error
