"""What can be chosen on the settings page, a section each."""

from __future__ import annotations

import math
from typing import Optional

from PySide6.QtWidgets import QHBoxLayout, QLabel, QLineEdit, QVBoxLayout, QWidget

from app.ui import language, theme, words
from app.ui.language import Translated
from app.ui.settings.pen_sample import PenSample
from app.ui.settings.settings import Settings
from app.ui.theme import Theme
from app.ui.widgets.button import Button
from app.ui.widgets.card import caption
from app.ui.widgets.segments import Segments
from app.ui.widgets.slider import Slider
from app.ui.widgets.switch import Switch

_MILLE = 1000
_HIGHEST_REFUSAL = 95  # per cent: above it hardly a digit would be left


class Section(Translated, QWidget):
    """Writes what is chosen at once, and shows what is set, wherever it was set."""

    def __init__(self, settings: Settings) -> None:
        super().__init__()
        self._settings = settings
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(theme.TIGHT)
        settings.changed.connect(lambda _: self.show_settings())

    def title(self) -> str:
        raise NotImplementedError

    def show_settings(self) -> None:
        raise NotImplementedError

    def _explained(self) -> QLabel:
        label = caption()
        label.setWordWrap(True)
        self._column.addWidget(label)
        return label


class LookSection(Section):
    def __init__(self, look: Theme, settings: Settings) -> None:
        super().__init__(settings)
        self.language = Segments(look, (language.SYSTEM, *language.NAMES))
        self.theme = Segments(look, (theme.SYSTEM, *theme.PALETTES))
        self._language_title, self._theme_title = QLabel(), QLabel()
        self._column.addWidget(self._language_title)
        self._column.addWidget(self.language)
        self._column.addSpacing(theme.TIGHT)
        self._column.addWidget(self._theme_title)
        self._column.addWidget(self.theme)
        self.language.chosen.connect(lambda value: setattr(settings, "language", value))
        self.theme.chosen.connect(lambda value: setattr(settings, "theme", value))
        self.retranslate()
        self.show_settings()

    def title(self) -> str:
        return self.tr("Language and look")

    def retranslate(self) -> None:
        self._language_title.setText(self.tr("Language"))
        self.language.set_words(self._language_title.text(), (self.tr("System"), *language.NAMES.values()))
        self._theme_title.setText(self.tr("Look"))
        looks = {"light": self.tr("Light"), "dark": self.tr("Dark"), "contrast": self.tr("High contrast")}
        self.theme.set_words(
            self._theme_title.text(), (self.tr("System"), *(looks.get(name, name) for name in theme.PALETTES))
        )

    def show_settings(self) -> None:
        self.language.show_value(self._settings.language)
        self.theme.show_value(self._settings.theme)


class PenSection(Section):
    def __init__(self, look: Theme, settings: Settings) -> None:
        super().__init__(settings)
        self.width_slider = Slider(look, 10, 120)  # thousandths of the paper
        self.pressure = Switch(look)
        self.sample = PenSample(look)
        self._column.addWidget(self.sample)
        self._column.addSpacing(theme.TIGHT)
        self._column.addWidget(self.width_slider)
        self._column.addWidget(self.pressure)
        self.width_slider.moved.connect(lambda value: self._show_sample(value / _MILLE))
        self.width_slider.chosen.connect(lambda value: setattr(settings, "pen", value / _MILLE))
        self.pressure.clicked.connect(lambda on: setattr(settings, "pressure", on))
        self.retranslate()
        self.show_settings()

    def title(self) -> str:
        return self.tr("Pen")

    def retranslate(self) -> None:
        self.width_slider.set_words(
            self.tr("Width"), lambda value: self.tr("%1 of the paper").replace("%1", words.percent(value / _MILLE, 1))
        )
        self.pressure.set_label(self.tr("Thicker where a tablet's pen is pressed harder"))

    def show_settings(self) -> None:
        self.width_slider.show_value(round(self._settings.pen * _MILLE))
        self.pressure.setChecked(self._settings.pressure)
        self._show_sample(self._settings.pen)

    def _show_sample(self, share: float) -> None:
        self.sample.show_pen(share, pressure=self._settings.pressure)


class ReadingSection(Section):
    def __init__(self, look: Theme, settings: Settings) -> None:
        super().__init__(settings)
        self._of_the_card: Optional[float] = None
        self.refuse_below = Slider(look, 0, _HIGHEST_REFUSAL)
        self._column.addWidget(self.refuse_below)
        self._what_it_does = self._explained()
        self.refuse_below.chosen.connect(lambda value: setattr(settings, "refuse_below", value / 100))
        self.retranslate()
        self.show_settings()

    def title(self) -> str:
        return self.tr("Reading")

    def retranslate(self) -> None:
        self.refuse_below.set_words(self.tr("Refuse below"), self._said)
        self._what_it_does.setText(
            self.tr("A digit that is less sure than this is shown as “?”: fewer wrong answers, but also fewer answers.")
        )

    def _said(self, value: int) -> str:
        if value:
            return words.percent(value / 100)
        if self._of_the_card is None:
            return self.tr("as the model's card says")
        share = math.floor(100 * self._of_the_card + 0.5) / 100
        return self.tr("as the model's card says (%1)").replace("%1", words.percent(share))

    def show_card(self, refuse_below: float) -> None:
        """What the card of the present model says."""
        self._of_the_card = refuse_below
        self.retranslate()

    def show_settings(self) -> None:
        self.refuse_below.show_value(round(100 * self._settings.refuse_below))


class CameraSection(Section):
    def __init__(self, look: Theme, settings: Settings) -> None:
        super().__init__(settings)
        self._look = look
        self.address = QLineEdit()
        self.first = Button(look)
        row = QHBoxLayout()
        row.setSpacing(theme.TIGHT)
        row.addWidget(self.address, 1)
        row.addWidget(self.first)
        self._title = QLabel()
        self._title.setBuddy(self.address)
        self._column.addWidget(self._title)
        self._column.addLayout(row)
        self._what_it_does = self._explained()
        self.address.editingFinished.connect(lambda: setattr(settings, "camera", self.address.text().strip()))
        self.first.clicked.connect(lambda: setattr(settings, "camera", ""))
        look.changed.connect(self._dress)
        self._dress()
        self.retranslate()
        self.show_settings()

    def title(self) -> str:
        return self.tr("Camera")

    def retranslate(self) -> None:
        self._title.setText(self.tr("Source at the start"))
        self.address.setAccessibleName(self._title.text())
        self.address.setPlaceholderText(self.tr("the first that is found"))
        self.first.set_label(self.tr("First found"))
        self._what_it_does.setText(
            self.tr(
                "An address such as rtsp://…, a device such as /dev/video0, or a file. "
                "A source chosen on the camera page stands here too."
            )
        )

    def show_settings(self) -> None:
        if self.address.text().strip() != self._settings.camera:
            self.address.setText(self._settings.camera)
        self.first.setEnabled(bool(self._settings.camera))

    def _dress(self) -> None:
        self.address.setStyleSheet(theme.line_edit_style(self._look.colours))
