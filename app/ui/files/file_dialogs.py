"""Asks for files to read and for a place to write to; nothing waits for the answer."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple, Optional

from PySide6.QtCore import QObject, QStandardPaths, Signal
from PySide6.QtWidgets import QFileDialog, QWidget

from app.errors import PictureError
from app.messages import reason_of, said
from app.picture_kinds import ENDINGS
from app.ui.files.results import Row
from app.ui.keeping import Kept
from app.ui.latest import Aside

if TYPE_CHECKING:
    from app.reading import Outcome

NAME = "digits"
_CSV, _JSON = ".csv", ".json"


class FileDialogs(QObject):
    chosen = Signal(object)  # list[str]: files or a folder to be read
    exported = Signal(object)  # Kept

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._over = parent
        self._aside = Aside(self)
        self._folder = ""  # where something was written last

    def ask_pictures(self) -> None:
        dialog = self._dialog(self.tr("Open pictures"), QFileDialog.FileMode.ExistingFiles)
        kinds = " ".join(f"*{ending}" for ending in sorted(ENDINGS))
        dialog.setNameFilters(
            [self.tr("Pictures (%1)").replace("%1", kinds), self.tr("All files (%1)").replace("%1", "*")]
        )
        dialog.open()

    def ask_folder(self) -> None:
        self._dialog(self.tr("Open a folder"), QFileDialog.FileMode.Directory).open()

    def _dialog(self, title: str, mode: QFileDialog.FileMode) -> QFileDialog:
        dialog = QFileDialog(self._over, title)
        dialog.setFileMode(mode)
        dialog.filesSelected.connect(lambda paths: self.chosen.emit(list(paths)))
        dialog.finished.connect(dialog.deleteLater)
        return dialog

    def ask_export(self, rows: Sequence[Row]) -> None:
        """Where to write them, and as what: the name's ending says it, or the kind that was picked."""
        dialog = QFileDialog(self._over, self.tr("Export the results"))
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        filters = [self.tr("Table for spreadsheets (%1)").replace("%1", f"*{_CSV}"), f"JSON (*{_JSON})"]
        dialog.setNameFilters(filters)
        dialog.setDefaultSuffix(_CSV[1:])
        dialog.filterSelected.connect(lambda name: dialog.setDefaultSuffix(_JSON[1:] if _JSON in name else _CSV[1:]))
        dialog.setDirectory(self._folder or _documents())
        dialog.selectFile(NAME)
        dialog.fileSelected.connect(lambda path: self.export(path, rows, json=_JSON in dialog.selectedNameFilter()))
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def export(self, path: str, rows: Sequence[Row], *, json: bool = False) -> None:
        """Write them aside. json: unless the name's ending says otherwise"""
        self._folder = str(Path(path).parent)
        ending = Path(path).suffix.lower()
        taken = [
            _Taken(row.item.source, row.recognition or row.error, row.reader.model if row.reader else "")
            for row in rows
        ]
        write = partial(_write, Path(path), taken, ending == _JSON or (json and ending != _CSV))
        self._aside.run(write, self._written, writes=True)

    def _written(self, kept: Kept) -> None:
        self.exported.emit(kept)


class _Taken(NamedTuple):
    """A row as it was when it was to be written."""

    source: str
    outcome: Optional[Outcome]
    model: str


def _write(path: Path, taken: Sequence[_Taken], json: bool) -> Kept:
    """All of it or nothing: what was there before stays where it cannot be written."""
    from app import exporting
    from app.files import replacing

    results = [
        exporting.Result(source, outcome or PictureError(said("{path}: it was not read.", path=source)), model)
        for source, outcome, model in taken
    ]
    content = exporting.as_json(results) if json else exporting.as_csv(results)
    try:
        with replacing(path, replace=True) as file:  # whoever asked for the name has asked about that
            file.write(content)
    except OSError as error:
        return Kept(path, reason_of(error))
    return Kept(path)


def _documents() -> str:
    return QStandardPaths.writableLocation(QStandardPaths.StandardLocation.DocumentsLocation) or str(Path.home())
