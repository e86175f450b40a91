"""Pictures one after another in one stream of bytes: what a network camera sends, and what a recording is.

The form is multipart/x-mixed-replace (RFC 2046, 5.1): each picture comes after a line "--BOUNDARY" and a few headers.
Read so that damage costs the pictures it is in and no others.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Optional

import cv2
import numpy as np

from app.errors import StreamBrokenError
from app.messages import said

_LARGEST_PART = 40_000_000  # bytes: more than any frame; a stream that claims more is none
_LARGEST_HEAD = 64_000  # bytes without a head in them
_LARGEST_SIDE = 8192  # pixels
_SCAN = 0xDA  # the marker after which the picture itself begins


@dataclass(frozen=True)
class Part:
    """headers: their names in lower case"""

    headers: Mapping[str, str]
    body: bytes


class Parts:
    """Takes a stream of bytes apart."""

    def __init__(self, receive: Callable[[], bytes], boundary: bytes) -> None:
        """receive: gives what comes next, b"" at the end; its errors pass through
        boundary: without its two dashes; empty where nobody named it: the first line that begins with them tells it
        """
        self._receive = receive
        # some cameras name their boundary with the two dashes that belong before it
        self._delimiter = b"--" + (boundary[2:] if boundary.startswith(b"--") else boundary)
        self._waiting = bytearray()

    def next(self) -> Optional[Part]:
        """The next whole part, None at the end. Raises StreamBrokenError where there are no parts in what comes."""
        if self._delimiter == b"--" and not self._learn_delimiter():
            return None
        if not self._skip_past(self._delimiter, _LARGEST_PART):
            return None
        head = self._head()
        if head is None:
            return None
        headers = _headers(head)
        length = whole_number(headers.get("content-length", ""))
        body = self._take(length) if length is not None else self._take_until(b"\n" + self._delimiter)
        return None if body is None else Part(headers, body)

    def _learn_delimiter(self) -> bool:
        if not self._skip_past(b"--", _LARGEST_HEAD):
            return False
        line = self._take_until(b"\n")
        if line is None or not line.strip() or len(line) > 200:
            raise StreamBrokenError(said("What comes is no stream of pictures."))
        self._delimiter += line.strip()
        self._waiting[:0] = self._delimiter
        return True

    def _more(self) -> bool:
        received = self._receive()
        self._waiting += received
        return bool(received)

    def _skip_past(self, mark: bytes, most: int) -> bool:
        skipped = 0
        while True:
            at = self._waiting.find(mark)
            if at >= 0:
                del self._waiting[: at + len(mark)]
                return True
            useless = max(0, len(self._waiting) - len(mark) + 1)
            skipped += useless
            del self._waiting[:useless]
            if skipped > most:
                raise StreamBrokenError(said("What comes is no stream of pictures."))
            if not self._more():
                return False

    def _head(self) -> Optional[list[bytes]]:
        """The rest of the boundary's line and the headers, up to the blank line. None at the end."""
        lines: list[bytes] = []
        while sum(map(len, lines)) < _LARGEST_HEAD:
            line = self._take_until(b"\n")
            if line is None:
                return None
            del self._waiting[:1]
            if lines and not line.strip():
                return lines[1:]
            lines.append(line)
        return []  # no head: what follows is skipped until the next boundary

    def _take(self, length: int) -> Optional[bytes]:
        """A body of known length. One that was cut short ends where the next part begins."""
        if length > _LARGEST_PART:
            raise StreamBrokenError(
                said("A picture of {size:,.0f} MB was announced: this is no stream of pictures.", size=length / 1e6)
            )
        while len(self._waiting) < length:
            if not self._more():
                return None
        early = self._waiting.find(b"\n" + self._delimiter, 0, length)
        return self._cut(length if early < 0 else early)

    def _take_until(self, mark: bytes) -> Optional[bytes]:
        start = 0
        while True:
            at = self._waiting.find(mark, start)
            if at >= 0:
                return self._cut(at)
            start = max(0, len(self._waiting) - len(mark))
            if len(self._waiting) > _LARGEST_PART:
                raise StreamBrokenError(said("A picture of the stream has no end."))
            if not self._more():
                return None

    def _cut(self, length: int) -> bytes:
        taken = bytes(self._waiting[:length])
        del self._waiting[:length]
        return taken


def _headers(lines: list[bytes]) -> dict[str, str]:
    fields = (line.decode("latin-1").partition(":") for line in lines)
    return {name.strip().lower(): value.strip() for name, _, value in fields}


def whole_number(text: str) -> Optional[int]:
    """None for what is none, or longer than any that is meant so."""
    # isdigit() alone also takes digits that int() does not, such as a superscript two
    return int(text) if text.isascii() and text.isdigit() and len(text) < 16 else None


def decode(body: bytes) -> Optional[np.ndarray]:
    """A JPEG or PNG as uint8 [h, w] or [h, w, 3] BGR; None where it is damaged or cut short."""
    if body.startswith(b"\xff\xd8"):
        size = _whole_jpeg_size(body)
    elif body.startswith(b"\x89PNG\r\n\x1a\n"):
        whole = len(body) > 24 and b"IEND" in body[-16:]
        size = (int.from_bytes(body[16:20], "big"), int.from_bytes(body[20:24], "big")) if whole else None
    else:
        size = None
    if size is None or not (0 < size[0] <= _LARGEST_SIDE and 0 < size[1] <= _LARGEST_SIDE):
        return None  # the size is looked at before the memory for it is taken
    try:
        pixels = cv2.imdecode(np.frombuffer(body, np.uint8), cv2.IMREAD_ANYCOLOR)
    except cv2.error:
        return None
    return pixels


def _whole_jpeg_size(body: bytes) -> Optional[tuple[int, int]]:
    """Width and height, from the frame header (ITU T.81, B.2.2); None where the scan after it has no end.

    libjpeg would paint what is missing grey and say nothing. Webcams write all kinds of things after the end.
    """
    size = None
    at = 2
    while at + 9 < len(body) and body[at] == 0xFF:
        marker = body[at + 1]
        if marker == _SCAN:
            return size if body.find(b"\xff\xd9", at) > 0 else None
        if 0xC0 <= marker <= 0xCF and marker not in (0xC4, 0xC8, 0xCC):
            size = int.from_bytes(body[at + 7 : at + 9], "big"), int.from_bytes(body[at + 5 : at + 7], "big")
        at += 2 + int.from_bytes(body[at + 2 : at + 4], "big") if marker != 0xFF else 1
    return None
