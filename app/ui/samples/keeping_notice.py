"""What there is to know about keeping samples: what went wrong and the way out, or where they are from now on."""

from __future__ import annotations

from functools import partial
from typing import Optional

from PySide6.QtCore import QPointF, Qt, Signal
from PySide6.QtGui import QFont, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QSizePolicy, QVBoxLayout, QWidget

from app.errors import AtlasDigitsError, SampleFileError, SamplesDamagedError
from app.ui import theme, words
from app.ui.engine.chip import paint_warning
from app.ui.language import Translated, Words
from app.ui.theme import Theme
from app.ui.widgets.banner import shortened
from app.ui.widgets.button import Button
from app.ui.widgets.card import Card

_SIGN = 44  # pixels left of the words of a trouble
_LINES = 5  # of a message, unless told otherwise


class KeepingNotice(Translated, Card):
    again = Signal()  # to be tried again
    aside = Signal()  # the damaged store is to be moved away
    given_up = Signal()  # the trouble was read, and it is not to be tried again

    def __init__(self, look: Theme, parent: Optional[QWidget] = None) -> None:
        super().__init__(look, parent)
        self._title: Words = str
        self._message: Words = str
        self._lines = _LINES
        self._error: Optional[AtlasDigitsError] = None
        self.title, self.message = QLabel(), QLabel()
        self.title.setFont(theme.font(theme.TEXT, QFont.Weight.DemiBold))
        self.message.setFont(theme.font(theme.CAPTION))
        self.message.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.try_again, self.set_aside, self.ok = Button(look), Button(look), Button(look)
        self.try_again.clicked.connect(self.again)
        self.set_aside.clicked.connect(self.aside)
        self.ok.clicked.connect(self._give_up)
        self._column = QVBoxLayout(self)
        self._column.setSpacing(theme.TIGHT)
        for label in (self.title, self.message):
            label.setTextFormat(Qt.TextFormat.PlainText)
            label.setWordWrap(True)
            self._column.addWidget(label)
        beside = QHBoxLayout()
        beside.setSpacing(theme.TIGHT)
        for button in (self.try_again, self.set_aside, self.ok):
            beside.addWidget(button)
        beside.addStretch(1)
        self._column.addLayout(beside)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self.hide()
        self.retranslate()

    def retranslate(self) -> None:
        self.try_again.set_label(self.tr("Try again"))
        self.set_aside.set_label(self.tr("Set aside, begin anew"))
        self.set_aside.setToolTip(self.tr("Move the damaged file aside, whole, and begin a new one"))
        self.ok.set_label(self.tr("OK"))
        self.title.setText(self._title())
        self.setAccessibleName(self._title())
        self.setAccessibleDescription(self._message())
        self._shorten()

    def show_trouble(self, title: Words, error: AtlasDigitsError, *, again: bool = True) -> None:
        """again: whether it can be tried again"""
        self._error = error
        damaged = isinstance(error, SamplesDamagedError) and not isinstance(error, SampleFileError)
        self.try_again.setVisible(again and not damaged)  # what is damaged stays so
        self.set_aside.setVisible(again and damaged)
        self._show(title, partial(words.message, error))

    def show_notice(self, title: Words, message: Words) -> None:
        self._error = None
        self.try_again.hide()
        self.set_aside.hide()
        self._show(title, message)

    def dismiss_trouble(self) -> None:
        """It is over; a notice stays until it was read."""
        if self._error is not None:
            self._dismiss()

    @property
    def troubled(self) -> bool:
        return self._error is not None

    def _show(self, title: Words, message: Words) -> None:
        self._title, self._message = title, message
        self._column.setContentsMargins(_SIGN if self._error else theme.CARD_PADDING, theme.GAP, theme.GAP, theme.GAP)
        self.retranslate()
        self.show()

    def set_lines(self, lines: int) -> None:
        """How many lines of the message are shown at most; the tooltip has all of it."""
        self._lines = lines
        self._shorten()

    def _give_up(self) -> None:
        if self.troubled:
            self.given_up.emit()
        self._dismiss()

    def _dismiss(self) -> None:
        self._error = None
        self.hide()

    # Qt

    def resizeEvent(self, event: QResizeEvent) -> None:
        self._shorten()

    def _shorten(self) -> None:
        margins = self._column.contentsMargins()
        whole = self._message()
        text = shortened(whole, self.message.font(), self.width() - margins.left() - margins.right(), self._lines)
        self.message.setText(text)
        self.message.setToolTip("" if text == whole else whole)

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if self._error is not None:
            painter = QPainter(self)
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            paint_warning(painter, QPointF(22, self.title.geometry().top() + 10), 9, self._look)
