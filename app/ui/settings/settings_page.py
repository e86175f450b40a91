"""The settings page: sections in cards, in one column, two or three."""

from __future__ import annotations

from collections.abc import Iterable
from enum import IntEnum
from itertools import combinations
from typing import Optional

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeySequence, QResizeEvent, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app.ui import theme
from app.ui.cards.cards import Layout
from app.ui.language import Translated, Words
from app.ui.pages import Page
from app.ui.settings.keeping_section import KeepingSection
from app.ui.settings.settings import Settings
from app.ui.settings.settings_sections import CameraSection, LookSection, PenSection, ReadingSection
from app.ui.theme import Theme
from app.ui.widgets.card import Card, heading
from app.ui.widgets.scrolling import Scrolling

_WIDTHS = (1000, 1700)  # pixels of the page: from there on two columns, and three
_WIDEST = 640  # pixels of a column: longer lines are hard to read


class Place(IntEnum):
    """The sections in their order."""

    LOOK = 0
    PEN = 1
    READING = 2
    ENGINE = 3
    CAMERA = 4
    KEEPING = 5
    KEYS = 6
    ABOUT = 7


class SettingsPage(Page):
    closed = Signal()

    def __init__(self, look: Theme, settings: Settings, parent: Optional[QWidget] = None) -> None:
        super().__init__(look, parent)
        self._cards: list[SectionCard] = []
        self._count = 1  # of the columns
        inside = QWidget()
        self._columns = (QVBoxLayout(), QVBoxLayout(), QVBoxLayout())
        self._row = QHBoxLayout(inside)
        self._edge = theme.EDGE
        for column in self._columns:
            column.setSpacing(theme.GAP)
            self._row.addLayout(column, 1)
        self.area = Scrolling(look, inside)
        self.lead_focus(self.area)
        around = QVBoxLayout(self)
        around.setContentsMargins(0, 0, 0, 0)
        around.addWidget(self.area)
        self.look, self.pen = LookSection(look, settings), PenSection(look, settings)
        self.reading, self.camera = ReadingSection(look, settings), CameraSection(look, settings)
        self.keeping = KeepingSection(look, settings)
        for section, place in (
            (self.look, Place.LOOK),
            (self.pen, Place.PEN),
            (self.reading, Place.READING),
            (self.camera, Place.CAMERA),
            (self.keeping, Place.KEEPING),
        ):
            self.add_section(section.title, section, place)
        QShortcut(QKeySequence(Qt.Key.Key_Escape), self).activated.connect(self._escape)

    def retranslate(self) -> None:
        """All words are of the sections."""

    def add_section(self, title: Words, widget: QWidget, place: Place) -> None:
        """title: called again whenever the language changes; place: among the others"""
        self._cards.append(SectionCard(self._look, title, widget, place))
        self._cards.sort(key=lambda card: card.place)
        stops: list[QWidget] = []
        for card in self._cards:
            parts: Iterable[QWidget] = card.findChildren(QWidget)
            stops += [part for part in parts if part.focusPolicy() & Qt.FocusPolicy.TabFocus]
        self._arrange()
        for before, after in zip(stops, stops[1:]):
            QWidget.setTabOrder(before, after)

    def show_section(self, place: Place) -> None:
        """Scroll to it."""
        self.layout().activate()  # where the page has not been seen before, nothing has its place yet
        card = next(card for card in self._cards if card.place is place)
        self.area.verticalScrollBar().setValue(card.y() - theme.GAP)

    def set_layout(self, kind: Layout, roomy: bool) -> None:
        self._edge = theme.EDGE if roomy else theme.GAP
        self._place()

    def _place(self) -> None:
        """No column wider than lines are easy to read. By the margins: a widget's largest width would not be known
        to those who ask how high its lines are."""
        count = 1 + sum(self.width() >= width for width in _WIDTHS)
        if count != self._count:
            self._count = count
            self._arrange()
        widest = count * _WIDEST + (count - 1) * self._edge
        side = max(self._edge, (self.width() - widest) // 2)
        self._row.setContentsMargins(side, self._edge, side, self._edge)
        self._row.setSpacing(self._edge if count > 1 else 0)

    def resizeEvent(self, event: QResizeEvent) -> None:
        self._place()

    def _arrange(self) -> None:
        """Down the first column and on in the next, all about as long."""
        for column in self._columns:
            for card in self._cards:
                column.removeWidget(card)  # not taken: an item that lives on keeps the card's heights as they were
            while column.count():
                column.takeAt(0)
        ends = _even([card.sizeHint().height() + theme.GAP for card in self._cards], self._count)
        between = list(zip([0, *ends], ends))
        for number, column in enumerate(self._columns):
            for card in self._cards[slice(*between[number])] if number < self._count else ():
                column.addWidget(card)
            column.addStretch(1)
            self._row.setStretch(number, 1 if number < self._count else 0)

    def _escape(self) -> None:
        if self.keeping.asks:
            self.keeping.stop_asking()
        else:
            self.closed.emit()


def _even(heights: list[int], columns: int) -> list[int]:
    """Where each column ends, as the number of cards before its end, so that the longest is as short as it can be."""
    cuts = combinations(range(len(heights) + 1), columns - 1)

    def longest(cut: tuple[int, ...]) -> int:
        edges = (0, *cut, len(heights))
        return max(sum(heights[begin:end]) for begin, end in zip(edges, edges[1:]))

    return [*min(cuts, key=longest), len(heights)]


class SectionCard(Translated, Card):
    def __init__(self, look: Theme, title: Words, widget: QWidget, place: Place) -> None:
        super().__init__(look)
        self.place = place
        self._say = title
        self._heading = heading()
        column = QVBoxLayout(self)
        column.setContentsMargins(theme.CARD_PADDING, theme.GAP, theme.CARD_PADDING, theme.CARD_PADDING)
        column.setSpacing(12)
        column.addWidget(self._heading)
        column.addWidget(widget)
        self.retranslate()

    def retranslate(self) -> None:
        self._heading.setText(self._say())
        self.setAccessibleName(self._say())
