"""What the window's pages have in common."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Optional

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app.ui import theme
from app.ui.cards.cards import Cards, Layout
from app.ui.engine.inference import InferenceThread
from app.ui.incoming import Incoming
from app.ui.language import Translated
from app.ui.samples.correctable import Glyph
from app.ui.theme import Theme
from app.ui.thinking.explaining import Explaining
from app.ui.widgets.banner import Banner

ROOMY = 780  # pixels: a lower window has narrower edges, so that all cards are seen without scrolling


class Page(Translated, QWidget):
    """One of the places in the window that its head leads to."""

    def __init__(self, look: Theme, parent: Optional[QWidget] = None) -> None:
        super().__init__(parent)
        self._look = look
        self._first: Optional[QWidget] = None

    def lead_focus(self, to: Optional[QWidget]) -> None:
        """Who has the focus when the page is given it. Not as Qt's focus proxy: coming to one, the Tab key leaves out
        what is before it on the page."""
        self._first = to

    def setFocus(self, reason: Qt.FocusReason = Qt.FocusReason.OtherFocusReason) -> None:
        if self._first is not None:
            self._first.setFocus(reason)
        else:
            super().setFocus(reason)

    def set_layout(self, kind: Layout, roomy: bool) -> None:
        """kind: by the window's size; roomy: whether the edges are wide"""
        raise NotImplementedError

    def take(self, incoming: Incoming) -> bool:
        """What was dropped on the window or pasted while this page was seen; whether it has a use for it."""
        return False


class ReadingPage(Page):
    """Something large at the left that is read at once, the cards at the right, a banner above."""

    def __init__(self, look: Theme, parent: Optional[QWidget] = None) -> None:
        super().__init__(look, parent)
        self.banner = Banner(look)
        self.cards = Cards(look)
        self._left = QVBoxLayout()
        self._left.setSpacing(theme.GAP)
        self._left.addWidget(self.banner)
        self._body = QHBoxLayout(self)
        self._body.addLayout(self._left, 1)
        self.explaining: Optional[Explaining] = None

    def _explain_below(self, shown: QWidget, inference: InferenceThread) -> None:
        """Below `shown` in the left side, what happens in the network, when it is asked for."""
        self.explaining = Explaining(self._look, inference, self.cards.input, shown, self)
        self._left.addWidget(self.explaining.panel)

    def _add_cards(self) -> None:
        """Once all else is there: the Tab key goes through the page in this order."""
        self._body.addWidget(self.cards)

    def set_layout(self, kind: Layout, roomy: bool) -> None:
        edge = theme.EDGE if roomy else theme.GAP
        self._body.setContentsMargins(edge, edge, edge, edge)
        self._body.setSpacing(edge)
        self.cards.set_layout(kind)
        self.banner.set_lines(6 if roomy else 2)
        self._share_left_side()

    def read_again(self) -> None:
        """What is shown, by the engine that runs now. A camera's next picture is on its way anyhow."""

    def glyph(self, index: int) -> Optional[Glyph]:
        """Of the recognition on the cards, to be corrected."""
        raise NotImplementedError

    def show_corrections(self, digits: Mapping[int, int]) -> None:
        """Mark these glyphs of the recognition on the cards with what a person said they are."""
        raise NotImplementedError

    def resizeEvent(self, event: QResizeEvent) -> None:
        self._share_left_side()

    def _share_left_side(self) -> None:
        if self.explaining is not None:
            room = self.rect().marginsRemoved(self._body.contentsMargins()).size()
            beside = self._body.spacing() + self.cards.minimumWidth()
            self.explaining.fit(QSize(room.width() - beside, room.height()))

    def unread(self, ever_read: bool) -> str:
        """What to say where the engine fails, or has never worked."""
        raise NotImplementedError

    def say(self, change: Callable[[Banner], None]) -> None:
        """Change the banner as soon as that disturbs nobody."""
        change(self.banner)
