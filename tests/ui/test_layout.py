"""Everything is inside the window and nothing is cut off, at every size and in every language."""

from __future__ import annotations

import contextlib
from collections.abc import Sequence

import pytest
from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractScrollArea, QScrollArea, QScrollBar, QWidget

from app import errors
from app.sources.live import State
from app.sources.source import Control
from tests.ui.cameras import paper
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


def assert_fits(window: QWidget, parts: Sequence[QWidget] = ()) -> None:
    """Within a second: Qt lays out again in its next rounds, which a busy machine is slow to reach."""
    for _ in range(50):
        with contextlib.suppress(AssertionError):
            assert_fits_now(window, parts)
            return
        QTest.qWait(20)
    assert_fits_now(window, parts)


def assert_fits_now(window: QWidget, parts: Sequence[QWidget]) -> None:
    for widget in parts or visible_parts(window):
        name = f"{type(widget).__name__} {widget.accessibleName() or getattr(widget, 'text', lambda: '')!r}"
        least = widget.minimumSizeHint()
        assert widget.width() >= least.width(), f"{name} is narrower than what it holds"
        width = widget.width()
        high = min(least.height(), widget.heightForWidth(width)) if widget.hasHeightForWidth() else least.height()
        assert widget.height() >= high, f"{name} is lower than what it holds"
        place, scrolling = area_on(window, widget), scrolling_parent(widget)
        if scrolling is None:
            assert window.rect().contains(place), f"{name} is outside the window"
        else:  # may be scrolled to, but only up and down
            around = area_on(window, scrolling)
            assert around.left() <= place.left() and place.right() <= around.right(), f"{name} is cut off at a side"


def assert_apart(window) -> None:
    blocks = [
        window.draw.canvas,
        window.draw.tools.undo,
        window.draw.tools.redo,
        window.draw.tools.clear,
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


def assert_camera_apart(window) -> None:
    page = window.camera
    tools = [page.tools.picker, page.tools.refresh, page.tools.adjust, page.tools.record, page.tools.save]
    blocks = [*tools, page.tools.freeze, page.figures, page.stage, page.cards, page.banner, window.chip, window.switch]
    places = [area_on(window, block) for block in blocks if block.isVisible()]
    for index, place in enumerate(places):
        assert not any(place.intersects(other) for other in places[index + 1 :])


@pytest.mark.parametrize("code", ["en", "zh_CN"])
@pytest.mark.parametrize("size", SIZES, ids=lambda size: "x".join(map(str, size)))
def test_nothing_is_cut_off_or_covered_on_the_camera_page(open_camera, lives, translated, qtbot, code, size):
    translated(code)
    window = open_camera(size=size)
    page = window.camera
    assert (window.width(), window.height()) == size, "the parts want more room than there is"
    for error in (errors.SourceAbsentError("x"), errors.SourcePermissionError("x"), errors.SourceOpenError("x " * 80)):
        lives.last.tell(State.WAITING, error)
        QTest.qWait(20)
        assert_fits(window)
        assert_camera_apart(window)
        for label in (page.trouble.title, page.trouble.advice, page.trouble.detail):
            if label.isVisible():
                assert label.height() >= label.heightForWidth(label.width()), "its lines are cut off"
    lives.last.show(paper("7"))
    qtbot.waitUntil(lambda: page.cards.answer.text.shown == "7", timeout=10_000)
    page.tools.adjust.click()
    controls = {name: Control(name, 1, 100, 1, 5, True) for name in ("exposure", "brightness")}
    lives.last.tell(State.RUNNING, controls=controls)
    page.strip.say(lambda: "A rather long message about a file and a folder " * 3, lambda: "Play again")
    QTest.qWait(20)
    assert_fits(window)
    assert_camera_apart(window)
    for part in (page.controls, page.strip):
        assert area_on(window, page.stage).contains(area_on(window, part))
    assert page.strip.message.height() >= page.strip.message.heightForWidth(page.strip.message.width())


def assert_files_apart(window) -> None:
    page = window.files
    tools, bar = page.tools, page.bar
    blocks = [
        tools.open,
        tools.folder,
        tools.paste,
        tools.remove,
        tools.progress,
        tools.stop,
        tools.again,
        tools.export,
    ]
    blocks += [
        bar.back,
        bar.name,
        bar.before,
        bar.after,
        page.stage,
        page.cards,
        page.banner,
        window.chip,
        window.switch,
    ]
    places = [area_on(window, block) for block in blocks if block.isVisible()]
    for index, place in enumerate(places):
        assert not any(place.intersects(other) for other in places[index + 1 :])


@pytest.mark.parametrize("code", ["en", "zh_CN"])
@pytest.mark.parametrize("size", SIZES, ids=lambda size: "x".join(map(str, size)))
def test_nothing_is_cut_off_or_covered_on_the_files_page(open_window, translated, folder, qtbot, code, size):
    translated(code)
    (folder / f"{'x' * 200}.png").write_bytes(b"no")
    window = open_window(size=size)
    page = window.files
    window.switch.tabs[2].click()
    QTest.qWait(20)
    assert_fits(window)
    assert_files_apart(window)
    page.batch.add([str(folder)])
    qtbot.waitUntil(lambda: len(page.results.rows) == 4 and not page.batch.busy, timeout=10_000)
    assert (window.width(), window.height()) == size, "the parts want more room than there is"
    for place in (0, 3):
        page.table.choose(place)
        for details in (True, False):
            page._show_details(details)
            QTest.qWait(20)
            assert_fits(window)
            assert_files_apart(window)
    page.tools.set_state(rows=4, busy=True)
    page.banner.show_problem(lambda: "x" * 20, "A message. " * 30)
    QTest.qWait(20)
    assert_fits(window)
    assert_files_apart(window)
    assert page.stage.height() >= 150


@pytest.mark.parametrize("code", ["en", "zh_CN"])
@pytest.mark.parametrize("size", [(680, 440), (800, 480), (1280, 800)], ids=lambda size: "x".join(map(str, size)))
def test_a_message_finds_its_place(open_window, translated, code, size):
    translated(code)
    window = open_window(size=size)
    message = "/a/rather/long/path/" * 4 + "digits.onnx: there is no such model file. " * 8
    for show in (window.draw.banner.show_problem, window.draw.banner.show_notice):
        show(lambda: "x" * 20, message)
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
    for button in (window.draw.tools.undo, window.draw.tools.redo, window.draw.tools.clear, window.draw.cards.details):
        assert button.height() == 44 and button.width() >= 44


def test_what_is_pressed_on_the_camera_page_is_large_enough_for_a_finger(open_camera, lives, qtbot):
    window = open_camera(size=(680, 440))
    lives.last.show(paper("7"))
    page = window.camera
    page.tools.adjust.click()
    lives.last.tell(State.RUNNING, controls={n: Control(n, 1, 100, 1, 5, True) for n in ("exposure", "brightness")})
    QTest.qWait(50)
    tools, controls = page.tools, page.controls
    for part in (
        *(tools.picker, tools.adjust, tools.record, tools.save, tools.freeze, *window.switch.tabs),
        *(controls.turn, controls.mirror, controls.guide, controls.exposure.slider, controls.exposure.automatic),
        *(controls.brightness.slider, controls.brightness.automatic),
    ):
        assert part.height() >= 44 and part.width() >= 44


@pytest.mark.parametrize("size", [(680, 440), (1280, 800)])
def test_many_digits_stay_inside_the_answer_card(open_window, hands, qtbot, size):
    window = open_window(size=size)
    for index in range(8):
        hands.mouse(window.draw.canvas, one(left=10 + 40 * index, top=40, height=70))
    qtbot.waitUntil(lambda: window.draw.cards.answer.text.shown == "1" * 8, timeout=10_000)
    card = window.draw.cards.answer
    for part in (card.text, card.count, card.digits):
        assert card.rect().contains(part.geometry())


@pytest.mark.parametrize("size", [(1280, 800), (1440, 900)])
def test_four_digits_are_all_in_the_answer_card_and_the_answer_stays_large(open_window, hands, qtbot, size):
    window = open_window(size=size)
    for index in range(4):
        hands.mouse(window.draw.canvas, one(left=10 + 80 * index, top=40, height=140))
    card = window.draw.cards.answer
    qtbot.waitUntil(lambda: card.text.shown == "1111", timeout=10_000)
    assert card.digits.height() >= card.digits.height_for(card.digits.width())
    assert card.text.height() >= 40
    assert card.rect().contains(card.correction.geometry())
    assert not card.correction.geometry().intersects(card.digits.geometry())
