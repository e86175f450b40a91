"""Latency: how long answers took lately, and where the time of this one went."""

from __future__ import annotations

import math
from bisect import bisect_left, insort
from collections import deque
from collections.abc import Mapping
from typing import TYPE_CHECKING, Optional

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QFontMetrics, QFontMetricsF, QPainter, QPaintEvent, QPalette, QPen, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from app.ui import theme, words
from app.ui.language import Translated
from app.ui.theme import Theme
from app.ui.widgets.card import Card, caption, heading

if TYPE_CHECKING:
    from app.recognition.recognizer import Timings

KEPT = 1000  # answers
_BINS = 40
_LABEL_SPACE = 20  # pixels above the bars, for the marks' words
_AXIS_SPACE = 18  # pixels below them


class LatencyCard(Translated, Card):
    def __init__(self, look: Theme, parent: Optional[QWidget] = None) -> None:
        super().__init__(look, parent)
        self._timings: Optional[Timings] = None  # of the answer that is there
        self.histogram = Histogram(look)
        self._heading = heading()
        self._total = caption()
        self._total.setForegroundRole(QPalette.ColorRole.WindowText)
        self._stages = Stages(look)
        top = QHBoxLayout()
        top.addWidget(self._heading)
        top.addStretch(1)
        top.addWidget(self._total)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(theme.CARD_PADDING, theme.GAP, theme.CARD_PADDING, theme.GAP)
        layout.setSpacing(theme.TIGHT)
        layout.addLayout(top)
        layout.addWidget(self.histogram, 1)
        layout.addWidget(self._stages)
        self.retranslate()

    def retranslate(self) -> None:
        self._heading.setText(self.tr("Latency"))
        total = words.milliseconds(self._timings.total) if self._timings else ""
        self._total.setText(self.tr("total %1 ms").replace("%1", total) if total else "")

    def add(self, timings: Timings) -> None:
        self.histogram.add(timings.total)
        self.show_timings(timings)

    def forget_answer(self) -> None:
        """The answer is gone, how long the ones before took is not."""
        self.show_timings(None)

    def show_timings(self, timings: Optional[Timings]) -> None:
        """Of an answer that was counted before; None where it is gone."""
        self._timings = timings
        self.retranslate()
        self._stages.show_timings(timings)


class Histogram(Translated, QWidget):
    """Of the last `KEPT` totals in milliseconds, with marks at the median and the 95th percentile."""

    def __init__(self, look: Theme, parent: Optional[QWidget] = None) -> None:
        super().__init__(parent)
        self._look = look
        self._totals: deque[float] = deque(maxlen=KEPT)
        self._sorted: list[float] = []
        self.setFont(theme.font(theme.CAPTION))
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Expanding)
        self.retranslate()

    def retranslate(self) -> None:
        self.setAccessibleName(self.tr("Latency"))
        if self._sorted:
            self.setAccessibleDescription(f"{self._median_text()}, {self._p95_text()}")
        self.update()

    @property
    def count(self) -> int:
        return len(self._totals)

    @property
    def median(self) -> float:
        return percentile(self._sorted, 0.5)

    @property
    def p95(self) -> float:
        return percentile(self._sorted, 0.95)

    def add(self, total: float) -> None:
        if len(self._totals) == KEPT:
            del self._sorted[bisect_left(self._sorted, self._totals[0])]
        self._totals.append(total)
        insort(self._sorted, total)
        self.retranslate()

    def sizeHint(self) -> QSize:
        return QSize(220, 76)

    def minimumSizeHint(self) -> QSize:
        return QSize(180, 58)

    def _median_text(self) -> str:
        return self.tr("median %1 ms").replace("%1", words.milliseconds(self.median))

    def _p95_text(self) -> str:
        return self.tr("p95 %1 ms").replace("%1", words.milliseconds(self.p95))

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        colours = self._look.colours
        area = QRectF(self.rect()).adjusted(0, _LABEL_SPACE, 0, -_AXIS_SPACE)
        painter.setFont(self.font())
        painter.setPen(QPen(colours["track"], 1))
        painter.drawLine(area.bottomLeft(), area.bottomRight())
        if not self._sorted:
            painter.setPen(colours["muted"])
            painter.drawText(area, Qt.AlignmentFlag.AlignCenter, self.tr("No answers yet"))
            return
        end = axis_end(percentile(self._sorted, 0.99))
        self._paint_bins(painter, area, end)
        self._paint_axis(painter, area, end)
        self._paint_marks(painter, area, end)

    def _paint_bins(self, painter: QPainter, area: QRectF, end: float) -> None:
        # what lies beyond the axis counts as its last
        edges = [bisect_left(self._sorted, end * number / _BINS) for number in range(_BINS)] + [len(self._sorted)]
        counts = [last - first for first, last in zip(edges, edges[1:])]
        colour = self._look.colours["accent"]
        colour.setAlphaF(0.35)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(colour)
        width, scale = area.width() / _BINS, area.height() / max(counts)
        bars = [(index, max(2.0, scale * number)) for index, number in enumerate(counts) if number]
        painter.drawRects(
            [
                QRectF(area.left() + index * width + 0.5, area.bottom() - height, max(1.0, width - 1), height)
                for index, height in bars
            ]
        )

    def _paint_axis(self, painter: QPainter, area: QRectF, end: float) -> None:
        below = QRectF(area.left(), area.bottom(), area.width(), _AXIS_SPACE)
        painter.setPen(self._look.colours["muted"])
        bottom = Qt.AlignmentFlag.AlignBottom
        painter.drawText(below, bottom | Qt.AlignmentFlag.AlignLeft, "0")
        painter.drawText(below, bottom | Qt.AlignmentFlag.AlignRight, self.tr("%1 ms").replace("%1", f"{end:g}"))

    def _paint_marks(self, painter: QPainter, area: QRectF, end: float) -> None:
        colours = self._look.colours
        metrics = QFontMetricsF(self.font())
        median_x, p95_x = (area.left() + area.width() * min(1.0, v / end) for v in (self.median, self.p95))
        texts = (self._median_text(), self._p95_text())
        median_width, p95_width = (metrics.horizontalAdvance(text) for text in texts)
        # each word begins at its mark, as far as both find room side by side
        p95_left = min(max(p95_x, area.left() + median_width + 16), area.right() - p95_width)
        median_left = max(area.left(), min(median_x, p95_left - median_width - 16))
        for x, left, text, name, style in (
            (median_x, median_left, texts[0], "text", Qt.PenStyle.SolidLine),
            (p95_x, p95_left, texts[1], "muted", Qt.PenStyle.DashLine),
        ):
            painter.setPen(colours[name])
            painter.drawText(QPointF(left, metrics.ascent()), text)
            painter.setPen(QPen(colours[name], 1.5, style))
            painter.drawLine(QPointF(x, area.top()), QPointF(x, area.bottom()))


class Stages(Translated, QWidget):
    """The stages of one answer and their milliseconds, in one row, or two where there is not the room."""

    def __init__(self, look: Theme, parent: Optional[QWidget] = None) -> None:
        super().__init__(parent)
        self._look = look
        self._timings: Optional[Timings] = None
        self._texts: list[str] = []
        self.setFont(theme.font(theme.CAPTION))
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self.retranslate()

    def show_timings(self, timings: Optional[Timings]) -> None:
        self._timings = timings
        self._say()

    def retranslate(self) -> None:
        self._say()
        self._arrange()

    def _say(self) -> None:
        timings = self._timings
        names = self._names()
        values = (timings.segment, timings.preprocess, timings.infer, timings.decide) if timings else ()
        shown = [words.milliseconds(value) for value in values] or ["–"] * len(names)
        self._texts = [f"{name}{words.NO_BREAK}{value}" for name, value in zip(names, shown)]
        if timings:
            self._texts[-1] = self.tr("%1 ms").replace("%1", self._texts[-1])
        self.setAccessibleName(", ".join(self._texts))
        self.setToolTip(self._engine_parts(timings.infer_parts if timings else {}))
        self.update()

    def _engine_parts(self, parts: Mapping[str, float]) -> str:
        """Where the engine spent its time, where it can tell."""
        names = {
            "copy_in": self.tr("copy in"),
            "execute": self.tr("execute"),
            "copy_out": self.tr("copy out"),
        }
        said = [f"{names.get(name, name)} {value:.3f}" for name, value in parts.items()]
        return self.tr("%1 ms").replace("%1", ", ".join(said)) if said else ""

    def _columns(self) -> int:
        metrics = QFontMetrics(self.font())
        one_row = sum(metrics.horizontalAdvance(text) for text in self._texts) + (len(self._texts) - 1) * 8
        return len(self._texts) if one_row <= self.width() else 2

    def resizeEvent(self, event: QResizeEvent) -> None:
        self._arrange()

    def _arrange(self) -> None:
        # by the usual figures, so that the card does not change its height with every answer
        metrics = QFontMetrics(self.font())
        one_row = sum(metrics.horizontalAdvance(f"{name} 0.00") for name in self._names()) + 4 * 8 + 16
        self.setFixedHeight(metrics.height() * (1 if one_row <= self.width() else 2))

    def _names(self) -> tuple[str, ...]:
        return self.tr("find"), self.tr("prepare"), self.tr("infer"), self.tr("decide")

    def sizeHint(self) -> QSize:
        return QSize(220, QFontMetrics(self.font()).height())

    def minimumSizeHint(self) -> QSize:
        metrics = QFontMetrics(self.font())
        return QSize(2 * max(metrics.horizontalAdvance(text) for text in self._texts), metrics.height())

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setPen(self._look.colours["muted"])
        metrics = QFontMetricsF(self.font())
        columns = self._columns()
        widths = [metrics.horizontalAdvance(text) for text in self._texts]
        if columns == 2:
            lefts = [0.0, self.width() / 2] * 2
        else:
            gap = min(16.0, (self.width() - sum(widths)) / (columns - 1))
            lefts = [sum(widths[:i]) + i * gap for i in range(columns)]
        for index, (text, left) in enumerate(zip(self._texts, lefts)):
            painter.drawText(QPointF(left, metrics.ascent() + index // columns * metrics.height()), text)


def percentile(ordered: list[float], share: float) -> float:
    """The smallest value that at least `share` of them do not exceed (nearest rank)."""
    return ordered[max(0, math.ceil(share * len(ordered)) - 1)]


def axis_end(largest: float) -> float:
    """The next of 1, 2, 5, 10, 20, 50, .. above, or the same below 1."""
    exponent = 10.0 ** math.floor(math.log10(max(largest, 1e-3)))
    return next(step * exponent for step in (1, 2, 5, 10) if step * exponent >= largest)
