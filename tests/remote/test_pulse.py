"""A window that hangs is noticed and started anew, and systemd hears what the window tells."""

from __future__ import annotations

import asyncio
import os
import signal
import socket
import tempfile
from contextlib import suppress
from pathlib import Path

import pytest

from app.errors import RemoteError
from app.remote import passwords, programs
from app.remote.children import Guard
from app.remote.passwords import Passwords
from app.remote.pulse import Pulse
from app.remote.screen import Screen, Size
from app.service import Supervisor

SILENCE = 0.3  # seconds
LONGEST_WAIT = 60.0  # seconds


@pytest.fixture
def folder():
    with tempfile.TemporaryDirectory(prefix="p-") as folder:  # a socket's path may not be long
        yield Path(folder)


def window(pulse: Pulse) -> Supervisor:
    """What the window's process has."""
    return Supervisor(pulse.environment)


def test_the_window_is_asked_to_beat_within_the_time_that_is_waited(folder):
    assert window(Pulse(folder, Supervisor({}), 30.0)).watchdog == 30.0


def test_silence_after_a_beat_is_noticed_and_before_the_first_one_is_not(folder):
    async def play() -> None:
        pulse = Pulse(folder, Supervisor({}), SILENCE)
        await pulse.listen()
        stopped = asyncio.ensure_future(pulse.stops())
        await asyncio.sleep(3 * SILENCE)
        assert not stopped.done()
        for _ in range(10):
            window(pulse).feed()
            await asyncio.sleep(SILENCE / 3)
            assert not stopped.done()
        await asyncio.wait_for(stopped, LONGEST_WAIT)
        again = asyncio.ensure_future(pulse.stops())  # of the next window, which may take its time to begin
        await asyncio.sleep(3 * SILENCE)
        assert not again.done()
        again.cancel()
        pulse.close()
        await asyncio.sleep(0)

    asyncio.run(play())


def test_systemd_hears_what_the_window_tells(folder):
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as systemd:
        systemd.bind(str(folder / "systemd"))
        systemd.settimeout(LONGEST_WAIT)

        async def play() -> list[str]:
            pulse = Pulse(folder, Supervisor({"NOTIFY_SOCKET": str(folder / "systemd")}))
            await pulse.listen()
            telling = window(pulse)
            telling.ready()
            telling.status("onnx")
            telling.feed()
            loop = asyncio.get_running_loop()
            heard = [(await loop.run_in_executor(None, systemd.recv, 100)).decode() for _ in range(3)]
            pulse.close()
            return heard

        assert asyncio.run(play()) == ["READY=1", "STATUS=onnx", "WATCHDOG=1"]


def test_a_window_that_hangs_is_ended_and_another_shown(folder, monkeypatch):
    """The real window on a real Xvnc, stopped as if it hung."""
    try:
        found = programs.find()
    except RemoteError as error:
        pytest.skip(str(error))
    for kind in ("CONFIG", "DATA", "STATE"):
        monkeypatch.setenv(f"XDG_{kind}_HOME", str(folder / kind.lower()))
    passwords.write(Passwords("kT7vPq2x"))

    systemd = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
    systemd.bind(str(folder / "systemd"))
    systemd.setblocking(False)

    async def play() -> None:
        pulse = Pulse(folder, Supervisor({"NOTIFY_SOCKET": str(folder / "systemd")}), 3.0)
        await pulse.listen()
        screen = Screen(found.xvnc, folder, passwords.path(), Size(800, 480), ["--fill-screen"], pulse)
        running = asyncio.ensure_future(screen.run(guard, leaves=False))
        try:
            first = await beating(pulse, running)
            os.kill(first, signal.SIGSTOP)
            assert await beating(pulse, running, after=first) != first
            assert not Path(f"/proc/{first}").exists()
        finally:
            running.cancel()
            await asyncio.gather(running, return_exceptions=True)
            pulse.close()
            await asyncio.sleep(0.1)  # what belongs to the processes that ended is given back by the loop

    async def beating(pulse: Pulse, running: asyncio.Future, after: int = 0) -> int:
        """The window's process, once systemd hears it; after: of the one before, that is to be gone first."""
        for _ in range(round(LONGEST_WAIT / 0.1)):
            assert not running.done()
            heard = b""
            with suppress(BlockingIOError):
                heard = systemd.recv(100)
            windows = windows_of(pulse)
            if heard == b"WATCHDOG=1" and windows and windows != [after]:
                return windows[0]
            await asyncio.sleep(0.01 if heard else 0.1)
        raise AssertionError("no window lives")

    guard = Guard(folder / "guarded")
    try:
        asyncio.run(play())
    finally:
        guard.finish()
        systemd.close()


def windows_of(pulse: Pulse) -> list[int]:
    """The processes that were given this pulse."""
    told = f"NOTIFY_SOCKET={pulse.environment['NOTIFY_SOCKET']}".encode()
    found = []
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            with suppress(OSError):
                if told in (entry / "environ").read_bytes().split(b"\0"):
                    found.append(int(entry.name))
    return found
