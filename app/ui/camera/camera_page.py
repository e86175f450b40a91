"""The camera page: the live picture, what is read in it, and what is said when there is none."""

from __future__ import annotations

import os
import time
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Callable, Optional

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QHideEvent, QKeyEvent, QShowEvent
from PySide6.QtWidgets import QVBoxLayout

from app.ui import theme
from app.ui.camera.camera_tools import CameraTools
from app.ui.camera.feed import Feed, OpenLive, open_live
from app.ui.camera.figures import Figures
from app.ui.camera.keeper import Keeper
from app.ui.camera.open_dialog import OpenDialog
from app.ui.camera.reading import Reading
from app.ui.camera.shots import Shot, ShotAnswer, View
from app.ui.camera.source_picker import SourcePicker, find_sources
from app.ui.camera.stage import Stage
from app.ui.camera.trouble import Trouble, Troubles
from app.ui.engine.inference import InferenceThread
from app.ui.latest import Latest
from app.ui.pages import ReadingPage
from app.ui.samples import correctable
from app.ui.samples.correctable import Glyph
from app.ui.settings.settings import Settings
from app.ui.theme import Theme

if TYPE_CHECKING:
    from app.sources.found import FoundSource
    from app.sources.live import Status
    from app.sources.source import Frame

SOURCE_VARIABLE = "ATLAS_DIGITS_SOURCE"
_LOOK_AGAIN = 2.0  # seconds between looks for a camera while there is none
_TICK = 0.1  # seconds between changes of the figures, which change with every frame


class CameraPage(ReadingPage):
    """The source is open only while the page is seen."""

    def __init__(
        self,
        look: Theme,
        inference: InferenceThread,
        settings: Settings,
        *,
        find: Callable[[], Sequence[FoundSource]] = find_sources,
        open_source: OpenLive = open_live,
    ) -> None:
        super().__init__(look)
        self._inference = inference
        self._settings = settings
        self._uri = os.environ.get(SOURCE_VARIABLE, "") or settings.camera
        self._status: Optional[Status] = None
        self._seen = False  # whether this source has given pictures
        self._frozen: Optional[Frame] = None
        self._view, self._mirrored, self._minimised = View(), False, False
        self._stream = 0
        self._none_found = False
        self._trouble: Optional[Trouble] = None
        self.feed = Feed(self._frame_came, self._have_read, open_source)
        self._answers: Latest[ShotAnswer] = Latest(self._answered)
        self._troubles = Troubles(self)
        self._tick, self._look_again = QTimer(self), QTimer(self)
        for timer, seconds in ((self._tick, _TICK), (self._look_again, _LOOK_AGAIN)):
            timer.setInterval(round(1000 * seconds))
        self._build(find)
        self._connect()

    # parts

    def _build(self, find: Callable[[], Sequence[FoundSource]]) -> None:
        self.stage = Stage(self._look)
        self.lead_focus(self.stage)
        self.preview, self.trouble = self.stage.preview, self.stage.trouble
        self.strip, self.controls = self.stage.strip, self.stage.controls
        self.reading = Reading(self.preview, self.cards)
        self.figures = Figures(self._look)
        self.picker = SourcePicker(self._look, find)
        self.tools = CameraTools(self._look, self.picker)
        self._left.addWidget(self.stage, 1)
        self._explain_below(self.stage, self._inference)
        below = QVBoxLayout()
        below.setSpacing(theme.TIGHT)
        below.addWidget(self.figures)
        below.addWidget(self.tools)
        self._left.addLayout(below)
        self._add_cards()
        self.keeper = Keeper(self.feed, self.tools.record, self.strip, self)
        self.retranslate()

    def _connect(self) -> None:
        self.feed.status_changed.connect(self._status_changed)
        self.keeper.changed.connect(self._show_badge)
        self.keeper.changed.connect(self._show_tools)
        self.preview.answer_painted.connect(self._answer_painted)
        self.picker.chosen.connect(self.choose)
        self._settings.changed.connect(self._setting_changed)
        self.picker.elsewhere.connect(self.ask)
        self.picker.listed.connect(self._listed)
        self.tools.refresh.clicked.connect(self.look_again)
        self.tools.adjust.toggled.connect(self.stage.open_controls)
        self.tools.record.clicked.connect(self.keeper.record)
        self.tools.save.clicked.connect(lambda: self.keeper.save(self.preview.frame, self._view.turns))
        self.tools.freeze.clicked.connect(self.freeze)
        self.trouble.again_pressed.connect(self.look_again)
        self.trouble.elsewhere_pressed.connect(self.ask)
        self.strip.pressed.connect(lambda: self.open(self._uri))
        self.controls.turned.connect(lambda: self._set_view(replace(self._view, turns=(self._view.turns + 1) % 4)))
        self.controls.guided.connect(lambda on: self._set_view(replace(self._view, guided=on)))
        self.controls.mirrored.connect(self._set_mirrored)
        self.controls.set_wanted.connect(self.feed.set_control)
        self.controls.closed.connect(lambda: self.tools.adjust.setChecked(False))
        self._tick.timeout.connect(self._refresh_figures)
        self._look_again.timeout.connect(self.picker.refresh)

    def retranslate(self) -> None:
        self._show_badge()
        self.keeper.show_recording()
        self._show_state()

    # the source

    def open(self, uri: str) -> None:
        """Show this one from now on; the one before is left."""
        self._uri, self._none_found = uri, False
        self.feed.close()
        self._reset()
        self.picker.show_source(uri)
        self.feed.open(uri)
        self._look_again.stop()
        self._show_state()

    def choose(self, uri: str) -> None:
        """By hand: the next time it is opened first."""
        self.open(uri)
        self._settings.camera = uri

    def _setting_changed(self, name: str) -> None:
        if name != "camera" or self._uri == self._settings.camera:
            return
        self.close_source()
        self._uri = self._settings.camera
        self.picker.show_source(self._uri)
        self._seen_or_not()

    def ask(self) -> None:
        """For a source that is not in the list."""
        dialog = OpenDialog(self._look, self)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.named.connect(self.choose)
        dialog.open()

    def look_again(self) -> None:
        self.picker.refresh()
        if self.feed.is_open and self._status is not None and self._trouble is not None:
            if self._status.state.name == "FAILED":
                self.open(self._uri)
            else:
                self.feed.try_again()

    def close_source(self, seconds: float = 0.0) -> bool:
        """Whether it was given back within the seconds."""
        closed = self.feed.close(seconds)
        self._tick.stop()
        self._look_again.stop()
        self._reset()
        return closed

    def set_minimised(self, minimised: bool) -> None:
        self._minimised = minimised
        self._seen_or_not()

    def _reset(self) -> None:
        self._stream += 1
        self._status = None
        self._seen = False
        self._frozen = None
        self.tools.show_frozen(False)
        self.keeper.show_recording()
        self.preview.clear()
        self.reading.clear()
        self.figures.clear()
        self.strip.show_state("", "")
        self.stage.show_controls({})

    def _seen_or_not(self) -> None:
        wanted = self.isVisible() and not self._minimised
        if wanted and not self._tick.isActive():
            self._tick.start()
            self._none_found = False
            self._show_state()
            self.picker.refresh()  # which also imports what a source needs, on a thread of its own
        elif not wanted and self._tick.isActive():
            self.close_source()

    def _listed(self) -> None:
        if not self._tick.isActive() or self.feed.is_open:
            return
        if self._uri or self.picker.found:
            self.open(self._uri or self.picker.found[0].uri)
        else:
            self._look_again.start()
            self._none_found = True
            self._show_state()

    def _status_changed(self, status: Status) -> None:
        before, self._status = self._status, status
        if status.title:
            self.picker.show_source(self._uri, status.title)
            self._show_modes(status)
        self.stage.show_controls(status.controls)
        if before is None or before.state is not status.state:
            self.strip.show_state(status.state.name, self.picker.text())
        self._show_state()

    def _show_state(self) -> None:
        """The picture, or in its place why there is none; what is frozen stays until it is let go."""
        if self._none_found:
            trouble: Optional[Trouble] = self._troubles.no_camera()
        elif self._status is None:
            trouble = self._troubles.opening(self.picker.text() if self._uri else self.tr("camera"))
        else:
            trouble = self._troubles.trouble(self._status, self.picker.text(), self._uri, self._seen)
        self.trouble.show_trouble(trouble or Trouble("", ""))
        if trouble and self._frozen is None:
            self._stream += 1  # what comes after it is another scene
            self.preview.clear()
            self.reading.clear()
            self.figures.clear()
        self._trouble = trouble
        there = trouble is None or self._frozen is not None
        self.figures.setVisible(there)
        self.stage.turn_to(self.preview if there else self.trouble)
        self._show_tools()

    def _show_tools(self) -> None:
        comes = self._trouble is None and self._status is not None and self._status.state.name != "ENDED"
        there = self._trouble is None or self._frozen is not None
        self.tools.set_picture_there(there, recordable=comes or self.feed.recording is not None)

    # frames and answers

    def _have_read(self, frame: Frame) -> None:
        """On the thread that reads."""
        if self._frozen is None:
            self._inference.submit_shot(Shot(frame, self._view, self._stream), self._answers.put)

    def _frame_came(self) -> None:
        frame = self.feed.take()
        if frame is None:
            return
        self._seen = True
        self.figures.frames.add(time.monotonic())
        if self._frozen is None:
            self.preview.show_frame(frame)

    def _answered(self) -> None:
        self._frame_came()  # a fast engine may be here before its frame
        answer = self._answers.take()
        if answer is None or answer.shot.stream != self._stream or self.preview.frame is None:
            return
        if self._frozen is None or answer.shot.frame is self._frozen:
            self.reading.show(answer)

    def _answer_painted(self, captured: float) -> None:
        now = time.monotonic()
        self.figures.add_answer(now, now - captured)

    def _show_modes(self, status: Status) -> None:
        from app.sources.source import is_live  # here and not at the top: it brings numpy, and the window comes first

        if is_live(self._uri):  # a file has what it has
            self.figures.show_modes(status.asked, status.got)

    def _refresh_figures(self) -> None:
        self.reading.show_what_waits()
        frame = self.preview.frame
        if frame is not None and self._frozen is None:
            height, width = frame.pixels.shape[:2]
            self.figures.refresh(time.monotonic(), width, height, self.feed.dropped)

    # what can be pressed

    def freeze(self) -> None:
        """Hold the picture, read it once more by itself, and let it go at the next press."""
        frame = self.preview.frame
        if self._frozen is None and frame is None:
            return
        self._frozen = frame if self._frozen is None else None
        self._stream += 1  # what is held is read by itself, and what comes after it is another scene
        self.tools.show_frozen(self._frozen is not None)
        self._show_badge()
        self._read_once(self._frozen)
        self._show_state()

    def _show_badge(self) -> None:
        recording = self.tr("Recording") if self.feed.recording else ""
        self.preview.set_badge(self.tr("Frozen") if self._frozen else recording, still=self._frozen is not None)

    def _set_view(self, view: View) -> None:
        self._view = view
        self._stream += 1
        self.preview.set_view(view, self._mirrored)
        self.reading.clear()
        self._read_once(self._frozen)

    def _set_mirrored(self, on: bool) -> None:
        self._mirrored = on
        self.preview.set_view(self._view, on)

    def read_again(self) -> None:
        """Also where no other picture comes."""
        frame = self._frozen or self.preview.frame
        if frame is not None:  # else the first one may be on its way, and its answer counts
            self._stream += 1  # what was read before counts no longer
            self._read_once(frame)

    def _read_once(self, frame: Optional[Frame]) -> None:
        if frame is not None:
            self._inference.submit_shot(Shot(frame, self._view, self._stream), self._answers.put)

    def glyph(self, index: int) -> Optional[Glyph]:
        answer = self.reading.on_cards
        if answer is None or answer.recognition is not self.cards.recognition or not 0 <= index < len(answer.tracks):
            return None
        return correctable.of_shot(answer.shot, answer.recognition, index, answer.tracks[index])

    def show_corrections(self, digits: Mapping[int, int]) -> None:
        answer = self.reading.on_cards
        if answer is not None:
            self.preview.show_corrections({answer.tracks[index]: digit for index, digit in digits.items()})

    def unread(self, ever_read: bool) -> str:
        if ever_read:
            return self.tr("The camera's picture could not be read.")
        return self.tr("The camera can be seen, but nothing can be read now.")

    # Qt

    def keyPressEvent(self, event: QKeyEvent) -> None:
        # no shortcut: where a button has the focus, this key presses it
        if event.key() == Qt.Key.Key_Space and not event.isAutoRepeat():
            self.freeze()
        else:
            super().keyPressEvent(event)

    def showEvent(self, event: QShowEvent) -> None:
        self._seen_or_not()

    def hideEvent(self, event: QHideEvent) -> None:
        self._seen_or_not()
