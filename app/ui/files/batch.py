"""Many pictures, read one after the other while the window and its other pages go on."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Sequence
from functools import partial
from typing import TYPE_CHECKING, Optional, Union

from PySide6.QtCore import QObject, QSize, Signal
from PySide6.QtGui import QImage

from app.errors import AtlasDigitsError, InferenceError
from app.messages import said
from app.ui.engine.inference import InferenceThread
from app.ui.files import opened
from app.ui.files.one_by_one import OneByOne
from app.ui.files.opened import Item, Opened
from app.ui.files.results import Reader, Results, Row, State

if TYPE_CHECKING:
    import numpy as np

    from app.reading import Outcome
    from app.recognition.model import Engine
    from app.recognition.recognizer import Recognizer

THUMBNAIL = 128  # pixels of its longer side: almost twice what is shown, for screens with small pixels
SHOWN = 2560  # pixels of the longer side of the one picture that is shown large


class Batch(QObject):
    """A picture is opened aside, then read on the inference thread, then the next is opened: one that is read and one
    that is opened to be shown are all that are held whole."""

    found = Signal(object)  # list[Row]: what was added and is read from now on
    answered = Signal(object)  # Row: there is an answer, or a reason why there is none
    progressed = Signal()

    def __init__(self, results: Results, inference: InferenceThread, parent: Optional[QObject] = None) -> None:
        super().__init__(parent)
        self._results, self._inference = results, inference
        self._aside = OneByOne(self)
        self._queue: deque[Row] = deque()
        self._now: Optional[Row] = None
        self._looking = 0  # how often files are still looked for
        self._round = 0  # what was begun before a stop has another
        self._recognizer: Optional[tuple[Engine, Recognizer]] = None  # of the inference thread alone
        self.done = self.total = 0  # of what was begun since nothing was to be done

    @property
    def busy(self) -> bool:
        return bool(self._looking or self._queue or self._now)

    def add(self, paths: Sequence[str]) -> None:
        """Files, and folders for the pictures in them."""
        self._look(partial(opened.find, paths))

    def add_image(self, image: QImage, name: str) -> None:
        self._look(partial(opened.encode, image, name))

    def _look(self, find: Callable[[], list[Item]]) -> None:
        self._looking += 1
        self._aside.run(find, self._found)
        self.progressed.emit()

    def _found(self, items: list[Item]) -> None:
        self._looking -= 1
        rows = self._results.add(items)
        self.found.emit(rows)
        self._begin(rows)

    def read_again(self, rows: Iterable[Row]) -> None:
        rows = list(rows)
        for row in rows:
            self._results.wait(row)
        self._begin(rows)

    def stop(self) -> None:
        """What is not read yet is left as it is."""
        self._round += 1
        self._aside.forget()
        left = [*([self._now] if self._now else []), *self._queue]
        self._queue.clear()
        self._now, self._looking = None, 0
        for row in left:
            row.state = State.LEFT
            self._results.touch(row)
        self.progressed.emit()

    def show(self, row: Row, then: Callable[[Row, Union[Opened, AtlasDigitsError]], None]) -> None:
        """Open this picture to be shown, instead of another that waits for that."""
        self._aside.run_next(partial(opened.open_item, row.item, SHOWN, to_read=False), partial(then, row))

    def _begin(self, rows: Sequence[Row]) -> None:
        if not (self._queue or self._now):
            self.done = self.total = 0
        waiting = {*self._queue, self._now}
        new = [row for row in rows if row not in waiting]
        self._queue.extend(new)
        self.total += len(new)
        self.progressed.emit()
        self._next()

    def _next(self) -> None:
        while self._now is None and self._queue:
            row = self._queue.popleft()
            if row.removed:
                self.done += 1
                continue
            self._now = row
            row.state = State.READING
            self._results.touch(row)
            self._aside.run(
                partial(opened.open_item, row.item, THUMBNAIL, to_read=True), partial(self._opened, self._round, row)
            )
        if not self.busy:
            self.progressed.emit()

    def _opened(self, number: int, row: Row, result: Union[Opened, AtlasDigitsError]) -> None:
        if isinstance(result, AtlasDigitsError):
            row.thumbnail, row.size = None, QSize()
            self._finish(number, row, result)
            return
        # two bytes a pixel: there may be thousands of them
        row.thumbnail, row.size = result.image.convertToFormat(QImage.Format.Format_RGB16), result.size
        self._inference.call(
            partial(self._read, row.item.source, [result.pixels]),
            partial(self._answered, number, row),
            partial(self._not_answered, number, row),
        )

    def _read(self, source: str, pixels: list[np.ndarray], engine: Engine) -> tuple[Outcome, Reader]:
        """On the inference thread. pixels: of one picture, taken from the list so that nobody else keeps them"""
        from app.reading import errors_of
        from app.recognition.recognizer import Recognizer

        if self._recognizer is None or self._recognizer[0] is not engine:
            self._recognizer = engine, Recognizer(engine)
        recognizer = self._recognizer[1]
        recognizer.refuse_below = refuse_below = self._inference.refuse_below
        try:
            with errors_of(source):
                outcome: Outcome = recognizer.recognize(pixels.pop())
        except AtlasDigitsError as error:
            outcome = error
        return outcome, Reader(engine.name, engine.model, engine.card.sha256, refuse_below)

    def _answered(self, number: int, row: Row, answer: tuple[Outcome, Reader]) -> None:
        self._finish(number, row, *answer)

    def _not_answered(self, number: int, row: Row, why: str) -> None:
        self._finish(number, row, InferenceError(said("{name}: {reason}", name=row.item.source, reason=why)))

    def _finish(self, number: int, row: Row, outcome: Outcome, reader: Optional[Reader] = None) -> None:
        if number != self._round:  # it was stopped, or the window is gone
            return
        self._now = None
        self.done += 1
        row.state, row.reader = State.DONE, reader
        row.error = outcome if isinstance(outcome, AtlasDigitsError) else None
        row.recognition = None if isinstance(outcome, AtlasDigitsError) else outcome
        self._results.touch(row)
        if not row.removed:
            self.answered.emit(row)
        self.progressed.emit()
        self._next()
