"""A slider with its name and its value in words above it."""

from __future__ import annotations

from typing import Callable, Optional

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QWheelEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QSizePolicy, QSlider, QVBoxLayout, QWidget

from app.ui import theme
from app.ui.theme import Theme
from app.ui.widgets.card import caption


class _Slider(QSlider):
    def wheelEvent(self, event: QWheelEvent) -> None:
        """Whoever scrolls the page by the wheel changes nothing on the way."""
        event.ignore()


class Slider(QWidget):
    moved = Signal(int)  # under the hand: where it is
    chosen = Signal(int)  # let go, or by a key

    def __init__(self, look: Theme, least: int, most: int, parent: Optional[QWidget] = None) -> None:
        super().__init__(parent)
        self._look = look
        self._words: Callable[[int], str] = str
        self._title = QLabel()
        self.said = caption()
        self.said.setWordWrap(True)
        self.said.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self.slider = _Slider(Qt.Orientation.Horizontal)
        self.slider.setRange(least, most)
        self.slider.setPageStep(max(1, (most - least) // 10))
        self.slider.setTracking(False)
        self.slider.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.slider.sliderMoved.connect(self._moved)
        self.slider.valueChanged.connect(self._moved)
        self.slider.valueChanged.connect(self.chosen)
        above = QHBoxLayout()
        above.setSpacing(theme.GAP)
        above.addWidget(self._title)
        above.addWidget(self.said, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(above)
        column.addWidget(self.slider)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        look.changed.connect(self._dress)
        self._dress()

    def set_words(self, title: str, words: Callable[[int], str]) -> None:
        """words: for a value"""
        self._words = words
        self._title.setText(title)
        self.slider.setAccessibleName(title)
        self._say(self.slider.sliderPosition())

    def show_value(self, value: int) -> None:
        """Without telling anybody."""
        self.slider.blockSignals(True)
        self.slider.setValue(value)
        self.slider.blockSignals(False)
        self._say(self.slider.value())

    def _moved(self, value: int) -> None:
        self._say(value)
        self.moved.emit(value)

    def _say(self, value: int) -> None:
        self.said.setText(self._words(value))
        self.slider.setAccessibleDescription(self.said.text())

    def _dress(self) -> None:
        self.slider.setStyleSheet(theme.slider_style(self._look.colours))
