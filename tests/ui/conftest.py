"""The real window, on a screen that is not there."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Optional

import pytest
from PySide6.QtCore import QSize
from PySide6.QtWidgets import QApplication

from app.ui import language
from app.ui.inference import InferenceThread, engine_opener
from app.ui.theme import Theme
from app.ui.window import MainWindow
from tests.ui.hands import Hands


@pytest.fixture(scope="session")
def look(qapp: QApplication) -> Theme:
    return Theme(qapp, "light")


@pytest.fixture(scope="session")
def hands(qapp: QApplication) -> Hands:
    return Hands()


@pytest.fixture
def open_window(qtbot, look: Theme) -> Iterator[Callable[..., MainWindow]]:
    """Open the real window, on the real engine unless told otherwise; all are closed after the test."""
    windows: list[MainWindow] = []

    def opened(inference: Optional[InferenceThread] = None, size: tuple[int, int] = (1280, 800)) -> MainWindow:
        window = MainWindow(look, inference or InferenceThread(engine_opener(None, None)))
        windows.append(window)
        window.resize(QSize(*size))
        with qtbot.waitExposed(window):
            window.show()
        return window

    yield opened
    for window in windows:
        window.close()
        window.deleteLater()
    look.set_mode("light")


@pytest.fixture
def translated(qapp: QApplication) -> Iterator[Callable[[str], None]]:
    """Switch the language for one test."""
    installed = []
    yield lambda code: installed.extend(language.install(qapp, code))
    for translator in installed:
        qapp.removeTranslator(translator)
