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
        self._stylus = QPointingDevice(
            "pen",
            7,
            QInputDevice.DeviceType.Stylus,
            QPointingDevice.PointerType.Pen,
            QInputDevice.Capability.Position | QInputDevice.Capability.Pressure,
            1,
            1,
        )

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

    def tablet(self, widget: QWidget, points: Points) -> None:
        def send(kind: QEvent.Type, x: float, y: float, pressure: float) -> None:
            button = Qt.MouseButton.NoButton if kind == QEvent.Type.TabletMove else Qt.MouseButton.LeftButton
            pressed = Qt.MouseButton.NoButton if kind == QEvent.Type.TabletRelease else Qt.MouseButton.LeftButton
            place, everywhere = QPointF(x, y), QPointF(widget.mapToGlobal(QPoint(0, 0))) + QPointF(x, y)
            none = Qt.KeyboardModifier.NoModifier
            event = QTabletEvent(kind, self._stylus, place, everywhere, pressure, 0, 0, 0, 0, 0, none, button, pressed)
            QApplication.sendEvent(widget, event)

        send(QEvent.Type.TabletPress, *points[0], 0.5)
        for x, y in points[1:]:
            send(QEvent.Type.TabletMove, x, y, 0.5)
        send(QEvent.Type.TabletRelease, *points[-1], 0)


def colour_at(widget: QWidget, point: tuple[float, float]) -> QColor:
    image = widget.grab().toImage()
    density = image.devicePixelRatio()
    return image.pixelColor(int(point[0] * density), int(point[1] * density))
