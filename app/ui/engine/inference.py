"""The one thread that owns the engine."""

from __future__ import annotations

import logging
import sys
import threading
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Optional, TypeVar

from PySide6.QtCore import QObject, Signal

from app.errors import AtlasDigitsError, EngineUnavailableError
from app.mailbox import Mailbox
from app.messages import message_of, said
from app.ui.camera.shots import Shot, ShotAnswer
from app.ui.draw.drawing import Drawing
from app.ui.engine.running_engine import RunningEngine, running_engine

if TYPE_CHECKING:
    from app.recognition.model import Engine
    from app.recognition.recognizer import Recognition, Recognizer
    from app.ui.engine.held_engines import Held, HeldEngines, Opener

log = logging.getLogger(__name__)

_SWITCH = 0.0005  # seconds; Python's own is ten times that

Notice = Callable[[str], None]
T = TypeVar("T")


@dataclass(frozen=True)
class Answer:
    """drawing: what was read."""

    drawing: Drawing
    recognition: Recognition

    @property
    def number(self) -> int:
        return self.drawing.number


@dataclass(frozen=True)
class _Call:
    """Work for the inference thread, and who hears of it on the GUI thread."""

    work: Callable[[], Any]
    done: Callable[[Any], None]
    failed: Callable[[str], None]


class InferenceThread(QObject):
    """Opens the engine, calls it and closes it, all on one thread of its own. Serves drawings and camera frames: of
    each only the newest waits, and a drawing comes first. Other work is done where neither waits, in its order.

    A Python thread and not a QThread: it is a daemon, so that a runtime that never returns cannot keep the process.
    """

    opened = Signal(object)  # RunningEngine: at first, and when another takes its place
    answered = Signal(object)  # Answer
    failed = Signal(object)  # a message for people, as `words.message` takes it; the same one only once in a row
    recovered = Signal()  # the first answer after that
    _called_back = Signal(object)  # what to call on the thread of whoever made this object

    def __init__(self, open_engine: Callable[[Notice], Engine]) -> None:
        """open_engine: is given what takes the reason when another engine than the wanted one is used."""
        super().__init__()
        self._open_engine = open_engine
        self.refuse_below: Optional[float] = None  # confidence, instead of what a model's card says; from any thread
        self._announced: Optional[RunningEngine] = None
        self._failure = ""
        self._drawings: Mailbox[Drawing] = Mailbox()
        self._shots: Mailbox[tuple[Shot, Callable[[ShotAnswer], None]]] = Mailbox()
        self._calls: deque[_Call] = deque()
        self._something_came = threading.Event()
        self.turns = 0  # how often the thread looked for work: goes on after `wake`, with an engine or without one
        self._called_back.connect(self._call_back)
        self._thread = threading.Thread(target=self._run, name="inference", daemon=True)

    def start(self) -> None:
        # the window's thread waits no longer than this for the interpreter: ink is there sooner while something is read
        sys.setswitchinterval(_SWITCH)
        self._thread.start()

    @property
    def running(self) -> bool:
        return self._thread.is_alive()

    def wake(self) -> None:
        """Have it look for work, if only to see from `turns` that it still does. From any thread; never blocks."""
        self._something_came.set()

    def submit(self, drawing: Drawing) -> None:
        """Have this drawing read instead of any that still waits. Never blocks."""
        self._drawings.put(drawing)
        self._something_came.set()

    def submit_shot(self, shot: Shot, reply: Callable[[ShotAnswer], None]) -> None:
        """Have this frame read instead of any that still waits. From any thread; never blocks.

        reply: called with the answer on the inference thread, which it must not hold up
        """
        self._shots.put((shot, reply))
        self._something_came.set()

    def call(self, work: Callable[[Engine], T], done: Callable[[T], None], failed: Callable[[str], None]) -> None:
        """Have other work done with the engine: a picture of a file, an explanation. Never blocks.

        work: on the inference thread, which answers nothing else meanwhile: milliseconds
        done, failed: on this object's own thread, with the result, or with a message for people
        """
        self._add(lambda: self._work(work), done, failed)

    def use(
        self,
        opener: Opener,
        done: Callable[[RunningEngine], None],
        failed: Callable[[str], None],
        choice: tuple[str, ...] = (),
    ) -> None:
        """Take another engine or model, which `opened` then tells; where it cannot be used the present one stays."""
        self._add(lambda: self._change(lambda held: held.use(opener, choice)), done, failed)

    def go_back(self, done: Callable[[RunningEngine], None], failed: Callable[[str], None]) -> None:
        """To the engine before, which is still open."""
        self._add(lambda: self._change(lambda held: held.go_back()), done, failed)

    def _add(self, work: Callable[[], Any], done: Callable[[Any], None], failed: Callable[[str], None]) -> None:
        self._calls.append(_Call(work, done, failed))
        self._something_came.set()

    def stop(self, seconds: float = 5.0) -> bool:
        """Close the engine and end the thread. Returns False where it did not end in time."""
        self._drawings.close()
        self._shots.close()
        self._something_came.set()
        if not self._thread.is_alive():
            return True
        self._thread.join(seconds)
        if self._thread.is_alive():
            log.warning("The engine did not finish within %.0f s and is left behind", seconds)
            return False
        return True

    # on the thread

    def _run(self) -> None:
        try:
            # here and not at the top: numpy and OpenCV are imported while the window is already there
            from app.ui.engine.held_engines import HeldEngines
        except Exception as error:  # a library of theirs is missing: no engine can be opened at all
            self.failed.emit(_message(error))
            return

        self._held = HeldEngines()
        try:
            self._held.open(self._open_engine)
            self._announce()
        except Exception as error:  # another one may be chosen
            self.failed.emit(_message(error))
        try:
            self._serve()
        finally:
            self._held.close()
            _end_engines()

    def _present(self) -> Held:
        if self._held.now is None:
            raise EngineUnavailableError(said("No engine runs. Choose another model."))
        return self._held.now

    def _work(self, work: Callable[[Engine], T]) -> T:
        result = work(self._present().engine)
        self._announce()  # its own way back from a lost device may have led to another engine
        return result

    def _change(self, change: Callable[[HeldEngines], None]) -> RunningEngine:
        change(self._held)
        self._failure = ""
        return self._announce()

    def _announce(self) -> RunningEngine:
        held, before = self._present(), self._held.before
        running = running_engine(held, before)
        if running != self._announced:
            self._announced = running
            self.opened.emit(running)
        return running

    def _serve(self) -> None:
        while not self._drawings.closed:
            self.turns += 1
            held = self._held.now
            if held:
                held.recognizer.refuse_below = self.refuse_below
            # without an engine the newest ones wait for one
            drawing = self._drawings.take(0) if held else None
            shot = self._shots.take(0) if held and drawing is None else None
            try:
                if held and drawing is not None:
                    answer = _read_drawing(held.recognizer, drawing)
                    self._worked()
                    self.answered.emit(answer)
                elif held and shot is not None:
                    shot_answer = held.shots.read(shot[0])
                    self._worked()
                    shot[1](shot_answer)
                elif self._calls:
                    self._do(self._calls.popleft())
                else:
                    self._something_came.wait()
                    self._something_came.clear()
            except Exception as error:
                self._fail(_message(error))

    def _do(self, call: _Call) -> None:
        """Its failure is the caller's alone: it does not mean that the engine is broken."""
        try:
            result = call.work()
        except Exception as error:
            message = _message(error)
            self._called_back.emit(lambda: call.failed(message))
        else:
            self._called_back.emit(lambda: call.done(result))

    def _call_back(self, something: Callable[[], None]) -> None:
        something()

    def _worked(self) -> None:
        self._announce()
        if self._failure:
            self._failure = ""
            self.recovered.emit()

    def _fail(self, message: str) -> None:
        if message != self._failure:  # a camera would have it said thirty times a second
            self._failure = message
            self.failed.emit(message)


def _read_drawing(recognizer: Recognizer, drawing: Drawing) -> Answer:
    from app.recognition.ink import Stroke

    strokes = [Stroke(*line) for line in drawing.lines]
    return Answer(drawing, recognizer.recognize_strokes(strokes, drawing.size))


def _end_engines() -> None:
    from app.engines.engine import shut_down

    shut_down()


def _message(error: Exception) -> str:
    """What people read; ours are written for them, of others the trace goes to the log."""
    if isinstance(error, AtlasDigitsError):
        log.error("%s", error)
        return message_of(error)
    log.error("Unexpected error in the inference thread", exc_info=error)
    return said("Unexpected error: {kind}: {reason}", kind=type(error).__name__, reason=error)


def engine_opener(engine: Optional[str], model: Optional[str]) -> Opener:
    """`open_engine` with its choice made, imported only when it is called."""

    def opener(notice: Notice) -> Engine:
        from app.engines import open_engine

        return open_engine(engine, model, notice)

    return opener
