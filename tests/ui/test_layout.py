"""Everything is inside the window and nothing is cut off, at every size and in every language."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractScrollArea, QScrollArea, QScrollBar, QWidget

from tests.ui.hands import one, seven, zero

SIZES = [(680, 440), (800, 480), (900, 700), (1000, 600), (1280, 800), (1366, 768), (1920, 1080)]


def area_on(window: QWidget, widget: QWidget) -> QRect:
    return QRect(widget.mapTo(window, QPoint(0, 0)), widget.size())


def scrolling_parent(widget: QWidget):
    parent = widget.parentWidget()
    while parent is not None and not isinstance(parent, QScrollArea):
        parent = parent.parentWidget()
    return parent


def visible_parts(window: QWidget) -> list[QWidget]:
    return [
        w
        for w in window.findChildren(QWidget)
        if w.isVisible() and not w.size().isEmpty() and not isinstance(w, (QScrollBar, QAbstractScrollArea))
    ]


def assert_fits(window: QWidget) -> None:
    for widget in visible_parts(window):
        name = f"{type(widget).__name__} {widget.accessibleName() or getattr(widget, 'text', lambda: '')!r}"
        least = widget.minimumSizeHint()
        assert widget.width() >= least.width(), f"{name} is narrower than what it holds"
        assert widget.height() >= least.height(), f"{name} is lower than what it holds"
        place, scrolling = area_on(window, widget), scrolling_parent(widget)
        if scrolling is None:
            assert window.rect().contains(place), f"{name} is outside the window"
        else:  # may be scrolled to, but only up and down
            around = area_on(window, scrolling)
            assert around.left() <= place.left() and place.right() <= around.right(), f"{name} is cut off at a side"


def assert_apart(window) -> None:
    blocks = [
        window.draw.canvas,
        window.draw.undo,
        window.draw.redo,
        window.draw.clear,
        window.chip,
        window.draw.cards,
        window.draw.banner,
    ]
    places = [area_on(window, block) for block in blocks if block.isVisible()]
    for index, place in enumerate(places):
        assert not any(place.intersects(other) for other in places[index + 1 :])


@pytest.mark.parametrize("code", ["en", "zh_CN"])
@pytest.mark.parametrize("size", SIZES, ids=lambda size: "x".join(map(str, size)))
def test_nothing_is_cut_off_or_covered(open_window, translated, hands, qtbot, code, size):
    translated(code)
    window = open_window(size=size)
    assert (window.width(), window.height()) == size, "the parts want more room than there is"
    QTest.qWait(20)  # Qt lays out again on its next round
    assert_fits(window)
    assert_apart(window)
    hands.mouse(window.draw.canvas, seven(left=20, height=120))
    hands.mouse(window.draw.canvas, zero(left=140, height=120))
    qtbot.waitUntil(lambda: window.draw.cards.answer.text.shown == "70", timeout=10_000)
    QTest.qWait(20)
    assert_fits(window)
    assert_apart(window)


@pytest.mark.parametrize("code", ["en", "zh_CN"])
@pytest.mark.parametrize("size", [(680, 440), (800, 480), (1280, 800)], ids=lambda size: "x".join(map(str, size)))
def test_a_message_finds_its_place(open_window, translated, code, size):
    translated(code)
    window = open_window(size=size)
    message = "/a/rather/long/path/" * 4 + "digits.onnx: there is no such model file. " * 8
    for show in (window.draw.banner.show_problem, window.draw.banner.show_notice):
        show("x" * 20, message)
        QTest.qWait(20)
        assert_fits(window)
        assert_apart(window)
        assert window.draw.canvas.height() >= 150
        shown = window.draw.banner.message.text()
        assert message.startswith(shown.replace("…", "")) and len(shown) > 40
        assert shown == message or window.draw.banner.toolTip() == message


@pytest.mark.parametrize("size", [(1280, 800), (1366, 768), (1440, 900), (1920, 1080)])
def test_on_a_usual_screen_all_cards_are_seen_without_scrolling(open_window, size):
    window = open_window(size=size)
    for card in (window.draw.cards.answer, window.draw.cards.bars, window.draw.cards.latency, window.draw.cards.input):
        assert window.rect().contains(area_on(window, card))
        assert card.visibleRegion().boundingRect() == card.rect()


def test_wide_windows_give_the_cards_400_and_the_paper_the_rest(open_window):
    window = open_window(size=(1440, 900))
    assert window.draw.cards.width() == 400
    assert window.draw.canvas.width() == 1440 - 400 - 3 * 24


def test_on_a_small_screen_the_rest_is_behind_one_button(open_window):
    window = open_window(size=(800, 480))
    cards = window.draw.cards
    assert cards.answer.isVisible() and not cards.bars.isVisible()
    paper = window.draw.canvas.size()
    assert paper.width() >= 440 and paper.height() >= 320
    QTest.mouseClick(cards.details, Qt.MouseButton.LeftButton)
    assert cards.bars.isVisible() and not cards.answer.isVisible()
    assert window.draw.canvas.size() == paper
    QTest.qWait(20)
    assert_fits(window)
    QTest.mouseClick(cards.details, Qt.MouseButton.LeftButton)
    assert cards.answer.isVisible() and not cards.bars.isVisible()


def test_growing_a_small_window_brings_all_cards_back(open_window):
    window = open_window(size=(800, 480))
    window.resize(1280, 800)
    QTest.qWait(20)
    assert window.draw.cards.answer.isVisible() and window.draw.cards.bars.isVisible()
    assert not window.draw.cards.details.isVisible()


def test_controls_are_large_enough_for_a_finger(open_window):
    window = open_window(size=(800, 480))
    for button in (window.draw.undo, window.draw.redo, window.draw.clear, window.draw.cards.details):
        assert button.height() == 44 and button.width() >= 44


@pytest.mark.parametrize("size", [(680, 440), (1280, 800)])
def test_many_digits_stay_inside_the_answer_card(open_window, hands, qtbot, size):
    window = open_window(size=size)
    for index in range(8):
        hands.mouse(window.draw.canvas, one(left=10 + 40 * index, top=40, height=70))
    qtbot.waitUntil(lambda: window.draw.cards.answer.text.shown == "1" * 8, timeout=10_000)
    card = window.draw.cards.answer
    for part in (card.text, card.count, card.digits):
        assert card.rect().contains(part.geometry())
