"""The kiosk's window: the whole screen, all the time, until its operator leaves it."""

from __future__ import annotations

import logging
from typing import Optional

from PySide6.QtCore import QEvent, Qt, QTimer, Signal
from PySide6.QtGui import QCloseEvent, QGuiApplication, QHideEvent, QMoveEvent, QResizeEvent, QShowEvent
from PySide6.QtWidgets import QLayout, QStackedWidget, QVBoxLayout, QWidget

from app import places
from app.counts import Counts
from app.pin import PinCheck
from app.ui.around import NAME
from app.ui.camera.feed import OpenLive, open_live
from app.ui.camera.source_picker import find_sources
from app.ui.draw.drawing import Drawing
from app.ui.engine.inference import InferenceThread
from app.ui.engine.models import Choice, Models, lenient_opener
from app.ui.kiosk.attract import CLOSED, DRAW, SHOW, Attract
from app.ui.kiosk.camera import Find
from app.ui.kiosk.engine_care import EngineCare
from app.ui.kiosk.guard import Guard
from app.ui.kiosk.keeping import DrawingKeeper
from app.ui.kiosk.operator_page import OperatorPage
from app.ui.kiosk.operator_tabs import CameraTab, CountsTab, KioskTab, LogTab, ModelTab, NowTab
from app.ui.kiosk.pad import PinPad
from app.ui.kiosk.settings import CAMERA, KioskSettings
from app.ui.kiosk.visit import Visit
from app.ui.language import CHINESE, ENGLISH, Language, Translated
from app.ui.latest import Aside, wait_for_writing
from app.ui.theme import Scale, Theme

log = logging.getLogger(__name__)

QUIT, RESTART = 0, 3  # the process's exit status when the operator leaves
_PAD = 30.0  # seconds without a touch until the pad for the PIN goes
_OPERATOR = 120.0  # likewise until the operator's page does
_COUNTS = 5.0  # seconds between two times that counts are written
_BACK = 200  # milliseconds until it takes the screen again: at once might become a quarrel with a window manager


class KioskWindow(Translated, QWidget):
    """Attract screen, visit, pad and operator's page: one of them is seen. Starts the inference thread when shown."""

    left = Signal(int)  # by the operator, with the exit status

    def __init__(
        self,
        look: Theme,
        words: Language,
        inference: InferenceThread,
        settings: KioskSettings,
        care: EngineCare,
        *,
        model_named: bool = False,
        check: Optional[PinCheck] = None,
        counts: Optional[Counts] = None,
        find: Find = find_sources,
        open_source: OpenLive = open_live,
        pace: float = 1.0,
    ) -> None:
        """model_named: whether the model was named at the start, and is not taken from the settings
        check, counts: None: of this user's PIN, and this user's
        pace: of all the times it waits, as a share of the usual ones
        """
        super().__init__(None, Qt.WindowType.FramelessWindowHint | Qt.WindowType.WindowStaysOnTopHint)
        self._look, self._words, self._inference, self._settings = look, words, inference, settings
        self._care, self._pace = care, pace
        self._whole = self._leaving = self._started = False
        self.counts = counts or Counts()
        self._scale = Scale()
        self.models = Models(inference, settings, places.data() / "models", fixed=model_named, parent=self)
        self.keeper = DrawingKeeper(parent=self)
        self._aside = Aside(self)
        self.guard = Guard(self._scale, self)
        self.attract = Attract(look, self._scale)
        self.visit = Visit(look, self._scale, inference, settings, find=find, open_source=open_source)
        self.pad = PinPad(look, self._scale, check or PinCheck())
        self.operator = self._operator_page()
        self.stage = QStackedWidget()
        for page in (self.attract, self.visit, self.pad, self.operator):
            self.stage.addWidget(page)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSizeConstraint(QLayout.SizeConstraint.SetNoConstraint)  # the screen is as large as it is
        column.addWidget(self.stage)
        self.setWindowTitle(NAME)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.NoContextMenu)
        self._idle, self._clear, self._back, self._write = (QTimer(self) for _ in range(4))
        self._connect()
        self.show_attract()

    def _operator_page(self) -> OperatorPage:
        look, scale, settings = self._look, self._scale, self._settings
        camera = self.visit.camera
        tabs = {
            "now": (lambda: self.tr("Now"), NowTab(look, scale, self.models, lambda: camera.state, self.counts)),
            "model": (lambda: self.tr("Model"), ModelTab(look, scale, self.models)),
            "camera": (lambda: self.tr("Camera"), CameraTab(look, scale, settings, camera.found_now)),
            "kiosk": (lambda: self.tr("Kiosk"), KioskTab(look, scale, settings)),
            "counts": (lambda: self.tr("Counts"), CountsTab(look, scale, self.counts)),
            "log": (lambda: self.tr("Log"), LogTab(look, scale)),
        }
        return OperatorPage(look, scale, tabs)

    def _connect(self) -> None:
        for timer, at_end in (
            (self._idle, self._idle_ended),
            (self._clear, self.visit.clear),
            (self._back, self._come_back),
        ):
            timer.setSingleShot(True)
            timer.timeout.connect(at_end)
        self._write.timeout.connect(self._write_counts)
        self._write.start(round(1000 * _COUNTS))
        self.guard.touched.connect(self._touched)
        self.guard.held.connect(self._held)
        self.guard.typed.connect(self._typed)
        self.guard.taken_off.connect(self._back_soon)
        self.attract.touched.connect(self._visitor_came)
        self.visit.active.connect(self._touched)
        self.visit.read.connect(self._was_read)
        self.visit.language_wanted.connect(self._turn_language)
        self.pad.passed.connect(lambda: self._show(self.operator))
        self.pad.left.connect(self.show_attract)
        self.operator.left.connect(self.show_attract)
        self.operator.restart_wanted.connect(lambda: self._leave(RESTART))
        self.operator.quit_wanted.connect(lambda: self._leave(QUIT))
        self._care.available_changed.connect(self._show_available)
        self._settings.changed.connect(self._setting_changed)

    def retranslate(self) -> None:
        """All its words are its pages' own; the tabs' titles are said by theirs."""

    # who is there

    @property
    def page(self) -> QWidget:
        """What is seen."""
        return self.stage.currentWidget()

    def show_attract(self) -> None:
        """Nobody is there: nothing of the last visit stays."""
        self.visit.begin()
        self._words.use(self._settings.language)
        self._show_available(self._care.available)
        self._show(self.attract)

    def _visitor_came(self) -> None:
        self.counts.add_session()
        self.visit.show_language(self._words.code)
        self._show(self.visit)

    def _show(self, page: QWidget) -> None:
        self.stage.setCurrentWidget(page)
        self._touched()

    def _touched(self) -> None:
        seconds = {self.visit: self._settings.idle, self.pad: _PAD, self.operator: _OPERATOR}.get(self.page)
        if seconds is None:
            self._idle.stop()
        else:
            self._idle.start(round(1000 * self._pace * seconds))
        if self.page is self.visit:
            self._clear.start(round(1000 * self._pace * self._settings.clear_after))
        else:
            self._clear.stop()

    def _idle_ended(self) -> None:
        if self.page is self.visit and self.visit.canvas.pen_is_down:
            self._touched()  # somebody holds the pen still
        else:
            self.show_attract()

    def _held(self) -> None:
        if self.page in (self.attract, self.visit):
            self.visit.begin()
            self._show(self.pad)

    def _typed(self, key: int, text: str) -> None:
        if self.page is self.pad:
            self._touched()
            self.pad.type_key(key, text)

    def _turn_language(self) -> None:
        """For this visitor."""
        self._words.use(ENGLISH if self._words.code == CHINESE else CHINESE)
        self.visit.show_language(self._words.code)

    # what was read

    def _was_read(self, text: str, drawing: Optional[Drawing]) -> None:
        self.counts.add_reading(text)
        if drawing is not None and self._settings.keep_drawings:
            self.keeper.keep(drawing)

    def _write_counts(self) -> None:
        if self.counts.waits:
            self._aside.run(self.counts.write, lambda _: None, writes=True)

    # the engine

    def _show_available(self, available: bool) -> None:
        self.visit.answer.set_available(available)
        invites = SHOW if self._settings.pages == CAMERA else DRAW
        self.attract.say(invites if available else CLOSED)

    def _setting_changed(self, name: str) -> None:
        if name in ("engine", "model"):
            self._care.set_opener(lenient_opener(Choice(self._settings.engine, self._settings.model)))

    # the way out

    def _leave(self, status: int) -> None:
        log.info("The operator leaves the kiosk (status %d)", status)
        self.left.emit(status)

    def finish(self) -> None:
        """Give everything back. Nothing is shown after that."""
        self._leaving = True
        self._write.stop()
        self.hide()  # the engine and the camera may take a moment to finish
        self.visit.camera.close_source(1.0)
        self._inference.stop()
        self.counts.write()
        wait_for_writing(5.0)
        self.close()

    # the screen

    def show_whole(self) -> None:
        """On the whole screen, and back on it whatever a window manager does."""
        self._whole = True
        QGuiApplication.instance().primaryScreenChanged.connect(self._back_soon)  # type: ignore[union-attr]
        self.screen().geometryChanged.connect(self._back_soon)
        self._come_back()

    def _back_soon(self) -> None:
        if self._whole and not self._leaving:
            self._back.start(_BACK)

    def _come_back(self) -> None:
        if self._is_taken_off():
            self.hide()  # and back soon: a window that comes anew is shown on whatever desktop is seen
        elif not self._leaving:
            self.setGeometry(self.screen().geometry())
            self.showFullScreen()
            self.raise_()
            self.activateWindow()

    def _is_taken_off(self) -> bool:
        """As by a window manager that shows its desktop, or another one: to Qt it is shown all the same."""
        return not self._leaving and self.isVisible() and not self.windowHandle().isExposed()

    def _is_whole(self) -> bool:
        there = self.isVisible() and self.isFullScreen() and not self.isMinimized()
        return there and self.geometry() == self.screen().geometry()

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.WindowStateChange and not self._is_whole():
            self._back_soon()
        super().changeEvent(event)

    def showEvent(self, event: QShowEvent) -> None:
        self.windowHandle().installEventFilter(self.guard)
        if not self._started:
            self._started = True
            QTimer.singleShot(0, self._inference.start)  # what it imports holds the interpreter: the window comes first

    def hideEvent(self, event: QHideEvent) -> None:
        self._back_soon()

    def moveEvent(self, event: QMoveEvent) -> None:
        if not self._is_whole():
            self._back_soon()

    def resizeEvent(self, event: QResizeEvent) -> None:
        self._scale.fit(self.size())
        child: QWidget
        for child in self.findChildren(QWidget):
            if hasattr(child, "rescale"):
                child.rescale()
            child.updateGeometry()
        if not self._is_whole():
            self._back_soon()

    def closeEvent(self, event: QCloseEvent) -> None:
        """Only its operator and the system end it."""
        event.setAccepted(self._leaving)
