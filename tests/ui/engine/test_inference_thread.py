"""The mailbox, and the one thread that owns the engine."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable

import numpy as np
import pytest
from PySide6.QtCore import Qt

from app.engines import open_engine
from app.errors import InferenceError, ModelError
from app.sources.source import Frame
from app.ui.camera.shots import Shot, View
from app.ui.draw.drawing import Drawing, Line
from app.ui.engine.inference import InferenceThread
from tests.ui.cameras import paper
from tests.ui.hands import seven


class WatchedEngine:
    """A real engine that notes the threads it is used on, and can be slow or fail."""

    def __init__(self, delay: float = 0.0) -> None:
        self.threads = {"open": threading.get_ident()}
        self.calls = 0
        self.fails = False
        self._delay = delay
        self._engine = open_engine()
        self.card, self.name = self._engine.card, self._engine.name
        self.title, self.model, self.parts = self._engine.title, self._engine.model, {}
        self.path = self._engine.path

    def infer(self, batch: np.ndarray) -> np.ndarray:
        self.threads["infer"] = threading.get_ident()
        self.calls += 1
        time.sleep(self._delay)
        if self.fails:
            raise InferenceError("The network tripped over its own feet. Try again.")
        return self._engine.infer(batch)

    def close(self) -> None:
        self.threads["close"] = threading.get_ident()
        self._engine.close()

    def __enter__(self):
        return self

    def __exit__(self, *error):
        self.close()


class Opener:
    def __init__(self, delay: float = 0.0) -> None:
        self.engine = None
        self._delay = delay

    def __call__(self, notice: Callable[[str], None]) -> WatchedEngine:
        self.engine = WatchedEngine(self._delay)
        return self.engine


def drawing(number: int) -> Drawing:
    return Drawing(number, (Line(tuple(seven()), 14.0),), (400, 300))


@pytest.fixture
def started(qtbot):
    """Start a thread and wait until its engine is open."""
    threads = []

    def start(opener):
        inference = InferenceThread(opener)
        threads.append(inference)
        with qtbot.waitSignal(inference.opened, timeout=10_000):
            inference.start()
        return inference

    yield start
    for inference in threads:
        inference.stop()


def test_the_engine_is_opened_called_and_closed_on_one_thread_that_is_not_the_guis(qtbot, started):
    opener = Opener()
    inference = started(opener)
    with qtbot.waitSignal(inference.answered, timeout=10_000):
        inference.submit(drawing(1))
    assert inference.stop()
    threads = opener.engine.threads
    assert len(threads) == 3 and len(set(threads.values())) == 1
    assert threading.get_ident() not in threads.values()
    assert not inference.running


def test_drawings_that_come_faster_than_the_engine_answers_are_left_out_but_never_the_last(qtbot, started):
    opener = Opener(delay=0.05)
    inference = started(opener)
    answers = []
    inference.answered.connect(lambda answer: answers.append(answer.number))
    begin = time.perf_counter()
    for number in range(1, 101):
        inference.submit(drawing(number))
        time.sleep(0.002)
    assert time.perf_counter() - begin < 2, "submitting must not wait for the engine"
    qtbot.waitUntil(lambda: bool(answers) and answers[-1] == 100, timeout=5_000)
    assert answers == sorted(answers)
    assert len(answers) < 50


def shot(number: int) -> Shot:
    return Shot(Frame(paper("7"), float(number), number), View(), 0)


def test_of_the_frames_only_the_newest_waits(qtbot, started):
    opener = Opener(delay=0.05)
    inference = started(opener)
    answers = []
    begin = time.perf_counter()
    for number in range(200):
        inference.submit_shot(shot(number), lambda answer: answers.append(answer.shot.frame.sequence))
        time.sleep(0.002)
    assert time.perf_counter() - begin < 2, "submitting must not wait for the engine"
    qtbot.waitUntil(lambda: bool(answers) and answers[-1] == 199, timeout=5_000)
    assert answers == sorted(answers) and len(answers) < 60


def test_a_drawing_is_read_before_a_frame_that_waits(qtbot, started):
    opener = Opener(delay=0.1)
    inference = started(opener)
    order = []
    inference.answered.connect(lambda answer: order.append("drawing"), Qt.ConnectionType.DirectConnection)
    inference.submit_shot(shot(1), lambda answer: order.append("frame 1"))
    qtbot.waitUntil(lambda: opener.engine.calls == 1, timeout=5_000)
    inference.submit_shot(shot(2), lambda answer: order.append("frame 2"))
    inference.submit(drawing(1))
    qtbot.waitUntil(lambda: len(order) == 3, timeout=5_000)
    assert order == ["frame 1", "drawing", "frame 2"]


def test_a_failure_is_told_once_in_a_row_and_so_is_its_end(qtbot, started):
    opener = Opener()
    inference = started(opener)
    said = []
    inference.failed.connect(said.append)
    inference.recovered.connect(lambda: said.append("recovered"))
    opener.engine.fails = True
    for number in range(5):
        inference.submit_shot(shot(number), lambda answer: None)
        qtbot.wait(30)
    opener.engine.fails = False
    for number in range(5, 8):
        inference.submit_shot(shot(number), lambda answer: None)
        qtbot.wait(30)
    assert len(said) == 2 and said[1] == "recovered"


def test_a_model_that_cannot_be_opened_is_reported_in_its_own_words(qtbot, started):
    def opener(notice):
        raise ModelError("model.onnx: there is no such model file.")

    inference = InferenceThread(opener)
    with qtbot.waitSignal(inference.failed, timeout=10_000) as signal:
        inference.start()
    assert signal.args == ["model.onnx: there is no such model file."]
    assert inference.stop()


def test_a_failing_call_is_reported_and_the_next_drawing_is_read_again(qtbot, started):
    opener = Opener()
    inference = started(opener)
    opener.engine.fails = True
    with qtbot.waitSignal(inference.failed, timeout=5_000) as signal:
        inference.submit(drawing(1))
    assert "tripped" in signal.args[0]
    opener.engine.fails = False
    with qtbot.waitSignal(inference.answered, timeout=5_000) as signal:
        inference.submit(drawing(2))
    assert signal.args[0].recognition.text == "7"


def test_an_engine_that_never_returns_does_not_hold_up_the_end(qtbot, started, caplog):
    opener = Opener(delay=1.5)
    inference = started(opener)
    inference.submit(drawing(1))
    qtbot.waitUntil(lambda: opener.engine.calls == 1, timeout=5_000)
    begin = time.perf_counter()
    assert not inference.stop(seconds=0.1)
    assert time.perf_counter() - begin < 1
    assert "did not finish" in caplog.text


def test_why_another_engine_than_the_wanted_one_runs_is_told_with_it(qtbot, started):
    opener = Opener()

    def falling_back(notice):
        notice("The engine ascend cannot be used. It needs pyACL.")
        return opener(notice)

    inference = InferenceThread(falling_back)
    with qtbot.waitSignal(inference.opened, timeout=10_000) as signal:
        inference.start()
    assert signal.args[0].title == "ONNX Runtime"
    assert signal.args[0].in_place_of == "The engine ascend cannot be used. It needs pyACL."
    assert inference.stop()


def test_an_engine_that_changes_while_it_runs_is_announced_with_its_first_answer(qtbot, started):
    opener, notices = Opener(), []

    def opens(notice):
        notices.append(notice)
        return opener(notice)

    inference = started(opens)
    announced = []
    inference.opened.connect(announced.append)
    with qtbot.waitSignal(inference.answered, timeout=10_000):
        inference.submit(drawing(1))
    assert announced == [], "once is enough while nothing changes"
    opener.engine.title = "Another"
    notices[0]("The chip was lost.")
    with qtbot.waitSignal(inference.answered, timeout=10_000):
        inference.submit(drawing(2))
    (running,) = announced
    assert (running.title, running.in_place_of) == ("Another", "The chip was lost.")


def test_other_work_is_done_in_its_order_and_told_on_the_windows_thread(started, qtbot):
    inference = started(Opener())
    told = []
    for number in range(3):
        inference.call(
            lambda engine, number=number: (number, engine.card.labels, threading.current_thread().name),
            lambda result: told.append((result, threading.current_thread())),
            told.append,
        )
    qtbot.waitUntil(lambda: len(told) == 3, timeout=10_000)
    assert [result[0] for result, _ in told] == [0, 1, 2]
    assert all(result[1] == tuple(range(10)) and result[2] == "inference" for result, _ in told)
    assert all(thread is threading.main_thread() for _, thread in told)


def test_work_that_fails_is_told_to_its_caller_alone(started, qtbot):
    inference = started(Opener())
    failures, told = [], []
    inference.failed.connect(failures.append)
    inference.call(lambda engine: 1 // 0, lambda result: None, told.append)
    qtbot.waitUntil(lambda: bool(told), timeout=10_000)
    assert "ZeroDivisionError" in told[0] and not failures
