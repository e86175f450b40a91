"""Keeps what the camera saw, a picture or a recording, and says where."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Optional

from PySide6.QtCore import QObject, QStandardPaths, Signal

from app.ui import keeping, words
from app.ui.camera.feed import Feed
from app.ui.keeping import Kept
from app.ui.latest import Aside
from app.ui.widgets.button import Button
from app.ui.widgets.strip import Strip

if TYPE_CHECKING:
    from pathlib import Path

    from app.sources.source import Frame

_NOTE = 6.0  # seconds that a note stays


class Keeper(QObject):
    changed = Signal()  # whether it records

    def __init__(self, feed: Feed, button: Button, strip: Strip, parent: QObject) -> None:
        """button: of the recording; strip: where it is said"""
        super().__init__(parent)
        self._feed, self._button, self._strip = feed, button, strip
        self._aside = Aside(self)
        feed.recording_failed.connect(self._failed)
        feed.recorded.connect(self._recorded)

    def save(self, frame: Optional[Frame], turns: int) -> None:
        """Write the picture with all its pixels, upright, on a thread of its own."""
        if frame is not None:
            inside = keeping.folder(QStandardPaths.StandardLocation.PicturesLocation)
            self._aside.run(partial(keeping.keep_picture, frame, turns, inside), self._kept, writes=True)

    def _kept(self, kept: Kept) -> None:
        def said() -> str:
            text = self.tr("Not saved in %1: %2") if kept.problem else self.tr("Saved as %1")
            return text.replace("%2", words.message(kept.problem)).replace("%1", keeping.shown(kept.path))

        self._strip.say(said, seconds=_NOTE)

    def record(self) -> None:
        """Begin, or end."""
        if self._feed.recording:
            self._feed.stop_recording()
        else:
            problem = self._feed.record(keeping.folder(QStandardPaths.StandardLocation.MoviesLocation))
            if problem:
                self._failed(problem)
        self.show_recording()

    def _recorded(self, path: Optional[Path]) -> None:
        def said() -> str:
            if path is None:
                return self.tr("Nothing was recorded: no picture came.")
            return self.tr("Recorded as %1").replace("%1", keeping.shown(path))

        self._strip.say(said, seconds=_NOTE)

    def show_recording(self) -> None:
        """On its button."""
        self._button.setChecked(self._feed.recording is not None)
        self._button.set_label(self.tr("Stop recording") if self._feed.recording else self.tr("Record"))
        self.changed.emit()

    def _failed(self, problem: str) -> None:
        self._feed.stop_recording()
        self.show_recording()
        self._strip.say(partial(words.message, problem), seconds=2 * _NOTE)
