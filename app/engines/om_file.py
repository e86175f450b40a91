"""Reading an `.om` before the driver does, which answers 145000 to whatever it does not like.

The layout is that of CANN's loader (mindspore-ai/graphengine, inc/framework/common/types.h and
ge/common/helper/om_file_helper.cc). Three generations are in use: the first has no model_num, the second has one, the
third has a partition table of 64-bit numbers.
"""

from __future__ import annotations

import struct
from dataclasses import dataclass
from pathlib import Path
from typing import Optional, Union

from app.engines import file_kinds, wire
from app.engines.model_file import read_model
from app.errors import ModelError
from app.messages import said, sentences

MAGIC = b"IMOD"
HEADER_SIZE = 256

_FIRST_VERSION = 0x10000000
_MODEL_TYPES = {0: "IR", 1: "standard", 2: "tiny", 3: "flow", 4: "lite", 5: "bundle"}
MODEL_DEFINITION = 0
_PARTITIONS = {
    MODEL_DEFINITION: "model definition",
    1: "weights",
    2: "tasks",
    3: "kernels",
    4: "AI CPU kernels",
    5: "libraries",
    6: "flow model",
    7: "flow submodel",
    8: "inputs and outputs",
}
_PARTITIONS_TAKEN = (3, 4, 5)  # of a 32-bit table, by the loader
_MOST_PARTITIONS = 64  # of one table; the file format has names for 27
_MOST_MODELS = 256  # of one file with dynamic shapes

# ge.proto.ModelDef: map<string, AttrDef> attr; AttrDef: oneof value, bytes s
_ATTRIBUTES, _KEY, _VALUE, _TEXT = 11, 1, 2, 2
_MOST_FIELDS, _MOST_FIELDS_INSIDE = 10_000, 16
_LONGEST_TEXT = 32_768  # bytes
_WANTED = frozenset({b"soc_version", b"atc_version", b"atc_cmdline"})

_COPY_AGAIN = said("Copy it again and compare the SHA-256 on both sides (sha256sum FILE).")
_COMPILE_AGAIN = said("Copy it again, or compile it again with: python -m model_build compile")


@dataclass(frozen=True)
class Partition:
    """kind: the number in the file; offset: from the file's beginning, size: both in bytes."""

    kind: int
    name: str
    offset: int
    size: int


@dataclass(frozen=True)
class OmFile:
    """What an `.om` says of itself.

    generation: of the header, in words; version: its number, as 0x20000000
    name: of the graph, by ATC the output's base name
    size: of the file, in bytes
    dynamic: has more than one shape, or shapes that are known only when it runs
    platform: the compiler's version number of the format; it is not the chip
    note: what the compiler left in the header's free field
    soc_version, atc_version, command_line: from the model's attributes; None where it has none
    """

    generation: str
    version: int
    name: str
    size: int
    partitions: tuple[Partition, ...]
    encrypted: bool
    dynamic: bool
    model_type: str
    platform: str
    note: str
    soc_version: Optional[str]
    atc_version: Optional[str]
    command_line: Optional[str]


@dataclass(frozen=True)
class _Header:
    generation: str
    version: int
    name: str
    encrypted: bool
    dynamic: bool
    model_type: str
    platform: str
    note: str
    wide: bool
    models: int
    length: int  # of what follows the header


def read(path: Path) -> OmFile:
    """Describe the `.om` at this path. Raises ModelError, naming the file, what is wrong with it and the way out."""
    return parse(read_model(path), str(path))


def parse(content: bytes, name: str) -> OmFile:
    """Describe an `.om` by its bytes.

    name: of the file, for messages only
    raises ModelError for what is no `.om`, and for one that the driver would refuse or this cannot make sense of
    """
    if not content.startswith(MAGIC):
        what, way_out = file_kinds.describe(content)
        raise ModelError(
            said(
                "{name}: this is not a compiled model (.om) but {what}. {way_out}",
                name=name,
                what=what,
                way_out=way_out,
            )
        )
    try:
        return _parse(memoryview(content))
    except _Refused as refusal:
        raise ModelError(said("{name}: {reason}", name=name, reason=refusal)) from None


class _Refused(Exception):
    """Why, in a sentence or two without the file's name, and the way out."""

    def __init__(self, why: str, way_out: str = "") -> None:
        super().__init__(sentences(why, way_out))


def _parse(view: memoryview) -> OmFile:
    if len(view) < HEADER_SIZE + 4:
        raise _Refused(
            said(
                "this .om is cut off after {size:,} bytes, within its header. Most often a copy was interrupted.",
                size=len(view),
            ),
            _COPY_AGAIN,
        )
    header = _header(view)
    _check_length(len(view), HEADER_SIZE + header.length)
    if header.encrypted:
        raise _Refused(
            said(
                "this .om is encrypted, which AscendCL does not load. Compile it again without "
                "encryption: python -m model_build compile"
            )
        )
    partitions = _partitions(view, header)
    attributes = _attributes(view, partitions)
    return OmFile(
        generation=header.generation,
        version=header.version,
        name=header.name,
        size=len(view),
        partitions=partitions,
        encrypted=header.encrypted,
        dynamic=header.dynamic,
        model_type=header.model_type,
        platform=header.platform,
        note=header.note,
        soc_version=attributes.get("soc_version"),
        atc_version=attributes.get("atc_version"),
        command_line=attributes.get("atc_cmdline"),
    )


def _header(view: memoryview) -> _Header:
    header_size, version = struct.unpack_from("<II", view, 4)
    if header_size != HEADER_SIZE:
        raise _Refused(
            said(
                "the header of this .om says that it has {size:,} bytes; it is damaged, all have {right}.",
                size=header_size,
                right=HEADER_SIZE,
            ),
            _COPY_AGAIN,
        )
    (length,) = struct.unpack_from("<I", view, 76)
    (long_length,) = struct.unpack_from("<Q", view, 184)
    wide = long_length != 0  # the loader's own rule
    first = version == _FIRST_VERSION and not wide
    models = 1 if first else struct.unpack_from("<I", view, 156)[0]
    platform = 156 if first else 160
    model_type = view[82]
    return _Header(
        generation="64-bit" if wide else "32-bit, first version" if first else "32-bit",
        version=version,
        name=_text(view[84:116]),
        encrypted=view[80] != 0,
        dynamic=models > 1 or (wide and view[193] != 0),
        model_type=_MODEL_TYPES.get(model_type, str(model_type)),
        platform=_text(view[platform : platform + 20]),
        note=_text(view[120:152]),
        wide=wide,
        models=models,
        length=long_length or length,
    )


def _check_length(found: int, stated: int) -> None:
    if found < stated:
        raise _Refused(
            said(
                "this .om is cut off: {missing:,} of the {stated:,} bytes that its header states "
                "are missing. Most often a copy was interrupted.",
                missing=stated - found,
                stated=stated,
            ),
            _COPY_AGAIN,
        )
    if found > stated:
        raise _Refused(
            said(
                "this .om is longer than its header states: {more:,} bytes follow the first "
                "{stated:,}. It was written over a longer one, or something was appended.",
                more=found - stated,
                stated=stated,
            ),
            _COPY_AGAIN,
        )


def _partitions(view: memoryview, header: _Header) -> tuple[Partition, ...]:
    """All of them, one table after the other: a file with dynamic shapes has a table for every model in it."""
    if not 1 <= header.models <= _MOST_MODELS:
        raise _Refused(
            said("the header of this .om is damaged: it says {models:,} models.", models=header.models), _COMPILE_AGAIN
        )
    found: list[Partition] = []
    position = HEADER_SIZE
    for _ in range(header.models):
        entries, position = _table(view, position, header)
        expected = 0
        for kind, offset, size in entries:
            # the loader takes them in order and does not look at the offset
            if (header.models == 1 and offset != expected) or size > len(view) - position:
                raise _Refused(said("the partition table of this .om is damaged."), _COMPILE_AGAIN)
            found.append(Partition(kind, _PARTITIONS.get(kind, f"kind {kind}"), position, size))
            expected += size
            position += size
    if position != len(view):
        raise _Refused(
            said(
                "the partition table of this .om is damaged: the last {size:,} bytes belong to no partition.",
                size=len(view) - position,
            ),
            _COMPILE_AGAIN,
        )
    return tuple(found)


def _table(view: memoryview, position: int, header: _Header) -> tuple[list[tuple[int, int, int]], int]:
    """Kind, offset and size of each partition, and where the first begins."""
    head, entry = (8, struct.Struct("<I4xQQ")) if header.wide else (4, struct.Struct("<III"))
    if len(view) - position < head:
        raise _Refused(said("this .om has no partition table."), _COMPILE_AGAIN)
    (count,) = struct.unpack_from("<I", view, position)
    if count == 1 and header.models == 1:
        raise _Refused(
            said(
                "this .om holds only the original model, not yet compiled for a chip, which "
                "AscendCL refuses to load. Compile it with: python -m model_build compile"
            )
        )
    taken = 1 <= count <= _MOST_PARTITIONS if header.wide or header.models > 1 else count in _PARTITIONS_TAKEN
    begin = position + head + count * entry.size
    if not taken or begin > len(view):
        raise _Refused(
            said("the partition table of this .om is damaged: it says {count:,} partitions.", count=count),
            _COMPILE_AGAIN,
        )
    return list(entry.iter_unpack(view[position + head : begin])), begin


def _attributes(view: memoryview, partitions: tuple[Partition, ...]) -> dict[str, str]:
    """Those of `_WANTED` that the first model definition in the file has."""
    definition = next((p for p in partitions if p.kind == MODEL_DEFINITION), None)
    if definition is None:
        return {}
    message = view[definition.offset : definition.offset + definition.size]
    found: dict[str, str] = {}
    try:
        for field in wire.fields(message, _MOST_FIELDS):
            if field.number == _ATTRIBUTES and field.kind == wire.BYTES:
                entry = _bytes_fields(field.value)
                value = _bytes_fields(entry[_VALUE]) if _KEY in entry and _VALUE in entry else {}
                if _TEXT in value and entry[_KEY] in _WANTED:
                    found[_text(entry[_KEY])] = _text(value[_TEXT])
    except ValueError as error:
        raise _Refused(
            said("the model definition in this .om is damaged: {reason}.", reason=error), _COMPILE_AGAIN
        ) from None
    return found


def _bytes_fields(message: Union[int, memoryview]) -> dict[int, memoryview]:
    """The last of each number, as Protocol Buffers has it, of the fields that hold bytes."""
    if isinstance(message, int):
        return {}
    return {
        f.number: f.value
        for f in wire.fields(message, _MOST_FIELDS_INSIDE)
        if f.kind == wire.BYTES and not isinstance(f.value, int)
    }


def _text(field: memoryview) -> str:
    """Up to the first zero; what a terminal would take for a command is replaced."""
    text = bytes(field[:_LONGEST_TEXT]).split(b"\0")[0].decode("utf-8", errors="replace")
    return "".join(c if c.isprintable() else "\N{REPLACEMENT CHARACTER}" for c in text)
