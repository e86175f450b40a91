"""The window's head: its name, the switch between the pages, the engine."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Optional

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFont, QFontMetrics, QKeySequence, QPainter, QPaintEvent, QPen, QResizeEvent, QShortcut
from PySide6.QtWidgets import QAbstractButton, QHBoxLayout, QLabel, QSizePolicy, QWidget

from app.ui import theme
from app.ui.engine.chip import EngineChip
from app.ui.theme import Theme
from app.ui.widgets.button import Button

_WITH_NAME = 900  # pixels: a narrower head leaves the name out


class Header(QWidget):
    """The name and the pages at the left, the engine and what is set at the right."""

    def __init__(self, look: Theme, name: str, switch: PageSwitch, chip: EngineChip, gear: Button) -> None:
        super().__init__()
        self._look = look
        self.setFixedHeight(theme.HEADER)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self._title = QLabel(name)
        self._title.setFont(theme.font(18, QFont.Weight.Bold))
        self._row = QHBoxLayout(self)
        self._row.setSpacing(theme.GAP)
        self._row.addWidget(self._title)
        self._row.addWidget(switch)
        self._row.addStretch(1)
        self._row.addWidget(chip, 0, Qt.AlignmentFlag.AlignVCenter)
        self._row.addWidget(gear, 0, Qt.AlignmentFlag.AlignVCenter)

    def set_edge(self, pixels: int) -> None:
        self._row.setContentsMargins(pixels, 0, pixels, 0)

    def resizeEvent(self, event: QResizeEvent) -> None:
        # the window's own title says it too
        self._title.setVisible(self.width() >= _WITH_NAME)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(self.rect(), self._look.colours["surface"])
        painter.fillRect(0, self.height() - 1, self.width(), 1, self._look.colours["hairline"])


class PageSwitch(QWidget):
    """A word a page; Ctrl and its number goes there too."""

    chosen = Signal(int)

    def __init__(self, look: Theme, names: Sequence[str], parent: Optional[QWidget] = None) -> None:
        super().__init__(parent)
        self.tabs = [Tab(look, name) for name in names]
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(4)
        for index, tab in enumerate(self.tabs):
            row.addWidget(tab)
            QShortcut(_keys(index), self).activated.connect(tab.click)
            tab.toggled.connect(lambda on, index=index: self._choose(index) if on else None)
        self.set_names(names)
        self.tabs[0].setChecked(True)

    def set_names(self, names: Sequence[str]) -> None:
        """Say them in another language."""
        for index, (tab, name) in enumerate(zip(self.tabs, names)):
            tab.set_name(name, _keys(index).toString(QKeySequence.SequenceFormat.NativeText))

    def choose_none(self) -> None:
        """Something else is shown than these pages."""
        for tab in self.tabs:
            tab.setChecked(False)

    def _choose(self, index: int) -> None:
        # by hand: in a group of Qt's own the Tab key would reach only one of them
        for other, tab in enumerate(self.tabs):
            tab.setChecked(other == index)
        self.chosen.emit(index)


def _keys(index: int) -> QKeySequence:
    return QKeySequence(f"Ctrl+{index + 1}")


class Tab(QAbstractButton):
    def __init__(self, look: Theme, text: str, parent: Optional[QWidget] = None) -> None:
        super().__init__(parent)
        self._look = look
        self.setText(text)
        self.setCheckable(True)
        self.setFont(theme.font(theme.TEXT))
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)

    def set_name(self, name: str, keys: str) -> None:
        self.setText(name)
        self.setAccessibleName(name)
        self.setToolTip(f"{name} ({keys})")
        self.updateGeometry()

    def nextCheckState(self) -> None:
        self.setChecked(True)  # a second press does not leave the page

    def sizeHint(self) -> QSize:
        bold = QFontMetrics(theme.font(theme.TEXT, QFont.Weight.Bold))  # chosen or not, it takes the same room
        return QSize(bold.horizontalAdvance(self.text()) + 2 * theme.GAP, theme.CONTROL)

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def paintEvent(self, event: QPaintEvent) -> None:
        colours = self._look.colours
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        ground = QRectF(self.rect()).adjusted(0, 4, 0, -4)
        if self.isChecked():
            # the outline tells where the ground is that of the others
            painter.setPen(colours["accent" if colours.accent_soft == colours.surface else "accent_soft"])
            painter.setBrush(colours["accent_soft"])
            painter.drawRoundedRect(ground, theme.CONTROL_RADIUS, theme.CONTROL_RADIUS)
        if self.hasFocus():
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(colours["text"], 2))
            painter.drawRoundedRect(ground.adjusted(1, 1, -1, -1), theme.CONTROL_RADIUS - 1, theme.CONTROL_RADIUS - 1)
        painter.setFont(theme.font(theme.TEXT, QFont.Weight.Bold if self.isChecked() else QFont.Weight.Normal))
        role = "accent" if self.isChecked() else "text" if self.underMouse() else "muted"
        painter.setPen(colours[role])
        painter.drawText(self.rect(), Qt.AlignmentFlag.AlignCenter, self.text())
