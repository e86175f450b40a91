"""Pictures of files and of the clipboard, opened aside: whole to be read, small to be shown."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Optional, Union

from PySide6.QtCore import QSize
from PySide6.QtGui import QImage

from app.errors import AtlasDigitsError, PictureError
from app.messages import said

if TYPE_CHECKING:
    import numpy as np

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Item:
    """source: a path, or the name of what was pasted; content: of what is in no file, as PNG; error: why there is
    nothing to open"""

    source: str
    content: bytes = b""
    error: Optional[AtlasDigitsError] = None


@dataclass(frozen=True)
class Opened:
    """pixels: all, as `read_picture` gives them; none where they were only wanted to be shown

    image: smaller; size: of the whole picture
    """

    pixels: np.ndarray
    image: QImage
    size: QSize


def find(paths: Sequence[str]) -> list[Item]:
    """A folder stands for its pictures, as in `recognize`."""
    from app.reading import expanded

    return [Item(source, error=error) for source, error in expanded(paths)]


def encode(image: QImage, name: str) -> list[Item]:
    """A picture of the clipboard, without loss and small enough to be kept."""
    import cv2

    from app.ui.camera.picture import np_view

    alpha = image.hasAlphaChannel()
    pixels = np_view(image.convertToFormat(QImage.Format.Format_ARGB32 if alpha else QImage.Format.Format_RGB32))
    pixels = pixels[:, : image.width(), : 4 if alpha else 3]
    good, encoded = cv2.imencode(".png", pixels, [cv2.IMWRITE_PNG_COMPRESSION, 1])
    if not good:
        return [Item(name, error=PictureError(said("{path}: the picture cannot be kept.", path=name)))]
    return [Item(name, encoded.tobytes())]


def open_item(item: Item, longest: int, *, to_read: bool) -> Union[Opened, AtlasDigitsError]:
    """longest: pixels of the image's longer side, which is never larger than the picture; to_read: keep all pixels"""
    from app.reading import errors_of
    from app.sources.picture import decode_picture, read_picture

    if item.error is not None:
        return item.error
    try:
        with errors_of(item.source):
            pixels = decode_picture(item.content, item.source) if item.content else read_picture(Path(item.source))
            height, width = pixels.shape[:2]
            return Opened(pixels if to_read else pixels[:0, :0].copy(), _image(pixels, longest), QSize(width, height))
    except AtlasDigitsError as error:
        return error
    except Exception as error:  # whatever one file does, the others are read
        log.error("%s cannot be opened", item.source, exc_info=error)
        kind = type(error).__name__
        return PictureError(
            said("{path}: the picture cannot be opened ({kind}: {reason}).", path=item.source, kind=kind, reason=error)
        )


def _image(pixels: np.ndarray, longest: int) -> QImage:
    import cv2

    from app.sources.pictures import as_frame
    from app.ui.camera.picture import scaled_image

    height, width = pixels.shape[:2]
    scale = min(1.0, longest / max(height, width))
    size = QSize(max(1, round(scale * width)), max(1, round(scale * height)))
    if scale < 1:  # first, so that colours are changed of few pixels only
        pixels = cv2.resize(pixels, (size.width(), size.height()), interpolation=cv2.INTER_AREA)
    return scaled_image(as_frame(pixels), size, 0, False)
