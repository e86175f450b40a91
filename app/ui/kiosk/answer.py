"""The kiosk's answer: one large numeral, how sure it is, and honestly why there is none."""

from __future__ import annotations

from typing import TYPE_CHECKING, Optional

from PySide6.QtCore import QEasingCurve, QRectF, Qt, QVariantAnimation, Signal
from PySide6.QtGui import QColor, QFont, QPainter, QPaintEvent, QPixmap, QRadialGradient
from PySide6.QtWidgets import QWidget

from app.ui import theme, words
from app.ui.language import Translated
from app.ui.theme import Scale, Theme

if TYPE_CHECKING:
    from app.recognition.decision import Prediction
    from app.recognition.recognizer import Recognition

_POP = 200  # milliseconds
_SMALLEST = 0.88  # of its size that an answer appears with
_GLOWS = 0.75  # opacity of the light behind it, at most
_DECIMALS = 1
_MOST_REASONS = 2  # lines


class KioskAnswer(Translated, QWidget):
    glyph_chosen = Signal(int)  # never: there is nothing to choose

    def __init__(self, look: Theme, scale: Scale, parent: Optional[QWidget] = None) -> None:
        super().__init__(parent)
        self._look, self._scale = look, scale
        self._recognition: Optional[Recognition] = None
        self._available = True
        self._glow: Optional[QPixmap] = None
        self._glow_of = QColor()
        self._popped = ""  # what was celebrated last
        self._pop = QVariantAnimation(self)
        self._pop.setDuration(_POP)
        self._pop.setStartValue(0.0)
        self._pop.setEndValue(1.0)
        self._pop.setEasingCurve(QEasingCurve.Type.OutCubic)
        self._pop.valueChanged.connect(lambda _: self.update())
        self.retranslate()

    def retranslate(self) -> None:
        self.setAccessibleName(self.tr("Answer"))
        self.setAccessibleDescription(self.text)
        self.update()

    @property
    def text(self) -> str:
        """What was read; `?` for a refused glyph."""
        return self._recognition.text if self._recognition else ""

    def show_recognition(self, recognition: Recognition, selected: int = -1) -> None:
        """Celebrated where it is another one than before."""
        self.show_quietly(recognition)
        self.celebrate()

    def show_quietly(self, recognition: Recognition) -> None:
        """While the pen is down, with every stroke another one: nothing moves."""
        self._recognition = recognition
        self.retranslate()

    def celebrate(self) -> None:
        if self.text and self.text != self._popped:
            self._popped = self.text
            self._pop.start()

    def clear(self) -> None:
        self._recognition, self._popped = None, ""
        self._pop.stop()
        self.retranslate()

    def select(self, index: int) -> None:
        """Nothing is chosen here."""

    def set_available(self, available: bool) -> None:
        """Whether there is anything that could answer."""
        self._available = available
        self.update()

    # painting

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if not self._available:
            self._paint_note(painter, self.tr("Back soon"), self.tr("Reading is being started again."))
        elif self._recognition is None or not self._recognition.predictions:
            self._paint_note(painter, "", self.tr("The answer appears here"))
        else:
            self._paint_answer(painter, self._recognition)

    def _paint_note(self, painter: QPainter, title: str, text: str) -> None:
        line = self._scale.px(2 * theme.KIOSK_TITLE)
        middle = self.rect().center().y()
        if title:
            self._say(painter, QRectF(0, middle - line, self.width(), line), title, "text", theme.KIOSK_TITLE)
            self._say(painter, QRectF(0, middle, self.width(), line), text, "muted", theme.KIOSK_TEXT)
        else:
            self._say(painter, QRectF(self.rect()), text, "muted", theme.KIOSK_TEXT)

    def _paint_answer(self, painter: QPainter, shown: Recognition) -> None:
        refused = [prediction for prediction in shown.predictions if prediction.label is None]
        line = self._scale.px(1.7 * theme.KIOSK_CAPTION)
        below = self._below(shown, refused)
        room = QRectF(self.rect()).adjusted(0, line, 0, -line * len(below))
        self._say(painter, QRectF(0, 0, self.width(), line), self.tr("I see"), "muted", theme.KIOSK_CAPTION)
        alone = len(refused) == len(shown.predictions)
        self._paint_text(painter, room, shown.text, "warning" if alone else "accent")
        for number, (text, role) in enumerate(below):
            box = QRectF(0, room.bottom() + line * number, self.width(), line)
            self._say(painter, box, text, role, theme.KIOSK_CAPTION)

    def _below(self, shown: Recognition, refused: list[Prediction]) -> list[tuple[str, str]]:
        """The lines under the answer, each with the role of its colour."""
        took = f"{words.milliseconds(shown.timings.total)}{words.NO_BREAK}ms"
        if not refused:
            sure = min(prediction.confidence for prediction in shown.predictions)
            return [(f"{words.percent(sure, _DECIMALS)}  ·  {took}", "muted")]
        reasons = dict.fromkeys(words.refusal(prediction) for prediction in refused)
        said = [(f"? · {reason}", "warning") for reason in list(reasons)[:_MOST_REASONS]]
        return [*said, (self.tr("Try once more"), "muted")]

    def _paint_text(self, painter: QPainter, room: QRectF, text: str, role: str) -> None:
        """In the largest type that fits, growing and appearing for a moment."""
        running = self._pop.state() == QVariantAnimation.State.Running
        share = float(self._pop.currentValue()) if running else 1.0
        largest = round(theme.KIOSK_ANSWER * self.height())
        # digits have no descenders: their line may stand out of the room by as much
        face = theme.fitting_font(text, largest, 12, 0.92 * room.width(), 1.2 * room.height(), QFont.Weight.Light)
        painter.save()
        if role == "accent":
            self._paint_glow(painter, room, share)
        painter.translate(room.center())
        painter.scale(*2 * (_SMALLEST + (1 - _SMALLEST) * share,))
        painter.translate(-room.center())
        painter.setOpacity(share)
        painter.setFont(face)
        painter.setPen(self._look.colours[role])
        painter.drawText(room, Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextDontClip, text)
        painter.restore()

    def _paint_glow(self, painter: QPainter, room: QRectF, share: float) -> None:
        """A soft light behind it, which comes with it. A picture of it is kept: to paint one takes milliseconds."""
        side = round(min(room.width(), room.height()))
        light = self._look.colours["accent_soft"]
        if self._glow is None or self._glow.width() != side or self._glow_of != light:
            self._glow, self._glow_of = _glow(side, light), light
        painter.setOpacity(share)
        painter.drawPixmap(round(room.center().x() - side / 2), round(room.center().y() - side / 2), self._glow)

    def _say(self, painter: QPainter, box: QRectF, text: str, role: str, pixels: int) -> None:
        largest = self._scale.px(pixels)
        painter.setFont(theme.fitting_font(text, largest, 10, box.width(), box.height(), QFont.Weight.Normal))
        painter.setPen(QColor(self._look.colours[role]))
        painter.drawText(box, Qt.AlignmentFlag.AlignCenter, text)


def _glow(side: int, light: QColor) -> QPixmap:
    """A disc of light, strongest in its middle."""
    picture = QPixmap(side, side)
    picture.fill(Qt.GlobalColor.transparent)
    gradient = QRadialGradient(side / 2, side / 2, side / 2)
    for at, strength in ((0.0, _GLOWS), (1.0, 0.0)):
        colour = QColor(light)
        colour.setAlphaF(strength)
        gradient.setColorAt(at, colour)
    painter = QPainter(picture)
    painter.fillRect(0, 0, side, side, gradient)
    painter.end()
    return picture
