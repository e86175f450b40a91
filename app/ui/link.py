"""A press of a few words in the accent colour, where a whole button would be too loud."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QFontMetrics, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy

from app.ui import theme
from app.ui.button import Button
from app.ui.theme import Theme

_ARROW = " \N{SINGLE RIGHT-POINTING ANGLE QUOTATION MARK}"


class Link(Button):
    def __init__(self, look: Theme) -> None:
        super().__init__(look)
        self.setFont(theme.font(theme.CAPTION))
        self.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        return QSize(QFontMetrics(self.font()).horizontalAdvance(self.text() + _ARROW) + theme.TIGHT, theme.CONTROL)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        colour = self._look.colours["accent"]
        painter.setFont(self.font())
        painter.setPen(colour)
        align = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft
        painter.drawText(QRectF(self.rect()), align, self.text() + _ARROW)
        if self.hasFocus() or self.underMouse():
            metrics = QFontMetrics(self.font())
            below = (self.height() + metrics.height()) / 2 + 2
            painter.setPen(QPen(colour, 2 if self.hasFocus() else 1))
            painter.drawLine(QPointF(0, below), QPointF(metrics.horizontalAdvance(self.text()), below))
