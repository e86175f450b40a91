"""The large part of the files page: the table of results, and the picture of the row that is chosen."""

from __future__ import annotations

from typing import Optional

from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from app.ui import theme
from app.ui.camera.trouble_view import TroubleView
from app.ui.cards.cards import Layout
from app.ui.files.drop_sheet import DropSheet
from app.ui.files.picture_view import PictureView
from app.ui.files.results import Results
from app.ui.files.results_view import ResultsView
from app.ui.theme import Theme
from app.ui.widgets.card import Card
from app.ui.widgets.strip import Strip

_BESIDE = 800  # pixels: from here on the picture stands beside the table, else under it


class FilesStage(QWidget):
    """In a small window either the table or the picture, the details, is seen."""

    def __init__(self, look: Theme, results: Results, parent: Optional[QWidget] = None) -> None:
        super().__init__(parent)
        self._kind = Layout.WIDE
        self._details = self._filled = False
        self.empty = DropSheet(look)
        self.table = ResultsView(look, results)
        self.picture = PictureView(look)
        self.trouble = TroubleView(look)
        self._card = Card(look)
        inside = QVBoxLayout(self._card)
        inside.setContentsMargins(1, 14, 1, 14)  # beside the round corners
        inside.addWidget(self.table)
        self.large = QStackedWidget()
        self.large.addWidget(self.picture)
        self.large.addWidget(self.trouble)
        self._row = QBoxLayout(QBoxLayout.Direction.LeftToRight, self)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.setSpacing(theme.GAP)
        self._row.addWidget(self.empty, 1)
        self._row.addWidget(self._card, 9)
        self._row.addWidget(self.large, 11)
        self.strip = Strip(look, self)
        self._arrange()

    @property
    def shows_details(self) -> bool:
        """Whether the picture is seen, and with it what the cards are about."""
        return self._filled and (self._kind is not Layout.SMALL or self._details)

    @property
    def shows_table(self) -> bool:
        return self._filled and (self._kind is not Layout.SMALL or not self._details)

    def set_layout(self, kind: Layout) -> None:
        self._kind = kind
        self._arrange()

    def set_filled(self, filled: bool) -> None:
        """Whether there are rows."""
        self._filled = filled
        self._arrange()

    def set_details(self, on: bool) -> None:
        self._details = on
        self._arrange()

    def _arrange(self) -> None:
        directions = QBoxLayout.Direction
        beside = self._kind is Layout.WIDE and self.width() >= _BESIDE
        self._row.setDirection(directions.LeftToRight if beside else directions.TopToBottom)
        self.empty.setVisible(not self._filled)
        self._card.setVisible(self.shows_table)
        self.large.setVisible(self.shows_details)

    def resizeEvent(self, event: QResizeEvent) -> None:
        self._arrange()
        self.strip.place_in(self.rect())
