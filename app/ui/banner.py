"""What went wrong, said calmly above the paper."""

from __future__ import annotations

from typing import Optional

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QFont, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget

from app.ui import theme
from app.ui.chip import paint_warning
from app.ui.theme import Theme

_SIGN = 44  # pixels left of the words


class Banner(QWidget):
    def __init__(self, look: Theme, parent: Optional[QWidget] = None) -> None:
        super().__init__(parent)
        self._look = look
        self._title = QLabel()
        self._title.setFont(theme.font(theme.TEXT, QFont.Weight.DemiBold))
        self.message = QLabel()
        self.message.setFont(theme.font(theme.CAPTION))
        self.message.setTextFormat(Qt.TextFormat.PlainText)
        self.message.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        for label in (self._title, self.message):
            label.setWordWrap(True)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(_SIGN, 12, theme.GAP, 12)
        layout.setSpacing(4)
        layout.addWidget(self._title)
        layout.addWidget(self.message)
        self.hide()

    def show_problem(self, title: str, message: str) -> None:
        self._title.setText(title)
        self.message.setText(message)
        self.setAccessibleName(title)
        self.setAccessibleDescription(message)
        self.show()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(self._look.colours["warning"], 1))
        painter.setBrush(self._look.colours["surface"])
        painter.drawRoundedRect(
            QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5), theme.CARD_RADIUS, theme.CARD_RADIUS
        )
        paint_warning(painter, QPointF(22, self._title.geometry().top() + 10), 9, self._look)
