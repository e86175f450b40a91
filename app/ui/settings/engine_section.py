"""Which engine and model read: a section of the settings page."""

from __future__ import annotations

from PySide6.QtGui import QPalette
from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout, QWidget

from app.ui import theme, words
from app.ui.engine.engine_menu import EngineMenu
from app.ui.engine.models import Models
from app.ui.language import Translated
from app.ui.theme import Theme
from app.ui.widgets.button import Button
from app.ui.widgets.card import caption


class EngineSection(Translated, QWidget):
    def __init__(self, look: Theme, models: Models, menu: EngineMenu) -> None:
        super().__init__()
        self._models = models
        self.running, self.why = QLabel(), caption()
        self.why.setForegroundRole(QPalette.ColorRole.BrightText)
        for label in (self.running, self.why):
            label.setWordWrap(True)
        self.choose, self.back = Button(look), Button(look)
        self.choose.clicked.connect(lambda: menu.open_under(self.choose))
        self.back.clicked.connect(models.go_back)
        row = QHBoxLayout()
        row.setSpacing(theme.TIGHT)
        row.addWidget(self.choose)
        row.addWidget(self.back)
        row.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.TIGHT)
        column.addWidget(self.running)
        column.addWidget(self.why)
        column.addLayout(row)
        models.changed.connect(self.retranslate)
        self.retranslate()

    def title(self) -> str:
        return self.tr("Engine and model")

    def retranslate(self) -> None:
        running = self._models.running
        text = f"{running.name}\n{running.description}" if running else self.tr("No engine runs.")
        self.running.setText(text)
        self.why.setText(words.message(running.in_place_of) if running else "")
        self.why.setVisible(bool(self.why.text()))
        self.choose.set_label(self.tr("Choose another model…"))
        self.back.set_label(self.tr("Go back"))
        self.back.setEnabled(bool(running and running.before))
        self.back.setToolTip(self.tr("Back to %1").replace("%1", running.before) if running and running.before else "")
