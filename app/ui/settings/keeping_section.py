"""Where the settings are kept, and the way back to the defaults."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QHideEvent, QPalette
from PySide6.QtWidgets import QHBoxLayout, QLabel, QLineEdit

from app.ui import theme
from app.ui.settings.settings import Settings
from app.ui.settings.settings_sections import Section
from app.ui.theme import Theme
from app.ui.widgets.button import Button


class KeepingSection(Section):
    def __init__(self, look: Theme, settings: Settings) -> None:
        super().__init__(settings)
        self._look = look
        self._title = QLabel()
        self.path = QLineEdit(str(settings.path))
        self.path.setReadOnly(True)
        self._title.setBuddy(self.path)
        self.reset, self.cancel, self.really = Button(look), Button(look), Button(look, primary=True)
        self.reset.clicked.connect(lambda: self._ask(True))
        self.cancel.clicked.connect(lambda: self._ask(False))
        self.really.clicked.connect(self._reset)
        row = QHBoxLayout()
        row.setSpacing(theme.TIGHT)
        row.addWidget(self.reset)
        row.addWidget(self.cancel, 100)  # as wide as the one before: a double click on that ends on this
        row.addWidget(self.really)
        row.addStretch(1)
        self._column.addWidget(self._title)
        self._column.addWidget(self.path)
        self.failure = self._explained()
        self.failure.setForegroundRole(QPalette.ColorRole.BrightText)
        self._column.addSpacing(theme.TIGHT)
        self._column.addLayout(row)
        settings.failed.connect(self.show_settings)
        look.changed.connect(self._dress)
        self._dress()
        self._show_buttons(False)
        self.retranslate()
        self.show_settings()

    def title(self) -> str:
        return self.tr("All settings")

    def retranslate(self) -> None:
        self._title.setText(self.tr("Kept in"))
        self.path.setAccessibleName(self._title.text())
        self.failure.setText(
            self.tr("This file cannot be written: what you choose holds only until the window is closed.")
        )
        self.reset.set_label(self.tr("Everything back to the defaults"))
        self.cancel.set_label(self.tr("Cancel"))
        self.cancel.setMaximumWidth(self.reset.sizeHint().width())
        self.really.set_label(self.tr("Really?"))
        self.really.setAccessibleDescription(self.reset.text())

    def show_settings(self) -> None:
        self.failure.setVisible(not self._settings.is_kept)

    @property
    def asks(self) -> bool:
        """Whether it waits to be told that everything is to go."""
        return not self.cancel.isHidden()

    def stop_asking(self) -> None:
        if self.asks:
            self._ask(False)

    def _ask(self, on: bool) -> None:
        focused = any(button.hasFocus() for button in (self.reset, self.cancel, self.really))
        self._show_buttons(on)
        if focused:
            (self.cancel if on else self.reset).setFocus(Qt.FocusReason.OtherFocusReason)

    def _show_buttons(self, asking: bool) -> None:
        self.reset.setVisible(not asking)
        self.cancel.setVisible(asking)
        self.really.setVisible(asking)

    def _reset(self) -> None:
        self._ask(False)
        self._settings.reset()

    def _dress(self) -> None:
        self.path.setStyleSheet(theme.line_edit_style(self._look.colours))
        self.path.home(False)

    def hideEvent(self, event: QHideEvent) -> None:
        self.stop_asking()
        super().hideEvent(event)
