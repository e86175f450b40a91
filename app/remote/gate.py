"""The gate before Xvnc: who has no password gets no further, one draws at a time, any number watch.

Xvnc checks the passwords; it cannot tell two who draw from each other, and locks everybody out where one guesses,
for all come through the same program. So every connection is led through here, and Xvnc sees no byte that is not RFB.
"""

from __future__ import annotations

import asyncio
import logging
import socket
import struct
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Optional

from app.errors import RemotePasswordError
from app.remote import rfb
from app.remote.passwords import Passwords

log = logging.getLogger(__name__)

MOST_WAITING = 16  # connections without a password; the oldest makes room
MOST_ANSWERS = 16  # that wait to be compared
WAIT_FOR_PASSWORD = 60.0  # seconds; a person may be typing it
AFTER_WRONG_ONE = 0.5  # seconds in which no other is compared
_APART = 0.003  # seconds between two moves: of a heap that waited for the network Xvnc would take the last alone
PAUSE = 30.0  # seconds without a stroke or key, after which somebody else may draw

TAKEN = f"Somebody else is drawing. Their place is free when they leave, or have paused for {PAUSE:.0f} seconds."
_TOO_MANY = "Too many passwords are being tried. Try again in a minute."
_CHANGED = "The passwords are being changed. Try again in a moment."
_TOO_OLD = "This needs a client that speaks RFB 3.8."
_NOT_NOW = "The window is being started. Try again in a moment."

Pair = tuple[asyncio.StreamReader, asyncio.StreamWriter]
_Task = asyncio.Task  # of nothing, on every Python


@dataclass
class _Client:
    """reader, writer: to it; input_at: when it last drew or typed, on the monotonic clock"""

    reader: asyncio.StreamReader
    writer: asyncio.StreamWriter
    input_at: float = field(default_factory=time.monotonic)
    pointer: bytes = b""  # its last message about it


class _Refused(Exception):
    """answer: what the client is told before it is left."""

    def __init__(self, answer: bytes) -> None:
        super().__init__()
        self.answer = answer


class Gate:
    """Leads clients to Xvnc. Everything in it runs on one event loop."""

    def __init__(self, xvnc: Path, passwords: Callable[[], Passwords]) -> None:
        """xvnc: its socket; passwords: asked at every connection, so that new ones hold at once"""
        self._xvnc = xvnc
        self._passwords = passwords
        self._waiting: dict[_Task, None] = {}  # in their order
        self._comparing = asyncio.Lock()
        self._answers = 0  # that wait for it
        self._drawing: Optional[_Client] = None
        self.peers: set[int] = set()  # processes at the other end of local connections

    async def take(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """One connection, from its first byte to its end."""
        client = _Client(reader, writer)
        task = asyncio.current_task()
        assert task is not None
        peer = _peer(writer)
        try:
            self.peers.add(peer)
            await self._lead(client, task)
        except _Refused as refused:
            with suppress(OSError):
                writer.write(refused.answer)
                await asyncio.wait_for(writer.drain(), 5)
        except (rfb.ProtocolError, asyncio.TimeoutError) as error:
            log.info("A client was left: %s", error or "it did not say its password in time")
        except (asyncio.IncompleteReadError, OSError):
            pass  # it is gone
        except asyncio.CancelledError:
            pass  # it made room, or everything ends
        finally:
            self._waiting.pop(task, None)
            if self._drawing is client:
                self._drawing = None
            self.peers.discard(peer)
            writer.close()

    async def _lead(self, client: _Client, task: _Task) -> None:
        self._make_room()
        self._waiting[task] = None
        begin = time.monotonic()
        client.writer.write(rfb.VERSION)
        if not await asyncio.wait_for(rfb.read_version(client.reader), WAIT_FOR_PASSWORD):
            raise _Refused(rfb.refusal_at_once(_TOO_OLD, old=True))
        try:
            server = await asyncio.open_unix_connection(str(self._xvnc))
        except OSError:
            raise _Refused(rfb.refusal_at_once(_NOT_NOW, old=False)) from None
        try:
            left = max(0.0, begin + WAIT_FOR_PASSWORD - time.monotonic())
            challenge, response = await asyncio.wait_for(_ask(client, server), left)
            del self._waiting[task]
            who = await self._compare(challenge, response, server)
            if who == "draw":
                self._give_place(client)
            client.writer.write(bytes(4))  # welcome
            await self._relay(client, server)
        finally:
            server[1].close()

    def _make_room(self) -> None:
        while len(self._waiting) >= MOST_WAITING:
            oldest = next(iter(self._waiting))
            del self._waiting[oldest]
            oldest.cancel()

    async def _compare(self, challenge: bytes, response: bytes, server: Pair) -> str:
        """Whose response that is: "draw" or "watch". One after the other, so that guessing is slow."""
        if self._answers >= MOST_ANSWERS:
            raise _Refused(rfb.refusal(_TOO_MANY))
        self._answers += 1
        try:
            async with self._comparing:
                server[1].write(response)
                reason = _CHANGED
                if await server[0].readexactly(4) == bytes(4):
                    who = self._passwords().who(challenge, response)
                    if who:
                        return who
                else:
                    reason = await rfb.read_refusal(server[0])
                    log.warning("A client gave a wrong password.")
                    await asyncio.sleep(AFTER_WRONG_ONE)
        except RemotePasswordError as error:
            log.error("%s", error)
            raise _Refused(rfb.refusal(_CHANGED)) from error
        finally:
            self._answers -= 1
        raise _Refused(rfb.refusal(reason))

    def _give_place(self, client: _Client) -> None:
        holder = self._drawing
        if holder is not None:
            if time.monotonic() - holder.input_at < PAUSE:
                raise _Refused(rfb.refusal(TAKEN))
            holder.writer.transport.abort()
        self._drawing = client

    async def _relay(self, client: _Client, server: Pair) -> None:
        """Until either side ends."""
        await client.reader.readexactly(1)
        server[1].write(b"\1")  # shared, whatever it asks for: Xvnc would end the others
        tasks = [asyncio.ensure_future(_up(client, server[1])), asyncio.ensure_future(_down(server[0], client.writer))]
        try:
            await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
        finally:
            for task in tasks:
                task.cancel()
            ends = await asyncio.gather(*tasks, return_exceptions=True)
            if client.pointer:  # a button that it held is let go, or the next who moves would draw
                server[1].write(client.pointer[:1] + b"\0" + client.pointer[2:])
        for end in ends:
            if isinstance(end, rfb.ProtocolError):
                raise end


def _peer(writer: asyncio.StreamWriter) -> int:
    """The process at the other end; 0 where it is not on this machine."""
    connection = writer.get_extra_info("socket")
    if connection is None or connection.family != socket.AF_UNIX:
        return 0
    credentials = connection.getsockopt(socket.SOL_SOCKET, socket.SO_PEERCRED, struct.calcsize("3i"))
    return int(struct.unpack("3i", credentials)[0])


async def _ask(client: _Client, server: Pair) -> tuple[bytes, bytes]:
    """Have Xvnc's challenge answered: (challenge, response)."""
    if not await rfb.read_version(server[0]):
        raise rfb.ProtocolError("Xvnc speaks an older RFB")
    server[1].write(rfb.VERSION)
    (count,) = await server[0].readexactly(1)
    if rfb.VNC_AUTHENTICATION not in await server[0].readexactly(count):
        raise rfb.ProtocolError("Xvnc does not ask for a password")
    client.writer.write(bytes((1, rfb.VNC_AUTHENTICATION)))
    (chosen,) = await client.reader.readexactly(1)
    if chosen != rfb.VNC_AUTHENTICATION:
        raise rfb.ProtocolError("it chose what was not offered")
    server[1].write(bytes((chosen,)))
    challenge = await server[0].readexactly(rfb.CHALLENGE)
    client.writer.write(challenge)
    return challenge, await client.reader.readexactly(rfb.CHALLENGE)


async def _up(client: _Client, to: asyncio.StreamWriter) -> None:
    moved_at = 0.0
    while True:
        message = await rfb.client_message(client.reader)
        if message[0] == rfb.CUT_TEXT:
            continue  # Xvnc is told to take none
        if message[0] in (rfb.POINTER, rfb.KEY, 255):
            client.input_at = time.monotonic()
        if message[0] == rfb.POINTER:
            early = moved_at + _APART - time.monotonic()
            if early > 0:
                await asyncio.sleep(early)
            moved_at = time.monotonic()
            client.pointer = message
        to.write(message)
        await to.drain()


async def _down(reader: asyncio.StreamReader, to: asyncio.StreamWriter) -> None:
    while True:
        part = await reader.read(1 << 16)
        if not part:
            return
        to.write(part)
        await to.drain()
