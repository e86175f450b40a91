"""The window's buttons."""

from __future__ import annotations

from typing import Optional

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFontMetrics, QKeySequence, QPainter, QPainterPath, QPaintEvent, QPen, QShortcut
from PySide6.QtWidgets import QAbstractButton, QWidget

from app.ui import theme
from app.ui.theme import Theme

_ICON = 18  # pixels


class Button(QAbstractButton):
    """A button with a word, an arrow or both; the primary one is filled with the accent."""

    def __init__(self, look: Theme, text: str, *, primary: bool = False, parent: Optional[QWidget] = None) -> None:
        super().__init__(parent)
        self._look = look
        self._primary = primary
        self._arrow = 0
        self._shows_text = True
        self.setText(text)
        self.setAccessibleName(text)
        self.setFont(theme.font(theme.TEXT))
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)

    def set_arrow(self, direction: int, *, with_text: bool = True) -> None:
        """An arrow that turns back (-1) or forward (1) before the text, or instead of it."""
        self._arrow, self._shows_text = direction, with_text
        self.updateGeometry()

    def set_shortcuts(self, *sequences: QKeySequence) -> None:
        """Press the button by any of these keys; its tooltip names them."""
        for sequence in sequences:
            shortcut = QShortcut(sequence, self)
            shortcut.setAutoRepeat(True)
            shortcut.activated.connect(self.click)
        keys = " / ".join(s.toString(QKeySequence.SequenceFormat.NativeText) for s in sequences)
        self.setToolTip(f"{self.text()} ({keys})")

    def sizeHint(self) -> QSize:
        text = QFontMetrics(self.font()).horizontalAdvance(self.text()) if self._shows_text else 0
        icon = _ICON if self._arrow else 0
        between = theme.TIGHT if text and icon else 0
        return QSize(max(theme.CONTROL, text + icon + between + 2 * (theme.GAP - 2)), theme.CONTROL)

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
        if self._arrow:
            text = QFontMetrics(self.font()).horizontalAdvance(self.text()) + theme.TIGHT if self._shows_text else 0
            left = (self.width() - _ICON - text) / 2
            _paint_arrow(painter, QRectF(left, (self.height() - _ICON) / 2, _ICON, _ICON), self._arrow, colour)
            box.setLeft(left + _ICON + theme.TIGHT)
        if self._shows_text:
            align = Qt.AlignmentFlag.AlignVCenter
            align |= Qt.AlignmentFlag.AlignLeft if self._arrow else Qt.AlignmentFlag.AlignHCenter
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


def _paint_arrow(painter: QPainter, box: QRectF, direction: int, colour: QColor) -> None:
    """An arc that comes from below and ends in a head pointing back, mirrored for forward."""
    painter.save()
    painter.translate(box.center())
    painter.scale(-direction * box.width() / 18, box.height() / 18)
    path = QPainterPath(QPointF(-6.5, -1.5))
    path.lineTo(2, -1.5)
    path.arcTo(QRectF(-2.5, -1.5, 8.5, 8), 90, -180)
    path.lineTo(-2, 6.5)
    path.moveTo(-2.5, -5.5)
    path.lineTo(-6.5, -1.5)
    path.lineTo(-2.5, 2.5)
    painter.setPen(QPen(colour, 1.6, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap, Qt.PenJoinStyle.RoundJoin))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawPath(path)
    painter.restore()
