"""The page for drawing: digits that were read, how the network thinks, and a digit being corrected."""

from __future__ import annotations

from collections.abc import Iterator
from math import cos, pi, sin

from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QMouseEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from scene import Scene

Shape = list[list[tuple[float, float]]]


def eight() -> list[tuple[float, float]]:
    """From the upper right, round and back, not quite to where it began."""
    turns = [0.11 + 0.95 * i / 60 for i in range(61)]
    return [(0.5 + 0.36 * sin(4 * pi * t) * (1.1 - 0.2 * cos(2 * pi * t)), 0.75 - 0.7 * cos(2 * pi * t)) for t in turns]


# strokes in a box of 1 x 1.5
EIGHT: Shape = [eight()]
ONE: Shape = [[(0.54, 0.05), (0.5, 0.7), (0.46, 1.45)]]


def shots(scene: Scene) -> Iterator[str]:
    draw, cards = scene.window.draw, scene.window.draw.cards
    write(scene, EIGHT, 0.28, 0.2, 0.5)
    write(scene, ONE, 0.6, 0.28, 0.4)
    scene.wait_until(lambda: cards.answer.text.shown == "81")
    scene.wait(200)
    yield "draw"
    draw.explaining.turn()
    draw.canvas.setFocus()
    scene.wait(700)
    yield "thinking"
    draw.explaining.turn()
    scene.wait(200)
    scene.window.correcting[0].ask()
    scene.wait(200)
    yield "correcting"
    QTest.keyClick(scene.window.correcting[0].choice.digits[1], Qt.Key.Key_Escape)


def write(scene: Scene, shape: Shape, left: float, top: float, height: float) -> None:
    """With the mouse, as fast as a hand, so that the latency is a real one.

    left, top, height: shares of the paper
    """
    paper = scene.window.draw.canvas.size()
    unit = height * paper.height() / 1.5
    for stroke in shape:
        points = [QPointF(left * paper.width() + unit * x, top * paper.height() + unit * y) for x, y in stroke]
        send(scene, QEvent.Type.MouseButtonPress, points[0])
        for a, b in zip(points, points[1:]):
            for step in (1, 2):
                send(scene, QEvent.Type.MouseMove, a + (b - a) * (step / 2))
                scene.wait(4)
        send(scene, QEvent.Type.MouseButtonRelease, points[-1])


def send(scene: Scene, kind: QEvent.Type, point: QPointF) -> None:
    canvas = scene.window.draw.canvas
    pressed = Qt.MouseButton.NoButton if kind == QEvent.Type.MouseButtonRelease else Qt.MouseButton.LeftButton
    button = Qt.MouseButton.NoButton if kind == QEvent.Type.MouseMove else Qt.MouseButton.LeftButton
    where = QPointF(canvas.mapToGlobal(QPoint(0, 0))) + point
    event = QMouseEvent(kind, point, where, button, pressed, Qt.KeyboardModifier.NoModifier)
    QApplication.sendEvent(canvas, event)
    QApplication.processEvents()
