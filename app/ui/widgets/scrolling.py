"""The part of a page that scrolls up and down where it is too high for the window."""

from __future__ import annotations

from typing import Optional

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QAbstractSlider, QFrame, QScrollArea, QWidget

from app.ui import theme
from app.ui.theme import Theme

_PAGES = (
    (QKeySequence.StandardKey.MoveToPreviousPage, QAbstractSlider.SliderAction.SliderPageStepSub),
    (QKeySequence.StandardKey.MoveToNextPage, QAbstractSlider.SliderAction.SliderPageStepAdd),
)


class Scrolling(QScrollArea):
    """Page up and Page down scroll it, wherever the focus is."""

    def __init__(self, look: Theme, inside: QWidget, parent: Optional[QWidget] = None) -> None:
        super().__init__(parent)
        self._look = look
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setWidgetResizable(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.viewport().setAutoFillBackground(False)
        self.setWidget(inside)
        inside.setAutoFillBackground(False)  # setWidget turns it on
        bar = self.verticalScrollBar()
        for key, action in _PAGES:
            QShortcut(QKeySequence(key), self).activated.connect(lambda action=action: bar.triggerAction(action))
        look.changed.connect(self._dress)
        self._dress()

    def _dress(self) -> None:
        self.verticalScrollBar().setStyleSheet(theme.scroll_bar_style(self._look.colours))
