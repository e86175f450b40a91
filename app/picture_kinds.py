"""Which files are pictures: by their names, and by how they begin."""

from __future__ import annotations

KINDS = ("PNG", "JPEG", "BMP", "TIFF", "WebP", "PNM")
ENDINGS = frozenset({".png", ".jpg", ".jpeg", ".bmp", ".tif", ".tiff", ".webp", ".pbm", ".pgm", ".ppm"})
PNG = b"\x89PNG\r\n\x1a\n"

_TIFF = (b"II*\0", b"MM\0*", b"II+\0", b"MM\0+")
_PNM = tuple(b"P%d" % number for number in range(1, 8))
_BEGINNINGS = (PNG, b"\xff\xd8\xff", b"BM", *_TIFF, *_PNM)


def begins_like_a_picture(start: bytes) -> bool:
    """Of the first bytes, 12 or more, of a file."""
    return start.startswith(_BEGINNINGS) or (start[:4] == b"RIFF" and start[8:12] == b"WEBP")
