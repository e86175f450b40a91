"""What visitors and the operator do, as their events come from the system: to the window, and not to what is in it."""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget

from app.ui.kiosk.window import KioskWindow

LEFT = Qt.MouseButton.LeftButton


def place_of(widget: QWidget) -> QPoint:
    """Its middle, in the window."""
    return widget.mapTo(widget.window(), widget.rect().center())


def tap_at(window: KioskWindow, point: QPoint) -> None:
    QTest.mouseClick(window.windowHandle(), LEFT, Qt.KeyboardModifier.NoModifier, point)


def tap(widget: QWidget) -> None:
    assert widget.isVisible(), widget
    tap_at(widget.window(), place_of(widget))


def touch(screen, window: KioskWindow, point: QPoint) -> None:
    """With a finger."""
    handle = window.windowHandle()
    QTest.touchEvent(handle, screen).press(0, point, handle).commit()
    QTest.touchEvent(handle, screen).release(0, point, handle).commit()


def come(window: KioskWindow) -> None:
    """Touch the attract screen."""
    tap(window.attract)
    assert window.page is window.visit


def draw(window: KioskWindow, points: Iterable[tuple[float, float]]) -> None:
    """With the mouse, on the paper."""
    canvas, handle = window.visit.canvas, window.windowHandle()
    where = [canvas.mapTo(window, QPoint(round(x), round(y))) for x, y in points]
    none = Qt.KeyboardModifier.NoModifier
    QTest.mousePress(handle, LEFT, none, where[0])
    for point in where[1:]:
        QTest.mouseMove(handle, point)
    QTest.mouseRelease(handle, LEFT, none, where[-1])


def give_pin(window: KioskWindow, digits: str) -> None:
    for digit in digits:
        tap(next(key for key in window.pad.keys if key.text() == digit))
    tap(window.pad.enter)


def hold_corner(window: KioskWindow) -> None:
    QTest.mousePress(window.windowHandle(), LEFT, Qt.KeyboardModifier.NoModifier, QPoint(10, 10))


def let_go(window: KioskWindow) -> None:
    QTest.mouseRelease(window.windowHandle(), LEFT, Qt.KeyboardModifier.NoModifier, QPoint(10, 10))
