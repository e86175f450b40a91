"""What stands above each layer of the network, and the colours of its values."""

from __future__ import annotations

from functools import lru_cache

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QFontMetrics, QPainter
from PySide6.QtWidgets import QWidget

from app.ui import theme
from app.ui.language import Translated
from app.ui.theme import Colours, Theme

_LINE = 18  # pixels high
_ACCENT = 0.6  # of the scale: the place of the accent itself


@lru_cache(maxsize=8)
def scale(colours: Colours) -> list[int]:
    """256 colours of one hue: from the ground over the accent to one that stands out further."""
    ground, accent = colours["background"], colours["accent"]
    most = _mixed(accent, colours["text"], 0.5)
    shares = [step / 255 for step in range(256)]
    return [
        (
            _mixed(ground, accent, share / _ACCENT)
            if share < _ACCENT
            else _mixed(accent, most, (share - _ACCENT) / (1 - _ACCENT))
        ).rgb()
        for share in shares
    ]


def _mixed(colour: QColor, other: QColor, share: float) -> QColor:
    return QColor.fromRgbF(
        colour.redF() + share * (other.redF() - colour.redF()),
        colour.greenF() + share * (other.greenF() - colour.greenF()),
        colour.blueF() + share * (other.blueF() - colour.blueF()),
    )


def number(value: float) -> str:
    """Three digits, a minus that is one."""
    if value == 0:
        return "0"
    return f"{value:.{2 if abs(value) < 10 else 1}f}".replace("-", "\N{MINUS SIGN}")


class Captioned(Translated, QWidget):
    """A layer below its name and, where there is the room, a line about it; ears hear both."""

    def __init__(self, look: Theme) -> None:
        super().__init__()
        self._look = look
        self._lines = 2
        self.setFont(theme.font(theme.CAPTION))

    def name(self) -> str:
        raise NotImplementedError

    def about(self) -> str:
        raise NotImplementedError

    def longest_about(self) -> str:
        """The longest that `about` gets: it may change with every digit, and the layout is not to."""
        return self.about()

    def body_width(self, height: int) -> int:
        """What is below the caption needs this width at that height."""
        raise NotImplementedError

    def retranslate(self) -> None:
        self.setAccessibleName(self.name())
        self.setAccessibleDescription(self.about())
        self.update()

    def set_lines(self, lines: int) -> None:
        """Of the caption: 2, or 1 where there is little room."""
        self._lines = lines

    @property
    def caption_height(self) -> int:
        return self._lines * _LINE + (6 if self._lines > 1 else 2)

    def width_for(self, height: int) -> int:
        """What all of it needs at this height."""
        metrics = QFontMetrics(self.font())
        words = [self.name(), self.longest_about()][: self._lines]
        return max(self.body_width(height - self.caption_height), *(metrics.horizontalAdvance(text) for text in words))

    def _paint_caption(self, painter: QPainter) -> None:
        colours = self._look.colours
        align = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
        for line, (text, role) in enumerate(((self.name(), "text"), (self.about(), "muted"))[: self._lines]):
            painter.setPen(colours[role])
            painter.drawText(QRectF(0, line * _LINE, self.width(), _LINE), align, text)
