"""Draws the demo pictures beside this file: `python assets/demo/draw.py`. The same input gives the same bytes."""

from __future__ import annotations

import struct
from pathlib import Path

import cv2
import numpy as np

from app.demo import camera_frame, strokes
from app.recognition.ink import render

HERE = Path(__file__).resolve().parent
BLACK, WHITE, BLUE, YELLOW, GREEN = (20, 22, 26), (255, 255, 255), (190, 70, 30), (90, 220, 250), (60, 80, 40)  # BGR


def painted(
    text: str, size: tuple[int, int], ink: tuple[int, ...], paper: tuple[int, ...], **place: float
) -> np.ndarray:
    share = render(strokes(text, **place), size)[..., None] / 255
    return np.round(np.array(ink) * share + np.array(paper) * (1 - share)).astype(np.uint8)


def main() -> None:
    save("canvas-7.png", painted("7", (280, 280), BLACK, WHITE, left=70, top=50, height=170))
    save("canvas-corner-3.png", painted("3", (560, 560), BLACK, WHITE, left=470, top=460, height=70))
    save("chalk-2086.png", painted("2086", (640, 280), WHITE, GREEN, left=50, top=70, height=140))
    save("blue-ink-42.png", painted("42", (420, 300), BLUE, WHITE, left=60, top=60, height=170))
    save("yellow-on-white-5.png", painted("5", (240, 300), YELLOW, WHITE, left=50, top=50, height=190))
    save("photo-1937.jpg", camera_frame(strokes("1937", 330, 270, 150)), cv2.IMWRITE_JPEG_QUALITY, 70)
    rows = [*strokes("310", 420, 120, 150), *strokes("64", 470, 400, 150)]
    save("photo-rows-310-64.jpg", camera_frame(rows, seed=1), cv2.IMWRITE_JPEG_QUALITY, 70)
    alpha = render(strokes("9", left=60, top=40, height=200), (260, 280))
    save("transparent-9.png", np.dstack([np.zeros((280, 260, 3), np.uint8), alpha]))
    turned = cv2.rotate(
        painted("4", (300, 400), BLACK, WHITE, left=60, top=70, height=240), cv2.ROTATE_90_COUNTERCLOCKWISE
    )
    save("phone-turned-4.jpg", turned, cv2.IMWRITE_JPEG_QUALITY, 80, orientation=6)


def save(name: str, picture: np.ndarray, *options: int, orientation: int = 0) -> None:
    done, encoded = cv2.imencode(Path(name).suffix, picture, list(options))
    if not done:
        raise SystemExit(f"{name}: cannot be encoded")
    content = encoded.tobytes()
    if orientation:
        content = content[:2] + exif(orientation) + content[2:]  # after the marker that begins a JPEG
    (HERE / name).write_bytes(content)


def exif(orientation: int) -> bytes:
    """An APP1 segment with a TIFF block of one entry: the orientation (EXIF 2.32, 4.6.4)."""
    entry = struct.pack(">HHIHH", 0x0112, 3, 1, orientation, 0)
    block = b"Exif\0\0MM\0*" + struct.pack(">IH", 8, 1) + entry + struct.pack(">I", 0)
    return b"\xff\xe1" + struct.pack(">H", len(block) + 2) + block


if __name__ == "__main__":
    main()
