"""A video file, read by OpenCV's FFmpeg."""

from __future__ import annotations

import stat
from pathlib import Path

import cv2
import numpy as np

from app.errors import (
    SourceAbsentError,
    SourceEndedError,
    SourceOpenError,
    SourcePermissionError,
    SourceUnknownError,
)
from app.messages import reason_of, said
from app.sources.base import BaseSource, InUse, Pace
from app.sources.source import Mode, Wanted

_USUAL_RATE = 25.0  # frames a second, where the file does not say


class VideoSource(BaseSource):
    """A file's frames in its own time, or as fast as they are read, then its end."""

    def __init__(self, uri: str, wanted: Wanted) -> None:
        path = Path(uri)
        super().__init__(uri, path.name, wanted)
        check_file(path)
        self._capture = cv2.VideoCapture(str(path.absolute()), cv2.CAP_FFMPEG)
        if not self._capture.isOpened():
            raise SourceOpenError(
                said("{path}: this is not a video, or one that cannot be played here. Known: MP4, AVI.", path=uri)
            )
        rate = self._capture.get(cv2.CAP_PROP_FPS)
        rate = rate if 0 < rate < 1000 else _USUAL_RATE
        self.got = Mode(
            int(self._capture.get(cv2.CAP_PROP_FRAME_WIDTH)), int(self._capture.get(cv2.CAP_PROP_FRAME_HEIGHT)), rate
        )
        self._pace = Pace(wanted.paced, self._closing)
        self._offset = -1.0
        self._in_use = InUse(lambda: self._capture.release())

    def _next(self) -> tuple[np.ndarray, float]:
        with self._in_use:
            self._check_open()
            good, pixels = self._capture.read()
            milliseconds = self._capture.get(cv2.CAP_PROP_POS_MSEC) if good else 0.0
        if not good:
            raise SourceEndedError(said("{camera}: that was its last frame.", camera=self.title))
        # a file's own time stamps, where they go forward; not every kind has them
        following = self._offset + 1 / self.got.rate if self._offset >= 0 else 0.0
        offset = milliseconds / 1e3 if milliseconds / 1e3 > self._offset else following
        self._offset = offset
        return pixels, self._pace.due(offset)

    def _release(self) -> None:
        self._in_use.give_back()  # FFmpeg may search a damaged file for its next frame for as long as it likes


def check_file(path: Path) -> None:
    """Raises a SourceOpenError that says why a file cannot be read, before somebody is asked who does not say."""
    try:
        found = path.stat()
        if not stat.S_ISREG(found.st_mode):
            raise SourceOpenError(said("{path}: this is not a regular file.", path=path))
        with path.open("rb"):
            pass
    except (FileNotFoundError, NotADirectoryError):
        raise SourceAbsentError(said("{path}: there is no such file.", path=path)) from None
    except PermissionError as error:
        if isinstance(error, SourcePermissionError):
            raise
        raise SourcePermissionError(said("{path}: this user may not read the file.", path=path)) from None
    except SourceOpenError:
        raise
    except UnicodeEncodeError:  # half a character, as a damaged file of settings may hold
        raise SourceUnknownError(said("{path}: no file can have this name.", path=ascii(str(path)))) from None
    except OSError as error:
        raise SourceOpenError(
            said("{path}: the file cannot be read ({reason}).", path=path, reason=reason_of(error))
        ) from None
