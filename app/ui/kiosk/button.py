"""The kiosk's buttons and words: large, and growing with the screen."""

from __future__ import annotations

from typing import Optional

from PySide6.QtCore import QElapsedTimer, QSize, Qt, Signal
from PySide6.QtGui import QFont, QFontMetrics, QPalette
from PySide6.QtWidgets import QLabel, QSizePolicy, QWidget

from app.ui import theme
from app.ui.theme import Scale, Theme
from app.ui.widgets.button import Button

_PAUSE = 250  # milliseconds: presses that come faster than anybody can mean them


class BigButton(Button):
    """Says nothing to a pointer that rests on it: there is none."""

    tapped = Signal()  # as `clicked`, but no more often than somebody can mean it

    def __init__(
        self,
        look: Theme,
        scale: Scale,
        text: str = "",
        *,
        primary: bool = False,
        toggle: bool = False,
        pixels: int = theme.KIOSK_TEXT,
        parent: Optional[QWidget] = None,
    ) -> None:
        super().__init__(look, text, primary=primary, toggle=toggle, parent=parent)
        self._scale, self._pixels = scale, pixels
        self._last = QElapsedTimer()
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.clicked.connect(self._clicked)
        self.rescale()

    def rescale(self) -> None:
        self.setFont(theme.font(self._scale.px(self._pixels)))
        self.updateGeometry()

    def _clicked(self) -> None:
        if not self._last.isValid() or self._last.elapsed() >= _PAUSE:
            self._last.start()
            self.tapped.emit()

    def _say_keys(self) -> None:
        """There are none, and no tooltip."""

    def underMouse(self) -> bool:
        return False  # a finger that was lifted is nowhere

    def sizeHint(self) -> QSize:
        high = self._scale.px(theme.KIOSK_TARGET)
        text = QFontMetrics(self.font()).horizontalAdvance(self.text())
        return QSize(max(high, text + 2 * self._scale.px(theme.GAP)), high)


class Text(QLabel):
    """Words that can only be read."""

    def __init__(
        self,
        scale: Scale,
        pixels: int = theme.KIOSK_TEXT,
        *,
        weight: QFont.Weight = QFont.Weight.Normal,
        muted: bool = False,
        centred: bool = False,
    ) -> None:
        super().__init__()
        self._scale, self._pixels, self._weight = scale, pixels, weight
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setTextInteractionFlags(Qt.TextInteractionFlag.NoTextInteraction)
        self.setWordWrap(True)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        if muted:
            self.setForegroundRole(QPalette.ColorRole.PlaceholderText)
        if centred:
            self.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.rescale()

    def rescale(self) -> None:
        self.setFont(theme.font(self._scale.px(self._pixels), self._weight))
