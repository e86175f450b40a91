"""In the picture's place: what happened and what to do about it."""

from __future__ import annotations

from typing import Optional

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QFont, QPainter, QPaintEvent, QPalette
from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout, QWidget

from app.ui import theme
from app.ui.camera.trouble import Trouble
from app.ui.draw import paper
from app.ui.language import Translated
from app.ui.theme import Theme
from app.ui.widgets import icons
from app.ui.widgets.button import Button

_WIDEST = 560  # pixels: longer lines are hard to read


class TroubleView(Translated, QWidget):
    again_pressed = Signal()
    elsewhere_pressed = Signal()

    def __init__(self, look: Theme, parent: Optional[QWidget] = None) -> None:
        super().__init__(parent)
        self._look = look
        self.title = self._label(theme.TITLE, QFont.Weight.DemiBold)
        self.advice = self._label(theme.TEXT)
        self.detail = self._label(theme.CAPTION)
        self.detail.setForegroundRole(QPalette.ColorRole.PlaceholderText)
        for label in (self.advice, self.detail):
            label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.again = Button(look)
        self.again.set_icon(icons.AGAIN)
        self.again.clicked.connect(self.again_pressed)
        self.elsewhere = Button(look)
        self.elsewhere.clicked.connect(self.elsewhere_pressed)
        buttons = QHBoxLayout()
        buttons.setSpacing(theme.TIGHT)
        buttons.addStretch(1)
        buttons.addWidget(self.again)
        buttons.addWidget(self.elsewhere)
        buttons.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(theme.EDGE, theme.GAP, theme.EDGE, theme.GAP)
        column.setSpacing(theme.TIGHT)
        column.addStretch(1)
        for label in (self.title, self.advice, self.detail):
            row = QHBoxLayout()
            row.addStretch(1)
            row.addWidget(label, 100)
            row.addStretch(1)
            column.addLayout(row)
        column.addSpacing(theme.TIGHT)
        column.addLayout(buttons)
        column.addStretch(1)
        self.retranslate()

    def retranslate(self) -> None:
        """The trouble itself is said anew by the page."""
        self.again.set_label(self.tr("Look again"))
        self.elsewhere.set_label(self.tr("Open…"))

    def _label(self, pixels: int, weight: QFont.Weight = QFont.Weight.Normal) -> QLabel:
        label = QLabel()
        label.setFont(theme.font(pixels, weight))
        label.setTextFormat(Qt.TextFormat.PlainText)
        label.setWordWrap(True)
        label.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        label.setMaximumWidth(_WIDEST)
        return label

    def show_trouble(self, trouble: Trouble) -> None:
        for label, text in (
            (self.title, trouble.title),
            (self.advice, trouble.advice),
            (self.detail, trouble.detail),
        ):
            label.setText(text)
            label.setVisible(bool(text))
        self.again.setVisible(trouble.again)
        self.elsewhere.setVisible(trouble.elsewhere)
        self.setAccessibleName(trouble.title)
        self.setAccessibleDescription(trouble.advice)

    def minimumSizeHint(self) -> QSize:
        return QSize(240, 140)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        paper.paint_sheet(painter, self.rect(), self._look.colours, focused=False)
