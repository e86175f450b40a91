"""The values of one layer of the network as cells: maps with sharp pixels, or a cell a neuron."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Optional

from PySide6.QtCore import QEvent, QPointF, QRect, QRectF
from PySide6.QtGui import QHelpEvent, QImage, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QToolTip

from app.ui.theme import Theme
from app.ui.thinking.layer_caption import Captioned, number, scale

if TYPE_CHECKING:
    import numpy as np

_FRAME = 1  # pixels around a map
_FEWEST_ROWS, _MOST_ROWS = 8, 15  # of neurons
_ROW = 10  # pixels of one of them, where that gives so many
_INPUT = 0.6  # of the height: what the input takes


class LayerView(Captioned):
    """A layer's cells, coloured from zero, or from the layer's least where that is below, to its largest."""

    def __init__(self, look: Theme, shape: tuple[int, int, int], gap: int) -> None:
        """shape: maps, height and width to expect before the first values; gap: pixels between two maps"""
        super().__init__(look)
        self._shape, self._gap = shape, gap
        self._values: Optional[np.ndarray] = None
        self._image: Optional[QImage] = None  # the maps, one above the other
        self._ends = (0.0, 0.0)
        self.retranslate()

    @property
    def shape(self) -> tuple[int, int, int]:
        """Maps, height, width."""
        return self._shape

    def shape_text(self) -> str:
        return " × ".join(map(str, self._shape))

    def tip(self, index: int, row: int, column: int, value: str) -> str:
        """What is said of one cell. index: of its map; all counted from 1"""
        raise NotImplementedError

    def columns_for(self, height: int) -> int:
        """How many maps stand side by side where there is this height."""
        raise NotImplementedError

    def about(self) -> str:
        if self._values is None:
            return self.shape_text()
        low, high = self._ends
        return f"{self.shape_text()} · {number(low)} … {number(high)}"

    def longest_about(self) -> str:
        return f"{self.shape_text()} · {number(-88.8 if self._ends[0] < 0 else 0)} … {number(88.8)}"

    def show_values(self, values: Optional[np.ndarray]) -> None:
        """[maps, height, width]; None where there are none."""
        self._values = values
        if values is None:
            self._image, self._ends = None, (0.0, 0.0)
        else:
            maps, height, width = values.shape
            self._shape = maps, height, width
            low, high = min(0.0, float(values.min())), max(0.0, float(values.max()))
            self._ends = low, high
            steps = ((values - low) * (255 / ((high - low) or 1.0))).round().astype("uint8")
            # copied: a QImage on borrowed memory would outlive the array
            image = QImage(steps.tobytes(), width, maps * height, width, QImage.Format.Format_Indexed8)
            self._image = image.copy()
        self.retranslate()

    # where the cells are

    def cell_for(self, height: int) -> int:
        """The side of a cell, in pixels, where the cells have this height."""
        maps, rows, _ = self._shape
        lines = math.ceil(maps / self.columns_for(height))
        return max(1, (height - 2 * _FRAME - self._gap * (lines - 1)) // (lines * rows))

    def body_width(self, height: int) -> int:
        columns = self.columns_for(height)
        return columns * self._shape[2] * self.cell_for(height) + self._gap * (columns - 1) + 2 * _FRAME

    def places(self) -> list[QRect]:
        """Of the maps."""
        maps, rows, columns = self._shape
        room = self.height() - self.caption_height
        in_a_row, cell = self.columns_for(room), self.cell_for(room)
        width, height = columns * cell, rows * cell
        found = []
        for index in range(maps):
            line, place = divmod(index, in_a_row)
            left, top = _FRAME + place * (width + self._gap), _FRAME + line * (height + self._gap)
            found.append(QRect(left, self.caption_height + top, width, height))
        return found

    def tip_at(self, point: QPointF) -> str:
        """What is said of the cell there; empty beside the cells."""
        if self._values is not None:
            _, rows, columns = self._shape
            for index, place in enumerate(map(QRectF, self.places())):
                if place.contains(point):
                    row = min(rows - 1, int((point.y() - place.top()) / place.height() * rows))
                    column = min(columns - 1, int((point.x() - place.left()) / place.width() * columns))
                    value = number(float(self._values[index, row, column]))
                    return self.tip(index + 1, row + 1, column + 1, value)
        return ""

    # Qt

    def event(self, event: QEvent) -> bool:
        if isinstance(event, QHelpEvent) and event.type() == QEvent.Type.ToolTip:
            QToolTip.showText(event.globalPos(), self.tip_at(QPointF(event.pos())), self)
            return True
        return super().event(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        self._paint_caption(painter)
        _, rows, columns = self._shape
        colours = self._look.colours
        if self._image is not None:
            self._image.setColorTable(scale(colours))
        painter.setPen(QPen(colours["track"], 1))
        for index, place in enumerate(map(QRectF, self.places())):
            if self._image is None:
                painter.fillRect(place, colours["background"])
            else:
                painter.drawImage(place, self._image, QRectF(0, index * rows, columns, rows))
            painter.drawRect(place.adjusted(-0.5, -0.5, 0.5, 0.5))


class InputPixels(LayerView):
    """The network's input."""

    def __init__(self, look: Theme) -> None:
        super().__init__(look, (1, 32, 32), gap=0)

    def name(self) -> str:
        return self.tr("Input")

    def about(self) -> str:
        return "{1} × {2}".format(*self._shape)

    def longest_about(self) -> str:
        return self.about()

    def columns_for(self, height: int) -> int:
        return 1

    def cell_for(self, height: int) -> int:
        """Smaller than it could be: it is on the card already, and the maps need the room."""
        return super().cell_for(round(_INPUT * height))

    def tip(self, index: int, row: int, column: int, value: str) -> str:
        said = self.tr("Row %1, column %2: %3")
        return said.replace("%1", str(row)).replace("%2", str(column)).replace("%3", value)


class FeatureMaps(LayerView):
    """Of a convolution."""

    def __init__(self, look: Theme, which: int, shape: tuple[int, int, int]) -> None:
        """which: of the network's convolutions, from 1"""
        self._which = which
        super().__init__(look, shape, gap=4)

    def name(self) -> str:
        return self.tr("Convolution %1").replace("%1", str(self._which))

    def columns_for(self, height: int) -> int:
        return math.ceil(math.sqrt(self._shape[0]))

    def tip(self, index: int, row: int, column: int, value: str) -> str:
        said = self.tr("Map %1, row %2, column %3: %4")
        return said.replace("%1", str(index)).replace("%2", str(row)).replace("%3", str(column)).replace("%4", value)


class Neurons(LayerView):
    """Of a dense layer: a cell each."""

    def __init__(self, look: Theme, which: int, count: int) -> None:
        """which: of the network's dense layers, from 1"""
        self._which = which
        super().__init__(look, (count, 1, 1), gap=2)

    def name(self) -> str:
        return self.tr("Dense %1").replace("%1", str(self._which))

    def shape_text(self) -> str:
        return str(self._shape[0])

    def columns_for(self, height: int) -> int:
        rows = max(_FEWEST_ROWS, min(_MOST_ROWS, height // _ROW))
        return math.ceil(self._shape[0] / rows)

    def tip(self, index: int, row: int, column: int, value: str) -> str:
        return self.tr("Neuron %1: %2").replace("%1", str(index)).replace("%2", value)
