"""One window in one look, language and size, with what its pages need to be seen at work."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Optional

from camera import page_with_paper
from PySide6.QtCore import QSize
from PySide6.QtGui import QImage
from waiting import wait, wait_until

from app import places
from app.recognition.ink import Stroke
from app.ui.draw.drawing import Line
from app.ui.engine.inference import InferenceThread, RunningEngine, engine_opener
from app.ui.samples.sample_keeper import SampleKeeper
from app.ui.settings.settings import Settings
from app.ui.theme import Theme
from app.ui.window import TABS, MainWindow


class Scene:
    """Closes the window at its end."""

    def __init__(self, look: Theme, size: QSize, home: Path) -> None:
        """home: of a user with nothing in it"""
        home.mkdir()
        os.environ["HOME"] = str(home)
        self.engine: Optional[RunningEngine] = None
        self.store = places.data() / "samples.db"
        inference = InferenceThread(engine_opener(None, None))
        inference.opened.connect(self._opened)
        settings = Settings(places.config() / "settings.ini")
        page = page_with_paper(look, inference, settings)
        self.window = MainWindow(look, inference, settings, page, keeper=SampleKeeper(self.store))
        self.window.resize(size)
        self.window.show()
        self.wait_until(lambda: self.engine is not None)
        self.wait(300)  # what is measured at the start is over

    def __enter__(self) -> Scene:
        return self

    def __exit__(self, *_: object) -> None:
        self.window.close()

    def _opened(self, engine: RunningEngine) -> None:
        self.engine = engine

    def show_page(self, name: str) -> None:
        self.window.switch.tabs[list(TABS).index(name)].click()

    def put(self, strokes: Sequence[Stroke]) -> None:
        """On the paper, and wait until they are read."""
        canvas, cards = self.window.draw.canvas, self.window.draw.cards
        canvas.replace(())
        self.wait_until(lambda: cards.recognition is None)
        canvas.replace(tuple(Line(stroke.points, stroke.width) for stroke in strokes))
        self.wait_until(lambda: cards.recognition is not None)

    def grab(self) -> QImage:
        return self.window.grab().toImage().convertToFormat(QImage.Format.Format_RGB32)

    def wait(self, milliseconds: int) -> None:
        wait(milliseconds)

    def wait_until(self, done: Callable[[], bool]) -> None:
        wait_until(done)
