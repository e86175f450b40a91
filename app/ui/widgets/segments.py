"""A choice of a few, each in sight: one of them is in force."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Optional

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFont, QFontMetrics, QPainter, QPaintEvent, QPen, QResizeEvent
from PySide6.QtWidgets import QAbstractButton, QButtonGroup, QSizePolicy, QWidget

from app.ui import theme
from app.ui.theme import Theme

_SIDE = 14  # pixels left and right of a word
_BETWEEN = 4
_WIDE = 132  # pixels: as wide a short word is made where there is the room
_LEAST = 44  # pixels: of the shortest word


class Segments(QWidget):
    """In one row; in two, or one below the other, where there is not the room. The arrow keys go from one to the
    next, the Tab key comes once by."""

    chosen = Signal(str)  # by hand

    def __init__(self, look: Theme, values: Sequence[str], parent: Optional[QWidget] = None) -> None:
        super().__init__(parent)
        self.buttons = {value: Segment(look, self) for value in values}
        self._group = QButtonGroup(self)
        for value, button in self.buttons.items():
            self._group.addButton(button)
            button.clicked.connect(lambda _=False, value=value: self.chosen.emit(value))
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)

    def set_words(self, name: str, words: Sequence[str]) -> None:
        """name: of what is chosen; words: one for each value"""
        self.setAccessibleName(name)
        for button, word in zip(self.buttons.values(), words):
            button.setText(word)
            button.setAccessibleName(f"{name}: {word}")
            button.setToolTip(word)
        self._place()
        self.updateGeometry()

    @property
    def value(self) -> str:
        return next((value for value, button in self.buttons.items() if button.isChecked()), "")

    def show_value(self, value: str) -> None:
        self.buttons[value].setChecked(True)

    def _columns(self, room: int) -> int:
        widest = max(button.sizeHint().width() for button in self.buttons.values())
        number = len(self.buttons)
        for columns in (number, (number + 1) // 2):
            if columns * (widest + _BETWEEN) - _BETWEEN <= room:
                return columns
        return 1

    def _place(self) -> None:
        """All equally wide, as far as one row of them does not become a ribbon."""
        columns = self._columns(self.width())
        widest = max(button.sizeHint().width() for button in self.buttons.values())
        room = (self.width() - (columns - 1) * _BETWEEN) // columns
        width = min(room, max(widest, _WIDE))
        for index, button in enumerate(self.buttons.values()):
            row, column = divmod(index, columns)
            button.setGeometry(column * (width + _BETWEEN), row * (theme.CONTROL + _BETWEEN), width, theme.CONTROL)

    def resizeEvent(self, event: QResizeEvent) -> None:
        self._place()

    def heightForWidth(self, width: int) -> int:
        rows = -(-len(self.buttons) // self._columns(width))
        return rows * (theme.CONTROL + _BETWEEN) - _BETWEEN

    def sizeHint(self) -> QSize:
        return QSize(320, self.heightForWidth(320))

    def minimumSizeHint(self) -> QSize:
        return QSize(120, theme.CONTROL)


class Segment(QAbstractButton):
    def __init__(self, look: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self._look = look
        self.setCheckable(True)
        self.setFont(theme.font(theme.TEXT))
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)

    def sizeHint(self) -> QSize:
        bold = QFontMetrics(theme.font(theme.TEXT, QFont.Weight.Bold))  # chosen or not, it takes the same room
        return QSize(max(_LEAST, bold.horizontalAdvance(self.text()) + 2 * _SIDE), theme.CONTROL)

    def paintEvent(self, event: QPaintEvent) -> None:
        colours, on = self._look.colours, self.isChecked()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        outline = QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5)
        painter.setPen(QPen(colours["accent" if on else "hairline"], 2 if on else 1))
        painter.setBrush(colours["accent_soft" if on else "surface"])
        inset = 0.5 if on else 0.0
        painter.drawRoundedRect(
            outline.adjusted(inset, inset, -inset, -inset), theme.CONTROL_RADIUS, theme.CONTROL_RADIUS
        )
        if self.hasFocus():
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(colours["text"], 2))
            painter.drawRoundedRect(outline.adjusted(3, 3, -3, -3), theme.CONTROL_RADIUS - 3, theme.CONTROL_RADIUS - 3)
        painter.setFont(theme.font(theme.TEXT, QFont.Weight.Bold if on else QFont.Weight.Normal))
        painter.setPen(colours["accent" if on else "text"])
        room = self.width() - 2 * _SIDE + 2
        text = QFontMetrics(painter.font()).elidedText(self.text(), Qt.TextElideMode.ElideRight, room)
        painter.drawText(self.rect(), Qt.AlignmentFlag.AlignCenter, text)
