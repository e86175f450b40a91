"""The window's pages, each made when it is first wanted: the window is there sooner, and takes less memory."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Optional

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QStackedWidget

from app.ui.cards.cards import Layout
from app.ui.pages import Page


class Shelf(QStackedWidget):
    def __init__(self, makers: Mapping[str, Callable[[], Page]], arrived: Callable[[str, Page], None]) -> None:
        """makers: of each page, by its name; arrived: called with each page that was made, before it is seen"""
        super().__init__()
        self._makers, self._arrived = makers, arrived
        self._made: dict[str, Page] = {}
        self._layout: Optional[tuple[Layout, bool]] = None

    @property
    def made(self) -> tuple[Page, ...]:
        return tuple(self._made.values())

    def has(self, name: str) -> bool:
        """Whether it was wanted already."""
        return name in self._made

    def page(self, name: str) -> Page:
        """Made, where it is not there yet."""
        if name not in self._made:
            page = self._made[name] = self._makers[name]()
            self.addWidget(page)
            if self._layout is not None:
                page.set_layout(*self._layout)
            self._arrived(name, page)
        return self._made[name]

    def show_page(self, name: str, *, focus: bool = True) -> None:
        page = self.page(name)
        self.setCurrentWidget(page)
        if focus:
            page.setFocus(Qt.FocusReason.OtherFocusReason)

    def set_layout(self, kind: Layout, roomy: bool) -> None:
        self._layout = kind, roomy
        for page in self.made:
            page.set_layout(kind, roomy)
            page.updateGeometry()  # Qt does not say so of a page that is hidden
