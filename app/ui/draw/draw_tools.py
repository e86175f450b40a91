"""The row of tools under the paper."""

from __future__ import annotations

from typing import Optional

from PySide6.QtCore import QSize
from PySide6.QtGui import QKeySequence, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QWidget

from app.ui import theme
from app.ui.draw.pen_slider import PenSlider
from app.ui.language import Translated
from app.ui.settings.settings import Settings
from app.ui.theme import Theme
from app.ui.widgets import icons
from app.ui.widgets.button import Button


class DrawTools(Translated, QWidget):
    def __init__(self, look: Theme, settings: Settings, parent: Optional[QWidget] = None) -> None:
        super().__init__(parent)
        self.undo, self.redo, self.open, self.save = (Button(look) for _ in range(4))
        self.eraser = Button(look, toggle=True)
        self.clear = Button(look, primary=True)
        self.pen = PenSlider(look, settings)
        for button, keys in (
            (self.undo, ("Ctrl+Z",)),
            (self.redo, ("Ctrl+Shift+Z", "Ctrl+Y")),
            (self.eraser, ("E",)),
            (self.open, ("Ctrl+O",)),
            (self.save, ("Ctrl+S",)),
            (self.clear, ("Delete", "Escape")),
        ):
            button.set_shortcuts(*map(QKeySequence, keys))
        self.redo.set_icon(icons.FORWARD, with_text=False)
        self.open.set_icon(icons.OPEN, with_text=False)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(theme.TIGHT)
        row.addWidget(self.undo)
        row.addWidget(self.redo)
        row.addWidget(self.pen, 100)
        row.addWidget(self.eraser)
        row.addStretch(1)
        for button in (self.open, self.save, self.clear):
            row.addWidget(button)
        self._compact = False
        self._set_compact(False)
        self.retranslate()

    def retranslate(self) -> None:
        self.undo.set_label(self.tr("Undo"))
        self.redo.set_label(self.tr("Redo"))
        self.eraser.set_label(self.tr("Eraser"))
        self.open.set_label(self.tr("Open a drawing"))
        self.save.set_label(self.tr("Save"))
        self.clear.set_label(self.tr("Clear"))
        self._arrange()

    def resizeEvent(self, event: QResizeEvent) -> None:
        self._arrange()

    def _arrange(self) -> None:
        self._set_compact(self.width() < self._width(with_text=True))

    def _width(self, *, with_text: bool, opens: bool = True) -> int:
        """What all of them need."""
        words = [self.undo, self.eraser, self.save, self.clear]
        signs = [self.redo, self.open] if opens else [self.redo]
        buttons = sum(button.width_of(with_text) for button in words) + sum(button.width_of(False) for button in signs)
        return self.pen.width_of(with_text) + buttons + (len(words) + len(signs)) * theme.TIGHT

    def _set_compact(self, compact: bool) -> None:
        """Signs instead of words; no button for what its keys do too where there is no room for that either."""
        self._compact = compact
        self.open.setVisible(not compact or self.width() >= self._width(with_text=False))
        self.undo.set_icon(icons.BACK, with_text=not compact)
        self.eraser.set_icon(icons.ERASER, with_text=not compact)
        self.save.set_icon(icons.SAVE, with_text=not compact)
        self.clear.set_icon(icons.BIN, with_text=not compact)
        self.pen.set_compact(compact)

    def minimumSizeHint(self) -> QSize:
        return QSize(self._width(with_text=False, opens=False), theme.CONTROL)

    def sizeHint(self) -> QSize:
        return QSize(self._width(with_text=True), theme.CONTROL)
