"""The samples page: what was kept, how often the network was right about it, and the way out of here for it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import TYPE_CHECKING, Optional

from PySide6.QtCore import QItemSelection, QItemSelectionModel, QTimer, Signal
from PySide6.QtGui import QHideEvent, QShowEvent
from PySide6.QtWidgets import QBoxLayout, QHBoxLayout, QVBoxLayout, QWidget

from app.errors import AtlasDigitsError
from app.ui import theme
from app.ui.cards.cards import Layout
from app.ui.draw.drawing import Drawing, Line
from app.ui.language import Words
from app.ui.pages import Page
from app.ui.samples import sample_rows
from app.ui.samples.accuracy import AccuracyCard
from app.ui.samples.keeping_notice import KeepingNotice
from app.ui.samples.kept_in import KeptInCard
from app.ui.samples.sample_filter import Which
from app.ui.samples.sample_keeper import SampleKeeper
from app.ui.samples.sample_list import SampleList
from app.ui.samples.sample_rows import Listing
from app.ui.samples.sample_stage import SampleStage
from app.ui.samples.sample_tools import SampleTools
from app.ui.samples.sample_transfer import SampleTransfer
from app.ui.theme import Theme

if TYPE_CHECKING:
    from app.samples import Sample, Samples

_MANY = 200  # samples that take a moment
_LOOK = 1.0  # seconds between looks whether another window has changed something, while the page is seen


class SamplesPage(Page):
    draw_wanted = Signal(object)  # app.ui.draw.drawing.Drawing: the strokes of a sample, again on the paper

    def __init__(self, look: Theme, keeper: SampleKeeper, parent: Optional[QWidget] = None) -> None:
        super().__init__(look, parent)
        self._keeper = keeper
        self._asking = False  # for the list
        self._stale = False  # whether it is to be asked for again
        self._listing: Optional[Listing] = None
        self.samples = SampleList(keeper, self._cannot_read, self)
        self.tools = SampleTools(look)
        self.stage = SampleStage(look, self.samples, keeper.path)
        self.view = self.stage.view
        self.notice = KeepingNotice(look)
        self.accuracy = AccuracyCard(look)
        self.kept_in = KeptInCard(look, keeper.path)
        self.transfer = SampleTransfer(keeper, self)
        self._ticks = QTimer(self)
        self._ticks.setInterval(round(1000 * _LOOK))
        self._build()
        self._connect()
        self.lead_focus(self.view)

    def _build(self) -> None:
        self._side = QWidget()
        self._cards = QBoxLayout(QBoxLayout.Direction.TopToBottom, self._side)
        self._cards.setContentsMargins(0, 0, 0, 0)
        self._cards.setSpacing(theme.GAP)
        self._cards.addWidget(self.accuracy, 1)
        self._cards.addWidget(self.kept_in)
        self._body = QHBoxLayout()
        self._body.addWidget(self.stage, 1)
        self._body.addWidget(self._side)
        self._column = QVBoxLayout(self)
        self._column.setSpacing(theme.GAP)
        self._column.addWidget(self.tools)
        self._column.addWidget(self.notice)
        self._column.addLayout(self._body, 1)

    def _connect(self) -> None:
        self._keeper.changed.connect(self.refresh)
        self._ticks.timeout.connect(self._look_again)
        self.tools.filter.changed.connect(self._filtered)
        self.tools.delete.clicked.connect(self.delete)
        self.tools.export_wanted.connect(lambda kind: self.transfer.ask_where_to(kind, self.which))
        self.tools.import_wanted.connect(lambda folder: self.transfer.ask_where_from(folder=folder))
        self.tools.side.toggled.connect(self._turn)
        self.view.selection_changed.connect(self._show_selection)
        self.view.corrected.connect(self.correct)
        self.view.deleted.connect(self.delete)
        self.view.opened.connect(self._open)
        self.transfer.said.connect(self.stage.say)
        self.transfer.failed.connect(partial(self._failed, again=False))
        self.notice.again.connect(self.refresh)
        self.notice.aside.connect(self._set_aside)

    @property
    def which(self) -> Which:
        """What is listed."""
        return self.tools.filter.which

    # what is listed

    def refresh(self) -> None:
        """Look up what is listed, and forget what is known of it."""
        self._stale = True
        self._ask()

    def _ask(self) -> None:
        if self._stale and not self._asking and self.isVisible():
            self._stale, self._asking = False, True
            self._keeper.look(partial(_listed, self.which), self._listed, self._cannot_list)

    def _listed(self, listing: Optional[Listing]) -> None:
        self._asking = False
        if self.isVisible():
            self._ticks.start()
        self._listing = listing
        self.notice.dismiss_trouble()
        self._show_numbers(listing.numbers if listing else ())
        self.samples.forget()
        self.accuracy.show_accuracy(listing.accuracy if listing else None)
        self.kept_in.show_total(listing.total if listing else 0)
        self.tools.show_counts(len(self.samples.numbers), listing.uncorrected if listing else 0)
        self.stage.show_what_there_is(listing.total if listing else 0)
        self._ask()

    def _show_numbers(self, numbers: Sequence[int]) -> None:
        """As they are now; what is selected stays so."""
        if tuple(numbers) == self.samples.numbers:
            return
        selected, scrolled = self.view.numbers(), self.view.verticalScrollBar().value()
        self.samples.show_numbers(numbers)
        chosen = QItemSelection()
        for place in map(self.samples.place_of, selected):
            if place.isValid():
                chosen.select(place, place)
        self.view.selectionModel().select(chosen, QItemSelectionModel.SelectionFlag.Select)
        self.view.verticalScrollBar().setValue(scrolled)
        self._show_selection()

    def _filtered(self) -> None:
        self.view.clearSelection()
        self.view.verticalScrollBar().setValue(0)
        self.refresh()

    def _look_again(self) -> None:
        """Whether another window, or another program, has changed something."""

        def told(changed: Optional[bool]) -> None:
            if changed or (changed is None) != (self._listing is None):
                self.refresh()

        self._keeper.look(_changed, told, self._cannot_read)

    # what can be done with it

    def correct(self, digit: int) -> None:
        """The selected ones were this digit."""
        numbers = self.view.numbers()
        if numbers:
            failed = partial(self._failed, lambda: self.tr("The correction is not kept."), again=False)
            self._keeper.change(partial(_correct, numbers, digit), partial(self._corrected, digit), failed)

    def _corrected(self, digit: int, before: Mapping[int, Optional[int]]) -> None:
        def words() -> str:
            return self.tr("%n sample(s) kept as %1", "", len(before)).replace("%1", str(digit))

        if any(was != digit for was in before.values()):  # else the way back is still the one from before
            self.stage.say(words, partial(self._change, partial(_correct_back, before)))

    def delete(self) -> None:
        numbers = self.view.numbers()
        if numbers:
            failed = partial(self._failed, lambda: self.tr("Nothing was deleted."), again=False)
            if len(numbers) > _MANY:
                self.stage.say(lambda: self.tr("Deleting %n sample(s)…", "", len(numbers)))
            self._keeper.change(lambda samples: samples.delete(numbers), self._deleted, failed)

    def _deleted(self, deleted: list[Sample]) -> None:
        back = partial(self._change, lambda samples: samples.restore(deleted))
        self.stage.say(lambda: self.tr("%n sample(s) deleted", "", len(deleted)), back if deleted else None)

    def _change(self, work: Callable[[Samples], object]) -> None:
        """Back to what was."""
        failed = partial(self._failed, lambda: self.tr("This could not be taken back."), again=False)
        self._keeper.change(work, lambda _: None, failed)

    def _open(self, number: int) -> None:
        failed = partial(self._failed, lambda: self.tr("This sample cannot be read."), again=False)
        self._keeper.look(partial(_drawing, number), self._opened, failed)

    def _opened(self, drawing: Optional[Drawing]) -> None:
        if drawing is not None and drawing.lines:
            self.draw_wanted.emit(drawing)
        else:
            self.stage.say(lambda: self.tr("This sample has no strokes to be drawn again."))

    def _show_selection(self) -> None:
        self.tools.show_selected(len(self.view.selectionModel().selectedIndexes()))

    # what goes wrong

    def _cannot_list(self, error: AtlasDigitsError) -> None:
        self._asking = False
        self._cannot_read(error)

    def _cannot_read(self, error: AtlasDigitsError) -> None:
        self._ticks.stop()  # until it is tried again: else it would be said every second
        self._failed(lambda: self.tr("The samples cannot be read."), error, again=True)

    def _failed(self, title: Words, error: AtlasDigitsError, *, again: bool) -> None:
        self.stage.say(str)
        self.notice.show_trouble(title, error, again=again)

    def _set_aside(self) -> None:
        self._keeper.set_aside(lambda _: self.refresh(), self._cannot_read)

    # Qt

    def retranslate(self) -> None:
        """Every part says its own words."""

    def set_layout(self, kind: Layout, roomy: bool) -> None:
        edge = theme.EDGE if roomy else theme.GAP
        self._column.setContentsMargins(edge, edge, edge, edge)
        self._column.setSpacing(theme.GAP if roomy else theme.TIGHT + 4)
        self._body.setSpacing(edge)
        self._wide = kind is Layout.WIDE
        self.tools.set_compact(not self._wide)
        self.notice.set_lines(4 if roomy else 2)
        for part in (self.tools.filter, self.tools):  # Qt does not say so of a page that is hidden
            part.updateGeometry()
        self._arrange()

    def _turn(self, to_side: bool) -> None:
        self._arrange()
        (self.tools.side if to_side else self.view).setFocus()  # what had it may be hidden now

    def _arrange(self) -> None:
        """Beside the list where there is the room, else in its place when it is asked for."""
        asked = self.tools.side.isChecked()
        down, across = QBoxLayout.Direction.TopToBottom, QBoxLayout.Direction.LeftToRight
        self._cards.setDirection(down if self._wide else across)
        self._side.setVisible(self._wide or asked)
        self.stage.setVisible(self._wide or not asked)
        self._side.setMaximumWidth(theme.CARDS_WIDE if self._wide else 16_777_215)
        self._side.setMinimumWidth(theme.CARDS_WIDE if self._wide else 0)

    def showEvent(self, event: QShowEvent) -> None:
        self._ticks.start()
        self.refresh()

    def hideEvent(self, event: QHideEvent) -> None:
        self._ticks.stop()


def _listed(which: Which, samples: Samples) -> Listing:
    samples.changed()  # from here on
    return sample_rows.list_all(which.filter(), samples)


def _changed(samples: Samples) -> bool:
    return samples.changed()


def _correct(numbers: Sequence[int], digit: int, samples: Samples) -> Mapping[int, Optional[int]]:
    return samples.correct_all(numbers, digit)


def _correct_back(before: Mapping[int, Optional[int]], samples: Samples) -> None:
    for label in set(before.values()):
        samples.correct_all([number for number, was in before.items() if was == label], label)


def _drawing(number: int, samples: Samples) -> Drawing:
    sample = samples.get(number)
    return Drawing(number, tuple(Line(*stroke) for stroke in sample.strokes), sample.size)
