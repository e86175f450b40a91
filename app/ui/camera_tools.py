"""The row of buttons under the camera's picture."""

from __future__ import annotations

from typing import Optional

from PySide6.QtCore import QSize
from PySide6.QtGui import QKeySequence, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QWidget

from app.ui import icons, theme
from app.ui.button import Button
from app.ui.source_picker import SourcePicker
from app.ui.theme import Theme

_PICKER = 160  # pixels: what a source's name should have before the buttons have words


class CameraTools(QWidget):
    def __init__(self, look: Theme, picker: SourcePicker, parent: Optional[QWidget] = None) -> None:
        super().__init__(parent)
        self.picker = picker
        self.refresh = Button(look, self.tr("Look for cameras"))
        self.refresh.set_icon(icons.AGAIN, with_text=False)
        self.refresh.set_shortcuts(QKeySequence("F5"))
        self.adjust = Button(look, self.tr("Adjust"), toggle=True)
        self.adjust.set_icon(icons.ADJUST, with_text=False)
        self.adjust.setToolTip(self.adjust.text())
        self.record = Button(look, self.tr("Record"), toggle=True)
        self.record.set_icon(icons.RECORD, with_text=False)
        self.record.set_shortcuts(QKeySequence("Ctrl+R"))
        self.save = Button(look, self.tr("Save picture"))
        self.save.set_icon(icons.SAVE, with_text=False)
        self.save.set_shortcuts(QKeySequence("Ctrl+S"))
        self.freeze = Button(look, "", primary=True)
        self._compact = False
        self.show_frozen(False)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(theme.TIGHT)
        row.addWidget(picker, 100)
        row.addWidget(self.refresh)
        row.addStretch(1)
        for button in (self.adjust, self.record, self.save, self.freeze):
            row.addWidget(button)

    def resizeEvent(self, event: QResizeEvent) -> None:
        with_words = self._width(with_text=True)
        self._set_compact(self.width() < with_words)

    def _width(self, *, with_text: bool) -> int:
        """What all buttons need; those without words leave out the one for what opening the list does by itself."""
        buttons = [self.adjust, self.record, self.save, self.freeze, *([self.refresh] if with_text else [])]
        words = sum(button.width_of(with_text and button not in (self.record, self.refresh)) for button in buttons)
        picker = _PICKER if with_text else self.picker.minimumSizeHint().width()
        return picker + words + len(buttons) * theme.TIGHT

    def _set_compact(self, compact: bool) -> None:
        self._compact = compact
        self.refresh.setVisible(not compact)
        self.adjust.set_icon(icons.ADJUST, with_text=not compact)
        self.save.set_icon(icons.SAVE, with_text=not compact)
        self.freeze.set_icon(self._freeze_icon, with_text=not compact)

    def minimumSizeHint(self) -> QSize:
        return QSize(self._width(with_text=False), theme.CONTROL)

    def sizeHint(self) -> QSize:
        return QSize(self._width(with_text=True), theme.CONTROL)

    def show_frozen(self, frozen: bool) -> None:
        self._freeze_icon = icons.PLAY if frozen else icons.PAUSE
        self.freeze.set_label(self.tr("Go on") if frozen else self.tr("Freeze"))
        keys = QKeySequence("Space").toString(QKeySequence.SequenceFormat.NativeText)
        self.freeze.setToolTip(f"{self.freeze.text()} ({keys})")
        self.freeze.set_icon(self._freeze_icon, with_text=not self._compact)

    def set_picture_there(self, there: bool, *, recordable: bool) -> None:
        """recordable: whether a recording can begin, or runs and can be ended"""
        self.record.setEnabled(recordable)
        for button in (self.save, self.freeze):
            button.setEnabled(there)
