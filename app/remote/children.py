"""Programs that run for us: none outlives us, and one that ends is started again, up to a point."""

from __future__ import annotations

import asyncio
import logging
import os
import signal
import subprocess
import sys
import time
from collections import deque
from collections.abc import Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import IO, Optional

from app.errors import RemoteError

log = logging.getLogger(__name__)

_GRACE = 5.0  # seconds to end of one's own accord
_KEPT_LINES = 8


class Guard:
    """The process that ends all others when this one does."""

    def __init__(self, folder: Path) -> None:
        """folder: removed at the end"""
        program = Path(__file__).with_name("guard.py")
        self._process = subprocess.Popen(
            [sys.executable, "-I", "-S", str(program), str(folder)], stdin=subprocess.PIPE, start_new_session=True
        )
        assert self._process.stdin is not None
        self._pipe: IO[bytes] = self._process.stdin

    def begun(self) -> None:
        """Called in a new process, the leader of its group, before it becomes what was asked for."""
        os.write(self._pipe.fileno(), b"+%d\n" % os.getpid())

    def ended(self, group: int) -> None:
        with suppress(BrokenPipeError):
            os.write(self._pipe.fileno(), b"-%d\n" % group)

    def finish(self) -> None:
        """End what still runs and remove the folder."""
        self._pipe.close()
        self._process.wait()


class Child:
    """A program in a group of processes of its own."""

    def __init__(self, name: str, process: asyncio.subprocess.Process, guard: Guard) -> None:
        self.name = name
        self._process, self._guard = process, guard
        self._said: deque[str] = deque(maxlen=_KEPT_LINES)
        self._reading = asyncio.ensure_future(self._read())

    @classmethod
    async def start(
        cls,
        guard: Guard,
        name: str,
        command: Sequence[str],
        *,
        stdin: Optional[int] = None,
        pass_fds: Sequence[int] = (),
        environment: Optional[Mapping[str, str]] = None,
        shown: bool = False,
    ) -> Child:
        """stdin: a descriptor; shown: what it prints is seen as it is, not logged

        raises RemoteError where it cannot be started
        """
        output = None if shown else asyncio.subprocess.PIPE
        try:
            process = await asyncio.create_subprocess_exec(
                *command,
                stdin=subprocess.DEVNULL if stdin is None else stdin,
                stdout=output,
                stderr=None if shown else asyncio.subprocess.STDOUT,
                pass_fds=pass_fds,
                env=environment,
                start_new_session=True,
                preexec_fn=guard.begun,
            )
        except (OSError, subprocess.SubprocessError) as error:
            raise RemoteError(f"{name} cannot be started: {error}.") from error
        log.info("%s runs as process %d", name, process.pid)
        return cls(name, process, guard)

    @property
    def pid(self) -> int:
        return self._process.pid

    async def wait(self) -> int:
        """Until it ends. Returns its status, negative after a signal."""
        status = await self._process.wait()
        self._end_group(signal.SIGKILL)  # what it left
        self._guard.ended(self.pid)
        with suppress(asyncio.TimeoutError):
            await asyncio.wait_for(asyncio.shield(self._reading), 1)
        return status

    async def stop(self) -> None:
        """Have it end, by force where it does not."""
        self._end_group(signal.SIGTERM, only_leader=True)
        try:
            await asyncio.wait_for(self._process.wait(), _GRACE)
        except asyncio.TimeoutError:
            log.warning("%s did not end within %g seconds and is killed", self.name, _GRACE)
            self._end_group(signal.SIGKILL)
        await self.wait()

    def last_words(self) -> str:
        """What it printed last, for an error message."""
        return " / ".join(self._said)

    def _end_group(self, number: signal.Signals, only_leader: bool = False) -> None:
        with suppress(ProcessLookupError, PermissionError):
            (os.kill if only_leader else os.killpg)(self.pid, number)

    async def _read(self) -> None:
        stream = self._process.stdout
        rest = b""
        while stream is not None:
            part = await stream.read(4096)
            *lines, rest = (rest[-4096:] + part).split(b"\n")
            for line in [*lines, *([] if part else [rest])]:
                text = line.decode(errors="replace").strip()
                if text:
                    self._said.append(text)
                    log.info("%s: %s", self.name, text)
            if not part:
                return


class Patience:
    """How long to wait before what ended is started again, and when to give up."""

    FIRST, LONGEST = 0.5, 30.0  # seconds
    STEADY = 60.0  # seconds; what ran so long begins from the first wait again
    MOST = 6  # ends in a row

    def __init__(self) -> None:
        self._ends = 0
        self._began = time.monotonic()

    def begins(self) -> None:
        self._began = time.monotonic()

    async def after(self, child: Child, status: int) -> None:
        """Raises RemoteError where it ended too often."""
        if time.monotonic() - self._began >= self.STEADY:
            self._ends = 0
        self._ends += 1
        how = f"with status {status}" if status >= 0 else f"by {signal.Signals(-status).name}"
        words = child.last_words()
        said = f" Its last words: {words}" if words else ""
        if self._ends >= self.MOST:
            raise RemoteError(f"{child.name} ended {how}, {self._ends} times in a row.{said}")
        wait = min(self.FIRST * 2 ** (self._ends - 1), self.LONGEST)
        log.warning("%s ended %s; it is started again in %g s.%s", child.name, how, wait, said)
        await asyncio.sleep(wait)
