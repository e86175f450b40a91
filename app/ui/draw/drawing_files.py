"""Keeps what is on the paper in files, as a picture or as its strokes, and brings strokes back."""

from __future__ import annotations

import os
import time
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Union

from PySide6.QtCore import QBuffer, QIODevice, QObject, QSize, QStandardPaths, Qt
from PySide6.QtGui import QImage, QPainter
from PySide6.QtWidgets import QFileDialog

from app.errors import StrokeFileError
from app.messages import message_of, reason_of
from app.ui import keeping, theme, words
from app.ui.draw import ink
from app.ui.draw.canvas import Canvas
from app.ui.draw.drawing import Drawing, Line, fitted
from app.ui.keeping import Kept
from app.ui.language import Words
from app.ui.latest import Aside
from app.ui.widgets.strip import Strip

if TYPE_CHECKING:
    from app import stroke_file

_NOTE = 6.0  # seconds that a note stays
_PICTURE, STROKES = ".png", ".json"


class DrawingFiles(QObject):
    def __init__(self, canvas: Canvas, strip: Strip) -> None:
        """strip: where it is said what became of it"""
        super().__init__(canvas)
        self._canvas, self._strip = canvas, strip
        self._aside = Aside(self)
        pictures = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.PicturesLocation)
        self._folder = Path(pictures) if os.path.isdir(pictures) else Path.home()  # noqa: PTH112 (Path.is_dir raises where it may not look)

    # asking, without holding up the window

    def ask_where_to_save(self) -> None:
        dialog = self._dialog(self.tr("Save the drawing"))
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        kinds = {
            self.tr("Picture (*%1)").replace("%1", _PICTURE): _PICTURE,
            self.tr("Strokes, which can be opened again (*%1)").replace("%1", STROKES): STROKES,
        }
        dialog.setNameFilters(list(kinds))
        dialog.setDefaultSuffix(_PICTURE)
        dialog.filterSelected.connect(lambda kind: dialog.setDefaultSuffix(kinds.get(kind, _PICTURE)))
        dialog.selectFile(time.strftime("drawing-%Y-%m-%d-%H%M%S"))
        dialog.fileSelected.connect(lambda name: self.save(Path(name)))
        dialog.open()

    def ask_what_to_open(self) -> None:
        dialog = self._dialog(self.tr("Open a drawing"))
        dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
        dialog.setNameFilter(self.tr("Strokes (*%1)").replace("%1", STROKES))
        dialog.fileSelected.connect(lambda name: self.open_strokes(Path(name)))
        dialog.open()

    def _dialog(self, title: str) -> QFileDialog:
        dialog = QFileDialog(self._canvas.window(), title, str(self._folder))
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        return dialog

    # doing, on a thread of its own

    def save(self, path: Path) -> None:
        """What is on the paper now, as the name's ending says. A file of that name gives way to it."""
        self._folder = path.parent
        drawing = self._canvas.drawing
        kind = path.suffix.lower()
        if kind == _PICTURE:
            work = partial(write_picture, path, drawing, self._canvas.devicePixelRatioF())
        elif kind == STROKES:
            work = partial(write_strokes, path, drawing)
        else:
            self._say(lambda: self.tr("Not saved: a name ends in .png for a picture or .json for strokes."), 2 * _NOTE)
            return
        self._aside.run(work, self._kept, writes=True)

    def _kept(self, kept: Kept) -> None:
        def said() -> str:
            text = self.tr("Not saved as %1: %2") if kept.problem else self.tr("Saved as %1")
            problem = words.message(kept.problem, without=str(kept.path))
            return text.replace("%2", problem).replace("%1", keeping.shown(kept.path))

        self._say(said, 2 * _NOTE if kept.problem else _NOTE)

    def open_strokes(self, path: Path) -> None:
        """Put the strokes of a file in place of what is on the paper, as large as they fit; one step back undoes it."""
        self._folder = path.parent
        self._aside.run(partial(_read, path), self._opened)

    def _opened(self, read: Union[stroke_file.Drawing, str]) -> None:
        if isinstance(read, str):
            self._say(partial(words.message, read), 2 * _NOTE)
            return
        paper = self._canvas.width(), self._canvas.height()
        self._canvas.replace(fitted([Line(*stroke) for stroke in read.strokes], read.size, paper))

    def _say(self, words: Words, seconds: float) -> None:
        self._strip.say(words, seconds=seconds)


def write_picture(path: Path, drawing: Drawing, density: float) -> Kept:
    """Dark ink on white paper, whatever the window looks like, with all pixels of the screen. Whole or not at all."""
    from app.files import replacing

    picture = QImage(QSize(*drawing.size) * density, QImage.Format.Format_RGB32)
    picture.setDevicePixelRatio(density)
    picture.fill(theme.LIGHT["paper"])
    painter = QPainter(picture)
    ink.paint_lines(painter, drawing.lines, theme.LIGHT["ink"])
    painter.end()
    encoded = QBuffer()
    encoded.open(QIODevice.OpenModeFlag.WriteOnly)
    if not picture.save(encoded, "PNG"):  # type: ignore[call-overload]
        return Kept(path, "PNG")
    try:
        with replacing(path, replace=True) as file:
            file.write(encoded.data().data())
    except OSError as error:
        return Kept(path, reason_of(error))
    return Kept(path)


def write_strokes(path: Path, drawing: Drawing) -> Kept:
    from app import stroke_file

    try:
        stroke_file.save_strokes(path, drawing.lines, drawing.size, replace=True)
    except StrokeFileError as error:
        return Kept(path, message_of(error))
    return Kept(path)


def _read(path: Path) -> Union[stroke_file.Drawing, str]:
    """What the file holds, or why it cannot be read."""
    from app import stroke_file

    try:
        return stroke_file.read_strokes(path)
    except StrokeFileError as error:
        return message_of(error)
