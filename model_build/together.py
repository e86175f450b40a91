"""Files that belong together, as a model and its card, taking their places together."""

from __future__ import annotations

import fcntl
import os
import signal
import tempfile
import threading
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager, suppress
from itertools import count
from pathlib import Path

from model_build.errors import StorageError
from model_build.files import replacing


def put(folder: Path, contents: Mapping[str, bytes]) -> None:
    """Write files into a folder, by name: all of them or, where one cannot be written, none.

    They take their places from the last to the first: whoever sees the first sees the others too.

    Another process that puts its own there waits, and a signal that ends this one does too. Raises StorageError.
    """
    require_writable(folder)
    with _alone(folder):
        _put(folder, contents)


def put_new(folder: Path, stem: str, contents: Mapping[str, bytes]) -> Path:
    """The same for files of one name, by their endings: under a name that none in the folder has yet.

    stem: the name, where it is free; else it is followed by -2, -3 and so on
    returns the path without an ending
    """
    require_writable(folder)
    with _alone(folder):
        names = (stem if number == 1 else f"{stem}-{number}" for number in count(1))
        free = next(name for name in names if not any((folder / f"{name}{ending}").exists() for ending in contents))
        _put(folder, {f"{free}{ending}": content for ending, content in contents.items()})
    return folder / free


def _put(folder: Path, contents: Mapping[str, bytes]) -> None:
    for name in contents:
        if (folder / name).is_dir():
            raise StorageError(f"{folder / name}: cannot be written, there is a folder of that name.")
    with _unbroken(), ExitStack() as together:
        for name, content in contents.items():
            with together.enter_context(replacing(folder / name)).open("wb") as beside:
                beside.write(content)
                beside.flush()
                os.fsync(beside.fileno())  # the disk refuses here, and not between the one and the other


def require_writable(folder: Path) -> None:
    """Make the folder; raises StorageError where nothing can be written into it."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=folder):
            pass
    except OSError as error:
        raise StorageError(f"{folder}: cannot be written ({error.strerror}).") from None


@contextmanager
def _alone(folder: Path) -> Iterator[None]:
    """No other process is in here with this folder."""
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        with suppress(OSError):  # a network's file system that has no locks
            fcntl.flock(handle, fcntl.LOCK_EX)
        yield
    finally:
        os.close(handle)


@contextmanager
def _unbroken() -> Iterator[None]:
    """Signals that would end the process wait until the end of the block, which is short."""
    came: list[int] = []
    before = {}
    if threading.current_thread() is threading.main_thread():
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            if signal.getsignal(number) not in (signal.SIG_IGN, None):
                before[number] = signal.signal(number, lambda number, frame: came.append(number))
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
        for waited in came[:1]:
            os.kill(os.getpid(), waited)
