"""A picture, or a folder of pictures, as a source."""

from __future__ import annotations

from pathlib import Path

import cv2
import numpy as np

from app.errors import PictureError, SourceAbsentError, SourceEndedError, SourceOpenError, StreamBrokenError
from app.sources.base import BaseSource, Pace
from app.sources.picture import pictures_in, read_picture
from app.sources.source import Wanted

SECONDS_EACH = 1.0


class _Pictures(BaseSource):
    def __init__(self, uri: str, wanted: Wanted, paths: list[Path]) -> None:
        super().__init__(uri, Path(uri).name or uri, wanted)
        self._paths = paths
        self._pace = Pace(wanted.paced, self._closing)

    def _next(self) -> tuple[np.ndarray, float]:
        if self._sequence >= len(self._paths):
            raise SourceEndedError(f"{self.uri}: that was the last picture.")
        try:
            pixels = as_frame(read_picture(self._paths[self._sequence]))
        except PictureError as error:
            raise StreamBrokenError(str(error)) from None
        return pixels, self._pace.due(self._sequence * SECONDS_EACH)


class PictureSource(_Pictures):
    """One frame, then its end."""

    def __init__(self, uri: str, wanted: Wanted) -> None:
        path = Path(uri)
        if not path.exists():
            raise SourceAbsentError(f"{uri}: there is no such file.")
        try:
            read_picture(path)  # a picture that is none is said while opening
        except PictureError as error:
            raise SourceOpenError(str(error)) from None
        super().__init__(uri, wanted, [path])


class FolderSource(_Pictures):
    """Its pictures by name, one a second."""

    def __init__(self, uri: str, wanted: Wanted) -> None:
        try:
            paths = pictures_in(Path(uri))
        except PictureError as error:
            raise SourceOpenError(str(error)) from None
        if not paths:
            raise SourceOpenError(f"{uri}: there are no pictures in this folder.")
        super().__init__(uri, wanted, paths)


def as_frame(picture: np.ndarray) -> np.ndarray:
    """uint8 or uint16, grey, BGR or BGRA -> uint8 [h, w] or [h, w, 3]; what is transparent becomes white."""
    if picture.dtype == np.uint16:
        picture = (picture >> 8).astype(np.uint8)
    if picture.ndim == 3 and picture.shape[2] == 4:
        share = picture[..., 3:].astype(np.uint16)
        colours = (picture[..., :3] * share + 255 * (255 - share) + 127) // 255
        return colours.astype(np.uint8)
    if picture.ndim == 3 and picture.shape[2] == 1:
        return picture[..., 0]
    if picture.ndim == 3 and picture.shape[2] == 2:
        return cv2.cvtColor(picture[..., :1], cv2.COLOR_GRAY2BGR)
    return picture
