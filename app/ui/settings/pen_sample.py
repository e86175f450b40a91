"""What the pen writes: three digits on a small paper, at the paper's own scale."""

from __future__ import annotations

import math
from typing import Optional

from PySide6.QtCore import QPointF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from app.ui.draw import paper
from app.ui.language import Translated
from app.ui.theme import Theme

_HEIGHT = 132  # pixels
_DIGIT = 0.56  # of the height
_STEPS = 48  # of each digit
_LIGHT, _HARD = 0.45, 1.0  # how wide the line is under a pen that is barely pressed, and pressed, as a share


def _one(way: float) -> tuple[float, float]:
    return 0.56 - 0.1 * way, way


def _zero(way: float) -> tuple[float, float]:
    return 0.5 + 0.34 * math.sin(2 * math.pi * way), 0.5 - 0.5 * math.cos(2 * math.pi * way)


def _eight(way: float) -> tuple[float, float]:
    angle = 2 * math.pi * (0.06 + 0.96 * way)
    return 0.5 + 0.3 * math.sin(2 * angle), 0.5 - 0.5 * math.cos(angle)


_DIGITS = (_one, _zero, _eight)  # each from its beginning, 0, to its end, 1, in a box of 1 x 1


class PenSample(Translated, QWidget):
    def __init__(self, look: Theme, parent: Optional[QWidget] = None) -> None:
        super().__init__(parent)
        self._look = look
        self._share, self._pressure = 0.0, False
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.retranslate()

    def retranslate(self) -> None:
        self.setAccessibleName(self.tr("What the pen writes"))

    def show_pen(self, share: float, *, pressure: bool) -> None:
        """share: the pen's width, of the paper's shorter side; pressure: as of a pen that is pressed harder on its
        way down"""
        self._share, self._pressure = share, pressure
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(320, _HEIGHT)

    def minimumSizeHint(self) -> QSize:
        return QSize(200, _HEIGHT)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        paper.paint_sheet(painter, self.rect(), self._look.colours, focused=False)
        painter.setClipPath(paper.outline(self.rect()))
        side = _DIGIT * self.height()
        left = (self.width() - len(_DIGITS) * side) / 2
        for index, digit in enumerate(_DIGITS):
            points = [QPointF(*digit(step / _STEPS)) * side for step in range(_STEPS + 1)]
            corner = QPointF(left + index * side, (self.height() - side) / 2)
            self._paint_line(painter, [corner + point for point in points])

    def _paint_line(self, painter: QPainter, points: list[QPointF]) -> None:
        pen = QPen(self._look.colours["ink"])
        pen.setCapStyle(Qt.PenCapStyle.RoundCap)
        for index, (a, b) in enumerate(zip(points, points[1:])):
            way = index / (len(points) - 2)
            pressed = _LIGHT + (_HARD - _LIGHT) * math.sin(math.pi * way) if self._pressure else 1.0
            pen.setWidthF(max(1.0, pressed * self._share * self.height()))
            painter.setPen(pen)
            painter.drawLine(a, b)
