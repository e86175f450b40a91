"""What the service manager hears of a window: that it is painted, and as long as it lives."""

from __future__ import annotations

import time

from PySide6.QtCore import QCoreApplication, QEvent, QObject, QTimer
from PySide6.QtWidgets import QWidget

from app.service import Supervisor
from app.ui.engine.inference import InferenceThread
from app.ui.engine.running_engine import RunningEngine

_BEATS = 4  # within one interval of the watchdog: one that is late or lost is no death
_FIRST_TURN = 90.0  # seconds: the first engine may take so long to open, from a slow card on a chip just started


class Heartbeat(QObject):
    """Says READY once the window is painted, and feeds the watchdog from the thread of the window, but only while the
    inference thread comes round as well: a frozen picture and a kiosk that no longer reads are both ended by it.

    Whether an engine can be opened does not matter: a kiosk that says what is missing is alive. Times are those of the
    monotonic clock; the other may jump.
    """

    def __init__(
        self,
        window: QWidget,
        inference: InferenceThread,
        supervisor: Supervisor,
        first_turn: float = _FIRST_TURN,
    ) -> None:
        """To be made before the window is shown; it lives as long as the window."""
        super().__init__(window)
        self._window = window
        self._inference = inference
        self._supervisor = supervisor
        self._first_turn_until = time.monotonic() + first_turn
        self._turns = inference.turns
        self._timer = QTimer(self)
        self._timer.timeout.connect(self._beat)
        window.installEventFilter(self)
        inference.opened.connect(self._tell_engine)
        inference.failed.connect(self._tell_failure)
        application = QCoreApplication.instance()
        assert application is not None
        application.aboutToQuit.connect(self._tell_leaving)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """The window itself may never be painted, where what is in it covers it; the exposure of its system window is
        when all of it is."""
        if event.type() == QEvent.Type.Show:
            self._window.removeEventFilter(self)
            self._window.windowHandle().installEventFilter(self)
        elif event.type() == QEvent.Type.Expose and self._window.windowHandle().isExposed():
            self._window.windowHandle().removeEventFilter(self)
            QTimer.singleShot(0, self, self._begin)  # after this event, in which it is painted
        return False

    def _begin(self) -> None:
        self._supervisor.ready()
        if self._supervisor.watchdog is not None:
            self._beat()
            self._timer.start(int(self._supervisor.watchdog * 1000 / _BEATS))

    def _beat(self) -> None:
        """Feed where the thread came round since it was last woken, and wake it for the next time."""
        turns = self._inference.turns
        opening = turns == 0 and self._inference.running and time.monotonic() < self._first_turn_until
        if turns != self._turns or opening:
            self._supervisor.feed()
        self._turns = turns
        self._inference.wake()

    def _tell_engine(self, running: RunningEngine) -> None:
        self._supervisor.status(running.name)

    def _tell_failure(self, message: str) -> None:
        self._supervisor.status(message)

    def _tell_leaving(self) -> None:
        self._supervisor.stopping()
