"""Something that is on or off, with what it is beside it."""

from __future__ import annotations

from typing import Optional

from PySide6.QtCore import QPointF, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QFontMetrics, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractButton, QSizePolicy, QWidget

from app.ui import theme
from app.ui.theme import Theme

_TRACK = QSize(44, 24)
_AROUND = 10  # pixels above and below its words, in all
_WRAP = int(Qt.TextFlag.TextWordWrap.value)


class Switch(QAbstractButton):
    """The whole row is pressed; Space does the same."""

    def __init__(self, look: Theme, parent: Optional[QWidget] = None) -> None:
        super().__init__(parent)
        self._look = look
        self.setCheckable(True)
        self.setFont(theme.font(theme.TEXT))
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)

    def set_label(self, text: str) -> None:
        self.setText(text)
        self.setAccessibleName(text)
        self.updateGeometry()

    def heightForWidth(self, width: int) -> int:
        room = QRect(0, 0, max(1, width - _TRACK.width() - theme.GAP), 10_000)
        words = QFontMetrics(self.font()).boundingRect(room, _WRAP, self.text()).height()
        return max(theme.CONTROL, words + _AROUND)

    def sizeHint(self) -> QSize:
        width = 320
        return QSize(width, self.heightForWidth(width))

    def minimumSizeHint(self) -> QSize:
        return QSize(_TRACK.width() + theme.GAP + 60, theme.CONTROL)

    def paintEvent(self, event: QPaintEvent) -> None:
        colours, on = self._look.colours, self.isChecked()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(colours["text"])
        words = self.rect().adjusted(0, 0, -_TRACK.width() - theme.GAP, 0)
        painter.drawText(words, _WRAP | int(Qt.AlignmentFlag.AlignVCenter.value), self.text())
        track = QRectF(self.width() - _TRACK.width() - 3, (self.height() - 24) / 2, _TRACK.width(), _TRACK.height())
        painter.setPen(QPen(colours["accent" if on else "muted"], 1.5))
        painter.setBrush(colours["accent" if on else "surface"])
        painter.drawRoundedRect(track, 12, 12)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(colours["on_accent" if on else "muted"])
        painter.drawEllipse(QPointF(track.right() - 12 if on else track.left() + 12, track.center().y()), 8, 8)
        if self.hasFocus():
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(colours["text"], 2))
            painter.drawRoundedRect(track.adjusted(-2.5, -2.5, 2.5, 2.5), 14, 14)
