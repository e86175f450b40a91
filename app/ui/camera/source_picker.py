"""Choosing where the pictures come from: what is plugged in, or anything else by its address."""

from __future__ import annotations

import logging
import re
from collections.abc import Sequence
from typing import TYPE_CHECKING, Callable, Optional
from urllib.parse import urlsplit

from PySide6.QtCore import QPoint, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QAction, QActionGroup, QColor, QPainter
from PySide6.QtWidgets import QMenu, QSizePolicy, QWidget

from app.ui import theme
from app.ui.latest import Aside
from app.ui.theme import Theme
from app.ui.widgets import icons
from app.ui.widgets.button import Button

if TYPE_CHECKING:
    from app.sources.found import FoundSource

log = logging.getLogger(__name__)

_ICON = 18
_WIDEST = 320  # pixels: what a long name may take


def find_sources() -> Sequence[FoundSource]:
    """On a thread of its own: what it imports, and what everything after it needs, takes a moment."""
    import app.sources.live
    from app.sources.found import list_sources

    assert app.sources.live
    return list_sources()


def name_of(uri: str) -> str:
    """What to call a source of which nothing is known but its address; without a password."""
    if "://" in uri:
        without_password = re.sub(r"://.*@", "://", uri, flags=re.DOTALL)
        try:
            parts = urlsplit(uri)
            host, port = parts.hostname or without_password, parts.port
        except ValueError:  # mistyped: what is wrong with it is said by who opens it
            return without_password
        return host if port is None else f"{host}:{port}"
    return uri.rstrip("/").rsplit("/", 1)[-1] or uri


class SourcePicker(Button):
    chosen = Signal(str)  # its address
    elsewhere = Signal()  # something that is not in the list
    listed = Signal()  # `found` is new

    def __init__(
        self,
        look: Theme,
        find: Callable[[], Sequence[FoundSource]] = find_sources,
        parent: Optional[QWidget] = None,
    ) -> None:
        super().__init__(look, "", parent=parent)
        self.found: Sequence[FoundSource] = ()
        self._find = find
        self._aside = Aside(self)
        self._finding = False
        self._uri = self._title = ""
        self.menu = QMenu(self)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setMaximumWidth(_WIDEST)
        self.clicked.connect(self.open_menu)
        look.changed.connect(self._dress)
        self._dress()
        self.show_source("")

    def refresh(self) -> None:
        """Look for what is plugged in, on a thread of its own; `listed` follows."""
        if not self._finding:
            self._finding = True
            self._aside.run(self._found_now, self._take)

    def _found_now(self) -> Sequence[FoundSource]:
        try:
            return self._find()
        except Exception:
            log.exception("Looking for cameras failed")
            return ()

    def _take(self, found: Sequence[FoundSource]) -> None:
        self._finding = False
        self.found = found
        if self.menu.isVisible():
            self._fill()
        self.listed.emit()

    def title_of(self, uri: str) -> str:
        return next((source.title for source in self.found if source.uri == uri), name_of(uri))

    def show_source(self, uri: str, title: str = "") -> None:
        """Say what runs; "": nothing."""
        self._uri, self._title = uri, title or (self.title_of(uri) if uri else "")
        self.retranslate()

    def retranslate(self) -> None:
        self.setText(self._title or self.tr("No source"))
        self.setAccessibleName(self.tr("Source: %1").replace("%1", self.text()))
        self.setToolTip(self.text())
        if not self.menu.isEmpty():
            self._fill()
        self.updateGeometry()
        self.update()

    def open_menu(self) -> None:
        self.refresh()
        self._fill()
        self.menu.popup(self.mapToGlobal(QPoint(0, -self.menu.sizeHint().height() - 4)))

    def _fill(self) -> None:
        self.menu.clear()
        group = QActionGroup(self.menu)
        known = {source.uri: source.title for source in self.found}
        if self._uri and self._uri not in known:
            known[self._uri] = self.text()
        for uri, title in known.items():
            action = QAction(title, self.menu)
            action.setCheckable(True)
            action.setChecked(uri == self._uri)
            action.triggered.connect(lambda _=False, uri=uri: self.chosen.emit(uri))
            group.addAction(action)
            self.menu.addAction(action)
        if not known:
            self.menu.addAction(self.tr("No camera found")).setEnabled(False)
        self.menu.addSeparator()
        self.menu.addAction(self.tr("Open…")).triggered.connect(lambda: self.elsewhere.emit())

    def _dress(self) -> None:
        self.menu.setStyleSheet(theme.menu_style(self._look.colours))

    def sizeHint(self) -> QSize:
        text = self.fontMetrics().horizontalAdvance(self.text())
        return QSize(max(96, text + _ICON + theme.TIGHT + 2 * (theme.GAP - 2)), theme.CONTROL)

    def minimumSizeHint(self) -> QSize:
        return QSize(96, theme.CONTROL)

    def _paint_content(self, painter: QPainter, colour: QColor) -> None:
        box = QRectF(self.rect()).adjusted(theme.GAP - 2, 0, 2 - theme.GAP, 0)
        icons.MORE(painter, QRectF(box.right() - _ICON, (self.height() - _ICON) / 2, _ICON, _ICON), colour)
        box.setRight(box.right() - _ICON - theme.TIGHT)
        painter.setFont(self.font())
        painter.setPen(colour)
        text = self.fontMetrics().elidedText(self.text(), Qt.TextElideMode.ElideRight, int(box.width()) + 1)
        painter.drawText(box, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, text)
