"""Checks that go wrong, to be run as probes."""

from __future__ import annotations

import ctypes
import os
import sys
import time
from pathlib import Path

from app.doctor.finding import OK, WARNING, Finding


def good(place, *arguments):
    print("what a library prints")
    return [Finding("good", OK, " ".join([str(place.root), place.environ.get("MARK", ""), *arguments]))]


def slow(place, seconds):
    time.sleep(float(seconds))
    return [Finding("slow", WARNING, seconds, "wait")]


def hanging(place):
    time.sleep(3600)


def hanging_with_a_child(place, file):
    """The child holds the pipes, and writes to `file` if it is still there after a while."""
    if os.fork() == 0:
        time.sleep(1.5)
        Path(file).write_text("alive")
        os._exit(0)
    time.sleep(3600)


def leaving_a_child(place):
    if os.fork() == 0:
        time.sleep(5)
        os._exit(0)
    return [Finding("parent", OK, "done")]


def crashing(place):
    print("undefined symbol: rtMalloc", file=sys.stderr, flush=True)
    ctypes.string_at(0)


def raising(place):
    raise ImportError("libfoo.so.1: cannot open shared object file")


def garbage(place):
    os.write(1, b"\xff\x00 not JSON\n")
    os._exit(0)


def endless_garbage(place):
    while True:
        os.write(2, b"x" * 65536)


def wrong_shape(place):
    return [Finding("good", "wonderful", "no such state")]


def leaving_quietly(place):
    os._exit(3)
