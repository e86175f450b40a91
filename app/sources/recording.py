"""Recording what a camera saw, with its times, and replaying it.

A recording is one file that only ever grows: a stream of pictures in parts, as network cameras send it, each part with
its time and number. Whatever ends the program, only the last picture can be incomplete, and it is left out.
"""

from __future__ import annotations

import contextlib
import math
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Optional

import cv2
import numpy as np

from app.closing import Closing
from app.errors import RecordingError, SourceEndedError, SourceOpenError, StreamBrokenError
from app.mailbox import Mailbox
from app.messages import reason_of, said
from app.sources.base import BaseSource, InUse, Pace
from app.sources.exit import finish_at_exit
from app.sources.multipart import Parts, decode, whole_number
from app.sources.source import Frame, Wanted
from app.sources.video import check_file

_BOUNDARY = b"atlas-digits-frame"
_TIME = "X-Seconds"  # since the first frame
_NUMBER = "X-Sequence"  # as the camera's source counted
_CHUNK = 1 << 18  # bytes


class Recording(Closing):
    """Writes a recording, frame by frame. A context manager; one thread uses it."""

    def __init__(self, path: Path, *, quality: int = 92, lossless: bool = False) -> None:
        """path: a new file; quality: of the JPEGs, 1 to 100; lossless: PNG instead, slow and large.

        raises RecordingError where the file is there already or cannot be made
        """
        self.path = path
        self.frames = 0
        self._encoding = (".png", [cv2.IMWRITE_PNG_COMPRESSION, 1]) if lossless else (
            ".jpg", [cv2.IMWRITE_JPEG_QUALITY, quality]
        )  # fmt: skip
        self._start: Optional[float] = None
        self._end = 0  # bytes: of the last whole frame
        try:
            self._file = path.open("xb", buffering=0)
        except FileExistsError:
            raise RecordingError(
                said("{path}: there is such a file already; it is left as it is.", path=path)
            ) from None
        except OSError as error:
            raise RecordingError(
                said("{path}: the recording cannot be made ({reason}).", path=path, reason=reason_of(error))
            ) from None

    def write(self, frame: Frame) -> None:
        """Raises RecordingError where it cannot be written, as on a full disk; what was written before stays whole."""
        good, encoded = cv2.imencode(self._encoding[0], frame.pixels, self._encoding[1])
        if not good:
            raise RecordingError(
                said("{path}: a frame of {shape} cannot be stored.", path=self.path, shape=frame.pixels.shape)
            )
        self._start = frame.time if self._start is None else self._start
        head = (
            f"--{_BOUNDARY.decode()}\r\nContent-Type: image/{'png' if self._encoding[0] == '.png' else 'jpeg'}\r\n"
            f"Content-Length: {encoded.size}\r\n{_TIME}: {frame.time - self._start:.6f}\r\n"
            f"{_NUMBER}: {frame.sequence}\r\n\r\n"
        )
        self._write(head.encode("ascii") + encoded.tobytes() + b"\r\n")
        self.frames += 1

    def _write(self, content: bytes) -> None:
        try:
            left = memoryview(content)
            while left:
                left = left[self._file.write(left) or 0 :]
        except (OSError, ValueError) as error:
            self._forget_the_broken_end()
            why = reason_of(error) if isinstance(error, OSError) else str(error)
            raise RecordingError(
                said(
                    "{path}: the recording ends here ({reason}); its {frames} frames until now are "
                    "kept. Free some space, or record to another place.",
                    path=self.path,
                    reason=why,
                    frames=self.frames,
                )
            ) from None
        self._end += len(content)

    def _forget_the_broken_end(self) -> None:
        with contextlib.suppress(OSError, ValueError):  # the reader leaves out what is not whole
            self._file.truncate(self._end)

    def close(self) -> None:
        self._file.close()


class Recorder:
    """Records what comes into a mailbox, on a thread of its own; where the disk is slow, frames are left out."""

    def __init__(
        self, path: Path, frames: Mailbox[Frame], failed: Callable[[RecordingError], None], *, quality: int = 92
    ) -> None:
        """failed: called on the recorder's thread, once, when the recording cannot go on; raises as `Recording`"""
        self._recording = Recording(path, quality=quality)
        self._frames = frames
        self._failed = failed
        self._thread = threading.Thread(target=self._run, name="recorder", daemon=True)
        self._thread.start()
        finish_at_exit(self)

    @property
    def path(self) -> Path:
        return self._recording.path

    @property
    def frames(self) -> int:
        """How many were written."""
        return self._recording.frames

    @property
    def dropped(self) -> int:
        return self._frames.dropped

    def stop(self, seconds: float = 5.0) -> bool:
        """End the recording; its mailbox is closed. Returns False where the disk did not answer in time."""
        self._frames.close()
        self._thread.join(seconds)
        return not self._thread.is_alive()

    finish = stop

    def _run(self) -> None:
        with self._recording as recording:
            while True:
                frame = self._frames.take()
                if frame is None:
                    return
                try:
                    recording.write(frame)
                except RecordingError as error:
                    self._frames.close()
                    self._failed(error)
                    return


class RecordingSource(BaseSource):
    """Replays a recording with its own timing, or as fast as it is read. Frames have the numbers they were given."""

    def __init__(self, uri: str, wanted: Wanted) -> None:
        path = Path(uri)
        super().__init__(uri, path.name, wanted)
        check_file(path)
        self._file = path.open("rb")
        try:
            begins = self._file.read(len(_BOUNDARY) + 2)
        except OSError as error:
            self._file.close()
            raise SourceOpenError(
                said("{path}: the file cannot be read ({reason}).", path=uri, reason=reason_of(error))
            ) from None
        if begins != b"--" + _BOUNDARY:
            self._file.close()
            raise SourceOpenError(said("{path}: this is not a recording made here, or it is empty.", path=uri))
        self._file.seek(0)
        self._parts = Parts(lambda: self._file.read(_CHUNK), _BOUNDARY)
        self._pace = Pace(wanted.paced, self._closing)
        self._offset = 0.0
        self._in_use = InUse(self._file.close)

    def _next(self) -> tuple[np.ndarray, float]:
        with self._in_use:
            self._check_open()
            pixels = self._next_whole()
        return pixels, self._pace.due(self._offset)

    def _next_whole(self) -> np.ndarray:
        while True:
            try:
                part = self._parts.next()
            except StreamBrokenError:
                raise StreamBrokenError(
                    said("{camera}: the recording is damaged from here on.", camera=self.title)
                ) from None
            except OSError as error:
                raise StreamBrokenError(
                    said("{path}: the file cannot be read ({reason}).", path=self.title, reason=reason_of(error))
                ) from None
            if part is None:
                raise SourceEndedError(said("{camera}: that was its last frame.", camera=self.title))
            pixels = decode(part.body)
            if pixels is not None:
                self._take_times(part.headers.get(_TIME.lower(), ""), part.headers.get(_NUMBER.lower(), ""))
                return pixels

    def _take_times(self, seconds: str, number: str) -> None:
        try:
            offset = float(seconds)
        except ValueError:
            offset = math.nan
        if math.isfinite(offset):  # a damaged time is no reason to leave out its picture
            self._offset = offset
        self._sequence = max(self._sequence, whole_number(number) or 0)

    def _release(self) -> None:
        self._in_use.give_back()  # the disk may be in a network that is gone
