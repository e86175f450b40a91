"""The kiosk's real window on the real engine, in this process; its times are those of the tests."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, Optional

import pytest
from PySide6.QtWidgets import QApplication

from app import pin
from app.counts import Counts
from app.pin import PinCheck
from app.sources.found import FoundSource
from app.ui.engine.inference import InferenceThread, engine_opener
from app.ui.kiosk.engine_care import EngineCare
from app.ui.kiosk.settings import KioskSettings
from app.ui.kiosk.window import KioskWindow
from app.ui.language import Language
from app.ui.theme import Theme
from tests.ui.cameras import TITLE, Lives

PIN = "2580"


@pytest.fixture
def kiosk_settings(tmp_path) -> KioskSettings:
    return KioskSettings(tmp_path / "settings" / "kiosk.ini")


@pytest.fixture
def counts(tmp_path) -> Counts:
    return Counts(tmp_path / "kept" / "counts.db")


@pytest.fixture
def check(tmp_path, monkeypatch) -> PinCheck:
    """Of a PIN whose hash costs little."""
    monkeypatch.setattr(pin, "_SCRYPT", {"n": 2, "r": 1, "p": 1})
    pin.set_pin(PIN, tmp_path / "pin.json")
    return PinCheck(tmp_path / "pin.json", tmp_path / "tries.json")


@pytest.fixture
def open_kiosk(
    qapp: QApplication,
    qtbot,
    look: Theme,
    words: Language,
    kiosk_settings: KioskSettings,
    counts: Counts,
    check: PinCheck,
    lives: Lives,
    tmp_path: Path,
    monkeypatch,
) -> Iterator[Callable[..., KioskWindow]]:
    """All are finished after the test."""
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    windows: list[KioskWindow] = []

    def opened(
        size: tuple[int, int] = (800, 480), opener: Optional[Callable[..., Any]] = None, **more: Any
    ) -> KioskWindow:
        opener = opener or engine_opener(None, None)
        inference = InferenceThread(opener)
        kiosk_settings.language = "en"
        given = {
            "find": lambda: [FoundSource("/dev/video0", TITLE)],
            "open_source": lives,
            "check": check,
            "counts": counts,
            **more,
        }
        care = EngineCare(inference, opener)
        window = KioskWindow(look, words, inference, kiosk_settings, care, **given)
        windows.append(window)
        window.resize(*size)
        with qtbot.waitExposed(window):
            window.show()
        return window

    yield opened
    for window in windows:
        window.finish()
        window.deleteLater()
    look.set_mode("light")
