"""How it thinks: the panel of the network's layers, in the real window on the real engine."""

from __future__ import annotations

import threading

import pytest
from PySide6.QtCore import QPoint, QPointF, QRect, Qt
from PySide6.QtGui import QColor
from PySide6.QtTest import QTest

from app.engines.engine import load_card
from app.engines.features import Explainer, Features, features_beside
from app.ui.engine.inference import InferenceThread, engine_opener
from app.ui.theme import PALETTES
from app.ui.thinking.feature_maps import LayerView
from app.ui.thinking.layer_caption import number, scale
from tests.models import SHIPPED, write_model
from tests.ui.cameras import paper
from tests.ui.cameras import reads as camera_reads
from tests.ui.hands import one, seven, zero
from tests.ui.test_layout import assert_fits

SIZES = [(680, 440), (800, 480), (900, 700), (1000, 640), (1280, 800), (1440, 900), (1920, 1080)]


@pytest.fixture
def asked(monkeypatch) -> list:
    """The inputs that were explained so far."""
    inputs = []
    explain = Explainer.explain

    def watched(self, engine, pixels):
        inputs.append(pixels)
        return explain(self, engine, pixels)

    monkeypatch.setattr(Explainer, "explain", watched)
    return inputs


def reads(window, text):
    return lambda: window.draw.cards.answer.text.shown == text


def draw(window, hands, qtbot, shape, text):
    hands.mouse(window.draw.canvas, shape)
    qtbot.waitUntil(reads(window, text), timeout=10_000)


def layers(window):
    return window.draw.explaining.panel.layers


def cells(window) -> list[LayerView]:
    shown = layers(window)
    return [shown.input, *shown.convolutions, *shown.dense]


def pictures(window):
    return [view.grab().toImage() for view in (*cells(window), layers(window).outputs)]


def winner(window) -> str:
    return label_of(layers(window).outputs)


def label_of(outputs) -> str:
    """Of the largest output, as it is told to ears."""
    said = [part.split(": ") for part in outputs.accessibleDescription().split(", ") if part]
    return max(said, key=lambda part: float(part[1].replace("\N{MINUS SIGN}", "-")))[0] if said else ""


def test_the_link_opens_the_layers_of_the_digit_and_another_digit_changes_them_all(open_window, hands, qtbot):
    window = open_window(size=(1440, 900))
    draw(window, hands, qtbot, seven(), "7")
    window.draw.cards.input.thinking.click()
    empty = pictures(window)
    qtbot.waitUntil(lambda: winner(window) == "7", timeout=10_000)
    with_seven = pictures(window)
    window.draw.tools.clear.click()
    assert winner(window) == "" and pictures(window) == empty
    draw(window, hands, qtbot, zero(), "0")
    qtbot.waitUntil(lambda: winner(window) == "0", timeout=10_000)
    with_zero = pictures(window)
    for before, seven_shown, zero_shown in zip(empty, with_seven, with_zero):
        assert before != seven_shown and seven_shown != zero_shown and before != zero_shown


def test_every_cell_has_its_value_s_colour_and_says_it(open_window, hands, qtbot, look):
    window = open_window(size=(1440, 900))
    draw(window, hands, qtbot, seven(), "7")
    window.draw.explaining.turn()
    qtbot.waitUntil(lambda: winner(window) == "7", timeout=10_000)
    card = load_card(SHIPPED.with_suffix(".json"))
    seen = window.draw.cards.input.shown
    found = Features(features_beside(SHIPPED), card).explain(seen)
    assert scale(look.colours)[-1] != scale(look.colours)[0]
    for view, values in zip(layers(window).convolutions, (found.conv1, found.conv2)):
        image = view.grab().toImage()
        index, row, column = (int(i) for i in divmod_all(int(values.argmax()), values.shape))
        place = centre_of(view, index, row, column)
        assert image.pixelColor(place).rgb() == scale(look.colours)[-1]
        assert view.tip_at(QPointF(place)) == (
            f"Map {index + 1}, row {row + 1}, column {column + 1}: {number(float(values.max()))}"
        )
        assert number(float(values.max())) in view.accessibleDescription()
        assert view.tip_at(QPointF(1, 1)) == "", "above the cells nothing is said"
    neurons = layers(window).dense[1]
    best = int(found.dense2.argmax())
    place = centre_of(neurons, best, 0, 0)
    assert neurons.tip_at(QPointF(place)) == f"Neuron {best + 1}: {number(float(found.dense2.max()))}"
    assert neurons.grab().toImage().pixelColor(place).rgb() == scale(look.colours)[-1]


def divmod_all(flat, shape):
    _, height, width = shape
    index, rest = divmod(flat, height * width)
    return (index, *divmod(rest, width))


def centre_of(view, index, row, column) -> QPoint:
    """Of a cell."""
    place, (_, height, width) = view.places()[index], view.shape
    return place.topLeft() + QPoint(
        int((column + 0.5) * place.width() / width), int((row + 0.5) * place.height() / height)
    )


def test_nothing_is_computed_while_it_is_closed(open_window, hands, qtbot, asked):
    window = open_window()
    draw(window, hands, qtbot, seven(), "7")
    window.draw.explaining.turn()
    qtbot.waitUntil(lambda: winner(window) == "7", timeout=10_000)
    window.draw.explaining.close()
    count = len(asked)
    draw(window, hands, qtbot, one(left=400), "71")
    qtbot.wait(200)
    assert len(asked) == count
    window.draw.explaining.turn()
    qtbot.waitUntil(lambda: winner(window) == "1", timeout=10_000)


def test_of_the_inputs_that_wait_only_the_newest_is_explained(open_window, hands, qtbot, asked):
    window = open_window()
    draw(window, hands, qtbot, seven(), "7")
    window.draw.explaining.turn()
    qtbot.waitUntil(lambda: winner(window) == "7", timeout=10_000)
    busy = threading.Event()
    window.draw._inference.call(lambda engine: busy.wait(10), lambda _: None, lambda _: None)
    asked.clear()
    seen = window.draw.cards.input.shown
    inputs = [(seen * (step / 50)).astype("uint8") for step in range(1, 50)]
    for pixels in inputs:
        window.draw.cards.input.show_input(pixels)
    busy.set()
    qtbot.waitUntil(lambda: bool(asked) and asked[-1] is inputs[-1], timeout=10_000)
    assert len(asked) <= 2, "but for the newest at most the one that was on its way"


def test_escape_closes_it_and_then_clears_the_paper_as_before(open_window, hands, qtbot):
    window = open_window()
    draw(window, hands, qtbot, seven(), "7")
    QTest.keyClick(window.draw.canvas, Qt.Key.Key_T, Qt.KeyboardModifier.ControlModifier)
    assert window.draw.explaining.is_open
    QTest.keyClick(window.draw.canvas, Qt.Key.Key_Escape)
    assert not window.draw.explaining.is_open and window.draw.canvas.can_clear
    QTest.keyClick(window.draw.canvas, Qt.Key.Key_Escape)
    assert not window.draw.canvas.can_clear


@pytest.mark.parametrize("size", SIZES)
def test_it_fits_and_every_layer_is_seen_whole(open_window, hands, qtbot, size):
    window = open_window(size=size)
    draw(window, hands, qtbot, seven(40, 20, 100), "7")
    window.draw.explaining.turn()
    qtbot.waitUntil(lambda: winner(window) == "7", timeout=10_000)
    QTest.qWait(20)  # Qt lays out again on its next round
    assert_fits(window)
    views = [*cells(window), layers(window).outputs]
    for view in views:
        assert layers(window).rect().contains(view.geometry()), view.name()
        assert view.width() >= view.width_for(view.height()), view.name()
        assert not any(view.geometry().intersects(other.geometry()) for other in views if other is not view)
    for view in cells(window):
        for place in view.places():
            assert view.rect().contains(place), view.name()


@pytest.mark.parametrize("size", SIZES[1:])  # the first is the smallest there may be
def test_every_pixel_of_a_map_has_at_least_four_of_the_screen(open_window, hands, qtbot, size):
    window = open_window(size=size)
    draw(window, hands, qtbot, seven(40, 20, 100), "7")
    window.draw.explaining.turn()
    qtbot.waitUntil(lambda: winner(window) == "7", timeout=10_000)
    QTest.qWait(20)  # Qt lays out again on its next round
    place, *_ = layers(window).convolutions[0].places()
    assert place.width() >= 2 * 28


def test_the_paper_keeps_half_of_a_large_window(open_window, hands, qtbot):
    window = open_window(size=(1440, 900))
    height = window.draw.canvas.height()
    window.draw.explaining.turn()
    qtbot.waitUntil(lambda: window.draw.canvas.height() < height, timeout=5_000)
    assert window.draw.canvas.height() >= height / 2
    window.draw.explaining.panel.close_button.click()
    qtbot.waitUntil(lambda: window.draw.canvas.height() == height, timeout=5_000)


def test_in_a_small_window_it_takes_the_paper_s_place_and_gives_it_back(open_window, hands, qtbot):
    window = open_window(size=(800, 480))
    draw(window, hands, qtbot, seven(40, 20, 100), "7")
    area = QRect(window.draw.canvas.mapTo(window, QPoint(0, 0)), window.draw.canvas.size())
    window.draw.explaining.turn()
    panel = window.draw.explaining.panel
    qtbot.waitUntil(lambda: panel.size() == area.size(), timeout=5_000)
    assert panel.mapTo(window, QPoint(0, 0)) == area.topLeft() and not window.draw.canvas.isVisible()
    assert panel.close_button.hasFocus()
    QTest.keyClick(panel.close_button, Qt.Key.Key_Escape)
    assert window.draw.canvas.isVisible() and window.draw.canvas.hasFocus()
    assert window.draw.canvas.size() == area.size() and reads(window, "7")()


def test_a_window_that_grows_shows_both(open_window, qtbot):
    window = open_window(size=(800, 480))
    window.draw.explaining.turn()
    assert not window.draw.canvas.isVisible()
    window.resize(1440, 900)
    qtbot.waitUntil(window.draw.canvas.isVisible, timeout=5_000)
    assert window.draw.explaining.is_open


def test_why_nothing_is_shown_is_said_once_and_tried_again_when_opened(open_window, hands, qtbot, tmp_path, asked):
    model = write_model(tmp_path, SHIPPED.read_bytes() + b"\x72\x00")  # a byte that ONNX does not mind
    window = open_window(InferenceThread(engine_opener("onnx", str(model))))
    draw(window, hands, qtbot, seven(), "7")
    window.draw.explaining.turn()
    message = window.draw.explaining.panel.message
    qtbot.waitUntil(lambda: "digits.features.onnx" in message.text(), timeout=10_000)
    assert message.isVisible() and "python -m model_build features" in message.text()
    draw(window, hands, qtbot, one(left=400), "71")
    assert len(asked) == 1
    from model_build import features

    features.write(model)
    window.draw.explaining.turn()
    window.draw.explaining.turn()
    qtbot.waitUntil(lambda: winner(window) == "1", timeout=10_000)
    assert not message.isVisible()


def test_on_the_camera_page_it_follows_the_selected_digit(open_camera, lives, qtbot):
    window = open_camera(size=(1440, 900))
    lives.last.show(paper("42", size=(1280, 720)))
    qtbot.waitUntil(camera_reads(window, "42"), timeout=10_000)
    window.camera.freeze()
    window.camera.explaining.turn()
    shown = window.camera.explaining.panel.layers
    for index, label in ((0, "4"), (1, "2")):
        window.camera.cards.glyph_chosen.emit(index)
        qtbot.waitUntil(lambda label=label: label_of(shown.outputs) == label, timeout=10_000)
    assert window.camera.stage.isVisible()


@pytest.mark.parametrize("name", PALETTES)
def test_more_is_further_from_the_ground_in_every_theme(name):
    colours = PALETTES[name]
    seen = [QColor(step) for step in scale(colours)]
    light = [0.299 * step.redF() + 0.587 * step.greenF() + 0.114 * step.blueF() for step in seen]
    assert len(light) == 256
    distances = [abs(value - light[0]) for value in light]
    assert all(later > earlier - 0.005 for earlier, later in zip(distances, distances[1:])), "but for rounding"
    assert distances[-1] > 0.4
