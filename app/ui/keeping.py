"""Where pictures and recordings of the camera are kept, and writing a picture there."""

from __future__ import annotations

import contextlib
import os
import time
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO, NamedTuple

from PySide6.QtCore import QStandardPaths

from app.messages import reason_of

if TYPE_CHECKING:
    from app.sources.source import Frame

FOLDER = "Atlas Digits"


class Kept(NamedTuple):
    """problem: why it could not be written, as `words.message` takes it; empty where it was"""

    path: Path
    problem: str = ""


def folder(place: QStandardPaths.StandardLocation) -> Path:
    """Ours, in the user's own for that kind; the home folder where there is none."""
    return Path(QStandardPaths.writableLocation(place) or Path.home()) / FOLDER


def free_path(inside: Path, ending: str) -> Path:
    """A name with the time in it that no file has."""
    stem = time.strftime("%Y-%m-%d %H.%M.%S")
    path, number = inside / f"{stem}{ending}", 2
    while os.path.lexists(path):
        path, number = inside / f"{stem} ({number}){ending}", number + 1
    return path


def open_new(inside: Path, ending: str) -> tuple[Path, BinaryIO]:
    """A new file with the time in its name, also where others look for a name at the same time."""
    while True:
        path = free_path(inside, ending)
        with contextlib.suppress(FileExistsError):
            return path, path.open("xb")


def keep_picture(frame: Frame, turns: int, inside: Path) -> Kept:
    """Write the frame as PNG, upright, with all its pixels. May take a moment."""
    import cv2

    from app.ui.camera.shots import upright

    try:
        inside.mkdir(parents=True, exist_ok=True)
        good, encoded = cv2.imencode(".png", upright(frame.pixels, turns))
        if not good:
            return Kept(inside, "PNG")
        path, file = open_new(inside, ".png")
        try:
            with file:
                file.write(encoded.tobytes())
        except OSError:
            with contextlib.suppress(OSError):
                path.unlink()  # half a picture is none
            raise
    except OSError as error:
        return Kept(inside, reason_of(error))
    return Kept(path)


def shown(path: Path) -> str:
    """For people: the home folder as ~."""
    try:
        return f"~/{path.relative_to(Path.home())}"
    except ValueError:
        return str(path)
