"""The kiosk: what visitors see, and what its operator does behind the PIN."""

from __future__ import annotations

import os
import random
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

from camera import NAME, open_paper
from drawn import EIGHT
from PySide6.QtCore import QSize
from PySide6.QtGui import QImage
from waiting import wait, wait_until

from app import pin, places
from app.counts import Counts
from app.sources.found import FoundSource
from app.ui.draw.drawing import Line
from app.ui.engine.inference import InferenceThread, engine_opener
from app.ui.kiosk.engine_care import EngineCare
from app.ui.kiosk.settings import KioskSettings
from app.ui.kiosk.window import KioskWindow
from app.ui.language import Language
from app.ui.theme import Theme

SIZES = (QSize(800, 480), QSize(1920, 1080), QSize(480, 800))
IN_README = ("kiosk", "dark", SIZES[0])  # in both languages
TODAY = date(2026, 3, 15)
_DAYS = 14
_WRONG = "9999"
_SCRIBBLE = [(0.03 * step, 0.5 + 0.35 * (step % 2)) for step in range(30)]


class KioskScene:
    """One window in one look, language and size. Closes it at its end."""

    def __init__(self, look: Theme, words: Language, size: QSize, home: Path) -> None:
        """home: of a user with nothing in it"""
        home.mkdir()
        os.environ["HOME"] = str(home)
        pin.set_pin("2580")
        settings = KioskSettings(places.config() / "kiosk.ini")
        settings.language = words.code
        opener = engine_opener(None, None)
        inference = InferenceThread(opener)
        found = [FoundSource("/dev/video0", NAME)]
        self.window = KioskWindow(
            look,
            words,
            inference,
            settings,
            EngineCare(inference, opener),
            find=lambda: found,
            open_source=open_paper,
            counts=counted(),
        )
        self.window.resize(size)
        self.window.show()
        wait_until(lambda: self.window.models.running is not None)

    def __enter__(self) -> KioskScene:
        return self

    def __exit__(self, *_: object) -> None:
        self.window.finish()

    def grab(self) -> QImage:
        return self.window.grab().toImage().convertToFormat(QImage.Format.Format_RGB32)

    def draw(self, shape: list[list[tuple[float, float]]], share: float) -> None:
        """In the middle of the paper; share: of its lower side, how high"""
        canvas = self.window.visit.canvas
        unit = share * min(canvas.height(), canvas.width()) / 1.5
        left, top = canvas.width() / 2 - unit / 2, canvas.height() / 2 - 0.75 * unit
        pen = canvas.pen_share * min(canvas.width(), canvas.height())
        canvas.renew()
        canvas.replace([Line(tuple((left + unit * x, top + unit * y) for x, y in line), pen) for line in shape])
        wait_until(lambda: bool(self.window.visit.answer.text))
        wait(400)


def counted() -> Counts:
    """Two weeks of visitors."""
    chance, now = random.Random(5), [TODAY]
    counts = Counts(today=lambda: now[-1])
    for back in range(_DAYS):
        now.append(TODAY - timedelta(days=back))
        for _ in range(chance.randint(20, 160)):
            counts.add_reading(chance.choice("0123456789") if chance.random() < 0.95 else "?")
            if chance.random() < 0.3:
                counts.add_session()
    now.append(TODAY)
    return counts


def shots(scene: KioskScene) -> Iterator[str]:
    window = scene.window
    wait(6000)
    yield "kiosk-attract"
    window.attract.touched.emit()
    wait(100)
    yield "kiosk-paper"
    scene.draw(EIGHT, 0.72)
    yield "kiosk"
    scene.draw([[(1.4 * x - 0.2, y) for x, y in _SCRIBBLE]], 0.7)
    yield "kiosk-refused"
    window.visit.again.click()
    window.visit.turn.click()
    wait_until(lambda: window.visit.answer.text == "42")
    wait(500)
    yield "kiosk-camera"
    window.guard.held.emit()
    wait(100)
    for _ in range(3):
        window.pad.keys[4].click()
    wait(50)
    yield "kiosk-pin"
    for _ in range(pin.FREE_TRIES):
        wait_until(window.pad.keys[0].isEnabled)
        for _ in _WRONG:
            window.pad.keys[8].click()
        window.pad.enter.click()
        wait(50)
    wait_until(lambda: not window.pad.keys[0].isEnabled() and "0:" in window.pad.says)
    yield "kiosk-pin-wait"
    window.pad.passed.emit()
    for name in window.operator._tabs:
        window.operator.show_tab(name)
        wait(700)
        yield f"kiosk-operator-{name}"
