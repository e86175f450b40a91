"""Webcams: V4L2 through OpenCV."""

from __future__ import annotations

import os
import time
from collections.abc import Mapping
from typing import Any, Optional

# OpenCV waits 10 s for a frame and cannot be interrupted; it reads this once, when it is loaded
os.environ.setdefault("OPENCV_VIDEOIO_V4L_SELECT_TIMEOUT", "1")

import cv2
import numpy as np

from app.errors import (
    SourceClosedError,
    SourceLostError,
    SourceOpenError,
    SourceReadError,
    SourceStalledError,
    StreamBrokenError,
)
from app.messages import reason_of, said
from app.sources import v4l2_device
from app.sources.base import BaseSource
from app.sources.multipart import decode
from app.sources.source import Control, Mode, Wanted
from app.sources.worker import Worker

STALLED_AFTER = 2.0  # seconds without a frame
_OPENING = 8.0  # seconds: USB cameras take up to two to start, slow hubs longer
_LARGEST_RAW = 640 * 480  # pixels: USB 2 does not carry larger ones raw at 30 frames/s
_MJPG, _JPEG = (int.from_bytes(name, "little") for name in (b"MJPG", b"JPEG"))
_FEW = 3  # failures at once in a row after which it is no hiccup


class V4l2Source(BaseSource):
    """A webcam. Asked for a size and a rate, it gives what comes nearest: see `got`."""

    def __init__(self, uri: str, wanted: Wanted) -> None:
        self.device = f"/dev/video{int(uri)}" if uri.isdigit() else uri
        super().__init__(uri, self.device, wanted)
        self._capture: Any = None
        self._compressed = False
        self._first: Optional[tuple[np.ndarray, float]] = None
        self._worker = Worker(f"camera {self.device}")
        try:
            self._worker.call(self._open, _OPENING)
        except TimeoutError as error:
            self.close()
            if isinstance(error, SourceStalledError):
                raise
            raise SourceOpenError(
                said("{camera} does not answer. Unplug it and plug it in again.", camera=self.title)
            ) from None
        except BaseException:
            self.close()
            raise

    def controls(self) -> Mapping[str, Control]:
        self._check_open()
        try:
            return v4l2_device.controls(self.device)
        except OSError:
            return {}

    def set_control(self, name: str, value: Optional[int]) -> None:
        self._check_open()
        try:
            v4l2_device.set_control(self.device, name, value)
        except OSError as error:
            raise SourceReadError(
                said(
                    "{camera}: {name} cannot be set ({reason}).", camera=self.title, name=name, reason=reason_of(error)
                )
            ) from None

    def _open(self) -> None:
        self.title = v4l2_device.name_of(self.device)
        # a size above what fits raw is asked for compressed, and raw where the camera does not compress
        large = self.asked.width * self.asked.height > _LARGEST_RAW
        for compressed in (True, False) if large else (False,):
            if self._start(compressed):
                return
            self._stop()
        raise v4l2_device.why_it_does_not_open(self.device)

    def _start(self, compressed: bool) -> bool:
        """Whether it gives pictures so. Only a picture proves that it is open."""
        capture = self._capture = cv2.VideoCapture(self.device, cv2.CAP_V4L2)
        if not capture.isOpened():
            return False
        if compressed and not capture.set(cv2.CAP_PROP_FOURCC, _MJPG):
            return False
        if self.asked.width and self.asked.height:
            capture.set(cv2.CAP_PROP_FRAME_WIDTH, self.asked.width)
            capture.set(cv2.CAP_PROP_FRAME_HEIGHT, self.asked.height)
        if self.asked.rate:
            capture.set(cv2.CAP_PROP_FPS, self.asked.rate)
        # in place of a damaged picture OpenCV gives the one before it again: compressed ones are decoded here
        compressed = int(capture.get(cv2.CAP_PROP_FOURCC)) in (_MJPG, _JPEG)
        self._compressed = compressed and capture.set(cv2.CAP_PROP_CONVERT_RGB, 0)
        try:
            self._first = self._grab()
        except SourceStalledError:
            raise
        except SourceReadError:
            return False
        height, width = self._first[0].shape[:2]
        self.got = Mode(width, height, max(0.0, capture.get(cv2.CAP_PROP_FPS)))
        return True

    def _next(self) -> tuple[np.ndarray, float]:
        first, self._first = self._first, None
        if first is not None and time.monotonic() - first[1] < 0.5:
            return first
        try:
            # longer than `_grab` takes, which stops by itself
            return self._worker.call(self._grab, STALLED_AFTER + 1.5, self._check_plugged)
        except TimeoutError as error:
            if isinstance(error, SourceStalledError):
                raise
            raise self._stalled() from None

    def _grab(self) -> tuple[np.ndarray, float]:
        end = time.monotonic() + STALLED_AFTER
        failures = 0
        while not self._closing.is_set():
            began = time.monotonic()
            if self._capture.grab():
                pixels = self._retrieve()
                if pixels is not None:
                    return pixels, self._captured(time.monotonic())
            self._check_plugged()
            now = time.monotonic()
            failures += now - began < 0.5
            if failures >= _FEW:
                raise StreamBrokenError(
                    said("{camera} sends what is no picture, or has changed its size.", camera=self.title)
                )
            if now >= end:
                raise self._stalled()
        raise SourceClosedError(said("{camera} is closed.", camera=self.title))

    def _retrieve(self) -> Optional[np.ndarray]:
        good, pixels = self._capture.retrieve()
        if not good or pixels is None or not pixels.size:
            return None
        return decode(pixels.tobytes()) if self._compressed else pixels

    def _captured(self, now: float) -> float:
        """When the camera took it, by the driver's clock where that is ours (CLOCK_MONOTONIC), else when it came."""
        stamp = float(self._capture.get(cv2.CAP_PROP_POS_MSEC)) / 1e3
        return stamp if now - 1.0 < stamp <= now else now

    def _check_plugged(self) -> None:
        if v4l2_device.is_gone(self.device):
            raise SourceLostError(
                said("{camera} was unplugged. Plug it in again: it goes on by itself.", camera=self.title)
            )

    def _stalled(self) -> SourceStalledError:
        return SourceStalledError(
            said(
                "{camera} has sent no picture for {seconds:.0f} s. It is started again.",
                camera=self.title,
                seconds=STALLED_AFTER,
            )
        )

    def _stop(self) -> None:
        if self._capture is not None:
            self._capture.release()

    def _release(self) -> None:
        self._worker.close(self._stop)
