"""Our page in a browser: websockify serves it, and leads its connections to the gate."""

from __future__ import annotations

import asyncio
import logging
import os
import signal
import socket
import time
from collections.abc import Collection
from contextlib import suppress
from pathlib import Path
from typing import Optional

from app.remote.children import Child, Guard, Patience
from app.remote.listening import Certificate
from app.remote.programs import Programs

log = logging.getLogger(__name__)

_ASSETS = Path(__file__).resolve().parents[2] / "assets"
_HEARTBEAT = 20  # seconds: what lies between forgets a connection on which nothing is said
# websockify has a process for every connection, and waits for ever for one that says nothing
_LONGEST_SILENT = 15.0  # seconds until such a process is ended
_MOST_SILENT = 48  # at once
_LOOK = 1.0  # seconds between two looks at them


class Web:
    def __init__(
        self,
        programs: Programs,
        folder: Path,
        listener: socket.socket,
        gate: Path,
        certificate: Optional[Certificate],
        connected: Collection[int],
    ) -> None:
        """folder: private, where the page is put together; gate: its socket; connected: processes that talk to it"""
        self._programs, self._root, self._listener, self._gate = programs, folder / "web", listener, gate
        self._certificate, self._connected = certificate, connected

    async def run(self, guard: Guard) -> None:
        """For ever. Raises RemoteError where websockify ends again and again."""
        self._put_together()
        patience = Patience()
        while True:
            patience.begins()
            child = await Child.start(
                guard, "websockify", self._command(), stdin=self._listener.fileno(), environment=_environment()
            )
            watch = asyncio.ensure_future(_end_silent(child.pid, self._connected))
            try:
                status = await child.wait()
            finally:
                watch.cancel()
                await child.stop()
            await patience.after(child, status)

    def _put_together(self) -> None:
        self._root.mkdir()
        parts = [*(_ASSETS / "remote").iterdir(), _ASSETS / "icons" / "atlas-digits.svg"]
        parts += [self._programs.novnc / "core", self._programs.novnc / "vendor"]
        for part in parts:
            (self._root / part.name).symlink_to(part)

    def _command(self) -> list[str]:
        command = [str(self._programs.websockify), "--inetd", "--web", str(self._root)]
        command += ["--unix-target", str(self._gate), "--heartbeat", str(_HEARTBEAT)]
        if self._certificate:
            command += ["--ssl-only", "--ssl-version", "tlsv1_2", "--cert", str(self._certificate.file.resolve())]
            if self._certificate.key:
                command += ["--key", str(self._certificate.key.resolve())]
        return command


def _environment() -> dict[str, str]:
    """It is the distribution's Python that runs it, which is not to see our packages."""
    return {name: value for name, value in os.environ.items() if not name.startswith(("PYTHON", "VIRTUAL_ENV"))}


async def _end_silent(websockify: int, connected: Collection[int]) -> None:
    """End its processes whose connections came to nothing: a flood of them would fill the memory."""
    first_seen: dict[int, float] = {}  # in the order of their coming
    while True:
        now = time.monotonic()
        silent = [pid for pid in _children(websockify) if pid not in connected]
        first_seen = {pid: first_seen.get(pid, now) for pid in sorted(silent, key=lambda pid: first_seen.get(pid, now))}
        too_many = len(first_seen) - _MOST_SILENT
        for number, (pid, since) in enumerate(first_seen.items()):
            if number < too_many or now - since > _LONGEST_SILENT:
                with suppress(ProcessLookupError):
                    os.kill(pid, signal.SIGKILL)
        await asyncio.sleep(_LOOK)


def _children(pid: int) -> list[int]:
    try:
        return [int(child) for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]
    except OSError:  # it has just ended
        return []
