"""How the camera's picture is taken and shown: turned, mirrored, guided, brighter or darker."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import TYPE_CHECKING, Optional

from PySide6.QtCore import QObject, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QLabel, QSlider, QVBoxLayout, QWidget

from app.ui import theme
from app.ui.language import Translated
from app.ui.theme import Theme
from app.ui.widgets import icons
from app.ui.widgets.button import Button
from app.ui.widgets.card import Card, caption

if TYPE_CHECKING:
    from app.sources.source import Control

_STEPS = 200  # of a slider
_LOGARITHMIC = 50  # times the lowest: from there on a control goes by ratios, as exposure does


class CameraControls(Translated, Card):
    """A card over the picture; what the camera cannot set is not there."""

    turned = Signal()
    mirrored = Signal(bool)
    guided = Signal(bool)
    set_wanted = Signal(str, object)  # a control's name and its value, None: automatic
    closed = Signal()

    def __init__(self, look: Theme, parent: Optional[QWidget] = None) -> None:
        super().__init__(look, parent)
        self.turn = Button(look)
        self.turn.set_icon(icons.TURN)
        self.mirror = Button(look, toggle=True)
        self.mirror.set_icon(icons.MIRROR)
        self.guide = Button(look, toggle=True)
        self.guide.set_icon(icons.GUIDE)
        self.guide.setChecked(True)
        self.turn.clicked.connect(self.turned)
        self.mirror.toggled.connect(self.mirrored)
        self.guide.toggled.connect(self.guided)
        row = QHBoxLayout()
        row.setSpacing(theme.TIGHT)
        for button in (self.turn, self.mirror, self.guide):
            row.addWidget(button)
        row.addStretch(1)
        self.exposure = ControlSlider(look, "exposure", toggle=True, parent=self)
        self.brightness = ControlSlider(look, "brightness", toggle=False, parent=self)
        self._none = caption()
        self._none.setWordWrap(True)
        grid = QGridLayout()
        grid.setHorizontalSpacing(theme.GAP)
        grid.setVerticalSpacing(theme.TIGHT)
        grid.setColumnStretch(1, 1)
        for index, slider in enumerate((self.exposure, self.brightness)):
            slider.add_to(grid, index)
            slider.set_wanted.connect(self.set_wanted)
        column = QVBoxLayout(self)
        column.setContentsMargins(theme.GAP, theme.GAP, theme.GAP, theme.GAP)
        column.setSpacing(theme.TIGHT)
        column.addLayout(row)
        column.addLayout(grid)
        column.addWidget(self._none)
        self.retranslate()
        self.show_controls({})
        self.hide()

    def retranslate(self) -> None:
        self.turn.set_label(self.tr("Turn"))
        self.mirror.set_label(self.tr("Mirror"))
        self.guide.set_label(self.tr("Guide"))
        self.guide.setToolTip(self.tr("Read only what is inside the guide"))
        self.exposure.set_words(self.tr("Exposure"), self.tr("Auto"))
        self.brightness.set_words(self.tr("Brightness"), self.tr("Reset"))
        self._none.setText(self.tr("This source has no exposure or brightness to set."))
        self.setAccessibleName(self.tr("Adjust the picture"))

    def show_controls(self, controls: Mapping[str, Control]) -> None:
        for slider in (self.exposure, self.brightness):
            slider.show_control(controls.get(slider.name))
        self._none.setVisible(not (self.exposure.is_there or self.brightness.is_there))
        self.adjustSize()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.closed.emit()
        else:
            super().keyPressEvent(event)

    def sizeHint(self) -> QSize:
        return QSize(max(340, super().minimumSizeHint().width()), super().sizeHint().height())


class ControlSlider(QObject):
    """The parts of one row: a word, a slider, a button for what the camera does by itself."""

    set_wanted = Signal(str, object)

    def __init__(self, look: Theme, name: str, *, toggle: bool, parent: QWidget) -> None:
        super().__init__(parent)
        self.name = name
        self._look = look
        self._control: Optional[Control] = None
        self._title = QLabel(parent)
        self.slider = QSlider(Qt.Orientation.Horizontal, parent)
        self.slider.setRange(0, _STEPS)
        self.slider.setPageStep(_STEPS // 10)
        self.automatic = Button(look, toggle=toggle, parent=parent)
        self.slider.valueChanged.connect(self._moved)
        self.automatic.clicked.connect(self._pressed)
        look.changed.connect(self._dress)
        self._dress()

    def set_words(self, title: str, automatic: str) -> None:
        self._title.setText(title)
        self.slider.setAccessibleName(title)
        self.automatic.set_label(automatic)
        self.automatic.setAccessibleName(f"{title}: {automatic}")

    def add_to(self, grid: QGridLayout, row: int) -> None:
        grid.addWidget(self._title, row, 0)
        grid.addWidget(self.slider, row, 1)
        grid.addWidget(self.automatic, row, 2)

    @property
    def is_there(self) -> bool:
        return self._control is not None

    def show_control(self, control: Optional[Control]) -> None:
        """As the device says; but a slider that is held stays under the finger."""
        self._control = control
        for part in (self._title, self.slider, self.automatic):
            part.setVisible(control is not None)
        if control is None or self.slider.isSliderDown():
            return
        self.slider.blockSignals(True)
        self.slider.setValue(round(_STEPS * share_of(control, control.value)))
        self.slider.blockSignals(False)
        self.automatic.setChecked(control.automatic)

    def _moved(self, step: int) -> None:
        if self._control:
            self.automatic.setChecked(False)
            self.set_wanted.emit(self.name, value_at(self._control, step / _STEPS))

    def _pressed(self) -> None:
        if self._control and (self.automatic.isChecked() or not self.automatic.isCheckable()):
            self.set_wanted.emit(self.name, None)
        elif self._control:
            self.set_wanted.emit(self.name, value_at(self._control, self.slider.value() / _STEPS))

    def _dress(self) -> None:
        self.slider.setStyleSheet(theme.slider_style(self._look.colours))


def _goes_by_ratio(control: Control) -> bool:
    return control.lowest > 0 and control.highest > _LOGARITHMIC * control.lowest


def share_of(control: Control, value: int) -> float:
    """Where a value stands between the lowest and the highest, 0 to 1."""
    value = min(max(value, control.lowest), control.highest)
    if _goes_by_ratio(control):
        return math.log(value / control.lowest) / math.log(control.highest / control.lowest)
    return (value - control.lowest) / max(1, control.highest - control.lowest)


def value_at(control: Control, share: float) -> int:
    """The other way round, to the control's step."""
    if _goes_by_ratio(control):
        value = control.lowest * (control.highest / control.lowest) ** share
    else:
        value = control.lowest + share * (control.highest - control.lowest)
    steps = round((value - control.lowest) / control.step)
    return min(control.highest, control.lowest + steps * control.step)
