"""A press of a few words in the accent colour, where a whole button would be too loud."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QFontMetrics, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy

from app.ui import theme
from app.ui.theme import Theme
from app.ui.widgets.button import Button

_ARROW = " \N{SINGLE RIGHT-POINTING ANGLE QUOTATION MARK}"


class Link(Button):
    def __init__(self, look: Theme, *, arrow: bool = True) -> None:
        """arrow: whether it says that it leads to another place"""
        super().__init__(look)
        self._after = _ARROW if arrow else ""
        self.setFont(theme.font(theme.CAPTION))
        self.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        words = QFontMetrics(self.font()).horizontalAdvance(self.text() + self._after)
        return QSize(max(theme.CONTROL, words + theme.TIGHT), theme.CONTROL)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        colour = self._look.colours["accent"]
        painter.setFont(self.font())
        painter.setPen(colour)
        align = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft
        painter.drawText(QRectF(self.rect()), align, self.text() + self._after)
        if self.hasFocus() or self.underMouse():
            metrics = QFontMetrics(self.font())
            below = (self.height() + metrics.height()) / 2 + 2
            painter.setPen(QPen(colour, 2 if self.hasFocus() else 1))
            painter.drawLine(QPointF(0, below), QPointF(metrics.horizontalAdvance(self.text()), below))
