"""The answer: large, and beside it each digit with its confidence."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Optional

from PySide6.QtCore import QPointF, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QMouseEvent, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QLabel, QSizePolicy, QWidget

from app.ui import theme, words
from app.ui.language import Translated
from app.ui.samples.correction_line import CorrectionLine
from app.ui.theme import Theme
from app.ui.widgets.card import Card, caption

if TYPE_CHECKING:
    from app.recognition.decision import Prediction
    from app.recognition.recognizer import Recognition

_HEIGHT = 136  # pixels
_TALL = 200  # pixels: from here on the answer stands in the middle of its card
_CELL_PADDING = 5  # pixels beside a digit and its confidence
_LINK_EDGE = 12  # pixels that the line for the correction may reach into the card's edge: its words are lower than it
_TEXT_SHARE = 0.58  # of the width, at most, where the confidences stand beside the answer


class AnswerCard(Translated, Card):
    glyph_chosen = Signal(int)

    def __init__(self, look: Theme, parent: Optional[QWidget] = None) -> None:
        super().__init__(look, parent)
        self.text = AnswerText(look, self)
        self.count: QLabel = caption()
        self.count.setParent(self)
        self.digits = DigitList(look, self)
        self.digits.glyph_chosen.connect(self.glyph_chosen)
        self.correction = CorrectionLine(look, self)
        self._correctable = False
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self.clear()

    def set_correctable(self) -> None:
        """Keep room for the line for corrections."""
        self._correctable = True
        self._place()

    @property
    def _link(self) -> int:
        """The height of that line, without what may reach into the card's edge."""
        return theme.CONTROL - _LINK_EDGE if self._correctable else 0

    def show_recognition(self, recognition: Recognition) -> None:
        self.text.show_text(recognition.text)
        self.digits.show_predictions(recognition.predictions)
        self.retranslate()

    def clear(self) -> None:
        self.text.show_text("")
        self.digits.show_predictions(())
        self.retranslate()

    def retranslate(self) -> None:
        self.count.setText(self._count_text(self.digits.predictions))
        self._place()

    def select(self, index: int) -> None:
        self.digits.select(index)

    def _count_text(self, predictions: Sequence[Prediction]) -> str:
        if not predictions:
            return self.tr("The answer appears here")
        digits = sum(prediction.label is not None for prediction in predictions)
        words = {
            0: self.tr("no digit read"),
            1: self.tr("one digit"),
            2: self.tr("two digits"),
            3: self.tr("three digits"),
        }
        return words.get(digits) or self.tr("%n digit(s)", "", digits)

    def sizeHint(self) -> QSize:
        return QSize(theme.CARDS_NARROW, _HEIGHT)

    def minimumSizeHint(self) -> QSize:
        return QSize(200, _HEIGHT)

    def resizeEvent(self, event: QResizeEvent) -> None:
        self._place()

    def _place(self) -> None:
        """By hand and not by a layout: the answer's size decides where the rest goes."""
        area = self.rect().adjusted(theme.CARD_PADDING, theme.GAP, -theme.CARD_PADDING, -theme.GAP)
        tall = area.height() >= _TALL
        line = self.count.sizeHint().height()
        centre = Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignVCenter
        left = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
        self.count.setAlignment(centre if tall or not self.digits.count else left)
        if not self.digits.count:
            self.text.setGeometry(0, 0, 0, 0)
            self.digits.setGeometry(0, 0, 0, 0)
            self.count.setGeometry(area)
            self.correction.setGeometry(0, 0, 0, 0)
            return
        self.digits.set_centred(tall)
        if tall or not self._place_beside(area, line):
            self._place_below(area, line)

    def _place_beside(self, area: QRect, line: int) -> bool:
        """The confidences to the right of the answer. False, and nothing done, where they have not the room."""
        text = self.text.wanted_width(area.width() * _TEXT_SHARE, area.height())
        left = area.left() + text + theme.EDGE
        width = area.right() + 1 - left
        height = self.digits.height_for(width + _CELL_PADDING)
        if line + 4 + height + self._link > area.height():
            return False
        top = area.top() + max(0, (area.height() - line - 4 - height - self._link) // 2)
        self.text.set_centred(False)
        self.correction.set_alignment(Qt.AlignmentFlag.AlignLeft)
        self.text.setGeometry(area.left(), area.top(), text, area.height())
        self.count.setGeometry(left, top, width, line)
        # the padding of its first cell stands out, so that the words stand in line
        self.digits.setGeometry(left - _CELL_PADDING, top + line + 4, width + _CELL_PADDING, height)
        right = self.rect().right() + 1  # it may reach as far as the card
        self.correction.setGeometry(left - _CELL_PADDING, top + line + 4 + height, right - left, theme.CONTROL)
        return True

    def _place_below(self, area: QRect, line: int) -> None:
        """The confidences under the answer. In a low card what counts them stands beside the line for corrections."""
        tall = area.height() >= _TALL
        foot = max(line, self._link)
        room = area.height() - foot - (line + 2 if tall else 0)
        height = min(self.digits.height_for(area.width()), room // 2)
        list_top = area.bottom() + 1 - foot - height
        self.text.set_centred(tall)
        self.text.setGeometry(area.left(), area.top(), area.width(), room - height - 4)
        self.digits.setGeometry(area.left(), list_top, area.width(), height)
        if tall:
            self.count.setGeometry(area.left(), list_top - line - 2, area.width(), line)
        else:
            beside = theme.CONTROL if self._correctable else foot
            self.count.setGeometry(area.left(), list_top + height, area.width(), beside)
        self.correction.set_alignment(Qt.AlignmentFlag.AlignHCenter if tall else Qt.AlignmentFlag.AlignRight)
        left, width = area.left() - _CELL_PADDING, area.width() + _CELL_PADDING
        self.correction.setGeometry(left, list_top + height, width, theme.CONTROL)


class AnswerText(Translated, QWidget):
    """The digits in the largest type that fits."""

    def __init__(self, look: Theme, parent: Optional[QWidget] = None) -> None:
        super().__init__(parent)
        self._look = look
        self._text = ""
        self._centred = False
        self.retranslate()

    def retranslate(self) -> None:
        self.setAccessibleName(self.tr("Answer"))

    @property
    def shown(self) -> str:
        return self._text

    def show_text(self, text: str) -> None:
        self._text = text
        self.setAccessibleDescription(text)
        self.update()

    def set_centred(self, centred: bool) -> None:
        self._centred = centred

    def wanted_width(self, most: float, height: float) -> int:
        metrics = QFontMetricsF(self._face(most, height))
        return int(min(most, max(metrics.horizontalAdvance(line) for line in self._text.split("\n")) + 2))

    def _face(self, width: float, height: float) -> QFont:
        # digits have no descenders: their line may stand out of the box by as much
        return theme.fitting_font(self._text, theme.ANSWER, 12, width - 2, height * 1.15, QFont.Weight.Light)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setFont(self._face(self.width(), self.height()))
        painter.setPen(self._look.colours["warning" if self._text == "?" else "text"])
        align = Qt.AlignmentFlag.AlignHCenter if self._centred else Qt.AlignmentFlag.AlignLeft
        painter.drawText(self.rect(), align | Qt.AlignmentFlag.AlignVCenter | Qt.TextFlag.TextDontClip, self._text)


class DigitList(Translated, QWidget):
    """Each digit with its confidence, in rows; a press on one chooses it."""

    glyph_chosen = Signal(int)

    def __init__(self, look: Theme, parent: Optional[QWidget] = None) -> None:
        super().__init__(parent)
        self._look = look
        self._predictions: Sequence[Prediction] = ()
        self._selected = -1
        self._centred = False
        self.setFont(theme.font(theme.TEXT))
        self.retranslate()

    def retranslate(self) -> None:
        self.setAccessibleName(self.tr("Digits and confidences"))
        self.setAccessibleDescription(", ".join(" ".join(_parts(p)) for p in self._predictions))
        self.update()

    @property
    def predictions(self) -> Sequence[Prediction]:
        return self._predictions

    @property
    def count(self) -> int:
        return len(self._predictions)

    def show_predictions(self, predictions: Sequence[Prediction]) -> None:
        self._predictions = predictions
        self.setCursor(Qt.CursorShape.PointingHandCursor if len(predictions) > 1 else Qt.CursorShape.ArrowCursor)
        self.retranslate()

    def select(self, index: int) -> None:
        self._selected = index
        self.update()

    def set_centred(self, centred: bool) -> None:
        self._centred = centred

    def height_for(self, width: int) -> int:
        cells = self._cells(width)
        return int(cells[-1].bottom()) + 1 if cells else 0

    def mousePressEvent(self, event: QMouseEvent) -> None:
        for index, cell in enumerate(self._cells(self.width())):
            if cell.contains(event.position()):
                self.glyph_chosen.emit(index)

    def _cells(self, width: int) -> list[QRectF]:
        """Where each digit stands: from left to right, as many in a row as fit."""
        metrics = QFontMetricsF(self.font())
        height = metrics.height() + 4
        cells: list[QRectF] = []
        left = top = 0.0
        for prediction in self._predictions:
            wide = sum(metrics.horizontalAdvance(part) for part in _parts(prediction)) + 6 + 2 * _CELL_PADDING
            if left > 0 and left + wide > width:
                left, top = 0.0, top + height
            cells.append(QRectF(left, top, wide, height))
            left += wide + 4
        if not self._centred:
            return cells
        ends = {cell.top(): cell.right() for cell in cells}  # of each row
        return [cell.translated((width - ends[cell.top()]) / 2, 0) for cell in cells]

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setFont(self.font())
        metrics = QFontMetricsF(self.font())
        several = self.count > 1
        cells = self._cells(self.width())
        for index, (prediction, cell) in enumerate(zip(self._predictions, cells)):
            if cell.bottom() > self.height() + 1:
                painter.setPen(self._colour("muted"))
                painter.drawText(QPointF(cells[index - 1].right() - 2, cells[index - 1].bottom() - 8), "…")
                return
            digit, sureness = _parts(prediction)
            refused = prediction.label is None
            if several and index == self._selected:
                painter.setPen(Qt.PenStyle.NoPen)
                painter.setBrush(self._colour("track"))
                painter.drawRoundedRect(cell.adjusted(0, 1, 0, -1), 6, 6)
            baseline = cell.top() + 2 + metrics.ascent()
            left = cell.left() + _CELL_PADDING
            painter.setPen(self._colour("warning" if refused else "text"))
            painter.drawText(QPointF(left, baseline), digit)
            painter.setPen(self._colour("warning" if refused else "muted"))
            painter.drawText(QPointF(left + metrics.horizontalAdvance(digit) + 6, baseline), sureness)

    def _colour(self, role: str) -> QColor:
        return self._look.colours[role]


def _parts(prediction: Prediction) -> tuple[str, str]:
    if prediction.label is None:
        return "?", words.refusal(prediction)
    return str(prediction.label), words.percent(prediction.confidence)
