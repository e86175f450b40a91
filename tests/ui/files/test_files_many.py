"""Many files at once, and engines that fail or change meanwhile."""

from __future__ import annotations

import time
import weakref

from PySide6.QtCore import Qt, QTimer
from PySide6.QtTest import QTest

from app.sources import picture
from app.ui.engine.inference import InferenceThread, engine_opener
from app.ui.files.results import State
from tests.ui.engine.test_inference_thread import Opener
from tests.ui.given import drop, mime, texts, wait_read, write
from tests.ui.hands import seven

# many


class Gaps:
    """How long the event loop was away, each time."""

    def __init__(self) -> None:
        self.seconds: list[float] = []
        self._last = time.perf_counter()
        self._timer = QTimer()
        self._timer.setInterval(5)
        self._timer.timeout.connect(self._tick)
        self._timer.start()

    def _tick(self) -> None:
        now = time.perf_counter()
        self.seconds.append(now - self._last)
        self._last = now

    def stop(self) -> None:
        self._timer.stop()


def test_five_hundred_pictures_leave_the_window_fluid_and_two_are_held_at_most(
    open_window, qtbot, tmp_path, monkeypatch
):
    paths = [write(tmp_path / f"{number:03}.png", str(number % 10)) for number in range(500)]
    window = open_window()
    drop(window, mime(paths[0]))
    wait_read(qtbot, window)
    held, most = [], [0]
    real = picture.read_picture

    def watched(path):
        pixels = real(path)
        held[:] = [reference for reference in held if reference() is not None]
        held.append(weakref.ref(pixels))
        most[0] = max(most[0], len(held))
        return pixels

    monkeypatch.setattr(picture, "read_picture", watched)
    gaps = Gaps()
    drop(window, mime(*paths))
    seen = set()
    window.files.batch.progressed.connect(lambda: seen.add(window.files.tools.progress.text))
    for number in range(0, 500, 25):  # somebody looks at them meanwhile
        qtbot.wait(20)
        window.files.table.choose(min(number, len(window.files.results.rows) - 1))
    wait_read(qtbot, window, timeout=120_000)
    gaps.stop()
    assert sum(row.text == str(number % 10) for number, row in enumerate(window.files.results.rows)) > 480
    assert "123 of 500" in seen
    assert most[0] <= 2
    long = [gap for gap in gaps.seconds if gap > 0.1]
    assert max(gaps.seconds) < 0.5 and sum(long) < 0.1 * sum(gaps.seconds), sorted(gaps.seconds)[-5:]


def test_drawings_are_answered_while_pictures_are_read(open_window, hands, qtbot, tmp_path):
    window = open_window()
    drop(window, mime(*[write(tmp_path / f"{number}.png") for number in range(100)]))
    window.switch.tabs[0].click()
    hands.mouse(window.draw.canvas, seven())
    qtbot.waitUntil(lambda: window.draw.cards.answer.text.shown == "7", timeout=10_000)
    assert window.files.batch.busy


def test_stop_leaves_the_rest_and_reading_again_reads_it(open_window, qtbot, tmp_path):
    window = open_window(InferenceThread(Opener(delay=0.05)))
    drop(window, mime(*[write(tmp_path / f"{number}.png") for number in range(30)]))
    qtbot.waitUntil(lambda: texts(window).count("7") > 1, timeout=10_000)
    QTest.mouseClick(window.files.tools.stop, Qt.MouseButton.LeftButton)
    assert not window.files.batch.busy and window.files.tools.again.isVisible()
    qtbot.wait(200)
    done = texts(window).count("7")
    assert done < 25
    left = window.files.results.rows[-1]
    assert left.state is State.LEFT and window.files.results.remark(left) == "not read"
    QTest.keyClick(window, Qt.Key.Key_F5)
    qtbot.waitUntil(lambda: texts(window) == ["7"] * 30, timeout=20_000)


def test_a_file_that_never_answers_is_left_by_stop_and_the_next_is_read(open_window, qtbot, tmp_path, monkeypatch):
    real = picture.read_picture
    monkeypatch.setattr(picture, "read_picture", lambda path: time.sleep(3) if "slow" in str(path) else real(path))
    window = open_window()
    drop(window, mime(write(tmp_path / "slow.png")))
    qtbot.wait(200)
    window.files.tools.stop.click()
    begin = time.perf_counter()
    window.files.results.remove(list(window.files.results.rows))
    drop(window, mime(write(tmp_path / "7.png")))
    qtbot.waitUntil(lambda: texts(window) == ["7"], timeout=10_000)
    assert time.perf_counter() - begin < 2.5


def test_closing_the_window_while_it_reads_ends_everything(open_window, qtbot, tmp_path):
    inference = InferenceThread(Opener(delay=0.02))
    window = open_window(inference)
    drop(window, mime(*[write(tmp_path / f"{number}.png") for number in range(50)]))
    qtbot.waitUntil(lambda: "7" in texts(window), timeout=10_000)
    begin = time.perf_counter()
    window.close()
    assert time.perf_counter() - begin < 2
    assert not inference.running and not window.files.batch.busy
    qtbot.wait(200)


# the engine


def test_an_engine_that_fails_in_the_middle_costs_only_those_pictures(open_window, qtbot, tmp_path):
    opener = Opener(delay=0.02)
    window = open_window(InferenceThread(opener))
    paths = [write(tmp_path / f"{number}.png") for number in range(12)]

    def stumble(row):
        opener.engine.fails = 4 <= window.files.batch.done < 8

    window.files.batch.answered.connect(stumble)
    drop(window, mime(*paths))
    wait_read(qtbot, window)
    rows = window.files.results.rows
    assert [row.text for row in rows].count("7") == 8
    assert sum("tripped" in row.problem for row in rows) == 4
    assert "4 failed" in window.files.tools.progress.text
    window.files.batch.answered.disconnect(stumble)
    window.files.tools.again.click()
    qtbot.waitUntil(lambda: texts(window) == ["7"] * 12, timeout=10_000)
    assert all(row.error is None for row in rows)


def test_without_an_engine_each_picture_says_so(open_window, qtbot, tmp_path):
    broken = tmp_path / "broken.onnx"
    broken.write_bytes(b"no")
    window = open_window(InferenceThread(engine_opener(None, str(broken))))
    drop(window, mime(write(tmp_path / "a.png")))
    wait_read(qtbot, window)
    assert "No engine runs" in window.files.results.rows[0].problem
    window.files.read_all_again()
    wait_read(qtbot, window)
    assert "No engine runs" in window.files.results.rows[0].problem


def test_when_another_engine_runs_reading_again_is_offered(open_window, qtbot, tmp_path):
    opener = Opener()
    window = open_window(InferenceThread(opener))
    drop(window, mime(write(tmp_path / "a.png")))
    wait_read(qtbot, window)
    assert window.files.strip.isHidden()
    opener.engine.name = "another"
    drop(window, mime(write(tmp_path / "b.png")))
    qtbot.waitUntil(window.files.strip.isVisible, timeout=5_000)
    assert "another model" in window.files.strip.message.text()
    QTest.mouseClick(window.files.strip.button, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: {row.reader.engine for row in window.files.results.rows} == {"another"}, timeout=5_000)
    assert window.files.strip.isHidden()
