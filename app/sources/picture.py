"""Picture files: found, decoded, turned the right way up."""

from __future__ import annotations

import os
import struct
from collections.abc import Iterator
from pathlib import Path
from typing import Optional

import cv2
import numpy as np

from app import MOST_PIXELS
from app.errors import PictureError
from app.files import read_file
from app.messages import reason_of, said
from app.picture_kinds import ENDINGS, KINDS, PNG, begins_like_a_picture

_LARGEST_FILE = 1_000_000_000  # bytes
_ORIENTATION_TAG = 0x0112
# EXIF orientation -> (turns of 90 degrees against the clock, then mirrored left to right)
_ORIENTATIONS = {
    1: (0, False),
    2: (0, True),
    3: (2, False),
    4: (2, True),
    5: (3, True),
    6: (3, False),
    7: (1, True),
    8: (1, False),
}


def pictures_in(folder: Path) -> list[Path]:
    """The picture files directly in a folder, by name. Raises PictureError where it cannot be read."""
    try:
        inside = (path for path in folder.iterdir() if path.suffix.lower() in ENDINGS)
        return sorted(path for path in inside if os.path.isfile(path))  # noqa: PTH113 (Path.is_file raises where it may not look)
    except OSError as error:
        raise PictureError(
            said("{path}: the folder cannot be read ({reason}).", path=folder, reason=reason_of(error))
        ) from None


def read_picture(path: Path) -> np.ndarray:
    """Decode a picture file, the right way up.

    returns uint8 or uint16 [h, w], [h, w, 3] (BGR) or [h, w, 4] (BGRA)
    raises PictureError, naming the file and what is wrong with it
    """
    try:
        content = read_file(path, _LARGEST_FILE, begins_like_a_picture)
    except FileNotFoundError:
        raise PictureError(said("{path}: there is no such file.", path=path)) from None
    except IsADirectoryError:
        raise PictureError(said("{path}: this is a folder, not a picture.", path=path)) from None
    except OSError as error:
        raise PictureError(
            said("{path}: the file cannot be read ({reason}).", path=path, reason=reason_of(error))
        ) from None
    if not content:
        raise PictureError(said("{path}: the file is empty.", path=path))
    return decode_picture(content, str(path))


def decode_picture(content: bytes, name: str) -> np.ndarray:
    """As `read_picture`, from bytes; `name` is for messages."""
    encoded = np.frombuffer(content, np.uint8)
    try:
        picture = None if _is_cut_off(content) else cv2.imdecode(encoded, cv2.IMREAD_UNCHANGED)
        if picture is not None and (picture.ndim != 3 or picture.shape[2] != 4):
            # with these flags OpenCV turns the picture as its EXIF says, but drops transparency
            picture = cv2.imdecode(encoded, cv2.IMREAD_ANYDEPTH | cv2.IMREAD_ANYCOLOR)
        elif picture is not None:
            turns, mirrored = _ORIENTATIONS.get(_orientation(content) or 1, (0, False))
            picture = np.rot90(picture, turns)
            picture = np.ascontiguousarray(picture[:, ::-1] if mirrored else picture)
    except cv2.error as error:
        if "MAX_IMAGE_PIXELS" in error.err:
            raise PictureError(
                said(
                    "{path}: the picture has more than {millions:.0f} million pixels. Make it smaller.",
                    path=name,
                    millions=MOST_PIXELS / 1e6,
                )
            ) from None
        raise PictureError(
            said("{path}: the picture cannot be decoded ({reason}).", path=name, reason=error.err)
        ) from None
    if picture is None:
        raise PictureError(
            said(
                "{path}: this is not a picture, or it is damaged. Known kinds: {kinds}.",
                path=name,
                kinds=", ".join(KINDS),
            )
        )
    if picture.dtype not in (np.uint8, np.uint16):
        raise PictureError(
            said(
                "{path}: pixels of type {dtype} are not supported; save it with 8 or 16 bits a channel.",
                path=name,
                dtype=picture.dtype,
            )
        )
    return picture


def _is_cut_off(content: bytes) -> bool:
    """Whether a PNG's chunks do not lead to its end. OpenCV would allocate up to 4 GB to find that out."""
    return content.startswith(PNG) and all(name != b"IEND" for name, _, _ in _chunks(content))


def _orientation(content: bytes) -> Optional[int]:
    """The EXIF orientation, 1 to 8, of the kinds that carry transparency: PNG and WebP. None where there is none."""
    if content.startswith(PNG):
        wanted = b"eXIf"
    elif content[:4] == b"RIFF" and content[8:12] == b"WEBP":
        wanted = b"EXIF"
    else:
        return None
    blocks = (content[start : start + size] for name, start, size in _chunks(content) if name == wanted)
    return _tiff_orientation(next(blocks, b""))


def _chunks(content: bytes) -> Iterator[tuple[bytes, int, int]]:
    """Each chunk's name, and where its body starts and how long it claims to be, up to what is no chunk.

    PNG: size, name, body, CRC; RIFF: name, size, body, even padding
    """
    is_png = content.startswith(PNG)
    at = 8 if is_png else 12
    while at + 8 <= len(content):
        if is_png:
            size, name = struct.unpack_from(">I4s", content, at)
        else:
            name, size = struct.unpack_from("<4sI", content, at)
        if not name.isascii() or not name.strip(b"\0"):
            return  # else a file of zeros is walked through in steps of a few bytes
        yield name, at + 8, size
        at += 8 + size + (4 if is_png else size % 2)


def _tiff_orientation(block: bytes) -> Optional[int]:
    """The orientation tag of the first directory of a TIFF block (EXIF 2.32, 4.6.4)."""
    if block[:6] == b"Exif\0\0":
        block = block[6:]
    order = {b"II*\0": "<", b"MM\0*": ">"}.get(block[:4])
    if order is None or len(block) < 10:
        return None
    first = struct.unpack(order + "I", block[4:8])[0]
    if first + 2 > len(block):
        return None
    count = struct.unpack(order + "H", block[first : first + 2])[0]
    for entry in range(first + 2, min(first + 2 + 12 * count, len(block) - 11), 12):
        tag, _kind, _n, value = struct.unpack(order + "HHIH", block[entry : entry + 10])
        if tag == _ORIENTATION_TAG:
            return int(value)
    return None
