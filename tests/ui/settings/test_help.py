"""Every key is told, the versions are there, and a report can be copied."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication, QKeySequence, QShortcut
from PySide6.QtTest import QTest

from app.ui.settings.help_sections import AboutSection, KeysSection, shown

# of Qt or of every list, and told by no program
USUAL = {"Return", "Enter"}


def told(section: KeysSection) -> set[str]:
    return {key for _, keys in section.groups() for sequences, _ in keys for key in sequences.split(" ")}


def test_every_key_of_the_window_is_told(open_window):
    window = open_window()
    (section,) = window.settings_page.findChildren(KeysSection)
    assert all((window.draw, window.camera, window.files, window.samples)), "each is made when it is wanted"
    portable = QKeySequence.SequenceFormat.PortableText
    used = {shortcut.key().toString(portable) for shortcut in window.findChildren(QShortcut)}
    assert used - {QKeySequence(key).toString(portable) for key in told(section)} - USUAL == set()


def test_f1_shows_the_keys_and_escape_leads_back(open_window, qtbot):
    window = open_window(size=(800, 480))
    (section,) = window.settings_page.findChildren(KeysSection)
    QTest.keyClick(window, Qt.Key.Key_F1)
    qtbot.waitUntil(lambda: not section.visibleRegion().isEmpty(), timeout=5_000)
    QTest.keyClick(window, Qt.Key.Key_Escape)
    assert window.draw.isVisible()


def test_the_ten_digits_stand_as_a_range():
    assert shown("0 1 2 3 4 5 6 7 8 9") == "0 … 9"
    assert shown("Ctrl+1 Ctrl+2 Ctrl+3 Ctrl+4") == "Ctrl+1 … 4"
    assert shown("Ctrl+Z") == "Ctrl+Z"


def test_the_versions_and_a_report_are_there(open_window, qtbot):
    window = open_window()
    (about,) = window.settings_page.findChildren(AboutSection)
    window.gear.click()
    qtbot.waitUntil(lambda: bool(about.versions.text()), timeout=5_000)
    assert "PySide6-Essentials 6." in about.versions.text() and "onnxruntime 1." in about.versions.text()
    with qtbot.waitSignal(window.report.copied, timeout=30_000):
        about.copy.click()
    assert about.copy.text() == "Copied" and "Atlas Digits: " in QGuiApplication.clipboard().text()


def test_ctrl_q_leaves(open_window, qtbot):
    window = open_window()
    QTest.keyClick(window, Qt.Key.Key_Q, Qt.KeyboardModifier.ControlModifier)
    assert not window.isVisible()
