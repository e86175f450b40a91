"""Which model reads: what there is to choose from, the change to another, a new one that appears, and the way back."""

from __future__ import annotations

import logging
import os
from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple, Optional

from PySide6.QtCore import QFileSystemWatcher, QObject, QTimer, Signal

from app.errors import AtlasDigitsError
from app.messages import message_of
from app.ui.engine.inference import InferenceThread, Notice, engine_opener
from app.ui.engine.running_engine import RunningEngine
from app.ui.latest import Aside
from app.ui.settings.settings import Settings

if TYPE_CHECKING:
    from app.engines.found import FoundModel
    from app.recognition.model import Engine
    from app.ui.engine.held_engines import Opener

log = logging.getLogger(__name__)

_SETTLED = 500  # milliseconds without a change in a folder before it is looked at: a model and its card are two files

# of a model and its card, which may come long after it: when each was changed, in nanoseconds, and its size
Stamp = tuple[Optional[tuple[int, int]], Optional[tuple[int, int]]]


class Choice(NamedTuple):
    """engine: a name of `app.engines.ENGINES`; model: a path; empty: the best that is here, as at the first start"""

    engine: str = ""
    model: str = ""


AUTOMATIC = Choice()


def opener_of(choice: Choice) -> Opener:
    return engine_opener(choice.engine or None, choice.model or None)


def lenient_opener(choice: Choice) -> Opener:
    """Of settings, which may be out of date: then what comes with the application takes their place."""

    def opener(notice: Notice) -> Engine:
        try:
            return opener_of(choice)(notice)
        except AtlasDigitsError as error:
            opened = opener_of(AUTOMATIC)(notice)
            log.warning("%s", error)
            notice(message_of(error))
            return opened

    return opener


class Models(QObject):
    """Changes of the model while the window is open. A model of the user's that appears, or is written anew, is taken
    at once: whoever trains one wants to try it."""

    listed = Signal()  # `found` is new
    changed = Signal()  # what runs, or whether another is being tried
    taken = Signal(str)  # the name of a model that was not chosen by hand but appeared
    refused = Signal(str, object)  # the name of a model that cannot be used, and why; the one before stays

    def __init__(
        self, inference: InferenceThread, settings: Settings, own: Path, *, fixed: bool = False, parent: QObject
    ) -> None:
        """own: the folder of the user's models, which need not be there

        fixed: whether the model was named at the start: it stays until another is chosen by hand
        """
        super().__init__(parent)
        self._inference, self._settings, self._own, self._fixed = inference, settings, own, fixed
        self.found: Sequence[FoundModel] = ()
        self.running: Optional[RunningEngine] = None
        self._tried: list[str] = []  # the names of the models that are to be opened and tested, the newest last
        self._at_start = self._chosen()
        self._aside = Aside(self)
        self._looking = self._look_again = False
        self._stamps: Optional[dict[Path, Optional[Stamp]]] = None
        self._settled = QTimer(self)
        self._settled.setSingleShot(True)
        self._settled.setInterval(_SETTLED)
        self._settled.timeout.connect(self.refresh)
        self._watcher = QFileSystemWatcher(self)
        self._watcher.directoryChanged.connect(self._settled.start)
        self._watcher.fileChanged.connect(self._settled.start)
        inference.opened.connect(self._opened)

    # what there is

    def refresh(self) -> None:
        """Look for models, on a thread of its own; `listed` follows, and a new one is taken."""
        if self._looking:
            self._look_again = True  # what it has seen already may be another by now
        else:
            self._looking = True
            used = self.running.path if self.running else None
            self._aside.run(partial(_look, self._own, used), self._looked)

    def _looked(self, seen: tuple[list[FoundModel], dict[Path, Optional[Stamp]]]) -> None:
        self._looking = False
        self.found, stamps = seen
        before, self._stamps = self._stamps, stamps
        self._watch()
        self.listed.emit()
        if before is not None:
            self._take_news([path for path, stamp in stamps.items() if stamp and before.get(path) != stamp])
        if self._look_again:
            self._look_again = False
            self.refresh()

    def _take_news(self, news: list[Path]) -> None:
        running = self.running
        own = [model for model in self.found if model.own and model.path in news]
        if running is not None and running.path in news:
            # what was chosen stays so: the best that is here may be another one day
            self._use(Choice(running.engine, str(running.path)), by_hand=False, keeps=self._chosen())
        elif own and not self._fixed:
            self._use(Choice(own[0].engine, str(own[0].path)), by_hand=False)

    def _watch(self) -> None:
        # a folder's change is a file that comes, goes or is replaced; one written in place changes by itself
        paths = {model.path for model in self.found if model.own}
        wanted = {str(_nearest(self._own))}
        if self.running is not None:
            paths.add(self.running.path)
            wanted.add(str(_nearest(self.running.path.parent)))
        wanted |= {str(file) for path in paths for file in (path, path.with_suffix(".json"))}
        watched = {*self._watcher.directories(), *self._watcher.files()}
        if watched - wanted:
            self._watcher.removePaths(sorted(watched - wanted))
        new = [path for path in sorted(wanted - watched) if os.path.exists(path)]  # noqa: PTH110 (Path.exists raises where it may not look)
        if new:
            self._watcher.addPaths(new)

    # what runs

    def _opened(self, running: RunningEngine) -> None:
        self.running = running
        self.changed.emit()
        if self._stamps is None:
            self.refresh()
        else:  # what it is now is no news
            self._stamps[running.path] = _stamp(running.path)
            self._watch()

    def choose(self, choice: Choice) -> None:
        """By hand."""
        self._use(choice, by_hand=True)

    @property
    def trying(self) -> str:
        """The name of the model that is being opened and tested; empty where none is."""
        return self._tried[-1] if self._tried else ""

    @property
    def chosen(self) -> Optional[Choice]:
        """None: what was named at the start."""
        return None if self._fixed else self._chosen()

    def _use(self, choice: Choice, *, by_hand: bool, keeps: Optional[Choice] = None) -> None:
        """keeps: what is chosen from then on; None: this choice"""
        name, ran = Path(choice.model).name, self.running
        kept = choice if keeps is None else keeps
        self._tried.append(name or "…")
        self.changed.emit()

        def done(running: RunningEngine) -> None:
            del self._tried[0]
            if by_hand or not self._fixed:
                self._fixed = False
                self._keep(kept)
            self.changed.emit()
            if not by_hand and (ran is None or ran.sha256 != running.sha256):
                self.taken.emit(running.name)

        def failed(message: str) -> None:
            del self._tried[0]
            self.changed.emit()
            self.refused.emit(name, message)

        self._inference.use(opener_of(choice), done, failed, kept)

    def go_back(self) -> None:
        """To the model before, which is still open."""

        def done(running: RunningEngine) -> None:
            # its choice goes with it: another may have been made since this was asked
            self._keep(self._at_start if running.choice is None else Choice(*running.choice))

        self._inference.go_back(done, lambda message: self.refused.emit("", message))

    def _chosen(self) -> Choice:
        return Choice(self._settings.engine, self._settings.model)

    def _keep(self, choice: Choice) -> None:
        self._settings.engine, self._settings.model = choice.engine, choice.model


def _look(own: Path, used: Optional[Path]) -> tuple[list[FoundModel], dict[Path, Optional[Stamp]]]:
    from app.engines.found import list_models

    try:
        found = list_models(own)
    except OSError as error:
        log.warning("%s: the models there cannot be listed (%s)", own, error.strerror)
        found = []
    paths = {*(model.path for model in found if model.own), *([used] if used else [])}
    return found, {path: _stamp(path) for path in paths}


def _stamp(path: Path) -> Optional[Stamp]:
    """None where there is no such model."""
    model = _changed(path)
    return (model, _changed(path.with_suffix(".json"))) if model else None


def _changed(path: Path) -> Optional[tuple[int, int]]:
    try:
        status = path.stat()
    except OSError:
        return None
    return status.st_mtime_ns, status.st_size


def _nearest(folder: Path) -> Path:
    """The folder or, where it is not there yet, the nearest above it that is."""
    return next(place for place in (folder, *folder.parents) if os.path.isdir(place))  # noqa: PTH112 (Path.is_dir raises where it may not look)
