"""The settings page: sections in cards, in one column or two."""

from __future__ import annotations

from collections.abc import Iterable
from enum import IntEnum
from typing import Optional

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app.ui import theme
from app.ui.card import Card, heading
from app.ui.cards import Layout
from app.ui.keeping_section import KeepingSection
from app.ui.language import Translated, Words
from app.ui.pages import Page
from app.ui.scrolling import Scrolling
from app.ui.settings import Settings
from app.ui.settings_sections import CameraSection, LookSection, PenSection, ReadingSection
from app.ui.theme import Theme

_SECOND = 2  # the second column's place in the row
_STRETCH = 1000  # of a column, beside 1 of the empty space left and right
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
        self._kind = Layout.WIDE
        inside = QWidget()
        self._columns = (QVBoxLayout(), QVBoxLayout())
        self._row = QHBoxLayout(inside)
        self._row.addStretch(1)
        for column in self._columns:
            column.setSpacing(theme.GAP)
            self._row.addLayout(column, _STRETCH)
        self._row.addStretch(1)
        self.area = Scrolling(look, inside)
        self.setFocusProxy(self.area)
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

    def title(self) -> str:
        return self.tr("Settings")

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
        edge = theme.EDGE if roomy else theme.GAP
        self._row.setContentsMargins(edge, edge, edge, edge)
        self._row.setSpacing(edge)
        if kind is not self._kind:
            self._kind = kind
            self._arrange()

    def _arrange(self) -> None:
        """Down the first column and on in the second, both about as long."""
        for column in self._columns:
            while column.count():
                column.takeAt(0)
        heights = [card.sizeHint().height() + theme.GAP for card in self._cards]
        cut = len(self._cards)
        if self._kind is Layout.WIDE:
            cut = min(range(len(heights) + 1), key=lambda n: max(sum(heights[:n]), sum(heights[n:])))
        self._row.setStretch(_SECOND, _STRETCH if cut < len(self._cards) else 0)
        for index, card in enumerate(self._cards):
            self._columns[0 if index < cut else 1].addWidget(card)
        for column in self._columns:
            column.addStretch(1)

    def _escape(self) -> None:
        if self.keeping.asks:
            self.keeping.stop_asking()
        else:
            self.closed.emit()


class SectionCard(Translated, Card):
    def __init__(self, look: Theme, title: Words, widget: QWidget, place: Place) -> None:
        super().__init__(look)
        self.place = place
        self._say = title
        self._heading = heading()
        self.setMaximumWidth(_WIDEST)
        column = QVBoxLayout(self)
        column.setContentsMargins(theme.CARD_PADDING, theme.GAP, theme.CARD_PADDING, theme.CARD_PADDING)
        column.setSpacing(12)
        column.addWidget(self._heading)
        column.addWidget(widget)
        self.retranslate()

    def retranslate(self) -> None:
        self._heading.setText(self._say())
        self.setAccessibleName(self._say())
