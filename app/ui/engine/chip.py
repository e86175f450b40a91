"""The engine's chip: what runs, a word when something is wrong, and the way to another model."""

from __future__ import annotations

from typing import Optional

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QFontMetrics, QKeySequence, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractButton, QSizePolicy, QWidget

from app.ui import theme, words
from app.ui.language import Translated, Words
from app.ui.theme import Theme

KEYS = "Ctrl+M"
_HEIGHT = 32  # of what is seen: what can be pressed is higher
_SIDE = 14  # pixels left and right
_SIGN = 20  # pixels for the dot or the sign, with the space after it


class EngineChip(Translated, QAbstractButton):
    def __init__(self, look: Theme, parent: Optional[QWidget] = None) -> None:
        super().__init__(parent)
        self._look = look
        self._say: Words = str
        self._role = "muted"
        self.setFont(theme.font(theme.CAPTION))
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.show_starting()

    @property
    def warns(self) -> bool:
        return self._role == "warning"

    def show_starting(self) -> None:
        self._show(lambda: self.tr("Starting…"), "muted", "")

    def show_running(self, text: str, details: str) -> None:
        self._show(lambda: text, "ok", details)

    def show_problem(self, text: Words, details: str) -> None:
        self._show(text, "warning", details)

    def _show(self, text: Words, role: str, details: str) -> None:
        self._say, self._role, self._details = text, role, details
        self.retranslate()

    def retranslate(self) -> None:
        self.setText(self._say())
        self.setAccessibleName(self.tr("Engine: %1").replace("%1", self.text()))
        details = words.message(self._details)
        self.setAccessibleDescription(details)
        keys = QKeySequence(KEYS).toString(QKeySequence.SequenceFormat.NativeText)
        choose = self.tr("Choose another model (%1)").replace("%1", keys)
        self.setToolTip(f"{details}\n{choose}" if details else choose)
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(2 * _SIDE + _SIGN + QFontMetrics(self.font()).horizontalAdvance(self.text()) + 1, theme.CONTROL)

    def minimumSizeHint(self) -> QSize:
        return QSize(120, theme.CONTROL)

    def paintEvent(self, event: QPaintEvent) -> None:
        colours = self._look.colours
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        pill = QRectF(0.5, (self.height() - _HEIGHT) / 2 + 0.5, self.width() - 1, _HEIGHT - 1)
        outline = colours["text"] if self.hasFocus() else colours[self._role] if self.warns else colours["hairline"]
        painter.setPen(QPen(outline, 2 if self.hasFocus() else 1))
        painter.setBrush(colours["track" if self.isDown() or self.underMouse() else "surface"])
        painter.drawRoundedRect(pill, _HEIGHT / 2, _HEIGHT / 2)
        centre = QPointF(_SIDE + 5, self.height() / 2)
        if self.warns:
            paint_warning(painter, centre, 7, self._look)
        else:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(colours[self._role])
            painter.drawEllipse(centre, 4.5, 4.5)
        box = QRectF(self.rect()).adjusted(_SIDE + _SIGN, 0, -_SIDE, 0)
        text = QFontMetrics(self.font()).elidedText(self.text(), Qt.TextElideMode.ElideMiddle, int(box.width()) + 1)
        painter.setFont(self.font())
        painter.setPen(colours["warning" if self.warns else "muted"])
        painter.drawText(box, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, text)


def paint_warning(painter: QPainter, centre: QPointF, radius: float, look: Theme) -> None:
    """A disc with an exclamation mark: the sign that goes with the colour."""
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(look.colours["warning"])
    painter.drawEllipse(centre, radius, radius)
    pen = QPen(look.colours["surface"], radius * 0.26)
    pen.setCapStyle(Qt.PenCapStyle.RoundCap)
    painter.setPen(pen)
    painter.drawLine(centre + QPointF(0, -0.5 * radius), centre + QPointF(0, 0.1 * radius))
    painter.drawPoint(centre + QPointF(0, 0.52 * radius))
