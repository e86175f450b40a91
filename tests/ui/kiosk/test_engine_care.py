"""An engine that fails or cannot be opened is opened again, and visitors are told calmly meanwhile."""

from __future__ import annotations

import pytest

from app.errors import EngineUnavailableError
from app.ui.engine.inference import engine_opener
from app.ui.kiosk import engine_care
from app.ui.kiosk.attract import CLOSED, DRAW
from tests.ui.engine.test_inference_thread import Opener, WatchedEngine
from tests.ui.hands import seven
from tests.ui.kiosk.hand import come, draw, tap


@pytest.fixture(autouse=True)
def soon(monkeypatch):
    monkeypatch.setattr(engine_care, "PAUSES", (0.05, 0.1))


class Absent:
    """No engine opens until there is one."""

    def __init__(self) -> None:
        self.there = False
        self.asked = 0

    def __call__(self, notice):
        self.asked += 1
        if not self.there:
            raise EngineUnavailableError("The chip is on holiday.")
        return engine_opener(None, None)(notice)


def test_without_an_engine_it_says_back_soon_and_comes_back(open_kiosk, qtbot):
    opener = Absent()
    window = open_kiosk(opener=opener)
    qtbot.waitUntil(lambda: window.attract.words == CLOSED, timeout=20_000)
    qtbot.waitUntil(lambda: opener.asked >= 4, timeout=20_000)
    opener.there = True
    qtbot.waitUntil(lambda: window.attract.words == DRAW, timeout=20_000)
    come(window)
    draw(window, seven())
    qtbot.waitUntil(lambda: window.visit.answer.text == "7", timeout=20_000)


def test_pauses_grow(open_kiosk, qtbot, monkeypatch):
    monkeypatch.setattr(engine_care, "PAUSES", (0.02, 60.0))
    opener = Absent()
    window = open_kiosk(opener=opener)
    qtbot.waitUntil(lambda: opener.asked == 2, timeout=20_000)
    qtbot.wait(500)
    assert opener.asked == 2 and not window._care.available


def test_an_engine_that_fails_is_opened_again_and_the_drawing_read(open_kiosk, qtbot):
    opener = Opener()
    window = open_kiosk(opener=opener)
    qtbot.waitUntil(lambda: opener.engine is not None, timeout=20_000)
    come(window)
    opener.engine.fails = True
    draw(window, seven())
    qtbot.waitUntil(lambda: not window._care.available, timeout=20_000)
    qtbot.waitUntil(lambda: window._care.available, timeout=20_000)  # a new one, which does not fail
    tap(window.visit.again)
    draw(window, seven())
    qtbot.waitUntil(lambda: window.visit.answer.text == "7", timeout=20_000)


def test_the_wanted_engine_is_tried_again_while_another_stands_in(open_kiosk, qtbot, monkeypatch):
    monkeypatch.setattr(engine_care, "_WANTED_AGAIN", 0.1)
    there = []

    def opener(notice):
        engine = WatchedEngine()
        if not there:
            notice("The chip does not answer.")
        return engine

    window = open_kiosk(opener=opener)
    qtbot.waitUntil(lambda: window.models.running is not None, timeout=20_000)
    assert window.models.running.in_place_of and window._care.available
    there.append(True)
    qtbot.waitUntil(lambda: not window.models.running.in_place_of, timeout=20_000)
