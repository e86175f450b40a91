"""What the files page shows while it has nothing: what can be given to it, and how."""

from __future__ import annotations

from typing import Optional

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QFont, QPainter, QPaintEvent, QPalette
from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout, QWidget

from app.picture_kinds import KINDS
from app.ui import theme
from app.ui.draw import paper
from app.ui.files.file_tools import FOLDER_KEYS, OPEN_KEYS, PASTE_KEYS
from app.ui.language import Translated
from app.ui.theme import Theme
from app.ui.widgets import icons
from app.ui.widgets.button import Button


class DropSheet(Translated, QWidget):
    def __init__(self, look: Theme, parent: Optional[QWidget] = None) -> None:
        super().__init__(parent)
        self._look = look
        self.title = self._label(theme.TITLE, QFont.Weight.DemiBold)
        self.kinds = self._label(theme.CAPTION)
        self.kinds.setForegroundRole(QPalette.ColorRole.PlaceholderText)
        self.open = Button(look, primary=True)
        self.open.set_icon(icons.PICTURE)
        self.open.set_shortcuts(OPEN_KEYS)
        self.folder = Button(look)
        self.folder.set_icon(icons.OPEN)
        self.folder.set_shortcuts(FOLDER_KEYS)
        self.paste = Button(look)
        self.paste.set_icon(icons.PASTE)
        self.paste.name_keys(PASTE_KEYS)
        buttons = QHBoxLayout()
        buttons.setSpacing(theme.TIGHT)
        buttons.addStretch(1)
        for button in (self.open, self.folder, self.paste):
            buttons.addWidget(button)
        buttons.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(theme.GAP, theme.GAP, theme.GAP, theme.GAP)
        column.setSpacing(theme.GAP)
        column.addStretch(1)
        column.addWidget(self.title)
        column.addLayout(buttons)
        column.addWidget(self.kinds)
        column.addStretch(1)
        self.retranslate()

    def _label(self, pixels: int, weight: QFont.Weight = QFont.Weight.Normal) -> QLabel:
        label = QLabel()
        label.setFont(theme.font(pixels, weight))
        label.setWordWrap(True)
        label.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        return label

    def retranslate(self) -> None:
        self.title.setText(self.tr("Drop pictures or a folder here"))
        self.kinds.setText(self.tr("Kinds: %1").replace("%1", ", ".join(KINDS)))
        self.open.set_label(self.tr("Open pictures…"))
        self.folder.set_label(self.tr("Open folder…"))
        self.paste.set_label(self.tr("Paste"))
        self.setAccessibleName(self.title.text())

    def minimumSizeHint(self) -> QSize:
        buttons = (self.open, self.folder, self.paste)
        width = sum(button.minimumSizeHint().width() for button in buttons) + 2 * theme.TIGHT + 2 * theme.GAP
        return QSize(width, 180)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        paper.paint_sheet(painter, self.rect(), self._look.colours, focused=False)
