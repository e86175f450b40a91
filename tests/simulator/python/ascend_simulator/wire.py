"""Protobuf's wire format, as much of it as a MODEL_DEF needs: no generated code, no dependency."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Union

VARINT, EIGHT_BYTES, CHUNK, FOUR_BYTES = 0, 1, 2, 5

Value = Union[int, bytes]


def varint(number: int) -> bytes:
    """number: int64; a negative one takes ten bytes, as protobuf wants it."""
    number &= (1 << 64) - 1
    encoded = bytearray()
    while number >= 0x80:
        encoded.append(number & 0x7F | 0x80)
        number >>= 7
    encoded.append(number)
    return bytes(encoded)


def field(number: int, value: Value) -> bytes:
    """One field: a varint, or a length and its bytes."""
    if isinstance(value, int):
        return varint(number << 3 | VARINT) + varint(value)
    return varint(number << 3 | CHUNK) + varint(len(value)) + value


def fields(message: bytes) -> Iterator[tuple[int, Value]]:
    """The fields of a message in their order; fixed-size ones come as their bytes. raises ValueError"""
    at = 0
    while at < len(message):
        tag, at = _read_varint(message, at)
        number, kind = tag >> 3, tag & 7
        if number == 0:
            raise ValueError("a protobuf field numbered 0")
        if kind == VARINT:
            value, at = _read_varint(message, at)
            yield number, value
            continue
        if kind == CHUNK:
            size, at = _read_varint(message, at)
        elif kind in (EIGHT_BYTES, FOUR_BYTES):
            size = 8 if kind == EIGHT_BYTES else 4
        else:
            raise ValueError(f"a protobuf field of the unknown wire type {kind}")
        if at + size > len(message):
            raise ValueError("a protobuf field that reaches beyond its message")
        yield number, message[at : at + size]
        at += size


def signed(number: int) -> int:
    """A varint's unsigned value as the int64 it stands for."""
    return number - (1 << 64) if number >= 1 << 63 else number


def _read_varint(message: bytes, at: int) -> tuple[int, int]:
    number = shift = 0
    while True:
        if at >= len(message) or shift > 63:
            raise ValueError("a protobuf number that does not end")
        byte = message[at]
        number |= (byte & 0x7F) << shift
        at, shift = at + 1, shift + 7
        if byte < 0x80:
            return number & ((1 << 64) - 1), at
