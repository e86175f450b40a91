"""The whole way: a hand draws, the window says what it reads."""

from __future__ import annotations

import time
from dataclasses import replace

import pytest
from PySide6.QtCore import QPoint, QSize, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel

from app.ui.engine.inference import InferenceThread, engine_opener
from app.ui.window import MainWindow, first_size
from tests.ui.engine.test_inference_thread import Opener
from tests.ui.hands import one, polyline, seven, zero


def reads(window, text):
    return lambda: window.draw.cards.answer.text.shown == text


@pytest.mark.parametrize("device", ["mouse", "touch", "tablet"])
@pytest.mark.parametrize(("shape", "text"), [(seven, "7"), (one, "1"), (zero, "0")])
def test_a_digit_is_read_from_every_device(open_window, hands, qtbot, device, shape, text):
    window = open_window()
    getattr(hands, device)(window.draw.canvas, shape())
    qtbot.waitUntil(reads(window, text), timeout=10_000)


def test_digits_are_read_from_left_to_right(open_window, hands, qtbot):
    window = open_window()
    hands.mouse(window.draw.canvas, one(left=320))
    hands.mouse(window.draw.canvas, seven(left=80))
    hands.mouse(window.draw.canvas, zero(left=500))
    qtbot.waitUntil(reads(window, "710"), timeout=10_000)
    assert window.draw.cards.answer.count.text() == "three digits"


def test_the_prediction_is_there_while_the_pen_is_down(open_window, hands, qtbot):
    window = open_window()
    hands.mouse(window.draw.canvas, seven(), lift=False)
    qtbot.waitUntil(reads(window, "7"), timeout=10_000)
    hands.lift_mouse(window.draw.canvas, seven()[-1])


def test_while_the_pen_is_down_another_text_is_there_at_once_and_the_rest_a_little_later(open_window, hands, qtbot):
    window = open_window()
    page, histogram = window.draw, window.draw.cards.latency.histogram
    hands.mouse(page.canvas, seven(), lift=False)
    qtbot.waitUntil(reads(window, "7"), timeout=10_000)
    newest = page.canvas.drawing.number
    qtbot.waitUntil(lambda: page._read.number == newest and not page._pause.isActive(), timeout=5_000)
    last = page._read

    def answer(text):
        page._answered(replace(last, recognition=replace(last.recognition, text=text)))

    answer("7")
    before = histogram.count
    answer("7")
    assert histogram.count == before
    answer("1")
    assert reads(window, "1")() and histogram.count == before + 1
    answer("1")
    qtbot.waitUntil(lambda: histogram.count == before + 2, timeout=5_000)
    hands.lift_mouse(page.canvas, seven()[-1])


def test_the_chip_says_what_runs(open_window, qtbot):
    window = open_window()
    qtbot.waitUntil(lambda: window.chip.text() == "ONNX Runtime · digits.onnx", timeout=10_000)
    assert not window.chip.warns


def test_the_tools_are_there_only_for_what_they_can_do(open_window, hands):
    window = open_window()
    assert not (
        window.draw.tools.undo.isEnabled() or window.draw.tools.redo.isEnabled() or window.draw.tools.clear.isEnabled()
    )
    hands.mouse(window.draw.canvas, seven())
    assert (
        window.draw.tools.undo.isEnabled()
        and window.draw.tools.clear.isEnabled()
        and not window.draw.tools.redo.isEnabled()
    )
    QTest.mouseClick(window.draw.tools.clear, Qt.MouseButton.LeftButton)
    assert not window.draw.tools.clear.isEnabled()


@pytest.mark.parametrize("key", [Qt.Key.Key_Delete, Qt.Key.Key_Escape])
def test_clear_by_key_empties_paper_and_cards(open_window, hands, qtbot, key):
    window = open_window()
    hands.mouse(window.draw.canvas, seven())
    qtbot.waitUntil(reads(window, "7"), timeout=10_000)
    QTest.keyClick(window, key)
    assert window.draw.canvas.drawing.lines == ()
    assert window.draw.cards.answer.text.shown == ""


def test_undo_and_redo_by_key_read_what_is_left(open_window, hands, qtbot):
    window = open_window()
    hands.mouse(window.draw.canvas, seven(left=80))
    hands.mouse(window.draw.canvas, one(left=320))
    qtbot.waitUntil(reads(window, "71"), timeout=10_000)
    QTest.keyClick(window, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(reads(window, "7"), timeout=5_000)
    shift = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier
    QTest.keyClick(window, Qt.Key.Key_Z, shift)
    qtbot.waitUntil(reads(window, "71"), timeout=5_000)


def test_an_answer_that_comes_after_its_drawing_was_cleared_is_not_shown(open_window, hands, qtbot):
    opener = Opener(delay=0.3)
    inference = InferenceThread(opener)
    window = open_window(inference)
    qtbot.waitUntil(lambda: "ONNX" in window.chip.text(), timeout=10_000)
    hands.mouse(window.draw.canvas, seven())
    with qtbot.waitSignal(inference.answered, timeout=5_000):
        window.draw.canvas.clear()
    qtbot.wait(400)  # whatever else was on its way
    assert opener.engine.calls >= 1
    assert window.draw.cards.answer.text.shown == ""
    assert window.draw.cards.latency.histogram.count == 0


def test_the_gui_does_not_wait_for_a_slow_engine(open_window, hands, qtbot):
    window = open_window(InferenceThread(Opener(delay=0.5)))
    qtbot.waitUntil(lambda: "ONNX" in window.chip.text(), timeout=10_000)
    begin = time.perf_counter()
    hands.mouse(window.draw.canvas, seven())
    window.draw.canvas.grab()
    assert time.perf_counter() - begin < 0.4


def test_a_dot_is_refused_with_a_word(open_window, hands, qtbot):
    window = open_window()
    hands.mouse(window.draw.canvas, [(200, 200)])
    qtbot.waitUntil(reads(window, "?"), timeout=10_000)
    assert "too little ink" in window.draw.cards.answer.digits.accessibleDescription()


def test_the_cards_show_the_digit_drawn_last_and_then_the_one_chosen(open_window, hands, qtbot):
    window = open_window()
    hands.mouse(window.draw.canvas, seven(left=80))
    hands.mouse(window.draw.canvas, one(left=320))
    qtbot.waitUntil(reads(window, "71"), timeout=10_000)
    surest = window.draw.cards.bars.bars.accessibleDescription
    assert probability(surest(), 1) > 50
    QTest.mouseClick(window.draw.canvas, Qt.MouseButton.LeftButton, pos=QPoint(160, 150))
    assert probability(surest(), 7) > 50
    assert len(window.draw.canvas.drawing.lines) == 2, "pointing draws nothing"
    QTest.keyClick(window.draw.canvas, Qt.Key.Key_Right)
    assert probability(surest(), 1) > 50


def test_the_bars_name_what_is_likeliest_after_the_answer(open_window, hands, qtbot):
    window = open_window()
    hands.mouse(window.draw.canvas, seven())
    qtbot.waitUntil(reads(window, "7"), timeout=10_000)
    bars = window.draw.cards.bars
    shown = {label: probability(bars.bars.accessibleDescription(), label) for label in range(10) if label != 7}
    (then,) = [label.text() for label in bars.findChildren(QLabel) if label.text().startswith("then ")]
    second, share = then.removeprefix("then ").split(" · ")
    assert shown[int(second)] == max(shown.values()) == float(share.split("\N{NO-BREAK SPACE}")[0])
    window.draw.canvas.clear()
    assert not [label for label in bars.findChildren(QLabel) if label.text().startswith("then") and label.isVisible()]


def test_a_stroke_that_begins_in_a_digits_box_is_drawn(open_window, hands, qtbot):
    window = open_window()
    hands.mouse(window.draw.canvas, seven())
    qtbot.waitUntil(reads(window, "7"), timeout=10_000)
    hands.mouse(window.draw.canvas, polyline((110, 160), (210, 160)))
    assert len(window.draw.canvas.drawing.lines) == 2


def test_every_answer_adds_to_the_latency(open_window, hands, qtbot):
    window = open_window()
    hands.mouse(window.draw.canvas, seven())
    qtbot.waitUntil(reads(window, "7"), timeout=10_000)
    histogram = window.draw.cards.latency.histogram
    assert histogram.count >= 1
    assert 0 < histogram.median <= histogram.p95


def test_a_broken_model_is_said_calmly_and_the_canvas_goes_on(open_window, hands, qtbot, tmp_path):
    model = tmp_path / "broken.onnx"
    model.write_bytes(b"not a model")
    window = open_window(InferenceThread(engine_opener(None, str(model))))
    qtbot.waitUntil(window.draw.banner.isVisible, timeout=10_000)
    assert "broken.json" in window.draw.banner.message.text()
    assert "Traceback" not in window.draw.banner.message.text()
    assert window.chip.warns and window.chip.text() == "No engine"
    hands.mouse(window.draw.canvas, seven())
    assert len(window.draw.canvas.drawing.lines) == 1
    QTest.keyClick(window, Qt.Key.Key_Delete)
    assert window.draw.canvas.drawing.lines == ()


def test_a_failing_engine_is_said_and_forgotten_when_it_works_again(open_window, hands, qtbot):
    opener = Opener()
    window = open_window(InferenceThread(opener))
    qtbot.waitUntil(lambda: "ONNX" in window.chip.text(), timeout=10_000)
    opener.engine.fails = True
    hands.mouse(window.draw.canvas, seven())
    qtbot.waitUntil(lambda: window.chip.warns and window.draw.banner.isVisible(), timeout=5_000)
    opener.engine.fails = False
    hands.mouse(window.draw.canvas, one(left=400))
    qtbot.waitUntil(lambda: not window.chip.warns and window.draw.banner.isHidden(), timeout=5_000)


def test_falling_back_is_said_until_it_was_read_and_the_chip_goes_on_saying_it(open_window, hands, qtbot):
    opener, reason = Opener(), "The engine ascend cannot be used. digits.om: there is no such model file."

    def falling_back(notice):
        notice(reason)
        return opener(notice)

    window = open_window(InferenceThread(falling_back))
    qtbot.waitUntil(window.draw.banner.isVisible, timeout=10_000)
    assert window.draw.banner.message.text() == reason
    assert "ONNX Runtime answers in its place" in window.draw.banner.accessibleName()
    assert window.chip.warns and "ONNX Runtime" in window.chip.text() and reason in window.chip.toolTip()
    hands.mouse(window.draw.canvas, seven())
    qtbot.waitUntil(reads(window, "7"), timeout=5_000)
    assert window.draw.banner.isVisible(), "an answer is not a reader"
    QTest.mouseClick(window.draw.banner.dismiss, Qt.MouseButton.LeftButton)
    assert window.draw.banner.isHidden()
    opener.engine.fails = True
    hands.mouse(window.draw.canvas, one(left=400))
    qtbot.waitUntil(lambda: window.draw.banner.isVisible() and window.draw.banner.dismiss.isHidden(), timeout=5_000)
    opener.engine.fails = False
    hands.mouse(window.draw.canvas, one(left=300))
    qtbot.waitUntil(window.draw.banner.isHidden, timeout=5_000)
    assert window.chip.warns and reason in window.chip.toolTip()


def test_the_paper_stays_as_it_is_under_the_pen(open_window, hands, qtbot):
    """The banner needs room; the line that is being drawn when it has something to say goes on all the same."""
    opener = Opener()
    window = open_window(InferenceThread(opener))
    qtbot.waitUntil(lambda: "ONNX" in window.chip.text(), timeout=10_000)
    opener.engine.fails = True
    points = seven()
    hands.mouse(window.draw.canvas, points, lift=False)
    qtbot.waitUntil(lambda: window.chip.warns, timeout=5_000)
    assert window.draw.banner.isHidden()
    hands.lift_mouse(window.draw.canvas, points[-1])
    qtbot.waitUntil(window.draw.banner.isVisible, timeout=5_000)


def test_closing_the_window_closes_the_engine_and_ends_its_thread(open_window, qtbot):
    opener = Opener()
    inference = InferenceThread(opener)
    window = open_window(inference)
    qtbot.waitUntil(lambda: inference.running and opener.engine is not None, timeout=10_000)
    window.close()
    assert not inference.running
    assert "close" in opener.engine.threads


def test_the_engine_is_opened_only_after_the_window_was_painted(qtbot, look, settings):
    from app.ui.window import MainWindow

    inference = InferenceThread(Opener())
    window = MainWindow(look, inference, settings)
    qtbot.addWidget(window)
    qtbot.wait(50)
    assert not inference.running
    window.show()
    qtbot.waitUntil(lambda: inference.running, timeout=5_000)
    window.close()


def test_what_can_be_used_has_a_name_for_those_who_do_not_see_it(open_window):
    window = open_window()
    for part in (
        window.draw.canvas,
        window.draw.tools.undo,
        window.draw.tools.redo,
        window.draw.tools.clear,
        window.draw.cards.bars.bars,
        window.draw.cards.details,
    ):
        assert part.accessibleName()
    for button in (window.draw.tools.undo, window.draw.tools.redo, window.draw.tools.clear):
        assert "(" in button.toolTip(), "its key stands in its tooltip"


def probability(description: str, label: int) -> float:
    """Of `label`, in per cent, from "0: 0.1 %, 1: 99.2 %, ..."."""
    values = dict(part.split(": ") for part in description.split(", "))
    return float(values[str(label)].replace("%", ""))


@pytest.mark.parametrize(
    ("screen", "window"),
    [((1280, 800), (1178, 736)), ((1920, 1080), (1440, 900)), ((1366, 728), (1257, 670)), ((3840, 2160), (1440, 900))],
)
def test_the_window_opens_as_large_as_it_needs_and_the_screen_allows(screen, window):
    assert first_size(QSize(*screen)) == QSize(*window)


def test_shown_for_the_first_time_it_has_that_size(qtbot, look, settings):
    window = MainWindow(look, InferenceThread(engine_opener(None, None)), settings)
    qtbot.addWidget(window)
    with qtbot.waitExposed(window):
        window.show()
    assert window.size() == first_size(window.screen().availableSize()).expandedTo(window.minimumSize())
    window.close()
