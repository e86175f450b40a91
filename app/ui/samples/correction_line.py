"""The line under the answer: the way to correct it, and for a while what was kept, with the way back."""

from __future__ import annotations

from typing import Optional

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import QHBoxLayout, QWidget

from app.ui.language import Translated
from app.ui.theme import Theme
from app.ui.widgets.card import caption
from app.ui.widgets.link import Link

_STAY = 8.0  # seconds that is said what was kept


class CorrectionLine(Translated, QWidget):
    asked = Signal()  # to correct
    undone = Signal()

    def __init__(self, look: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self._kept: Optional[int] = None
        self.ask = Link(look, arrow=False)
        self.note = caption()
        self.undo = Link(look, arrow=False)
        self.ask.clicked.connect(self.asked)
        self.undo.clicked.connect(self.undone)
        self._over = QTimer(self)
        self._over.setSingleShot(True)
        self._over.setInterval(round(1000 * _STAY))
        self._over.timeout.connect(self.forget)
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(5, 0, 0, 0)  # in line with the words above
        self._row.setSpacing(2)
        self._row.addStretch(0)
        for part in (self.ask, self.note, self.undo):
            self._row.addWidget(part)
        self._row.addStretch(1)
        self.hide()
        self.retranslate()

    def set_alignment(self, side: Qt.AlignmentFlag) -> None:
        self._row.setStretch(0, int(side != Qt.AlignmentFlag.AlignLeft))
        self._row.setStretch(self._row.count() - 1, int(side != Qt.AlignmentFlag.AlignRight))

    def set_possible(self, possible: bool) -> None:
        """Whether there is a glyph to correct."""
        self.setVisible(possible)

    def say_kept(self, digit: int) -> None:
        self._kept = digit
        self._over.start()
        self.retranslate()

    def forget(self) -> None:
        """What was kept is no longer news."""
        self._kept = None
        self.retranslate()

    @property
    def says(self) -> str:
        """What was kept; empty where that is no news."""
        return "" if self._kept is None else self.note.text()

    def retranslate(self) -> None:
        self.ask.set_label(self.tr("That was a…"))
        self.ask.setToolTip(self.tr("Say what the digit was (keys 0–9)"))
        self.undo.set_label(self.tr("Undo"))
        self.note.setText("" if self._kept is None else self.tr("Kept as %1").replace("%1", str(self._kept)) + " ·")
        self.ask.setVisible(self._kept is None)
        self.note.setVisible(self._kept is not None)
        self.undo.setVisible(self._kept is not None)
