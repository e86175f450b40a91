"""Which of the kept samples are listed."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple, Optional

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QWidget

from app.ui import theme
from app.ui.language import Translated
from app.ui.samples import sample_words
from app.ui.theme import Theme
from app.ui.widgets.button import Button
from app.ui.widgets.picker import Picker

if TYPE_CHECKING:
    from app.samples import Filter


class Which(NamedTuple):
    """As `app.samples.Filter`, which costs numpy's import."""

    corrected: Optional[bool] = None
    wrong: Optional[bool] = None
    label: Optional[int] = None
    source: Optional[str] = None

    def filter(self) -> Filter:
        from app.samples import Filter

        return Filter(**self._asdict())


class SampleFilter(Translated, QWidget):
    changed = Signal()

    def __init__(self, look: Theme) -> None:
        super().__init__()
        self.all = Button(look, toggle=True)
        self.wrong = Button(look, toggle=True)
        self.right = Button(look, toggle=True)
        self.uncorrected = Button(look, toggle=True)
        self.uncorrected.hide()
        self.label, self.source = Picker(look), Picker(look)
        self._compact = False
        self._one_of = (self.all, self.wrong, self.right, self.uncorrected)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(theme.TIGHT)
        for button in self._one_of:
            button.clicked.connect(lambda _=False, button=button: self._press(button))
            row.addWidget(button)
        for picker in (self.label, self.source):
            picker.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
            picker.chosen.connect(lambda _: self.changed.emit())
            row.addWidget(picker)
        self.all.setChecked(True)
        self.retranslate()

    def retranslate(self) -> None:
        self.all.set_label(self.tr("All"))
        self.wrong.set_label(self.tr("Wrong"))
        self.right.set_label(self.tr("Right"))
        self.uncorrected.set_label(self.tr("Not corrected"))
        self.uncorrected.setText("–" if self._compact else self.tr("Not corrected"))  # as it stands in the list
        digits = [(digit, str(digit)) for digit in range(10)]
        self.label.set_choices([(None, self.tr("Any digit")), *digits], self.tr("Digit"))
        sources = [(word, sample_words.source(word)) for word in ("canvas", "camera", "file")]
        self.source.set_choices([(None, self.tr("Any source")), *sources], self.tr("Source"))

    def set_compact(self, compact: bool) -> None:
        """Where there is little room."""
        self._compact = compact
        self.retranslate()

    @property
    def which(self) -> Which:
        if self.uncorrected.isChecked():
            corrected, wrong = False, None
        else:
            corrected, wrong = None, (True if self.wrong.isChecked() else False if self.right.isChecked() else None)
        return Which(corrected, wrong, self.label.value, self.source.value)

    def offer_uncorrected(self, there_are: bool) -> None:
        """Where there are none the button is only in the way."""
        self.uncorrected.setVisible(there_are or self.uncorrected.isChecked())

    def _press(self, pressed: Button) -> None:
        for button in self._one_of:
            button.setChecked(button is pressed)
        self.changed.emit()
