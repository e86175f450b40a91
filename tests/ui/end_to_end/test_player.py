"""A scenario fails where something goes wrong that nobody looks for."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QTimer, qWarning


def meets_trouble(window):
    qWarning("told by Qt")
    QTimer.singleShot(0, lambda: 1 // 0)
    yield lambda: True
    yield lambda: True


def asserts_what_is_not_so(window):
    yield lambda: True
    assert window.windowTitle() == "another"


def test_a_warning_of_qt_and_an_exception_in_a_slot_fail_it_unless_they_are_foreseen(begin):
    play = begin(meets_trouble)
    with pytest.raises(AssertionError, match=r"told by Qt(?s:.*)ZeroDivisionError"):
        play.ends()


def test_what_a_scenario_asserts_fails_it_and_the_window_is_closed(begin):
    play = begin(asserts_what_is_not_so)
    with pytest.raises(AssertionError, match=r'windowTitle.. == "another"'):
        play.ends()
    assert play.process.returncode == 0
