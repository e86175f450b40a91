"""What is on the paper goes to a file, whole or not at all, and comes back."""

from __future__ import annotations

import json
import os
import time

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QFileDialog

from app.ui.theme import LIGHT
from tests.ui.hands import one, polyline, seven
from tests.ui.test_window import reads


@pytest.fixture
def window(open_window):
    return open_window()


def says(window, text):
    return lambda: window.draw.strip.isVisible() and text in window.draw.strip.message.text()


def dialog_of(window):
    (dialog,) = [d for d in window.findChildren(QFileDialog) if d.isVisible()]
    return dialog


def test_a_picture_has_the_papers_pixels_and_dark_ink_in_every_theme(window, hands, qtbot, look, tmp_path):
    look.set_mode("dark")
    canvas, path = window.draw.canvas, tmp_path / "seven.png"
    hands.mouse(canvas, polyline((60, 60), (200, 180)))
    window.draw.files.save(path)
    qtbot.waitUntil(says(window, "seven.png"), timeout=5_000)
    picture = QImage(str(path))
    assert picture.size() == canvas.size() * canvas.devicePixelRatioF()
    assert picture.pixelColor(130, 120) == LIGHT["ink"] and picture.pixelColor(5, 5) == LIGHT["paper"]


def test_strokes_come_back_as_they_were(window, hands, qtbot, tmp_path):
    canvas, path = window.draw.canvas, tmp_path / "strokes.json"
    hands.tablet(canvas, seven(left=80), [i / 100 for i in range(len(seven()))])
    hands.mouse(canvas, one(left=320))
    drawn = canvas.drawing.lines
    window.draw.files.save(path)
    qtbot.waitUntil(path.exists, timeout=5_000)
    canvas.clear()
    window.draw.files.open_strokes(path)
    qtbot.waitUntil(lambda: canvas.drawing.lines == drawn, timeout=5_000)
    qtbot.waitUntil(reads(window, "71"), timeout=10_000)


def test_opened_strokes_fit_the_paper_and_one_step_takes_them_back(window, hands, qtbot, tmp_path):
    canvas, path = window.draw.canvas, tmp_path / "large.json"
    stroke = {"width": 40, "points": [[100, 100], [3900, 2900]]}
    drawing = {"format": "atlas-digits strokes", "version": 1, "size": [4000, 3000], "strokes": [stroke]}
    path.write_text(json.dumps(drawing))
    hands.mouse(canvas, one())
    before = canvas.drawing.lines
    window.draw.files.open_strokes(path)
    qtbot.waitUntil(lambda: canvas.drawing.lines != before, timeout=5_000)
    (line,) = canvas.drawing.lines
    scale = min(canvas.width() / 4000, canvas.height() / 3000)
    assert line.width == pytest.approx(40 * scale)
    assert all(0 < x < canvas.width() and 0 < y < canvas.height() for x, y in line.points)
    canvas.undo()
    assert canvas.drawing.lines == before


@pytest.mark.parametrize("content", [b"", b"{}", b"\x89PNG", b'{"format": "atlas-digits strokes", "version": 99}'])
def test_what_is_no_drawing_is_said_and_changes_nothing(window, hands, qtbot, tmp_path, content):
    path = tmp_path / "other.json"
    path.write_bytes(content)
    hands.mouse(window.draw.canvas, one())
    before = window.draw.canvas.drawing
    window.draw.files.open_strokes(path)
    qtbot.waitUntil(says(window, "other.json"), timeout=5_000)
    assert window.draw.canvas.drawing == before


@pytest.mark.parametrize("name", ["drawing.png", "drawing.json"])
def test_a_full_disk_is_said_and_leaves_what_was_there(window, hands, qtbot, tmp_path, monkeypatch, name):
    path = tmp_path / name
    path.write_bytes(b"before")
    hands.mouse(window.draw.canvas, one())

    def full(handle):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    window.draw.files.save(path)
    qtbot.waitUntil(says(window, "Not saved"), timeout=5_000)
    assert "No space left on device" in window.draw.strip.message.text() or "full" in window.draw.strip.message.text()
    assert path.read_bytes() == b"before" and [p.name for p in tmp_path.glob("*dra*")] == [name]
    assert len(window.draw.canvas.drawing.lines) == 1


@pytest.mark.parametrize("name", ["drawing.png", "drawing.json"])
def test_a_folder_that_is_not_there_is_said(window, hands, qtbot, tmp_path, name):
    hands.mouse(window.draw.canvas, one())
    window.draw.files.save(tmp_path / "absent" / name)
    qtbot.waitUntil(says(window, "Not saved"), timeout=5_000)


@pytest.mark.parametrize(("name", "said"), [("%2 of %1.png", "Saved as"), ("gone/a.json", "Not saved as")])
def test_the_file_is_named_once_and_as_it_is(window, hands, qtbot, tmp_path, name, said):
    hands.mouse(window.draw.canvas, seven())
    window.draw.files.save(tmp_path / name)
    qtbot.waitUntil(says(window, said), timeout=5_000)
    assert window.draw.strip.message.text().count(name) == 1


def test_another_ending_is_said(window, hands, qtbot, tmp_path):
    hands.mouse(window.draw.canvas, one())
    window.draw.files.save(tmp_path / "drawing.bmp")
    qtbot.waitUntil(says(window, ".json"), timeout=5_000)
    assert not list(tmp_path.glob("*.bmp"))


def test_the_pen_draws_under_what_is_said(window, hands, qtbot, tmp_path):
    hands.mouse(window.draw.canvas, one())
    window.draw.files.save(tmp_path / "absent" / "x.png")
    qtbot.waitUntil(says(window, "Not saved"), timeout=5_000)
    middle = window.draw.strip.geometry().center()
    under = window.childAt(window.draw.canvas.mapTo(window, middle))
    assert under is window.draw.canvas


@pytest.mark.qt_log_ignore("propagateSizeHints")  # the platform without a screen
def test_ctrl_s_asks_where_and_the_window_goes_on(window, hands, qtbot, tmp_path, settings):
    hands.mouse(window.draw.canvas, one())
    QTest.keyClick(window, Qt.Key.Key_S, Qt.KeyboardModifier.ControlModifier)
    dialog = dialog_of(window)
    assert dialog.acceptMode() == QFileDialog.AcceptMode.AcceptSave
    assert len(dialog.nameFilters()) == 2 and dialog.defaultSuffix() == "png"
    assert "drawing-" in dialog.selectedFiles()[0]
    dialog.filterSelected.emit(dialog.nameFilters()[1])
    assert dialog.defaultSuffix() == "json"
    dialog.fileSelected.emit(str(tmp_path / "kept.json"))
    dialog.reject()
    qtbot.waitUntil((tmp_path / "kept.json").exists, timeout=5_000)


@pytest.mark.qt_log_ignore("propagateSizeHints")  # the platform without a screen
def test_ctrl_o_asks_what_to_open(window, qtbot, tmp_path):
    QTest.keyClick(window, Qt.Key.Key_O, Qt.KeyboardModifier.ControlModifier)
    dialog = dialog_of(window)
    assert dialog.fileMode() == QFileDialog.FileMode.ExistingFile
    dialog.fileSelected.emit(str(tmp_path / "absent.json"))
    dialog.reject()
    qtbot.waitUntil(says(window, "absent.json"), timeout=5_000)


def test_a_window_that_is_closed_while_it_saves_has_saved(window, hands, tmp_path, monkeypatch):
    at_once = os.fsync
    monkeypatch.setattr(os, "fsync", lambda file: (time.sleep(0.3), at_once(file)))
    hands.mouse(window.draw.canvas, seven())
    window.draw.files.save(tmp_path / "seven.png")
    window.close()
    assert [path.name for path in tmp_path.glob("*.png")] == ["seven.png"]
