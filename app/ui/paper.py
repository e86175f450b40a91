"""How the paper, the ink on it and the boxes around what was read are painted."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF, QRect, QRectF, Qt
from PySide6.QtGui import QBrush, QColor, QFont, QFontMetricsF, QPainter, QPainterPath, QPen

from app.ui import theme, words
from app.ui.drawing import Line, Point
from app.ui.theme import Colours

if TYPE_CHECKING:
    from app.recognition.decision import Box, Prediction

_AROUND = 6  # pixels between the ink and its box
_EDGE = 6  # pixels that a label keeps from the paper's edge


def outline(rect: QRect) -> QPainterPath:
    path = QPainterPath()
    path.addRoundedRect(QRectF(rect).adjusted(0.5, 0.5, -0.5, -0.5), theme.CARD_RADIUS, theme.CARD_RADIUS)
    return path


def paint_sheet(painter: QPainter, rect: QRect, colours: Colours, *, focused: bool) -> None:
    painter.setPen(QPen(colours["text"], 2) if focused else QPen(colours["hairline"], 1))
    painter.setBrush(colours["paper"])
    painter.drawPath(outline(rect.adjusted(1, 1, -1, -1) if focused else rect))


def paint_hint(painter: QPainter, rect: QRect, text: str, colours: Colours) -> None:
    painter.setFont(theme.font(theme.TITLE))
    painter.setPen(colours["muted"])
    painter.drawText(rect, Qt.AlignmentFlag.AlignCenter, text)


def paint_lines(painter: QPainter, lines: Iterable[Line], colour: QColor) -> None:
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    for line in lines:
        if len(line.points) == 1:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(colour)
            painter.drawEllipse(QPointF(*line.points[0]), line.width / 2, line.width / 2)
        else:
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(
                QPen(
                    QBrush(colour),
                    line.width,
                    Qt.PenStyle.SolidLine,
                    Qt.PenCapStyle.RoundCap,
                    Qt.PenJoinStyle.RoundJoin,
                )
            )
            painter.drawPath(_smooth(line.points))


def _smooth(points: Sequence[Point]) -> QPainterPath:
    """A curve through the middles between the points, with the points as its controls."""
    path = QPainterPath(QPointF(*points[0]))
    for (x, y), (next_x, next_y) in zip(points[1:-1], points[2:]):
        path.quadTo(x, y, (x + next_x) / 2, (y + next_y) / 2)
    path.lineTo(QPointF(*points[-1]))
    return path


def frame(box: Box) -> QRectF:
    """What is painted around a glyph's box."""
    return QRectF(*box).adjusted(-_AROUND, -_AROUND, _AROUND, _AROUND)


def label(prediction: Prediction) -> str:
    if prediction.label is None:
        return f"? · {words.refusal(prediction)}"
    return f"{prediction.label} · {words.percent(prediction.confidence)}"


def paint_predictions(
    painter: QPainter, rect: QRect, predictions: Sequence[Prediction], selected: int, colours: Colours
) -> None:
    """Boxes first, then labels, so that no box strikes a label through."""
    inside = QRectF(rect).adjusted(1.5, 1.5, -1.5, -1.5)
    several = len(predictions) > 1
    for index, prediction in enumerate(predictions):
        colour = colours["warning" if prediction.label is None else "accent"]
        pen = QPen(colour, 2.0 if several and index == selected else 1.25)
        pen.setDashPattern([4, 3] if pen.widthF() < 2 else [3, 2])
        pen.setCapStyle(Qt.PenCapStyle.FlatCap)
        painter.setPen(pen)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRoundedRect(frame(prediction.box).intersected(inside), 6, 6)
    taken: list[QRectF] = []
    for index, prediction in enumerate(predictions):
        weight = QFont.Weight.DemiBold if several and index == selected else QFont.Weight.Normal
        taken.append(_paint_label(painter, rect, prediction, weight, taken, colours))


def _paint_label(
    painter: QPainter,
    rect: QRect,
    prediction: Prediction,
    weight: QFont.Weight,
    taken: Sequence[QRectF],
    colours: Colours,
) -> QRectF:
    text, face = label(prediction), theme.font(theme.TEXT, weight)
    metrics = QFontMetricsF(face)
    place = _label_place(rect, frame(prediction.box), metrics.horizontalAdvance(text) + 8, metrics.height(), taken)
    ground = colours["paper"]
    ground.setAlphaF(0.85)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(ground)
    painter.drawRoundedRect(place, 4, 4)
    painter.setFont(face)
    painter.setPen(colours["warning" if prediction.label is None else "accent"])
    painter.drawText(place, Qt.AlignmentFlag.AlignCenter, text)
    return place


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
