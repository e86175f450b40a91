"""From the thread that reads a camera to the GUI's: the newest frame, and what there is to say about the camera."""

from __future__ import annotations

import contextlib
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Optional, Protocol

from PySide6.QtCore import QObject, Qt, Signal

from app.messages import message_of, reason_of, said
from app.ui.keeping import free_path
from app.ui.latest import Latest

if TYPE_CHECKING:
    from app.mailbox import Mailbox
    from app.sources.live import Status
    from app.sources.recording import Recorder
    from app.sources.source import Frame

_FIRST = 0.2  # seconds: a recording's first frame may be on its way to the disk


class Live(Protocol):
    """`app.sources.live.LiveSource`, as far as it is used here."""

    uri: str

    def start(self) -> None: ...
    def subscribe(self) -> Mailbox[Frame]: ...
    def try_again(self) -> None: ...
    def set_control(self, name: str, value: Optional[int]) -> None: ...
    def close(self, seconds: float = 0.0) -> bool: ...


# uri, on_status, on_frame, and the one before it, which may still have the same device
OpenLive = Callable[[str, "Callable[[Status], None]", "Callable[[Frame], None]", Optional[Live]], Live]


class Feed(QObject):
    """One source at a time. Nothing here waits for it."""

    status_changed = Signal(object)  # Status
    recording_failed = Signal(object)  # why, as `words.message` takes it
    recorded = Signal(object)  # where to, however it came to its end; None: nothing came, and there is no file
    _told = Signal(object, object)

    def __init__(self, frame_came: Callable[[], None], on_frame: Callable[[Frame], None], open_live: OpenLive) -> None:
        """frame_came: on this thread, when `take` has a frame; on_frame: every frame, on the thread that reads."""
        super().__init__()
        self._on_frame = on_frame
        self._open_live = open_live
        self._live: Optional[Live] = None
        self._last: Optional[Live] = None
        self._number = 0
        self._frames: Latest[tuple[int, Frame]] = Latest(frame_came)
        self._recorder: Optional[Recorder] = None
        self._told.connect(self._tell, Qt.ConnectionType.QueuedConnection)

    @property
    def is_open(self) -> bool:
        return self._live is not None

    @property
    def dropped(self) -> int:
        """How many frames were never taken."""
        return self._frames.dropped

    def open(self, uri: str) -> None:
        self.close()
        number = self._number

        def status_came(status: Status) -> None:
            if status.error is not None and not isinstance(status.error, EOFError):
                self._frames.clear()  # no picture outlives its camera
            with contextlib.suppress(RuntimeError):  # the window is gone, and its objects with it
                self._told.emit(number, status)

        def frame_came(frame: Frame) -> None:
            if number == self._number:
                self._on_frame(frame)  # first: it is what takes longest
                self._frames.put((number, frame))

        self._live = self._open_live(uri, status_came, frame_came, self._last)
        self._live.start()

    def close(self, seconds: float = 0.0) -> bool:
        """Whether the source was given back within the seconds; with 0 it is left to end by itself."""
        self._number += 1
        self.stop_recording()
        self._frames.clear()
        live, self._live = self._live, None
        if live is None:
            return True
        self._last = live
        return live.close(seconds)

    def take(self) -> Optional[Frame]:
        item = self._frames.take()
        return item[1] if item and item[0] == self._number else None

    def set_control(self, name: str, value: Optional[int]) -> None:
        if self._live:
            self._live.set_control(name, value)

    def try_again(self) -> None:
        if self._live:
            self._live.try_again()

    # recording

    @property
    def recording(self) -> Optional[Path]:
        """Where to, while it is recorded."""
        return self._recorder.path if self._recorder else None

    def record(self, inside: Path) -> str:
        """Record from now on into a new file in this folder. Returns why not; "" where it does."""
        from app.errors import RecordingError
        from app.sources.recording import Recorder
        from app.sources.source import RECORDING_ENDING

        def failed(error: RecordingError) -> None:
            with contextlib.suppress(RuntimeError):
                self.recording_failed.emit(message_of(error))

        if self._live is None:
            return ""
        frames: Optional[Mailbox[Frame]] = None
        try:
            inside.mkdir(parents=True, exist_ok=True)
            frames = self._live.subscribe()
            self._recorder = Recorder(free_path(inside, RECORDING_ENDING), frames, failed)
        except OSError as error:
            if frames:
                frames.close()
            if isinstance(error, RecordingError):
                return message_of(error)
            return said("{name}: {reason}", name=inside, reason=reason_of(error))
        return ""

    def stop_recording(self) -> None:
        recorder, self._recorder = self._recorder, None
        if recorder is None:
            return
        ended = recorder.stop(0.0 if recorder.frames else _FIRST)  # its last frame is written without us
        nothing = ended and not recorder.frames
        if nothing:
            with contextlib.suppress(OSError):
                recorder.path.unlink()
        self.recorded.emit(None if nothing else recorder.path)

    def _tell(self, number: int, status: Status) -> None:
        if number == self._number:
            self.status_changed.emit(status)


def open_live(
    uri: str, on_status: Callable[[Status], None], on_frame: Callable[[Frame], None], before: Optional[Live]
) -> Live:
    from app.sources.live import LiveSource
    from app.sources.source import Source, Wanted, open_source

    def opener(name: str, wanted: Optional[Wanted]) -> Source:
        if before is not None and before.uri == uri:
            before.close(3.0)  # on the thread that reads: a camera can be had only once
        return open_source(name, wanted)

    return LiveSource(uri, on_status, on_frame=on_frame, opener=opener)
