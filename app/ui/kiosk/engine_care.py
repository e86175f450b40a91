"""That something answers: an engine that cannot be opened, or fails, is opened again, later and later."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING, Optional

from PySide6.QtCore import QObject, QTimer, Signal

from app.ui.engine.inference import InferenceThread
from app.ui.engine.running_engine import RunningEngine

if TYPE_CHECKING:
    from app.ui.engine.held_engines import Opener

log = logging.getLogger(__name__)

PAUSES = (2.0, 5.0, 15.0, 30.0, 60.0)  # seconds; the last one repeats
_WANTED_AGAIN = 600.0  # seconds: while another one answers in its place


class EngineCare(QObject):
    available_changed = Signal(bool)

    def __init__(self, inference: InferenceThread, opener: Opener, parent: Optional[QObject] = None) -> None:
        """opener: of the engine that is wanted"""
        super().__init__(parent)
        self._inference, self._opener = inference, opener
        self.available = True  # until one knows better
        self.running: Optional[RunningEngine] = None
        self._tries = 0
        self._asked = False
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self._open)
        inference.opened.connect(self._opened)
        inference.recovered.connect(self._works)
        inference.failed.connect(self._failed)

    def set_opener(self, opener: Opener) -> None:
        """Another engine is wanted from now on."""
        self._opener = opener

    def _opened(self, running: RunningEngine) -> None:
        self.running = running
        self._works()
        if running.in_place_of:
            self._timer.start(round(1000 * _WANTED_AGAIN))

    def _works(self) -> None:
        self._timer.stop()
        self._tries = 0
        self._set(True)

    def _failed(self, message: str) -> None:
        self._set(False)
        if not self._timer.isActive() and not self._asked:
            pause = PAUSES[min(self._tries, len(PAUSES) - 1)]
            self._tries += 1
            self._timer.start(round(1000 * pause))

    def _open(self) -> None:
        if not self._asked:  # else the engine's thread has not come to it yet
            self._asked = True
            self._inference.use(self._opener, self._used, self._refused)

    def _used(self, running: RunningEngine) -> None:
        self._asked = False
        self._opened(running)  # which is told only where it is another one than before

    def _refused(self, message: str) -> None:
        self._asked = False
        if not self.available or self.running is None:
            self._failed(message)

    def _set(self, available: bool) -> None:
        if available != self.available:
            self.available = available
            self.available_changed.emit(available)
