"""Whether the window that is shown still lives: it tells us what it would tell systemd, and we pass it on."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import Callable
from pathlib import Path

from app.service import Supervisor

LONGEST = 30.0  # seconds between two beats; the window tries four times within them


class Pulse:
    """The socket that the window speaks to. Whoever waits for `stops` starts a window that fell silent anew. systemd
    hears that it is ready, how it is, and that it lives."""

    def __init__(self, folder: Path, supervisor: Supervisor, longest: float = LONGEST) -> None:
        """folder: private, for the socket; longest: seconds"""
        self._address = folder / "pulse"
        self._supervisor, self._longest = supervisor, longest
        self._beats = asyncio.Event()

    @property
    def environment(self) -> dict[str, str]:
        """For the window's process."""
        return {"NOTIFY_SOCKET": str(self._address), "WATCHDOG_USEC": str(round(self._longest * 1e6))}

    async def listen(self) -> None:
        """From now on, until `close`."""
        self._transport, _ = await asyncio.get_running_loop().create_datagram_endpoint(
            lambda: _Listener(self._hear), local_addr=str(self._address), family=socket.AF_UNIX
        )

    def close(self) -> None:
        self._transport.close()

    async def stops(self) -> None:
        """Returns once a window that has begun to beat is silent for too long. To be called anew for each window."""
        self._beats.clear()
        await self._beats.wait()
        while self._beats.is_set():
            self._beats.clear()
            try:
                await asyncio.wait_for(self._beats.wait(), self._longest)
            except asyncio.TimeoutError:
                return

    def _hear(self, words: bytes) -> None:
        for line in words.decode(errors="replace").splitlines():
            name, _, value = line.partition("=")
            if name == "READY":
                self._supervisor.ready()
            elif name == "STATUS":
                self._supervisor.status(value)
            elif name == "WATCHDOG":
                self._supervisor.feed()
                self._beats.set()


class _Listener(asyncio.DatagramProtocol):
    def __init__(self, hear: Callable[[bytes], None]) -> None:
        self._hear = hear

    def datagram_received(self, data: bytes, address: object) -> None:
        self._hear(data)
