"""Saying what a glyph was: takes the word, has the sample kept, tells that it is, and takes it back."""

from __future__ import annotations

import os
import time
from collections import OrderedDict
from collections.abc import Callable, Hashable
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, Optional

from PySide6.QtCore import QObject, QPoint
from PySide6.QtGui import QKeySequence, QShortcut

from app.errors import AtlasDigitsError, SampleAbsentError, SamplesDamagedError
from app.ui import theme
from app.ui.engine.running_engine import RunningEngine
from app.ui.keeping import shown
from app.ui.pages import ReadingPage
from app.ui.samples.correctable import Glyph
from app.ui.samples.correction import DigitChoice
from app.ui.samples.sample_keeper import SampleKeeper
from app.ui.theme import Theme

if TYPE_CHECKING:
    from app.samples import Samples

_MOST_REMEMBERED = 500  # glyphs


@dataclass(eq=False)
class _Kept:
    """digit: what it was said to be, None where that was taken back; former: what before that

    number, time: its sample's, for the keeper's thread
    """

    digit: Optional[int] = None
    former: Optional[int] = None
    number: Optional[int] = None
    time: float = 0.0

    def is_in(self, samples: Samples) -> bool:
        """Whether its sample is there: it may have been deleted, and in another store another has its number."""
        if self.number is None:
            return False
        try:
            return samples.get(self.number).time == self.time
        except (SampleAbsentError, SamplesDamagedError):
            return False


@dataclass(frozen=True)
class _Step:
    """Something to be kept, and what is done with the result; where it could not be, it can be tried again."""

    work: Callable[[Samples], Any]
    done: Callable[[Any], None]


class Correcting(QObject):
    def __init__(self, look: Theme, page: ReadingPage, keeper: SampleKeeper) -> None:
        super().__init__(page)
        self._page, self._keeper = page, keeper
        self._line, self._notice = page.cards.answer.correction, page.cards.keeping
        self._kept: OrderedDict[Hashable, _Kept] = OrderedDict()
        self._engine: Optional[RunningEngine] = None
        self._answered: Optional[RunningEngine] = None  # what is on the cards
        self._undo: Optional[_Step] = None
        self._news: Hashable = None  # the glyph that was corrected last
        self._not_done: list[_Step] = []
        page.cards.answer.set_correctable()
        self.choice = DigitChoice(look, page)
        self.choice.chosen.connect(self.correct)
        self._line.asked.connect(self.ask)
        self._line.undone.connect(self.undo)
        self._notice.again.connect(self._try_again)
        self._notice.aside.connect(self._set_aside)
        self._notice.given_up.connect(lambda: self._not_done.clear())
        page.cards.shown.connect(self._shown)
        page.cards.selected_changed.connect(self._show)
        for digit in range(10):
            key = QShortcut(QKeySequence(str(digit)), page)
            key.setAutoRepeat(False)
            key.activated.connect(partial(self.correct, digit))

    def engine_opened(self, engine: RunningEngine) -> None:
        self._engine = engine

    def ask(self) -> None:
        """Open the digits to choose from, under the answer."""
        glyph = self._glyph()
        if glyph is None:
            return
        page, cards = self._page, self._page.cards
        under = self._line.mapTo(page, QPoint(0, self._line.height()))
        left = min(under.x(), cards.mapTo(page, QPoint(cards.width(), 0)).x() - self.choice.width())
        self.choice.move(max(0, left), min(under.y(), page.height() - self.choice.height() - theme.TIGHT))
        known = self._kept.get(glyph.key)
        self.choice.open(known.digit if known and known.digit is not None else glyph.prediction.label)

    def correct(self, digit: int) -> None:
        """The selected glyph was this digit."""
        glyph, engine = self._glyph(), self._answered
        if glyph is None or engine is None:
            return
        kept = self._kept.setdefault(glyph.key, _Kept())
        self._kept.move_to_end(glyph.key)
        if len(self._kept) > _MOST_REMEMBERED:
            self._kept.popitem(last=False)
        now, first = time.time(), not os.path.exists(self._keeper.path)  # noqa: PTH110 (Path.exists raises where it may not look)

        def keep(samples: Samples) -> Optional[int]:
            """Returns what it was said to be before."""
            if kept.number is not None and kept.is_in(samples):
                return samples.correct_all([kept.number], digit)[kept.number]
            kept.number, kept.time = samples.add(glyph.sample(digit, now, engine)), now
            return None

        self._do(_Step(keep, partial(self._told, glyph.key, kept, digit, first)))

    def undo(self) -> None:
        """Take the last correction back."""
        if self._undo is not None:
            step, self._undo = self._undo, None
            self._line.forget()
            self._do(step)

    # on the way

    def _glyph(self) -> Optional[Glyph]:
        return self._page.glyph(self._page.cards.selected)

    def _do(self, step: _Step) -> None:
        self._keeper.change(step.work, step.done, partial(self._failed, step))

    def _told(self, key: Hashable, kept: _Kept, digit: int, first: bool, former: Optional[int]) -> None:
        kept.digit, self._news = digit, key
        if former != digit:  # said twice it is one step back
            kept.former = former
        self._undo = _Step(partial(_take_back, kept, kept.former), partial(self._taken_back, kept, kept.former))
        if self._not_done:  # what was in the way is no longer
            self._try_again()
        self._notice.dismiss_trouble()
        if first:
            path = shown(self._keeper.path)
            self._notice.show_notice(
                lambda: self.tr("Corrections are now kept"),
                lambda: self.tr("On this computer only, in %1. The page Samples shows and deletes them.").replace(
                    "%1", path
                ),
            )
        self._line.say_kept(digit)
        self._show()

    def _taken_back(self, kept: _Kept, former: Optional[int], _: object) -> None:
        kept.digit, kept.former = former, None
        self._show()

    def _failed(self, step: _Step, error: AtlasDigitsError) -> None:
        self._not_done.append(step)
        self._notice.show_trouble(lambda: self.tr("Not kept yet"), error)

    def _try_again(self) -> None:
        steps, self._not_done = self._not_done, []
        self._notice.dismiss_trouble()
        for step in steps:
            self._do(step)

    def _set_aside(self) -> None:
        def moved(where: Path) -> None:
            self._try_again()
            self._notice.show_notice(
                lambda: self.tr("A new store begins"),
                lambda: self.tr("The damaged one is whole, in %1").replace("%1", shown(where)),
            )

        self._keeper.set_aside(moved, lambda error: self._notice.show_trouble(lambda: self.tr("Not kept yet"), error))

    def _shown(self) -> None:
        self._answered = self._engine
        self._show()

    def _show(self) -> None:
        """Bring the marks and the line up to date with what is on the cards."""
        cards = self._page.cards
        glyph = self._glyph()
        self._line.set_possible(glyph is not None)
        if glyph is None or self._news is None or glyph.key != self._news:
            self._line.forget()
        said: dict[int, int] = {}
        if self._kept and cards.recognition is not None:
            for index in range(len(cards.recognition.predictions)):
                other = self._page.glyph(index)
                kept = self._kept.get(other.key) if other else None
                if kept is not None and kept.digit is not None:
                    said[index] = kept.digit
        self._page.show_corrections(said)


def _take_back(kept: _Kept, former: Optional[int], samples: Samples) -> None:
    if kept.number is None or not kept.is_in(samples):
        return
    if former is not None:
        samples.correct(kept.number, former)
        return
    number, kept.number = kept.number, None
    samples.delete([number])
