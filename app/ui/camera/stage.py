"""The picture's place on the camera page: the picture or what is said instead of it, and what lies over it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Optional

from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QStackedWidget, QWidget

from app.ui.camera.camera_controls import CameraControls
from app.ui.camera.preview import Preview
from app.ui.camera.trouble_view import TroubleView
from app.ui.theme import Theme
from app.ui.widgets.strip import Strip

if TYPE_CHECKING:
    from app.sources.source import Control


class Stage(QStackedWidget):
    def __init__(self, look: Theme, parent: Optional[QWidget] = None) -> None:
        super().__init__(parent)
        self.trouble = TroubleView(look)
        self.preview = Preview(look)
        self.addWidget(self.trouble)
        self.addWidget(self.preview)
        self.strip = Strip(look, self)
        self.controls = CameraControls(look, self)

    def turn_to(self, shown: QWidget) -> None:
        """The focus stays with the picture, and goes to no button meanwhile."""
        if self.preview.hasFocus():
            self.setFocus(Qt.FocusReason.OtherFocusReason)
        self.setCurrentWidget(shown)
        if self.hasFocus() and shown is self.preview:
            self.preview.setFocus(Qt.FocusReason.OtherFocusReason)

    def open_controls(self, on: bool) -> None:
        self.controls.setVisible(on)
        self._place()
        if on:
            self.controls.raise_()
            self.controls.turn.setFocus(Qt.FocusReason.OtherFocusReason)

    def show_controls(self, controls: Mapping[str, Control]) -> None:
        """Of the device."""
        self.controls.show_controls(controls)
        self._place()

    def _place(self) -> None:
        """Over the lower right corner, and along the lower end."""
        room, size = self.rect(), self.controls.sizeHint()
        width, height = min(size.width(), room.width()), min(size.height(), room.height())
        self.controls.setGeometry(room.right() + 1 - width, room.bottom() + 1 - height, width, height)
        self.strip.place_in(room)

    def event(self, event: QEvent) -> bool:
        handled = super().event(event)
        if event.type() == QEvent.Type.LanguageChange:  # what lies over the picture has other words by now
            self._place()
        return handled

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._place()
