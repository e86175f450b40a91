"""Reads from a shared library which others it needs. Boards and PCs have one kind: ELF, 64 bits, little endian."""

from __future__ import annotations

import struct
from pathlib import Path

_LOAD, _DYNAMIC = 1, 2  # kinds of segments: PT_LOAD, PT_DYNAMIC
_NEEDED, _STRINGS = 1, 5  # tags in the dynamic one: DT_NEEDED, DT_STRTAB


def is_library(path: Path) -> bool:
    with path.open("rb") as file:
        return file.read(6) == b"\x7fELF\x02\x01"


def needed(path: Path) -> list[str]:
    """The names of the libraries that this one is linked with, as `libQt6Core.so.6`."""
    content = path.read_bytes()
    entries = _dynamic(content)
    strings = next((value for tag, value in entries if tag == _STRINGS), None)
    if strings is None:
        return []
    start = _in_file(content, strings)
    return [_text(content, start + value) for tag, value in entries if tag == _NEEDED]


def _segments(content: bytes) -> list[tuple[int, int, int, int]]:
    """Kind, place in the file, place in memory and size in the file of each."""
    table, size, count = struct.unpack_from("<32xQ14xHH", content)
    found = []
    for at in range(table, table + size * count, size):
        kind, offset, address, length = struct.unpack_from("<I4xQQ8xQ", content, at)
        found.append((kind, offset, address, length))
    return found


def _dynamic(content: bytes) -> list[tuple[int, int]]:
    for kind, offset, _, length in _segments(content):
        if kind == _DYNAMIC:
            return list(struct.iter_unpack("<QQ", content[offset : offset + length]))
    return []


def _in_file(content: bytes, address: int) -> int:
    for kind, offset, start, length in _segments(content):
        if kind == _LOAD and start <= address < start + length:
            return address - start + offset
    raise ValueError(f"no segment of the file has the address {address:#x}")


def _text(content: bytes, at: int) -> str:
    return content[at : content.index(b"\0", at)].decode()
