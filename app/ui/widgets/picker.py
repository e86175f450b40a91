"""A button that opens a list to choose one of, or to do one of."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import QPoint, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QAction, QActionGroup, QColor, QPainter
from PySide6.QtWidgets import QMenu

from app.ui import theme
from app.ui.theme import Theme
from app.ui.widgets import icons
from app.ui.widgets.button import Button

_ICON = 18  # pixels
_LEAST = 76  # pixels wide

Choices = Sequence[tuple[Any, str]]  # what it stands for, and its words


class Picker(Button):
    """Shows the one that is chosen; a press opens the list."""

    chosen = Signal(object)

    def __init__(self, look: Theme) -> None:
        super().__init__(look)
        self._choices: Choices = ()
        self.value: Any = None
        self.menu = QMenu(self)
        self.clicked.connect(self._open)
        look.changed.connect(self._dress)
        self._dress()

    def set_choices(self, choices: Choices, name: str) -> None:
        """The first is chosen unless another one is already. name: of what is chosen, for those who do not see it."""
        self._choices = choices
        if not any(value == self.value for value, _ in choices):
            self.value = choices[0][0]
        self.menu.clear()
        group = QActionGroup(self.menu)
        for value, words in choices:
            action = QAction(words, self.menu)
            action.setCheckable(True)
            action.setChecked(value == self.value)
            action.triggered.connect(lambda _=False, value=value: self.choose(value))
            group.addAction(action)
            self.menu.addAction(action)
        self.setText(next(words for value, words in choices if value == self.value))
        self.setToolTip(name)
        self.setAccessibleName(f"{name}: {self.text()}")
        self.updateGeometry()
        self.update()
        self._name = name

    def choose(self, value: Any) -> None:
        if value != self.value:
            self.value = value
            self.set_choices(self._choices, self._name)
            self.chosen.emit(value)

    def _open(self) -> None:
        self.menu.popup(self.mapToGlobal(QPoint(0, self.height() + 4)))

    def _dress(self) -> None:
        self.menu.setStyleSheet(theme.menu_style(self._look.colours))

    def sizeHint(self) -> QSize:
        widest = max((self.fontMetrics().horizontalAdvance(words) for _, words in self._choices), default=0)
        return QSize(max(_LEAST, widest + _ICON + theme.TIGHT + 2 * (theme.GAP - 2)), theme.CONTROL)

    def minimumSizeHint(self) -> QSize:
        return QSize(_LEAST, theme.CONTROL)

    def _paint_content(self, painter: QPainter, colour: QColor) -> None:
        box = QRectF(self.rect()).adjusted(theme.GAP - 2, 0, 2 - theme.GAP, 0)
        icons.MORE(painter, QRectF(box.right() - _ICON, (self.height() - _ICON) / 2, _ICON, _ICON), colour)
        box.setRight(box.right() - _ICON - 4)
        painter.setFont(self.font())
        painter.setPen(colour)
        text = self.fontMetrics().elidedText(self.text(), Qt.TextElideMode.ElideRight, int(box.width()) + 1)
        painter.drawText(box, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, text)
