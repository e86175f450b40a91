"""The `.om` container: a header of 256 bytes, a table of partitions, the partitions.

Three generations are in the field:

    "first"   version 0x10000000, 32-bit table, no model_num: the platform fields lie four bytes earlier
    "32-bit"  version 0x20000000, 32-bit table; what ATC writes for CANN 5.x, the default here
    "64-bit"  version 0x20000000, 64-bit table, the length at 184 and zero at 76

Which table a file has is told, as the real loader does it, by the length at 184 alone.
"""

from __future__ import annotations

import struct
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Union

from . import wire

MAGIC = b"IMOD"
HEADER_SIZE = 256
FIRST, SECOND, THIRD = "first", "32-bit", "64-bit"
GENERATIONS = (FIRST, SECOND, THIRD)

MODEL_DEF, WEIGHTS_DATA, TASK_INFO, TBE_KERNELS = 0, 1, 2, 3
ONNX_PARTITION = 0x7F00  # ours: the network that the simulated chip runs; no real file has it
SIMULATED_NOTE = b"SIMULATED, NOT FOR A REAL CHIP"

_MODEL_NAME, _MODEL_VERSION, _CUSTOM_VERSION, _GRAPH, _ATTRIBUTE = 1, 2, 3, 7, 11  # of ge.proto.ModelDef
_KEY, _ATTR_DEF = 1, 2
_BYTES, _INT = 2, 3  # of ge.proto.AttrDef

Attribute = Union[str, int]


@dataclass(frozen=True)
class Container:
    """What an .om holds. partitions: by kind, in the order of the file."""

    generation: str
    version: int
    name: str
    note: bytes  # userdefineinfo, without its padding
    platform_version: str
    encrypted: bool
    model_type: int
    unknown_shape: bool
    partitions: dict[int, bytes]
    attributes: dict[str, Attribute]  # text and numbers of the MODEL_DEF; empty if there is none

    @property
    def simulated(self) -> bool:
        return ONNX_PARTITION in self.partitions


def pack(
    name: str,
    partitions: Iterable[tuple[int, bytes]],
    *,
    generation: str = SECOND,
    is_encrypt: bool = False,
    modeltype: int = 0,
    genmode: int = 0,
    note: bytes = b"",
    platform_version: str = "1.11.z.0",
    is_unknown_shape: bool = False,
    model_num: int = 1,
) -> bytes:
    """The bytes of an .om.

    name: at most 31 bytes survive; note: the field userdefineinfo, at most 32 bytes;
    is_unknown_shape and model_num are not written where the generation has no place for them
    """
    if generation not in GENERATIONS:
        raise ValueError(f"no generation {generation!r}: there are {', '.join(GENERATIONS)}")
    chosen = list(partitions)
    body = _table(chosen, wide=generation == THIRD) + b"".join(content for _, content in chosen)
    header = bytearray(HEADER_SIZE)
    version = 0x10000000 if generation == FIRST else 0x20000000
    struct.pack_into("<4sII", header, 0, MAGIC, HEADER_SIZE, version)
    struct.pack_into("<I", header, 76, 0 if generation == THIRD else len(body))
    struct.pack_into("<BBBB", header, 80, int(is_encrypt), 0, modeltype, genmode)
    struct.pack_into("<31s", header, 84, _shortened(name, 31))
    struct.pack_into("<32s", header, 120, note)
    struct.pack_into("<I", header, 152, 2)  # om_ir_version
    platform_at = 156
    if generation != FIRST:
        struct.pack_into("<I", header, 156, model_num)
        platform_at = 160
    struct.pack_into("<20sB", header, platform_at, platform_version.encode(), 1)
    if generation == THIRD:
        struct.pack_into("<QBB", header, 184, len(body), 0, int(is_unknown_shape))
    return bytes(header) + body


def unpack(content: bytes) -> Container:
    """raises ValueError for whatever the real loader would not take, with the reason"""
    if len(content) < HEADER_SIZE + 4:
        raise ValueError(f"{len(content)} bytes are too few for an .om")
    magic, header_size, version = struct.unpack_from("<4sII", content)
    if magic != MAGIC:
        raise ValueError("not an .om: it does not begin with IMOD")
    if header_size != HEADER_SIZE:
        raise ValueError(f"its header says that it has {header_size} bytes, not {HEADER_SIZE}")
    length, long_length = struct.unpack_from("<I", content, 76)[0], struct.unpack_from("<Q", content, 184)[0]
    generation = THIRD if long_length else FIRST if version == 0x10000000 else SECOND
    if HEADER_SIZE + (long_length or length) != len(content):
        raise ValueError(
            f"its header promises {HEADER_SIZE + (long_length or length)} bytes, it has {len(content)}: cut short?"
        )
    partitions = _read_table(content, wide=generation == THIRD)
    platform_at = 156 if generation == FIRST else 160
    return Container(
        generation=generation,
        version=version,
        name=_text(content[84:116]),
        note=content[120:152].rstrip(b"\0"),
        platform_version=_text(content[platform_at : platform_at + 20]),
        encrypted=content[80] != 0,
        model_type=content[82],
        unknown_shape=generation == THIRD and content[193] != 0,
        partitions=partitions,
        attributes=read_attributes(partitions[MODEL_DEF]) if MODEL_DEF in partitions else {},
    )


def model_def(name: str, attributes: Mapping[str, Attribute], custom_version: str = "1.11.z.0") -> bytes:
    """A MODEL_DEF partition: ge.proto.ModelDef with an empty graph and these attributes."""
    message = wire.field(_MODEL_NAME, name.encode()) + wire.field(_MODEL_VERSION, 2)
    message += wire.field(_CUSTOM_VERSION, custom_version.encode())
    message += wire.field(_GRAPH, wire.field(1, name.encode()))
    for key, value in attributes.items():
        definition = wire.field(_INT, value) if isinstance(value, int) else wire.field(_BYTES, value.encode())
        message += wire.field(_ATTRIBUTE, wire.field(_KEY, key.encode()) + wire.field(_ATTR_DEF, definition))
    return message


def read_attributes(message: bytes) -> dict[str, Attribute]:
    """The texts and numbers among a MODEL_DEF's attributes; lists and other kinds are left out. raises ValueError"""
    found: dict[str, Attribute] = {}
    for number, entry in wire.fields(message):
        if number != _ATTRIBUTE or not isinstance(entry, bytes):
            continue
        parts = dict(wire.fields(entry))
        key, definition = parts.get(_KEY), parts.get(_ATTR_DEF)
        if not isinstance(key, bytes) or not isinstance(definition, bytes):
            continue
        values = dict(wire.fields(definition))
        text, integer = values.get(_BYTES), values.get(_INT)
        if isinstance(text, bytes):
            found[_text(key)] = text.decode("utf-8", "replace")
        elif isinstance(integer, int):
            found[_text(key)] = wire.signed(integer)
    return found


def _table(partitions: list[tuple[int, bytes]], wide: bool) -> bytes:
    table = struct.pack("<I4x" if wide else "<I", len(partitions))
    offset = 0  # from the start of the data
    for kind, content in partitions:
        table += struct.pack("<I4xQQ" if wide else "<III", kind, offset, len(content))
        offset += len(content)
    return table


def _read_table(content: bytes, wide: bool) -> dict[int, bytes]:
    entry = struct.Struct("<I4xQQ" if wide else "<III")
    count = struct.unpack_from("<I", content, HEADER_SIZE)[0]
    at = HEADER_SIZE + (8 if wide else 4)
    data = at + entry.size * count
    if data > len(content):
        raise ValueError(f"its table of {count} partitions reaches beyond the file")
    if count < 3 or (not wide and count > 5):  # one partition is a model that was never compiled
        raise ValueError(f"it has {count} partitions: a compiled model has 3 to 5")
    found: dict[int, bytes] = {}
    end = 0
    for index in range(count):
        kind, offset, size = entry.unpack_from(content, at + entry.size * index)
        if offset != end or data + offset + size > len(content):
            raise ValueError(f"its partition {kind} does not lie where the one before it ends")
        if kind in found:
            raise ValueError(f"it has two partitions {kind}: files of several models are not simulated")
        end = offset + size
        found[kind] = content[data + offset : data + end]
    if data + end != len(content):
        raise ValueError(f"its partitions end at {data + end}, the file at {len(content)}")
    return found


def _shortened(name: str, size: int) -> bytes:
    """name in UTF-8, cut between two characters."""
    return name.encode()[:size].decode("utf-8", "ignore").encode()


def _text(padded: bytes) -> str:
    return padded.split(b"\0", 1)[0].decode("utf-8", "replace")
