"""A frame as Qt paints it: scaled, turned and mirrored by OpenCV, which is several times faster at it than Qt."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QSize
from PySide6.QtGui import QImage

from app.ui.camera.shots import upright, upright_size

if TYPE_CHECKING:
    import numpy as np


def scaled_image(pixels: np.ndarray, size: QSize, turns: int, mirrored: bool) -> QImage:
    """uint8 [h, w] or [h, w, 3] BGR -> an image of that size, upright, which owns its pixels."""
    import cv2

    width, height = upright_size(size.width(), size.height(), turns)
    # averaging keeps thin lines where the picture gets much smaller; else it costs time and shows nothing
    method = cv2.INTER_AREA if 2 * width <= pixels.shape[1] else cv2.INTER_LINEAR
    if (width, height) != (pixels.shape[1], pixels.shape[0]):
        pixels = cv2.resize(pixels, (width, height), interpolation=method)
    pixels = upright(pixels, turns)
    if mirrored:
        pixels = cv2.flip(pixels, 1)
    image = QImage(size, QImage.Format.Format_RGB32)  # what the screen has: painting it is copying
    target = np_view(image)
    cv2.cvtColor(pixels, cv2.COLOR_GRAY2BGRA if pixels.ndim == 2 else cv2.COLOR_BGR2BGRA, dst=target)
    return image


def np_view(image: QImage) -> np.ndarray:
    """The image's own memory, uint8 [h, w, 4]; valid as long as the image."""
    import numpy as np

    return np.frombuffer(image.bits(), np.uint8).reshape(image.height(), image.bytesPerLine() // 4, 4)
