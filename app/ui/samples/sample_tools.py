"""The row above the list of kept samples: which are listed, and what can be done with them."""

from __future__ import annotations

from PySide6.QtCore import QPoint, Signal
from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import QHBoxLayout, QMenu, QWidget

from app.ui import theme
from app.ui.language import Translated
from app.ui.samples.sample_filter import SampleFilter
from app.ui.samples.sample_transfer import IDX, JSON, PNG
from app.ui.theme import Theme
from app.ui.widgets import icons
from app.ui.widgets.button import Button


class SampleTools(Translated, QWidget):
    export_wanted = Signal(str)  # as what
    import_wanted = Signal(bool)  # whether from a folder

    def __init__(self, look: Theme) -> None:
        super().__init__()
        self._look = look
        self._shown = 0
        self.filter = SampleFilter(look)
        self.side = Button(look, toggle=True)
        self.delete, self.bring, self.export = Button(look), Button(look), Button(look)
        self.delete.name_keys(QKeySequence(QKeySequence.StandardKey.Delete))
        self._menu = QMenu(self)
        self.bring.clicked.connect(self._open_import)
        self.export.clicked.connect(self._open_export)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(theme.TIGHT)
        row.addWidget(self.filter)
        row.addStretch(1)
        for button in (self.side, self.delete, self.bring, self.export):
            row.addWidget(button)
        look.changed.connect(self._dress)
        self._dress()
        self.set_compact(False)
        self.show_selected(0)
        self.retranslate()

    def retranslate(self) -> None:
        self.side.set_label(self.tr("Accuracy"))
        self.delete.set_label(self.tr("Delete"))
        self.bring.set_label(self.tr("Import…"))
        self.export.set_label(self.tr("Export…"))

    def set_compact(self, compact: bool) -> None:
        """Signs instead of words, and a button for what else would stand beside the list."""
        self.filter.set_compact(compact)
        self.side.setVisible(compact)
        self.side.set_icon(icons.BARS, with_text=False)
        self.delete.set_icon(icons.DELETE, with_text=not compact)
        self.bring.set_icon(icons.BRING, with_text=not compact)
        self.export.set_icon(icons.SAVE, with_text=not compact)
        if not compact:
            self.side.setChecked(False)

    def show_selected(self, count: int) -> None:
        self.delete.setEnabled(count > 0)

    def show_counts(self, shown: int, uncorrected: int) -> None:
        """shown: samples that are listed; uncorrected: of all that are kept"""
        self._shown = shown
        self.export.setEnabled(shown > 0)
        self.filter.offer_uncorrected(uncorrected > 0)

    def _open_export(self) -> None:
        self._menu.clear()
        self._menu.addAction(self.tr("The %n sample(s) listed here as", "", self._shown)).setEnabled(False)
        for kind, words in (
            (IDX, self.tr("MNIST's files (IDX)…")),
            (PNG, self.tr("Folders of PNG pictures…")),
            (JSON, self.tr("JSON with strokes…")),
        ):
            self._menu.addAction(words).triggered.connect(lambda _=False, kind=kind: self.export_wanted.emit(kind))
        self._open(self.export)

    def _open_import(self) -> None:
        self._menu.clear()
        for folder, words in (
            (False, self.tr("A JSON file or another store…")),
            (True, self.tr("A folder of MNIST's files or PNG pictures…")),
        ):
            self._menu.addAction(words).triggered.connect(
                lambda _=False, inside=folder: self.import_wanted.emit(inside)
            )
        self._open(self.bring)

    def _open(self, under: Button) -> None:
        right = under.mapToGlobal(QPoint(under.width(), under.height() + 4))
        self._menu.popup(QPoint(right.x() - self._menu.sizeHint().width(), right.y()))

    def _dress(self) -> None:
        self._menu.setStyleSheet(theme.menu_style(self._look.colours))
