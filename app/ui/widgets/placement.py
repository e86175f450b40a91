"""Where a picture's pixels are on the screen."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRect, QRectF, QSize


@dataclass(frozen=True)
class Placement:
    """A picture as large as the room allows, its shape kept; at its upper end, in line with the cards beside it.

    picture: size of the upright picture in its own pixels; place: where it is shown; mirrored: left and right changed
    """

    picture: QSize
    place: QRect
    mirrored: bool = False

    @staticmethod
    def within(room: QRect, picture: QSize, mirrored: bool) -> Placement:
        scale = min(room.width() / picture.width(), room.height() / picture.height())
        width, height = max(1, round(scale * picture.width())), max(1, round(scale * picture.height()))
        left = room.left() + (room.width() - width) // 2
        return Placement(picture, QRect(left, room.top(), width, height), mirrored)

    def box(self, box: tuple[int, int, int, int]) -> QRectF:
        """Of a box (left, top, width, height) in the picture."""
        across, down = self.place.width() / self.picture.width(), self.place.height() / self.picture.height()
        left, top, width, height = box[0] * across, box[1] * down, box[2] * across, box[3] * down
        if self.mirrored:
            left = self.place.width() - left - width
        return QRectF(self.place.left() + left, self.place.top() + top, width, height)

    def contains(self, point: QPointF) -> bool:
        return QRectF(self.place).contains(point)
