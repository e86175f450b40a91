"""How often the network was right, of what was corrected: in all, and by digit."""

from __future__ import annotations

from typing import TYPE_CHECKING, Optional

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QFont, QFontMetrics, QPainter, QPaintEvent
from PySide6.QtWidgets import QLabel, QSizePolicy, QVBoxLayout, QWidget

from app.ui import theme, words
from app.ui.language import Translated
from app.ui.theme import Theme
from app.ui.widgets.card import Card, caption, heading

if TYPE_CHECKING:
    from app.samples import Accuracy

_LOWEST_ROW, _ROW, _HIGHEST_ROW = 13, 24, 34  # pixels
_BAR = 10  # pixels high


class AccuracyCard(Translated, Card):
    def __init__(self, look: Theme) -> None:
        super().__init__(look)
        self._accuracy: Optional[Accuracy] = None
        self._heading = heading()
        self.share = QLabel()
        self.share.setFont(theme.font(theme.TITLE))
        self.count = caption()
        self.count.setWordWrap(True)
        self.bars = AccuracyBars(look)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(theme.CARD_PADDING, theme.GAP, theme.CARD_PADDING, theme.GAP)
        layout.setSpacing(theme.TIGHT)
        for part in (self._heading, self.share, self.count):
            layout.addWidget(part)
        layout.addWidget(self.bars, 1)
        self.show_accuracy(None)

    def show_accuracy(self, accuracy: Optional[Accuracy]) -> None:
        self._accuracy = accuracy
        self.retranslate()

    def retranslate(self) -> None:
        self._heading.setText(self.tr("Accuracy over what was corrected"))
        known = self._accuracy is not None and self._accuracy.total > 0
        self.share.setVisible(known)
        if self._accuracy is not None and known:
            total, right = self._accuracy.total, self._accuracy.right
            self.share.setText(words.percent(right / total, 1))
            text = self.tr("%1 of %n answer(s) were right", "", total)
            self.count.setText(text.replace("%1", str(right)))
        else:
            self.count.setText(self.tr("Nothing was corrected yet."))
        self.bars.show_accuracy(self._accuracy)


class AccuracyBars(QWidget):
    """A bar for each digit: how many of those that it was were read as it."""

    def __init__(self, look: Theme) -> None:
        super().__init__()
        self._look = look
        self._accuracy: Optional[Accuracy] = None
        self.setFont(theme.font(theme.CAPTION))
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Expanding)

    def show_accuracy(self, accuracy: Optional[Accuracy]) -> None:
        self._accuracy = accuracy
        counts = (f"{digit}: {'/'.join(map(str, self._count(digit)))}" for digit in range(10) if self._count(digit)[1])
        self.setAccessibleDescription(", ".join(counts))
        self.update()

    def _count(self, digit: int) -> tuple[int, int]:
        """How many were right, of how many."""
        found = self._accuracy.digits.get(digit) if self._accuracy is not None else None
        return (found.right, found.total) if found is not None else (0, 0)

    def sizeHint(self) -> QSize:
        return QSize(220, 10 * _ROW)

    def minimumSizeHint(self) -> QSize:
        return QSize(180, 10 * _LOWEST_ROW)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        height = min(_HIGHEST_ROW, self.height() / 10)
        values = [f"{right} / {total}" if total else "–" for right, total in map(self._count, range(10))]
        bold = QFontMetrics(theme.font(theme.CAPTION, QFont.Weight.Bold))
        widest = max(48, *(bold.horizontalAdvance(value) for value in values))
        for digit, value in enumerate(values):
            self._paint_row(painter, QRectF(0, digit * height, self.width(), height), digit, value, widest)

    def _paint_row(self, painter: QPainter, row: QRectF, digit: int, value: str, widest: int) -> None:
        colours = self._look.colours
        right, total = self._count(digit)
        painter.setFont(self.font())
        painter.setPen(colours["text" if total else "muted"])
        painter.drawText(row, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, str(digit))
        painter.drawText(row, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight, value)
        track = QRectF(26, row.center().y() - _BAR / 2, row.width() - 26 - widest - 12, _BAR)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(colours["track"])
        painter.drawRoundedRect(track, _BAR / 2, _BAR / 2)
        if right:
            painter.save()
            painter.setClipRect(QRectF(track.left(), track.top(), track.width() * right / total, _BAR))
            painter.setBrush(colours["accent"])
            painter.drawRoundedRect(track, _BAR / 2, _BAR / 2)
            painter.restore()
