"""Gears: the sizes that a model with --dynamic_batch_size or --dynamic_image_size was compiled for.

A real .om shares its weights between the gears. Here the private partition holds one whole network for each gear,
one after the other; a partition that is a single ONNX belongs to a model of fixed sizes.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from . import wire

BATCH, IMAGE = "batch", "image"
CONTROL = "ascend_mbatch_shape_data"  # the name of the input that tells the chip the gear
_MAGIC = b"GEARS\0"  # an ONNX begins with 0x08
_KIND, _GEAR, _NETWORK = 1, 2, 3


@dataclass(frozen=True)
class Gears:
    """kind: BATCH, then a gear is (n,); IMAGE, then it is (height, width); "" for a model of fixed sizes."""

    kind: str
    sizes: tuple[tuple[int, ...], ...]
    networks: tuple[bytes, ...]  # the ONNX of each gear


def pack(kind: str, sizes: Sequence[Sequence[int]], networks: Sequence[bytes]) -> bytes:
    """What the private partition holds."""
    message = wire.field(_KIND, kind.encode())
    for gear, network in zip(sizes, networks):
        message += wire.field(_GEAR, ",".join(map(str, gear)).encode()) + wire.field(_NETWORK, network)
    return _MAGIC + message


def unpack(content: bytes) -> Gears:
    """raises ValueError"""
    if not content.startswith(_MAGIC):
        return Gears("", ((),), (content,))
    fields = [(number, value) for number, value in wire.fields(content[len(_MAGIC) :]) if isinstance(value, bytes)]
    sizes = tuple(tuple(map(int, value.decode().split(","))) for number, value in fields if number == _GEAR)
    networks = tuple(value for number, value in fields if number == _NETWORK)
    kind = next((value.decode() for number, value in fields if number == _KIND), "")
    if kind not in (BATCH, IMAGE) or not networks or len(sizes) != len(networks):
        raise ValueError("its gears contradict each other")
    return Gears(kind, sizes, networks)
