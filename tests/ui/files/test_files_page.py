"""The files page of the real window: what is dropped and pasted on it, read by the real engine from real files."""

from __future__ import annotations

import os
import time

import pytest
from PySide6.QtCore import QMimeData, Qt
from PySide6.QtGui import QDragLeaveEvent, QGuiApplication, QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QFileDialog, QLineEdit

from app.ui.incoming import Incoming
from tests.pictures import digit_ink
from tests.ui.given import CONTROL, drag, drop, mime, texts, wait_read, write
from tests.ui.hands import seven

# what is given


def test_a_picture_dropped_on_the_draw_page_is_read_on_the_files_page(read, tmp_path):
    window = read(write(tmp_path / "a.png", "42"))
    assert window.files.isVisible() and window.switch.tabs[2].isChecked()
    assert texts(window) == ["42"]
    assert window.files.cards.answer.text.shown == "42"
    assert len(window.files.picture.predictions) == 2


def test_the_third_page_is_reached_by_its_key(open_window):
    window = open_window()
    QTest.keyClick(window, Qt.Key.Key_3, CONTROL)
    assert window.files.isVisible() and window.files.stage.empty.isVisible()


def test_a_folder_stands_for_its_pictures_and_a_broken_one_costs_itself_alone(read, folder):
    window = read(folder)
    rows = window.files.results.rows
    assert [row.name for row in rows] == ["42.png", "7.png", "broken.png"]
    assert texts(window) == ["42", "7", ""]
    assert "not a picture" in rows[2].problem and str(folder) not in rows[2].problem
    assert "1 failed" in window.files.tools.progress.text
    window.files.table.choose(2)
    assert window.files.stage.trouble.isVisible()
    assert "not a picture" in window.files.stage.trouble.advice.text()
    assert window.files.cards.answer.text.shown == ""


def test_the_same_file_is_in_the_table_once_and_is_read_again(read, qtbot, tmp_path):
    window = read(write(tmp_path / "a.png", "7"))
    write(tmp_path / "a.png", "42")
    drop(window, mime(tmp_path / "a.png", write(tmp_path / "b.png", "3")))
    qtbot.waitUntil(lambda: texts(window) == ["42", "3"], timeout=10_000)


def test_what_cannot_be_read_says_so_in_its_row(read, tmp_path):
    os.mkfifo(tmp_path / "pipe.png")
    (tmp_path / "empty").mkdir()
    window = read(
        tmp_path / "pipe.png", "/dev/zero", tmp_path / "gone.png", tmp_path / "empty", write(tmp_path / "7.png")
    )
    problems = [row.problem for row in window.files.results.rows]
    for problem, words in zip(problems, ("pipe or a device", "pipe or a device", "no such file", "no pictures", "")):
        assert words in problem
    assert texts(window)[-1] == "7"


@pytest.mark.skipif(os.geteuid() == 0, reason="nothing is forbidden to root")
def test_a_file_without_rights_says_so(read, tmp_path):
    write(tmp_path / "a.png").chmod(0)
    assert "cannot be read" in read(tmp_path / "a.png").files.results.rows[0].problem


@pytest.mark.parametrize("start", [b"", b"\x89PNG\r\n\x1a\n"], ids=["zeros", "the beginning of a PNG"])
def test_two_hundred_megabytes_that_are_no_picture_are_refused_at_once(open_window, qtbot, tmp_path, start):
    with (tmp_path / "a.png").open("wb") as file:
        file.write(start)
        file.truncate(200_000_000)
    window = open_window()
    drop(window, mime(write(tmp_path / "first.png")))  # what is imported for the first takes its time
    wait_read(qtbot, window)
    begin = time.process_time()
    drop(window, mime(tmp_path / "a.png"))
    wait_read(qtbot, window)
    assert time.process_time() - begin < 4
    assert "not a picture" in window.files.results.rows[1].problem


def test_a_picture_that_is_gone_when_it_is_to_be_shown_says_so(read, qtbot, folder):
    window = read(folder)
    (folder / "7.png").unlink()
    window.files.table.choose(1)
    qtbot.waitUntil(window.files.stage.trouble.isVisible, timeout=5_000)
    assert "no such file" in window.files.stage.trouble.advice.text()
    assert window.files.cards.answer.text.shown == "7", "what was read stays"


@pytest.mark.qt_log_ignore("This plugin does not support")  # telling a size, which a dialog does
@pytest.mark.parametrize(
    ("keys", "mode", "chosen", "read"),
    [
        (CONTROL, QFileDialog.FileMode.ExistingFiles, ["42.png", "7.png"], ["42", "7"]),
        (CONTROL | Qt.KeyboardModifier.ShiftModifier, QFileDialog.FileMode.Directory, [""], ["42", "7", ""]),
    ],
    ids=["pictures", "a folder"],
)
@pytest.mark.parametrize("filled", [False, True])
def test_what_is_to_be_read_is_asked_for_by_a_key(
    open_window, qtbot, folder, tmp_path, keys, mode, chosen, read, filled
):
    window = open_window()
    window.switch.tabs[2].click()
    if filled:
        drop(window, mime(write(tmp_path / "3.png", "3")))
        wait_read(qtbot, window)
    QTest.keyClick(window, Qt.Key.Key_O, keys)
    dialog = window.files.findChild(QFileDialog)
    assert dialog.isVisible() and dialog.fileMode() == mode
    dialog.filesSelected.emit([str(folder / name) for name in chosen])
    dialog.reject()
    qtbot.waitUntil(lambda: texts(window) == ["3"] * filled + read and not window.files.batch.busy, timeout=10_000)


def test_strokes_dropped_on_the_draw_page_are_drawn_there(open_window, hands, qtbot, tmp_path):
    window = open_window()
    hands.mouse(window.draw.canvas, seven())
    window.draw.files.save(tmp_path / "seven.json")
    qtbot.waitUntil((tmp_path / "seven.json").exists, timeout=5_000)
    window.draw.canvas.clear()
    drop(window, mime(tmp_path / "seven.json"))
    qtbot.waitUntil(lambda: len(window.draw.canvas.drawing.lines) == 1, timeout=5_000)
    assert window.draw.isVisible() and not window.files.batch.busy


# the clipboard


def pasted_image():
    ink = ~digit_ink("42", 100, (50, 50), (320, 220))
    return QImage(ink.tobytes(), 320, 220, 320, QImage.Format.Format_Grayscale8).copy()


def test_a_pasted_picture_is_read_from_every_page(open_window, qtbot):
    window = open_window()
    QGuiApplication.clipboard().setImage(pasted_image())
    QTest.keyClick(window.draw.canvas, Qt.Key.Key_V, CONTROL)
    wait_read(qtbot, window)
    assert window.files.isVisible() and texts(window) == ["42"]
    assert "1" in window.files.results.rows[0].name
    QTest.mouseClick(window.files.tools.paste, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: texts(window) == ["42", "42"], timeout=10_000)


@pytest.mark.parametrize("form", ["{}", "file://{}", '"{}"\n'])
def test_a_path_in_a_pasted_text_is_opened(open_window, qtbot, tmp_path, form):
    window = open_window()
    QGuiApplication.clipboard().setText(form.format(write(tmp_path / "a 7.png")))
    QTest.keyClick(window, Qt.Key.Key_V, CONTROL)
    wait_read(qtbot, window)
    assert texts(window) == ["7"]


def test_other_text_is_said_to_be_of_no_use(open_window):
    window = open_window()
    QGuiApplication.clipboard().setText("a shopping list\nwith two lines")
    QTest.keyClick(window, Qt.Key.Key_V, CONTROL)
    assert window.files.strip.isVisible() and "no picture" in window.files.strip.message.text()
    assert not window.files.batch.busy


def test_where_a_field_for_text_has_the_focus_the_text_goes_there(open_window, qtbot):
    window = open_window()
    field = QLineEdit(window)
    field.show()
    field.setFocus()
    qtbot.waitUntil(field.hasFocus)
    QGuiApplication.clipboard().setText("/tmp/a.png")
    QTest.keyClick(field, Qt.Key.Key_V, CONTROL)
    assert field.text() == "/tmp/a.png"
    assert window.draw.isVisible() and not window.files.batch.busy


def test_while_something_of_use_is_dragged_over_it_the_window_says_so(open_window, tmp_path):
    window = open_window()
    assert drag(window, mime(tmp_path / "a.png"))
    assert window.door.mark.isVisible() and window.door.mark.size() == window.size()
    QApplication.sendEvent(window, QDragLeaveEvent())
    assert window.door.mark.isHidden()
    words = QMimeData()
    words.setText("words")
    assert not drag(window, words) and window.door.mark.isHidden()


def test_that_nothing_was_given_is_said_until_something_is(open_window, qtbot, tmp_path):
    window = open_window()
    window.files.take(Incoming())
    QTest.keyClick(window, Qt.Key.Key_3, CONTROL)
    assert "no picture" in window.files.strip.message.text() and window.files.strip.isVisible()
    drop(window, mime(write(tmp_path / "a.png", "7")))
    assert not window.files.strip.isVisible()
    wait_read(qtbot, window)
