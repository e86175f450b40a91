"""What the operator finds behind the PIN: what runs, what can be chosen, and the ways out."""

from __future__ import annotations

from functools import partial
from typing import Optional

from PySide6.QtCore import QTimer, Signal, SignalInstance
from PySide6.QtGui import QFont, QHideEvent, QPainter, QPaintEvent, QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QScroller, QStackedWidget, QVBoxLayout, QWidget

from app.ui import theme
from app.ui.kiosk.button import BigButton, Text
from app.ui.kiosk.choices import Choices
from app.ui.kiosk.operator_tabs import Tab
from app.ui.language import Translated, Words
from app.ui.theme import Scale, Theme
from app.ui.widgets.scrolling import Scrolling

_REALLY = 4000  # milliseconds that a way out waits for its second press
_AGAIN = 5000  # milliseconds between two looks at what is shown


class OperatorPage(Translated, QWidget):
    left = Signal()  # back to the visitors
    restart_wanted = Signal()
    quit_wanted = Signal()

    def __init__(
        self, look: Theme, scale: Scale, tabs: dict[str, tuple[Words, Tab]], parent: Optional[QWidget] = None
    ) -> None:
        """tabs: by name, each with its title"""
        super().__init__(parent)
        self._look, self._scale, self._tabs = look, scale, tabs
        self.title = Text(scale, theme.KIOSK_TITLE, weight=QFont.Weight.DemiBold)
        self.back, self.restart, self.quit = (BigButton(look, scale, primary=first) for first in (True, False, False))
        self._asked: Optional[BigButton] = None  # which way out was pressed once
        self._forget = QTimer(self)
        self._forget.setSingleShot(True)
        self._forget.setInterval(_REALLY)
        self._forget.timeout.connect(partial(self._ask, None))
        self._again = QTimer(self)
        self._again.setInterval(_AGAIN)
        self._again.timeout.connect(self._refresh)
        self.switch = Choices(look, scale)
        self.stage = QStackedWidget()
        self._scrolled: dict[str, Scrolling] = {}
        for name, (_, tab) in tabs.items():
            self._scrolled[name] = self._scrolling(tab)
        self._lay_out()
        self.back.tapped.connect(self.left)
        self.restart.tapped.connect(lambda: self._leave(self.restart, self.restart_wanted))
        self.quit.tapped.connect(lambda: self._leave(self.quit, self.quit_wanted))
        self.switch.chosen.connect(self.show_tab)
        self._shown = next(iter(tabs))
        self.retranslate()

    def _scrolling(self, tab: Tab) -> Scrolling:
        """By a finger that pulls, as there is no wheel."""
        scrolling = Scrolling(self._look, tab)
        QScroller.grabGesture(scrolling.viewport(), QScroller.ScrollerGestureType.LeftMouseButtonGesture)
        self.stage.addWidget(scrolling)
        return scrolling

    def _lay_out(self) -> None:
        row = QHBoxLayout()
        row.setSpacing(theme.TIGHT)
        row.addWidget(self.title, 1)
        for button in (self.restart, self.quit, self.back):
            row.addWidget(button)
        column = QVBoxLayout(self)
        column.setContentsMargins(theme.GAP, theme.GAP, theme.GAP, theme.GAP)
        column.setSpacing(theme.GAP)
        column.addLayout(row)
        column.addWidget(self.switch)
        column.addWidget(self.stage, 1)

    def retranslate(self) -> None:
        self.title.setText(self.tr("Operator"))
        self.back.set_label(self.tr("Back"))
        really = self.tr("Really?")
        self.restart.set_label(really if self._asked is self.restart else self.tr("Restart"))
        self.quit.set_label(really if self._asked is self.quit else self.tr("Quit"))
        self.switch.set_choices([(name, title()) for name, (title, _) in self._tabs.items()], self._shown)

    def show_tab(self, name: str) -> None:
        self._shown = name
        self.switch.show_value(name)
        self.stage.setCurrentWidget(self._scrolled[name])
        self._scrolled[name].verticalScrollBar().setValue(0)
        self._refresh()

    def _refresh(self) -> None:
        self._tabs[self._shown][1].refresh()

    def _leave(self, button: BigButton, wanted: SignalInstance) -> None:
        """At the second press: a finger may only have slipped."""
        if self._asked is button:
            self._ask(None)
            wanted.emit()
        else:
            self._ask(button)

    def _ask(self, button: Optional[BigButton]) -> None:
        self._asked = button
        if button is None:
            self._forget.stop()
        else:
            self._forget.start()
        self.retranslate()

    def showEvent(self, event: QShowEvent) -> None:
        self.show_tab(next(iter(self._tabs)))
        self._again.start()

    def hideEvent(self, event: QHideEvent) -> None:
        self._again.stop()
        self._ask(None)

    def paintEvent(self, event: QPaintEvent) -> None:
        QPainter(self).fillRect(event.rect(), self._look.colours["background"])
