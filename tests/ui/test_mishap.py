"""What nobody foresaw is logged and shown in one dialog, and can be reported."""

from __future__ import annotations

import logging
import sys
import threading

import pytest
from PySide6.QtCore import qCritical, qWarning
from PySide6.QtGui import QGuiApplication

from app import log_file
from app.ui.mishap import MishapDialog, Mishaps
from app.ui.report import Report, without_secrets


@pytest.fixture
def dialog(look, qtbot):
    made = MishapDialog(look)
    qtbot.addWidget(made)
    return made


@pytest.fixture
def mishaps(dialog):
    taking = Mishaps()
    taking.happened.connect(dialog.show_mishap)
    taking.noted.connect(dialog.note)
    return taking


def test_an_exception_in_a_thread_opens_the_dialog_on_the_windows_thread(mishaps, dialog, qtbot, caplog):
    with mishaps.taken():
        thread = threading.Thread(target=lambda: 1 // 0)
        thread.start()
        thread.join()
        qtbot.waitUntil(dialog.isVisible, timeout=5_000)
    assert "ZeroDivisionError" in dialog.details.toPlainText()
    assert any(record.exc_info for record in caplog.records), "the log has where it happened"


def test_what_happens_while_it_is_open_is_added_and_no_second_one_opens(mishaps, dialog):
    with mishaps.taken():
        for number in range(60):
            sys.excepthook(ValueError, ValueError(f"number {number}"), None)
    lines = dialog.details.toPlainText().splitlines()
    assert lines[0] == "… (10)" and lines[-1] == "ValueError: number 59" and len(lines) == 51


def test_who_fails_at_showing_it_is_not_asked_again(mishaps, caplog):
    asked = []

    def fail(line):
        asked.append(line)
        raise ValueError("the dialog is broken too")

    mishaps.happened.connect(fail)
    with mishaps.taken():
        sys.excepthook(KeyError, KeyError("first"), None)
        sys.excepthook(KeyError, KeyError("second"), None)
    assert asked == ["KeyError: 'first'", "KeyError: 'second'"]
    assert [str(record.exc_info[1]) for record in caplog.records] == [
        "'first'",
        "the dialog is broken too",
        "'second'",
        "the dialog is broken too",
    ]


@pytest.mark.qt_log_ignore("told by the test")
def test_qts_warnings_are_noted_and_its_errors_open_the_dialog(mishaps, dialog, qtbot, caplog):
    with mishaps.taken():
        qWarning("a warning, told by the test")
        assert not dialog.isVisible()
        qCritical("an error, told by the test")
    assert dialog.isVisible()
    assert dialog.details.toPlainText().splitlines() == [
        "Qt: a warning, told by the test",
        "Qt: an error, told by the test",
    ]
    assert [record.levelno for record in caplog.records if record.name == "qt"] == [logging.WARNING, logging.ERROR]


def test_a_report_has_what_helps_and_no_password(settings, qtbot, monkeypatch, tmp_path):
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path))
    settings.camera = "rtsp://somebody:secret@10.0.0.2/video"
    log_file.begin()
    try:
        logging.getLogger("app").info("opened http://u:hidden@10.0.0.3/")
        report = Report(settings, settings)
        with qtbot.waitSignal(report.copied, timeout=30_000):
            report.copy()
    finally:
        log_file.end()
    text = QGuiApplication.clipboard().text()
    for wanted in ("Atlas Digits: ", "onnxruntime: ", "engine onnx", "rtsp://10.0.0.2/video", "http://10.0.0.3/"):
        assert wanted in text
    assert "secret" not in text and "hidden" not in text


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("rtsp://me:pa/ss@10.0.0.2/a?b", "rtsp://10.0.0.2/a?b"),
        ("rtsp://me:p@ss word@10.0.0.2/a", "rtsp://10.0.0.2/a"),
        ("http://u:1@a/ and http://u:2@b/", "http://a/ and http://b/"),
        ("http://10.0.0.2/video?user=me&Password=hush&size=2", "http://10.0.0.2/video?user=me&Password=…&size=2"),
        ("http://10.0.0.2/video?token=hush", "http://10.0.0.2/video?token=…"),
        ("/home/mine/x.onnx, '/home/mine'", "~/x.onnx, '~'"),
        ("/home/mine-too/x.onnx", "/home/mine-too/x.onnx"),
    ],
)
def test_a_report_leaves_out(text, left, monkeypatch):
    monkeypatch.setenv("HOME", "/home/mine")
    assert without_secrets(text) == left
