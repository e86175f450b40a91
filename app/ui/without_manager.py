"""A screen without a window manager: nobody gives new windows the keyboard, so they take it themselves."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtWidgets import QApplication, QWidget

_TAKE_KEYS = (Qt.WindowType.Window, Qt.WindowType.Dialog)  # not menus and tips, which Qt sees to


class _Attendant(QObject):
    """Gives the keyboard to the window that appeared last, and back when it goes."""

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() in (QEvent.Type.Show, QEvent.Type.Hide) and _takes_keys(watched):
            shown = [window for window in QApplication.topLevelWidgets() if window.isVisible() and _takes_keys(window)]
            newest = watched if event.type() == QEvent.Type.Show else (shown[-1] if shown else None)
            if isinstance(newest, QWidget):
                newest.raise_()
                newest.activateWindow()
        return False


def _takes_keys(thing: QObject) -> bool:
    return isinstance(thing, QWidget) and thing.isWindow() and thing.windowType() in _TAKE_KEYS


def stand_in_for_window_manager(app: QApplication) -> None:
    app.installEventFilter(_Attendant(app))
