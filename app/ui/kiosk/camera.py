"""What the kiosk's camera sees: the live picture, or calmly why there is none. It comes back by itself."""

from __future__ import annotations

import logging
import os
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Optional

from PySide6.QtCore import QTimer, Signal
from PySide6.QtGui import QHideEvent, QShowEvent
from PySide6.QtWidgets import QStackedWidget, QWidget

from app.ui.camera.camera_page import SOURCE_VARIABLE
from app.ui.camera.feed import Feed, OpenLive, open_live
from app.ui.camera.preview import Preview
from app.ui.camera.reading import Reading, Shown
from app.ui.camera.shots import Shot, ShotAnswer, View
from app.ui.camera.source_picker import find_sources, name_of
from app.ui.camera.trouble import Trouble, Troubles
from app.ui.engine.inference import InferenceThread
from app.ui.kiosk.notice import Notice
from app.ui.kiosk.settings import KioskSettings
from app.ui.language import Translated
from app.ui.latest import Aside, Latest
from app.ui.theme import Scale, Theme
from app.ui.widgets.placement import Placement

if TYPE_CHECKING:
    from app.sources.found import FoundSource
    from app.sources.live import Status
    from app.sources.source import Frame

log = logging.getLogger(__name__)

_LOOK_AGAIN = 2000  # milliseconds between looks for a camera while there is none
_SHOWS = 100  # milliseconds between two changes of an answer's figures

Find = Callable[[], Sequence["FoundSource"]]


class CentredPreview(Preview):
    """In the middle of its room: nothing stands beside it that it should be in line with."""

    def placement(self) -> Optional[Placement]:
        found = super().placement()
        if found is None:
            return None
        down = (self.height() - found.place.height()) // 2
        return replace(found, place=found.place.translated(0, down))


class KioskCamera(Translated, QStackedWidget):
    """The source is open only while this is seen."""

    read = Signal(str)  # what is seen now; "": nothing

    def __init__(
        self,
        look: Theme,
        scale: Scale,
        inference: InferenceThread,
        settings: KioskSettings,
        answer: Shown,
        *,
        find: Find = find_sources,
        open_source: OpenLive = open_live,
        parent: Optional[QWidget] = None,
    ) -> None:
        super().__init__(parent)
        self._inference, self._settings, self._find = inference, settings, find
        self._uri = self._title = self._state = ""
        self._status: Optional[Status] = None
        self._seen = False  # whether this source has given pictures
        self._none_found = False
        self._stream = 0
        self._logged = ""
        self.preview, self.notice = CentredPreview(look), Notice(look, scale)
        self.addWidget(self.notice)
        self.addWidget(self.preview)
        self.reading = Reading(self.preview, answer)
        self.feed = Feed(self._frame_came, self._have_read, open_source)
        self.feed.status_changed.connect(self._status_changed)
        self._answers: Latest[ShotAnswer] = Latest(self._answered)
        self._troubles = Troubles(self)
        self._aside = Aside(self)
        self._finding = False
        self._look_again, self._shows = QTimer(self), QTimer(self)
        self._look_again.setInterval(_LOOK_AGAIN)
        self._look_again.timeout.connect(self._look)
        self._shows.setInterval(_SHOWS)
        self._shows.timeout.connect(self.reading.show_what_waits)
        settings.changed.connect(self._setting_changed)
        self.retranslate()

    def retranslate(self) -> None:
        self.setAccessibleName(self.tr("Camera"))
        self._show_state()

    @property
    def state(self) -> str:
        """For the operator, in a line: how it is now or, where nobody looks at it, was last."""
        return self._state or self.tr("not used yet")

    # the source

    def close_source(self, seconds: float = 0.0) -> bool:
        """Whether it was given back within the seconds."""
        closed = self.feed.close(seconds)
        self._look_again.stop()
        self._shows.stop()
        self._status, self._seen, self._none_found = None, False, False
        self._forget()
        return closed

    def read_again(self) -> None:
        """By the engine that runs now: what was read before counts no longer."""
        self._stream += 1

    def _look(self) -> None:
        """For what is plugged in, on a thread of its own; what a source needs is imported there as well."""
        if not self._finding:
            self._finding = True
            self._aside.run(self.found_now, self._listed)

    def found_now(self) -> Sequence[FoundSource]:
        """What is plugged in; takes a moment."""
        try:
            return self._find()
        except Exception:
            log.exception("Looking for cameras failed")
            return ()

    def _listed(self, found: Sequence[FoundSource]) -> None:
        self._finding = False
        if not self.isVisible() or self.feed.is_open:
            return
        uri = os.environ.get(SOURCE_VARIABLE, "") or self._settings.camera
        if uri or found:
            self._uri = uri or found[0].uri
            self._title = next((source.title for source in found if source.uri == self._uri), name_of(self._uri))
            self._none_found = False
            self._look_again.stop()
            self.feed.open(self._uri)
        else:
            self._none_found = True
            self._look_again.start()
        self._show_state()

    def _status_changed(self, status: Status) -> None:
        self._status = status
        self._title = status.title or self._title
        if status.message != self._logged:
            self._logged = status.message
            if status.message:
                log.warning("The camera: %s", status.message)
        self._show_state()

    def _setting_changed(self, name: str) -> None:
        if name == "camera" and self.isVisible():
            self.close_source()
            self._look()

    def _trouble(self) -> Optional[Trouble]:
        if self._none_found:
            return self._troubles.no_camera()
        if self._status is None:
            return self._troubles.opening(self._title or self.tr("camera"))
        return self._troubles.trouble(self._status, self._title, self._uri, self._seen)

    def _show_state(self) -> None:
        """What could be done about it is the operator's: it stands in the log."""
        trouble = self._trouble()
        if self.isVisible():
            self._state = trouble.title if trouble else self._title
        if trouble is None:
            self.setCurrentWidget(self.preview)
            return
        if self.currentWidget() is self.preview:
            self._forget()
        waits = self._status is None and not self._none_found
        self.notice.say(trouble.title, "" if waits else self.tr("The picture comes back by itself."))
        self.setCurrentWidget(self.notice)

    # frames and answers

    def _have_read(self, frame: Frame) -> None:
        """On the thread that reads."""
        self._inference.submit_shot(Shot(frame, View(), self._stream), self._answers.put)

    def _frame_came(self) -> None:
        frame = self.feed.take()
        if frame is not None:
            self._seen = True
            self.preview.show_frame(frame)

    def _answered(self) -> None:
        self._frame_came()  # a fast engine may be here before its frame
        answer = self._answers.take()
        if answer is not None and answer.shot.stream == self._stream and self.preview.frame is not None:
            self.reading.show(answer)
            self.read.emit(answer.recognition.text)

    def _forget(self) -> None:
        self._stream += 1  # what comes after it is another scene
        self.preview.clear()
        self.reading.clear()

    # Qt

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._shows.start()
        self._show_state()
        self._look()

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self.close_source()
