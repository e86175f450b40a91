"""How it thinks: the panel that shows the network's layers for the digit in hand."""

from __future__ import annotations

from typing import TYPE_CHECKING, Optional

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFontMetrics, QKeySequence, QLinearGradient, QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QStackedWidget, QVBoxLayout, QWidget

from app.ui import theme, words
from app.ui.language import Translated
from app.ui.theme import Theme
from app.ui.thinking.layer_caption import scale
from app.ui.thinking.layers_view import LayersView
from app.ui.widgets import icons
from app.ui.widgets.button import Button
from app.ui.widgets.card import Card, caption, heading

if TYPE_CHECKING:
    from app.engines.features import Activations

_NARROWEST, _WIDEST = 32, 96  # pixels of the legend's bar


class ThinkingPanel(Translated, Card):
    closed = Signal()  # by its button or its key

    def __init__(self, look: Theme, parent: Optional[QWidget] = None) -> None:
        super().__init__(look, parent)
        self._failure = ""
        self._heading, self._state, self.message = heading(""), caption(), caption()
        self.legend = Legend(look)
        self.layers = LayersView(look)
        self.message.setTextFormat(Qt.TextFormat.PlainText)
        self.message.setWordWrap(True)
        self.message.setMargin(theme.GAP)
        self.message.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Ignored)
        self.message.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.message.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.close_button = Button(look)
        self.close_button.set_icon(icons.CLOSE, with_text=False)
        self.close_button.set_shortcuts(QKeySequence("Escape"))
        self.close_button.clicked.connect(self.closed)
        self._body = QStackedWidget()
        self._body.addWidget(self.layers)
        self._body.addWidget(self.message)
        head = QHBoxLayout()
        head.setSpacing(theme.GAP)
        head.addWidget(self._heading)
        head.addWidget(self._state)
        head.addStretch(1)
        head.addWidget(self.legend)
        head.addWidget(self.close_button)
        column = QVBoxLayout(self)
        column.setContentsMargins(theme.CARD_PADDING, theme.TIGHT, theme.TIGHT, theme.TIGHT)
        column.setSpacing(4)
        column.addLayout(head)
        column.addWidget(self._body, 1)
        self.retranslate()
        self.clear()

    def retranslate(self) -> None:
        self._heading.setText(self.tr("How it thinks"))
        self.setAccessibleName(self.tr("How it thinks"))
        self.close_button.set_label(self.tr("Close"))
        self._state.setText(self.tr("No digit yet"))
        self.message.setText(words.message(self._failure))

    def show_activations(self, found: Activations) -> None:
        self._show(self.layers, found)

    def clear(self) -> None:
        """There is no digit."""
        self._show(self.layers, None)

    def show_failure(self, message: str) -> None:
        """Say why there is nothing to show."""
        self._failure = message
        self.message.setText(words.message(message))
        self._show(self.message, None)

    def _show(self, part: QWidget, found: Optional[Activations]) -> None:
        self.layers.show_activations(found)
        self._body.setCurrentWidget(part)
        self._state.setVisible(part is self.layers and found is None)
        self.legend.setVisible(found is not None)


class Legend(Translated, QWidget):
    """What the colours mean."""

    def __init__(self, look: Theme) -> None:
        super().__init__()
        self._look = look
        self.setFont(theme.font(theme.CAPTION))
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self.retranslate()

    def retranslate(self) -> None:
        self._words = self.tr("least"), self.tr("most")
        self.setAccessibleName(self.tr("The colour of a value, from the least to the most in its layer"))
        self.setToolTip(self.accessibleName())
        self.updateGeometry()
        self.update()

    def _beside(self) -> int:
        """What the words need."""
        metrics = QFontMetrics(self.font())
        return sum(metrics.horizontalAdvance(word) + theme.TIGHT for word in self._words)

    def sizeHint(self) -> QSize:
        return QSize(_WIDEST + self._beside(), 20)

    def minimumSizeHint(self) -> QSize:
        return QSize(_NARROWEST + self._beside(), 20)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        colours = self._look.colours
        painter.setPen(colours["muted"])
        box, centred = QRectF(self.rect()), Qt.AlignmentFlag.AlignVCenter
        painter.drawText(box, centred | Qt.AlignmentFlag.AlignLeft, self._words[0])
        painter.drawText(box, centred | Qt.AlignmentFlag.AlignRight, self._words[1])
        left = QFontMetrics(self.font()).horizontalAdvance(self._words[0]) + theme.TIGHT
        bar = QRectF(left, box.center().y() - 5, self.width() - self._beside(), 10)
        gradient = QLinearGradient(bar.topLeft(), bar.topRight())
        steps = scale(colours)
        for share in (0.0, 0.25, 0.5, 0.75, 1.0):
            gradient.setColorAt(share, QColor(steps[round(share * 255)]))
        painter.setPen(colours["track"])
        painter.setBrush(gradient)
        painter.drawRoundedRect(bar, 3, 3)
