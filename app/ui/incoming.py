"""What people give to the window from outside: files, folders and pictures, dropped on it or pasted."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Optional

from PySide6.QtCore import QEvent, QMimeData, QObject, QRectF, Qt, QUrl, Signal
from PySide6.QtGui import QDropEvent, QGuiApplication, QImage, QKeySequence, QPainter, QPaintEvent, QPen, QShortcut
from PySide6.QtWidgets import QWidget

from app.ui import theme
from app.ui.language import Translated
from app.ui.theme import Theme

_LONGEST_TEXT = 100_000  # characters: a longer one is no list of paths


@dataclass(frozen=True)
class Incoming:
    """paths: of files and folders; image: where there are none, a picture that is in no file. Both may be absent."""

    paths: tuple[str, ...] = ()
    image: Optional[QImage] = None

    @property
    def empty(self) -> bool:
        return not self.paths and self.image is None

    @staticmethod
    def of(data: Optional[QMimeData]) -> Incoming:
        if data is None:
            return Incoming()
        paths = tuple(url.toLocalFile() for url in data.urls() if url.isLocalFile())
        if paths:
            return Incoming(paths)
        if data.hasImage():
            image = data.imageData()
            if isinstance(image, QImage) and not image.isNull():
                return Incoming(image=image)
        return Incoming(paths_in(data.text()) if data.hasText() else ())

    @staticmethod
    def pasted() -> Incoming:
        return Incoming.of(QGuiApplication.clipboard().mimeData())


def paths_in(text: str) -> tuple[str, ...]:
    """One a line, written in full, from ~ or as file://; empty where a line is something else."""
    paths = []
    for line in text[: _LONGEST_TEXT + 1].splitlines() if len(text) <= _LONGEST_TEXT else ():
        named = line.strip().strip("\"'")
        if named.startswith("file://"):
            named = QUrl(named).toLocalFile()
        elif named.startswith("~/"):
            named = str(Path.home() / named[2:])
        if named and (not Path(named).is_absolute() or "\0" in named):
            return ()
        if named:
            paths.append(named)
    return tuple(paths)


class Door(QObject):
    """Takes what is dropped anywhere on the window, or pasted where no field for text has the focus."""

    came = Signal(object)  # Incoming

    def __init__(self, look: Theme, window: QWidget) -> None:
        super().__init__(window)
        self._window = window
        self.mark = DropMark(look, window)
        window.setAcceptDrops(True)
        window.installEventFilter(self)
        QShortcut(QKeySequence(QKeySequence.StandardKey.Paste), window).activated.connect(self.paste)

    def paste(self) -> None:
        self.came.emit(Incoming.pasted())

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        kind = event.type()
        if kind in (QEvent.Type.DragEnter, QEvent.Type.DragMove) and isinstance(event, QDropEvent):
            if kind == QEvent.Type.DragEnter and not Incoming.of(event.mimeData()).empty:
                self.mark.show_in(self._window)
            event.setDropAction(Qt.DropAction.CopyAction)  # nothing is taken from where it is
            event.setAccepted(self.mark.isVisible())
            return True
        if kind == QEvent.Type.DragLeave:
            self.mark.hide()
        elif kind == QEvent.Type.Drop and isinstance(event, QDropEvent):
            self.mark.hide()
            incoming = Incoming.of(event.mimeData())
            event.setDropAction(Qt.DropAction.CopyAction)
            event.accept()
            self.came.emit(incoming)
            return True
        return False


class DropMark(Translated, QWidget):
    """Over the whole window while something is dragged over it that can be let go here."""

    def __init__(self, look: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self._look = look
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.hide()
        self.retranslate()

    def retranslate(self) -> None:
        self._text = self.tr("Let go to read it")
        self.setAccessibleName(self._text)
        self.update()

    def show_in(self, window: QWidget) -> None:
        if not self.isVisible():
            self.setGeometry(window.rect())
            self.raise_()
            self.show()

    def paintEvent(self, event: QPaintEvent) -> None:
        colours = self._look.colours
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        ground = colours["background"]
        ground.setAlphaF(0.8)
        painter.fillRect(self.rect(), ground)
        inside = QRectF(self.rect()).adjusted(theme.GAP, theme.GAP, -theme.GAP, -theme.GAP)
        painter.setPen(QPen(colours["accent"], 3))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRoundedRect(inside, theme.CARD_RADIUS, theme.CARD_RADIUS)
        painter.setFont(theme.font(theme.TITLE))
        painter.setPen(colours["text"])
        painter.drawText(inside, Qt.AlignmentFlag.AlignCenter, self._text)
