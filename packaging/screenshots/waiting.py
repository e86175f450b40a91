"""Waiting while the application goes on."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QEventLoop, QTimer


def wait(milliseconds: int) -> None:
    loop = QEventLoop()
    QTimer.singleShot(milliseconds, loop.quit)
    loop.exec()


def wait_until(done: Callable[[], bool]) -> None:
    for _ in range(400):
        if done():
            return
        wait(25)
    raise SystemExit("What the next picture is to show does not come.")
