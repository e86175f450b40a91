"""The window's buttons."""

from __future__ import annotations

from typing import Optional

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFontMetrics, QKeySequence, QPainter, QPaintEvent, QPen, QShortcut
from PySide6.QtWidgets import QAbstractButton, QWidget

from app.ui import theme
from app.ui.language import Translated
from app.ui.theme import Theme
from app.ui.widgets.icons import Icon

_ICON = 18  # pixels


class Button(Translated, QAbstractButton):
    """A button with a word, a sign or both; the primary one is filled with the accent, one that is on is tinted."""

    def __init__(
        self,
        look: Theme,
        text: str = "",
        *,
        primary: bool = False,
        toggle: bool = False,
        parent: Optional[QWidget] = None,
    ) -> None:
        super().__init__(parent)
        self._look = look
        self._primary = primary
        self._toggle = toggle
        self.setCheckable(toggle)
        self._icon: Optional[Icon] = None
        self._shows_text = True
        self._keys: tuple[QKeySequence, ...] = ()
        self.setText(text)
        self.setAccessibleName(text)
        self.setFont(theme.font(theme.TEXT))
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)

    def set_icon(self, icon: Icon, *, with_text: bool = True) -> None:
        """A sign before the text, or instead of it."""
        self._icon, self._shows_text = icon, with_text
        self.updateGeometry()
        self.update()

    def set_label(self, text: str) -> None:
        """Another word, for eyes and ears, for what a press does now."""
        if text != self.text():
            self.setText(text)
            self.setAccessibleName(text)
            self._say_keys()
            self.updateGeometry()

    def retranslate(self) -> None:
        """Keys have other names in other languages; the words are of who made the button."""
        if self._keys:
            self._say_keys()

    def set_shortcuts(self, *sequences: QKeySequence) -> None:
        """Press the button by any of these keys; its tooltip names them."""
        for sequence in sequences:
            shortcut = QShortcut(sequence, self)
            shortcut.setAutoRepeat(True)
            shortcut.activated.connect(self.click)
        self.name_keys(*sequences)

    def name_keys(self, *sequences: QKeySequence) -> None:
        """Name these in the tooltip: somebody else presses the button at them."""
        self._keys = sequences
        self._say_keys()

    def _say_keys(self) -> None:
        keys = " / ".join(sequence.toString(QKeySequence.SequenceFormat.NativeText) for sequence in self._keys)
        self.setToolTip(f"{self.text()} ({keys})" if keys else self.text())

    def width_of(self, with_text: bool) -> int:
        """What it needs with its text, or with its sign alone."""
        text = QFontMetrics(self.font()).horizontalAdvance(self.text()) if with_text else 0
        icon = _ICON if self._icon else 0
        between = theme.TIGHT if text and icon else 0
        return max(theme.CONTROL, text + icon + between + 2 * (theme.GAP - 2))

    def sizeHint(self) -> QSize:
        return QSize(self.width_of(self._shows_text), theme.CONTROL)

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        fill, line, text = self._colours()
        painter.setPen(QPen(line, 1))
        painter.setBrush(fill)
        outline = QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5)
        painter.drawRoundedRect(outline, theme.CONTROL_RADIUS, theme.CONTROL_RADIUS)
        if self.hasFocus():
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(text, 2))
            painter.drawRoundedRect(outline.adjusted(3, 3, -3, -3), theme.CONTROL_RADIUS - 3, theme.CONTROL_RADIUS - 3)
        self._paint_content(painter, text)

    def _paint_content(self, painter: QPainter, colour: QColor) -> None:
        painter.setFont(self.font())
        painter.setPen(colour)
        box = QRectF(self.rect())
        if self._icon:
            text = QFontMetrics(self.font()).horizontalAdvance(self.text()) + theme.TIGHT if self._shows_text else 0
            left = (self.width() - _ICON - text) / 2
            self._icon(painter, QRectF(left, (self.height() - _ICON) / 2, _ICON, _ICON), colour)
            box.setLeft(left + _ICON + theme.TIGHT)
        if self._shows_text:
            align = Qt.AlignmentFlag.AlignVCenter
            align |= Qt.AlignmentFlag.AlignLeft if self._icon else Qt.AlignmentFlag.AlignHCenter
            painter.drawText(box, align, self.text())

    def _colours(self) -> tuple[QColor, QColor, QColor]:
        """Of the fill, the outline and the text."""
        colours = self._look.colours
        if not self.isEnabled():
            faint = colours["muted"]
            faint.setAlphaF(0.6)
            return colours["surface"], colours["hairline"], faint
        if self._primary:
            fill = colours["accent"]
            if self.isDown() or self.underMouse():
                fill = _mixed(fill, colours["text"], 0.22 if self.isDown() else 0.1)
            return fill, fill, colours["on_accent"]
        if self._toggle and self.isChecked():
            return colours["accent_soft"], colours["accent"], colours["accent"]
        fill = colours["surface"]
        if self.isDown() or self.underMouse():
            fill = _mixed(fill, colours["text"], 0.1 if self.isDown() else 0.05)
        return fill, colours["hairline"], colours["text"]


def _mixed(colour: QColor, other: QColor, share: float) -> QColor:
    return QColor.fromRgbF(
        colour.redF() + share * (other.redF() - colour.redF()),
        colour.greenF() + share * (other.greenF() - colour.greenF()),
        colour.blueF() + share * (other.blueF() - colour.blueF()),
    )
