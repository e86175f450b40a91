"""The network's layers side by side, from its input to its outputs."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, NamedTuple, Optional

from PySide6.QtCore import QPointF, QRect, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPen, QResizeEvent, QShowEvent
from PySide6.QtWidgets import QWidget

from app.ui import theme
from app.ui.language import Translated
from app.ui.theme import Theme
from app.ui.thinking.feature_maps import FeatureMaps, InputPixels, Neurons
from app.ui.thinking.layer_caption import Captioned
from app.ui.thinking.output_bars import OutputBars

if TYPE_CHECKING:
    from app.engines.features import Activations

_BETWEEN = 14  # pixels, at least, from one layer to the next
_LOWEST = 52  # pixels that a row has at least
_UPPER = 0.59  # of the height of two rows: the upper one's


class _Row(NamedTuple):
    layers: tuple[Captioned, ...]
    top: int
    height: int


class LayersView(Translated, QWidget):
    """As large as the room allows, in several rows where that shows them larger."""

    def __init__(self, look: Theme) -> None:
        super().__init__()
        self._look = look
        self.input = InputPixels(look)
        self.convolutions = (
            FeatureMaps(look, 1, (6, 28, 28)),
            FeatureMaps(look, 2, (16, 10, 10)),
        )
        self.dense = (Neurons(look, 1, 120), Neurons(look, 2, 84))
        self.outputs = OutputBars(look)
        self._layers: tuple[Captioned, ...] = (self.input, *self.convolutions, *self.dense, self.outputs)
        self._arrows: list[QPointF] = []
        self._needs: tuple[int, ...] = ()
        for layer in self._layers:
            layer.setParent(self)

    def retranslate(self) -> None:
        """The layers say their words themselves; other words need other room."""
        self._arrange()

    def show_activations(self, found: Optional[Activations]) -> None:
        """None: there is nothing to show."""
        if found is None:
            for layer in (self.input, *self.convolutions, *self.dense):
                layer.show_values(None)
            self.outputs.show_values((), self.outputs.labels)
        else:
            self.input.show_values(found.pixels[None])
            for view, maps in zip(self.convolutions, (found.conv1, found.conv2)):
                view.show_values(maps)
            for neurons, values in zip(self.dense, (found.dense1, found.dense2)):
                neurons.show_values(values[:, None, None])
            self.outputs.show_values(found.logits.tolist(), found.labels)
        if self._needs != self._needed():
            self._arrange()

    def _needed(self) -> tuple[int, ...]:
        """What the layout depends on beside the room there is."""
        return tuple(layer.width_for(self.height()) for layer in self._layers)

    def _arrange(self) -> None:
        if not self.isVisible():  # it is sought which arrangement is best: not for what nobody sees
            return
        rows = max((1, 2), key=self._merit)  # of equals the first
        self._arrows = []
        for row in self._rows(rows):
            self._place_row(row)
        self._needs = self._needed()
        self.update()

    def _merit(self, count: int) -> tuple[bool, int]:
        """Of so many rows: whether they fit, and how large the first maps' pixels are."""
        rows, maps = self._rows(count), self.convolutions[0]
        fits = all(self._spare(row.layers, row.height) >= 0 for row in rows)
        return fits, maps.cell_for(rows[0].height - maps.caption_height)

    def _rows(self, count: int) -> list[_Row]:
        """The layers in so many rows, each as high as it can be. Where there are two, captions are short, and the
        maps' row is the higher one."""
        for layer in self._layers:
            layer.set_lines(2 if count == 1 else 1)
        if count == 1:
            return [_Row(self._layers, 0, self._highest(self._layers, self.height()))]
        room = self.height() - theme.TIGHT
        first, second = self._layers[:3], self._layers[3:]
        upper = self._highest(first, round(_UPPER * room))
        return [_Row(first, 0, upper), _Row(second, upper + theme.TIGHT, self._highest(second, room - upper))]

    def _highest(self, layers: Sequence[Captioned], room: int) -> int:
        """How high a row of these can be so that its width is enough."""
        height = room
        while height > _LOWEST and self._spare(layers, height) < 0:
            height -= 1
        return height

    def _spare(self, layers: Sequence[Captioned], height: int) -> int:
        """Of the width."""
        return self.width() - sum(layer.width_for(height) for layer in layers) - _BETWEEN * (len(layers) - 1)

    def _place_row(self, row: _Row) -> None:
        widths = [layer.width_for(row.height) for layer in row.layers]
        spare = max(0, self._spare(row.layers, row.height))
        if row.layers[-1] is self.outputs:
            wider = min(spare, self.outputs.WIDEST - widths[-1])
            widths[-1] += wider
            spare -= wider
        between = _BETWEEN + spare / (len(row.layers) - 1)
        left = 0.0
        for layer, width in zip(row.layers, widths):
            layer.setGeometry(QRect(round(left), row.top, width, row.height))
            left += width + between
            if layer is not self.outputs:
                self._arrows.append(QPointF(left - between / 2, row.top + 9))

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(self._look.colours["muted"], 1.6, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap))
        for at in self._arrows:
            painter.drawPolyline([at + QPointF(-2.5, -5), at + QPointF(2.5, 0), at + QPointF(-2.5, 5)])

    def showEvent(self, event: QShowEvent) -> None:
        self._arrange()

    def resizeEvent(self, event: QResizeEvent) -> None:
        self._arrange()
