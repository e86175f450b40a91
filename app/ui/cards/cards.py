"""The four cards beside the paper, and how they share the room there is."""

from __future__ import annotations

from enum import Enum
from typing import TYPE_CHECKING, Optional

from PySide6.QtCore import QSize, Signal
from PySide6.QtWidgets import QSizePolicy, QVBoxLayout, QWidget

from app.ui import theme
from app.ui.cards.answer import AnswerCard
from app.ui.cards.bars import BarsCard
from app.ui.cards.input_view import InputCard
from app.ui.cards.latency import LatencyCard
from app.ui.language import Translated
from app.ui.samples.keeping_notice import KeepingNotice
from app.ui.theme import Theme
from app.ui.widgets.button import Button
from app.ui.widgets.scrolling import Scrolling

if TYPE_CHECKING:
    from app.recognition.recognizer import Recognition


class Layout(Enum):
    """WIDE and NARROW: the answer on top, the other cards under it, scrolling where they must.
    SMALL: the answer alone, and the other cards in its place at the press of a button."""

    WIDE = "wide"
    NARROW = "narrow"
    SMALL = "small"

    @staticmethod
    def of(width: int, height: int) -> Layout:
        if width >= 1000:
            return Layout.WIDE
        return Layout.NARROW if height >= 600 else Layout.SMALL


class _Column(QWidget):
    """Cards that shrink as far as they can before they scroll, and have their full height once they do."""

    def minimumSizeHint(self) -> QSize:
        least, room = super().minimumSizeHint(), self.parentWidget().height()
        return least if least.height() <= room else QSize(least.width(), self.sizeHint().height())


class Cards(Translated, QWidget):
    glyph_chosen = Signal(int)
    shown = Signal()  # another recognition, or none
    selected_changed = Signal()

    def __init__(self, look: Theme, parent: Optional[QWidget] = None) -> None:
        super().__init__(parent)
        self._look = look
        self._layout_kind = Layout.WIDE
        self._recognition: Optional[Recognition] = None
        self.selected = -1  # which of its glyphs; -1: none
        self.answer = AnswerCard(look)
        self.bars = BarsCard(look)
        self.latency = LatencyCard(look)
        self.input = InputCard(look)
        self.keeping = KeepingNotice(look)
        self.answer.glyph_chosen.connect(self.glyph_chosen)
        self._rest = self._scrolling(self.bars, self.latency, self.input)
        self.details = Button(look)
        self.details.setCheckable(True)
        self.details.toggled.connect(self._arrange)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(theme.GAP)
        layout.addWidget(self.answer)
        layout.addWidget(self.keeping)
        layout.addWidget(self._rest, 1)
        layout.addWidget(self.details)
        self.set_layout(Layout.WIDE)

    def _scrolling(self, *cards: QWidget) -> Scrolling:
        inside = _Column()
        column = QVBoxLayout(inside)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.GAP)
        for card, stretch in zip(cards, (3, 2, 0)):
            column.addWidget(card, stretch)
        return Scrolling(self._look, inside)

    def set_layout(self, kind: Layout) -> None:
        self._layout_kind = kind
        self.setFixedWidth(theme.CARDS_WIDE if kind is Layout.WIDE else theme.CARDS_NARROW)
        self.keeping.set_lines(3 if kind is Layout.SMALL else 5)
        self._arrange()

    def _arrange(self) -> None:
        small = self._layout_kind is Layout.SMALL
        asked = self.details.isChecked()
        vertical = QSizePolicy.Policy.Expanding if small else QSizePolicy.Policy.Fixed
        self.answer.setSizePolicy(QSizePolicy.Policy.Preferred, vertical)
        self.answer.setVisible(not (small and asked))
        self._rest.setVisible(not small or asked)
        self.details.setVisible(small)
        self.retranslate()

    def retranslate(self) -> None:
        self.details.set_label(self.tr("Answer") if self.details.isChecked() else self.tr("Details"))

    def set_labels(self, labels: tuple[int, ...]) -> None:
        self.bars.bars.set_labels(labels)

    @property
    def recognition(self) -> Optional[Recognition]:
        """What is shown."""
        return self._recognition

    def show_recognition(self, recognition: Recognition, selected: int, *, counted: bool = False) -> None:
        """counted: whether it is among the latencies already"""
        self._recognition = recognition
        self.answer.show_recognition(recognition)
        if counted:
            self.latency.show_timings(recognition.timings)
        else:
            self.latency.add(recognition.timings)
        self.select(selected)
        self.shown.emit()

    def select(self, index: int) -> None:
        """Show how sure and what the network saw for this glyph of the recognition shown."""
        known = self._recognition is not None and 0 <= index < len(self._recognition.predictions)
        self.selected = index if known else -1
        self.selected_changed.emit()
        if self._recognition is None or not known:
            self.bars.show_prediction(None)
            self.input.show_input(None)
            return
        self.answer.select(index)
        self.bars.show_prediction(self._recognition.predictions[index])
        self.input.show_input(self._recognition.inputs[index])

    def clear(self) -> None:
        self._recognition = None
        self.answer.clear()
        self.latency.forget_answer()
        self.select(-1)
        self.shown.emit()
