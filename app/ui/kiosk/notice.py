"""Where something else would be: in a few large words, why it is not there."""

from __future__ import annotations

from typing import Optional

from PySide6.QtCore import QSize
from PySide6.QtGui import QFont, QPainter, QPaintEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.ui import theme
from app.ui.draw import paper
from app.ui.kiosk.button import Text
from app.ui.theme import Scale, Theme


class Notice(QWidget):
    def __init__(self, look: Theme, scale: Scale, parent: Optional[QWidget] = None) -> None:
        super().__init__(parent)
        self._look = look
        self.title = Text(scale, theme.KIOSK_TEXT, weight=QFont.Weight.DemiBold, centred=True)
        self.text = Text(scale, theme.KIOSK_CAPTION, muted=True, centred=True)
        column = QVBoxLayout(self)
        column.setContentsMargins(theme.EDGE, theme.GAP, theme.EDGE, theme.GAP)
        column.setSpacing(theme.TIGHT)
        column.addStretch(1)
        column.addWidget(self.title)
        column.addWidget(self.text)
        column.addStretch(1)

    def say(self, title: str, text: str) -> None:
        self.title.setText(title)
        self.text.setText(text)
        self.text.setVisible(bool(text))
        self.setAccessibleName(title)
        self.setAccessibleDescription(text)

    def minimumSizeHint(self) -> QSize:
        return QSize(240, 140)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        paper.paint_sheet(painter, self.rect(), self._look.colours, focused=False)
