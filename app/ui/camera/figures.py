"""The camera's figures: how many frames come, are read and are left out, and how old an answer is when it is seen."""

from __future__ import annotations

import math
from collections import deque
from typing import TYPE_CHECKING, Optional

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPalette
from PySide6.QtWidgets import QSizePolicy, QWidget

from app.ui import theme
from app.ui.language import Translated
from app.ui.theme import Theme

if TYPE_CHECKING:
    from app.sources.source import Mode

_WINDOW = 2.0  # seconds that a rate looks back


class Rate:
    """How many a second, lately."""

    def __init__(self) -> None:
        self._times: deque[float] = deque()

    def add(self, moment: float) -> None:
        self._times.append(moment)

    def at(self, now: float) -> float:
        while self._times and self._times[0] < now - _WINDOW:
            self._times.popleft()
        if len(self._times) < 2:
            return 0.0
        span = max(now - self._times[0], self._times[-1] - self._times[0])
        return (len(self._times) - 1) / span if span else 0.0

    def clear(self) -> None:
        self._times.clear()


def _mode(mode: Mode) -> str:
    size = f"{mode.width} × {mode.height}"
    return f"{size} @ {mode.rate:.0f}" if mode.rate else size


class Figures(Translated, QWidget):
    """One line of them, as many as there is room for."""

    def __init__(self, look: Theme, parent: Optional[QWidget] = None) -> None:
        super().__init__(parent)
        self._look = look
        self._texts: list[str] = []
        self.frames, self.answers = Rate(), Rate()
        self._delay = math.nan
        self._modes: Optional[tuple[Mode, Mode]] = None  # asked for and got
        self._last: Optional[tuple[float, int, int, int]] = None  # as `refresh` was told
        self.setFont(theme.font(theme.CAPTION))
        self.setForegroundRole(QPalette.ColorRole.PlaceholderText)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)

    @property
    def texts(self) -> list[str]:
        return self._texts

    def add_answer(self, now: float, delay: float) -> None:
        """delay: seconds from the frame's capture until its answer was painted"""
        self.answers.add(now)
        # follows within a few answers, and can still be read
        self._delay = delay if math.isnan(self._delay) else 0.8 * self._delay + 0.2 * delay

    def show_modes(self, asked: Mode, got: Mode) -> None:
        """What a camera was asked for and what it gives; the pointer finds it here where there is no room for it."""
        self._modes = (asked, got) if asked.width and got.width else None

    def clear(self) -> None:
        self.frames.clear()
        self.answers.clear()
        self._delay = math.nan
        self._modes = self._last = None
        self._texts = []
        self.setAccessibleName("")
        self.setToolTip("")
        self.update()

    def retranslate(self) -> None:
        if self._last:
            self.refresh(*self._last)

    def refresh(self, now: float, width: int, height: int, dropped: int) -> None:
        self._last = now, width, height, dropped
        # the first ones are seen also where there is little room
        texts = [
            self.tr("%1 frames/s").replace("%1", f"{self.frames.at(now):.0f}"),
            self.tr("%1 dropped").replace("%1", str(dropped)),
            self.tr("answer after %1 ms").replace("%1", "–" if math.isnan(self._delay) else f"{1e3 * self._delay:.0f}"),
            self.tr("%1 read/s").replace("%1", f"{self.answers.at(now):.0f}"),
            f"{width} × {height}",
        ]
        if self._modes:
            asked, got = (_mode(mode) for mode in self._modes)
            texts.append(self.tr("asked for %1, got %2").replace("%1", asked).replace("%2", got))
        if texts != self._texts:
            self._texts = texts
            self.setAccessibleName(", ".join(texts))
            self.setToolTip(", ".join(texts))
            self.update()

    def sizeHint(self) -> QSize:
        return QSize(200, self.fontMetrics().height())

    def minimumSizeHint(self) -> QSize:
        return QSize(100, self.fontMetrics().height())

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setPen(self._look.colours["muted"])
        metrics, left = self.fontMetrics(), 0
        for text in self._texts:
            width = metrics.horizontalAdvance(text)
            if left + width > self.width():
                return
            painter.drawText(left, 0, width, self.height(), Qt.AlignmentFlag.AlignVCenter, text)
            left += width + theme.GAP
