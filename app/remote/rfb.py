"""As much of the RFB protocol (RFC 6143, and TigerVNC's extensions) as it takes to tell its messages apart."""

from __future__ import annotations

import asyncio
import struct

VERSION = b"RFB 003.008\n"
VNC_AUTHENTICATION = 2
CHALLENGE = 16  # bytes
POINTER, KEY, CUT_TEXT = 5, 4, 6

# the whole length of a client's message by its first byte; those that say their length are below
_LENGTHS = {0: 20, 3: 10, KEY: 8, POINTER: 6, 150: 10, 255: 12}
# likewise: of the beginning, where in it the count stands, of how many bytes, and how long each counted thing is
_COUNTED = {2: (4, 2, 2, 4), CUT_TEXT: (8, 4, 4, 1), 248: (9, 8, 1, 1), 251: (8, 6, 1, 16)}
_LONGEST = 1 << 18  # bytes: TigerVNC reads no longer text of a clipboard either
_LONGEST_REASON = 4096


class ProtocolError(ValueError):
    """What came is no RFB. Of no interest to anybody but a log."""


async def client_message(reader: asyncio.StreamReader) -> bytes:
    """The client's next message, whole.

    raises ProtocolError for one that is unknown or too long, asyncio.IncompleteReadError at the end
    """
    start = await reader.readexactly(1)
    kind = start[0]
    if kind in _LENGTHS:
        return start + await reader.readexactly(_LENGTHS[kind] - 1)
    if kind not in _COUNTED:
        raise ProtocolError(f"a message of the unknown kind {kind}")
    beginning, place, size, each = _COUNTED[kind]
    start += await reader.readexactly(beginning - 1)
    count = int.from_bytes(start[place : place + size], "big", signed=kind == CUT_TEXT)
    length = abs(count) * each  # a text's is negative where it is in the extended form
    if length > _LONGEST:
        raise ProtocolError(f"a message of {length} bytes")
    return start + await reader.readexactly(length)


async def read_version(reader: asyncio.StreamReader) -> bool:
    """Whether the other side speaks 3.8, which later ones say they do too.

    raises ProtocolError for what is no version
    """
    said = await reader.readexactly(len(VERSION))
    major, minor = said[4:7], said[8:11]
    if said[:4] != b"RFB " or said[7:8] != b"." or said[11:] != b"\n" or not (major + minor).isdigit():
        raise ProtocolError("no version of RFB")
    return (int(major), int(minor)) >= (3, 8)


def refusal(reason: str) -> bytes:
    """Of the password, at the end of the handshake. Clients show the reason."""
    return struct.pack(">I", 1) + _reason(reason)


def refusal_at_once(reason: str, old: bool) -> bytes:
    """Instead of the kinds of password that are offered. old: to a client of before 3.7"""
    return bytes(4 if old else 1) + _reason(reason)


def _reason(text: str) -> bytes:
    return struct.pack(">I", len(text.encode())) + text.encode()


async def read_refusal(reader: asyncio.StreamReader) -> str:
    (length,) = struct.unpack(">I", await reader.readexactly(4))
    if length > _LONGEST_REASON:
        raise ProtocolError(f"a reason of {length} bytes")
    return (await reader.readexactly(length)).decode(errors="replace")
