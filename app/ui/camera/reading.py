"""What was read in the camera's picture: on the picture with every answer, on the cards as often as eyes can follow."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Optional, Protocol

from PySide6.QtCore import QObject

from app.ui.camera.preview import Preview
from app.ui.camera.shots import ShotAnswer

if TYPE_CHECKING:
    from app.recognition.recognizer import Recognition


class Shown(Protocol):
    """`Cards`, or what the kiosk has in their place."""

    glyph_chosen: Any  # a signal with the index of a glyph

    def show_recognition(self, recognition: Recognition, selected: int) -> None: ...
    def select(self, index: int) -> None: ...
    def clear(self) -> None: ...


class Reading(QObject):
    def __init__(self, preview: Preview, cards: Shown) -> None:
        super().__init__(preview)
        self._preview, self._cards = preview, cards
        self._answer: Optional[ShotAnswer] = None
        self._on_cards: Optional[ShotAnswer] = None
        self._waits = False  # whether the cards still show an earlier answer
        self._text: Optional[str] = None  # on the cards
        self._track: Optional[int] = None  # which digit is selected
        preview.glyph_chosen.connect(self._select)
        cards.glyph_chosen.connect(self._select)

    @property
    def answer(self) -> Optional[ShotAnswer]:
        return self._answer

    @property
    def on_cards(self) -> Optional[ShotAnswer]:
        """The answer that the cards show, which may be a little older."""
        return self._on_cards

    def show(self, answer: ShotAnswer) -> None:
        self._answer, self._waits = answer, True
        self._preview.show_answer(answer, self._selected())
        if answer.recognition.text != self._text:
            self.show_what_waits()

    def show_what_waits(self) -> None:
        """Bring the cards up to date."""
        if self._waits and self._answer is not None:
            self._waits = False
            self._text = self._answer.recognition.text
            self._on_cards = self._answer
            self._cards.show_recognition(self._answer.recognition, self._selected())

    def clear(self) -> None:
        if self._answer is not None:
            self._answer, self._waits, self._text, self._track = None, False, None, None
            self._preview.forget_answer()
            self._cards.clear()

    def _selected(self) -> int:
        """The digit that was chosen, as long as it is there; else the largest."""
        if self._answer is None or not self._answer.tracks:
            return -1
        if self._track in self._answer.tracks:
            return self._answer.tracks.index(self._track)
        boxes = [prediction.box for prediction in self._answer.recognition.predictions]
        return max(range(len(boxes)), key=lambda index: boxes[index][2] * boxes[index][3])

    def _select(self, index: int) -> None:
        if self._answer is not None and 0 <= index < len(self._answer.tracks):
            self._track = self._answer.tracks[index]
            self._preview.select(index)
            self.show_what_waits()
            self._cards.select(index)
