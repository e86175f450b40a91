"""In a small window, under the picture of a row: the way back to the table, and to the rows beside it."""

from __future__ import annotations

from typing import Optional

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QFontMetrics, QKeySequence, QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QWidget

from app.ui import theme
from app.ui.language import Translated
from app.ui.theme import Theme
from app.ui.widgets import icons
from app.ui.widgets.button import Button


class DetailBar(Translated, QWidget):
    def __init__(self, look: Theme, parent: Optional[QWidget] = None) -> None:
        super().__init__(parent)
        self.back = Button(look)
        self.back.set_icon(icons.BACK)
        self.back.set_shortcuts(QKeySequence("Escape"))
        self.before, self.after = Button(look), Button(look)
        self.before.set_icon(icons.UP, with_text=False)
        self.before.set_shortcuts(QKeySequence("Up"))
        self.after.set_icon(icons.DOWN, with_text=False)
        self.after.set_shortcuts(QKeySequence("Down"))
        self.name = Name(look)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(theme.TIGHT)
        row.addWidget(self.back)
        row.addWidget(self.name, 1)
        row.addWidget(self.before)
        row.addWidget(self.after)
        self.retranslate()

    def retranslate(self) -> None:
        self.back.set_label(self.tr("All results"))
        self.before.set_label(self.tr("The one before"))
        self.after.set_label(self.tr("The next one"))


class Name(QWidget):
    """Cut in its middle where there is no room: its end tells files apart."""

    def __init__(self, look: Theme) -> None:
        super().__init__()
        self._look = look
        self._text = ""
        self.setFont(theme.font(theme.TEXT))
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def show_text(self, text: str) -> None:
        self._text = text
        self.setAccessibleName(text)
        self.setToolTip(text)
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(120, theme.CONTROL)

    def minimumSizeHint(self) -> QSize:
        return QSize(40, theme.CONTROL)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setFont(self.font())
        painter.setPen(self._look.colours["text"])
        text = QFontMetrics(self.font()).elidedText(self._text, Qt.TextElideMode.ElideMiddle, self.width())
        painter.drawText(self.rect(), Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, text)
