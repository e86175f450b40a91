"""The language changes at any moment: every word follows, and nothing that is under way is disturbed."""

from __future__ import annotations

import re

import pytest
from PySide6.QtCore import QObject, QPoint
from PySide6.QtGui import QAction
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QDialog, QWidget

from app import errors
from app.sources.live import State
from app.sources.source import Control
from app.ui.engine.inference import InferenceThread, engine_opener
from app.ui.language import CHINESE, ENGLISH, NAMES
from tests.ui.cameras import paper, pixels_of, reads
from tests.ui.engine.test_inference_thread import Opener
from tests.ui.hands import one, seven

SAYS = ("text", "toolTip", "accessibleName", "accessibleDescription", "placeholderText", "title", "windowTitle")


def words_of(thing: QObject) -> list[str]:
    """All that it says; figures, which no two answers share, are left out."""
    said = [getattr(thing, name)() for name in SAYS if callable(getattr(thing, name, None))]
    said += [getattr(thing, name) for name in ("text", "texts") if isinstance(getattr(thing, name, None), (str, list))]
    return [re.sub(r"[\d.–]+", "#", str(words)) for words in said]


def all_words(window: QWidget) -> list[tuple[str, list[str]]]:
    QTest.qWait(30)  # Qt tells the windows once the event loop turns
    things = [window, *window.findChildren(QWidget), *window.findChildren(QAction)]
    return [(type(thing).__name__, words_of(thing)) for thing in things]


def chinese(words: list[tuple[str, list[str]]]) -> int:
    """How many texts, without the language's own name, which is never translated."""
    texts = [text.replace(NAMES[CHINESE], "") for _, said in words for text in said]
    return sum(any("\u4e00" <= letter <= "\u9fff" for letter in text) for text in texts)


def drawn(window, hands, qtbot):
    hands.mouse(window.draw.canvas, one(left=320))
    hands.mouse(window.draw.canvas, seven(left=80))
    qtbot.waitUntil(lambda: window.draw.cards.answer.text.shown == "71", timeout=10_000)
    qtbot.wait(200)  # and no answer is on its way


def close(window):
    for dialog in window.findChildren(QDialog):
        dialog.close()
    window.close()


@pytest.fixture
def same_in_both(words, open_window, qtbot):
    """Bring one window to a state in English and one in Chinese; the first, switched, says what the second does."""

    def compared(opened, state) -> None:
        window = opened()
        state(window)
        english = all_words(window)
        words.use(CHINESE)
        switched = all_words(window)
        words.use(ENGLISH)
        assert all_words(window) == english
        close(window)
        words.use(CHINESE)
        another = opened()
        state(another)
        assert chinese(switched) > 15 and chinese(english) == 0
        assert switched == all_words(another)
        close(another)

    return compared


def test_a_window_with_a_drawing_read_says_all_of_it_again(same_in_both, open_window, hands, qtbot):
    same_in_both(open_window, lambda window: drawn(window, hands, qtbot))


def test_a_refused_drawing_and_a_small_window(same_in_both, open_window, hands, qtbot):
    def scribbled(window):
        hands.mouse(window.draw.canvas, [(100, 100), (101, 100)])
        qtbot.waitUntil(lambda: window.draw.cards.answer.text.shown == "?", timeout=10_000)
        window.draw.cards.details.click()

    same_in_both(lambda: open_window(size=(800, 480)), scribbled)


@pytest.mark.parametrize("worked_before", [False, True])
def test_a_banner_over_an_engine_that_fails(same_in_both, open_window, hands, qtbot, worked_before):
    opener = Opener()

    def opened():
        if not worked_before:
            return open_window(InferenceThread(engine_opener(None, "/nowhere/digits.onnx")))
        window = open_window(InferenceThread(opener))
        qtbot.waitUntil(lambda: "ONNX" in window.chip.text(), timeout=10_000)
        opener.engine.fails = True
        hands.mouse(window.draw.canvas, seven())
        return window

    def failed(window):
        qtbot.waitUntil(lambda: window.draw.banner.isVisible() and window.chip.warns, timeout=10_000)

    same_in_both(opened, failed)


def falling_back(notice):
    notice("No Ascend here.")
    return Opener()(notice)


def test_a_banner_over_an_engine_in_anothers_place(same_in_both, open_window, qtbot):
    same_in_both(
        lambda: open_window(InferenceThread(falling_back)),
        lambda window: qtbot.waitUntil(window.draw.banner.isVisible, timeout=10_000),
    )


@pytest.fixture
def open_new_camera(open_camera, lives):
    def opened():
        lives.made.clear()
        return open_camera()

    return opened


@pytest.mark.qt_log_ignore("This plugin does not support")  # raising and grabbing, which a menu does
def test_a_camera_page_with_a_picture_held_and_all_that_can_lie_over_it(same_in_both, open_new_camera, lives, qtbot):
    def held(window):
        page = window.camera
        lives.last.show(paper("7"))
        qtbot.waitUntil(reads(window, "7"), timeout=10_000)
        controls = {name: Control(name, 1, 100, 1, 5, True) for name in ("exposure", "brightness")}
        lives.last.tell(State.BLACK, controls=controls)
        page.tools.adjust.click()
        page.picker.open_menu()
        page.picker.menu.hide()
        qtbot.waitUntil(lambda: page.strip.isVisible() and len(page.figures.texts) > 0)
        page.freeze()
        qtbot.wait(300)

    same_in_both(open_new_camera, held)


@pytest.mark.parametrize(
    ("state", "error"),
    [
        (State.OPENING, None),
        (State.WAITING, errors.SourceAbsentError("gone")),
        (State.WAITING, errors.SourcePermissionError("no")),
        (State.FAILED, errors.SourceUnknownError("No such thing.")),
    ],
)
def test_a_camera_page_with_trouble(same_in_both, open_new_camera, lives, qtbot, state, error):
    def troubled(window):
        lives.last.tell(state, error)
        qtbot.wait(50)

    same_in_both(open_new_camera, troubled)


@pytest.mark.qt_log_ignore("This plugin does not support")  # telling a size
def test_a_camera_page_without_a_camera_and_the_question_for_another(same_in_both, open_window, lives, qtbot):
    def asked(window):
        qtbot.waitUntil(lambda: "…" not in window.camera.trouble.title.text(), timeout=5_000)
        window.camera.ask()

    same_in_both(lambda: open_window(camera={"find": list, "open_source": lives}), asked)


def test_what_was_saved_and_recorded_is_said_again(words, open_camera, lives, qtbot, tmp_path, monkeypatch):
    monkeypatch.setattr("app.ui.keeping.folder", lambda place: tmp_path)
    window = open_camera()
    page = window.camera
    lives.last.show(paper("7"))
    qtbot.waitUntil(page.preview.isVisible)
    page.tools.record.click()
    words.use(CHINESE)
    qtbot.waitUntil(lambda: "Stop" not in page.tools.record.toolTip() and "录" in page.tools.record.toolTip())
    page.tools.save.click()
    qtbot.waitUntil(page.strip.isVisible)
    assert "保存" in page.strip.message.text()
    words.use(ENGLISH)
    qtbot.waitUntil(lambda: page.strip.message.text().startswith("Saved as"))
    page.tools.record.click()


def test_a_frozen_pictures_badge_is_painted_in_the_new_language(words, open_camera, lives, qtbot):
    window = open_camera()
    lives.last.show(paper("7"))
    qtbot.waitUntil(reads(window, "7"), timeout=10_000)
    window.camera.freeze()
    english = pixels_of(window.camera.preview)
    words.use(CHINESE)
    QTest.qWait(30)
    assert (pixels_of(window.camera.preview) != english).any()


@pytest.mark.parametrize("banner", [False, True])
def test_a_line_goes_on_under_the_pen_while_the_language_changes(words, open_window, hands, qtbot, banner):
    window = open_window(InferenceThread(falling_back)) if banner else open_window()
    qtbot.waitUntil(lambda: window.draw.banner.isVisible() == banner and "·" in window.chip.text(), timeout=10_000)
    line, canvas = seven(), window.draw.canvas
    half = len(line) // 2
    hands.mouse(canvas, line[:half], lift=False)
    words.use(CHINESE)
    QTest.qWait(30)
    assert canvas.pen_is_down and chinese(all_words(window)) > 20
    for x, y in line[half:]:
        QTest.mouseMove(canvas, QPoint(round(x), round(y)))
    hands.lift_mouse(canvas, line[-1])
    assert len(canvas.drawing.lines) == 1
    qtbot.waitUntil(lambda: window.draw.cards.answer.text.shown == "7", timeout=10_000)
