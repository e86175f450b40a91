"""What empty paper says, and how that fades away."""

from __future__ import annotations

from PySide6.QtCore import QRect, QVariantAnimation
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QWidget

from app.ui import theme
from app.ui.draw import paper
from app.ui.theme import Colours

_FADING = 150  # milliseconds


class Hint:
    """Nothing moves but while it fades.

    pixels: of its type
    """

    def __init__(self, on: QWidget) -> None:
        self._on = on
        self.pixels = theme.TITLE
        self._there = True
        self._fading = QVariantAnimation(on)
        self._fading.setDuration(_FADING)
        self._fading.setStartValue(1.0)
        self._fading.setEndValue(0.0)
        self._fading.valueChanged.connect(lambda _: on.update(self._area()))

    @property
    def strength(self) -> float:
        """1 where it is there, 0 where it is gone."""
        if self._there:
            return 1.0
        fading = self._fading.state() == QVariantAnimation.State.Running
        return float(self._fading.currentValue()) if fading else 0.0

    def show(self, there: bool) -> None:
        """There at once, or gone after a moment."""
        if there == self._there:
            return
        self._there = there
        if there:
            self._fading.stop()
            self._on.update(self._area())
        else:
            self._fading.start()

    def paint(self, painter: QPainter, text: str, colours: Colours) -> None:
        if self.strength:
            paper.paint_hint(painter, self._area(), text, colours, self.strength, self.pixels)

    def _area(self) -> QRect:
        room = self._on.rect()
        return QRect(0, room.center().y() - self.pixels, room.width(), 2 * self.pixels)
