"""Results written to files, and what is said where they cannot be."""

from __future__ import annotations

import csv
import json
import os
import resource
from contextlib import contextmanager

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QFileDialog

from app.exporting import COLUMNS

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support")  # telling a size, which a dialog does


def export(window, path, qtbot, kind=None):
    """As a person does: by the key, with a name in the dialog."""
    QTest.keyClick(window, Qt.Key.Key_S, Qt.KeyboardModifier.ControlModifier)
    dialog = window.files.findChild(QFileDialog)
    assert dialog.isVisible() and window.isVisible()
    if kind:
        name = next(name for name in dialog.nameFilters() if kind in name)
        dialog.selectNameFilter(name)
        dialog.filterSelected.emit(name)
    with qtbot.waitSignal(window.files.dialogs.exported, timeout=5_000):
        dialog.setDirectory(str(path.parent))
        dialog.selectFile(path.name)
        dialog.accept()


def test_a_table_for_spreadsheets_can_be_read_back(read, qtbot, folder, tmp_path):
    window = read(folder)
    export(window, tmp_path / "out.csv", qtbot)
    content = (tmp_path / "out.csv").read_bytes()
    assert content.startswith(b"\xef\xbb\xbf")
    rows = list(csv.DictReader(content.decode("utf-8-sig").splitlines()))
    assert tuple(rows[0]) == COLUMNS
    assert [row["text"] for row in rows] == ["42", "7", ""]
    assert rows[0]["file"] == str(folder / "42.png")
    assert len(rows[0]["confidence"].split("; ")) == len(rows[0]["boxes"].split("; ")) == 2
    assert rows[0]["engine"] == "onnx" and rows[0]["model"] == "digits.onnx" and float(rows[0]["milliseconds"]) > 0
    assert "not a picture" in rows[2]["error"]
    assert "out.csv" in window.files.strip.message.text()


def test_json_holds_what_recognize_prints(read, qtbot, folder, tmp_path, capsys):
    from app.cli import main

    window = read(folder)
    export(window, tmp_path / "out", qtbot, "JSON")
    written = json.loads((tmp_path / "out.json").read_text())
    assert main(["recognize", "--json", str(folder)]) == 1
    printed = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    for one in (*written, *printed):
        one.pop("timings_ms", None)
    assert written == printed


def test_pictures_that_were_not_read_are_in_it_too(open_window, qtbot, folder, tmp_path):
    window = open_window()
    window.files.batch.add([str(folder)])
    qtbot.waitUntil(lambda: len(window.files.results.rows) == 3, timeout=10_000)
    window.files.stop()
    window.files.dialogs.export(str(tmp_path / "out.json"), window.files.results.rows)
    qtbot.waitUntil(lambda: (tmp_path / "out.json").exists(), timeout=5_000)
    assert len(json.loads((tmp_path / "out.json").read_text())) == 3


@contextmanager
def full_disk():
    """No file may become longer than a few bytes: not even the one that this run's output goes to."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (20, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)


def test_where_there_is_no_room_the_file_before_stays_and_another_place_is_offered(read, qtbot, folder, tmp_path):
    window = read(folder)
    (tmp_path / "out.csv").write_text("before")
    with full_disk(), qtbot.waitSignal(window.files.dialogs.exported, timeout=5_000):
        window.files.dialogs.export(str(tmp_path / "out.csv"), window.files.results.rows)
    assert (tmp_path / "out.csv").read_text() == "before"
    assert sorted(path.name for path in tmp_path.iterdir() if path.is_file()) == ["out.csv"]
    strip = window.files.strip
    assert strip.isVisible() and "out.csv was not written: File too large" in strip.message.text()
    QTest.mouseClick(strip.button, Qt.MouseButton.LeftButton)
    assert window.files.findChild(QFileDialog).isVisible()


def test_where_there_is_no_such_folder_it_is_said(read, qtbot, folder, tmp_path):
    window = read(folder)
    with qtbot.waitSignal(window.files.dialogs.exported, timeout=5_000):
        window.files.dialogs.export(str(tmp_path / "gone" / "out.csv"), window.files.results.rows)
    assert "No such file" in window.files.strip.message.text()


def test_what_was_said_before_does_not_hide_that_it_was_not_written(read, qtbot, folder, tmp_path):
    window = read(folder)
    for path in (tmp_path / "out.csv", tmp_path / "gone" / "out.csv"):
        with qtbot.waitSignal(window.files.dialogs.exported, timeout=5_000):
            window.files.dialogs.export(str(path), window.files.results.rows)
    assert "was not written" in window.files.strip.message.text()


@pytest.mark.skipif(os.geteuid() == 0, reason="nothing is forbidden to root")
def test_without_rights_it_is_said(read, qtbot, folder, tmp_path):
    window = read(folder)
    tmp_path.chmod(0o500)
    with qtbot.waitSignal(window.files.dialogs.exported, timeout=5_000):
        window.files.dialogs.export(str(tmp_path / "out.csv"), window.files.results.rows)
    tmp_path.chmod(0o700)
    assert "Permission denied" in window.files.strip.message.text()


def test_with_nothing_read_there_is_nothing_to_export(open_window):
    window = open_window()
    assert not window.files.tools.export.isEnabled()
