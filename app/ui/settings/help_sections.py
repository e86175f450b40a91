"""Help on the settings page: every key, the versions, and a report for whoever helps."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QFont, QKeySequence
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from app import log_file
from app.ui import theme
from app.ui.language import Translated
from app.ui.report import Report, versions
from app.ui.theme import Theme
from app.ui.widgets.button import Button
from app.ui.widgets.card import caption


class KeysSection(Translated, QWidget):
    """What each key does, page by page."""

    def __init__(self) -> None:
        super().__init__()
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(theme.GAP)
        self._grid.setVerticalSpacing(4)
        self._grid.setColumnStretch(1, 1)
        self.labels: list[QLabel] = []
        self.retranslate()

    def title(self) -> str:
        return self.tr("Keys")

    def groups(self) -> list[tuple[str, list[tuple[str, str]]]]:
        """The words of each page, and for each of its keys what it does. Several keys stand with a space between."""
        return [
            (
                self.tr("Everywhere"),
                [
                    ("Ctrl+1 Ctrl+2 Ctrl+3 Ctrl+4", self.tr("Draw, Camera, Files, Samples")),
                    ("Ctrl+,", self.tr("Settings")),
                    ("F1", self.tr("These keys")),
                    ("Ctrl+M", self.tr("Choose another model")),
                    ("Ctrl+T", self.tr("How it thinks")),
                    ("Ctrl+V", self.tr("Read the picture or the files on the clipboard")),
                    ("PgUp PgDown", self.tr("Scroll the cards")),
                    ("Ctrl+Q", self.tr("Leave")),
                ],
            ),
            (
                self.tr("Draw"),
                [
                    ("Ctrl+Z", self.tr("Undo")),
                    ("Ctrl+Shift+Z Ctrl+Y", self.tr("Redo")),
                    ("Del Esc", self.tr("Clear")),
                    ("[ ]", self.tr("Thinner or thicker pen")),
                    ("E", self.tr("Eraser")),
                    ("Left Right", self.tr("Choose a digit")),
                    ("0 1 2 3 4 5 6 7 8 9", self.tr("“That was a …”: correct the chosen digit and keep it")),
                    ("Ctrl+S", self.tr("Save the drawing")),
                    ("Ctrl+O", self.tr("Open a drawing")),
                ],
            ),
            (
                self.tr("Camera"),
                [
                    ("Space", self.tr("Freeze the picture, or go on")),
                    ("Ctrl+S", self.tr("Save the picture")),
                    ("Ctrl+R", self.tr("Record, or stop")),
                    ("F5", self.tr("Look for cameras")),
                ],
            ),
            (
                self.tr("Files"),
                [
                    ("Ctrl+O", self.tr("Open pictures")),
                    ("Ctrl+Shift+O", self.tr("Open a folder")),
                    ("F5", self.tr("Read again")),
                    ("Up Down", self.tr("The picture before, or the next")),
                    ("Ctrl+.", self.tr("Stop reading")),
                    ("Del", self.tr("Take from the list")),
                    ("Ctrl+S", self.tr("Export the results")),
                ],
            ),
            (
                self.tr("Samples"),
                [
                    ("0 1 2 3 4 5 6 7 8 9", self.tr("Say what the chosen samples are")),
                    ("Ctrl+A", self.tr("Choose all")),
                    ("Del", self.tr("Delete the chosen samples")),
                ],
            ),
        ]

    def retranslate(self) -> None:
        for label in self.labels:
            self._grid.removeWidget(label)
            label.deleteLater()
        self.labels = []
        row = 0
        for name, keys in self.groups():
            head = QLabel(name)
            head.setFont(theme.font(theme.TEXT, QFont.Weight.DemiBold))
            head.setContentsMargins(0, theme.TIGHT if row else 0, 0, 0)
            self._put(head, row, 0, 2)
            for number, (sequences, what) in enumerate(keys, row + 1):
                self._put(caption(shown(sequences)), number, 0)
                said = QLabel(what)
                said.setWordWrap(True)
                self._put(said, number, 1)
            row += 1 + len(keys)

    def _put(self, label: QLabel, row: int, column: int, columns: int = 1) -> None:
        self.labels.append(label)
        self._grid.addWidget(label, row, column, 1, columns, Qt.AlignmentFlag.AlignVCenter)


def shown(sequences: str) -> str:
    """Keys as this system writes them; a row of digits as a range."""
    keys = sequences.split(" ")
    if len(keys) > 2 and keys[0][-1].isdigit():
        return f"{keys[0]} … {keys[-1][-1]}"
    return "  ".join(QKeySequence(key).toString(QKeySequence.SequenceFormat.NativeText) or key for key in keys)


class AboutSection(Translated, QWidget):
    def __init__(self, look: Theme, report: Report) -> None:
        super().__init__()
        self._copied = False
        self.what, self.versions, self.log, self.privacy = QLabel(), caption(), caption(), caption()
        for label in (self.what, self.versions, self.log, self.privacy):
            label.setWordWrap(True)
            label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.copy = Button(look)
        self.copy.clicked.connect(report.copy)
        report.copied.connect(self._say_copied)
        row = QHBoxLayout()
        row.addWidget(self.copy)
        row.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.TIGHT)
        for part in (self.what, self.versions, self.log, self.privacy):
            column.addWidget(part)
        column.addLayout(row)
        self.versions.setText(", ".join(f"{name} {version}" for name, version in versions().items()))
        self.retranslate()

    def title(self) -> str:
        return self.tr("About")

    def retranslate(self) -> None:
        self.what.setText(
            self.tr("Atlas Digits reads handwritten digits, on Ascend boards and on any PC. Licence: %1.").replace(
                "%1", "Apache 2.0"
            )
        )
        self.log.setText(self.tr("The log is kept in %1").replace("%1", str(log_file.path())))
        self.privacy.setText(
            self.tr(
                "A report holds the versions, what the machine is, what was checked, "
                "and the end of the log: no drawings and no passwords."
            )
        )
        self.copy.set_label(self.tr("Copied") if self._copied else self.tr("Copy report"))

    def _say_copied(self) -> None:
        self._copied = True
        self.retranslate()
