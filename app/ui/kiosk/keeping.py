"""Keeping visitors' drawings, where the operator wants that: as strokes, in a folder that does not grow for ever."""

from __future__ import annotations

import logging
from functools import partial
from pathlib import Path
from typing import Optional

from PySide6.QtCore import QObject

from app import places
from app.errors import StrokeFileError
from app.stroke_file import save_strokes
from app.ui.draw.drawing import Drawing
from app.ui.keeping import free_path
from app.ui.latest import Aside

log = logging.getLogger(__name__)

MOST = 5000  # drawings, of a few kilobytes each; the oldest go


class DrawingKeeper(QObject):
    def __init__(self, folder: Optional[Path] = None, most: int = MOST, parent: Optional[QObject] = None) -> None:
        """folder: None: this user's"""
        super().__init__(parent)
        self.folder = folder or places.data() / "kiosk-drawings"
        self._most = most
        self._aside = Aside(self)
        self._writes = False
        self._told = ""

    def keep(self, drawing: Drawing) -> None:
        """On a thread of its own; where the disk is slower than visitors are, drawings are left out."""
        if not self._writes:
            self._writes = True
            self._aside.run(partial(_kept, self.folder, drawing, self._most), self._done, writes=True)

    def _done(self, problem: str) -> None:
        self._writes = False
        if problem and problem != self._told:  # a full disk stays full for long
            log.warning("Drawings are not kept: %s", problem)
        self._told = problem


def _kept(folder: Path, drawing: Drawing, most: int) -> str:
    """Returns why not; "" where it is."""
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        save_strokes(free_path(folder, ".json"), drawing.lines, drawing.size)
        # by name, which is by the time that the clock said
        for path in sorted(folder.glob("*.json"))[:-most]:
            path.unlink()
    except StrokeFileError as error:
        return str(error)
    except OSError as error:
        return f"{folder}: {error.strerror}"
    return ""
