"""What a source of frames is, which there are, and which of them a name means."""

from __future__ import annotations

import importlib
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Optional, Protocol

import numpy as np

from app.errors import SourceUnknownError
from app.messages import said

# scheme -> "module:what opens it". Strings, so that nothing of a vendor's is imported before it is asked for
SOURCES = {
    "v4l2": "app.sources.v4l2:V4l2Source",
    "mipi": "app.sources.mipi:MipiSource",
    "http": "app.sources.http:open_http",
    "rtsp": "app.sources.rtsp:NetworkVideoSource",
    "video": "app.sources.video:VideoSource",
    "picture": "app.sources.pictures:PictureSource",
    "folder": "app.sources.pictures:FolderSource",
    "recording": "app.sources.recording:RecordingSource",
}

# what is worth waiting for when it is gone: it may be plugged in again, or answer again
LIVE = frozenset({"v4l2", "mipi", "http", "rtsp"})

RECORDING_ENDING = ".mpjpeg"  # FFmpeg's name for motion JPEG in parts, which a recording is

KNOWN = said(
    "a camera (0, or /dev/video0), mipi:0, http://..., rtsp://..., or the path of a video, a picture, a folder of "
    "pictures or a recording"
)


@dataclass(frozen=True, eq=False)
class Frame:
    """One picture of a source.

    pixels: uint8 [h, w], or [h, w, 3] BGR; nobody else writes to them
    time: when it was captured, seconds of `time.monotonic()`
    sequence: its number in this source, from 0
    """

    pixels: np.ndarray
    time: float
    sequence: int


@dataclass(frozen=True)
class Mode:
    """Size in pixels, rate in frames a second; 0 where it is not known or of no matter."""

    width: int = 0
    height: int = 0
    rate: float = 0.0


@dataclass(frozen=True)
class Wanted:
    """What a source is asked for. A camera gives what comes nearest; the others have what they have.

    paced: whether what has an end (video, recording, folder) comes in its own time, or as fast as it is read
    """

    mode: Mode = Mode(1280, 720, 30.0)
    paced: bool = True


@dataclass(frozen=True)
class Control:
    """A setting of a camera in the device's own units, from `lowest` to `highest`; automatic: it sets itself."""

    name: str
    lowest: int
    highest: int
    step: int
    value: int
    automatic: bool = False


class Source(Protocol):
    """Where frames come from. A context manager; one thread reads, any may close."""

    @property
    def uri(self) -> str:
        """As it was named."""

    @property
    def title(self) -> str:
        """What people call it."""

    @property
    def asked(self) -> Mode: ...

    @property
    def got(self) -> Mode:
        """What it gives; follows the frames where their size changes."""

    def read(self) -> Frame:
        """The next frame, waited for within the source's own time limit.

        Raises SourceReadError or one of its kinds, after which it has to be opened again; SourceEndedError after the
        last frame; SourceClosedError once closed, also while it waits.
        """

    def controls(self) -> Mapping[str, Control]:
        """The settings that can be changed now: "exposure", "brightness"; empty where there are none."""

    def set_control(self, name: str, value: Optional[int]) -> None:
        """None: automatic. Raises KeyError for a name not in `controls`; a value out of range is the nearest in it."""

    def close(self) -> None:
        """Give back the device and end a `read` that waits. Returns at once; a second call does nothing."""

    def __enter__(self) -> Source: ...

    def __exit__(
        self,
        kind: Optional[type[BaseException]],
        error: Optional[BaseException],
        trace: Optional[TracebackType],
    ) -> None: ...


def open_source(uri: str, wanted: Optional[Wanted] = None) -> Source:
    """Open what `uri` names: see `KNOWN`. May take seconds: not for the thread that paints.

    raises SourceUnknownError where it names nothing known, SourceOpenError or one of its kinds otherwise
    """
    module, opener = SOURCES[scheme_of(uri)].split(":")
    opened: Source = getattr(importlib.import_module(module), opener)(uri, wanted or Wanted())
    return opened


def is_live(uri: str) -> bool:
    """Whether it is worth waiting for when it is gone. False also for what names nothing known."""
    try:
        return scheme_of(uri) in LIVE
    except SourceUnknownError:
        return False


def scheme_of(uri: str) -> str:
    """Which of `SOURCES` it is. Raises SourceUnknownError."""
    if re.fullmatch(r"[0-9]{1,3}|/dev/video[0-9]{1,3}", uri):
        return "v4l2"
    if re.fullmatch(r"mipi:[0-9]{1,2}", uri):
        return "mipi"
    if uri.startswith("/dev/v4l/"):  # the names that stay when cameras are plugged in another order
        return "v4l2"
    prefix = re.match(r"([A-Za-z][A-Za-z0-9+.-]+)://", uri)
    if prefix:
        scheme = {"https": "http", "rtsps": "rtsp"}.get(prefix[1].lower(), prefix[1].lower())
        if scheme in ("http", "rtsp"):
            return scheme
        raise SourceUnknownError(
            said("{uri}: {scheme}:// is not known here. Known: {known}.", uri=uri, scheme=prefix[1], known=KNOWN)
        )
    if not uri.strip() or "\0" in uri or uri.startswith("mipi:"):
        raise SourceUnknownError(said("{uri!r} names no source. Known: {known}.", uri=uri, known=KNOWN))
    return _kind_of_file(Path(uri))


def _kind_of_file(path: Path) -> str:
    from app.picture_kinds import ENDINGS

    try:
        if path.is_dir():
            return "folder"
    except OSError:  # what is wrong with it is said by who opens it
        pass
    ending = path.suffix.lower()
    if ending == RECORDING_ENDING:
        return "recording"
    return "picture" if ending in ENDINGS else "video"
