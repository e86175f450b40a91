"""Kept samples to files of other programs, and from there: the dialogs, and the work on the keeper's thread."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple, Optional

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QFileDialog, QWidget

from app.errors import SamplesExistError
from app.messages import said
from app.ui import words
from app.ui.keeping import free_path, shown
from app.ui.samples.sample_filter import Which
from app.ui.samples.sample_keeper import SampleKeeper

if TYPE_CHECKING:
    from app.sample_files import Imported
    from app.samples import Samples

IDX, PNG, JSON = "idx", "png", "json"


class Exported(NamedTuple):
    """left_out: of them nobody said what they are; damaged: cannot be read"""

    path: Path
    written: int
    left_out: int = 0
    damaged: int = 0


class SampleTransfer(QObject):
    said = Signal(object)  # Words: how far it is, and how it ended
    failed = Signal(object, object)  # Words: what; AtlasDigitsError: why
    _progress = Signal(int)  # from the keeper's thread

    def __init__(self, keeper: SampleKeeper, window: QWidget) -> None:
        super().__init__(window)
        self._keeper, self._window = keeper, window
        self._progress.connect(self._say_progress)

    def ask_where_to(self, kind: str, which: Which) -> None:
        """Export what is listed, as IDX, PNG or JSON, to where the person says."""
        dialog = self._dialog()
        if kind == JSON:
            dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
            dialog.setNameFilter("JSON (*.json)")
            dialog.setDefaultSuffix("json")
            dialog.selectFile("samples.json")
        else:
            dialog.setFileMode(QFileDialog.FileMode.Directory)
        dialog.fileSelected.connect(lambda path: self.export(kind, which, Path(path)))
        dialog.open()

    def ask_where_from(self, *, folder: bool) -> None:
        dialog = self._dialog()
        mode = QFileDialog.FileMode.Directory if folder else QFileDialog.FileMode.ExistingFile
        dialog.setFileMode(mode)
        dialog.fileSelected.connect(lambda path: self.import_from(Path(path)))
        dialog.open()

    def _dialog(self) -> QFileDialog:
        dialog = QFileDialog(self._window)
        dialog.finished.connect(dialog.deleteLater)
        return dialog

    def export(self, kind: str, which: Which, path: Path) -> None:
        """path: the JSON file; else a folder, in which a new one is made"""
        target = path if kind == JSON else free_path(path, f" {kind.upper()}")
        work = partial(_export, kind, which, target, self._progress.emit)
        self._keeper.look(work, self._exported, partial(self.failed.emit, lambda: self.tr("This was not exported.")))

    def import_from(self, path: Path) -> None:
        self.said.emit(lambda: self.tr("Importing…"))
        failed = partial(self.failed.emit, lambda: self.tr("This was not imported."))
        self._keeper.change(partial(_import, path), partial(self._imported, path), failed)

    def _say_progress(self, count: int) -> None:
        self.said.emit(lambda: self.tr("Exporting %n sample(s)…", "", count))

    def _exported(self, exported: Optional[Exported]) -> None:
        if exported is None:
            self.said.emit(lambda: self.tr("There is nothing to export."))
            return

        def sentence() -> str:
            text = self.tr("%n sample(s) exported to %1.", "", exported.written).replace("%1", shown(exported.path))
            if exported.left_out:
                text += " " + self.tr("%n without a correction left out.", "", exported.left_out)
            if exported.damaged:
                text += " " + self.tr("%n damaged left out.", "", exported.damaged)
            return text

        self.said.emit(sentence)

    def _imported(self, path: Path, imported: Imported) -> None:
        def sentence() -> str:
            text = self.tr("%n sample(s) imported from %1.", "", imported.added).replace("%1", shown(path))
            if imported.known:
                text += " " + self.tr("%n were here already.", "", imported.known)
            if imported.left_out:
                text += " " + self.tr("%n could not be read.", "", len(imported.left_out))
                text += " " + words.message(imported.left_out[0])
            return text

        self.said.emit(sentence)


def _export(kind: str, which: Which, target: Path, tell: Callable[[int], None], samples: Samples) -> Optional[Exported]:
    from app import sample_files

    if target.exists() and target.samefile(samples.path):
        raise SamplesExistError(
            said("{path}: this is the store of the samples itself. Name another file.", path=target)
        )
    found = samples.find(which.filter())
    if not found:
        return None
    damaged = len(samples.damaged.intersection(samples.numbers(which.filter())))
    tell(len(found))
    if kind == JSON:
        return Exported(target, sample_files.export_json(found, target, replace=True), damaged=damaged)
    export = sample_files.export_idx if kind == IDX else sample_files.export_png
    written = export(found, target)
    return Exported(target, written.written, written.left_out, damaged)


def _import(path: Path, samples: Samples) -> Imported:
    from app.sample_files import import_into

    return import_into(samples, path)
