"""Ten digits to press: what a glyph was."""

from __future__ import annotations

from typing import Optional

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QApplication, QGridLayout, QWidget

from app.ui import theme
from app.ui.language import Translated
from app.ui.theme import Theme
from app.ui.widgets.button import Button
from app.ui.widgets.card import Card

_COLUMNS = 5
_STEPS = {
    Qt.Key.Key_Left: -1,
    Qt.Key.Key_Right: 1,
    Qt.Key.Key_Up: -_COLUMNS,
    Qt.Key.Key_Down: _COLUMNS,
}


class DigitChoice(Translated, Card):
    """Opens over what is there and takes the focus; goes when a digit was chosen, with Escape, or with the focus."""

    chosen = Signal(int)

    def __init__(self, look: Theme, parent: QWidget) -> None:
        super().__init__(look, parent)
        self.digits = [Button(look, str(digit), toggle=True) for digit in range(10)]
        grid = QGridLayout(self)
        grid.setContentsMargins(theme.GAP, theme.GAP, theme.GAP, theme.GAP)
        grid.setSpacing(theme.TIGHT)
        for digit, button in enumerate(self.digits):
            button.setFixedSize(theme.CONTROL, theme.CONTROL)
            button.clicked.connect(lambda _=False, digit=digit: self._choose(digit))
            button.installEventFilter(self)  # Qt's buttons take the arrows for Tab
            grid.addWidget(button, *divmod(digit, _COLUMNS))
        self.resize(self.sizeHint())
        self._before: Optional[QWidget] = None  # that had the focus
        QApplication.instance().focusChanged.connect(self._focus_moved)  # type: ignore[union-attr]
        self.hide()
        self.retranslate()

    def retranslate(self) -> None:
        self.setAccessibleName(self.tr("That was a…"))
        for digit, button in enumerate(self.digits):
            button.setToolTip(self.tr("That was a %1 (key %1)").replace("%1", str(digit)))
            button.setAccessibleName(self.tr("That was a %1").replace("%1", str(digit)))

    def open(self, now: Optional[int]) -> None:
        """now: what it is taken for"""
        for digit, button in enumerate(self.digits):
            button.setChecked(digit == now)
        self._before = QApplication.focusWidget()
        self.show()
        self.raise_()
        self.digits[now or 0].setFocus(Qt.FocusReason.PopupFocusReason)

    def _choose(self, digit: int) -> None:
        self._close()
        self.chosen.emit(digit)

    def _close(self) -> None:
        self.hide()
        if self._before is not None:
            self._before.setFocus(Qt.FocusReason.PopupFocusReason)

    # Qt

    def event(self, event: QEvent) -> bool:
        # else the page's own Escape would come first
        ours = event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent)
        if ours and Qt.Key(event.key()) in (Qt.Key.Key_Escape, *_STEPS):  # type: ignore[attr-defined]
            event.accept()
            return True
        return super().event(event)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            key = Qt.Key(event.key())
            if key == Qt.Key.Key_Escape:
                self._close()
                return True
            if key in _STEPS:
                at = self.digits.index(watched)  # type: ignore[arg-type]
                self.digits[(at + _STEPS[key]) % len(self.digits)].setFocus(Qt.FocusReason.TabFocusReason)
                return True
        return super().eventFilter(watched, event)

    def _focus_moved(self, before: Optional[QWidget], now: Optional[QWidget]) -> None:
        if self.isVisible() and (now is None or not self.isAncestorOf(now)):
            self.hide()
