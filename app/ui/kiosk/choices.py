"""A choice of a few or of many, each a large button: one of them is in force."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Optional

from PySide6.QtCore import QSize, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QButtonGroup, QSizePolicy, QWidget

from app.ui import theme
from app.ui.kiosk.button import BigButton
from app.ui.theme import Scale, Theme


class Choices(QWidget):
    """As many in a row as there is room for, all equally wide."""

    chosen = Signal(object)  # by hand: what it stands for

    def __init__(self, look: Theme, scale: Scale, *, columns: int = 99, parent: Optional[QWidget] = None) -> None:
        """columns: at most"""
        super().__init__(parent)
        self._look, self._scale, self._most = look, scale, columns
        self._values: tuple[Any, ...] = ()
        self.buttons: list[BigButton] = []
        self._group = QButtonGroup(self)
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)

    def set_choices(self, choices: Sequence[tuple[Any, str]], value: Any) -> None:
        """choices: what each stands for, and its words; value: what is in force, which may be none of them"""
        values = tuple(value for value, _ in choices)
        if values != self._values:
            self._make(values)
        for button, (_, words) in zip(self.buttons, choices):
            button.set_label(words)
        self.show_value(value)
        self._place()
        self.updateGeometry()

    def _make(self, values: tuple[Any, ...]) -> None:
        for button in self.buttons:
            self._group.removeButton(button)
            button.hide()
            button.deleteLater()
        self._values, self.buttons = values, []
        for value in values:
            button = BigButton(self._look, self._scale, toggle=True, parent=self)
            self._group.addButton(button)
            button.clicked.connect(lambda _=False, value=value: self.chosen.emit(value))
            self.buttons.append(button)
            button.show()

    def show_value(self, value: Any) -> None:
        self._group.setExclusive(False)
        for known, button in zip(self._values, self.buttons):
            button.setChecked(known == value)
        self._group.setExclusive(True)

    def button_of(self, value: Any) -> BigButton:
        return self.buttons[self._values.index(value)]

    def _columns(self, room: int) -> int:
        gap = self._scale.px(theme.TIGHT)
        widest = max((button.sizeHint().width() for button in self.buttons), default=1)
        fitting = max(1, (room + gap) // (widest + gap))
        rows = -(-len(self.buttons) // min(fitting, self._most, max(1, len(self.buttons))))
        return -(-len(self.buttons) // rows) if rows else 1  # the rows are equally long

    def rescale(self) -> None:
        self._place()
        self.updateGeometry()

    def resizeEvent(self, event: QResizeEvent) -> None:
        self._place()

    def _place(self) -> None:
        columns, gap, high = self._columns(self.width()), self._scale.px(theme.TIGHT), self._high
        width = (self.width() - gap * (columns - 1)) // columns
        for index, button in enumerate(self.buttons):
            row, column = divmod(index, columns)
            button.setGeometry(column * (width + gap), row * (high + gap), width, high)

    @property
    def _high(self) -> int:
        return self._scale.px(theme.KIOSK_TARGET)

    def heightForWidth(self, width: int) -> int:
        gap = self._scale.px(theme.TIGHT)
        rows = -(-len(self.buttons) // self._columns(width)) if self.buttons else 0
        return max(0, rows * (self._high + gap) - gap)

    def sizeHint(self) -> QSize:
        width = self._scale.px(400)
        return QSize(width, self.heightForWidth(width))

    def minimumSizeHint(self) -> QSize:
        return QSize(self._high, self._high if self.buttons else 0)
