"""The buttons' signs, painted in the colour of their words. Each in a square of 18, its middle at the origin."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from math import cos, pi, sin
from typing import Optional

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPainterPath, QPen

Icon = Callable[[QPainter, QRectF, QColor], None]


def _lines(path: QPainterPath, mirrored: bool, painter: QPainter, box: QRectF, colour: QColor) -> None:
    painter.save()
    painter.translate(box.center())
    painter.scale((-1 if mirrored else 1) * box.width() / 18, box.height() / 18)
    painter.setPen(QPen(colour, 1.6, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap, Qt.PenJoinStyle.RoundJoin))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawPath(path)
    painter.restore()


def _icon(*lines: tuple[tuple[float, float], ...], path: Optional[QPainterPath] = None, mirrored: bool = False) -> Icon:
    path = path or QPainterPath()
    for first, *others in lines:
        path.moveTo(*first)
        for point in others:
            path.lineTo(*point)
    return partial(_lines, path, mirrored)


def _back_path() -> QPainterPath:
    """An arc that comes from below and ends in a head pointing back."""
    path = QPainterPath(QPointF(-6.5, -1.5))
    path.lineTo(2, -1.5)
    path.arcTo(QRectF(-2.5, -1.5, 8.5, 8), 90, -180)
    path.lineTo(-2, 6.5)
    return path


def _circle_path(start: float, length: float) -> QPainterPath:
    path = QPainterPath()
    box = QRectF(-6.5, -6.5, 13, 13)
    path.arcMoveTo(box, start)
    path.arcTo(box, start, length)
    return path


def _knobs_path() -> QPainterPath:
    path = QPainterPath()
    for x, y in ((3, -5), (-3, 0), (3, 5)):
        path.addEllipse(QPointF(x, y), 1.9, 1.9)
    return path


_BACK_HEAD = ((-2.5, -5.5), (-6.5, -1.5), (-2.5, 2.5))

BACK = _icon(_BACK_HEAD, path=_back_path())
FORWARD = _icon(_BACK_HEAD, path=_back_path(), mirrored=True)
AGAIN = _icon(((6.6, -6.6), (6.2, -2.2), (1.9, -2.6)), path=_circle_path(25, 290))
TURN = _icon(((6.6, -6.6), (6.2, -2.2), (1.9, -2.6)), path=_circle_path(25, 200))
PAUSE = _icon(((-3, -6), (-3, 6)), ((3, -6), (3, 6)))
PLAY = _icon(((-4, -6.5), (6.5, 0), (-4, 6.5), (-4, -6.5)))
SAVE = _icon(((0, -7), (0, 3)), ((-4, -1), (0, 3), (4, -1)), ((-6.5, 4), (-6.5, 7), (6.5, 7), (6.5, 4)))
BRING = _icon(((0, 3), (0, -7)), ((-4, -3), (0, -7), (4, -3)), ((-6.5, 4), (-6.5, 7), (6.5, 7), (6.5, 4)))
DELETE = _icon(((-6, -4.5), (6, -4.5)), ((-2, -7), (2, -7)), ((-4.5, -4.5), (-3.5, 7), (3.5, 7), (4.5, -4.5)))
BARS = _icon(((-7, -5), (6, -5)), ((-7, 0), (1, 0)), ((-7, 5), (4, 5)))
ADJUST = _icon(
    ((-7, -5), (1, -5)),
    ((5, -5), (7, -5)),
    ((-7, 0), (-5, 0)),
    ((-1, 0), (7, 0)),
    ((-7, 5), (1, 5)),
    ((5, 5), (7, 5)),
    path=_knobs_path(),
)
MIRROR = _icon(((0, -7), (0, 7)), ((-3, -5), (-3, 5), (-7, 5), (-3, -5)), ((3, -5), (3, 5), (7, 5), (3, -5)))
GUIDE = _icon(
    ((-7, -3), (-7, -6.5), (-3, -6.5)),
    ((3, -6.5), (7, -6.5), (7, -3)),
    ((7, 3), (7, 6.5), (3, 6.5)),
    ((-3, 6.5), (-7, 6.5), (-7, 3)),
)
ERASER = _icon(
    ((-7.5, 1.5), (-0.5, -5.5), (5.5, 0.5), (-1.5, 7.5), (-7.5, 1.5)),
    ((-4, -2), (2, 4)),
    ((1, 7.5), (7.5, 7.5)),
)
OPEN = _icon(((-7, 6), (-7, -5.5), (-2, -5.5), (0, -3.5), (7, -3.5), (7, 6), (-7, 6)))
BIN = _icon(
    ((-6.5, -4.5), (6.5, -4.5)),
    ((-2.5, -4.5), (-2.5, -7), (2.5, -7), (2.5, -4.5)),
    ((-5, -4.5), (-4, 7), (4, 7), (5, -4.5)),
)


def _gear_path() -> QPainterPath:
    path = QPainterPath()
    for radius in (2.2, 5.2):
        path.addEllipse(QPointF(0, 0), radius, radius)
    return path


def _teeth() -> list[tuple[tuple[float, float], ...]]:
    turns = [(cos(i * pi / 4), sin(i * pi / 4)) for i in range(8)]
    return [((5.2 * x, 5.2 * y), (7.6 * x, 7.6 * y)) for x, y in turns]


GEAR = _icon(*_teeth(), path=_gear_path())
CLOSE = _icon(((-5, -5), (5, 5)), ((5, -5), (-5, 5)))
OPEN = _icon(((-7, 6), (-7, -5.5), (-2.5, -5.5), (-0.5, -3), (7, -3), (7, 6), (-7, 6)))
PICTURE = _icon(
    ((-7, -5.5), (7, -5.5), (7, 5.5), (-7, 5.5), (-7, -5.5)), ((-7, 3), (-2.5, -1), (1, 2.5), (3, 0.5), (7, 4))
)
PASTE = _icon(
    ((-2.5, -5.5), (-5.5, -5.5), (-5.5, 7), (5.5, 7), (5.5, -5.5), (2.5, -5.5)),
    ((-2.5, -7), (2.5, -7), (2.5, -4), (-2.5, -4), (-2.5, -7)),
)
STOP = _icon(((-5, -5), (5, -5), (5, 5), (-5, 5), (-5, -5)))
UP = _icon(((-5, 2.5), (0, -2.5), (5, 2.5)))
DOWN = _icon(((-5, -2.5), (0, 2.5), (5, -2.5)))
MORE = _icon(((-4, -2), (0, 2), (4, -2)))


def _dot(painter: QPainter, box: QRectF, colour: QColor) -> None:
    painter.setPen(QPen(colour, 1.6))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawEllipse(box.center(), 7, 7)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(colour)
    painter.drawEllipse(box.center(), 3.6, 3.6)


RECORD: Icon = _dot
