"""How sure: a bar for each digit's probability."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Optional

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QFont, QFontMetrics, QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from app.ui import theme, words
from app.ui.language import Translated
from app.ui.theme import Theme
from app.ui.widgets.card import Card, caption, heading

if TYPE_CHECKING:
    from app.recognition.decision import Prediction

_LOWEST_ROW, _ROW, _HIGHEST_ROW = 15, 20, 96  # pixels
_ROOMY_ROW = 30  # pixels: in a higher row all is larger, at most twice
_BAR = 10  # pixels high


class BarsCard(Translated, Card):
    def __init__(self, look: Theme, parent: Optional[QWidget] = None) -> None:
        super().__init__(look, parent)
        self._prediction: Optional[Prediction] = None
        self._heading = heading()
        self._then = caption()
        self.bars = Bars(look)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(theme.CARD_PADDING, theme.GAP, theme.CARD_PADDING, theme.GAP)
        layout.setSpacing(theme.TIGHT)
        above = QHBoxLayout()
        above.setSpacing(theme.TIGHT)
        above.addWidget(self._heading, 1)
        above.addWidget(self._then)
        layout.addLayout(above)
        layout.addWidget(self.bars, 1)
        self.retranslate()

    def show_prediction(self, prediction: Optional[Prediction]) -> None:
        self._prediction = prediction
        self.retranslate()
        self.bars.show_prediction(prediction)

    def retranslate(self) -> None:
        prediction = self._prediction
        if prediction is None:
            self._heading.setText(self.tr("How sure"))
        elif prediction.label is None:
            self._heading.setText(self.tr("? — %1").replace("%1", words.refusal(prediction)))
        else:
            self._heading.setText(self.tr("%1 — how sure").replace("%1", str(prediction.label)))
        second = self.bars.second(prediction)
        self._then.setVisible(second is not None)
        if second is not None:
            label, share = second
            text = self.tr("then %1 · %2").replace("%1", str(label)).replace("%2", words.percent(share, 1))
            self._then.setText(text)


class Bars(Translated, QWidget):
    """One row a label: the label, its bar, its per cent."""

    def __init__(self, look: Theme, parent: Optional[QWidget] = None) -> None:
        super().__init__(parent)
        self._look = look
        self._labels: tuple[int, ...] = tuple(range(10))
        self._probabilities: Sequence[float] = ()
        self._label: Optional[int] = None
        self.setFont(theme.font(theme.CAPTION))
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Expanding)
        self.retranslate()

    def retranslate(self) -> None:
        self.setAccessibleName(self.tr("Probability of each digit"))

    def set_labels(self, labels: tuple[int, ...]) -> None:
        self._labels = labels
        self.updateGeometry()
        self.update()

    def show_prediction(self, prediction: Optional[Prediction]) -> None:
        self._probabilities = prediction.probabilities if prediction else ()
        self._label = prediction.label if prediction else None
        self.setAccessibleDescription(
            ", ".join(f"{label}: {words.percent(p, 1)}" for label, p in zip(self._labels, self._probabilities))
        )
        self.update()

    def second(self, prediction: Optional[Prediction]) -> Optional[tuple[int, float]]:
        """The label that is likeliest after the answer, and its probability; None where there is no answer."""
        if prediction is None or prediction.label is None:
            return None
        others = [pair for pair in zip(self._labels, prediction.probabilities) if pair[0] != prediction.label]
        return max(others, key=lambda pair: pair[1], default=None)

    def sizeHint(self) -> QSize:
        return QSize(220, _ROW * len(self._labels))

    def minimumSizeHint(self) -> QSize:
        return QSize(180, _LOWEST_ROW * len(self._labels))

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        row = min(_HIGHEST_ROW, self.height() / len(self._labels))
        for index in range(len(self._labels)):
            self._paint_row(painter, index, QRectF(0, index * row, self.width(), row))

    def _paint_row(self, painter: QPainter, index: int, row: QRectF) -> None:
        colours = self._look.colours
        grown = min(2.0, max(1.0, row.height() / _ROOMY_ROW))
        size, bar, left = round(theme.CAPTION * grown), _BAR * grown, 26 * grown
        label = self._labels[index]
        known = index < len(self._probabilities)
        chosen = known and label == self._label
        bold = theme.font(size, QFont.Weight.Bold)
        value_width = QFontMetrics(bold).horizontalAdvance(words.percent(1.0, 1))
        painter.setFont(bold if chosen else theme.font(size))
        painter.setPen(colours["accent" if chosen else "muted"])
        painter.drawText(row, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, str(label))
        if known:
            painter.setPen(colours["text" if chosen else "muted"])
            painter.drawText(
                row,
                Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight,
                words.percent(self._probabilities[index], 1),
            )
        track = QRectF(left, row.center().y() - bar / 2, row.width() - left - value_width - 12, bar)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(colours["track"])
        painter.drawRoundedRect(track, bar / 2, bar / 2)
        if known:
            # clipped, so that a short bar has the track's round end and not a blob of its own
            painter.save()
            painter.setClipRect(QRectF(track.left(), track.top(), track.width() * self._probabilities[index], bar))
            painter.setBrush(colours["accent" if chosen else "muted"])
            painter.drawRoundedRect(track, bar / 2, bar / 2)
            painter.restore()
