"""Pictures in files, and how they are given to the window: dropped on it as another program would."""

from __future__ import annotations

import cv2
from PySide6.QtCore import QMimeData, QPoint, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QApplication

from tests.pictures import digit_ink

NONE = Qt.KeyboardModifier.NoModifier
CONTROL = Qt.KeyboardModifier.ControlModifier


def write(path, text="7"):
    cv2.imwrite(str(path), ~digit_ink(text, 100, (50, 50), (60 + 100 * len(text), 220)))
    return path


def mime(*paths):
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(path)) for path in paths])
    return data


def drag(window, data):
    """Whether it may be let go here."""
    event = QDragEnterEvent(QPoint(50, 200), Qt.DropAction.CopyAction, data, Qt.MouseButton.LeftButton, NONE)
    QApplication.sendEvent(window, event)
    return event.isAccepted()


def drop(window, data):
    assert drag(window, data)
    QApplication.sendEvent(
        window, QDropEvent(QPoint(50, 200), Qt.DropAction.CopyAction, data, Qt.MouseButton.LeftButton, NONE)
    )


def texts(window):
    return [row.text for row in window.files.results.rows]


def wait_read(qtbot, window, timeout=20_000):
    qtbot.waitUntil(lambda: bool(window.files.results.rows) and not window.files.batch.busy, timeout=timeout)
