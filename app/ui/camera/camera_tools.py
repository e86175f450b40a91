"""The row of buttons under the camera's picture."""

from __future__ import annotations

from typing import Optional

from PySide6.QtCore import QSize
from PySide6.QtGui import QKeySequence, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QWidget

from app.ui import theme
from app.ui.camera.source_picker import SourcePicker
from app.ui.language import Translated
from app.ui.theme import Theme
from app.ui.widgets import icons
from app.ui.widgets.button import Button

_PICKER = 160  # pixels: what a source's name should have before the buttons have words


class CameraTools(Translated, QWidget):
    def __init__(self, look: Theme, picker: SourcePicker, parent: Optional[QWidget] = None) -> None:
        super().__init__(parent)
        self.picker = picker
        self.refresh = Button(look)
        self.refresh.set_icon(icons.AGAIN, with_text=False)
        self.refresh.set_shortcuts(QKeySequence("F5"))
        self.adjust = Button(look, toggle=True)
        self.adjust.set_icon(icons.ADJUST, with_text=False)
        self.record = Button(look, toggle=True)  # its word is of who records
        self.record.set_icon(icons.RECORD, with_text=False)
        self.record.set_shortcuts(QKeySequence("Ctrl+R"))
        self.save = Button(look)
        self.save.set_icon(icons.SAVE, with_text=False)
        self.save.set_shortcuts(QKeySequence("Ctrl+S"))
        self.freeze = Button(look, primary=True)
        self.freeze.name_keys(QKeySequence("Space"))
        self._frozen = False
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(theme.TIGHT)
        row.addWidget(picker, 100)
        row.addWidget(self.refresh)
        row.addStretch(1)
        for button in (self.adjust, self.record, self.save, self.freeze):
            row.addWidget(button)
        self.retranslate()

    def retranslate(self) -> None:
        self.refresh.set_label(self.tr("Look for cameras"))
        self.adjust.set_label(self.tr("Adjust"))
        self.save.set_label(self.tr("Save picture"))
        self.freeze.set_label(self.tr("Go on") if self._frozen else self.tr("Freeze"))
        self._arrange()

    def resizeEvent(self, event: QResizeEvent) -> None:
        self._arrange()

    def _width(self, *, with_text: bool) -> int:
        """What all buttons need; those without words leave out the one for what opening the list does by itself."""
        buttons = [self.adjust, self.record, self.save, self.freeze, *([self.refresh] if with_text else [])]
        words = sum(button.width_of(with_text and button not in (self.record, self.refresh)) for button in buttons)
        picker = _PICKER if with_text else self.picker.minimumSizeHint().width()
        return picker + words + len(buttons) * theme.TIGHT

    def _arrange(self) -> None:
        """With words where there is the room."""
        compact = self.width() < self._width(with_text=True)
        self.refresh.setVisible(not compact)
        self.adjust.set_icon(icons.ADJUST, with_text=not compact)
        self.save.set_icon(icons.SAVE, with_text=not compact)
        self.freeze.set_icon(icons.PLAY if self._frozen else icons.PAUSE, with_text=not compact)

    def minimumSizeHint(self) -> QSize:
        return QSize(self._width(with_text=False), theme.CONTROL)

    def sizeHint(self) -> QSize:
        return QSize(self._width(with_text=True), theme.CONTROL)

    def show_frozen(self, frozen: bool) -> None:
        self._frozen = frozen
        self.retranslate()

    def set_picture_there(self, there: bool, *, recordable: bool) -> None:
        """recordable: whether a recording can begin, or runs and can be ended"""
        self.record.setEnabled(recordable)
        for button in (self.save, self.freeze):
            button.setEnabled(there)
