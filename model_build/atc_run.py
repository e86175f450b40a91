"""Running ATC: its output is passed on while it works, and nothing of it outlives us."""

from __future__ import annotations

import codecs
import os
import selectors
import signal
import subprocess
import time
from collections import deque
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO, Protocol

from app.output import ending_raises
from model_build.errors import CompileError

_TICK = 1.0  # seconds
_SHORT = 0.02  # seconds
_GRACE = 3.0  # seconds for ATC to end itself before it is killed
_LARGEST_OUTPUT = 5_000_000  # characters, of which the last are kept; a verbose log has no end
_LONGEST_LINE = 100_000  # characters
_GUARD = 'read -r group && { read -r _; kill -KILL "-$group"; }'  # the second read lasts until we are gone


class Listener(Protocol):
    """Hears what ATC does, as it does it."""

    def line(self, text: str) -> None:
        """ATC has printed this line."""

    def waiting(self, seconds: float) -> None:
        """It has worked for so long; about every second while nothing is printed."""


def run(command: Sequence[str], folder: Path, environment: Mapping[str, str], listener: Listener) -> tuple[int, str]:
    """Run ATC in this folder to its end.

    returns its status, negative for a signal, and what it printed on either stream, of very much the end
    raises CompileError where it cannot be started. Whatever is raised meanwhile, KeyboardInterrupt too, ATC and all
    that it has started are ended before this returns; so they are when this process is told to end, or is killed.
    """
    started = time.monotonic()
    with ending_raises(), _guard() as guard:
        try:
            # a session of its own: ATC starts compilers of operators, and they are to be ended with it
            process = subprocess.Popen(
                command,
                cwd=folder,
                env=dict(environment),
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )
        except OSError as error:
            raise CompileError(
                f"{command[0]}: cannot be run ({error.strerror}). Is it the toolkit of another kind of machine?"
            ) from None
        try:
            guard.write(b"%d\n" % process.pid)
            assert process.stdout is not None
            output = _pass_on(process, process.stdout, started, listener)
        finally:
            _end(process)
    return process.returncode, output


@contextmanager
def _guard() -> Iterator[IO[bytes]]:
    """A process that kills the group whose number it is told, should this one be killed and so unable to."""
    command = ["sh", "-c", _GUARD]
    with subprocess.Popen(command, bufsize=0, stdin=subprocess.PIPE, start_new_session=True) as guard:
        assert guard.stdin is not None
        try:
            yield guard.stdin
        finally:
            guard.kill()


def _pass_on(process: subprocess.Popen[bytes], pipe: IO[bytes], started: float, listener: Listener) -> str:
    """Until the process has ended; a child that outlives it may hold the pipe open, and is not waited for."""
    decode = codecs.getincrementaldecoder("utf-8")("replace").decode
    heard: deque[str] = deque()
    rest, kept, told = "", 0, started
    with selectors.DefaultSelector() as selector:
        selector.register(pipe, selectors.EVENT_READ)
        while True:
            ended = _has_ended(process)  # before reading: what came first is then in the pipe
            ready = selector.select(0 if ended else _TICK if selector.get_map() else _SHORT)
            block = os.read(pipe.fileno(), 65_536) if ready else b""
            if ended and not block:
                break
            if ready and not block:  # the pipe is closed, the process goes on
                selector.unregister(pipe)
                continue
            *lines, rest = (rest + decode(block)).replace("\r", "\n").split("\n")
            if len(rest) > _LONGEST_LINE:
                lines, rest = [*lines, rest], ""
            for line in lines:
                listener.line(line)
                heard.append(line)
                kept += len(line) + 1
            while kept > _LARGEST_OUTPUT:
                kept -= len(heard.popleft()) + 1
            now = time.monotonic()
            if block:
                told = now
            elif now - told >= _TICK:
                told = now
                listener.waiting(now - started)
    if rest:
        listener.line(rest)
        heard.append(rest)
    return "\n".join(heard)


def _has_ended(process: subprocess.Popen[bytes]) -> bool:
    """Without collecting its status: until that is done nobody else gets its number, nor its group's."""
    return os.waitid(os.P_PID, process.pid, os.WEXITED | os.WNOHANG | os.WNOWAIT) is not None


def _end(process: subprocess.Popen[bytes]) -> None:
    """Whatever is left of the process and of those it has started."""
    try:
        deadline = time.monotonic() + _GRACE
        if not _has_ended(process):
            os.killpg(process.pid, signal.SIGTERM)
        while not _has_ended(process) and time.monotonic() < deadline:
            time.sleep(_SHORT)
    finally:  # also where Ctrl-C comes twice
        with suppress(ProcessLookupError, PermissionError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()
        if process.stdout is not None:
            process.stdout.close()
