"""Another model while the window is open: chosen, trained anew, unusable, and back again."""

from __future__ import annotations

import dataclasses
import hashlib
from pathlib import Path

import onnx
import pytest

from app import places
from app.engines.engine import card_to_json, load_card
from app.ui.inference import InferenceThread, engine_opener
from app.ui.models import AUTOMATIC, Choice, lenient_opener
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
    count = window.draw.cards.latency.histogram.count
    window.models.choose(choice(path))
    qtbot.waitUntil(runs(window, "mine.onnx"), timeout=10_000)
    qtbot.waitUntil(lambda: settings.model == str(path), timeout=5_000)
    qtbot.waitUntil(lambda: window.draw.cards.latency.histogram.count == count + 1, timeout=5_000)  # read anew
    assert "mine.onnx" in window.chip.text
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
    qtbot.waitUntil(runs(window, "digits.onnx"), timeout=10_000)
    assert window.chip.warns and "gone.onnx" in window.models.running.in_place_of
    window.models.choose(AUTOMATIC)
    qtbot.waitUntil(lambda: not window.chip.warns, timeout=10_000)


def test_without_any_engine_another_model_can_still_be_chosen(open_window, hands, qtbot, own):
    window = open_window(InferenceThread(engine_opener(None, str(own / "gone.onnx"))))
    qtbot.waitUntil(lambda: window.chip.warns, timeout=10_000)
    hands.mouse(window.draw.canvas, seven())
    window.models.choose(AUTOMATIC)
    qtbot.waitUntil(lambda: window.draw.cards.answer.text.shown == "7", timeout=10_000)
    assert not window.chip.warns and not window.draw.banner.isVisible()
