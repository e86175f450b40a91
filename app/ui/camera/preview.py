"""The camera's picture, live: as large as there is room, with what was read around it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Optional

from PySide6.QtCore import QPointF, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QFont,
    QFontMetrics,
    QImage,
    QPainter,
    QPaintEvent,
    QPen,
)
from PySide6.QtWidgets import QWidget

from app.ui import theme
from app.ui.camera.picture import scaled_image
from app.ui.camera.shots import ShotAnswer, View, guide, upright_size
from app.ui.draw import paper
from app.ui.language import Translated
from app.ui.theme import Theme
from app.ui.widgets import overlay
from app.ui.widgets.boxed import Boxed
from app.ui.widgets.placement import Placement

if TYPE_CHECKING:
    from app.sources.source import Frame


class Preview(Translated, Boxed):
    answer_painted = Signal(float)  # for the first time; when its frame was captured, as in `Frame.time`

    def __init__(self, look: Theme, parent: Optional[QWidget] = None) -> None:
        super().__init__(look, parent)
        self._frame: Optional[Frame] = None
        self._image: Optional[QImage] = None  # of that frame, as large as it is shown
        self._view = View()
        self._mirrored = False
        self._badge, self._still = "", False
        self._tracks: tuple[int, ...] = ()
        self._corrections: Mapping[int, int] = {}  # by track
        self._unpainted: Optional[float] = None  # when the frame of an answer was captured, until that is seen
        self.painted = 0  # frames
        self.retranslate()

    def retranslate(self) -> None:
        self.setAccessibleName(self.tr("Camera picture"))

    @property
    def frame(self) -> Optional[Frame]:
        """What is shown."""
        return self._frame

    def show_frame(self, frame: Frame) -> None:
        self._frame, self._image = frame, None
        self.update()

    def show_answer(self, answer: ShotAnswer, selected: int) -> None:
        self._update_overlay()
        self._predictions, self._tracks = answer.recognition.predictions, answer.tracks
        self._selected = selected
        self._update_overlay()
        self._unpainted = answer.shot.frame.time if self._predictions else None
        if self.accessibleDescription() != answer.recognition.text:
            self.setAccessibleDescription(answer.recognition.text)

    def show_corrections(self, digits: Mapping[int, int]) -> None:
        """digits: what a person said that these are, by their track"""
        if digits != self._corrections:
            self._corrections = digits
            self._update_overlay()

    def _update_overlay(self) -> None:
        """Only around the digits: the picture itself is painted when the next one comes."""
        placement = self.placement()
        if placement is not None:
            for prediction in self._predictions:
                self.update(overlay.reach(placement, prediction))

    def forget_answer(self) -> None:
        self._predictions, self._selected, self._unpainted = (), -1, None
        self.setAccessibleDescription("")
        self.update()

    def clear(self) -> None:
        self._frame = self._image = None
        self.forget_answer()

    def set_view(self, view: View, mirrored: bool) -> None:
        self._view, self._mirrored = view, mirrored
        self._image = None
        self.update()

    def set_badge(self, text: str, *, still: bool = False) -> None:
        """A word in the picture's corner, "" for none; still: there is nothing to aim at, and so no guide."""
        self._badge, self._still = text, still
        self.update()

    def placement(self) -> Optional[Placement]:
        if self._frame is None:
            return None
        height, width = self._frame.pixels.shape[:2]
        size = QSize(*upright_size(width, height, self._view.turns))
        return Placement.within(self.rect(), size, self._mirrored)

    # Qt

    def paintEvent(self, event: QPaintEvent) -> None:
        colours = self._look.colours
        painter = QPainter(self)
        placement = self.placement()
        self.paint_around(painter, placement)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if placement is None or self._frame is None:
            paper.paint_sheet(painter, self.rect(), colours, focused=self._focus_shows)
            return
        painter.drawImage(placement.place.topLeft(), self._scaled(self._frame, placement))
        self.paint_edge(painter, QRectF(placement.place))
        if self._view.guided and not self._still:
            inside = guide(placement.picture.width(), placement.picture.height())
            overlay.paint_guide(painter, placement.box(inside))
        said = {i: self._corrections[t] for i, t in enumerate(self._tracks) if t in self._corrections}
        overlay.paint_predictions(painter, placement, self._predictions, self._selected, colours, said)
        if self._badge:
            self._paint_badge(painter, placement.place)
        if self._unpainted is not None:
            captured, self._unpainted = self._unpainted, None
            self.answer_painted.emit(captured)

    def _scaled(self, frame: Frame, placement: Placement) -> QImage:
        density = self.devicePixelRatioF()
        size = QSize(round(placement.place.width() * density), round(placement.place.height() * density))
        if self._image is None or self._image.size() != size:
            self._image = scaled_image(frame.pixels, size, self._view.turns, self._mirrored)
            self._image.setDevicePixelRatio(density)
            self.painted += 1
        return self._image

    def _paint_badge(self, painter: QPainter, place: QRect) -> None:
        face = theme.font(theme.CAPTION, QFont.Weight.Bold)
        width = QFontMetrics(face).horizontalAdvance(self._badge) + 2 * 12
        box = QRectF(QPointF(place.left() + 12, place.top() + 12), QPointF(place.left() + 12 + width, place.top() + 40))
        painter.setPen(QPen(self._look.colours["hairline"], 1))
        painter.setBrush(self._look.colours["surface"])
        painter.drawRoundedRect(box, 14, 14)
        painter.setFont(face)
        painter.setPen(self._look.colours["text"])
        painter.drawText(box, Qt.AlignmentFlag.AlignCenter, self._badge)
