"""The table of results, and the row that is chosen."""

from __future__ import annotations

import cv2
import numpy as np
import pytest
from PySide6.QtCore import Qt, QTranslator
from PySide6.QtTest import QTest

from app.ui.cards.cards import Layout
from app.ui.engine.inference import InferenceThread
from app.ui.files.results import Column
from tests.pictures import digit_ink
from tests.ui.engine.test_inference_thread import Opener
from tests.ui.given import CONTROL, drop, mime, texts, wait_read, write

# the table


def test_keys_move_through_the_rows_and_delete_removes_them_but_no_file(read, qtbot, folder):
    window = read(folder)
    table = window.files.table
    qtbot.waitUntil(table.hasFocus)
    for key, name in (
        (Qt.Key.Key_Down, "7.png"),
        (Qt.Key.Key_End, "broken.png"),
        (Qt.Key.Key_Up, "7.png"),
        (Qt.Key.Key_Home, "42.png"),
    ):
        QTest.keyClick(table, key)
        assert table.row.name == name
    assert window.files.cards.answer.text.shown == "42"
    QTest.keyClick(table, Qt.Key.Key_Delete)
    assert [row.name for row in window.files.results.rows] == ["7.png", "broken.png"]
    assert table.row.name == "7.png" and window.files.cards.answer.text.shown == "7"
    assert (folder / "42.png").exists()
    QTest.keyClick(table, Qt.Key.Key_A, CONTROL)
    QTest.keyClick(table, Qt.Key.Key_Delete)
    assert window.files.results.rows == [] and window.files.stage.empty.isVisible()
    assert window.files.cards.answer.text.shown == ""


def test_a_removed_row_that_waits_is_not_read(open_window, qtbot, tmp_path):
    opener = Opener(delay=0.05)
    window = open_window(InferenceThread(opener))
    drop(window, mime(*[write(tmp_path / f"{number}.png") for number in range(10)]))
    qtbot.waitUntil(lambda: "7" in texts(window), timeout=10_000)
    window.files.table.removed.emit(window.files.results.rows[3:])
    wait_read(qtbot, window)
    assert texts(window) == ["7"] * 3 and opener.engine.calls <= 5


def test_the_thumbnails_are_small_and_the_large_picture_has_its_boxes_where_they_belong(read, qtbot, tmp_path):
    big = np.full((3000, 4000), 255, np.uint8)
    big[600:2000, 800:1800] = cv2.resize(~digit_ink("7", 200, (60, 60)), (1000, 1400))
    cv2.imwrite(str(tmp_path / "big.png"), big)
    window = read(tmp_path / "big.png")
    (row,) = window.files.results.rows
    assert row.text == "7"
    assert max(row.thumbnail.width(), row.thumbnail.height()) == 128
    picture = window.files.picture
    qtbot.waitUntil(lambda: picture.image is not None and picture.image.width() == 2560, timeout=5_000)
    placement = picture.placement()
    box = placement.box(picture.predictions[0].box)
    middle = box.center() - placement.place.topLeft()
    share = middle.x() / placement.place.width(), middle.y() / placement.place.height()
    assert share == pytest.approx((0.325, 0.43), abs=0.05)


def test_pointing_at_a_digit_shows_what_the_network_saw_of_it(read, qtbot, folder):
    window = read(folder / "42.png")
    picture = window.files.picture
    qtbot.waitUntil(lambda: picture.image is not None)
    box = picture.placement().box(picture.predictions[1].box)
    QTest.mouseClick(picture, Qt.MouseButton.LeftButton, pos=box.center().toPoint())
    QTest.keyClick(picture, Qt.Key.Key_Left)
    assert window.files.picture._selected == 0


def test_looking_at_rows_adds_nothing_to_the_latency(read, folder):
    window = read(folder)
    assert window.files.cards.latency.histogram.count == 2
    for place in (0, 1, 0, 1):
        window.files.table.choose(place)
    assert window.files.cards.latency.histogram.count == 2


def test_a_row_is_said_in_one_sentence(read, folder):
    model = read(folder).files.results
    said = [model.index(place, Column.FILE).data(Qt.ItemDataRole.AccessibleTextRole) for place in range(3)]
    assert said[0].startswith("42.png, read as 42, ") and "%" in said[0] and "ms" in said[0]
    assert said[2].startswith("broken.png, this is not a picture")


class Shouting(QTranslator):
    """A language in which everything is the same, but louder."""

    def isEmpty(self):
        return False

    def translate(self, context, source, disambiguation=None, n=-1):
        return source.upper() if context in ("FilesPage", "FileTools", "Results", "DetailBar") else None


@pytest.fixture
def shouting(qapp):
    language = Shouting()
    yield language
    qapp.removeTranslator(language)


def test_words_follow_the_language_at_once(read, qapp, folder, shouting):
    window = read(folder)
    window.files.table.choose(2)
    qapp.installTranslator(shouting)
    qapp.processEvents()
    files = window.files
    assert files.tools.again.text() == "READ AGAIN" and "READ AGAIN" in files.tools.again.toolTip()
    assert files.stage.trouble.title.text() == "broken.png CANNOT BE READ"
    assert files.results.headerData(Column.FILE, Qt.Orientation.Horizontal) == "NAME"
    assert files.bar.back.text() == "ALL RESULTS" and window.switch.tabs[2].text() == "FILES"
    assert files.tools.progress.text.endswith("FAILED")
    qapp.removeTranslator(shouting)
    qapp.processEvents()
    assert files.tools.again.text() == "Read again"
    assert texts(window) == ["42", "7", ""]


@pytest.mark.parametrize("mode", ["light", "dark", "contrast"])
def test_the_theme_changes_the_table_at_once(read, look, folder, mode):
    window = read(folder)
    look.set_mode(mode)
    image = window.files.table.viewport().grab().toImage()
    assert image.pixelColor(image.width() - 4, image.height() - 4) == look.colours["surface"]


# a small window


def test_in_a_small_window_the_details_are_behind_the_list(read, qtbot, folder):
    window = read(folder, size=(800, 480))
    files = window.files
    assert files._kind is Layout.SMALL
    assert files.table.isVisible() and not files.picture.isVisible() and not files.cards.isVisible()
    assert files.table.verticalHeader().sectionSize(0) >= 56
    QTest.keyClick(files.table, Qt.Key.Key_Down)
    QTest.keyClick(files.table, Qt.Key.Key_Return)
    assert files.picture.isVisible() and files.cards.isVisible() and not files.table.isVisible()
    assert files.cards.answer.text.shown == "7"
    QTest.keyClick(files, Qt.Key.Key_Up)
    assert files.cards.answer.text.shown == "42"
    QTest.keyClick(files, Qt.Key.Key_Escape)
    assert files.table.isVisible() and files.table.row.name == "42.png"


def test_in_a_small_window_a_single_picture_is_shown_at_once(read, tmp_path):
    window = read(write(tmp_path / "a.png"), size=(800, 480))
    assert window.files.picture.isVisible() and window.files.cards.answer.text.shown == "7"


def test_in_a_small_window_a_press_opens_a_row_and_one_with_ctrl_chooses_several(read, folder):
    files = read(folder, size=(800, 480)).files
    view = files.table.viewport()
    first, second = (files.table.visualRect(files.results.index(place, 1)).center() for place in (0, 1))
    QTest.mouseClick(view, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.ControlModifier, second)
    assert files.table.isVisible() and len(files.table.selectionModel().selectedRows()) == 2
    QTest.mouseClick(view, Qt.MouseButton.LeftButton, pos=first)
    assert files.picture.isVisible() and files.cards.answer.text.shown == "42"


def test_the_way_back_to_the_table_leads_past_what_the_network_thinks(read, folder):
    files = read(folder, size=(800, 480)).files
    QTest.keyClick(files.table, Qt.Key.Key_Return)
    files.explaining.turn()
    assert files.explaining.panel.isVisible() and not files.picture.isVisible()
    files.bar.back.click()
    assert files.table.isVisible() and not files.explaining.panel.isVisible()
