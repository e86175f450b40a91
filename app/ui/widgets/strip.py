"""A line over the lower end of the picture: something to know, and at most one thing to press."""

from __future__ import annotations

from typing import Optional

from PySide6.QtCore import QRect, Qt, QTimer, Signal
from PySide6.QtGui import QHideEvent, QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QWidget

from app.ui import theme
from app.ui.language import Translated, Words
from app.ui.theme import Theme
from app.ui.widgets.button import Button
from app.ui.widgets.card import Card


class Strip(Translated, Card):
    pressed = Signal()

    def __init__(self, look: Theme, parent: Optional[QWidget] = None) -> None:
        super().__init__(look, parent)
        self.message = QLabel()
        self.message.setFont(theme.font(theme.TEXT))
        self.message.setTextFormat(Qt.TextFormat.PlainText)
        self.message.setWordWrap(True)
        self.button = Button(look)
        self.button.clicked.connect(self.pressed)
        self._row = QHBoxLayout(self)
        self._row.setSpacing(theme.GAP)
        self._row.addWidget(self.message, 1)
        self._row.addWidget(self.button)
        self._over = QTimer(self)
        self._over.setSingleShot(True)
        self._over.timeout.connect(self.forget_note)
        self._note: Words = str
        self._stay = 0  # milliseconds that the note stays
        self._lasting: tuple[Words, Words] = str, str  # text and button
        self._room = QRect()
        self.hide()

    def say(self, text: Words, button: Words = str, seconds: float = 0.0) -> None:
        """seconds: until it goes by itself, and what was to stay is shown again; 0 where it stays"""
        if seconds:
            self._note, self._stay = text, round(1000 * seconds)
            if self.isVisible():
                self._over.start(self._stay)
        else:
            self._lasting = text, button
        self.retranslate()

    def forget_note(self) -> None:
        """It is no longer true, or has stayed long enough."""
        self._note = str
        self.retranslate()

    def retranslate(self) -> None:
        note = self._note()
        text, button = (note, "") if note else (say() for say in self._lasting)
        if not text:
            self.hide()
            return
        self.message.setText(text)
        self.button.set_label(button)
        self.button.setVisible(bool(button))
        side = 8 if button else theme.GAP
        self._row.setContentsMargins(theme.GAP, 8 if button else 12, side, 8 if button else 12)
        self.setAccessibleName(text)
        self.show()
        self.raise_()
        self._place()

    def show_state(self, state: str, name: str) -> None:
        """What there is to say of a source while its picture is shown. state: of `app.sources.live.State`, its name"""
        if state == "BLACK":
            self.say(lambda: self.tr("The picture is black. Is there a cap on the lens? Is there enough light?"))
        elif state == "ENDED":
            self.say(lambda: self.tr("%1 ends here.").replace("%1", name), lambda: self.tr("Play again"))
        else:
            self.say(str)

    def place_in(self, room: QRect) -> None:
        """Keep to the lower end of this part of the parent."""
        self._room = room
        self._place()

    def _place(self) -> None:
        room = self._room.adjusted(theme.GAP, theme.GAP, -theme.GAP, -theme.GAP)
        metrics = self.message.fontMetrics()
        beside = 2 * theme.GAP + (theme.GAP + self.button.sizeHint().width() if self.button.isVisibleTo(self) else 0)
        wanted = max(metrics.horizontalAdvance(line) for line in self.message.text().split("\n")) + beside + 4
        width = max(1, min(room.width(), wanted))
        height = max(self.heightForWidth(width), self.minimumSizeHint().height())
        self.setGeometry(room.left() + (room.width() - width) // 2, room.bottom() + 1 - height, width, height)

    # a note that came while nobody could see it, as at a change of the page, waits

    def showEvent(self, event: QShowEvent) -> None:
        if self._note():
            self._over.start(self._stay)
        super().showEvent(event)

    def hideEvent(self, event: QHideEvent) -> None:
        self._over.stop()
        super().hideEvent(event)
