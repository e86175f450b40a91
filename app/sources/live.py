"""A source that is read all the time, whatever happens to it: what a preview and a recognition are fed from."""

from __future__ import annotations

import enum
import logging
import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Optional

import numpy as np

from app.errors import (
    SourceClosedError,
    SourceEndedError,
    SourceError,
    SourceReadError,
    SourceStalledError,
    SourceUnknownError,
)
from app.mailbox import Mailbox
from app.messages import message_of, said
from app.sources.exit import finish_at_exit
from app.sources.source import Control, Frame, Mode, Source, Wanted, is_live, open_source

log = logging.getLogger(__name__)

PAUSES = (0.1, 0.25, 0.5, 1.0, 2.0)  # seconds between attempts to open it again; the last one repeats
BLACK_AFTER = 1.0  # seconds
_BLACK = 12  # grey level: no part of a picture under a lens cap is brighter
_BLACK_PICTURE = said("The picture is black: take the cap off the lens, or give it more light.")
_NO_MODE = Mode()
_LASTING = 2.0  # seconds: a source that gave frames for so long begins anew with the pauses


class State(enum.Enum):
    OPENING = "opening"
    RUNNING = "running"
    BLACK = "black"  # it runs, and all is black: a cap on the lens, or no light
    STALLED = "stalled"  # it is there and sends nothing; it is opened again
    WAITING = "waiting"  # it is not there, or not to be had; it is tried again
    FAILED = "failed"  # it cannot be used, and trying again is of no use
    ENDED = "ended"  # a file's last frame was read
    CLOSED = "closed"


@dataclass(frozen=True)
class Status:
    """What there is to say about a source.

    message: a sentence for people; empty where all is well
    error: why, where there is an error; its kind says what page helps
    title, asked, got, controls: of the source while it is open, else empty
    """

    state: State
    message: str = ""
    error: Optional[SourceError] = None
    title: str = ""
    asked: Mode = _NO_MODE
    got: Mode = _NO_MODE
    controls: Mapping[str, Control] = field(default_factory=dict)


class LiveSource:
    """Owns a source on a thread of its own: opens it, reads it, opens it again when it is lost.

    Nobody waits for anybody: who wants frames gets a mailbox with the newest in it, and what happens is told by
    callbacks on the reading thread, which must not block. A mailbox is emptied before a loss is told, so that no
    picture outlives its camera.
    """

    def __init__(
        self,
        uri: str,
        on_status: Callable[[Status], None],
        *,
        wanted: Optional[Wanted] = None,
        on_frame: Optional[Callable[[Frame], None]] = None,
        opener: Callable[[str, Optional[Wanted]], Source] = open_source,
    ) -> None:
        self.uri = uri
        self._on_status = on_status
        self._on_frame = on_frame
        self._wanted = wanted or Wanted()
        self._opener = opener
        self._mailboxes: tuple[Mailbox[Frame], ...] = ()
        self._lock = threading.Lock()
        self._source: Optional[Source] = None
        self._to_set: dict[str, Optional[int]] = {}
        self._closing = threading.Event()
        self._again = threading.Event()
        self._status: Optional[Status] = None
        self._thread = threading.Thread(target=self._run, name="source", daemon=True)

    def start(self) -> None:
        self._thread.start()
        finish_at_exit(self)

    def subscribe(self) -> Mailbox[Frame]:
        """A mailbox that gets every frame from now on; `close()` it when it is no longer wanted."""
        mailbox: Mailbox[Frame] = Mailbox()
        with self._lock:
            self._mailboxes = (*(m for m in self._mailboxes if not m.closed), mailbox)
        if self._closing.is_set():
            mailbox.close()
        return mailbox

    def try_again(self) -> None:
        """Do not wait any longer before the next attempt."""
        self._again.set()

    def set_control(self, name: str, value: Optional[int]) -> None:
        """As `Source.set_control`, done between two frames and then told by a status; nothing where there is none."""
        with self._lock:
            self._to_set[name] = value

    def close(self, seconds: float = 0.0) -> bool:
        """End a read that waits and give back the source. Returns whether that was done within the seconds.

        With 0 it returns at once, and what still blocks ends by itself within its time limit.
        """
        with self._lock:
            self._closing.set()
            source = self._source
        self._again.set()
        for mailbox in self._mailboxes:
            mailbox.close()
        if source:
            source.close()
        if self._thread.is_alive() and threading.current_thread() is not self._thread:
            self._thread.join(seconds)
        return not self._thread.is_alive()

    finish = close

    def _run(self) -> None:
        try:
            self._attempts()
        except Exception as error:
            log.exception("Unexpected error while reading a source")
            message = said("Unexpected error: {kind}: {reason}", kind=type(error).__name__, reason=error)
            self._tell(Status(State.FAILED, message, SourceError(message)))
        finally:
            if self._closing.is_set():
                self._tell(Status(State.CLOSED))

    def _attempts(self) -> None:
        attempt = 0
        self._tell(Status(State.OPENING))
        while not self._closing.is_set():
            began = time.monotonic()
            try:
                self._read_until_it_fails()
            except SourceClosedError:
                return  # nobody else closes it
            except SourceEndedError as error:
                self._tell(Status(State.ENDED, message_of(error), error))
                return
            except SourceError as error:
                if isinstance(error, SourceUnknownError) or not is_live(self.uri):
                    self._tell_loss(Status(State.FAILED, message_of(error), error))
                    return
                state = State.STALLED if isinstance(error, SourceStalledError) else State.WAITING
                self._tell_loss(Status(state, message_of(error), error))
                lasted = time.monotonic() - began
                attempt = 0 if isinstance(error, SourceReadError) and lasted > _LASTING else attempt
            self._again.wait(PAUSES[min(attempt, len(PAUSES) - 1)])
            self._again.clear()
            attempt += 1

    def _read_until_it_fails(self) -> None:
        with self._opener(self.uri, self._wanted) as source:
            with self._lock:
                if self._closing.is_set():
                    return
                self._source = source
            try:
                self._read(source)
            finally:
                self._source = None

    def _read(self, source: Source) -> None:
        black = _BlackWatch()
        controls = source.controls()
        while True:
            frame = source.read()
            if self._to_set:
                controls = self._set_controls(source)
            state, message = (State.BLACK, _BLACK_PICTURE) if black.is_black(frame) else (State.RUNNING, "")
            self._tell(Status(state, message, None, source.title, source.asked, source.got, controls))
            with self._lock:
                mailboxes = self._mailboxes
            for mailbox in mailboxes:
                mailbox.put(frame)
            if self._on_frame:
                self._on_frame(frame)

    def _set_controls(self, source: Source) -> Mapping[str, Control]:
        with self._lock:
            to_set, self._to_set = self._to_set, {}
        for name, value in to_set.items():
            try:
                source.set_control(name, value)
            except (KeyError, SourceError) as error:
                log.info("%s of %s was not set: %s", name, source.title, error)
        return source.controls()

    def _tell_loss(self, status: Status) -> None:
        for mailbox in self._mailboxes:
            mailbox.clear()
        log.info("%s", status.message)
        self._tell(status)

    def _tell(self, status: Status) -> None:
        """Only what is new is told: the same trouble at every attempt is one trouble."""
        told = self._status
        if told is None or replace(told, error=None) != replace(status, error=None):
            self._status = status
            self._on_status(status)


class _BlackWatch:
    """Says when nothing but black came for `BLACK_AFTER` seconds."""

    def __init__(self) -> None:
        self._since: Optional[float] = None

    def is_black(self, frame: Frame) -> bool:
        # every 16th pixel in both directions; hot pixels and a status light do not make a picture
        if float(np.percentile(frame.pixels[::16, ::16], 99)) > _BLACK:
            self._since = None
            return False
        self._since = frame.time if self._since is None else self._since
        return frame.time - self._since >= BLACK_AFTER
