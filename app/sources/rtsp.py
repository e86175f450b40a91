"""Video from the network that OpenCV's FFmpeg plays: RTSP, and what else comes over HTTP."""

from __future__ import annotations

import time
from typing import Any

import cv2
import numpy as np

from app.errors import SourceLostError, SourceOpenError, SourceStalledError
from app.messages import said
from app.sources.address import connect, parse
from app.sources.base import BaseSource
from app.sources.source import Mode, Wanted
from app.sources.worker import Worker

STALLED_AFTER = 2.0  # seconds without a frame
_OPENING = 6.0  # seconds: until the first key frame


class NetworkVideoSource(BaseSource):
    def __init__(self, uri: str, wanted: Wanted) -> None:
        address = parse(uri)
        super().__init__(uri, address.shown, wanted)
        connect(address).close()  # FFmpeg does not say why it cannot
        self._capture: Any = None
        self._worker = Worker(f"network camera {self.title}")
        try:
            self._worker.call(self._open, _OPENING + 1.0)
        except TimeoutError:
            self.close()
            raise self._not_opened() from None
        except BaseException:
            self.close()
            raise

    def _open(self) -> None:
        limits = [
            cv2.CAP_PROP_OPEN_TIMEOUT_MSEC,
            round(1e3 * _OPENING),
            cv2.CAP_PROP_READ_TIMEOUT_MSEC,
            round(1e3 * STALLED_AFTER),
        ]
        self._capture = cv2.VideoCapture(self.uri, cv2.CAP_FFMPEG, limits)
        if not self._capture.isOpened():
            raise self._not_opened()
        rate = self._capture.get(cv2.CAP_PROP_FPS)
        self.got = Mode(
            int(self._capture.get(cv2.CAP_PROP_FRAME_WIDTH)),
            int(self._capture.get(cv2.CAP_PROP_FRAME_HEIGHT)),
            rate if 0 < rate < 1000 else 0.0,
        )

    def _not_opened(self) -> SourceOpenError:
        return SourceOpenError(
            said(
                "{camera} is there, but gives no video. Check the path of the address, and its name and password.",
                camera=self.title,
            )
        )

    def _next(self) -> tuple[np.ndarray, float]:
        began = time.monotonic()
        try:
            good, pixels = self._worker.call(self._capture.read, STALLED_AFTER + 0.5)
        except TimeoutError:
            good, pixels = False, None
        # after its time limit FFmpeg still gives what there is of the frame that it waited for
        late = time.monotonic() - began >= 0.9 * STALLED_AFTER
        if good and not late:
            return pixels, time.monotonic()
        if late:
            raise SourceStalledError(
                said("{camera} has sent no picture for {seconds:.0f} s.", camera=self.title, seconds=STALLED_AFTER)
            )
        raise SourceLostError(said("{camera} has ended the stream. It is opened again.", camera=self.title))

    def _stop(self) -> None:
        if self._capture is not None:
            self._capture.release()

    def _release(self) -> None:
        self._worker.close(self._stop)
