"""What went wrong, said calmly above the paper; what was only to be known can be put away."""

from __future__ import annotations

from typing import Optional

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QFont, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout, QWidget

from app.ui import theme
from app.ui.button import Button
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
        self.dismiss = Button(look, self.tr("Understood"))
        self.dismiss.clicked.connect(self.hide)
        said = QVBoxLayout()
        said.setSpacing(4)
        said.addWidget(self._title)
        said.addWidget(self.message)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(_SIGN, 12, theme.GAP, 12)
        layout.setSpacing(theme.GAP)
        layout.addLayout(said, 1)
        layout.addWidget(self.dismiss, 0, Qt.AlignmentFlag.AlignVCenter)
        self.hide()

    def show_problem(self, title: str, message: str) -> None:
        """Stays until it is over."""
        self._show(title, message, dismissible=False)

    def show_notice(self, title: str, message: str) -> None:
        """Stays until it was read."""
        self._show(title, message, dismissible=True)

    def _show(self, title: str, message: str, *, dismissible: bool) -> None:
        self.dismiss.setVisible(dismissible)
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
