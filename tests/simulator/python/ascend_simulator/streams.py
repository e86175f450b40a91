"""Streams: what is queued on one happens in order, and not before somebody waits for it.

A real chip would start at once. Here the queue runs when the stream or the device is synchronized, or when a
callback is due; so a program that reads too early always finds stale memory, not only on a bad day.
"""

from __future__ import annotations

import ctypes
import threading
import time
import traceback
from collections import deque
from collections.abc import Callable
from typing import Any, Optional, Union

from .board import board, call, value
from .codes import (
    RT_INVALID_HANDLE,
    RT_PARAM_INVALID,
    RT_REPORT_TIMEOUT,
    RT_STREAM_CONTEXT,
    SUCCESS,
)
from .contexts import Context, contexts, current, without_context
from .memory import check, check_copy


class Callback:
    """A program's function between the tasks of a stream; it runs in the thread that subscribed."""

    def __init__(self, function: Callable[[Any], Any], argument: Any, block: bool) -> None:
        self.function, self.argument, self.block = function, argument, block
        self.done = threading.Event()

    def run(self) -> None:
        try:
            self.function(self.argument)
        except Exception:  # whatever it raises must not stop the thread that serves the others
            traceback.print_exc()
        finally:
            self.done.set()


class Subscriber:
    """A thread that serves callbacks: those that are due, and the streams they come from."""

    def __init__(self) -> None:
        self.changed = threading.Condition()
        self.due: deque[Callback] = deque()
        self.streams: list[Stream] = []

    def hand_over(self, callback: Callback) -> None:
        with self.changed:
            self.due.append(callback)
            self.changed.notify_all()

    def wake(self) -> None:
        with self.changed:
            self.changed.notify_all()

    def next_due(self, seconds: float) -> Optional[Callback]:
        """The next callback, after waiting for it so long; runs what is queued before it."""
        until = time.monotonic() + seconds
        while True:
            with self.changed:
                if self.due:
                    return self.due.popleft()
            for stream in list(self.streams):
                stream.advance()
            with self.changed:
                left = until - time.monotonic()
                if not self.due:
                    if left <= 0:
                        return None
                    # short: another thread may have put off a stream that it is at work on
                    self.changed.wait(min(left, 0.05))


class Stream:
    """A queue of tasks, each of which returns a code."""

    def __init__(self, context: Context, default: bool = False) -> None:
        self.handle = board.new_handle()
        self.context, self.default = context, default
        self.subscriber: Optional[Subscriber] = None
        self.tasks: deque[Union[Callable[[], int], Callback]] = deque()
        self._order = threading.Lock()  # one thread at a time works on the queue
        self._callbacks: deque[Callback] = deque()  # handed over, perhaps not done yet
        self._error = SUCCESS

    def launch(self, callback: Callback) -> None:
        self.tasks.append(callback)
        if self.subscriber is not None:
            self.subscriber.wake()

    def advance(self) -> None:
        """For the subscribed thread: runs the queue up to its next callback, unless another thread is at it."""
        if not any(isinstance(task, Callback) for task in list(self.tasks)):
            return
        if not self._order.acquire(blocking=False):
            return
        try:
            self._run(until=None)
        finally:
            self._order.release()

    def synchronize(self) -> int:
        """Runs the whole queue, waits for its callbacks; the code of the first task that failed."""
        until = time.monotonic() + board.patience
        with self._order:
            finished = self._run(until)
            while finished and self._callbacks:
                finished = self._callbacks.popleft().done.wait(max(0.0, until - time.monotonic()))
            error, self._error = self._error, SUCCESS
        if not finished:
            return board.misuse(RT_REPORT_TIMEOUT, "rt.synchronize_stream: no thread serves a callback of this stream")
        return board.error(error, "rt.synchronize_stream: a task of the stream failed.") if error else SUCCESS

    def _blocked(self, until: Optional[float]) -> bool:
        """Whether a callback still holds up what comes after it, at the given time."""
        last = self._callbacks[-1] if self._callbacks else None
        if last is None or not last.block or last.done.is_set():
            return False
        return until is None or not last.done.wait(max(0.0, until - time.monotonic()))

    def _run(self, until: Optional[float]) -> bool:
        """Works on the queue: wholly, if there is a time until which a callback may block it, else to one callback."""
        while self.tasks:
            if self._blocked(until):
                return False
            task = self.tasks.popleft()
            if not isinstance(task, Callback):
                self._error = self._error or task()
                continue
            self._callbacks.append(task)
            if self.subscriber is not None:
                self.subscriber.hand_over(task)
            if until is None:
                return True
        return True


class Streams:
    """Every live stream by its handle, and the default stream of each context that used it."""

    def __init__(self) -> None:
        self.clear()

    def clear(self) -> None:
        self.table: dict[int, Stream] = {}
        self._defaults: dict[int, Stream] = {}  # by the context's handle

    def handles(self) -> dict[str, int]:
        return {"stream": len(self.table)}

    def reclaim(self, device: int) -> dict[str, int]:
        gone = [stream for stream in self.table.values() if stream.context.device == device]
        for stream in gone:
            self.drop(stream, "rt.reset_device")
        for handle, stream in list(self._defaults.items()):
            if stream.context.device == device:
                _abandon(stream, "rt.reset_device")
                del self._defaults[handle]
        return {"stream": len(gone)}

    def drop(self, stream: Stream, by: str) -> None:
        _abandon(stream, by)
        self.table.pop(stream.handle, None)

    def of(self, context: Context) -> list[Stream]:
        """Those of the context, its default one included."""
        default = self._defaults.get(context.handle)
        return [s for s in list(self.table.values()) if s.context is context] + ([default] if default else [])

    def default_of(self, context: Context) -> Stream:
        with board.lock:
            if context.handle not in self._defaults:
                self._defaults[context.handle] = Stream(context, default=True)
            return self._defaults[context.handle]


def _abandon(stream: Stream, by: str) -> None:
    if stream.tasks:
        board.violation(f"{by}: {len(stream.tasks)} tasks of a stream were never waited for")
        stream.tasks.clear()
    if stream.subscriber is not None and stream in stream.subscriber.streams:
        stream.subscriber.streams.remove(stream)


streams = Streams()
board.parts.insert(0, streams)  # a reset drops the streams before their contexts


def stream_of(name: str, handle: int) -> tuple[Optional[Stream], int]:
    """(the stream of a handle for the calling thread, 0 being its default stream; code)."""
    context = current()
    if context is None:
        return None, without_context(name)
    if handle == 0:
        return streams.default_of(context), SUCCESS
    stream = streams.table.get(handle)
    if stream is None:
        return None, board.misuse(RT_INVALID_HANDLE, f"{name}: {handle} is no stream")
    if stream.context is not context:
        return None, board.misuse(RT_STREAM_CONTEXT, f"{name}: the stream is one of another context")
    return stream, SUCCESS


@call("rt.create_stream", value(), device=True)
def create_stream() -> tuple[int, int]:
    """(stream, ret)."""
    context = current()
    if context is None:
        return 0, without_context("rt.create_stream")
    stream = Stream(context)
    streams.table[stream.handle] = stream
    return stream.handle, SUCCESS


@call("rt.destroy_stream", device=True)
def destroy_stream(handle: int) -> int:
    """ret."""
    with board.lock:
        stream = streams.table.get(handle)
        if stream is None:
            return board.misuse(RT_INVALID_HANDLE, f"rt.destroy_stream: {handle} is no stream")
        if not stream.context.alive:
            board.violation("rt.destroy_stream: its context was destroyed before it")
        elif current() is not stream.context:
            return board.misuse(RT_STREAM_CONTEXT, "rt.destroy_stream: the stream is one of another context")
        streams.drop(stream, "rt.destroy_stream")
    return SUCCESS


@call("rt.synchronize_stream", device=True)
def synchronize_stream(handle: int) -> int:
    """ret."""
    stream, code = stream_of("rt.synchronize_stream", handle)
    return stream.synchronize() if stream is not None else code


@call("rt.synchronize_device", device=True)
def synchronize_device(*_: int) -> int:
    """ret. It takes no argument, but there are programs that give one."""
    context = current()
    if context is None:
        return without_context("rt.synchronize_device")
    code = SUCCESS
    for each in list(contexts.table.values()):
        if each.device == context.device:
            for stream in streams.of(each):
                code = stream.synchronize() or code
    return code


@call("rt.memcpy_async", device=True)
def memcpy_async(destination: int, most: int, source: int, count: int, kind: int, handle: int) -> int:
    """ret; the bytes are copied when the stream gets there."""
    stream, code = stream_of("rt.memcpy_async", handle)
    code = code or check_copy("rt.memcpy_async", destination, most, source, count, kind)
    if stream is None or code:
        return code

    def copy() -> int:
        gone = check("rt.memcpy_async", "destination", destination, count)
        gone = gone or check("rt.memcpy_async", "source", source, count)
        if not gone:
            ctypes.memmove(destination, source, count)
        return gone

    stream.tasks.append(copy)
    return SUCCESS


@call("rt.memset_async", device=True)
def memset_async(address: int, most: int, pattern: int, count: int, handle: int) -> int:
    """ret; the bytes are set when the stream gets there."""
    stream, code = stream_of("rt.memset_async", handle)
    if stream is None:
        return code
    if count <= 0 or count > most:
        return board.error(RT_PARAM_INVALID, f"rt.memset_async: cannot set {count} bytes of {most}.")

    def fill() -> int:
        gone = check("rt.memset_async", "destination", address, count)
        if not gone:
            ctypes.memset(address, pattern, count)
        return gone

    code = check("rt.memset_async", "destination", address, count)
    if not code:
        stream.tasks.append(fill)
    return code
