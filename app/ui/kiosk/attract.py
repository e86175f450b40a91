"""What the kiosk shows while nobody is there: digits that draw themselves, calmly, and what one can do here."""

from __future__ import annotations

import random
import time
from collections.abc import Callable, Sequence
from typing import Optional

from PySide6.QtCore import QEvent, QRect, QRectF, Qt, QTimer, Signal
from PySide6.QtGui import QFont, QHideEvent, QPainter, QPaintEvent, QPen, QResizeEvent, QShowEvent
from PySide6.QtWidgets import QWidget

from app.ui import theme
from app.ui.kiosk.writing import WIDTH, WrittenDigit, written_digits
from app.ui.theme import Scale, Theme

_FRAME = 33  # milliseconds
# seconds: of writing a digit, until the next begins, that the number stays, that it goes
_WRITES, _NEXT, _STAYS, _GOES = 1.5, 1.9, 2.5, 0.8
_PEN = 0.075  # of a digit's height
_SHIFT = 0.04  # of the room: each number stands a little elsewhere, so that no screen keeps a trace of it
_WIDE = 1.2  # times as wide as high: then three digits are written, else two
# each in its own language, for whoever comes by
DRAW = "Draw a digit", "写一个数字"
SHOW = "Hold up a digit", "举起一个数字"
CLOSED = "Back soon", "稍后回来"


class Attract(QWidget):
    """Nothing is painted while it is hidden, and while a number stays."""

    touched = Signal()

    def __init__(
        self, look: Theme, scale: Scale, clock: Callable[[], float] = time.monotonic, parent: Optional[QWidget] = None
    ) -> None:
        super().__init__(parent)
        self._look, self._scale, self._clock = look, scale, clock
        self._digits = written_digits()
        self._words = DRAW
        self._number: Sequence[WrittenDigit] = ()
        self._shift = 0.0, 0.0
        self._began = 0.0
        self._tick = QTimer(self)
        self._tick.timeout.connect(self._move)
        self.setAttribute(Qt.WidgetAttribute.WA_AcceptTouchEvents)

    @property
    def words(self) -> tuple[str, str]:
        return self._words

    def say(self, words: tuple[str, str]) -> None:
        self._words = words
        self.setAccessibleName(" / ".join(words))
        self.update()

    @property
    def writes(self) -> bool:
        """Whether anything moves."""
        return self._tick.isActive()

    # time

    def _begin(self) -> None:
        count = 3 if self.width() > _WIDE * self.height() else 2
        self._number = [self._digits[digit] for digit in random.sample(sorted(self._digits), count)]
        self._shift = random.uniform(-_SHIFT, _SHIFT), random.uniform(-_SHIFT, _SHIFT)
        self._began = self._clock()
        self._tick.start(_FRAME)
        self.update()

    def _move(self) -> None:
        passed, written = self._clock() - self._began, self._written
        if passed < written:
            self._tick.setInterval(_FRAME)
        elif passed < written + _STAYS:
            self._tick.setInterval(max(_FRAME, round(1000 * (written + _STAYS - passed))))
        elif passed < written + _STAYS + _GOES:
            self._tick.setInterval(_FRAME)
        else:
            self._begin()
        self.update(self._room().toAlignedRect())

    @property
    def _written(self) -> float:
        """Seconds until the number stands."""
        return _NEXT * (len(self._number) - 1) + _WRITES

    # painting

    def _room(self) -> QRectF:
        """For the digits, and a little around them."""
        return QRectF(0, 0, self.width(), 0.72 * self.height())

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(event.rect(), self._look.colours["background"])
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if self._words is not CLOSED:
            self._paint_number(painter)
        self._paint_words(painter)

    def _paint_number(self, painter: QPainter) -> None:
        passed = self._clock() - self._began
        going = (passed - self._written - _STAYS) / _GOES
        painter.setOpacity(min(1.0, max(0.0, 1.0 - going)))
        room, count = self._room(), len(self._number)
        height = min(0.62 * room.height(), 0.8 * room.width() / (WIDTH * count + 0.25 * (count - 1)))
        across = (WIDTH + 0.25) * height
        left = room.center().x() - (count * across - 0.25 * height) / 2 + self._shift[0] * room.width()
        top = room.center().y() - 0.42 * height + self._shift[1] * room.height()
        pen = QPen(self._look.colours["accent"], _PEN * height)
        pen.setCapStyle(Qt.PenCapStyle.RoundCap)
        pen.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
        for place, digit in enumerate(self._number):
            share = (passed - _NEXT * place) / _WRITES
            if share > 0:
                painter.save()
                painter.translate(left + place * across, top)
                painter.scale(height, height)
                pen.setWidthF(_PEN)
                painter.setPen(pen)
                for line in digit.until(_eased(min(1.0, share))):
                    painter.drawPolyline(line)
                painter.restore()
        painter.setOpacity(1.0)

    def _paint_words(self, painter: QPainter) -> None:
        closed = self._words is CLOSED
        top = (0.36 if closed else 0.72) * self.height()
        first, second = self._scale.px(1.4 * theme.KIOSK_TITLE), self._scale.px(1.1 * theme.KIOSK_TITLE)
        for text, pixels, role in ((self._words[0], first, "text"), (self._words[1], second, "muted")):
            high = round(1.6 * pixels)
            box = QRect(0, round(top), self.width(), high)
            painter.setFont(theme.fitting_font(text, pixels, 12, 0.9 * box.width(), 2 * high, QFont.Weight.Normal))
            painter.setPen(self._look.colours[role])
            painter.drawText(box, Qt.AlignmentFlag.AlignCenter, text)
            top += high

    # Qt

    def event(self, event: QEvent) -> bool:
        if event.type() in (QEvent.Type.TouchBegin, QEvent.Type.MouseButtonPress, QEvent.Type.TabletPress):
            event.accept()
            self.touched.emit()
            return True
        return super().event(event)

    def showEvent(self, event: QShowEvent) -> None:
        self._begin()

    def hideEvent(self, event: QHideEvent) -> None:
        self._tick.stop()

    def resizeEvent(self, event: QResizeEvent) -> None:
        if self.isVisible():
            self._begin()


def _eased(share: float) -> float:
    """A hand begins and ends slowly."""
    return share * share * (3 - 2 * share)
