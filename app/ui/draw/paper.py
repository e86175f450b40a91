"""How the paper and the boxes around what was read are painted."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, NamedTuple, Optional

from PySide6.QtCore import QPointF, QRect, QRectF, Qt
from PySide6.QtGui import QFont, QFontMetricsF, QPainter, QPainterPath, QPen, QRegion

from app.ui import theme, words
from app.ui.theme import Colours

if TYPE_CHECKING:
    from app.recognition.decision import Box, Prediction

_AROUND = 6  # pixels between the ink and its box
_EDGE = 6  # pixels that a label keeps from the paper's edge


def outline(rect: QRect) -> QPainterPath:
    path = QPainterPath()
    path.addRoundedRect(QRectF(rect).adjusted(0.5, 0.5, -0.5, -0.5), theme.CARD_RADIUS, theme.CARD_RADIUS)
    return path


def inner(rect: QRect) -> QRect:
    """Where there is only paper: neither the edge nor what its round corners leave out."""
    inset = theme.CARD_RADIUS // 2
    return rect.adjusted(inset, inset, -inset, -inset)


def paint_sheet(painter: QPainter, rect: QRect, colours: Colours, *, focused: bool) -> None:
    painter.setPen(QPen(colours["text"], 2) if focused else QPen(colours["hairline"], 1))
    painter.setBrush(colours["paper"])
    painter.drawPath(outline(rect.adjusted(1, 1, -1, -1) if focused else rect))


def paint_hint(
    painter: QPainter, rect: QRect, text: str, colours: Colours, strength: float = 1.0, pixels: int = theme.TITLE
) -> None:
    """strength: 1 where it is there, 0 where it is gone; pixels: of the type"""
    colour = colours["muted"]
    colour.setAlphaF(strength)
    painter.setFont(theme.font(pixels))
    painter.setPen(colour)
    painter.drawText(rect, Qt.AlignmentFlag.AlignCenter, text)


def frame(box: Box) -> QRectF:
    """What is painted around a glyph's box."""
    return QRectF(*box).adjusted(-_AROUND, -_AROUND, _AROUND, _AROUND)


def label(prediction: Prediction, correction: Optional[int] = None) -> str:
    """What was read, or what a person said that it is."""
    if correction is not None:
        return f"{correction} ✓"
    if prediction.label is None:
        return f"? · {words.refusal(prediction)}"
    return f"{prediction.label} · {words.percent(prediction.confidence)}"


def role(prediction: Prediction, correction: Optional[int] = None) -> str:
    """The colour of its box."""
    return "warning" if prediction.label is None and correction is None else "accent"


class Mark(NamedTuple):
    """What is painted around one glyph and what is written beside it."""

    around: QRectF
    text: str
    place: QRectF  # of the text
    chosen: bool  # of several
    refused: bool


class Marks:
    """Around what was read on one paper.

    pixels: of the labels' type
    """

    def __init__(self) -> None:
        self.pixels = theme.TEXT
        self._predictions: Sequence[Prediction] = ()
        self._corrections: Mapping[Box, int] = {}
        self.selected = -1
        self._marks: list[Mark] = []

    def show(self, rect: QRect, predictions: Sequence[Prediction], selected: int) -> QRegion:
        """Returns what has to be painted again."""
        before = self._marks
        self._predictions, self.selected = predictions, selected
        self._marks = _placed(rect, predictions, selected, self._corrections, self.pixels)
        return QRegion() if self._marks == before else _region([*before, *self._marks])

    def select(self, rect: QRect, index: int) -> QRegion:
        return self.show(rect, self._predictions, index)

    def correct(self, rect: QRect, digits: Mapping[Box, int]) -> QRegion:
        """digits: what a person said that the glyphs in these boxes are"""
        self._corrections = digits
        return self.select(rect, self.selected)

    def place(self, rect: QRect) -> None:
        """The paper has another size."""
        self.select(rect, self.selected)

    def at(self, point: QPointF) -> int:
        """The index of the glyph there, -1 where there is none."""
        around = (frame(prediction.box).contains(point) for prediction in self._predictions)
        return next((index for index, inside in enumerate(around) if inside), -1)

    def beside(self, step: int) -> int:
        """The index of the glyph so many after the selected one, -1 where there are none."""
        return (self.selected + step) % len(self._predictions) if self._predictions else -1

    def paint(self, painter: QPainter, colours: Colours, area: QRect) -> None:
        """Those of them that reach into the area."""
        _paint_marks(painter, [mark for mark in self._marks if _region([mark]).intersects(area)], colours, self.pixels)


def _placed(
    rect: QRect, predictions: Sequence[Prediction], selected: int, corrections: Mapping[Box, int], pixels: int
) -> list[Mark]:
    inside = QRectF(rect).adjusted(1.5, 1.5, -1.5, -1.5)
    made: list[Mark] = []
    for index, prediction in enumerate(predictions):
        chosen = len(predictions) > 1 and index == selected
        correction = corrections.get(prediction.box)
        text, metrics = label(prediction, correction), QFontMetricsF(_face(chosen, pixels))
        size = metrics.horizontalAdvance(text) + 8, metrics.height()
        around = frame(prediction.box)
        place = _label_place(rect, around, *size, [mark.place for mark in made])
        made.append(Mark(around.intersected(inside), text, place, chosen, role(prediction, correction) == "warning"))
    return made


def _region(marks: Iterable[Mark]) -> QRegion:
    """All that they are painted on."""
    whole = QRegion()
    for mark in marks:
        around = mark.around.toAlignedRect()
        whole += QRegion(around.adjusted(-2, -2, 2, 2)) - QRegion(around.adjusted(4, 4, -4, -4))
        whole += mark.place.toAlignedRect()
    return whole


def _paint_marks(painter: QPainter, marks: Sequence[Mark], colours: Colours, pixels: int) -> None:
    """Boxes first, then labels, so that no box strikes a label through."""
    for mark in marks:
        pen = QPen(colours["warning" if mark.refused else "accent"], 2.0 if mark.chosen else 1.25)
        pen.setDashPattern([3, 2] if mark.chosen else [4, 3])
        pen.setCapStyle(Qt.PenCapStyle.FlatCap)
        painter.setPen(pen)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRoundedRect(mark.around, 6, 6)
    ground = colours["paper"]
    ground.setAlphaF(0.85)
    for mark in marks:
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(ground)
        painter.drawRoundedRect(mark.place, 4, 4)
        painter.setFont(_face(mark.chosen, pixels))
        painter.setPen(colours["warning" if mark.refused else "accent"])
        painter.drawText(mark.place, Qt.AlignmentFlag.AlignCenter, mark.text)


def _face(chosen: bool, pixels: int) -> QFont:
    return theme.font(pixels, QFont.Weight.DemiBold if chosen else QFont.Weight.Normal)


def _label_place(rect: QRect, around: QRectF, width: float, height: float, taken: Sequence[QRectF]) -> QRectF:
    """Above the box, else below it, else within it: the first place on the paper that is free."""
    left = min(max(around.left(), rect.left() + _EDGE), rect.right() - _EDGE - width)
    lowest = rect.bottom() - _EDGE - height
    tops = [around.top() - height - 3, around.bottom() + 3, around.top() + 3]
    places = [QRectF(left, min(max(top, _EDGE), lowest), width, height) for top in tops]
    for top, place in zip(tops, places):
        if place.top() == top and not any(place.intersects(other) for other in taken):
            return place
    return places[0]
