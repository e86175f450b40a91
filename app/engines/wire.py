"""The wire format of Protocol Buffers, read field by field without a schema: enough to look into a model file.

Lazy and bounded: what stands inside a field is not touched until somebody walks it, and a walk ends with an error
after as many fields as the caller allows. https://protobuf.dev/programming-guides/encoding
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple, Union

from app.messages import said

VARINT, FIXED64, BYTES, FIXED32 = 0, 1, 2, 5
_SIZES = {FIXED64: 8, FIXED32: 4}
_LONGEST_VARINT = 10  # bytes, for 64 bits of value


class Field(NamedTuple):
    """One field: its number, its wire type, and an int for VARINT or a view of its bytes for every other type."""

    number: int
    kind: int
    value: Union[int, memoryview]


def fields(message: memoryview, most: int) -> Iterator[Field]:
    """The fields of a message in the order they stand. Raises ValueError at what is no field, and after `most`."""
    position = 0
    for _ in range(most):
        if position == len(message):
            return
        tag, position = _varint(message, position)
        number, kind = tag >> 3, tag & 7
        if number == 0:
            raise ValueError(said("there is a field without a number"))
        if kind == VARINT:
            value, position = _varint(message, position)
            yield Field(number, kind, value)
            continue
        if kind == BYTES:
            size, position = _varint(message, position)
        elif kind in _SIZES:
            size = _SIZES[kind]
        else:  # groups were given up before any of the files read here were invented
            raise ValueError(said("there is a field of the unknown type {kind}", kind=kind))
        end = position + size
        if end > len(message):
            raise ValueError(said("a field reaches beyond the end"))
        yield Field(number, kind, message[position:end])
        position = end
    if position != len(message):
        raise ValueError(said("there are more than {most} fields", most=most))


def _varint(message: memoryview, position: int) -> tuple[int, int]:
    """The number at this position, and the position after it."""
    value = 0
    for index, byte in enumerate(message[position : position + _LONGEST_VARINT]):
        value |= (byte & 0x7F) << (7 * index)
        if byte < 0x80:
            return value, position + index + 1
    raise ValueError(said("a number does not end"))
