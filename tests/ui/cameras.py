"""Cameras for the camera page: one that does what the test says, and frames to show."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from functools import lru_cache
from typing import Optional

import numpy as np

from app import demo
from app.mailbox import Mailbox
from app.messages import message_of
from app.sources.base import BaseSource
from app.sources.live import LiveSource, State, Status
from app.sources.source import Frame, Mode, Wanted

TITLE = "Test camera"


@lru_cache(maxsize=32)
def paper(text: str = "7", left: float = 420, top: float = 200, height: float = 260, size=(960, 720)) -> np.ndarray:
    """Digits on paper before a camera, uint8 [h, w, 3]."""
    return demo.camera_frame(demo.strokes(text, left, top, height), size)


class FakeLive:
    """In a `LiveSource`'s place: the test says what comes. Every page's source so far stands in `Lives.made`."""

    def __init__(self, uri: str, on_status: Callable[[Status], None], on_frame: Callable[[Frame], None]) -> None:
        self.uri = uri
        self.started = self.closed = False
        self.tries = 0
        self.set: list[tuple[str, Optional[int]]] = []
        self.mailboxes: list[Mailbox[Frame]] = []
        self._on_status, self._on_frame = on_status, on_frame
        self._sequence = 0

    def start(self) -> None:
        self.started = True

    def subscribe(self) -> Mailbox[Frame]:
        self.mailboxes.append(Mailbox())
        return self.mailboxes[-1]

    def try_again(self) -> None:
        self.tries += 1

    def set_control(self, name: str, value: Optional[int]) -> None:
        self.set.append((name, value))

    def close(self, seconds: float = 0.0) -> bool:
        self.closed = True
        return True

    # what the test says

    def tell(self, state: State, error=None, **more) -> None:
        self._on_status(
            Status(state, message_of(error) if error else "", error, TITLE if error is None else "", **more)
        )

    def show(self, pixels: np.ndarray) -> Frame:
        """From the thread that calls it, as a camera's own would."""
        frame = Frame(pixels, time.monotonic(), self._sequence)
        self._sequence += 1
        if frame.sequence == 0:
            self.tell(State.RUNNING, got=Mode(pixels.shape[1], pixels.shape[0], 30.0))
        for mailbox in self.mailboxes:
            mailbox.put(frame)
        self._on_frame(frame)
        return frame


class Lives:
    """Makes them, and keeps them for the test."""

    def __init__(self) -> None:
        self.made: list[FakeLive] = []

    def __call__(self, uri, on_status, on_frame, before) -> FakeLive:
        self.made.append(FakeLive(uri, on_status, on_frame))
        return self.made[-1]

    @property
    def last(self) -> FakeLive:
        return self.made[-1]


class StuckSource(BaseSource):
    """Its read waits: until it is closed, or, where the driver does not care, for good."""

    def __init__(self, *, deaf: bool) -> None:
        super().__init__("stuck", TITLE, Wanted())
        self.reading = threading.Event()
        self.free = threading.Event()
        self._deaf = deaf

    def _next(self):
        self.reading.set()
        (self.free if self._deaf else self._closing).wait(60)
        raise OSError("let go")


def live_on(source: BaseSource):
    """A real `LiveSource` on this one, as the page wants it."""

    def opened(uri, on_status, on_frame, before) -> LiveSource:
        return LiveSource(uri, on_status, on_frame=on_frame, opener=lambda uri, wanted: source)

    return opened


def reads(window, text):
    return lambda: window.camera.cards.answer.text.shown == text


def boxed(window):
    return lambda: len(window.camera.preview.predictions) > 0


def pixels_of(widget) -> np.ndarray:
    """What is painted, uint8 [h, w, 3] BGR."""
    image = widget.grab().toImage().convertToFormat(widget.grab().toImage().Format.Format_RGB32)
    return np.frombuffer(image.constBits(), np.uint8).reshape(image.height(), -1, 4)[:, : image.width(), :3].copy()
