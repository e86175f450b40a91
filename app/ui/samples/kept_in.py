"""Where samples are kept: the path, to be copied, and the way to its folder."""

from __future__ import annotations

import os
from pathlib import Path

from PySide6.QtCore import QUrl
from PySide6.QtGui import QDesktopServices, QGuiApplication
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QVBoxLayout

from app.ui import theme
from app.ui.keeping import shown
from app.ui.language import Translated
from app.ui.theme import Theme
from app.ui.widgets.button import Button
from app.ui.widgets.card import Card, caption, heading


class KeptInCard(Translated, Card):
    def __init__(self, look: Theme, path: Path) -> None:
        super().__init__(look)
        self._path, self._total = path, 0
        self._heading, self._count = heading(), caption()
        self.path = QLineEdit(shown(path))
        self.path.setReadOnly(True)
        self.path.setCursorPosition(0)
        self.path.setToolTip(str(path))
        self.path.setFont(theme.font(theme.CAPTION))
        self.copy, self.folder = Button(look), Button(look)
        self.copy.clicked.connect(lambda: QGuiApplication.clipboard().setText(str(path)))
        self.folder.clicked.connect(lambda: QDesktopServices.openUrl(QUrl.fromLocalFile(str(path.parent))))
        buttons = QHBoxLayout()
        buttons.setSpacing(theme.TIGHT)
        buttons.addWidget(self.copy)
        buttons.addWidget(self.folder)
        buttons.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(theme.CARD_PADDING, theme.GAP, theme.CARD_PADDING, theme.GAP)
        column.setSpacing(theme.TIGHT)
        for part in (self._heading, self.path, self._count):
            column.addWidget(part)
        column.addLayout(buttons)
        column.addStretch(1)
        look.changed.connect(self._dress)
        self._dress()
        self.retranslate()

    def retranslate(self) -> None:
        self._heading.setText(self.tr("Kept in"))
        self.path.setAccessibleName(self.tr("Kept in"))
        self.copy.set_label(self.tr("Copy path"))
        self.folder.set_label(self.tr("Open folder"))
        kept = self.tr("%n sample(s), on this computer only", "", self._total)
        self._count.setText(kept if self._total else self.tr("Nothing is kept yet."))
        self.folder.setEnabled(os.path.isdir(self._path.parent))  # noqa: PTH112 (Path.is_dir raises where it may not look)

    def show_total(self, total: int) -> None:
        self._total = total
        self.retranslate()

    def _dress(self) -> None:
        self.path.setStyleSheet(theme.line_edit_style(self._look.colours))
        self.path.home(False)
