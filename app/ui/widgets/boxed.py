"""A picture with boxes around what was read in it; pointing at one, or the arrow keys, choose it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Optional

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QMouseEvent, QPainter, QPainterPath, QPen, QRegion
from PySide6.QtWidgets import QWidget

from app.ui import theme
from app.ui.theme import Theme
from app.ui.widgets import overlay
from app.ui.widgets.placement import Placement

if TYPE_CHECKING:
    from app.recognition.decision import Prediction


class Boxed(QWidget):
    glyph_chosen = Signal(int)  # by pointing at its box or with the arrow keys

    def __init__(self, look: Theme, parent: Optional[QWidget] = None) -> None:
        super().__init__(parent)
        self._look = look
        self._predictions: tuple[Prediction, ...] = ()
        self._selected = -1
        self._focus_shows = False  # only where it came from the keyboard
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)

    @property
    def predictions(self) -> tuple[Prediction, ...]:
        """What is boxed, in pixels of the upright picture."""
        return self._predictions

    def select(self, index: int) -> None:
        self._selected = index
        self.update()

    def placement(self) -> Optional[Placement]:
        """Where the picture is; None without one."""
        raise NotImplementedError

    def paint_around(self, painter: QPainter, placement: Optional[Placement]) -> None:
        """The ground beside the picture."""
        region = QRegion(self.rect())
        if placement:
            region -= QRegion(placement.place)
        painter.setClipRegion(region)
        painter.fillRect(self.rect(), self._look.colours["background"])
        painter.setClipping(False)

    def paint_edge(self, painter: QPainter, place: QRectF) -> None:
        """Round corners by painting over them: to clip the picture takes longer than to paint it."""
        colours = self._look.colours
        outline = QRectF(place).adjusted(0.5, 0.5, -0.5, -0.5)
        corners = QPainterPath()
        corners.addRect(place.adjusted(-1, -1, 1, 1))
        corners.addRoundedRect(place, theme.CARD_RADIUS, theme.CARD_RADIUS)
        painter.fillPath(corners, colours["background"])
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(QPen(colours["text"], 2) if self._focus_shows else QPen(colours["hairline"], 1))
        painter.drawRoundedRect(outline, theme.CARD_RADIUS, theme.CARD_RADIUS)

    # Qt

    def sizeHint(self) -> QSize:
        return QSize(640, 400)

    def minimumSizeHint(self) -> QSize:
        return QSize(240, 140)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        placement = self.placement()
        for index, prediction in enumerate(self._predictions if placement else ()):
            if placement and overlay.frame(placement, prediction).contains(event.position()):
                self.glyph_chosen.emit(index)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        step = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}.get(Qt.Key(event.key()), 0)
        placement = self.placement()
        if step and placement and self._predictions:
            step = -step if placement.mirrored else step  # to where the arrow points
            self.glyph_chosen.emit((self._selected + step) % len(self._predictions))
        else:
            super().keyPressEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        self._focus_shows = event.reason() in (Qt.FocusReason.TabFocusReason, Qt.FocusReason.BacktabFocusReason)
        self.update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        self._focus_shows = False
        self.update()
