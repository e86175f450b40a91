"""Callbacks: functions of the program that run between the tasks of a stream, in a thread that serves them."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Any

from .board import board, call, value
from .codes import (
    INTERNAL_ERROR,
    INVALID_PARAM,
    RT_STREAM_NO_SUBSCRIBER,
    RT_STREAM_SUBSCRIBE,
    RT_THREAD_SUBSCRIBE,
    RT_WAIT_TIMEOUT,
    SUCCESS,
)
from .streams import Callback, Subscriber, stream_of


class Threads:
    """The threads that acl.util started and the ones that serve callbacks, by their number."""

    def __init__(self) -> None:
        self.clear()

    def clear(self) -> None:
        self.started: dict[int, threading.Thread] = {}
        self.subscribers: dict[int, Subscriber] = {}

    def handles(self) -> dict[str, int]:
        return {"thread": len(self.started)}

    def reclaim(self, device: int) -> dict[str, int]:
        return {}


threads = Threads()
board.parts.append(threads)


@call("util.start_thread", value())
def start_thread(function: Callable[[Any], Any], arguments: list) -> tuple[int, int]:
    """(thread, ret); the function gets the list as its one argument."""
    if not callable(function) or not isinstance(arguments, list):
        return 0, board.error(INVALID_PARAM, "util.start_thread: wants a function and a list.")
    thread = threading.Thread(target=function, args=(arguments,), name="acl.util", daemon=True)
    thread.start()
    number = thread.ident or 0
    threads.started[number] = thread
    return number, SUCCESS


@call("util.stop_thread")
def stop_thread(number: int) -> int:
    """ret; waits for the thread, which has to end by itself."""
    thread = threads.started.get(number)
    if thread is None:
        return board.misuse(INVALID_PARAM, f"util.stop_thread: {number} is no thread of acl.util")
    thread.join(board.patience)
    if thread.is_alive():
        return board.misuse(INTERNAL_ERROR, "util.stop_thread: the thread does not end")
    del threads.started[number]
    return SUCCESS


@call("rt.subscribe_report")
def subscribe_report(thread: int, handle: int) -> int:
    """ret; the thread serves the callbacks of the stream from now on."""
    stream, code = stream_of("rt.subscribe_report", handle)
    if stream is None:
        return code
    if stream.subscriber is not None:
        return board.error(RT_STREAM_SUBSCRIBE, "rt.subscribe_report: the stream has its thread already.")
    subscriber = threads.subscribers.setdefault(thread, Subscriber())
    subscriber.streams.append(stream)
    stream.subscriber = subscriber
    return SUCCESS


@call("rt.unsubscribe_report")
def unsubscribe_report(thread: int, handle: int) -> int:
    """ret."""
    stream, code = stream_of("rt.unsubscribe_report", handle)
    if stream is None:
        return code
    subscriber = threads.subscribers.get(thread)
    if subscriber is None or stream.subscriber is not subscriber:
        return board.error(RT_THREAD_SUBSCRIBE, "rt.unsubscribe_report: this thread does not serve this stream.")
    subscriber.streams.remove(stream)
    stream.subscriber = None
    return SUCCESS


@call("rt.process_report")
def process_report(milliseconds: int) -> int:
    """ret; serves one callback, or 107019 when none was due for so long (-1: waits for ever)."""
    subscriber = threads.subscribers.get(threading.get_ident())
    if subscriber is None:
        return board.error(RT_THREAD_SUBSCRIBE, "rt.process_report: this thread serves no stream.")
    callback = subscriber.next_due(milliseconds / 1000 if milliseconds >= 0 else float("inf"))
    if callback is None:
        return board.error(RT_WAIT_TIMEOUT, f"rt.process_report: no callback within {milliseconds} ms.")
    callback.run()
    return SUCCESS


@call("rt.launch_callback", device=True)
def launch_callback(function: Callable[[Any], Any], argument: Any, block: int, handle: int) -> int:
    """ret; function(argument) runs in the thread that serves the stream; block 1: later tasks wait for it."""
    stream, code = stream_of("rt.launch_callback", handle)
    if stream is None:
        return code
    if not callable(function):
        return board.error(INVALID_PARAM, "rt.launch_callback: wants a function.")
    if stream.subscriber is None:
        return board.error(RT_STREAM_NO_SUBSCRIBER, "rt.launch_callback: no thread serves this stream.")
    stream.launch(Callback(function, argument, bool(block)))
    return SUCCESS
