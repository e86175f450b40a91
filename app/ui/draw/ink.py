"""Ink on paper: smooth, anti-aliased lines, painted once at the screen's own density."""

from __future__ import annotations

import math
from collections.abc import Iterable
from typing import Optional

from PySide6.QtCore import QMarginsF, QPointF, QRectF, Qt
from PySide6.QtGui import QBrush, QColor, QPainter, QPainterPath, QPen, QPixmap, QPolygonF
from PySide6.QtWidgets import QWidget

from app.ui.draw.curve import Spot, bent, curved, spots
from app.ui.draw.drawing import Line, Point, bounds

# points: a line is painted in parts, so that its finished ones need not be painted again
_PART = 48
_PRESSED_PART = 12  # of a line whose width changes: its outline costs more
_STEP = 6.0  # pixels of such a line that are straight
_BEND = 0.35  # in radians: where it turns by more, its outer side is rounded
_ROUND = 12  # straight steps of half a circle
_SHARP, _SHARP_STEP = 0.5, 1.0  # radians from where on a bend is sharp; pixels of its straight steps
_AROUND = 2.0  # pixels: what anti-aliasing may reach beyond a line's edge
_MARGINS = QMarginsF(_AROUND, _AROUND, _AROUND, _AROUND)
_SHORTEST = 0.01  # pixels


def paint_lines(painter: QPainter, lines: Iterable[Line], colour: QColor, within: Optional[QRectF] = None) -> None:
    """within: leave out what lies outside of this"""
    for line in lines:
        paint_line(painter, line, colour, within=within)


def paint_line(
    painter: QPainter,
    line: Line,
    colour: QColor,
    first: int = 0,
    last: Optional[int] = None,
    within: Optional[QRectF] = None,
) -> None:
    """first, last: of its parts, the last one left out"""
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    final = _finished_parts(line)
    for number in range(first, final + 1 if last is None else last):
        piece = _part(line, number)
        if within is None or _bounds_of(piece).intersects(within):
            _paint_part(painter, piece, colour, begins=not number, ends=number == final)


def _finished_parts(line: Line) -> int:
    """How many of its parts stay as they are when it goes on; after them there is always one more."""
    return max(0, (len(line.points) - 2) // _part_of(line))


def _part_of(line: Line) -> int:
    return _PRESSED_PART if line.widths else _PART


def _piece(line: Line, first: int, last: int) -> Line:
    return Line(line.points[first:last], line.width, line.widths[first:last])


def _bounds_of(piece: Line) -> QRectF:
    left, top, right, bottom = bounds([piece]) or (0.0, 0.0, 0.0, 0.0)
    return QRectF(QPointF(left, top), QPointF(right, bottom)).marginsAdded(_MARGINS)


def newest(line: Line) -> QRectF:
    """What the last point has changed."""
    return _bounds_of(_piece(line, max(0, len(line.points) - 3), len(line.points)))


def _part(line: Line, number: int) -> Line:
    size = _part_of(line)
    return _piece(line, number * size, (number + 1) * size + 2)


def _paint_part(painter: QPainter, piece: Line, colour: QColor, *, begins: bool, ends: bool) -> None:
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(colour)
    if len(piece.points) == 1:
        painter.drawEllipse(QPointF(*piece.points[0]), piece.widest / 2, piece.widest / 2)
    elif piece.widths:
        painter.drawPath(_outline(curved(spots(piece), begins=begins, ends=ends, step=_STEP)))
    else:
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(
            QPen(QBrush(colour), piece.width, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap, Qt.PenJoinStyle.RoundJoin)
        )
        painter.drawPath(_middle_line(piece, begins=begins, ends=ends))


def _middle_line(piece: Line, *, begins: bool, ends: bool) -> QPainterPath:
    """The curve of `app.ui.draw.curve`, as Qt has it; in straight steps where it turns sharply: the outline that Qt
    makes of a bend tighter than the pen has a notch."""
    points = piece.points
    here = points[0] if begins else _between(points[0], points[1])
    path = QPainterPath(QPointF(*here))
    for control, following in zip(points[1:], points[2:]):
        end = _between(control, following)
        if _turn(here, control, end) < _SHARP:
            path.quadTo(*control, *end)
        else:
            for x, y, _ in bent((*here, 0.0), (*control, 0.0), (*end, 0.0), _SHARP_STEP):
                path.lineTo(x, y)
        here = end
    if ends:
        path.lineTo(QPointF(*points[-1]))
    return path


def _between(a: Point, b: Point) -> Point:
    return (a[0] + b[0]) / 2, (a[1] + b[1]) / 2


def _turn(start: Point, control: Point, end: Point) -> float:
    """By how much a curve turns, 0 to pi."""
    before = math.atan2(control[1] - start[1], control[0] - start[0])
    after = math.atan2(end[1] - control[1], end[0] - control[0])
    return abs(math.remainder(after - before, math.tau))


def _outline(way: list[Spot]) -> QPainterPath:
    """Of a pen whose width changes on its way: along its left side, round its end, back along its right side, round its
    beginning. All in it turns the same way round, so that nothing is left out where it overlaps."""
    path = QPainterPath()
    path.setFillRule(Qt.FillRule.WindingFill)
    left: list[QPointF] = []
    right: list[QPointF] = []
    sides: list[tuple[float, float]] = []  # of each step, the angles under which the pen's left and right end lie
    first = last = way[0]
    for here in way[1:]:
        angles = _sides(last, here)
        if angles is None:  # one disc lies in the other
            last = max(last, here, key=lambda spot: spot[2])
            continue
        if not sides:
            first = last
        elif abs(math.remainder(angles[0] - sides[-1][0], math.tau)) > _BEND:
            path.addEllipse(QPointF(last[0], last[1]), last[2] / 2, last[2] / 2)
        left += [_rim(last, angles[0]), _rim(here, angles[0])]
        right += [_rim(last, angles[1]), _rim(here, angles[1])]
        sides.append(angles)
        last = here
    if not sides:
        path.addEllipse(QPointF(last[0], last[1]), last[2] / 2, last[2] / 2)
        return path
    end, beginning = _round(last, *sides[-1]), _round(first, sides[0][1], sides[0][0])
    path.addPolygon(QPolygonF([*left, *end, *reversed(right), *beginning]))
    path.closeSubpath()
    return path


def _sides(a: Spot, b: Spot) -> Optional[tuple[float, float]]:
    """The angles, from each spot's middle, of the two lines that touch both discs; None where one lies in the other."""
    length, shrinks = math.dist(a[:2], b[:2]), (a[2] - b[2]) / 2
    if length < max(_SHORTEST, abs(shrinks)):
        return None
    heading, lean = math.atan2(b[1] - a[1], b[0] - a[0]), math.acos(shrinks / length)
    return heading - lean, heading + lean


def _rim(spot: Spot, angle: float) -> QPointF:
    return QPointF(spot[0] + spot[2] / 2 * math.cos(angle), spot[1] + spot[2] / 2 * math.sin(angle))


def _round(spot: Spot, begin: float, end: float) -> list[QPointF]:
    """Along the rim between two angles."""
    turn = (end - begin) % math.tau
    return [_rim(spot, begin + turn * number / _ROUND) for number in range(1, _ROUND)]


class InkSheet:
    """The ink as one picture, to which new ink is added as it comes."""

    def __init__(self) -> None:
        self._picture: Optional[QPixmap] = None
        self._parts = 0  # of the line that is being drawn, which are on it

    def forget(self) -> None:
        """Paint it again, when it is needed."""
        self._picture = None
        self._parts = 0

    def grow(self, line: Line, colour: QColor, *, ended: bool = False) -> None:
        """Add what is finished of the line that is being drawn; all of it when it has ended."""
        if self._picture is not None:
            finished = _finished_parts(line) + ended
            if finished > self._parts:
                painter = QPainter(self._picture)
                paint_line(painter, line, colour, self._parts, finished)
                painter.end()
            self._parts = finished
        if ended:
            self._parts = 0

    def drop(self) -> None:
        """The line that was being drawn is not meant."""
        if self._parts:
            self.forget()

    def repaint(self, edges: tuple[float, float, float, float], lines: Iterable[Line], colour: QColor) -> QRectF:
        """Where only these lines are left between left, top, right and bottom. Returns what has changed."""
        left, top, right, bottom = edges
        area = QRectF(QRectF(QPointF(left, top), QPointF(right, bottom)).marginsAdded(_MARGINS).toAlignedRect())
        if self._picture is None:
            return area
        painter = QPainter(self._picture)
        painter.setClipRect(area)
        painter.setCompositionMode(QPainter.CompositionMode.CompositionMode_Clear)
        painter.fillRect(area, Qt.GlobalColor.transparent)
        painter.setCompositionMode(QPainter.CompositionMode.CompositionMode_SourceOver)
        paint_lines(painter, lines, colour, within=area)
        painter.end()
        return area

    def paint(
        self,
        painter: QPainter,
        on: QWidget,
        lines: Iterable[Line],
        live: Optional[Line],
        colour: QColor,
    ) -> None:
        """lines: the finished ones; live: the one that is being drawn"""
        density = on.devicePixelRatioF()
        if self._picture is None or self._picture.devicePixelRatio() != density:
            self._picture, self._parts = QPixmap(on.size() * density), 0
            self._picture.setDevicePixelRatio(density)
            self._picture.fill(Qt.GlobalColor.transparent)
            onto = QPainter(self._picture)
            paint_lines(onto, lines, colour)
            onto.end()
            if live is not None:
                self.grow(live, colour)
        painter.drawPixmap(0, 0, self._picture)
        if live is not None:
            paint_line(painter, live, colour, self._parts)
