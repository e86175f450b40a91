"""Nothing is cut off or too small for a finger, on every screen, in both languages."""

from __future__ import annotations

import pytest
from PySide6.QtTest import QTest

from app.ui.kiosk.button import BigButton
from app.ui.language import CHINESE, ENGLISH
from tests.ui.hands import seven
from tests.ui.kiosk.hand import come, draw
from tests.ui.test_layout import area_on, assert_fits

SIZES = [(800, 480), (1024, 600), (1280, 800), (1920, 1080), (480, 800), (1080, 1920)]
LEAST = 64  # pixels


def targets(window) -> list[BigButton]:
    return [button for button in window.findChildren(BigButton) if button.isVisible()]


def assert_for_fingers(window) -> None:
    found = targets(window)
    for button in found:
        assert min(button.width(), button.height()) >= LEAST, button.text()
    for parent in {button.parentWidget() for button in found}:
        places = [area_on(window, button) for button in found if button.parentWidget() is parent]
        for index, place in enumerate(places):
            assert not any(place.intersects(other) for other in places[index + 1 :])


@pytest.mark.parametrize("code", [ENGLISH, CHINESE])
@pytest.mark.parametrize("size", SIZES, ids=lambda size: "x".join(map(str, size)))
def test_all_of_it_fits(open_kiosk, kiosk_settings, words, qtbot, size, code):
    window = open_kiosk(size=size)
    kiosk_settings.language = code
    window.show_attract()
    assert (window.width(), window.height()) == size
    assert_fits(window)
    come(window)
    for turned in (False, True):
        if turned:
            window.visit._turn()
        QTest.qWait(20)
        assert_fits(window)
        assert_for_fingers(window)
        assert not area_on(window, window.visit.stage).intersects(area_on(window, window.visit.answer))
    window.visit._turn()
    draw(window, seven())
    qtbot.waitUntil(lambda: window.visit.answer.text == "7", timeout=20_000)
    window._held()
    QTest.qWait(20)
    assert_fits(window)
    assert_for_fingers(window)
    for texts in (window.pad.title, window.pad.message):
        assert texts.heightForWidth(texts.width()) <= texts.height()
    window._show(window.operator)
    for name in window.operator._tabs:
        window.operator.show_tab(name)
        QTest.qWait(20)
        assert_fits(window)
        assert_for_fingers(window)
