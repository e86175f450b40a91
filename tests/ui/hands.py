"""Hands that draw on a widget as a mouse, a finger and a pen do, and what they write."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Optional

from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QColor, QInputDevice, QPointingDevice, QTabletEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget

Points = Sequence[tuple[float, float]]


def polyline(*corners: tuple[float, float]) -> list[tuple[float, float]]:
    """Corners joined by points about as far apart as a hand's are."""
    points = [corners[0]]
    for (x, y), (to_x, to_y) in zip(corners, corners[1:]):
        steps = max(1, int(math.hypot(to_x - x, to_y - y) / 12))
        points += [(x + (to_x - x) * i / steps, y + (to_y - y) * i / steps) for i in range(1, steps + 1)]
    return points


def seven(left: float = 100, top: float = 60, height: float = 180) -> list[tuple[float, float]]:
    unit = height / 1.5
    corners = [(0.1, 0.1), (0.9, 0.1), (0.72, 0.5), (0.5, 0.95), (0.38, 1.45)]
    return polyline(*((left + unit * x, top + unit * y) for x, y in corners))


def one(left: float = 100, top: float = 60, height: float = 180) -> list[tuple[float, float]]:
    return polyline((left + 0.36 * height, top), (left + 0.3 * height, top + height))


def zero(left: float = 100, top: float = 60, height: float = 180) -> list[tuple[float, float]]:
    angles = [2 * math.pi * i / 40 for i in range(41)]
    return [
        (left + 0.35 * height + 0.3 * height * math.sin(a), top + height / 2 - 0.47 * height * math.cos(a))
        for a in angles
    ]


class Hands:
    """Draw on a widget as the three kinds of devices do."""

    def __init__(self) -> None:
        self._screen = QTest.createTouchDevice()
        self._stylus = self._made("pen", 7, QPointingDevice.PointerType.Pen)
        self._other_end = self._made("pen, other end", 8, QPointingDevice.PointerType.Eraser)

    @staticmethod
    def _made(name: str, number: int, kind: QPointingDevice.PointerType) -> QPointingDevice:
        tells = QInputDevice.Capability.Position | QInputDevice.Capability.Pressure
        return QPointingDevice(name, number, QInputDevice.DeviceType.Stylus, kind, tells, 1, 1)

    def mouse(self, widget: QWidget, points: Points, *, lift: bool = True) -> None:
        where = [QPoint(round(x), round(y)) for x, y in points]
        QTest.mousePress(widget, Qt.MouseButton.LeftButton, pos=where[0])
        for point in where[1:]:
            QTest.mouseMove(widget, point)
        if lift:
            self.lift_mouse(widget, points[-1])

    def lift_mouse(self, widget: QWidget, point: tuple[float, float]) -> None:
        QTest.mouseRelease(widget, Qt.MouseButton.LeftButton, pos=QPoint(round(point[0]), round(point[1])))

    def touch(self, widget: QWidget, points: Points, second: Optional[Points] = None) -> None:
        """`second`: what another finger does meanwhile, from the second point on."""
        where = [QPoint(round(x), round(y)) for x, y in points]
        other = [QPoint(round(x), round(y)) for x, y in second or ()]
        QTest.touchEvent(widget, self._screen).press(0, where[0], widget).commit()
        for index, point in enumerate(where[1:]):
            sequence = QTest.touchEvent(widget, self._screen).move(0, point, widget)
            if index < len(other):
                (sequence.press if index == 0 else sequence.move)(1, other[index], widget)
            elif other:
                sequence.stationary(1)
            sequence.commit()
        sequence = QTest.touchEvent(widget, self._screen).release(0, where[-1], widget)
        if other:
            sequence.release(1, other[-1], widget)
        sequence.commit()

    def tablet(
        self,
        widget: QWidget,
        points: Points,
        pressures: Optional[Sequence[float]] = None,
        *,
        erases: bool = False,
        lift: bool = True,
    ) -> None:
        """`pressures`: at each point; `erases`: with the pen's other end"""
        pressures = pressures or [0.5] * len(points)
        self._pen(widget, QEvent.Type.TabletPress, points[0], pressures[0], erases)
        for point, pressure in zip(points[1:], pressures[1:]):
            self._pen(widget, QEvent.Type.TabletMove, point, pressure, erases)
        if lift:
            self.lift_pen(widget, points[-1], erases=erases)

    def go_on(self, widget: QWidget, points: Points) -> None:
        """With a tablet's pen that is down, and lift it."""
        for point in points:
            self._pen(widget, QEvent.Type.TabletMove, point, 0.5, False)
        self.lift_pen(widget, points[-1])

    def lift_pen(self, widget: QWidget, point: tuple[float, float], *, erases: bool = False) -> None:
        self._pen(widget, QEvent.Type.TabletRelease, point, 0, erases)

    def hover(self, widget: QWidget, point: tuple[float, float]) -> None:
        """The pen is near and does not touch."""
        self._pen(widget, QEvent.Type.TabletMove, point, 0, False, buttons=Qt.MouseButton.NoButton)

    def _pen(
        self,
        widget: QWidget,
        kind: QEvent.Type,
        point: tuple[float, float],
        pressure: float,
        erases: bool,
        buttons: Qt.MouseButton = Qt.MouseButton.LeftButton,
    ) -> None:
        button = Qt.MouseButton.NoButton if kind == QEvent.Type.TabletMove else Qt.MouseButton.LeftButton
        pressed = Qt.MouseButton.NoButton if kind == QEvent.Type.TabletRelease else buttons
        place, everywhere = QPointF(*point), QPointF(widget.mapToGlobal(QPoint(0, 0))) + QPointF(*point)
        none = Qt.KeyboardModifier.NoModifier
        device = self._other_end if erases else self._stylus
        event = QTabletEvent(kind, device, place, everywhere, pressure, 0, 0, 0, 0, 0, none, button, pressed)
        QApplication.sendEvent(widget, event)


def colour_at(widget: QWidget, point: tuple[float, float]) -> QColor:
    image = widget.grab().toImage()
    density = image.devicePixelRatio()
    return image.pixelColor(int(point[0] * density), int(point[1] * density))
