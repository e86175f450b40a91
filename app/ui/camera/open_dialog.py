"""Asks for a source that is not plugged in: an address, or a file."""

from __future__ import annotations

from typing import Optional

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QDialog, QFileDialog, QHBoxLayout, QLabel, QLineEdit, QVBoxLayout, QWidget

from app.ui import theme
from app.ui.language import Translated
from app.ui.theme import Theme
from app.ui.widgets.button import Button
from app.ui.widgets.card import caption


class OpenDialog(Translated, QDialog):
    """Does not hold up the window behind it."""

    named = Signal(str)

    def __init__(self, look: Theme, parent: Optional[QWidget] = None) -> None:
        super().__init__(parent)
        self.setMinimumWidth(600)
        self._label = QLabel()
        self.address = QLineEdit()
        self.address.setPlaceholderText("http://192.168.1.20:8080/video")
        self.address.setStyleSheet(theme.line_edit_style(look.colours))
        self._label.setBuddy(self.address)
        self._hint = caption()
        self._hint.setWordWrap(True)
        self.file = Button(look)
        self.folder = Button(look)
        self.cancel = Button(look)
        self.ok = Button(look, primary=True)
        self.file.clicked.connect(self._choose_file)
        self.folder.clicked.connect(self._choose_folder)
        self.cancel.clicked.connect(self.reject)
        self.ok.clicked.connect(self.accept)
        self.address.textChanged.connect(lambda text: self.ok.setEnabled(bool(text.strip())))
        self.address.returnPressed.connect(self.accept)
        self.ok.setEnabled(False)
        row = QHBoxLayout()
        row.setSpacing(theme.TIGHT)
        row.addWidget(self.file)
        row.addWidget(self.folder)
        row.addStretch(1)
        row.addWidget(self.cancel)
        row.addWidget(self.ok)
        column = QVBoxLayout(self)
        column.setContentsMargins(theme.EDGE, theme.EDGE, theme.EDGE, theme.EDGE)
        column.setSpacing(theme.TIGHT)
        column.addWidget(self._label)
        column.addWidget(self.address)
        column.addWidget(self._hint)
        column.addSpacing(theme.TIGHT)
        column.addLayout(row)
        self.retranslate()

    def retranslate(self) -> None:
        self.setWindowTitle(self.tr("Open a source"))
        self._label.setText(self.tr("Address or path"))
        self.address.setAccessibleName(self._label.text())
        self._hint.setText(
            self.tr(
                "A network camera (http://… or rtsp://…), a camera's device (/dev/video0), a video, a picture, "
                "a folder of pictures, or a recording made here."
            )
        )
        self.file.set_label(self.tr("Choose a file…"))
        self.folder.set_label(self.tr("Choose a folder…"))
        self.cancel.set_label(self.tr("Cancel"))
        self.ok.set_label(self.tr("Open"))

    def accept(self) -> None:
        uri = self.address.text().strip()
        if uri:
            super().accept()
            self.named.emit(uri)

    def _choose_file(self) -> None:
        self._choose(QFileDialog.FileMode.ExistingFile)

    def _choose_folder(self) -> None:
        self._choose(QFileDialog.FileMode.Directory)

    def _choose(self, mode: QFileDialog.FileMode) -> None:
        dialog = QFileDialog(self)
        dialog.setFileMode(mode)
        dialog.fileSelected.connect(self.address.setText)
        dialog.fileSelected.connect(lambda _: self.address.setFocus())
        dialog.open()
