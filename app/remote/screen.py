"""A display that nobody sees, and what is shown on it."""

from __future__ import annotations

import asyncio
import logging
import os
import secrets
import struct
import sys
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import app
from app.errors import RemoteError
from app.remote import REMOTE_VARIABLE
from app.remote.children import Child, Guard, Patience
from app.remote.pulse import Pulse

log = logging.getLogger(__name__)

_READY = 30.0  # seconds until Xvnc answers, on a slow board
# a second, at most: Xvnc gathers changes for half a frame's time before it tells of them. At its usual 60 that alone
# is 8 ms between the pen and its ink
_FRAME_RATE = 250
_ANY_DISPLAY = 0xFFFF  # Xauthority's "wild" family: the cookie is for whichever display Xvnc finds free
_COOKIE = b"MIT-MAGIC-COOKIE-1"
# they speak of another display, or are for the process that systemd started
_NOT_HANDED_ON = ("WAYLAND_DISPLAY", "QT_QPA_PLATFORM", "NOTIFY_SOCKET", "WATCHDOG_USEC", "WATCHDOG_PID")


@dataclass(frozen=True)
class Size:
    """Pixels."""

    width: int
    height: int

    def __str__(self) -> str:
        return f"{self.width}x{self.height}"


class Screen:
    """Xvnc with the application on it, both kept running."""

    def __init__(
        self, xvnc: Path, folder: Path, passwords: Path, size: Size, arguments: Sequence[str], pulse: Pulse
    ) -> None:
        """folder: private, for its socket and cookie; passwords: the file; arguments: of the application
        pulse: of the application; where it stops, that is started anew
        """
        self._xvnc, self._folder, self._passwords, self._size = xvnc, folder, passwords, size
        self._arguments, self._pulse = list(arguments), pulse
        self._cookie = folder / "cookie"
        self.socket = folder / "xvnc"

    async def run(self, guard: Guard, leaves: bool) -> None:
        """Until the application ends with status 0, if its end is everybody's; else for ever.

        leaves: whether it is
        raises RemoteError where Xvnc or the application ends again and again
        """
        _write_cookie(self._cookie)
        patience, patience_with_app = Patience(), Patience()
        while True:
            patience.begins()
            display, xvnc = await self._start_display(guard)
            gone = asyncio.ensure_future(xvnc.wait())
            try:
                while not gone.done():
                    patience_with_app.begins()
                    shown = await self._start_application(guard, display)
                    end = asyncio.ensure_future(shown.wait())
                    silent = asyncio.ensure_future(self._pulse.stops())
                    try:
                        await asyncio.wait([gone, end, silent], return_when=asyncio.FIRST_COMPLETED)
                        hangs = silent.done()
                        if hangs:
                            log.error("The window hangs: it is ended, and started anew")
                    finally:
                        silent.cancel()
                        await shown.stop()
                    if gone.done():
                        break
                    status = await end
                    if leaves and status == 0 and not hangs:
                        return
                    await patience_with_app.after(shown, status)
            finally:
                await xvnc.stop()
            await patience.after(xvnc, await gone)

    async def _start_display(self, guard: Guard) -> tuple[int, Child]:
        """Xvnc takes the first display that is free and says which."""
        reading, writing = os.pipe()
        try:
            with suppress(FileNotFoundError):
                self.socket.unlink()  # of one that was killed
            xvnc = await Child.start(guard, "Xvnc", self._command(writing), pass_fds=[writing])
        except BaseException:
            os.close(reading)
            raise
        finally:
            os.close(writing)
        said = await _read_line(reading)
        if not said.isdigit():
            await xvnc.stop()
            raise RemoteError(f"Xvnc did not start within {_READY:g} seconds. {xvnc.last_words()}")
        return int(said), xvnc

    def _command(self, display_told_to: int) -> list[str]:
        return [
            str(self._xvnc),
            *("-displayfd", str(display_told_to)),
            *("-geometry", str(self._size), "-depth", "24"),
            *("-nolisten", "tcp", "-auth", str(self._cookie)),
            *("-rfbport", "-1", "-rfbunixpath", str(self.socket), "-rfbunixmode", "0600"),
            *("-SecurityTypes", "VncAuth", "-PasswordFile", str(self._passwords), "-UseBlacklist=0"),
            *("-AlwaysShared", "-AcceptSetDesktopSize=0", "-desktop", "Atlas Digits"),
            *("-AcceptCutText=0", "-SendCutText=0", "-SendPrimary=0", "-SetPrimary=0"),
            *("-FrameRate", str(_FRAME_RATE)),
            *("-s", "0", "-dpms", "-noreset"),
        ]

    async def _start_application(self, guard: Guard, display: int) -> Child:
        kept = {name: value for name, value in os.environ.items() if name not in _NOT_HANDED_ON}
        paths = [str(Path(app.__file__).resolve().parents[1]), *filter(None, [kept.get("PYTHONPATH")])]
        theirs = {
            "DISPLAY": f":{display}",
            "XAUTHORITY": str(self._cookie),
            "QT_QPA_PLATFORM": "xcb",
            REMOTE_VARIABLE: "1",
            "PYTHONPATH": os.pathsep.join(paths),
            **self._pulse.environment,
        }
        command = [sys.executable, "-m", "app", *self._arguments]
        return await Child.start(guard, "The window", command, environment={**kept, **theirs}, shown=True)


def _write_cookie(file: Path) -> None:
    """As xauth does: the display's own, fresh every time."""
    fields = (b"", b"", _COOKIE, secrets.token_bytes(16))  # address and display: any
    entry = struct.pack(">H", _ANY_DISPLAY) + b"".join(struct.pack(">H", len(part)) + part for part in fields)
    file.touch(mode=0o600)
    file.write_bytes(entry)


async def _read_line(descriptor: int) -> str:
    """What is written there until a line's end; "" where nothing comes in time. Closes it."""
    loop = asyncio.get_running_loop()
    reader = asyncio.StreamReader()
    transport, _ = await loop.connect_read_pipe(
        lambda: asyncio.StreamReaderProtocol(reader), os.fdopen(descriptor, "rb", 0)
    )
    try:
        return (await asyncio.wait_for(reader.readline(), _READY)).decode().strip()
    except asyncio.TimeoutError:
        return ""
    finally:
        transport.close()
