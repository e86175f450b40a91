"""A digit that was kept: what the network saw, what it answered, and what a person said it was."""

from __future__ import annotations

import hashlib
import math
import struct
from dataclasses import dataclass, field, fields
from typing import Any, Optional

import numpy as np

from app.messages import said
from app.recognition.decision import Box
from app.stroke_file import Line, checked, checked_size

SOURCES = ("canvas", "camera", "file")
SIDE = 32  # pixels: of the network's input
LARGEST_PICTURE = 16_000_000  # bytes
_LATEST = 253_402_300_800  # seconds since 1970: the year 10000
_FARTHEST = 1_000_000  # pixels

# what a value is to be, made once: thousands of samples are read at a time
_KNOWN = said("one of {names}", names=", ".join(SOURCES))
_SECONDS = said("in seconds since 1970")
_DIGIT = said("a digit from 0 to 9, or none")
_SHARE = said("from 0 to 1")
_SHARES = said("ten numbers from 0 to 1, or none")
_TEXT = said("a text")
_PIXELS = said("uint8 of {side} x {side}", side=SIDE)
_SMALL = said("of at most {size:.0f} MB", size=LARGEST_PICTURE / 1e6)
_BOX = said("left, top, width and height in pixels")


@dataclass(frozen=True, eq=False)
class Sample:
    """One kept digit. Equal to another where all but their numbers is.

    source: one of SOURCES
    time: when it was read, in seconds since 1970, UTC
    answer: the digit, or None where the network refused, or was not asked
    confidence: of the likeliest digit, 0..1, also where refused
    probabilities: of each digit from 0 on; empty where they are not known
    correction: the digit by a person's word; None: nobody said
    engine, model, model_sha256: what answered; `engine` is empty where no network was asked
    input: uint8 [32, 32], what the network saw, ink 255 on 0; copied, and read-only
    picture: PNG of the glyph with a little margin, or of the drawing; may be empty
    strokes: in pixels of the canvas; empty where there are none
    size: (width, height) of the canvas or picture in pixels
    box: the glyph in it
    number: in the store; None until it is there

    raises ValueError for anything else
    """

    source: str
    time: float
    answer: Optional[int]
    confidence: float
    probabilities: tuple[float, ...]
    correction: Optional[int]
    engine: str
    model: str
    model_sha256: str
    input: np.ndarray = field(repr=False)
    picture: bytes = field(repr=False)
    strokes: tuple[Line, ...] = field(repr=False)
    size: tuple[int, int]
    box: Box
    number: Optional[int] = None

    def __post_init__(self) -> None:
        def require(fits: bool, name: str, wanted: str) -> None:
            if not fits:
                raise ValueError(said("{name!r} is {wanted}", name=name, wanted=wanted))

        require(self.source in SOURCES, "source", _KNOWN)
        require(_is_number(self.time) and 0 <= self.time < _LATEST, "time", _SECONDS)
        for name in ("answer", "correction"):
            require(is_digit_or_none(getattr(self, name)), name, _DIGIT)
        require(_is_share(self.confidence), "confidence", _SHARE)
        require(
            len(self.probabilities) in (0, 10) and all(map(_is_share, self.probabilities)),
            "probabilities",
            _SHARES,
        )
        for name in ("engine", "model", "model_sha256"):
            require(isinstance(getattr(self, name), str), name, _TEXT)
        array = self.input
        fits = isinstance(array, np.ndarray) and array.dtype == np.uint8 and array.shape == (SIDE, SIDE)
        require(fits, "input", _PIXELS)
        require(
            isinstance(self.picture, bytes) and len(self.picture) <= LARGEST_PICTURE,
            "picture",
            _SMALL,
        )
        boxed = len(self.box) == 4 and all(_is_whole(n) and abs(n) <= _FARTHEST for n in self.box)
        require(boxed and min(self.box[2:]) >= 0, "box", _BOX)
        self._normalise()

    def _normalise(self) -> None:
        """What reads back from a file as it is: plain numbers, text that UTF-8 knows, and an input nobody changes."""

        def put(name: str, value: Any) -> None:
            object.__setattr__(self, name, value)

        for name in ("engine", "model", "model_sha256"):  # a file's name may hold what is no text
            put(name, getattr(self, name).encode("utf-8", "backslashreplace").decode())
        for name in ("time", "confidence"):
            put(name, float(getattr(self, name)))
        put("probabilities", tuple(map(float, self.probabilities)))
        put("strokes", checked(self.strokes))
        put("size", checked_size(self.size))
        put("box", tuple(self.box))
        array = np.array(self.input, order="C")
        array.setflags(write=False)
        put("input", array)

    @property
    def key(self) -> bytes:
        """Equal for equal times and inputs."""
        return key_of(self.time, self.input.tobytes())

    def _compared(self) -> tuple[object, ...]:
        values = (getattr(self, f.name) for f in fields(self) if f.name != "number")
        return tuple(value.tobytes() if isinstance(value, np.ndarray) else value for value in values)

    def __eq__(self, other: object) -> bool:
        return self._compared() == other._compared() if isinstance(other, Sample) else NotImplemented

    def __hash__(self) -> int:
        return hash(self._compared())


def key_of(time: float, pixels: bytes) -> bytes:
    return hashlib.sha256(struct.pack("<d", time) + pixels).digest()


def is_digit_or_none(value: object) -> bool:
    return value is None or (_is_whole(value) and 0 <= value <= 9)  # type: ignore[operator]


def _is_whole(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool)


def _is_number(value: object) -> bool:
    return isinstance(value, (int, float)) and not isinstance(value, bool) and math.isfinite(value)


def _is_share(value: Any) -> bool:
    return _is_number(value) and 0 <= value <= 1
