"""One picture, large, with what was read in it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Optional

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QImage, QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from app.ui.draw import paper
from app.ui.language import Translated
from app.ui.theme import Theme
from app.ui.widgets import overlay
from app.ui.widgets.boxed import Boxed
from app.ui.widgets.placement import Placement

if TYPE_CHECKING:
    from app.recognition.decision import Prediction


class PictureView(Translated, Boxed):
    def __init__(self, look: Theme, parent: Optional[QWidget] = None) -> None:
        super().__init__(look, parent)
        self._image: Optional[QImage] = None
        self._whole = QSize()
        self._scaled: Optional[QImage] = None  # as large as it is painted
        self._hint = ""
        self.retranslate()

    def retranslate(self) -> None:
        self.setAccessibleName(self.tr("Picture"))

    @property
    def image(self) -> Optional[QImage]:
        return self._image

    def show_picture(self, image: Optional[QImage], whole: QSize) -> None:
        """whole: the size of the picture that the boxes are in; the image may be smaller"""
        self._image, self._whole, self._scaled = image, whole, None
        self.update()

    def show_predictions(self, predictions: tuple[Prediction, ...], selected: int, text: str) -> None:
        self._predictions, self._selected = predictions, selected
        self.setAccessibleDescription(text)
        self.update()

    def show_hint(self, text: str) -> None:
        """What is said while there is no picture."""
        self._hint = text
        self.update()

    def placement(self) -> Optional[Placement]:
        if self._image is None or self._whole.isEmpty():
            return None
        return Placement.within(self.rect(), self._whole, False)

    def paintEvent(self, event: QPaintEvent) -> None:
        colours = self._look.colours
        painter = QPainter(self)
        placement = self.placement()
        self.paint_around(painter, placement)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if placement is None or self._image is None:
            paper.paint_sheet(painter, self.rect(), colours, focused=self._focus_shows)
            paper.paint_hint(painter, self.rect(), self._hint, colours)
            return
        painter.drawImage(placement.place.topLeft(), self._as_large(self._image, placement))
        self.paint_edge(painter, QRectF(placement.place))
        overlay.paint_predictions(painter, placement, self._predictions, self._selected, colours)

    def _as_large(self, image: QImage, placement: Placement) -> QImage:
        density = self.devicePixelRatioF()
        size = QSize(round(placement.place.width() * density), round(placement.place.height() * density))
        if self._scaled is None or self._scaled.size() != size:
            self._scaled = image.scaled(
                size, Qt.AspectRatioMode.IgnoreAspectRatio, Qt.TransformationMode.SmoothTransformation
            )
            self._scaled.setDevicePixelRatio(density)
        return self._scaled
