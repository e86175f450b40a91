"""Mouse, touch and tablet events as one pen: down, move, up.

One device draws at a time. While a finger draws, further fingers, the palm and the mouse are left out.
"""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QEvent, QPointF, Qt
from PySide6.QtGui import QEventPoint, QMouseEvent, QTabletEvent, QTouchEvent

_MOUSE = "mouse"
_TABLET = "tablet"


class Pen:
    """Calls down(point), move(point), up() and cancel() for what one device does."""

    def __init__(
        self,
        down: Callable[[QPointF], None],
        move: Callable[[QPointF], None],
        up: Callable[[], None],
        cancel: Callable[[], None],
    ) -> None:
        self._down, self._move, self._up, self._cancel = down, move, up, cancel
        self._device: object = None  # which one draws: a word above, or the id of a finger

    def handle(self, event: QEvent) -> bool:
        """Returns whether the event was the pen's; an event that was is accepted."""
        if isinstance(event, QTouchEvent):
            self._touch(event)
        elif isinstance(event, QTabletEvent):
            self._pointer(_TABLET, event.type(), event.position(), event.button())
        elif isinstance(event, QMouseEvent):
            self._pointer(_MOUSE, event.type(), event.position(), event.button())
        else:
            return False
        event.accept()
        return True

    def release(self) -> None:
        """Forget the device that draws: what it does until it is lifted no longer counts."""
        self._device = None

    def _pointer(self, device: str, kind: QEvent.Type, point: QPointF, button: Qt.MouseButton) -> None:
        left = button == Qt.MouseButton.LeftButton
        # a fast second press arrives as a double click
        if kind in (QEvent.Type.MouseButtonPress, QEvent.Type.MouseButtonDblClick, QEvent.Type.TabletPress) and left:
            self._begin(device, point)
        elif self._device != device:
            return
        elif kind in (QEvent.Type.MouseMove, QEvent.Type.TabletMove):
            self._move(point)
        elif kind in (QEvent.Type.MouseButtonRelease, QEvent.Type.TabletRelease) and left:
            self._end()

    def _touch(self, event: QTouchEvent) -> None:
        if event.type() == QEvent.Type.TouchCancel:
            if self._device is not None and self._device not in (_MOUSE, _TABLET):
                self._device = None
                self._cancel()
            return
        for point in event.points():
            state = point.state()
            if state == QEventPoint.State.Pressed:
                self._begin(point.id(), point.position())
            elif self._device != point.id():
                continue
            elif state == QEventPoint.State.Updated:
                self._move(point.position())
            elif state == QEventPoint.State.Released:
                self._move(point.position())
                self._end()

    def _begin(self, device: object, point: QPointF) -> None:
        if self._device is None:
            self._device = device
            self._down(point)

    def _end(self) -> None:
        self._device = None
        self._up()
