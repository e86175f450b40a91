"""What a file is that was given as an `.om` and is none, with the way out: the driver itself only has a number."""

from __future__ import annotations

import contextlib
import itertools
from typing import Union

from app.engines import wire
from app.messages import said

_COMPILE = "python -m model_build compile"
_UNPACK = said("Unpack it, and name the model that is in it.")
_NOT_A_MODEL = said("Name the model file.")

_BEGINNINGS: tuple[tuple[bytes, str, str], ...] = (
    (
        b"version https://git-lfs",
        said("a Git LFS pointer: the file's address, not the file itself"),
        said("Fetch the real one with: git lfs pull"),
    ),
    (b"PK\x03\x04", said("a ZIP archive (or a PyTorch checkpoint, which is one)"), _UNPACK),
    (b"\x1f\x8b", said("a gzip archive"), _UNPACK),
    (b"BZh", said("a bzip2 archive"), _UNPACK),
    (b"\xfd7zXZ\0", said("an xz archive"), _UNPACK),
    (b"\x28\xb5\x2f\xfd", said("a Zstandard archive"), _UNPACK),
    (b"7z\xbc\xaf\x27\x1c", said("a 7-Zip archive"), _UNPACK),
    (
        b"\x89HDF",
        said("an HDF5 file, as Keras saves"),
        said("Convert it to ONNX, then compile that with: {command}", command=_COMPILE),
    ),
    (
        b"\x80\x02",
        said("a pickle, as old PyTorch checkpoints are"),
        said("Export it as ONNX, then: {command}", command=_COMPILE),
    ),
    (b"\x89PNG", said("a PNG picture"), _NOT_A_MODEL),
    (b"\xff\xd8\xff", said("a JPEG picture"), _NOT_A_MODEL),
    (b"\x7fELF", said("a program or a library"), _NOT_A_MODEL),
    (b"{", said("JSON, as a model's card is"), said("Name the model itself, the file that the card stands beside.")),
)

_PROTOBUFS = {
    "onnx": (said("an ONNX model"), said("Compile it for the chip with: {command}", command=_COMPILE)),
    "mindir": (
        said("a MINDIR model of MindSpore's"),
        said("Compile the ONNX of the same export with: {command}", command=_COMPILE),
    ),
    "air": (
        said("an AIR model, which is not compiled yet"),
        said("Compile the ONNX of the same export with: {command}", command=_COMPILE),
    ),
    "checkpoint": (
        said("a checkpoint of MindSpore's: weights without a network"),
        said("Export it with `python -m model_build export`, then: {command}", command=_COMPILE),
    ),
    "tensorflow": (said("a frozen TensorFlow graph"), said("Compile it with: atc --framework=3")),
}

_ONNX_FIELDS = frozenset({2, 3, 4, 5, 6, 7, 8, 14, 20, 25, 26})  # of ModelProto, apart from the first
_NEWEST_ONNX = 1000  # far beyond any ir_version: larger ones are something else's first number


def describe(content: Union[bytes, memoryview]) -> tuple[str, str]:
    """What this is, as it goes after "this is ", and the way out. Never raises."""
    view = memoryview(content)
    head = bytes(view[:512])
    if not head:
        return said("an empty file"), said(
            "The disk may have been full, or a copy failed at once: copy or compile it again."
        )
    if not any(head):
        return (
            said("a file that begins with nothing but zeros, as is left where a copy was cut off by a loss of power"),
            said("Copy it again, and compare the SHA-256 on both sides (sha256sum FILE)."),
        )
    for beginning, what, way_out in _BEGINNINGS:
        if head.startswith(beginning):
            return what, way_out
    if head[257:262] == b"ustar":
        return said("a tar archive"), _UNPACK
    if head.removeprefix(b"\xef\xbb\xbf").lstrip().startswith(b"<"):
        return (
            said("a web page: what was downloaded is the page about the file, or an error"),
            said("Download the file itself ('raw'), and look at its size."),
        )
    kind = protobuf_kind(view)
    if kind:
        return _PROTOBUFS[kind]
    if all(byte >= 0x20 or byte in b"\t\r\n" for byte in head):
        return said("a text file"), _NOT_A_MODEL
    return said("nothing known here (it begins {start})", start=head[:4].hex(" ")), _NOT_A_MODEL


def protobuf_kind(view: memoryview) -> str:
    """ "onnx", "mindir", "air", "checkpoint", "tensorflow", or "" for what is none of them.

    Only the first fields are looked at: a file that is cut off later is still known for what it was.
    """
    first, *rest = [*_first_fields(view, 2), None]
    second = rest[0] if rest else None
    if first is None or first.number != 1:
        return ""
    if isinstance(first.value, int):  # int64 ir_version
        known = second is not None and second.number in _ONNX_FIELDS
        return "onnx" if known and 0 < first.value < _NEWEST_ONNX else ""
    inner = [(field.number, field.kind) for field in _first_fields(first.value, 2)]
    if inner == [(1, wire.BYTES), (2, wire.BYTES)]:  # repeated: a named tensor, or a node with its operation
        return "checkpoint" if _is_tensor(_first_fields(first.value, 2)[1].value) else "tensorflow"
    if second is None or len(first.value) > 128:
        return ""
    text = bytes(first.value)
    if second.kind == wire.BYTES and text and all(byte in b"0123456789." for byte in text):  # string ir_version
        return "mindir"
    # ge.proto.ModelDef: string name, uint32 version
    return "air" if (second.number, second.kind) == (2, wire.VARINT) else ""


def _first_fields(message: Union[int, memoryview], most: int) -> list[wire.Field]:
    """As many as can be read. The last of a file that is cut off inside it is missing."""
    found: list[wire.Field] = []
    if not isinstance(message, int):
        with contextlib.suppress(ValueError):
            found.extend(itertools.islice(wire.fields(message, most + 1), most))
    return found


def _is_tensor(message: Union[int, memoryview]) -> bool:
    """MindSpore's TensorProto: the sizes, as numbers, then the type's name, which a single number begins with."""
    return any(field[:2] in ((1, wire.VARINT), (2, wire.BYTES)) for field in _first_fields(message, 1))
