"""Pages are made when they are wanted, and then are as if they had been there from the start."""

from __future__ import annotations

import pytest
from PySide6.QtTest import QTest

from app.ui.engine.inference import InferenceThread
from app.ui.engine.models import Choice, lenient_opener
from app.ui.window import CAMERA, DRAW, FILES, SAMPLES, SETTINGS

NAMES = (DRAW, CAMERA, FILES, SAMPLES, SETTINGS)


def test_at_the_start_there_is_the_paper_alone(open_window, qtbot):
    window = open_window()
    qtbot.waitUntil(lambda: window.models.running is not None, timeout=10_000)
    assert [name for name in NAMES if window._shelf.has(name)] == [DRAW]


@pytest.mark.parametrize("index", [1, 2])
def test_a_page_made_later_says_what_was_said_before(open_window, qtbot, tmp_path, index):
    gone = str(tmp_path / "gone.onnx")
    window = open_window(InferenceThread(lenient_opener(Choice("onnx", gone))))
    qtbot.waitUntil(window.draw.banner.isVisible, timeout=10_000)
    window.switch.tabs[index].click()
    page = (window.draw, window.camera, window.files)[index]
    assert page.banner.isVisible() and "gone.onnx" in page.banner.message.text()


def test_a_page_made_later_is_laid_out_for_the_window_as_it_is(open_window):
    window = open_window(size=(800, 480))
    window.switch.tabs[1].click()
    QTest.qWait(20)
    assert window.camera.cards.details.isVisible() and window.camera.rect().bottom() < 480


def test_closing_makes_no_page(open_window):
    window = open_window()
    window.close()
    assert [name for name in NAMES if window._shelf.has(name)] == [DRAW]
