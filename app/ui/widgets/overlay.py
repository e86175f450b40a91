"""What is painted over the camera's picture: guide, boxes, labels. Seen on any picture, light or dark."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Optional

from PySide6.QtCore import QPointF, QRect, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter, QPainterPath, QPen

from app.ui import theme
from app.ui.draw.paper import label, role
from app.ui.theme import Colours
from app.ui.widgets.placement import Placement

if TYPE_CHECKING:
    from app.recognition.decision import Prediction

_AROUND = 6  # pixels between the ink and its box
_CORNER = 22  # pixels: the length of the guide's corners
_EDGE = 6  # pixels that a label keeps from the picture's edge
_WIDEST_LABEL = 200  # pixels
_NO_CORRECTIONS: Mapping[int, int] = {}
_CASING = QColor(255, 255, 255, 150)


def frame(placement: Placement, prediction: Prediction) -> QRectF:
    """What is painted around a digit."""
    around = placement.box(prediction.box).adjusted(-_AROUND, -_AROUND, _AROUND, _AROUND)
    return around.intersected(QRectF(placement.place).adjusted(2, 2, -2, -2))


def reach(placement: Placement, prediction: Prediction) -> QRect:
    """All that a digit's box and label may touch."""
    box = frame(placement, prediction)
    left = min(box.left(), placement.place.right() - _WIDEST_LABEL)
    return QRectF(left - 4, box.top() - 36, max(box.width(), _WIDEST_LABEL) + 8, box.height() + 72).toAlignedRect()


def paint_guide(painter: QPainter, box: QRectF) -> None:
    """Its four corners, white with a dark edge."""
    path = QPainterPath()
    for x, y, across, down in (
        (box.left(), box.top(), 1, 1),
        (box.right(), box.top(), -1, 1),
        (box.right(), box.bottom(), -1, -1),
        (box.left(), box.bottom(), 1, -1),
    ):
        path.moveTo(x, y + down * _CORNER)
        path.lineTo(x, y + down * 8)
        path.quadTo(x, y, x + across * 8, y)
        path.lineTo(x + across * _CORNER, y)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    for colour, width in ((QColor(0, 0, 0, 110), 4.5), (QColor(255, 255, 255, 235), 2.5)):
        painter.setPen(QPen(colour, width, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap))
        painter.drawPath(path)


def paint_predictions(
    painter: QPainter,
    placement: Placement,
    predictions: Sequence[Prediction],
    selected: int,
    colours: Colours,
    corrections: Mapping[int, int] = _NO_CORRECTIONS,
) -> None:
    """Boxes first, then labels, so that no box strikes a label through."""
    several = len(predictions) > 1
    painter.setBrush(Qt.BrushStyle.NoBrush)
    for index, prediction in enumerate(predictions):
        width = 3.0 if several and index == selected else 2.0
        box = frame(placement, prediction)
        for colour, line in ((_CASING, width + 2), (colours[role(prediction, corrections.get(index))], width)):
            painter.setPen(QPen(colour, line))
            painter.drawRoundedRect(box, 6, 6)
    taken: list[QRectF] = []
    for index, prediction in enumerate(predictions):
        weight = QFont.Weight.Bold if several and index == selected else QFont.Weight.Normal
        taken.append(_paint_label(painter, placement, prediction, corrections.get(index), weight, taken, colours))


def _paint_label(
    painter: QPainter,
    placement: Placement,
    prediction: Prediction,
    correction: Optional[int],
    weight: QFont.Weight,
    taken: Sequence[QRectF],
    colours: Colours,
) -> QRectF:
    """On a ground of its own: what is behind it may have any colour."""
    text, face = label(prediction, correction), theme.font(theme.TEXT, weight)
    metrics = QFontMetricsF(face)
    size = metrics.horizontalAdvance(text) + 16, metrics.height() + 4
    place = _place(placement.place, frame(placement, prediction), size, taken)
    painter.setPen(QPen(_CASING, 1))
    colour = role(prediction, correction)
    painter.setBrush(colours[colour])
    painter.drawRoundedRect(place, 6, 6)
    painter.setFont(face)
    painter.setPen(colours["surface" if colour == "warning" else "on_accent"])
    painter.drawText(place, Qt.AlignmentFlag.AlignCenter, text)
    return place


def _place(room: QRect, box: QRectF, size: tuple[float, float], taken: Sequence[QRectF]) -> QRectF:
    """Above the box, else below it, else within it: the first place in the picture that is free."""
    width, height = size
    left = min(max(box.left(), room.left() + _EDGE), room.right() - _EDGE - width)
    highest, lowest = room.top() + _EDGE, room.bottom() - _EDGE - height
    tops = [box.top() - height - 4, box.bottom() + 4, box.top() + 4]
    places = [QRectF(QPointF(left, min(max(top, highest), lowest)), QPointF(left + width, 0)) for top in tops]
    for place in places:
        place.setHeight(height)
    for top, place in zip(tops, places):
        if place.top() == top and not any(place.intersects(other) for other in taken):
            return place
    return places[0]
