"""The files page: pictures of files, folders and the clipboard, read in their order into a table."""

from __future__ import annotations

from typing import Optional, Union

from PySide6.QtWidgets import QApplication, QWidget

from app.errors import AtlasDigitsError
from app.ui import keeping, words
from app.ui.camera.trouble import Trouble
from app.ui.cards.cards import Layout
from app.ui.engine.inference import InferenceThread
from app.ui.engine.running_engine import RunningEngine
from app.ui.files.batch import Batch
from app.ui.files.detail_bar import DetailBar
from app.ui.files.file_dialogs import FileDialogs
from app.ui.files.file_tools import FileTools
from app.ui.files.files_stage import FilesStage
from app.ui.files.opened import Opened
from app.ui.files.results import Reader, Results, Row
from app.ui.incoming import Incoming
from app.ui.keeping import Kept
from app.ui.pages import ReadingPage
from app.ui.theme import Theme

_NOTE = 6.0  # seconds that a note stays
_LONGEST_NAME = 40  # characters: of a longer one the middle is left out


class FilesPage(ReadingPage):
    def __init__(self, look: Theme, inference: InferenceThread, parent: Optional[QWidget] = None) -> None:
        super().__init__(look, parent)
        self._inference = inference
        self._engine: Optional[RunningEngine] = None
        self._row: Optional[Row] = None  # the one that is shown large
        self._kind = Layout.WIDE
        self._pasted = 0
        self._export_failed = False  # what the strip's button does
        self.results = Results(self)
        self.batch = Batch(self.results, inference, self)
        self.dialogs = FileDialogs(self)
        self.stage = FilesStage(look, self.results)
        self.table, self.picture, self.strip = self.stage.table, self.stage.picture, self.stage.strip
        self.tools = FileTools(look)
        self.bar = DetailBar(look)
        self._left.addWidget(self.stage, 1)
        self._explain_below(self.stage, inference)
        self._left.addWidget(self.tools)
        self._left.addWidget(self.bar)
        self._add_cards()
        self._connect(inference)
        self._arrange()
        self.retranslate()

    def _connect(self, inference: InferenceThread) -> None:
        for tools in (self.tools, self.stage.empty):
            tools.open.clicked.connect(self.dialogs.ask_pictures)
            tools.folder.clicked.connect(self.dialogs.ask_folder)
            tools.paste.clicked.connect(lambda: self.take(Incoming.pasted()))
        self.tools.remove.clicked.connect(self.table.remove_chosen)
        self.tools.again.clicked.connect(self.read_all_again)
        self.tools.stop.clicked.connect(self.stop)
        self.tools.export.clicked.connect(self.export)
        self.dialogs.chosen.connect(lambda paths: self.batch.add(paths))
        self.dialogs.exported.connect(self._exported)
        self.batch.found.connect(self._found)
        self.batch.answered.connect(self._answered)
        self.batch.progressed.connect(self._show_progress)
        self.table.chosen.connect(self._show_row)
        self.table.opened.connect(lambda: self._show_details(True))
        self.table.removed.connect(self._remove)
        self.bar.back.clicked.connect(lambda: self._show_details(False))
        self.bar.before.clicked.connect(lambda: self._step(-1))
        self.bar.after.clicked.connect(lambda: self._step(1))
        self.picture.glyph_chosen.connect(self._select)
        self.cards.glyph_chosen.connect(self._select)
        self.strip.pressed.connect(self._strip_pressed)

    def retranslate(self) -> None:
        self._show_progress()
        self._show_large()

    # what is given to the page

    def take(self, incoming: Incoming) -> bool:
        self.strip.forget_note()
        self.strip.say(str)
        if incoming.image is not None:
            self._pasted += 1
            self.batch.add_image(incoming.image, self.tr("Pasted picture %1").replace("%1", str(self._pasted)))
        elif incoming.paths:
            self.batch.add(incoming.paths)
        else:
            self.strip.say(
                lambda: self.tr("There is no picture, file or path to read in what was given."), seconds=_NOTE
            )
        return True

    def read_all_again(self) -> None:
        self.strip.say(str)
        self.batch.read_again(self.results.rows)

    def stop(self) -> None:
        """Leave what is not read yet as it is."""
        self.batch.stop()
        if self._row is not None and self._row.thumbnail is not None:  # else it may be what did not answer
            self._show_row(self._row)

    def _found(self, rows: list[Row]) -> None:
        if rows:
            self._arrange()
            self.table.choose(rows[0].place)
            self._show_details(len(rows) == 1)

    def _remove(self, rows: list[Row]) -> None:
        self.results.remove(rows)
        if not self.results.rows:
            self._show_row(None)
        self._arrange()
        self._show_progress()

    # the row that is chosen

    def _show_row(self, row: Optional[Row]) -> None:
        self._row = row
        self.picture.show_picture(row.thumbnail if row else None, row.size if row else self.picture.size())
        self._show_large()
        if row is not None:
            self.batch.show(row, self._opened)

    def _opened(self, row: Row, result: Union[Opened, AtlasDigitsError]) -> None:
        if row is not self._row:
            return
        if isinstance(result, Opened):
            self.picture.show_picture(result.image, result.size)
        elif row.error is None:  # it was there when it was read
            self._show_trouble(row, result)

    def _show_large(self) -> None:
        """What is known of the row."""
        row = self._row
        self.bar.name.show_text(row.name if row else "")
        if row is not None and row.error is not None:
            self._show_trouble(row, row.error)
        else:
            self.stage.large.setCurrentWidget(self.picture)
        self.picture.show_hint(self.tr("Opening…") if row else "")
        if row is None or row.recognition is None:
            self.picture.show_predictions((), -1, "")
            self.cards.clear()
        else:
            self.picture.show_predictions(row.recognition.predictions, 0, row.text)
            self.cards.show_recognition(row.recognition, 0, counted=True)

    def _show_trouble(self, row: Row, error: AtlasDigitsError) -> None:
        """In the picture's place."""
        name = row.name if len(row.name) <= _LONGEST_NAME else f"{row.name[:16]}…{row.name[-16:]}"
        message = words.message(error, without=row.item.source)
        title = self.tr("%1 cannot be read").replace("%1", name)
        self.stage.trouble.show_trouble(Trouble(title, message[:1].upper() + message[1:], elsewhere=False))
        self.stage.large.setCurrentWidget(self.stage.trouble)

    def _answered(self, row: Row) -> None:
        if row.recognition is not None:
            self.cards.latency.histogram.add(row.recognition.timings.total)
        if row is self._row:
            self._show_large()
            if self.picture.image is None:
                self.picture.show_picture(row.thumbnail, row.size)

    def _select(self, index: int) -> None:
        self.picture.select(index)
        self.cards.select(index)

    def _step(self, rows: int) -> None:
        if self._row is not None:
            self.table.choose(self._row.place + rows)

    def _show_details(self, on: bool) -> None:
        """In a small window: the picture and the cards instead of the table."""
        if not on and self._kind is Layout.SMALL and self.explaining is not None and self.explaining.is_open:
            self.explaining.close()  # it has the table's place
        self.stage.set_details(on)
        self._arrange()

    # what is said

    def _show_progress(self) -> None:
        batch, rows = self.batch, self.results.rows
        self.tools.set_state(rows=len(rows), busy=batch.busy)
        if batch.busy and batch.total:
            text = self.tr("%1 of %2").replace("%1", str(batch.done)).replace("%2", str(batch.total))
            self.tools.progress.show_progress(text, batch.done / batch.total)
        elif batch.busy:
            self.tools.progress.show_progress(self.tr("Looking for pictures…"), None)
        else:
            self.tools.progress.show_progress(self._summary(), None)

    def _summary(self) -> str:
        rows = self.results.rows
        if not rows:
            return ""
        failed = sum(row.error is not None for row in rows)
        text = self.tr("%n picture(s)", "", len(rows))
        problems = self.tr("%n failed", "", failed)
        return f"{text} · {problems}" if failed else text

    def engine_opened(self, engine: RunningEngine) -> None:
        self._engine = engine
        self.read_again()

    def read_again(self) -> None:
        """There may be thousands: it is offered, where the answers may be others now."""
        if self._engine is None:
            return
        engine = self._engine
        now = Reader(engine.engine, engine.path.name, engine.sha256, self._inference.refuse_below)
        if any(row.reader not in (None, now) for row in self.results.rows):
            self._export_failed = False
            self.strip.say(
                lambda: self.tr("What stands here was read with another model or setting."),
                lambda: self.tr("Read again"),
            )

    def export(self) -> None:
        self.dialogs.ask_export(self.results.rows)

    def _exported(self, kept: Kept) -> None:
        def said() -> str:
            if kept.problem:
                text = self.tr("%1 was not written: %2. Choose another place.")
                return text.replace("%2", words.message(kept.problem)).replace("%1", kept.path.name)
            return self.tr("Saved as %1").replace("%1", keeping.shown(kept.path))

        self._export_failed = bool(kept.problem)
        self.strip.forget_note()
        if kept.problem:
            self.strip.say(said, lambda: self.tr("Export…"))
        else:
            self.strip.say(str)
            self.strip.say(said, seconds=_NOTE)

    def _strip_pressed(self) -> None:
        self.strip.say(str)
        if self._export_failed:
            self.export()
        else:
            self.read_all_again()

    def unread(self, ever_read: bool) -> str:
        if ever_read:
            return self.tr("The last picture could not be read.")
        return self.tr("Pictures can be seen, but nothing can be read now.")

    # the layout

    def set_layout(self, kind: Layout, roomy: bool) -> None:
        super().set_layout(kind, roomy)
        self._kind = kind
        self.stage.set_layout(kind)
        self._arrange()

    def _arrange(self) -> None:
        filled, small = bool(self.results.rows), self._kind is Layout.SMALL
        self.stage.set_filled(filled)
        self.cards.setVisible(not small or self.stage.shows_details)
        self.bar.setVisible(small and self.stage.shows_details)
        self.tools.setVisible(self.stage.shows_table)
        self.lead_focus(self.table if self.stage.shows_table else self.picture if filled else None)

    def lead_focus(self, to: Optional[QWidget]) -> None:
        """Also where it is in this page already."""
        if to is not self._first:
            focused = QApplication.focusWidget()
            had = focused is not None and (focused is self or self.isAncestorOf(focused))
            super().lead_focus(to)
            if had and to is not None:
                to.setFocus()
