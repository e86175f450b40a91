"""Cards, and the labels on them."""

from __future__ import annotations

from typing import Optional

from PySide6.QtCore import QRectF
from PySide6.QtGui import QFont, QPainter, QPaintEvent, QPalette, QPen
from PySide6.QtWidgets import QLabel, QWidget

from app.ui import theme
from app.ui.theme import Theme


class Card(QWidget):
    """A surface with a line around it."""

    RADIUS = theme.CARD_RADIUS
    LINE = "hairline"  # its role among the colours

    def __init__(self, look: Theme, parent: Optional[QWidget] = None) -> None:
        super().__init__(parent)
        self._look = look

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(self._look.colours[self.LINE], 1))
        painter.setBrush(self._look.colours["surface"])
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5), self.RADIUS, self.RADIUS)


def heading(text: str = "") -> QLabel:
    """The small title of a card."""
    label = QLabel(text)
    label.setFont(theme.font(theme.CAPTION, QFont.Weight.Bold))
    label.setForegroundRole(QPalette.ColorRole.PlaceholderText)
    return label


def caption(text: str = "") -> QLabel:
    label = QLabel(text)
    label.setFont(theme.font(theme.CAPTION))
    label.setForegroundRole(QPalette.ColorRole.PlaceholderText)
    return label
