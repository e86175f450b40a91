"""Another model while the window is open: chosen, trained anew, unusable, and back again."""

from __future__ import annotations

import dataclasses
import hashlib
import sys
import threading
from pathlib import Path

import onnx
import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAction
from PySide6.QtTest import QTest

from app import places
from app.engines.engine import card_to_json, load_card
from app.ui.engine import models
from app.ui.engine.engine_menu import choice_of
from app.ui.engine.inference import InferenceThread, engine_opener
from app.ui.engine.models import AUTOMATIC, Choice, lenient_opener
from app.ui.theme import LIGHT
from tests.models import SHIPPED
from tests.ui.hands import seven


@pytest.fixture
def own(tmp_path, monkeypatch) -> Path:
    """The folder of the user's models, not there yet."""
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    return places.data() / "models"


def put_model(folder: Path, stem: str = "mine", note: str = "", **changes) -> Path:
    """The shipped network as another file, put there as a training puts it: the card and then the model."""
    folder.mkdir(parents=True, exist_ok=True)
    network = onnx.load(SHIPPED)
    network.metadata_props.add(key="note", value=note or stem)
    content = network.SerializeToString()
    card = dataclasses.replace(
        load_card(SHIPPED.with_suffix(".json")), sha256=hashlib.sha256(content).hexdigest(), **changes
    )
    for ending, data in ((".json", card_to_json(card).encode()), (".onnx", content)):
        beside = folder / f".{stem}{ending}"
        beside.write_bytes(data)
        beside.replace(folder / f"{stem}{ending}")
    return folder / f"{stem}.onnx"


def runs(window, name):
    return lambda: window.models.running is not None and window.models.running.path.name == name


def ready(window, qtbot):
    qtbot.waitUntil(lambda: runs(window, "digits.onnx")() and bool(window.models.found), timeout=10_000)


def choice(path: Path) -> Choice:
    return Choice("onnx", str(path))


def test_a_model_chosen_reads_and_is_there_at_the_next_start(open_window, hands, qtbot, own, settings):
    path = put_model(own)
    window = open_window()
    ready(window, qtbot)
    assert runs(window, "digits.onnx")(), "what was there before is not taken by itself"
    hands.mouse(window.draw.canvas, seven())
    qtbot.waitUntil(lambda: window.draw.cards.answer.text.shown == "7", timeout=10_000)
    qtbot.wait(300)  # the answers to the last of the stroke
    count = window.draw.cards.latency.histogram.count
    window.models.choose(choice(path))
    qtbot.waitUntil(runs(window, "mine.onnx"), timeout=10_000)
    qtbot.waitUntil(lambda: settings.model == str(path), timeout=5_000)
    qtbot.waitUntil(lambda: window.draw.cards.latency.histogram.count == count + 1, timeout=5_000)  # read anew
    assert "mine.onnx" in window.chip.text()
    again = open_window(InferenceThread(lenient_opener(Choice(settings.engine, settings.model))))
    qtbot.waitUntil(runs(again, "mine.onnx"), timeout=10_000)


def test_going_back_takes_one_step_and_leads_forth_again(open_window, qtbot, own, settings):
    path = put_model(own)
    window = open_window()
    ready(window, qtbot)
    window.models.choose(choice(path))
    qtbot.waitUntil(runs(window, "mine.onnx"), timeout=10_000)
    assert "digits.onnx" in window.models.running.before
    path.unlink()  # it is still open: nothing has to be there
    window.models.go_back()
    qtbot.waitUntil(runs(window, "digits.onnx"), timeout=5_000)
    qtbot.waitUntil(lambda: settings.model == "", timeout=5_000)
    window.models.go_back()
    qtbot.waitUntil(runs(window, "mine.onnx"), timeout=5_000)
    qtbot.waitUntil(lambda: settings.model == str(path), timeout=5_000)


def test_a_model_that_appears_is_taken_at_once_and_said(open_window, qtbot, own, settings):
    window = open_window()
    ready(window, qtbot)
    taken = []
    window.models.taken.connect(taken.append)
    path = put_model(own, "trained")
    qtbot.waitUntil(runs(window, "trained.onnx"), timeout=10_000)
    qtbot.waitUntil(lambda: len(taken) == 1 and settings.model == str(path), timeout=5_000)
    put_model(own, "later")
    qtbot.waitUntil(runs(window, "later.onnx"), timeout=10_000)


def test_the_model_in_use_written_anew_is_taken_anew(open_window, qtbot, own):
    path = put_model(own, "mine")
    window = open_window(InferenceThread(engine_opener(None, str(path))))
    qtbot.waitUntil(lambda: runs(window, "mine.onnx")() and bool(window.models.found), timeout=10_000)
    first = window.models.running.sha256
    put_model(own, "mine", note="better")
    qtbot.waitUntil(lambda: window.models.running.sha256 != first, timeout=10_000)
    window.models.go_back()
    qtbot.waitUntil(lambda: window.models.running.sha256 == first, timeout=5_000)


def test_a_model_that_does_not_read_is_refused_and_the_old_one_stays(open_window, hands, qtbot, own, settings):
    window = open_window()
    ready(window, qtbot)
    refused = []
    window.models.refused.connect(lambda name, why: refused.append((name, why)))
    put_model(own, "wrong", labels=(1, 2, 3, 4, 5, 6, 7, 8, 9, 0))
    qtbot.waitUntil(lambda: bool(refused), timeout=10_000)
    assert refused[0][0] == "wrong.onnx" and "reads 0 of ten" in refused[0][1]
    assert runs(window, "digits.onnx")() and settings.model == ""
    hands.mouse(window.draw.canvas, seven())
    qtbot.waitUntil(lambda: window.draw.cards.answer.text.shown == "7", timeout=10_000)


def test_a_card_that_comes_long_after_its_model_makes_it_one(open_window, qtbot, own):
    window = open_window()
    ready(window, qtbot)
    refused = []
    window.models.refused.connect(lambda name, why: refused.append(why))
    path = put_model(own.parent / "elsewhere")
    own.mkdir(parents=True)
    (own / "mine.onnx").write_bytes(path.read_bytes())
    qtbot.waitUntil(lambda: bool(refused), timeout=10_000)
    (own / "mine.json").write_bytes(path.with_suffix(".json").read_bytes())
    qtbot.waitUntil(runs(window, "mine.onnx"), timeout=10_000)


def test_what_comes_while_the_folder_is_looked_at_is_seen(open_window, qtbot, own, monkeypatch):
    window = open_window()
    ready(window, qtbot)
    looked, go_on = threading.Event(), threading.Event()

    def slowly(*places):
        seen = look(*places)
        looked.set()
        go_on.wait(10)
        return seen

    look = models._look
    monkeypatch.setattr(models, "_look", slowly)
    window.models.refresh()
    assert looked.wait(10)
    monkeypatch.setattr(models, "_look", look)
    put_model(own, "late")
    qtbot.wait(1500)  # the watcher has said so long ago
    go_on.set()
    qtbot.waitUntil(lambda: any(model.path.name == "late.onnx" for model in window.models.found), timeout=5_000)


def test_of_two_chosen_quickly_the_way_back_and_the_settings_are_the_first(open_window, qtbot, own, settings):
    first, second = put_model(own, "first"), put_model(own, "second")
    window = open_window()
    ready(window, qtbot)
    window.models.choose(choice(first))
    window.models.choose(choice(second))
    assert window.models.trying == "second.onnx"
    qtbot.waitUntil(lambda: not window.models.trying and settings.model == str(second), timeout=10_000)
    window.models.go_back()
    qtbot.waitUntil(lambda: settings.model != str(second), timeout=5_000)
    assert runs(window, "first.onnx")() and settings.model == str(first)


def test_the_same_model_once_more_leaves_the_way_back(open_window, qtbot, own, settings):
    path = put_model(own)
    window = open_window()
    ready(window, qtbot)
    window.models.choose(choice(path))
    qtbot.waitUntil(lambda: settings.model == str(path), timeout=10_000)
    path.touch()
    with qtbot.waitSignal(window.models.changed, timeout=10_000):
        pass
    qtbot.waitUntil(lambda: not window.models.trying, timeout=5_000)
    assert "digits.onnx" in window.models.running.before
    window.models.go_back()
    qtbot.waitUntil(lambda: runs(window, "digits.onnx")() and settings.model == "", timeout=5_000)


def test_the_best_that_is_here_stays_the_choice_when_it_is_written_anew(open_window, qtbot, own, settings, tmp_path):
    ours = put_model(tmp_path / "ours", "digits")
    window = open_window(InferenceThread(engine_opener(None, str(ours))))
    qtbot.waitUntil(lambda: runs(window, "digits.onnx")() and bool(window.models.found), timeout=10_000)
    first = window.models.running.sha256
    put_model(tmp_path / "ours", "digits", note="of the next version")
    qtbot.waitUntil(lambda: window.models.running.sha256 != first and not window.models.trying, timeout=10_000)
    assert settings.engine == settings.model == ""


def test_half_a_model_is_refused_and_taken_once_it_is_whole(open_window, qtbot, own):
    window = open_window()
    ready(window, qtbot)
    refused = []
    window.models.refused.connect(lambda name, why: refused.append(why))
    path = put_model(own.parent / "elsewhere")
    own.mkdir(parents=True)
    whole = path.read_bytes()
    (own / "mine.json").write_bytes(path.with_suffix(".json").read_bytes())
    (own / "mine.onnx").write_bytes(whole[: len(whole) // 2])
    qtbot.waitUntil(lambda: bool(refused), timeout=10_000)
    assert runs(window, "digits.onnx")()
    (own / "mine.onnx").write_bytes(whole)
    qtbot.waitUntil(runs(window, "mine.onnx"), timeout=10_000)


def test_a_model_named_at_the_start_is_not_replaced_by_one_that_appears(open_window, qtbot, own):
    window = open_window(model_named=True)
    ready(window, qtbot)
    path = put_model(own)
    with qtbot.waitSignal(window.models.listed, timeout=10_000):
        pass
    qtbot.waitUntil(lambda: any(model.path == path for model in window.models.found), timeout=5_000)
    qtbot.wait(300)
    assert runs(window, "digits.onnx")()
    window.models.choose(choice(path))
    qtbot.waitUntil(runs(window, "mine.onnx"), timeout=10_000)


def test_a_chosen_model_that_is_gone_is_replaced_with_its_reason(open_window, qtbot, own):
    window = open_window(InferenceThread(lenient_opener(choice(own / "gone.onnx"))))
    qtbot.waitUntil(lambda: window.chip.warns, timeout=10_000)
    assert runs(window, "digits.onnx")() and "gone.onnx" in window.models.running.in_place_of
    window.models.choose(AUTOMATIC)
    qtbot.waitUntil(lambda: not window.chip.warns, timeout=10_000)


def test_a_chosen_model_with_a_name_that_cannot_be_is_replaced_too(open_window, qtbot):
    """As a damaged file of settings may hold it."""
    window = open_window(InferenceThread(lenient_opener(Choice("", "/tmp/a\0b.onnx"))))
    qtbot.waitUntil(lambda: window.chip.warns, timeout=10_000)
    assert runs(window, "digits.onnx")() and "null byte" in window.models.running.in_place_of


def test_where_a_library_of_the_engines_is_missing_the_window_says_so(open_window, qtbot, monkeypatch):
    monkeypatch.setitem(sys.modules, "app.ui.engine.held_engines", None)
    window = open_window()
    qtbot.waitUntil(lambda: window.chip.warns, timeout=10_000)
    assert "app.ui.engine.held_engines" in window.draw.banner.message.text()


def test_without_any_engine_another_model_can_still_be_chosen(open_window, hands, qtbot, own):
    window = open_window(InferenceThread(engine_opener(None, str(own / "gone.onnx"))))
    qtbot.waitUntil(lambda: window.chip.warns, timeout=10_000)
    hands.mouse(window.draw.canvas, seven())
    window.models.choose(AUTOMATIC)
    qtbot.waitUntil(lambda: window.draw.cards.answer.text.shown == "7", timeout=10_000)
    assert not window.chip.warns and not window.draw.banner.isVisible()


# the menu and the notices


# a menu takes the keyboard, which the screen that is not there has not
no_grabbing = pytest.mark.qt_log_ignore("This plugin does not support (raise|grabbing)")


def entries(window):
    return {action.text(): action for action in window.engine_menu.actions() if action.text()}


@no_grabbing
def test_the_menu_under_the_chip_says_what_there_is_and_what_runs(open_window, qtbot, own):
    put_model(own, "fine", accuracy={"mnist_test": 99.5})
    put_model(own, "broken").with_suffix(".json").write_text("{}")
    window = open_window()
    ready(window, qtbot)
    QTest.keyClick(window, Qt.Key.Key_M, Qt.KeyboardModifier.ControlModifier)
    menu = window.engine_menu
    assert menu.isVisible()
    shown = entries(window)
    (fine,) = [action for text, action in shown.items() if "fine.onnx" in text]
    (broken,) = [action for text, action in shown.items() if "broken.onnx" in text]
    assert "your own" in fine.text() and "99.5" in fine.text() and fine.isEnabled()
    assert not broken.isEnabled() and "broken.json" in broken.toolTip()
    assert shown["The best that is here"].isChecked() and not shown["Back"].isEnabled()
    fine.trigger()
    menu.close()
    qtbot.waitUntil(runs(window, "fine.onnx"), timeout=10_000)
    qtbot.waitUntil(lambda: not window.models.trying, timeout=5_000)
    window.chip.click()
    assert [action.isChecked() for text, action in entries(window).items() if "fine.onnx" in text] == [True]
    entries(window)["Back to ONNX Runtime · digits.onnx"].trigger()
    menu.close()
    qtbot.waitUntil(runs(window, "digits.onnx"), timeout=5_000)


@no_grabbing
def test_a_file_that_is_named_is_run_by_the_engine_of_its_ending_and_checked_in_the_menu(
    open_window, qtbot, own, monkeypatch
):
    path = put_model(own)
    window = open_window(InferenceThread(engine_opener("onnx", None)), model_named=True)
    ready(window, qtbot)
    monkeypatch.setenv("ATLAS_DIGITS_ENGINE", "ascend")  # which was for the start
    menu = window.engine_menu

    def checked():
        window.chip.click()
        names = [text for text, action in entries(window).items() if action.isChecked()]
        menu.close()
        return names

    assert checked() == [], "what was named at the start is none of those that can be chosen"
    window.models.choose(choice_of(str(path)))
    qtbot.waitUntil(lambda: runs(window, "mine.onnx")() and not window.models.trying, timeout=10_000)
    (name,) = checked()
    assert "mine.onnx" in name


@no_grabbing
def test_of_many_models_each_can_be_reached_and_a_long_name_stays_on_the_screen(open_window, qtbot, own):
    for number in range(60):
        put_model(own, f"{number:02}")
    put_model(own, 60 * "long")
    window = open_window()
    ready(window, qtbot)
    window.chip.click()
    with qtbot.waitSignal(window.models.listed, timeout=10_000):
        pass  # filled anew while it is open
    menu, screen = window.engine_menu, window.screen().availableGeometry()
    assert screen.adjusted(-4, -4, 4, 4).contains(menu.geometry())  # but for a frame
    assert len({menu.actionGeometry(action).x() for action in menu.actions()}) == 1, "one column"
    for _ in range(2):
        QTest.keyClick(menu, Qt.Key.Key_Up)  # over the upper end to the last
    image, chosen = menu.grab().toImage(), LIGHT["accent_soft"]
    assert any(image.pixelColor(image.width() // 2, y) == chosen for y in range(image.height())), "it is seen"
    menu.close()


@no_grabbing
def test_the_menu_filled_anew_stays_at_the_entry_and_keeps_no_old_ones(open_window, qtbot, own):
    put_model(own, "mine")
    window = open_window()
    ready(window, qtbot)
    window.chip.click()
    menu = window.engine_menu
    menu.setActiveAction(entries(window)["Choose a model file…"])
    count = len(menu.findChildren(QAction))
    for _ in range(3):
        window.models.listed.emit()
    assert menu.activeAction() is entries(window)["Choose a model file…"]
    qtbot.waitUntil(lambda: len(menu.findChildren(QAction)) <= count, timeout=5_000)
    menu.close()


@no_grabbing
def test_the_menu_says_why_another_engine_answers(open_window, qtbot, own):
    window = open_window(InferenceThread(lenient_opener(choice(own / "gone.onnx"))))
    qtbot.waitUntil(lambda: window.chip.warns, timeout=10_000)
    window.chip.click()
    assert any("gone.onnx: there is no such model file" in text for text in entries(window))
    window.engine_menu.close()


def test_what_was_taken_by_itself_is_left_again_by_one_press(open_window, qtbot, own):
    window = open_window()
    ready(window, qtbot)
    put_model(own, "trained")
    banner = window.draw.banner
    qtbot.waitUntil(lambda: banner.isVisible() and banner.action.isVisible(), timeout=10_000)
    assert "trained.onnx is new" in banner.accessibleName()
    QTest.mouseClick(banner.action, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(runs(window, "digits.onnx"), timeout=5_000)
    assert not banner.isVisible() and not window.camera.banner.isVisibleTo(window.camera)


def test_a_model_that_is_not_used_is_said_with_the_reason(open_window, qtbot, own):
    window = open_window()
    ready(window, qtbot)
    window.models.choose(choice(own / "gone.onnx"))
    banner = window.draw.banner
    qtbot.waitUntil(banner.isVisible, timeout=10_000)
    assert "gone.onnx is not used" in banner.accessibleName() and "no such model file" in banner.message.text()
    assert not banner.action.isVisible() and not window.chip.warns
