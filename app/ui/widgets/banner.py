"""What went wrong, said calmly above the paper; what was only to be known can be put away."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple, Optional

from PySide6.QtCore import QPointF, QRect, Qt
from PySide6.QtGui import QFont, QFontMetrics, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout, QWidget

from app.ui import theme, words
from app.ui.engine.chip import paint_warning
from app.ui.language import Translated, Words
from app.ui.theme import Theme
from app.ui.widgets.button import Button
from app.ui.widgets.card import Card

_SIGN = 44  # pixels left of the words
_LINES = 6  # of a message, unless told otherwise


class Act(NamedTuple):
    word: Words
    do: Callable[[], None]


class Banner(Translated, Card):
    LINE = "warning"

    def __init__(self, look: Theme, parent: Optional[QWidget] = None) -> None:
        super().__init__(look, parent)
        self._say: Words = str
        self._message = ""
        self._lines = _LINES
        self._title = QLabel()
        self._title.setFont(theme.font(theme.TEXT, QFont.Weight.DemiBold))
        self.message = QLabel()
        self.message.setFont(theme.font(theme.CAPTION))
        self.message.setTextFormat(Qt.TextFormat.PlainText)
        self.message.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        for label in (self._title, self.message):
            label.setWordWrap(True)
        self.dismiss = Button(look)
        self.dismiss.clicked.connect(self.hide)
        self.action = Button(look)
        self._act: Optional[Act] = None
        self.action.clicked.connect(self._pressed)
        said = QVBoxLayout()
        said.setSpacing(4)
        said.addWidget(self._title)
        said.addWidget(self.message)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(_SIGN, 12, theme.GAP, 12)
        layout.setSpacing(theme.GAP)
        layout.addLayout(said, 1)
        layout.addWidget(self.action, 0, Qt.AlignmentFlag.AlignVCenter)
        layout.addWidget(self.dismiss, 0, Qt.AlignmentFlag.AlignVCenter)
        self.retranslate()
        self.hide()

    def retranslate(self) -> None:
        self.dismiss.set_label(self.tr("OK"))
        self.action.set_label(self._act.word() if self._act else "")
        self._title.setText(self._say())
        self.setAccessibleName(self._say())
        self.setAccessibleDescription(words.message(self._message))
        self._shorten()

    def show_problem(self, title: Words, message: str) -> None:
        """Stays until it is over."""
        self._show(title, message, dismissible=False)

    def show_notice(self, title: Words, message: str, action: Optional[Act] = None) -> None:
        """Stays until it was read. action: what can be done about it at once"""
        self._show(title, message, dismissible=True, action=action)

    def _show(
        self,
        title: Words,
        message: str,
        *,
        dismissible: bool,
        action: Optional[Act] = None,
    ) -> None:
        self._act = action
        self.action.setVisible(action is not None)
        self.dismiss.setVisible(dismissible)
        self._say, self._message = title, message
        self.retranslate()
        self.show()

    def _pressed(self) -> None:
        act = self._act
        self.hide()
        if act is not None:
            act.do()

    def set_lines(self, lines: int) -> None:
        """How many lines of the message are shown at most; the tooltip has all of it."""
        self._lines = lines
        self._shorten()

    def resizeEvent(self, event: QResizeEvent) -> None:
        self._shorten()

    def _shorten(self) -> None:
        buttons = [button for button in (self.action, self.dismiss) if button.isVisibleTo(self)]
        beside = sum(theme.GAP + button.sizeHint().width() for button in buttons)
        width = self.width() - _SIGN - theme.GAP - beside
        whole = words.message(self._message)
        text = shortened(whole, self.message.font(), width, self._lines)
        self.message.setText(text)
        self.message.setVisible(bool(text))
        self.setToolTip("" if text == whole else whole)

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        paint_warning(painter, QPointF(22, self._title.geometry().top() + 10), 9, self._look)


def shortened(text: str, font: QFont, width: int, lines: int) -> str:
    """As much of the text as fits in this width and number of lines, with an ellipsis for the rest."""
    metrics = QFontMetrics(font)
    room = QRect(0, 0, max(1, width), 1_000_000)

    def fits(candidate: str) -> bool:
        # a line may be a fraction of a pixel higher than the spacing says
        height = metrics.boundingRect(room, Qt.TextFlag.TextWordWrap, candidate).height()
        return height <= lines * (metrics.lineSpacing() + 1)

    if fits(text):
        return text
    fitting, too_long = 0, len(text)
    while too_long - fitting > 1:
        middle = (fitting + too_long) // 2
        fitting, too_long = (middle, too_long) if fits(text[:middle] + "…") else (fitting, middle)
    return text[:fitting].rstrip() + "…"
