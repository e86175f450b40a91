"""The page of kept samples: lists, filters, corrects, deletes, exports and imports them."""

from __future__ import annotations

import dataclasses
import gzip
import json
import sqlite3
import time

import pytest
from PySide6.QtCore import QEvent, QItemSelectionModel, Qt
from PySide6.QtGui import QGuiApplication, QKeyEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QFileDialog

from app.samples import Samples
from app.ui.samples.sample_list import ROW
from tests.samples import sample
from tests.ui.test_layout import assert_fits

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support")  # what menus and dialogs do


def fill(store, *samples):
    with Samples(store) as kept:
        return kept.add_all(samples)


def kept(store):
    with Samples.copy_of(store) as samples:
        return samples.find()


@pytest.fixture
def open_page(open_window, qtbot, store):
    """The samples page, of a window of its own, with these samples; it lists them."""

    def opened(*samples, **more):
        if samples:
            fill(store, *samples)
        window = open_window(**more)
        window.switch.tabs[-1].click()
        qtbot.waitUntil(lambda: window.samples.kept_in._total == (len(kept(store)) if store.exists() else 0))
        return window.samples

    return opened


@pytest.fixture
def page(open_page):
    """0 right, 1 wrong, 2 refused, 3 not corrected; the newest is 3."""
    return open_page(
        sample(0, correction=0),
        sample(1, correction=7, source="camera"),
        sample(2, correction=2, answer=None),
        sample(3),
    )


def listed(page, qtbot):
    """(answer, correction) of what is listed, from above."""

    def rows():
        return [page.samples.index(place).data(ROW) for place in range(page.samples.rowCount())]

    qtbot.waitUntil(lambda: None not in rows(), timeout=5_000)
    return [(row.answer, row.correction) for row in rows()]


def lists(page, count):
    return lambda: page.samples.rowCount() == count


def select(page, *places):
    page.view.clearSelection()
    for place in places:
        page.view.selectionModel().select(page.samples.index(place), QItemSelectionModel.SelectionFlag.Select)


def test_where_nothing_is_kept_it_says_how_and_makes_nothing(open_page, qtbot, store):
    page = open_page()
    qtbot.waitUntil(page.stage.empty.isVisible, timeout=5_000)
    assert str(store) in page.stage.empty.detail.text()
    assert not page.tools.export.isEnabled() and not page.tools.delete.isEnabled()
    qtbot.wait(1200)  # it has looked again
    assert not store.parent.exists()


def test_the_newest_comes_first(page, qtbot):
    assert listed(page, qtbot) == [(3, None), (None, 2), (1, 7), (0, 0)]
    spoken = page.samples.index(2).data(Qt.ItemDataRole.AccessibleTextRole)
    assert "Answered 1" in spoken and "It was 7" in spoken and "wrong" in spoken


@pytest.mark.parametrize(
    ("press", "left"),
    [
        (lambda f: f.wrong.click(), [(None, 2), (1, 7)]),
        (lambda f: f.right.click(), [(0, 0)]),
        (lambda f: f.uncorrected.click(), [(3, None)]),
        (lambda f: f.label.choose(7), [(1, 7)]),
        (lambda f: f.source.choose("camera"), [(1, 7)]),
        (lambda f: (f.wrong.click(), f.all.click()), [(3, None), (None, 2), (1, 7), (0, 0)]),
    ],
    ids=["wrong", "right", "not corrected", "digit", "source", "all again"],
)
def test_what_is_listed_can_be_chosen(page, qtbot, press, left):
    press(page.tools.filter)
    qtbot.waitUntil(lambda: listed(page, qtbot) == left, timeout=5_000)


def test_where_none_is_left_that_is_said(page, qtbot):
    page.tools.filter.label.choose(9)
    qtbot.waitUntil(page.stage.empty.isVisible, timeout=5_000)
    assert "None of the kept" in page.stage.empty.title.text()


def test_the_accuracy_is_counted_by_digit_over_what_was_corrected(page, qtbot):
    assert page.accuracy.share.text().startswith("33.3")
    assert page.accuracy.bars.accessibleDescription() == "0: 1/1, 2: 0/1, 7: 0/1"
    select(page, 2)
    QTest.keyClick(page.view, Qt.Key.Key_1)
    qtbot.waitUntil(lambda: page.accuracy.bars.accessibleDescription() == "0: 1/1, 1: 1/1, 2: 0/1", timeout=5_000)


def test_a_key_corrects_all_that_are_selected_and_undo_brings_back_what_each_was(page, qtbot, store):
    page.view.setFocus()
    QTest.keyClick(page.view, Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
    QTest.keyClick(page.view, Qt.Key.Key_5)
    qtbot.waitUntil(lambda: [s.correction for s in kept(store)] == [5] * 4, timeout=5_000)
    qtbot.waitUntil(page.stage.strip.isVisible, timeout=5_000)
    assert len(page.view.numbers()) == 4, "they stay selected"
    QTest.mouseClick(page.stage.strip.button, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: [s.correction for s in kept(store)] == [None, 2, 7, 0], timeout=5_000)


def test_the_selected_are_deleted_and_brought_back(page, qtbot, store):
    before = kept(store)
    select(page, 1, 3)
    QTest.keyClick(page.view, Qt.Key.Key_Delete)
    qtbot.waitUntil(lists(page, 2), timeout=5_000)
    assert kept(store) == [before[0], before[2]]
    qtbot.waitUntil(page.stage.strip.isVisible, timeout=5_000)
    QTest.mouseClick(page.stage.strip.button, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lists(page, 4), timeout=5_000)
    assert [s.number for s in kept(store)] == [s.number for s in before] and kept(store) == before


def test_the_button_deletes_only_what_is_selected(page, qtbot, store):
    assert not page.tools.delete.isEnabled()
    select(page, 0)
    QTest.mouseClick(page.tools.delete, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lists(page, 3), timeout=5_000)
    assert len(kept(store)) == 3


def test_the_path_is_copied(page, store):
    QTest.mouseClick(page.kept_in.copy, Qt.MouseButton.LeftButton)
    assert QGuiApplication.clipboard().text() == str(store)


def test_the_strokes_of_a_sample_are_drawn_and_read_again(page, qtbot):
    window = page.window()
    page.view.setCurrentIndex(page.samples.index(2))
    QTest.keyClick(page.view, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: window.draw.cards.answer.text.shown == "1", timeout=10_000)
    assert window.draw.isVisible() and len(window.draw.canvas.drawing.lines) == len(sample(1).strokes)
    window.draw.canvas.undo()
    assert window.draw.canvas.drawing.lines == (), "it is one step"


# to other programs and back


def choose(page, action, button, path):
    """Press the button, the entry of its menu, and choose a path in the dialog that opens."""
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)
    page.tools._menu.actions()[action].trigger()
    page.tools._menu.close()
    dialog = page.findChildren(QFileDialog)[-1]
    assert dialog.isVisible()
    dialog.fileSelected.emit(str(path))
    dialog.close()


def test_json_goes_out_whole_and_comes_back_into_another_store(page, open_window, qtbot, store, tmp_path):
    file = tmp_path / "out.json"
    choose(page, 3, page.tools.export, file)
    qtbot.waitUntil(lambda: "exported" in page.stage.strip.message.text(), timeout=10_000)
    assert all(entry["strokes"] for entry in json.loads(file.read_text())["samples"])
    before = kept(store)
    page.view.selectAll()
    QTest.keyClick(page.view, Qt.Key.Key_Delete)
    qtbot.waitUntil(lists(page, 0), timeout=5_000)
    choose(page, 0, page.tools.bring, file)
    qtbot.waitUntil(lists(page, 4), timeout=10_000)
    assert kept(store) == before
    choose(page, 0, page.tools.bring, file)
    qtbot.waitUntil(lambda: "already" in page.stage.strip.message.text(), timeout=10_000)
    assert len(kept(store)) == 4


def test_what_is_damaged_is_said_when_the_others_go_out(page, qtbot, store, tmp_path):
    with sqlite3.connect(store) as connection:
        connection.execute("UPDATE samples SET strokes = 'damaged' WHERE number = 2")
    connection.close()
    choose(page, 3, page.tools.export, tmp_path / "out.json")
    qtbot.waitUntil(lambda: "3 sample(s) exported" in page.stage.strip.message.text(), timeout=10_000)
    assert "1 damaged left out" in page.stage.strip.message.text()


def test_the_store_is_not_replaced_by_an_export_of_it(page, qtbot, store):
    before = kept(store)
    choose(page, 3, page.tools.export, store)
    qtbot.waitUntil(lambda: page.notice.troubled, timeout=10_000)
    assert "the store of the samples itself" in page.notice.message.text() and kept(store) == before


def test_only_what_is_listed_goes_out(page, qtbot, tmp_path):
    page.tools.filter.right.click()
    qtbot.waitUntil(lists(page, 1), timeout=5_000)
    choose(page, 3, page.tools.export, tmp_path / "right.json")
    qtbot.waitUntil(lambda: "exported" in page.stage.strip.message.text(), timeout=10_000)
    (entry,) = json.loads((tmp_path / "right.json").read_text())["samples"]
    assert entry["correction"] == 0


@pytest.mark.parametrize(("action", "corrected"), [(1, [2, 7, 0]), (2, [None, 2, 7, 0])], ids=["IDX", "PNG"])
def test_mnists_files_and_pictures_go_out_and_come_back(page, qtbot, store, tmp_path, action, corrected):
    choose(page, action, page.tools.export, tmp_path / "out")
    qtbot.waitUntil(lambda: "exported to" in page.stage.strip.message.text(), timeout=10_000)
    (folder,) = (tmp_path / "out").iterdir()
    if action == 1:
        assert "without a correction" in page.stage.strip.message.text()
        (labels,) = folder.glob("*labels*")
        assert list(gzip.decompress(labels.read_bytes())[8:]) == [2, 7, 0]
    page.view.selectAll()
    QTest.keyClick(page.view, Qt.Key.Key_Delete)
    qtbot.waitUntil(lists(page, 0), timeout=5_000)
    choose(page, 1, page.tools.bring, folder)
    qtbot.waitUntil(lists(page, len(corrected)), timeout=10_000)
    assert sorted((s.correction for s in kept(store)), key=str) == sorted(corrected, key=str)


def test_what_cannot_be_imported_is_said_in_place(page, qtbot, store, tmp_path):
    (tmp_path / "bad.json").write_text("not JSON")
    choose(page, 0, page.tools.bring, tmp_path / "bad.json")
    qtbot.waitUntil(page.notice.isVisible, timeout=5_000)
    assert "bad.json" in page.notice.message.text() and page.notice.set_aside.isHidden()
    QTest.mouseClick(page.notice.ok, Qt.MouseButton.LeftButton)
    assert page.notice.isHidden() and len(kept(store)) == 4


# two at once, and what goes wrong


def test_two_windows_see_what_the_other_does(page, open_page, qtbot):
    other = open_page()
    select(page, 0)
    QTest.keyClick(page.view, Qt.Key.Key_Delete)
    qtbot.waitUntil(lists(other, 3), timeout=4_000)
    select(other, 0)
    QTest.keyClick(other.view, Qt.Key.Key_9)
    qtbot.waitUntil(lambda: listed(page, qtbot)[0][1] == 9, timeout=4_000)


def test_a_hidden_page_looks_for_nothing_and_is_up_to_date_when_it_is_seen(page, qtbot, store):
    page.window().switch.tabs[0].click()
    assert not page._ticks.isActive()
    fill(store, sample(4, correction=4))
    page.window().switch.tabs[-1].click()
    qtbot.waitUntil(lists(page, 5), timeout=2_000)


def test_a_store_that_is_set_aside_elsewhere_is_seen_to_be_gone(page, qtbot, store):
    from app.samples import set_aside

    set_aside(store)
    qtbot.waitUntil(lists(page, 0), timeout=4_000)
    fill(store, sample(8, correction=8))
    qtbot.waitUntil(lists(page, 1), timeout=4_000)


def test_a_damaged_store_is_said_and_set_aside(open_window, qtbot, store):
    store.parent.mkdir()
    store.write_bytes(b"SQLite format 3\0" + b"\xff" * 5000)
    page = open_window().samples
    page.window().switch.tabs[-1].click()
    qtbot.waitUntil(page.notice.isVisible, timeout=5_000)
    assert "damaged" in page.notice.message.text()
    assert not page._ticks.isActive(), "it is not said again every second"
    QTest.mouseClick(page.notice.set_aside, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(page.notice.isHidden, timeout=5_000)
    qtbot.waitUntil(page.stage.empty.isVisible, timeout=5_000)
    (moved,) = store.parent.iterdir()
    assert "damaged" in moved.name and moved.stat().st_size == 5016


def test_a_damaged_sample_is_said_in_its_row_and_can_be_deleted(page, qtbot, store):
    with sqlite3.connect(store) as connection:
        connection.execute("UPDATE samples SET strokes = 'damaged' WHERE number = 2")
    connection.close()
    page.refresh()
    spoken = Qt.ItemDataRole.AccessibleTextRole
    qtbot.waitUntil(lambda: "damaged" in (page.samples.index(2).data(spoken) or ""), timeout=5_000)
    select(page, 2)
    QTest.keyClick(page.view, Qt.Key.Key_Delete)
    qtbot.waitUntil(lists(page, 3), timeout=5_000)
    assert len(listed(page, qtbot)) == 3


def test_a_damaged_sample_is_no_reason_to_set_the_store_aside(page, qtbot, store):
    with sqlite3.connect(store) as connection:
        connection.execute("UPDATE samples SET strokes = 'damaged' WHERE number = 2")
    connection.close()
    page.view.opened.emit(2)
    qtbot.waitUntil(lambda: page.notice.troubled, timeout=5_000)
    assert "Sample 2 is damaged" in page.notice.message.text() and page.notice.set_aside.isHidden()
    assert page._ticks.isActive(), "what another window changes is still seen"


def test_a_digit_held_down_or_pressed_twice_is_taken_back_by_one_undo(page, qtbot, store):
    before = [sample.correction for sample in kept(store)]
    select(page, 0, 1)
    for repeated in (False, True, True):
        event = QKeyEvent(QEvent.Type.KeyPress, Qt.Key.Key_4, Qt.KeyboardModifier.NoModifier, "4", repeated)
        QGuiApplication.sendEvent(page.view, event)
    QTest.keyClick(page.view, Qt.Key.Key_4)
    qtbot.waitUntil(lambda: page.stage.strip.message.text() == "2 sample(s) kept as 4", timeout=5_000)
    qtbot.wait(200)  # the second was told too
    assert [sample.correction for sample in kept(store)] == [4, 4, *before[2:]]
    page.stage.strip.pressed.emit()
    qtbot.waitUntil(lambda: [sample.correction for sample in kept(store)] == before, timeout=5_000)


def test_what_cannot_be_deleted_now_stays_and_that_is_said(page, qtbot, store):
    other = sqlite3.connect(store, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    select(page, 0)
    QTest.keyClick(page.view, Qt.Key.Key_Delete)
    qtbot.waitUntil(page.notice.isVisible, timeout=15_000)
    assert "another program" in page.notice.message.text()
    other.execute("ROLLBACK")
    other.close()
    qtbot.wait(1200)
    assert page.notice.isVisible(), "a look at the list is not a reader"
    assert len(kept(store)) == 4 and page.samples.rowCount() == 4


def test_ten_thousand_samples_open_at_once_and_all_can_be_selected(open_window, qtbot, store):
    one = sample(0)
    fill(store, *(dataclasses.replace(one, time=1.6e9 + n, correction=n % 10) for n in range(10_000)))
    page = open_window().samples
    qtbot.wait(500)  # the engine starts
    begin = time.perf_counter()
    page.window().switch.tabs[-1].click()
    qtbot.waitUntil(lambda: bool(page.samples.rowCount() and page.samples.index(0).data(ROW)), timeout=10_000)
    assert time.perf_counter() - begin < 1.5
    page.view.scrollToBottom()
    last = page.samples.index(9_999)
    qtbot.waitUntil(lambda: last.data(ROW) is not None, timeout=5_000)
    assert last.data(ROW).time == 1.6e9
    page.view.selectAll()
    QTest.keyClick(page.view, Qt.Key.Key_3)
    qtbot.waitUntil(lambda: page.accuracy.bars.accessibleDescription() == "3: 0/10000", timeout=20_000)


def test_words_change_with_the_language(page, words, qtbot):
    page.tools.delete.setText("stale")
    page.kept_in.copy.setText("stale")
    page.accuracy.count.setText("stale")
    words.use("zh_CN")
    texts = (page.tools.delete, page.kept_in.copy, page.accuracy.count)
    qtbot.waitUntil(lambda: all(part.text() != "stale" for part in texts))


def test_in_a_small_window_the_accuracy_takes_the_lists_place(open_page):
    page = open_page(sample(0, correction=0), size=(800, 480))
    assert page.stage.isVisible() and not page.accuracy.isVisible()
    QTest.mouseClick(page.tools.side, Qt.MouseButton.LeftButton)
    assert page.accuracy.isVisible() and page.kept_in.isVisible() and not page.stage.isVisible()
    page.window().resize(1280, 800)
    assert page.stage.isVisible() and page.accuracy.isVisible()


@pytest.mark.parametrize("size", [(680, 440), (800, 480), (1000, 600), (1440, 900)], ids="{0[0]}x{0[1]}".format)
def test_nothing_is_cut_off(open_page, words, qtbot, size):
    page = open_page(sample(0, correction=0), sample(1, correction=7), sample(2), size=size)
    window = page.window()
    assert (window.width(), window.height()) == size, "the parts want more room than there is"
    assert_fits(window)
    page.stage.say(lambda: "A rather long message about a file and a folder " * 3, lambda: None)
    if page.tools.side.isVisible():
        page.tools.side.click()
    words.use("zh_CN")
    QTest.qWait(200)  # Qt lays out in several rounds
    assert_fits(window)
    choices = window.correcting[0].choice
    assert choices.width() <= window.draw.cards.minimumWidth(), "ten digits have the room of the cards"
