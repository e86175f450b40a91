"""What the network sees: its input, pixel by pixel."""

from __future__ import annotations

from typing import TYPE_CHECKING, Optional

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QBrush, QImage, QPainter, QPaintEvent, QPen, QResizeEvent, QTransform
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from app.ui import theme
from app.ui.language import Translated
from app.ui.theme import Theme
from app.ui.widgets.card import Card, caption, heading
from app.ui.widgets.link import Link

if TYPE_CHECKING:
    import numpy as np

_VIEW = 96  # pixels: three for each of the network's 32


class InputCard(Translated, Card):
    changed = Signal()  # another input is shown, or none

    def __init__(self, look: Theme, parent: Optional[QWidget] = None) -> None:
        super().__init__(look, parent)
        self.view = InputView(look)
        self.shown: Optional[np.ndarray] = None  # uint8 [side, side], ink 255
        self._size, self._placing = caption(), caption()
        self.thinking = Link(look)
        self._heading = heading()
        self._texts = QVBoxLayout()
        self._texts.setSpacing(4)
        self._texts.addStretch(1)
        self._texts.addWidget(self._size)
        self._texts.addWidget(self._placing)
        self._texts.addWidget(self.thinking, 0, Qt.AlignmentFlag.AlignLeft)
        self._texts.addStretch(1)
        row = QHBoxLayout()
        row.setSpacing(theme.GAP)
        row.addWidget(self.view)
        row.addLayout(self._texts, 1)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(theme.CARD_PADDING, theme.GAP, theme.CARD_PADDING, theme.GAP)
        self._column.setSpacing(theme.TIGHT)
        self._column.addWidget(self._heading)
        self._column.addLayout(row)
        self.resize(theme.CARDS_NARROW, self.height())  # until it is placed
        self.show_input(None)
        self.retranslate()

    def retranslate(self) -> None:
        self._heading.setText(self.tr("What the network sees"))
        self.thinking.set_label(self.tr("How it thinks"))
        self._say_shape()
        self._arrange()

    def _say_shape(self) -> None:
        if self.shown is None:
            self._size.setText(self.tr("Nothing yet"))
        else:
            height, width = self.shown.shape
            self._size.setText(f"{width} × {height}")
        self._placing.setText("" if self.shown is None else self.tr("centred by mass"))

    def resizeEvent(self, event: QResizeEvent) -> None:
        self._arrange()

    def _arrange(self) -> None:
        # beside the picture where there is the room, to leave height to the other cards
        words = self.width() - 2 * theme.CARD_PADDING - _VIEW - theme.GAP
        if words >= self._heading.sizeHint().width():
            self._texts.insertWidget(1, self._heading)
        else:
            self._column.insertWidget(0, self._heading)

    def show_input(self, pixels: Optional[np.ndarray]) -> None:
        """uint8 [side, side], ink 255; None where there is nothing to see."""
        self.shown = pixels
        self.view.show_input(pixels)
        self._placing.setVisible(pixels is not None)
        self._say_shape()
        self.changed.emit()


class InputView(Translated, QWidget):
    def __init__(self, look: Theme, parent: Optional[QWidget] = None) -> None:
        super().__init__(parent)
        self._look = look
        self._image: Optional[QImage] = None
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.retranslate()

    def retranslate(self) -> None:
        self.setAccessibleName(self.tr("The network's input"))

    def show_input(self, pixels: Optional[np.ndarray]) -> None:
        if pixels is None:
            self._image = None
        else:
            height, width = pixels.shape
            # copied: a QImage on borrowed memory would outlive the array
            self._image = QImage(pixels.tobytes(), width, height, width, QImage.Format.Format_Grayscale8).copy()
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(_VIEW, _VIEW)

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(self._look.colours["hairline"], 1))
        painter.setBrush(self._look.colours["track"] if self._image is None else self._pixels(self._image))
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5), 8, 8)

    def _pixels(self, image: QImage) -> QBrush:
        """Scaled to the screen's own pixels and without smoothing: each is a square with sharp edges."""
        density = self.devicePixelRatioF()
        brush = QBrush(image.scaled(self.size() * density, mode=Qt.TransformationMode.FastTransformation))
        brush.setTransform(QTransform.fromScale(1 / density, 1 / density))
        return brush
