"""The row of buttons under the results, and how far the reading is."""

from __future__ import annotations

from typing import Optional

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QFontMetrics, QKeySequence, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QWidget

from app.ui import theme
from app.ui.language import Translated
from app.ui.theme import Theme
from app.ui.widgets import icons
from app.ui.widgets.button import Button
from app.ui.widgets.icons import Icon

OPEN_KEYS = QKeySequence("Ctrl+O")
FOLDER_KEYS = QKeySequence("Ctrl+Shift+O")
PASTE_KEYS = QKeySequence("Ctrl+V")
_PROGRESS = 120  # pixels


class FileTools(Translated, QWidget):
    def __init__(self, look: Theme, parent: Optional[QWidget] = None) -> None:
        super().__init__(parent)
        self._state: tuple[bool, bool] = (True, True)  # whether there are rows, and something is being done
        self.open, self.folder, self.paste = Button(look), Button(look), Button(look)
        self.remove, self.again, self.stop = Button(look), Button(look), Button(look)
        self.export = Button(look, primary=True)
        self.progress = Progress(look)
        self._icons: dict[Button, Icon] = {
            self.open: icons.PICTURE,
            self.folder: icons.OPEN,
            self.paste: icons.PASTE,
            self.remove: icons.CLOSE,
            self.again: icons.AGAIN,
            self.stop: icons.STOP,
            self.export: icons.SAVE,
        }
        self.open.set_shortcuts(OPEN_KEYS)
        self.folder.set_shortcuts(FOLDER_KEYS)
        self.paste.name_keys(PASTE_KEYS)
        self.remove.name_keys(QKeySequence("Delete"))
        self.again.set_shortcuts(QKeySequence("F5"))
        self.stop.set_shortcuts(QKeySequence("Ctrl+."))
        self.export.set_shortcuts(QKeySequence("Ctrl+S"))
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(theme.TIGHT)
        for button in (self.open, self.folder, self.paste, self.remove):
            row.addWidget(button)
        row.addWidget(self.progress, 1)
        for button in (self.stop, self.again, self.export):
            row.addWidget(button)
        self.set_state(rows=0, busy=False)
        self.retranslate()

    def retranslate(self) -> None:
        self.open.set_label(self.tr("Open pictures…"))
        self.folder.set_label(self.tr("Open folder…"))
        self.paste.set_label(self.tr("Paste"))
        self.remove.set_label(self.tr("Remove from the list"))
        self.again.set_label(self.tr("Read again"))
        self.stop.set_label(self.tr("Stop"))
        self.export.set_label(self.tr("Export…"))
        self._fit()

    def set_state(self, *, rows: int, busy: bool) -> None:
        if (rows > 0, busy) == self._state:
            return
        self._state = rows > 0, busy
        self.stop.setVisible(busy)
        self.again.setVisible(not busy)
        self.again.setEnabled(rows > 0)
        self.export.setEnabled(rows > 0)
        self.remove.setEnabled(rows > 0)
        self._fit()

    def _fit(self) -> None:
        """As many words as there is room for; what is pressed most keeps its own longest."""
        shown = [
            self.open,
            self.folder,
            self.paste,
            self.remove,
            self.stop if self._state[1] else self.again,
            self.export,
        ]
        signs = {self.remove}
        for button in (self.paste, self.folder, self.open, self.again, self.stop):
            if self._width(shown, signs) <= self.width():
                break
            signs.add(button)
        for button, icon in self._icons.items():
            button.set_icon(icon, with_text=button not in signs)

    def _width(self, shown: list[Button], signs: set[Button]) -> int:
        return _PROGRESS + sum(button.width_of(button not in signs) + theme.TIGHT for button in shown)

    def resizeEvent(self, event: QResizeEvent) -> None:
        self._fit()

    def minimumSizeHint(self) -> QSize:
        return QSize(5 * (theme.CONTROL + theme.TIGHT) + self.export.width_of(True) + 80, theme.CONTROL)

    def sizeHint(self) -> QSize:
        return self.minimumSizeHint()


class Progress(QWidget):
    """A caption, and while something is being done a thin bar under it."""

    def __init__(self, look: Theme, parent: Optional[QWidget] = None) -> None:
        super().__init__(parent)
        self._look = look
        self.text = ""
        self._share: Optional[float] = None
        self.setFont(theme.font(theme.CAPTION))
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def show_progress(self, text: str, share: Optional[float]) -> None:
        """share: 0..1 of what is to be done; None where nothing is"""
        if (text, share) != (self.text, self._share):
            self.text, self._share = text, share
            self.setAccessibleName(text)
            self.setToolTip(text)
            self.update()

    def sizeHint(self) -> QSize:
        return QSize(_PROGRESS, theme.CONTROL)

    def minimumSizeHint(self) -> QSize:
        return QSize(60, theme.CONTROL)

    def paintEvent(self, event: QPaintEvent) -> None:
        colours = self._look.colours
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        room = QRectF(self.rect()).adjusted(theme.TIGHT, 0, -theme.TIGHT, 0)
        text = QFontMetrics(self.font()).elidedText(self.text, Qt.TextElideMode.ElideRight, int(room.width()))
        painter.setFont(self.font())
        painter.setPen(colours["muted"])
        lift = 4 if self._share is not None else 0
        flags = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
        painter.drawText(room.adjusted(0, -2 * lift, 0, -lift), flags, text)
        if self._share is not None:
            bar = QRectF(room.left(), self.height() - 12, room.width(), 4)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(colours["track"])
            painter.drawRoundedRect(bar, 2, 2)
            bar.setWidth(max(4.0, self._share * bar.width()))
            painter.setBrush(colours["accent"])
            painter.drawRoundedRect(bar, 2, 2)
