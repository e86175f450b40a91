"""What comes from outside to the kiosk's window, before anything in it sees it: fingers are let through, ways out not.

The system's own ways, as Ctrl-Alt-F1 of a display server, are closed by its configuration.
"""

from __future__ import annotations

from typing import Optional

from PySide6.QtCore import QEvent, QObject, QPointF, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPointerEvent, QWindow

from app.ui import theme
from app.ui.theme import Scale

HOLD = 3.0  # seconds in the corner until the operator is asked for
_MOUSE = (
    QEvent.Type.MouseButtonPress,
    QEvent.Type.MouseButtonDblClick,
    QEvent.Type.MouseMove,
    QEvent.Type.MouseButtonRelease,
)
_DOWN = (QEvent.Type.MouseButtonPress, QEvent.Type.MouseButtonDblClick, QEvent.Type.TouchBegin, QEvent.Type.TabletPress)
_UP = (QEvent.Type.MouseButtonRelease, QEvent.Type.TouchEnd, QEvent.Type.TouchCancel, QEvent.Type.TabletRelease)
_MOVES = (QEvent.Type.MouseMove, QEvent.Type.TouchUpdate, QEvent.Type.TabletMove)
_KEYS = (QEvent.Type.KeyPress, QEvent.Type.KeyRelease, QEvent.Type.ShortcutOverride, QEvent.Type.Shortcut)
_NOT_HERE = (
    QEvent.Type.ContextMenu,
    QEvent.Type.DragEnter,
    QEvent.Type.DragMove,
    QEvent.Type.Drop,
    QEvent.Type.ToolTip,
    QEvent.Type.WhatsThis,
)


class Guard(QObject):
    """An event filter for the QWindow of the kiosk."""

    touched = Signal()  # somebody is here
    held = Signal()  # in the corner, for long
    taken_off = Signal()  # the window, from the screen
    typed = Signal(int, str)  # the operator's keyboard, where there is one: Qt's number of the key, and its text

    def __init__(self, scale: Scale, parent: Optional[QObject] = None) -> None:
        super().__init__(parent)
        self._scale = scale
        self.hold = QTimer(self)
        self.hold.setSingleShot(True)
        self.hold.setInterval(round(1000 * HOLD))
        self.hold.timeout.connect(self.held)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        kind = event.type()
        if kind in _KEYS:
            if isinstance(event, QKeyEvent) and kind == QEvent.Type.KeyPress:
                self.typed.emit(event.key(), event.text())
            event.accept()  # Qt looks for no shortcut then
            return True
        if kind in _NOT_HERE:
            event.ignore()
            return True
        if kind in _MOUSE and isinstance(event, QMouseEvent) and _other_button(event):
            return True
        if isinstance(event, QPointerEvent):
            self._watch(kind, event)
        elif kind == QEvent.Type.Expose and isinstance(watched, QWindow) and not watched.isExposed():
            self.taken_off.emit()
        return False

    def _watch(self, kind: QEvent.Type, event: QPointerEvent) -> None:
        if kind in _DOWN:
            self.touched.emit()
            if self._in_corner(event.points()[0].position()) and event.pointCount() == 1:
                self.hold.start()
        elif kind in _UP:
            self.touched.emit()
            self.hold.stop()
        elif kind in _MOVES and (self.hold.isActive() or _drags(event)):
            self.touched.emit()
            if not all(self._in_corner(point.position()) for point in event.points()):
                self.hold.stop()

    def _in_corner(self, point: QPointF) -> bool:
        side = self._scale.px(theme.KIOSK_TARGET)
        return 0 <= point.x() < side and 0 <= point.y() < side


def _other_button(event: QMouseEvent) -> bool:
    """Than the one that a finger has."""
    if event.type() == QEvent.Type.MouseMove:
        return event.buttons() not in (Qt.MouseButton.NoButton, Qt.MouseButton.LeftButton)
    return event.button() != Qt.MouseButton.LeftButton


def _drags(event: QPointerEvent) -> bool:
    """A mouse that is only moved is nobody's wish: a table may be shaken."""
    return not isinstance(event, QMouseEvent) or event.buttons() != Qt.MouseButton.NoButton
