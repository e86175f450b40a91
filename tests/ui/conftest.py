"""The real window, on a screen that is not there."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, Optional

import pytest
from PySide6.QtCore import QSize, QTranslator
from PySide6.QtWidgets import QApplication

from app.sources.found import FoundSource
from app.ui import language
from app.ui.camera.camera_page import CameraPage
from app.ui.engine.inference import InferenceThread, engine_opener
from app.ui.language import ENGLISH, Language
from app.ui.samples.sample_keeper import SampleKeeper
from app.ui.settings.settings import Settings
from app.ui.theme import Theme
from app.ui.window import MainWindow
from tests.ui.cameras import TITLE, Lives
from tests.ui.given import drop, mime, wait_read, write
from tests.ui.hands import Hands


@pytest.fixture(scope="session")
def look(qapp: QApplication) -> Theme:
    return Theme(qapp, "light")


@pytest.fixture(scope="session")
def hands(qapp: QApplication) -> Hands:
    return Hands()


@pytest.fixture
def settings(tmp_path) -> Settings:
    """A new user's."""
    return Settings(tmp_path / "settings" / "settings.ini")


@pytest.fixture
def store(tmp_path) -> Path:
    """Where this test's windows keep samples; it is not there yet."""
    return tmp_path / "kept" / "samples.db"


@pytest.fixture
def open_window(qtbot, look: Theme, settings: Settings, store: Path) -> Iterator[Callable[..., MainWindow]]:
    """Open the real window, on the real engine unless told otherwise; all are closed after the test."""
    windows: list[MainWindow] = []

    def opened(
        inference: Optional[InferenceThread] = None,
        size: tuple[int, int] = (1280, 800),
        camera: Optional[dict[str, Any]] = None,
        **more: Any,
    ) -> MainWindow:
        """camera: what the camera page is made with; the window opens on it; more: for the window"""
        inference = inference or InferenceThread(engine_opener(None, None))
        page = CameraPage(look, inference, settings, **camera) if camera is not None else None
        window = MainWindow(look, inference, settings, page, keeper=SampleKeeper(store), **more)
        windows.append(window)
        window.resize(QSize(*size))
        with qtbot.waitExposed(window):
            window.show()
        if camera is not None:
            window.switch.tabs[1].click()
        return window

    yield opened
    for window in windows:
        window.close()
        window.deleteLater()
    look.set_mode("light")


@pytest.fixture
def lives() -> Lives:
    return Lives()


@pytest.fixture
def open_camera(open_window, lives, qtbot) -> Callable[..., MainWindow]:
    """Open the window on the camera page, with one camera that does what the test says."""

    def opened(**more: Any) -> MainWindow:
        camera = {"find": lambda: [FoundSource("/dev/video0", TITLE)], "open_source": lives}
        camera.update(more.pop("camera", {}))
        window = open_window(camera=camera, **more)
        qtbot.waitUntil(lambda: bool(lives.made) and lives.last.started, timeout=5_000)
        return window

    return opened


@pytest.fixture
def translated(qapp: QApplication) -> Iterator[Callable[[str], None]]:
    """Switch the language for one test."""
    installed = []
    yield lambda code: installed.extend(language.install(qapp, code))
    for translator in installed:
        qapp.removeTranslator(translator)


@pytest.fixture
def words(qapp: QApplication) -> Iterator[Language]:
    """The language of the windows, as the application has it: English at first."""
    yield Language(qapp, ENGLISH)
    for translator in qapp.findChildren(QTranslator):
        qapp.removeTranslator(translator)


@pytest.fixture
def folder(tmp_path):
    """42.png, 7.png, broken.png and notes.txt."""
    made = tmp_path / "pictures"
    made.mkdir()
    write(made / "42.png", "42")
    write(made / "7.png", "7")
    (made / "broken.png").write_bytes(b"no")
    (made / "notes.txt").write_text("no")
    return made


@pytest.fixture
def read(open_window, qtbot):
    """Open the window, drop these paths on it and wait until they are read."""

    def opened(*paths, **options):
        window = open_window(**options)
        drop(window, mime(*paths))
        wait_read(qtbot, window)
        return window

    return opened
