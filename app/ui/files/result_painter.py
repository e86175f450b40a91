"""How a row of the results is painted: the picture with its boxes, the name, the answer, the figures."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontMetrics, QPainter, QPen
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem

from app.ui import theme
from app.ui.engine.chip import paint_warning
from app.ui.files.results import Column, Index, Results, Row
from app.ui.theme import Theme
from app.ui.widgets.placement import Placement

if TYPE_CHECKING:
    from app.ui.files.results_view import ResultsView

_BAR = 4  # pixels: beside the row that is chosen
_ANSWER = 28  # pixels of type
_PICTURE = QSize(72, 48)
_FLAGS = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter


class ResultPainter(QStyledItemDelegate):
    def __init__(self, look: Theme, view: ResultsView) -> None:
        super().__init__(view)
        self._look, self._view = look, view

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        model = index.model()
        if not isinstance(model, Results):
            return
        row, column, cell = model.rows[index.row()], Column(index.column()), QRect(option.rect)  # type: ignore[attr-defined]
        chosen = bool(option.state & QStyle.StateFlag.State_Selected)  # type: ignore[attr-defined]
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self._paint_ground(painter, cell, index, chosen)
        if column is Column.PICTURE:
            self._paint_picture(painter, cell, row)
        elif column is Column.FILE:
            self._paint_name(painter, cell.adjusted(0, 8, -theme.GAP, -8), row, model)
        elif column is Column.ANSWER:
            self._paint_answer(painter, cell.adjusted(0, 0, -theme.TIGHT, 0), row)
        else:
            painter.setFont(theme.font(theme.TEXT))
            painter.setPen(self._look.colours["muted"])
            painter.drawText(cell.adjusted(0, 0, -theme.TIGHT, 0), _FLAGS, index.data())
        painter.restore()

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        return QSize(48, 64)

    def _paint_ground(self, painter: QPainter, cell: QRect, index: Index, chosen: bool) -> None:
        colours = self._look.colours
        painter.fillRect(cell, colours["accent_soft" if chosen else "surface"])
        painter.fillRect(cell.left(), cell.bottom(), cell.width(), 1, colours["hairline"])
        if chosen and index.column() == Column.PICTURE:
            painter.fillRect(cell.left(), cell.top(), _BAR, cell.height(), colours["accent"])
        if chosen and colours.accent_soft == colours.surface:  # in high contrast a line stands for the ground
            painter.fillRect(cell.left(), cell.top(), cell.width(), 2, colours["accent"])
            painter.fillRect(cell.left(), cell.bottom() - 1, cell.width(), 2, colours["accent"])
        if self._view.hasFocus() and self._view.by_keys and index.row() == self._view.currentIndex().row():
            last = Column.TIME if self._view.wide else Column.ANSWER
            painter.fillRect(cell.left(), cell.top(), cell.width(), 2, colours["text"])
            painter.fillRect(cell.left(), cell.bottom() - 1, cell.width(), 2, colours["text"])
            if index.column() == Column.PICTURE:
                painter.fillRect(cell.left(), cell.top(), 2, cell.height(), colours["text"])
            elif index.column() == last:
                painter.fillRect(cell.right() - 1, cell.top(), 2, cell.height(), colours["text"])

    def _paint_picture(self, painter: QPainter, cell: QRect, row: Row) -> None:
        colours = self._look.colours
        room = QRect(cell.left() + 12, cell.top() + 8, _PICTURE.width(), _PICTURE.height())
        if row.thumbnail is None:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(colours["track"])
            painter.drawRoundedRect(room, 6, 6)
            if row.error:
                paint_warning(painter, QPointF(room.center()) + QPointF(0.5, 0.5), 10, self._look)
            return
        placement = Placement.within(room, row.thumbnail.size(), False)
        place = placement.place.translated(0, (room.height() - placement.place.height()) // 2)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        painter.drawImage(place, row.thumbnail)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(QPen(colours["hairline"], 1))
        painter.drawRect(QRectF(place).adjusted(0.5, 0.5, -0.5, -0.5))
        whole = Placement(row.size, place)
        for prediction in row.recognition.predictions if row.recognition else ():
            box = whole.box(prediction.box).adjusted(-1, -1, 1, 1).intersected(QRectF(place))
            colour = colours["warning" if prediction.label is None else "accent"]
            for line, width in ((QColor(255, 255, 255, 150), 2.6), (colour, 1.2)):
                painter.setPen(QPen(line, width))
                painter.drawRoundedRect(box, 2, 2)

    def _paint_name(self, painter: QPainter, cell: QRect, row: Row, model: Results) -> None:
        remark = model.remark(row)
        if not remark and not self._view.wide:
            remark = model.figures(row)
        wrong = row.error is not None and remark == row.problem
        signed = wrong and row.thumbnail is not None  # else the sign is in the picture's place
        upper = QRect(cell.left(), cell.top(), cell.width(), cell.height() // 2) if remark else cell
        self._paint_line(painter, upper, row.name, theme.TEXT, "text", Qt.TextElideMode.ElideMiddle)
        if remark:
            lower = cell.adjusted(20 if signed else 0, cell.height() // 2, 0, 0)
            if signed:
                paint_warning(painter, QPointF(cell.left() + 7, lower.center().y() + 1), 7, self._look)
            role = "warning" if wrong else "muted"
            self._paint_line(painter, lower, remark, theme.CAPTION, role, Qt.TextElideMode.ElideRight)

    def _paint_line(
        self, painter: QPainter, place: QRect, text: str, pixels: int, role: str, cut: Qt.TextElideMode
    ) -> None:
        face = theme.font(pixels)
        painter.setFont(face)
        painter.setPen(self._look.colours[role])
        painter.drawText(place, _FLAGS, QFontMetrics(face).elidedText(" ".join(text.split()), cut, place.width()))

    def _paint_answer(self, painter: QPainter, cell: QRect, row: Row) -> None:
        text = row.text
        if text:
            face = theme.fitting_font(text, _ANSWER, theme.TEXT, cell.width(), cell.height(), QFont.Weight.Normal)
            painter.setFont(face)
            painter.setPen(self._look.colours["warning" if text == "?" else "text"])
            cut = QFontMetrics(face).elidedText(text, Qt.TextElideMode.ElideRight, cell.width())
            painter.drawText(cell, _FLAGS, cut)
