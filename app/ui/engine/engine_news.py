"""What is said of the engine: by its chip always, and by the pages' banners when something changes."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Optional

from PySide6.QtCore import QObject

from app.ui.engine.chip import EngineChip
from app.ui.engine.inference import InferenceThread
from app.ui.engine.models import Models
from app.ui.engine.running_engine import RunningEngine
from app.ui.language import Words
from app.ui.pages import ReadingPage
from app.ui.widgets.banner import Act, Banner

# what to do with a banner, from how a page calls what it cannot do
Said = Callable[[ReadingPage], Callable[[Banner], None]]


class EngineNews(QObject):
    def __init__(self, chip: EngineChip, models: Models, inference: InferenceThread, parent: QObject) -> None:
        super().__init__(parent)
        self._chip, self._models = chip, models
        self._engine: Optional[RunningEngine] = None
        self._pages: list[ReadingPage] = []
        self._said: Optional[Said] = None  # last, and not over
        models.taken.connect(self._taken)
        models.refused.connect(self._refused)
        inference.opened.connect(self._opened)
        inference.recovered.connect(self._recovered)
        inference.failed.connect(self._failed)

    def tell(self, page: ReadingPage) -> None:
        """Everything from now on, and what holds now."""
        self._pages.append(page)
        if self._engine is not None:
            page.cards.set_labels(self._engine.labels)
        if self._said is not None:
            page.say(self._said(page))

    def _say(self, said: Optional[Said]) -> None:
        self._said = said
        for page in self._pages:
            page.say(said(page) if said is not None else Banner.hide)

    def _notice(self, title: Words, message: str, action: Optional[Act] = None) -> None:
        self._say(lambda page: partial(Banner.show_notice, title=title, message=message, action=action))

    def _recovered(self) -> None:
        if self._engine is not None:
            self._opened(self._engine)

    def _opened(self, engine: RunningEngine) -> None:
        known = self._engine is not None and engine.in_place_of == self._engine.in_place_of
        self._engine = engine
        if engine.in_place_of:
            self._chip.show_problem(lambda: engine.name, engine.in_place_of)
        else:
            self._chip.show_running(engine.name, engine.description)
        for page in self._pages:
            page.cards.set_labels(engine.labels)
            page.read_again()
        if engine.in_place_of and not known:
            self._notice(self._in_place(engine), engine.in_place_of)
        else:  # nothing to say, or said before; the chip goes on saying it
            self._say(None)

    def _in_place(self, engine: RunningEngine) -> Words:
        def title() -> str:
            said = self.tr("The wanted engine cannot be used. %1 answers in its place.")
            return said.replace("%1", engine.title)

        return title

    def _taken(self, name: str) -> None:
        def title() -> str:
            return self.tr("%1 is new and reads from now on.").replace("%1", name)

        self._notice(title, "", Act(lambda: self.tr("Go back"), self._models.go_back))

    def _refused(self, name: str, why: str) -> None:
        def title() -> str:
            if not name:
                return self.tr("What was chosen cannot be used; the model before goes on.")
            return self.tr("%1 is not used; the model before goes on.").replace("%1", name)

        self._notice(title, why)

    def _failed(self, message: str) -> None:
        ever_read = self._engine is not None
        self._chip.show_problem(lambda: self.tr("Engine failed") if ever_read else self.tr("No engine"), message)
        self._say(lambda page: partial(Banner.show_problem, title=partial(page.unread, ever_read), message=message))
