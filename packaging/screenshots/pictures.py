"""The pictures that the READMEs show: which, and how they are kept small."""

from __future__ import annotations

from pathlib import Path

import numpy as np
from PySide6.QtCore import Qt
from PySide6.QtGui import QImage

# and the width of the window
SHOWN = {(name, 1440) for name in ("draw", "thinking", "camera", "files", "samples", "settings")} | {("draw", 800)}
PHOTOGRAPHS = ("camera", "files")
COLOURS = 256


def save_small(picture: QImage, folder: Path, name: str) -> None:
    """A photograph as JPEG; else as PNG with few colours."""
    folder.mkdir(parents=True, exist_ok=True)
    if name.startswith(PHOTOGRAPHS):
        picture.save(str(folder / f"{name}.jpg"), quality=85)
        return
    palette = frequent(np.frombuffer(picture.constBits(), np.uint32))
    flat = picture.convertToFormat(QImage.Format.Format_Indexed8, palette, Qt.ImageConversionFlag.ThresholdDither)
    flat.save(str(folder / f"{name}.png"), quality=0)  # the smallest


def frequent(pixels: np.ndarray) -> list[int]:
    """At most 256 colours: the most frequent ones, then the most frequent one of each kind, so that none is missed.

    pixels: uint32 [n], 0xffRRGGBB
    """
    colours, counts = np.unique(pixels, return_counts=True)
    colours = colours[np.argsort(-counts)]
    _, first = np.unique(colours & 0xF0F0F0, return_index=True)
    both = dict.fromkeys([*colours[: COLOURS // 2].tolist(), *colours[np.sort(first)].tolist()])
    return list(both)[:COLOURS]
