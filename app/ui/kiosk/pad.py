"""Where the operator gives the PIN."""

from __future__ import annotations

import math
from functools import partial
from typing import Optional, Union

from PySide6.QtCore import QPointF, QRect, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QHideEvent, QPainter, QPaintEvent, QPen, QResizeEvent, QShowEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from app.errors import PinError
from app.pin import LONGEST, SHORTEST, PinCheck
from app.ui import theme
from app.ui.kiosk.button import BigButton, Text
from app.ui.language import Translated, Words
from app.ui.latest import Aside
from app.ui.theme import Scale, Theme

_LOOK = 250  # milliseconds between two looks at how long one has to wait
_COLUMNS, _ROWS = 3, 4
_KEYS = "123456789←0"  # and the last one, which is "OK"
_WIDEST_KEY = 1.5  # times as wide as high


class Dots(QWidget):
    """One for each digit that was given."""

    def __init__(self, look: Theme, scale: Scale, parent: Optional[QWidget] = None) -> None:
        super().__init__(parent)
        self._look, self._scale = look, scale
        self.count = 0
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def show_count(self, count: int) -> None:
        self.count = count
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(self._scale.px(200), self._scale.px(32))

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        places = max(SHORTEST, self.count)
        apart = min(self._scale.px(28), self.width() / places)
        left = self.width() / 2 - apart * (places - 1) / 2
        painter.setPen(QPen(self._look.colours["muted"], 2))
        for place in range(places):
            filled = place < self.count
            painter.setBrush(self._look.colours["text"] if filled else Qt.BrushStyle.NoBrush)
            painter.drawEllipse(QPointF(left + apart * place, self.height() / 2), 0.28 * apart, 0.28 * apart)


class PinPad(Translated, QWidget):
    passed = Signal()  # it was the PIN
    left = Signal()  # the operator goes back

    def __init__(self, look: Theme, scale: Scale, check: PinCheck, parent: Optional[QWidget] = None) -> None:
        super().__init__(parent)
        self._look, self._scale, self._check = look, scale, check
        self._digits = ""
        self._checks = self._shut = False  # shut: there is no PIN that could be checked
        self._wait = 0.0  # seconds
        self._says: Words = str
        self._aside = Aside(self)
        self.title = Text(scale, theme.KIOSK_TITLE, centred=True)
        self.message = Text(scale, theme.KIOSK_CAPTION, centred=True, muted=True)
        self.dots = Dots(look, scale, self)
        self.keys = [BigButton(look, scale, key, pixels=theme.KIOSK_TITLE, parent=self) for key in _KEYS]
        self.enter = BigButton(look, scale, primary=True, parent=self)
        self.back = BigButton(look, scale, parent=self)
        for text in (self.title, self.message):
            text.setParent(self)
        for key, sign in zip(self.keys, _KEYS):
            key.clicked.connect(partial(self.type, sign))
        self.enter.clicked.connect(self.give)
        self.back.clicked.connect(self.left)
        self._tick = QTimer(self)
        self._tick.setInterval(_LOOK)
        self._tick.timeout.connect(self._look_at_wait)
        self.retranslate()

    def retranslate(self) -> None:
        self.title.setText(self.tr("Operator's PIN"))
        self.enter.set_label(self.tr("OK"))
        self.back.set_label(self.tr("Back"))
        self.keys[_KEYS.index("←")].setAccessibleName(self.tr("Delete"))
        self.message.setText(self._says())
        self._place()

    @property
    def says(self) -> str:
        return self.message.text()

    # what is given

    def type(self, sign: str) -> None:
        if sign == "←":
            self._digits = self._digits[:-1]
        elif len(self._digits) < LONGEST:
            self._digits += sign
        self._show()

    def type_key(self, key: int, text: str) -> None:
        """On a keyboard."""
        if key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.enter.click()
        elif key == Qt.Key.Key_Escape:
            self.left.emit()
        elif key == Qt.Key.Key_Backspace:
            self.keys[_KEYS.index("←")].click()
        elif text and text in "0123456789":
            self.keys[_KEYS.index(text)].click()

    def give(self) -> None:
        digits, self._digits = self._digits, ""
        if self._checks or len(digits) < SHORTEST:
            return
        self._checks = True
        self._say(lambda: self.tr("Checking…"))
        self._aside.run(lambda: _checked(self._check, digits), self._checked)

    def _checked(self, result: Union[bool, PinError]) -> None:
        self._checks = False
        if not self.isVisible():
            return  # it was too late
        if isinstance(result, PinError):
            self._say_shut(result)
        elif result:
            self.passed.emit()
        else:
            self._say(lambda: self.tr("That is not the PIN."))
            self._look_at_wait()

    # what is said

    def _say(self, says: Words) -> None:
        self._says = says
        self.message.setText(says())
        self._show()

    def _say_shut(self, error: PinError) -> None:
        """A visitor may have come here: why is in the log."""
        self._shut = True
        self._tick.stop()
        self._say(lambda: self.tr("There is no PIN that could be checked. Set one with “atlas-digits pin”."))

    def _look_at_wait(self) -> None:
        if self._checks:
            return
        try:
            self._wait = self._check.wait()
        except PinError as error:
            self._say_shut(error)
            return
        if self._wait > 0:
            self._digits = ""
            self._say(self._waits)
        elif self._says == self._waits:
            self._say(str)

    def _waits(self) -> str:
        seconds = math.ceil(self._wait)
        left = f"{seconds // 60}:{seconds % 60:02d}"
        return self.tr("Too many wrong PINs. Wait %1.").replace("%1", left)

    def _show(self) -> None:
        self.dots.show_count(len(self._digits))
        open_now = not self._checks and not self._shut and self._wait <= 0
        for key in self.keys:
            key.setEnabled(open_now)
        self.enter.setEnabled(open_now and len(self._digits) >= SHORTEST)

    # Qt

    def showEvent(self, event: QShowEvent) -> None:
        self._digits, self._shut, self._wait = "", False, 0.0
        self._say(str)
        self._tick.start()
        self._look_at_wait()

    def hideEvent(self, event: QHideEvent) -> None:
        self._tick.stop()
        self._digits = ""

    def rescale(self) -> None:
        self._place()

    def resizeEvent(self, event: QResizeEvent) -> None:
        self._place()

    def _place(self) -> None:
        """The keys right of what is said, or under it where it is higher than wide."""
        edge, gap = self._scale.px(theme.CARD_PADDING), self._scale.px(theme.TIGHT)
        area = self.rect().adjusted(edge, edge, -edge, -edge)
        if area.width() < 1 or area.height() < 1:
            return
        if area.width() > area.height():
            said = QRect(area.left(), area.top(), area.width() // 2 - edge, area.height())
            pad = QRect(area.center().x() + edge, area.top(), area.width() // 2 - edge, area.height())
        else:
            said = QRect(area.left(), area.top(), area.width(), round(0.36 * area.height()))
            pad = QRect(area.left(), said.bottom() + 1, area.width(), area.bottom() - said.bottom())
        self._place_said(said, gap)
        self._place_keys(pad, gap)

    def _place_said(self, said: QRect, gap: int) -> None:
        high, line = self._scale.px(theme.KIOSK_TARGET), self._scale.px(1.6 * theme.KIOSK_TITLE)
        self.back.setGeometry(said.left(), said.bottom() + 1 - high, self.back.sizeHint().width(), high)
        room = said.adjusted(0, 0, 0, -high - gap)
        words = min(self._scale.px(4.6 * theme.KIOSK_CAPTION), room.height() - line - self._scale.px(32) - 2 * gap)
        top = room.top() + max(0, (room.height() - line - self._scale.px(32) - words - 2 * gap) // 2)
        self.title.setGeometry(room.left(), top, room.width(), line)
        top += line + gap
        self.dots.setGeometry(room.left(), top, room.width(), self._scale.px(32))
        top += self._scale.px(32) + gap
        self.message.setGeometry(room.left(), top, room.width(), words)

    def _place_keys(self, pad: QRect, gap: int) -> None:
        high = (pad.height() - gap * (_ROWS - 1)) // _ROWS
        wide = min((pad.width() - gap * (_COLUMNS - 1)) // _COLUMNS, round(_WIDEST_KEY * high))
        high = min(high, round(_WIDEST_KEY * wide))
        left = pad.left() + (pad.width() - _COLUMNS * wide - gap * (_COLUMNS - 1)) // 2
        top = pad.top() + (pad.height() - _ROWS * high - gap * (_ROWS - 1)) // 2
        for index, key in enumerate([*self.keys, self.enter]):
            row, column = divmod(index, _COLUMNS)
            key.setGeometry(left + column * (wide + gap), top + row * (high + gap), wide, high)

    def paintEvent(self, event: QPaintEvent) -> None:
        QPainter(self).fillRect(event.rect(), self._look.colours["background"])


def _checked(check: PinCheck, digits: str) -> Union[bool, PinError]:
    try:
        return check.check(digits)
    except PinError as error:
        return error
