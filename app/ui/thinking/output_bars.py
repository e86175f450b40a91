"""The network's ten outputs: a bar each from zero, before they are made probabilities."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QFont, QFontMetrics, QPainter, QPaintEvent

from app.ui import theme
from app.ui.theme import Theme
from app.ui.thinking.layer_caption import Captioned, number

_NARROWEST = (100, 120)  # pixels: of columns, of rows
_LABEL = 18  # pixels that a label takes of its bar's length
_THICKEST = 10.0  # pixels of a bar


class OutputBars(Captioned):
    WIDEST = 260  # pixels: beyond that it is no clearer

    def __init__(self, look: Theme) -> None:
        super().__init__(look)
        self._values: Sequence[float] = ()
        self._labels: tuple[int, ...] = tuple(range(10))
        self.retranslate()

    def name(self) -> str:
        return self.tr("Outputs")

    def about(self) -> str:
        return str(len(self._labels))

    def retranslate(self) -> None:
        super().retranslate()
        self.setAccessibleDescription(
            ", ".join(f"{label}: {number(value)}" for label, value in zip(self._labels, self._values))
        )

    def show_values(self, values: Sequence[float], labels: tuple[int, ...]) -> None:
        """values: of each label, logits; empty where there are none"""
        self._values, self._labels = values, labels
        self.retranslate()

    @property
    def labels(self) -> tuple[int, ...]:
        return self._labels

    def body_width(self, height: int) -> int:
        return _NARROWEST[self._lines > 1]

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self._paint_caption(painter)
        top, count = self.caption_height, len(self._labels)
        for index in range(count):
            if self._lines > 1:
                row = (self.height() - top) / count
                self._paint_row(painter, index, QRectF(0, top + index * row, self.width(), row))
            else:
                column = self.width() / count
                self._paint_column(painter, index, QRectF(index * column, top, column, self.height() - top))

    def _paint_row(self, painter: QPainter, index: int, row: QRectF) -> None:
        """The label, its bar, its value."""
        colours = self._look.colours
        chosen = self._set_pen(painter, index)
        painter.drawText(row, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, str(self._labels[index]))
        if index < len(self._values):
            values = QFontMetrics(painter.font()).horizontalAdvance(number(-88.8)) + theme.TIGHT
            zero, end = self._bar(index, row.width() - _LABEL - values)
            painter.setPen(colours["text" if chosen else "muted"])
            painter.drawText(
                row, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight, number(self._values[index])
            )
            thick = min(_THICKEST, 0.6 * row.height())
            bar = QRectF(_LABEL + min(zero, end), row.center().y() - thick / 2, max(1.0, abs(end - zero)), thick)
            painter.fillRect(bar, colours["accent" if chosen else "muted"])
            painter.fillRect(QRectF(_LABEL + zero - 0.5, row.top(), 1, row.height()), colours["hairline"])

    def _paint_column(self, painter: QPainter, index: int, column: QRectF) -> None:
        """The label, its bar above it."""
        colours = self._look.colours
        chosen = self._set_pen(painter, index)
        painter.drawText(column, Qt.AlignmentFlag.AlignBottom | Qt.AlignmentFlag.AlignHCenter, str(self._labels[index]))
        if index < len(self._values):
            bottom = column.bottom() - _LABEL
            zero, end = self._bar(index, bottom - column.top())
            thick = min(_THICKEST, 0.6 * column.width())
            bar = QRectF(column.center().x() - thick / 2, bottom - max(zero, end), thick, max(1.0, abs(end - zero)))
            painter.fillRect(bar, colours["accent" if chosen else "muted"])
            painter.fillRect(QRectF(column.left(), bottom - zero - 0.5, column.width(), 1), colours["hairline"])

    def _set_pen(self, painter: QPainter, index: int) -> bool:
        """For the label. Returns whether it is the largest output's."""
        chosen = index < len(self._values) and self._values[index] == max(self._values)
        painter.setFont(theme.font(theme.CAPTION, QFont.Weight.Bold if chosen else QFont.Weight.Normal))
        painter.setPen(self._look.colours["accent" if chosen else "muted"])
        return chosen

    def _bar(self, index: int, room: float) -> tuple[float, float]:
        """Where in this room zero and this output lie, in pixels from the least."""
        low, high = min(0.0, *self._values), max(0.0, *self._values)
        unit = room / ((high - low) or 1.0)
        return -low * unit, (self._values[index] - low) * unit
