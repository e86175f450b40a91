"""What exporting and reading samples gives back, and unpacking with an end."""

from __future__ import annotations

import gzip
import io
import zlib
from typing import NamedTuple, Optional

import numpy as np

from app.messages import said
from app.recognition.decision import Box
from app.sample import Sample


class Written(NamedTuple):
    """How many samples were written, and how many were not, as nobody said what they are."""

    written: int
    left_out: int


class Found(NamedTuple):
    """left_out: for each sample or picture that could not be read, which and why, for people"""

    samples: list[Sample]
    left_out: tuple[str, ...] = ()


def unzipped(content: bytes, largest: int) -> bytes:
    """The content, unpacked where it was packed by gzip. Raises ValueError where it is damaged or larger than that."""
    if not content.startswith(b"\x1f\x8b"):
        return content
    try:
        with gzip.GzipFile(fileobj=io.BytesIO(content)) as packed:
            unpacked = packed.read(largest + 1)
    except (OSError, EOFError, zlib.error) as error:
        raise ValueError(said("it cannot be unpacked ({reason})", reason=error)) from None
    if len(unpacked) > largest:
        raise ValueError(said("unpacked it is larger than {size:,.0f} MB", size=largest / 1e6))
    return unpacked


def unasked(
    array: np.ndarray, correction: Optional[int], time: float, picture: bytes, size: tuple[int, int], box: Box
) -> Sample:
    """A sample from a file, which no network was asked about. Raises ValueError."""
    return Sample(
        source="file",
        time=max(time, 0.0),  # some archives date their files before 1970
        answer=None,
        confidence=0.0,
        probabilities=(),
        correction=correction,
        engine="",
        model="",
        model_sha256="",
        input=array,
        picture=picture,
        strokes=(),
        size=size,
        box=box,
    )
