"""How wide the pen is: a slider, in one frame with its word."""

from __future__ import annotations

import math
from typing import Optional

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QLabel, QSizePolicy, QSlider, QWidget

from app.ui import theme
from app.ui.language import Translated
from app.ui.settings.settings import Settings
from app.ui.theme import Theme
from app.ui.widgets.card import Card

_STEPS = 48  # of the slider
_BY_KEY = 4  # steps of [ and ]
_THINNEST, _WIDEST = 0.01, 0.12  # shares of the paper's shorter side, as in the settings
_SLIDER, _WIDE_SLIDER = 40, 136  # pixels


class PenSlider(Translated, Card):
    """Moves by ratios: each step makes the pen as many times wider as the one before."""

    RADIUS = theme.CONTROL_RADIUS

    def __init__(self, look: Theme, settings: Settings, parent: Optional[QWidget] = None) -> None:
        super().__init__(look, parent)
        self._settings = settings
        self._word = QLabel()
        self._word.setFont(theme.font(theme.TEXT))
        self.slider = QSlider(Qt.Orientation.Horizontal)
        self.slider.setRange(0, _STEPS)
        self.slider.setPageStep(_BY_KEY)
        self.slider.setTracking(False)
        self.slider.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self._row = QHBoxLayout(self)
        self._row.setSpacing(12)
        self._row.addWidget(self._word)
        self._row.addWidget(self.slider, 1)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setFixedHeight(theme.CONTROL)
        for key, steps in (("[", -_BY_KEY), ("]", _BY_KEY)):
            shortcut = QShortcut(QKeySequence(key), self)
            shortcut.activated.connect(lambda steps=steps: self.slider.setValue(self.slider.value() + steps))
        self._show_setting()
        self.slider.valueChanged.connect(self._moved)
        settings.changed.connect(self._show_setting)
        look.changed.connect(self._dress)
        self._dress()
        self.set_compact(False)
        self.retranslate()

    def retranslate(self) -> None:
        self._word.setText(self.tr("Pen"))
        name = self.tr("Width of the pen")
        self.slider.setAccessibleName(name)
        self.setToolTip(f"{name} ([ / ])")

    def set_compact(self, compact: bool) -> None:
        """Without its word."""
        self._word.setVisible(not compact)
        self._row.setContentsMargins(*((8, 0, 8, 0) if compact else (theme.GAP, 0, theme.GAP, 0)))
        self.slider.setMinimumWidth(_SLIDER if compact else _WIDE_SLIDER)
        self.setMaximumWidth(self.width_of(with_text=True))

    def width_of(self, with_text: bool) -> int:
        """What it needs with its word, or without."""
        word = self._word.sizeHint().width() + 12
        return word + _WIDE_SLIDER + 2 * theme.GAP if with_text else _SLIDER + 2 * 8

    def _show_setting(self) -> None:
        self.slider.blockSignals(True)
        self.slider.setValue(step_of(self._settings.pen))
        self.slider.blockSignals(False)

    def _moved(self, step: int) -> None:
        if step != step_of(self._settings.pen):
            self._settings.pen = share_at(step)

    def _dress(self) -> None:
        self.slider.setStyleSheet(theme.slider_style(self._look.colours))

    def sizeHint(self) -> QSize:
        return QSize(self.width_of(self._word.isVisibleTo(self)), theme.CONTROL)

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()


def step_of(share: float) -> int:
    """Of the slider, nearest to this share of the paper."""
    return round(_STEPS * math.log(share / _THINNEST) / math.log(_WIDEST / _THINNEST))


def share_at(step: int) -> float:
    return round(_THINNEST * (_WIDEST / _THINNEST) ** (step / _STEPS), 4)
