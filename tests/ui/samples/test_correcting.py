"""A person says what a digit was: it is kept, told, changed and taken back."""

from __future__ import annotations

import shutil
import sqlite3
import subprocess

import cv2
import numpy as np
import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QGuiApplication, QKeyEvent
from PySide6.QtTest import QTest

from app.samples import Samples, set_aside
from tests.samples import sample
from tests.ui.cameras import paper
from tests.ui.hands import one, seven, zero


def kept(store):
    if not store.exists():
        return []
    with Samples.copy_of(store) as samples:
        return samples.find()


def corrections(store):
    return [sample.correction for sample in kept(store)]


@pytest.fixture
def drawn(open_window, hands, qtbot):
    """The window with a 7 on its paper, read."""
    window = open_window()
    hands.mouse(window.draw.canvas, seven())
    qtbot.waitUntil(lambda: window.draw.cards.answer.text.shown == "7", timeout=10_000)
    return window


def press(window, digit):
    QTest.keyClick(window.draw.canvas, Qt.Key(Qt.Key.Key_0 + digit))


def line(window):
    return window.draw.cards.answer.correction


def ticked(window):
    """What the boxes on the paper say that a person said."""
    return [mark.text for mark in window.draw.canvas._marks._marks if "✓" in mark.text]


def says(window, words):
    return lambda: line(window).says.startswith(words)


def test_nothing_is_kept_before_the_first_correction_and_that_says_where(drawn, qtbot, store):
    assert line(drawn).ask.isVisible()
    drawn.switch.tabs[-1].click()  # the page that shows what is kept makes nothing either
    qtbot.wait(100)
    drawn.switch.tabs[0].click()
    assert not store.parent.exists()
    press(drawn, 1)
    qtbot.waitUntil(says(drawn, "Kept as 1"), timeout=5_000)
    notice = drawn.draw.cards.keeping
    assert notice.isVisible() and str(store) in notice.message.text()
    QTest.mouseClick(notice.ok, Qt.MouseButton.LeftButton)
    press(drawn, 2)
    qtbot.waitUntil(says(drawn, "Kept as 2"), timeout=5_000)
    assert notice.isHidden(), "it is said once"


def test_a_key_keeps_the_whole_sample(drawn, qtbot, store):
    press(drawn, 1)
    qtbot.waitUntil(lambda: corrections(store) == [1], timeout=5_000)
    (sample,) = kept(store)
    cards = drawn.draw.cards
    prediction = cards.recognition.predictions[0]
    assert (sample.answer, sample.confidence) == (7, prediction.confidence)
    assert sample.probabilities == prediction.probabilities and sample.box == prediction.box
    assert (sample.input == cards.recognition.inputs[0]).all()
    assert (sample.engine, sample.model) == ("onnx", "digits.onnx") and len(sample.model_sha256) == 64
    (stroke,) = sample.strokes
    assert stroke.points == drawn.draw.canvas.drawing.lines[0].points
    picture = cv2.imdecode(np.frombuffer(sample.picture, np.uint8), cv2.IMREAD_GRAYSCALE)
    _, _, width, height = sample.box
    assert picture.shape[0] > height and picture.shape[1] > width
    assert picture[0].min() == 255 and picture.min() == 0, "ink on white, with a margin"
    assert sample.source == "canvas" and sample.size == drawn.draw.canvas.drawing.size


def test_a_click_and_a_click_keep_it_too(drawn, qtbot, store):
    QTest.mouseClick(line(drawn).ask, Qt.MouseButton.LeftButton)
    choice = drawn.draw.findChild(type(drawn.correcting[0].choice))
    assert choice.isVisible() and choice.digits[7].isChecked() and choice.digits[7].hasFocus()
    assert min(choice.digits[0].width(), choice.digits[0].height()) >= 44
    assert drawn.draw.rect().contains(choice.geometry())
    QTest.mouseClick(choice.digits[4], Qt.MouseButton.LeftButton)
    assert choice.isHidden()
    qtbot.waitUntil(lambda: corrections(store) == [4], timeout=5_000)


def test_arrows_go_through_the_digits_and_escape_closes_them(drawn, qtbot, store):
    choice = drawn.correcting[0].choice
    line(drawn).ask.setFocus()
    QTest.keyClick(line(drawn).ask, Qt.Key.Key_Space)
    for key, digit in ((Qt.Key.Key_Left, 6), (Qt.Key.Key_Up, 1), (Qt.Key.Key_Right, 2), (Qt.Key.Key_Down, 7)):
        QTest.keyClick(drawn.focusWidget(), key)
        assert choice.digits[digit].hasFocus()
    QTest.keyClick(drawn.focusWidget(), Qt.Key.Key_Escape)
    assert choice.isHidden() and line(drawn).ask.hasFocus(), "the focus is back where it was"
    assert drawn.draw.canvas.drawing.lines, "the page's own Escape would have cleared it"
    QTest.mouseClick(line(drawn).ask, Qt.MouseButton.LeftButton)
    drawn.draw.canvas.setFocus()
    assert choice.isHidden(), "it goes with the focus"
    qtbot.wait(50)
    assert not store.exists()


def test_the_answer_itself_is_confirmed(drawn, qtbot, store):
    press(drawn, 7)
    qtbot.waitUntil(lambda: corrections(store) == [7], timeout=5_000)
    assert kept(store)[0].answer == 7


def test_a_refused_glyph_can_be_corrected(open_window, hands, qtbot, store):
    window = open_window()
    hands.mouse(window.draw.canvas, [(200, 200)])
    qtbot.waitUntil(lambda: window.draw.cards.answer.text.shown == "?", timeout=10_000)
    press(window, 1)
    qtbot.waitUntil(lambda: corrections(store) == [1], timeout=5_000)
    (sample,) = kept(store)
    assert sample.answer is None and sample.engine == "", "no network was asked about so little ink"


def test_corrected_twice_is_one_sample(drawn, qtbot, store):
    for digit in (1, 2, 3):
        press(drawn, digit)
    qtbot.waitUntil(says(drawn, "Kept as 3"), timeout=5_000)
    assert corrections(store) == [3]


def test_undo_brings_back_the_former_correction_and_then_takes_the_sample_away(drawn, qtbot, store):
    press(drawn, 1)
    qtbot.waitUntil(says(drawn, "Kept as 1"), timeout=5_000)
    press(drawn, 2)
    qtbot.waitUntil(says(drawn, "Kept as 2"), timeout=5_000)
    QTest.mouseClick(line(drawn).undo, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: corrections(store) == [1], timeout=5_000)
    press(drawn, 3)
    qtbot.waitUntil(says(drawn, "Kept as 3"), timeout=5_000)
    press(drawn, 1)
    qtbot.waitUntil(says(drawn, "Kept as 1"), timeout=5_000)
    assert corrections(store) == [1]


def test_a_key_held_down_or_pressed_twice_is_one_correction_that_undo_takes_back(drawn, qtbot, store, monkeypatch):
    asked = []
    change = drawn.correcting[0]._keeper.change
    monkeypatch.setattr(drawn.correcting[0]._keeper, "change", lambda *what: (asked.append(what), change(*what)))
    for repeated in (False, True, True, True):
        event = QKeyEvent(QEvent.Type.KeyPress, Qt.Key.Key_4, Qt.KeyboardModifier.NoModifier, "4", repeated)
        QTest.qWait(5)
        if not QGuiApplication.sendEvent(drawn.draw.canvas, event):
            pytest.fail("the key went nowhere")
    qtbot.waitUntil(says(drawn, "Kept as 4"), timeout=5_000)
    assert len(asked) == 1
    press(drawn, 4)
    qtbot.waitUntil(lambda: len(asked) == 2 and corrections(store) == [4], timeout=5_000)
    qtbot.wait(100)  # it was told
    QTest.mouseClick(line(drawn).undo, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: kept(store) == [] and ticked(drawn) == [], timeout=5_000)


def test_pressed_in_quick_succession_undo_goes_back_by_one(drawn, qtbot, store):
    press(drawn, 1)
    press(drawn, 2)
    qtbot.waitUntil(says(drawn, "Kept as 2"), timeout=5_000)
    QTest.mouseClick(line(drawn).undo, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: corrections(store) == [1] and ticked(drawn) == ["1 ✓"], timeout=5_000)


def test_a_sample_of_the_same_number_in_another_store_is_left_alone(drawn, qtbot, store):
    press(drawn, 1)
    qtbot.waitUntil(says(drawn, "Kept as 1"), timeout=5_000)
    set_aside(store)
    with Samples(store) as samples:
        other = samples.get(samples.add(sample(5, correction=5)))
    QTest.mouseClick(line(drawn).undo, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: ticked(drawn) == [], timeout=5_000)
    assert kept(store) == [other]
    press(drawn, 3)
    qtbot.waitUntil(says(drawn, "Kept as 3"), timeout=5_000)
    assert sorted(corrections(store)) == [3, 5] and other in kept(store)


def test_undo_of_the_first_correction_deletes_the_sample_and_its_mark(drawn, qtbot, store):
    press(drawn, 1)
    qtbot.waitUntil(says(drawn, "Kept as 1"), timeout=5_000)
    assert ticked(drawn) == ["1 ✓"]
    QTest.mouseClick(line(drawn).undo, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: kept(store) == [], timeout=5_000)
    qtbot.waitUntil(lambda: ticked(drawn) == [], timeout=5_000)
    assert line(drawn).ask.isVisible()


def test_the_selected_digit_of_several_is_corrected_and_marked(open_window, hands, qtbot, store):
    window = open_window()
    hands.mouse(window.draw.canvas, seven(left=80))
    hands.mouse(window.draw.canvas, zero(left=320))
    qtbot.waitUntil(lambda: window.draw.cards.answer.text.shown == "70", timeout=10_000)
    QTest.keyClick(window.draw.canvas, Qt.Key.Key_Left)
    press(window, 2)
    qtbot.waitUntil(lambda: ticked(window) == ["2 ✓"], timeout=5_000)
    (sample,) = kept(store)
    assert (sample.answer, sample.correction, len(sample.strokes)) == (7, 2, 1)


def test_a_mark_outlives_more_ink_and_goes_with_its_own(drawn, hands, qtbot, store):
    press(drawn, 1)
    qtbot.waitUntil(lambda: ticked(drawn) == ["1 ✓"], timeout=5_000)
    hands.mouse(drawn.draw.canvas, one(left=400))
    qtbot.waitUntil(lambda: drawn.draw.cards.answer.text.shown == "71", timeout=10_000)
    assert ticked(drawn) == ["1 ✓"]
    drawn.draw.canvas.clear()
    hands.mouse(drawn.draw.canvas, zero())
    qtbot.waitUntil(lambda: drawn.draw.cards.answer.text.shown == "0", timeout=10_000)
    assert ticked(drawn) == [] and line(drawn).ask.isVisible()
    press(drawn, 0)
    qtbot.waitUntil(lambda: len(kept(store)) == 2, timeout=5_000)


def test_digits_typed_into_a_field_correct_nothing(drawn, qtbot, store):
    drawn.switch.tabs[-1].click()
    field = drawn.samples.kept_in.path
    field.setReadOnly(False)
    field.setFocus()
    QTest.keyClick(field, Qt.Key.Key_5)
    qtbot.wait(50)
    assert not store.exists()


def test_nothing_to_correct_nothing_kept(open_window, qtbot, store):
    window = open_window()
    qtbot.waitUntil(lambda: "ONNX" in window.chip.text(), timeout=10_000)
    press(window, 5)
    qtbot.wait(50)
    assert not store.exists() and line(window).isHidden()


def test_after_a_restart_it_is_still_there(drawn, open_window, qtbot, store):
    press(drawn, 1)
    drawn.close()  # at once: what was asked is done before
    assert corrections(store) == [1]
    again = open_window()
    again.switch.tabs[-1].click()
    qtbot.waitUntil(lambda: len(again.samples.samples.numbers) == 1, timeout=5_000)


def test_a_digit_before_the_camera_is_corrected_while_it_is_held(open_camera, lives, qtbot, store):
    window = open_camera()
    page = window.camera

    def read():
        lives.last.show(paper("7"))
        return page.cards.answer.text.shown == "7"

    qtbot.waitUntil(read, timeout=10_000)
    page.freeze()
    qtbot.waitUntil(lambda: page.reading.on_cards.shot.stream == page._stream, timeout=5_000)  # what is held was read
    QTest.keyClick(page.stage, Qt.Key.Key_2)
    qtbot.waitUntil(lambda: corrections(store) == [2], timeout=5_000)
    (sample,) = kept(store)
    assert (sample.source, sample.answer, sample.strokes) == ("camera", 7, ())
    picture = cv2.imdecode(np.frombuffer(sample.picture, np.uint8), cv2.IMREAD_COLOR)
    assert picture.shape[0] >= sample.box[3] and picture.std() > 10, "what the camera saw"
    qtbot.waitUntil(lambda: list(page.preview._corrections.values()) == [2], timeout=5_000)


# what goes wrong


def trouble(window):
    return window.draw.cards.keeping


def test_a_locked_store_keeps_the_correction_until_it_is_tried_again(drawn, qtbot, store):
    with Samples(store):
        pass
    other = sqlite3.connect(store, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    press(drawn, 1)
    qtbot.waitUntil(lambda: trouble(drawn).troubled, timeout=15_000)
    assert "another program" in trouble(drawn).message.text() and trouble(drawn).set_aside.isHidden()
    assert ticked(drawn) == [] and drawn.draw.canvas.drawing.lines
    drawn.draw.canvas.clear()
    other.execute("ROLLBACK")
    other.close()
    QTest.mouseClick(trouble(drawn).try_again, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: corrections(store) == [1], timeout=5_000)
    qtbot.waitUntil(trouble(drawn).isHidden, timeout=5_000)


def test_a_damaged_store_is_set_aside_and_the_correction_kept_in_a_new_one(drawn, qtbot, store):
    store.parent.mkdir(parents=True)
    store.write_bytes(b"SQLite format 3\0" + b"\xff" * 5000)
    press(drawn, 1)
    qtbot.waitUntil(lambda: trouble(drawn).set_aside.isVisible(), timeout=5_000)
    QTest.mouseClick(trouble(drawn).set_aside, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(says(drawn, "Kept as 1"), timeout=5_000)
    assert corrections(store) == [1]
    (moved,) = (path for path in store.parent.iterdir() if "damaged" in path.name)
    assert moved.stat().st_size == 5016
    assert moved.name in trouble(drawn).message.toolTip() + trouble(drawn).message.text()


def test_a_store_of_a_newer_version_is_said_and_not_touched(drawn, qtbot, store):
    with Samples(store):
        pass
    with sqlite3.connect(store) as connection:
        connection.execute("PRAGMA user_version = 99")
    connection.close()
    press(drawn, 1)
    qtbot.waitUntil(lambda: trouble(drawn).troubled, timeout=5_000)
    assert "newer" in trouble(drawn).message.text() and trouble(drawn).set_aside.isHidden()


def test_a_full_disk_is_said_and_the_correction_kept_once_there_is_room(open_window, hands, qtbot, tmp_path, store):
    store.parent.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=128k", "tmpfs", str(store.parent)]
    if not shutil.which("mount") or subprocess.run(mount, capture_output=True).returncode:
        pytest.skip("no disk can be mounted here")
    window = open_window()
    try:
        (store.parent / "ballast").write_bytes(b"\0" * 120_000)
        hands.mouse(window.draw.canvas, seven())
        qtbot.waitUntil(lambda: window.draw.cards.answer.text.shown == "7", timeout=10_000)
        press(window, 1)
        qtbot.waitUntil(lambda: trouble(window).troubled, timeout=10_000)
        assert "full" in trouble(window).message.text()
        assert window.draw.canvas.drawing.lines
        (store.parent / "ballast").unlink()
        QTest.mouseClick(trouble(window).try_again, Qt.MouseButton.LeftButton)
        qtbot.waitUntil(lambda: corrections(store) == [1], timeout=10_000)
    finally:
        window.close()
        subprocess.run(["umount", str(store.parent)], check=True)


def test_a_sample_deleted_meanwhile_is_kept_anew(drawn, qtbot, store):
    press(drawn, 1)
    qtbot.waitUntil(says(drawn, "Kept as 1"), timeout=5_000)
    with Samples(store) as samples:
        samples.delete(sample.number for sample in samples.find())
    press(drawn, 2)
    qtbot.waitUntil(lambda: corrections(store) == [2], timeout=5_000)


def test_every_word_changes_with_the_language(drawn, words, qtbot):
    press(drawn, 1)
    qtbot.waitUntil(says(drawn, "Kept as 1"), timeout=5_000)
    notice = trouble(drawn)
    line(drawn).note.setText("stale")
    notice.title.setText("stale")
    words.use("zh_CN")
    qtbot.waitUntil(lambda: line(drawn).note.text() != "stale" and notice.title.text() != "stale")
