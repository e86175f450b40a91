"""The window comes back where it was, on the screens there are."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QByteArray, QRect, Qt

from app.ui.engine.inference import InferenceThread, engine_opener
from app.ui.settings.settings import Settings
from app.ui.window import MainWindow, first_size


@pytest.fixture
def open_kept(qtbot, look, settings):
    """A window as the application opens it, with nothing said about its size."""

    def opened():
        window = MainWindow(look, InferenceThread(engine_opener(None, None)), Settings(settings.path))
        qtbot.addWidget(window)
        with qtbot.waitExposed(window):
            window.show()
        return window

    return opened


def test_it_comes_back_where_it_was(open_kept, qtbot):
    window = open_kept()
    window.setGeometry(QRect(40, 30, 700, 500))
    qtbot.wait(20)
    window.close()
    assert open_kept().geometry() == QRect(40, 30, 700, 500)


def test_maximised_it_comes_back_maximised_and_then_as_it_was_before(open_kept, qtbot):
    window = open_kept()
    window.setGeometry(QRect(40, 30, 700, 500))
    qtbot.wait(20)
    window.showMaximized()
    qtbot.wait(20)
    window.close()
    again = open_kept()
    assert again.isMaximized()
    again.showNormal()
    qtbot.waitUntil(lambda: again.size().width() == 700)


def test_minimised_it_does_not_come_back_as_nothing(open_kept, qtbot):
    window = open_kept()
    window.setWindowState(Qt.WindowState.WindowMinimized)
    qtbot.wait(20)
    window.close()
    again = open_kept()
    assert not again.isMinimized() and again.width() >= 680


@pytest.mark.parametrize("place", [QRect(5000, 4000, 700, 500), QRect(-3000, -2000, 700, 500)])
def test_kept_on_a_screen_that_is_gone_it_is_not_lost(open_kept, settings, qtbot, place):
    window = open_kept()
    window.setGeometry(place)
    qtbot.wait(20)
    window.close()
    again = open_kept()
    assert again.screen().availableGeometry().intersects(again.geometry())
    seen = again.screen().availableGeometry().intersected(again.geometry())
    assert seen.width() >= 300 and seen.height() >= 200


@pytest.mark.parametrize("kept", [b"", b"nonsense", bytes(range(200))])
def test_what_is_no_geometry_leaves_the_first_size(open_kept, settings, kept):
    settings.geometry = kept
    window = open_kept()
    assert window.size() == first_size(window.screen().availableSize()).expandedTo(window.minimumSize())
    assert QByteArray(kept).size() == len(kept)
