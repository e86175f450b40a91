"""Where an eraser is, and how large."""

from __future__ import annotations

from typing import Optional

from PySide6.QtCore import QPointF, QRect, QRectF, Qt
from PySide6.QtGui import QPainter, QPen
from PySide6.QtWidgets import QWidget

from app.ui.theme import Colours

_AROUND = 3  # pixels beyond its radius


class Ring:
    def __init__(self, on: QWidget) -> None:
        self._on = on
        self._centre: Optional[QPointF] = None
        self._radius = 0.0

    def show(self, centre: QPointF, radius: float) -> None:
        self.hide()
        self._centre, self._radius = centre, radius
        self._on.update(self._area(centre))

    def hide(self) -> None:
        if self._centre is not None:
            self._on.update(self._area(self._centre))
            self._centre = None

    def _area(self, centre: QPointF) -> QRect:
        reach = QPointF(self._radius + _AROUND, self._radius + _AROUND)
        return QRectF(centre - reach, centre + reach).toAlignedRect()

    def paint(self, painter: QPainter, colours: Colours) -> None:
        """Seen on paper and on ink."""
        if self._centre is not None:
            painter.setBrush(Qt.BrushStyle.NoBrush)
            for colour, width in (("paper", 3.0), ("muted", 1.5)):
                painter.setPen(QPen(colours[colour], width))
                painter.drawEllipse(self._centre, self._radius, self._radius)
