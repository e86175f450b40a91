"""How a command ends: what its errors, a full disk and a reader who has left become for the shell."""

from __future__ import annotations

import errno
import os
import signal
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from app.errors import AtlasDigitsError

_INTERRUPTED = 130  # the shell's status for Ctrl-C
_PIPE_CLOSED = 141  # likewise for SIGPIPE
# a full disk, quota or file, a terminal that is gone, an output opened for reading
_CANNOT_WRITE = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EIO, errno.EBADF})


@contextmanager
def ending_raises() -> Iterator[None]:
    """SIGTERM and SIGHUP raise SystemExit in here, so that what is held is given back and what runs for us is ended."""

    def end(number: int, frame: object) -> None:
        raise SystemExit(128 + number)

    ours = []
    if threading.current_thread() is threading.main_thread():
        for number in (signal.SIGTERM, signal.SIGHUP):
            if signal.getsignal(number) == signal.SIG_DFL:  # not where nohup had it ignored
                signal.signal(number, end)
                ours.append(number)
    try:
        yield
    finally:
        for number in ours:
            signal.signal(number, signal.SIG_DFL)


@contextmanager
def ending_at_once() -> Iterator[None]:
    """Ctrl-C, SIGTERM and SIGHUP end the process where it stands, for as long as nothing is held that has to be given
    back: what they raise is lost where a library of C calls Python, as Qt's do while they are imported."""
    numbers = [signal.SIGINT, signal.SIGTERM, *([signal.SIGHUP] if hasattr(signal, "SIGHUP") else [])]
    before = {number: signal.getsignal(number) for number in numbers}
    for number, handler in before.items():
        if handler != signal.SIG_IGN:
            signal.signal(number, signal.SIG_DFL)
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def run_command(command: Callable[[], int], program: str) -> int:
    """Run a command and flush what it printed.

    program: its name, before every message on standard error
    returns the command's status; 1 where it could not be done, and why was said; 130 after Ctrl-C; 141 where whoever
    read its output left, as in `recognize ... | head`
    """
    _replace_closed_streams()
    try:
        try:
            with ending_raises():
                return command()
        finally:
            _end_engines()
            sys.stdout.flush()
    except AtlasDigitsError as error:
        message = str(error)
    except KeyboardInterrupt:
        return _INTERRUPTED
    except BrokenPipeError:
        _discard_output()
        return _PIPE_CLOSED
    except OSError as error:
        if error.errno not in _CANNOT_WRITE:
            raise
        _discard_output()
        message = f"{error.filename or 'The output'} cannot be written ({error.strerror})."
    print(f"{program}: {message}", file=sys.stderr)
    return 1


def _end_engines() -> None:
    """What engines leave running in the process, where one may have been opened."""
    if "app.engines.engine" in sys.modules:
        from app.engines.engine import shut_down

        shut_down()


def _replace_closed_streams() -> None:
    """Python has None for a stream that was closed by whoever started it."""
    for name, mode in (("stdin", "r"), ("stdout", "w"), ("stderr", "w")):
        if getattr(sys, name) is None:
            setattr(sys, name, Path(os.devnull).open(mode))  # noqa: SIM115


def _discard_output() -> None:
    """The interpreter flushes once more when it ends: what is left then goes nowhere."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
