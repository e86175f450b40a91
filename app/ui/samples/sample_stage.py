"""The place of the list of kept samples: the list, or why there is none, and what there is to say of it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Optional

from PySide6.QtCore import QTimer
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QStackedLayout, QVBoxLayout, QWidget

from app.ui.camera.trouble import Trouble
from app.ui.camera.trouble_view import TroubleView
from app.ui.keeping import shown
from app.ui.language import Translated, Words
from app.ui.samples.sample_list import SampleList
from app.ui.samples.sample_view import SampleHead, SampleView
from app.ui.theme import Theme
from app.ui.widgets.card import Card
from app.ui.widgets.strip import Strip

_STAY = 12.0  # seconds that a word about what was done stays, and the way back with it


class SampleStage(Translated, QWidget):
    def __init__(self, look: Theme, samples: SampleList, path: Path) -> None:
        super().__init__()
        self._samples, self._path, self._total = samples, path, -1
        self._undo: Optional[Callable[[], None]] = None
        self.view = SampleView(look, samples)
        self.empty = TroubleView(look)
        self.strip = Strip(look, self)
        self._over = QTimer(self)
        self._over.setSingleShot(True)
        self._over.setInterval(round(1000 * _STAY))
        self._over.timeout.connect(lambda: self.say(str))
        self._list = Card(look)
        inside = QVBoxLayout(self._list)
        inside.setContentsMargins(4, 8, 4, 8)
        inside.setSpacing(0)
        inside.addWidget(SampleHead(look, self.view))
        inside.addWidget(self.view)
        self._stack = QStackedLayout(self)
        self._stack.addWidget(self._list)
        self._stack.addWidget(self.empty)
        self.strip.pressed.connect(self._take_back)

    def show_what_there_is(self, total: int) -> None:
        """total: how many are kept, of which the list may show some"""
        self._total = total
        self.retranslate()

    def retranslate(self) -> None:
        if self._total < 0:
            return
        if self._total:
            trouble = Trouble(self.tr("None of the kept samples is like that"), self.tr("Choose others above."))
        else:
            trouble = Trouble(
                self.tr("Nothing is kept unless you ask"),
                self.tr("Correct an answer on the page Draw or Camera: with a key 0–9, or with “That was a…”."),
                self.tr("Only then is it kept, on this computer, in %1").replace("%1", shown(self._path)),
            )
        self.empty.show_trouble(Trouble(trouble.title, trouble.advice, trouble.detail, elsewhere=False))
        self._stack.setCurrentWidget(self._list if self._samples.numbers else self.empty)
        self.strip.raise_()

    def say(self, words: Words, undo: Optional[Callable[[], None]] = None) -> None:
        """undo: what brings back what was done"""
        self._undo = undo
        self.strip.say(words, (lambda: self.tr("Undo")) if undo else str)
        self._over.start()

    def _take_back(self) -> None:
        undo = self._undo
        self.say(str)
        if undo is not None:
            undo()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.strip.place_in(self.rect())
