"""A picture, or a folder of pictures, as a source."""

from __future__ import annotations

import logging
from pathlib import Path
from typing import Optional

import cv2
import numpy as np

from app.errors import PictureError, SourceEndedError, SourceOpenError, StreamBrokenError
from app.messages import message_of, said
from app.sources.base import BaseSource, Pace
from app.sources.picture import pictures_in, read_picture
from app.sources.source import Wanted
from app.sources.video import check_file

log = logging.getLogger(__name__)

SECONDS_EACH = 1.0


class _Pictures(BaseSource):
    def __init__(self, uri: str, wanted: Wanted, paths: list[Path]) -> None:
        super().__init__(uri, Path(uri).name or uri, wanted)
        self._paths = paths
        self._taken = 0  # of the paths, with those that were passed over
        self._complaint: Optional[str] = None  # about the first that cannot be read
        self._pace = Pace(wanted.paced, self._closing)

    def _next(self) -> tuple[np.ndarray, float]:
        while self._taken < len(self._paths):
            self._check_open()
            self._taken += 1
            try:
                pixels = as_frame(read_picture(self._paths[self._taken - 1]))
            except PictureError as error:  # costs itself and not those after it
                log.warning("%s", error)
                self._complaint = self._complaint or message_of(error)
                continue
            return pixels, self._pace.due(self._sequence * SECONDS_EACH)
        if self._complaint and not self._sequence:
            raise StreamBrokenError(self._complaint)
        raise SourceEndedError(said("{path}: that was the last picture.", path=self.uri))


class PictureSource(_Pictures):
    """One frame, then its end."""

    def __init__(self, uri: str, wanted: Wanted) -> None:
        path = Path(uri)
        check_file(path)
        try:
            read_picture(path)  # a picture that is none is said while opening
        except PictureError as error:
            raise SourceOpenError(message_of(error)) from None
        super().__init__(uri, wanted, [path])


class FolderSource(_Pictures):
    """Its pictures by name, one a second."""

    def __init__(self, uri: str, wanted: Wanted) -> None:
        try:
            paths = pictures_in(Path(uri))
        except PictureError as error:
            raise SourceOpenError(message_of(error)) from None
        if not paths:
            raise SourceOpenError(said("{path}: there are no pictures in this folder.", path=uri))
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
