"""The kiosk's counts: how many drawings each day, and which digits."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Optional

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QFont, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from app.counts import Day
from app.ui import theme
from app.ui.language import Translated
from app.ui.theme import Scale, Theme

DAYS = 14
_LINES = 15.5  # of text, high
_BAR = 0.7  # of the width that there is for it ...
_WIDEST = 56  # ... and at most so many pixels


class CountsView(Translated, QWidget):
    """Two charts of bars with their numbers: the days, the newest last, and below it the digits of all of them."""

    def __init__(self, look: Theme, scale: Scale, parent: Optional[QWidget] = None) -> None:
        super().__init__(parent)
        self._look, self._scale = look, scale
        self._days: Sequence[Day] = ()
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Minimum)
        self.retranslate()

    def retranslate(self) -> None:
        self.setAccessibleName(self.tr("Drawings read"))
        self.setAccessibleDescription(self.says)
        self.update()

    def show_days(self, days: Sequence[Day]) -> None:
        """days: the newest first"""
        self._days = days[:DAYS]
        self.retranslate()

    @property
    def says(self) -> str:
        """All of it in a line."""
        drawings, refused = sum(day.drawings for day in self._days), sum(day.refused for day in self._days)
        visitors = sum(day.sessions for day in self._days)
        text = self.tr("%1 visits, %2 drawings read, %3 glyphs refused in %4 days")
        for place, number in enumerate((visitors, drawings, refused, len(self._days)), 1):
            text = text.replace(f"%{place}", f"{number:,}")
        return text

    @property
    def _line(self) -> int:
        return self._scale.px(1.5 * theme.KIOSK_SMALL)

    def sizeHint(self) -> QSize:
        return QSize(self._scale.px(400), round(_LINES * self._line))

    def minimumSizeHint(self) -> QSize:
        return QSize(self._scale.px(200), round(_LINES * self._line))

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        line = self._line
        self._say(painter, QRectF(0, 0, self.width(), line), self.says, "text", Qt.AlignmentFlag.AlignLeft)
        half = (self.height() - 2 * line) / 2
        days = list(reversed(self._days))
        self._paint_bars(
            painter, QRectF(0, 1.5 * line, self.width(), half), [(day.day[5:], day.drawings) for day in days]
        )
        digits = [(str(digit), sum(day.digits[digit] for day in days)) for digit in range(10)]
        self._paint_bars(painter, QRectF(0, 2 * line + half, self.width(), half), digits)

    def _paint_bars(self, painter: QPainter, area: QRectF, bars: Sequence[tuple[str, int]]) -> None:
        """Each with its number above it and its name below."""
        line, most = float(self._line), max((count for _, count in bars), default=0) or 1
        wide = area.width() / max(10, len(bars))
        room = area.height() - 2 * line
        for place, (name, count) in enumerate(bars):
            cell = QRectF(area.left() + place * wide, area.top(), wide, area.height())
            high = max(2.0, room * count / most)
            across = min(_BAR * wide, self._scale.px(_WIDEST))
            bar = QRectF(cell.center().x() - across / 2, cell.bottom() - line - high, across, high)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(self._look.colours["accent" if count else "track"])
            painter.drawRoundedRect(bar, 3, 3)
            centre = Qt.AlignmentFlag.AlignHCenter
            self._say(painter, QRectF(cell.left(), bar.top() - line, wide, line), f"{count:,}", "text", centre)
            self._say(painter, QRectF(cell.left(), cell.bottom() - line, wide, line), name, "muted", centre)

    def _say(self, painter: QPainter, box: QRectF, text: str, role: str, align: Qt.AlignmentFlag) -> None:
        pixels = self._scale.px(theme.KIOSK_SMALL)
        painter.setFont(theme.fitting_font(text, pixels, 9, box.width(), 2 * box.height(), QFont.Weight.Normal))
        painter.setPen(self._look.colours[role])
        painter.drawText(box, align | Qt.AlignmentFlag.AlignVCenter, text)
