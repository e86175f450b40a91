"""From the digit on the cards to the panel that shows the network's layers, by way of the inference thread."""

from __future__ import annotations

from typing import TYPE_CHECKING, Optional, cast

from PySide6.QtCore import QObject, QSize, Qt, QTimer
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QApplication, QWidget

from app.ui.cards.input_view import InputCard
from app.ui.engine.inference import InferenceThread
from app.ui.theme import Theme
from app.ui.thinking.thinking import ThinkingPanel

if TYPE_CHECKING:
    import numpy as np

    from app.engines.features import Activations, Explainer
    from app.recognition.model import Engine

_KEYS = "Ctrl+T"
_PAUSE = 40  # milliseconds from one explanation to the next: painting it must not hold up the pen
_ANY = 16_777_215  # pixels: Qt's greatest height, which sets no limit
_LEAST_WIDTH, _LEAST_HEIGHT = 700, 560  # pixels of a page's left side that hold the panel and what it explains
_LOWEST, _HIGHEST, _SHARE = 248, 340, 0.37  # the panel's height: pixels, and of the left side's


class Explaining(QObject):
    """Nothing is computed while the panel is closed. While it is open one explanation is on its way at most, and of
    those that wait only the newest counts. After a failure none is asked for until the panel is opened anew or another
    engine runs."""

    def __init__(self, look: Theme, inference: InferenceThread, card: InputCard, shown: QWidget, page: QWidget) -> None:
        """card: shows the input that is explained, and opens the panel; shown: makes room for the panel, and where
        there is too little for both gives it its place"""
        super().__init__(page)
        self._inference, self._card, self._shown, self._page = inference, card, shown, page
        self._explainer: Optional[Explainer] = None  # of the inference thread alone
        self._on_its_way = False
        self._outdated = False  # whether another is to follow the one that is on its way
        self._failed = False
        self._covers = False
        self._silenced: list[QShortcut] = []  # of the page, while the panel has their key
        self.panel = ThinkingPanel(look, page)
        self.panel.hide()
        self.panel.closed.connect(self.close)
        card.thinking.name_keys(QKeySequence(_KEYS))
        card.thinking.clicked.connect(self.turn)
        card.changed.connect(self._ask)
        QShortcut(QKeySequence(_KEYS), page).activated.connect(self.turn)  # the card may be out of sight
        inference.opened.connect(self._start_anew)

    @property
    def is_open(self) -> bool:
        return not self.panel.isHidden()

    def turn(self) -> None:
        """Open the panel, or close it."""
        if self.is_open:
            self.close()
        else:
            self._open()

    def _open(self) -> None:
        self._silenced = [
            shortcut
            for shortcut in cast("list[QShortcut]", self._page.findChildren(QShortcut))
            if shortcut.key() == QKeySequence("Escape") and shortcut.parent() is not self.panel.close_button
        ]
        for shortcut in self._silenced:
            shortcut.setEnabled(False)
        self.panel.show()
        self._share_room()
        self._start_anew()

    def close(self) -> None:
        held = self.panel.isAncestorOf(QApplication.focusWidget()) or self._covers
        self.panel.hide()
        self.panel.clear()  # what it showed is old when it is opened again
        self._share_room()
        for shortcut in self._silenced:
            shortcut.setEnabled(True)
        if held:
            self._page.setFocus(Qt.FocusReason.OtherFocusReason)

    def fit(self, room: QSize) -> None:
        """Into the left side of the page."""
        self._covers = room.width() < _LEAST_WIDTH or room.height() < _LEAST_HEIGHT
        height = min(_HIGHEST, max(_LOWEST, round(_SHARE * room.height())))
        self.panel.setMinimumHeight(0 if self._covers else height)
        self.panel.setMaximumHeight(_ANY if self._covers else height)
        self._share_room()

    def _share_room(self) -> None:
        covered = self.is_open and self._covers
        if covered and self._shown.hasFocus():
            self.panel.close_button.setFocus(Qt.FocusReason.OtherFocusReason)
        self._shown.setVisible(not covered)

    # what is explained

    def _start_anew(self) -> None:
        self._failed = False
        self._ask()

    def _ask(self) -> None:
        if not self.is_open or self._failed:
            return
        pixels = self._card.shown
        if pixels is None:
            self.panel.clear()
        elif self._on_its_way:
            self._outdated = True
        else:
            self._on_its_way, self._outdated = True, False
            self._inference.call(lambda engine: self._explain(engine, pixels), self._explained, self._not_explained)

    def _explain(self, engine: Engine, pixels: np.ndarray) -> Activations:
        """On the inference thread."""
        from app.engines.features import Explainer  # it brings numpy, which is there by then

        if self._explainer is None:
            self._explainer = Explainer()
        return self._explainer.explain(engine, pixels)

    def _explained(self, found: Activations) -> None:
        if self.is_open and self._card.shown is not None:
            self.panel.show_activations(found)
        QTimer.singleShot(_PAUSE, self, self._go_on)

    def _go_on(self) -> None:
        self._on_its_way = False
        if self._outdated:
            self._ask()

    def _not_explained(self, message: str) -> None:
        self._on_its_way, self._failed = False, True
        self.panel.show_failure(message)
