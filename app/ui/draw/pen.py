"""Mouse, touch and tablet events as one pen: down, move, up.

One device draws at a time. While a finger draws, further fingers, the palm and the mouse are left out; while a tablet's
pen is near, all fingers are. A pen that comes down takes the place of the palm that was there before it.
"""

from __future__ import annotations

import time
from typing import NamedTuple, Optional, Protocol

from PySide6.QtCore import QEvent, QPointF, Qt
from PySide6.QtGui import QEventPoint, QInputDevice, QMouseEvent, QPointingDevice, QTabletEvent, QTouchEvent

_MOUSE = "mouse"
_TABLET = "tablet"
_NEAR = 0.5  # seconds after its last event that a tablet's pen counts as near


class Tip(NamedTuple):
    """pressure: 0 to 1, None where the device does not tell; erases: it is the pen's other end"""

    at: QPointF
    pressure: Optional[float] = None
    erases: bool = False


class Paper(Protocol):
    """What a pen draws on."""

    def pen_down(self, tip: Tip) -> None: ...
    def pen_move(self, tip: Tip) -> None: ...
    def pen_up(self) -> None: ...
    def pen_cancel(self) -> None:
        """What was done since it came down was not meant."""

    def pen_hover(self, tip: Tip) -> None: ...


class Pen:
    def __init__(self, paper: Paper) -> None:
        self._paper = paper
        self._device: object = None  # which one draws: a word above, or the id of a finger
        self._seen = -_NEAR  # when the tablet's pen was, in seconds

    def handle(self, event: QEvent) -> bool:
        """Returns whether the event was the pen's; an event that was is accepted."""
        if isinstance(event, QTouchEvent):
            self._touch(event)
        elif isinstance(event, QTabletEvent):
            self._tablet(event)
        elif isinstance(event, QMouseEvent):
            # what a system makes of a finger or a pen comes as such too
            if event.source() == Qt.MouseEventSource.MouseEventNotSynthesized:
                self._pointer(_MOUSE, event, Tip(event.position()))
        else:
            return False
        event.accept()
        return True

    def release(self) -> None:
        """Forget the device that draws: what it does until it is lifted no longer counts."""
        self._device = None

    def _tablet(self, event: QTabletEvent) -> None:
        self._seen = time.monotonic()
        if event.type() == QEvent.Type.TabletPress and self._finger_draws:
            self._device = None
            self._paper.pen_cancel()
        tells = event.pointingDevice().capabilities() & QInputDevice.Capability.Pressure
        pressure = min(1.0, max(0.0, event.pressure())) if tells else None
        erases = event.pointerType() == QPointingDevice.PointerType.Eraser
        self._pointer(_TABLET, event, Tip(event.position(), pressure, erases))

    @property
    def _finger_draws(self) -> bool:
        return self._device not in (None, _MOUSE, _TABLET)

    def _pointer(self, device: str, event: QMouseEvent | QTabletEvent, tip: Tip) -> None:
        kind, left = event.type(), event.button() == Qt.MouseButton.LeftButton
        if self._device == device and not (left or event.buttons() & Qt.MouseButton.LeftButton):
            self._end()  # it was lifted where nobody told: over a dialog that had come up
        # a fast second press arrives as a double click
        if kind in (QEvent.Type.MouseButtonPress, QEvent.Type.MouseButtonDblClick, QEvent.Type.TabletPress) and left:
            self._begin(device, tip)
        elif kind in (QEvent.Type.MouseMove, QEvent.Type.TabletMove):
            if self._device == device:
                self._paper.pen_move(tip)
            elif self._device is None:
                self._paper.pen_hover(tip)
        elif kind in (QEvent.Type.MouseButtonRelease, QEvent.Type.TabletRelease) and left and self._device == device:
            self._end()

    def _touch(self, event: QTouchEvent) -> None:
        if event.type() == QEvent.Type.TouchCancel:
            if self._finger_draws:
                self._device = None
                self._paper.pen_cancel()
            return
        for point in event.points():
            state = point.state()
            if state == QEventPoint.State.Pressed:
                if time.monotonic() - self._seen >= _NEAR:
                    self._begin(point.id(), Tip(point.position()))
            elif self._device != point.id():
                continue
            elif state == QEventPoint.State.Updated:
                self._paper.pen_move(Tip(point.position()))
            elif state == QEventPoint.State.Released:
                self._paper.pen_move(Tip(point.position()))
                self._end()

    def _begin(self, device: object, tip: Tip) -> None:
        if self._device == device:  # as above
            self._end()
        if self._device is None:
            self._device = device
            self._paper.pen_down(tip)

    def _end(self) -> None:
        self._device = None
        self._paper.pen_up()
