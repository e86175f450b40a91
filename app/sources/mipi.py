"""The two MIPI cameras of the original Atlas 200 DK, through its libmedia_mini.so.

The library's names and numbers are those of its header, peripheral_api.h. Its calls return 1 for success, 0 for
failure.
"""

from __future__ import annotations

import ctypes
import threading
import time
from typing import Any, Optional

import numpy as np

from app.errors import (
    SourceAbsentError,
    SourceBusyError,
    SourceLostError,
    SourceOpenError,
    SourceStalledError,
    StreamBrokenError,
)
from app.messages import said
from app.sources import mipi_library
from app.sources.base import BaseSource
from app.sources.source import Mode, Wanted
from app.sources.worker import Worker

STALLED_AFTER = 2.0  # seconds without a frame
_OPENING = 8.0  # seconds
_FAILURE = 0
_OPEN, _CLOSED, _DOES_NOT_EXIST = 1, 2, 3
_RESOLUTION, _FPS, _FORMAT, _SUPPORTED, _CAPTURE_MODE = 1, 2, 3, 4, 5
_YUV420_SEMI_PLANAR = 1
_ACTIVE = 1
_MOST_RESOLUTIONS = 25
_FASTEST = 20  # frames a second
_KNOWN_SIZES = ((1920, 1080), (1280, 720), (704, 576), (704, 288), (352, 288))
_FEW = 3  # bad frames in a row after which it is no hiccup

_libraries: dict[str, Any] = {}
_libraries_lock = threading.Lock()


def _library() -> Any:
    """The library, loaded and initialised once in a process."""
    path = mipi_library.find()
    if path is None:
        raise SourceAbsentError(
            said(
                "This machine has no MIPI camera library ({name}): it comes with the Atlas 200 DK. "
                "Where it is elsewhere, set {variable} to its path.",
                name=mipi_library.NAME,
                variable=mipi_library.VARIABLE,
            )
        )
    with _libraries_lock:
        if str(path) not in _libraries:
            try:
                library = _declared(ctypes.CDLL(str(path)))
            except (OSError, AttributeError) as error:
                raise SourceOpenError(
                    said("{path}: the MIPI camera library cannot be loaded ({reason}).", path=path, reason=error)
                ) from None
            if library.MediaLibInit() == _FAILURE:
                raise SourceOpenError(
                    said("The MIPI camera library cannot be initialised. Is the board's driver running?")
                )
            _libraries[str(path)] = library
        return _libraries[str(path)]


def _declared(library: Any) -> Any:
    """Every call with its types: without them ctypes cuts pointers to 32 bits."""
    number, anything = ctypes.c_int, ctypes.c_void_p
    for name, arguments in {
        "MediaLibInit": [],
        "QueryCameraStatus": [number],
        "OpenCamera": [number],
        "SetCameraProperty": [number, number, anything],
        "GetCameraProperty": [number, number, anything],
        "ReadFrameFromCamera": [number, anything, ctypes.POINTER(number)],
        "CloseCamera": [number],
    }.items():
        function = getattr(library, name)
        function.argtypes, function.restype = arguments, number
    return library


class MipiSource(BaseSource):
    """Grey frames: the Y plane of what the camera gives, not copied and not converted."""

    def __init__(self, uri: str, wanted: Wanted) -> None:
        self._number = int(uri.partition(":")[2])
        super().__init__(uri, said("MIPI camera {number}", number=self._number), wanted)
        self._library: Any = None
        self._opened = False
        self._worker = Worker(self.title)
        try:
            self._worker.call(self._open, _OPENING)
        except TimeoutError:
            self.close()
            raise SourceOpenError(said("{camera} does not answer. Restart the board.", camera=self.title)) from None
        except BaseException:
            self.close()
            raise

    def _open(self) -> None:
        self._library = library = _library()
        status = library.QueryCameraStatus(self._number)
        if status == _DOES_NOT_EXIST:
            raise SourceAbsentError(
                said("There is no {camera}: check its cable, with the board switched off.", camera=self.title)
            )
        if status != _OPEN and library.OpenCamera(self._number) == _FAILURE:
            raise SourceBusyError(
                said("{camera} cannot be opened: another program has it. Close that program.", camera=self.title)
            )
        self._opened = True
        width, height = self._nearest(self._sizes())
        rate = int(min(max(self.asked.rate or _FASTEST, 1), _FASTEST))
        self._set(_FPS, ctypes.c_uint32(rate), said("rate"))
        self._set(_FORMAT, ctypes.c_int(_YUV420_SEMI_PLANAR), said("format"))
        self._set(_RESOLUTION, (ctypes.c_int * 2)(width, height), said("size"))
        self._set(_CAPTURE_MODE, ctypes.c_int(_ACTIVE), said("way of reading"))
        self.got = Mode(width, height, float(rate))

    def _set(self, which: int, value: Any, what: str) -> None:
        if self._library.SetCameraProperty(self._number, which, ctypes.byref(value)) == _FAILURE:
            raise SourceOpenError(
                said(
                    "{camera}: its {what} cannot be set. Another program may be using it.", camera=self.title, what=what
                )
            )

    def _sizes(self) -> list[tuple[int, int]]:
        """What the camera says it can do, or what is known to work where it does not say."""
        pairs = (ctypes.c_int * (2 * _MOST_RESOLUTIONS))()
        if self._library.GetCameraProperty(self._number, _SUPPORTED, ctypes.byref(pairs)) == _FAILURE:
            return list(_KNOWN_SIZES)
        sizes = [(w, h) for w, h in zip(pairs[::2], pairs[1::2]) if 0 < w <= 8192 and 0 < h <= 8192]
        return sizes or list(_KNOWN_SIZES)

    def _nearest(self, sizes: list[tuple[int, int]]) -> tuple[int, int]:
        width, height = self.asked.width or 1280, self.asked.height or 720
        return min(sizes, key=lambda size: abs(size[0] - width) + abs(size[1] - height))

    def _next(self) -> tuple[np.ndarray, float]:
        try:
            return self._worker.call(self._read, STALLED_AFTER)
        except TimeoutError:
            raise SourceStalledError(
                said(
                    "{camera} has sent no picture for {seconds:.0f} s. It is started again.",
                    camera=self.title,
                    seconds=STALLED_AFTER,
                )
            ) from None

    def _read(self) -> tuple[np.ndarray, float]:
        width, height = self.got.width, self.got.height
        plane = width * height
        failed: Optional[int] = None
        for _ in range(_FEW):
            content = np.empty(plane * 3 // 2, np.uint8)  # a new one for each: frames belong to who reads them
            size = ctypes.c_int(content.size)
            done = self._library.ReadFrameFromCamera(self._number, content.ctypes.data, ctypes.byref(size))
            if done != _FAILURE and size.value == content.size:
                return content[:plane].reshape(height, width), time.monotonic()
            failed = None if done == _FAILURE else size.value
        if failed is None:
            raise SourceLostError(said("{camera} gives no pictures any more. It is opened again.", camera=self.title))
        raise StreamBrokenError(
            said(
                "{camera} gives pictures of {failed} bytes, not of {width}x{height} pixels.",
                camera=self.title,
                failed=failed,
                width=width,
                height=height,
            )
        )

    def _stop(self) -> None:
        if self._opened:
            self._opened = False
            self._library.CloseCamera(self._number)

    def _release(self) -> None:
        self._worker.close(self._stop)
