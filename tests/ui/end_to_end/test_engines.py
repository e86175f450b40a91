"""The engine while the window is open: its chip is lost, a new model comes, and something nobody foresaw happens."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication

from tests.boards import simulated
from tests.ui.end_to_end.hand import click, draw_seven, make_room, reads
from tests.ui.engine.test_models import put_model
from tests.ui.hands import Hands, one, zero


def loses_its_chip(window):
    """First for a moment, then for good."""
    from ascend_simulator.board import board

    hands, banner, canvas = Hands(), window.draw.banner, window.draw.canvas
    yield from make_room(window)
    yield from draw_seven(window)
    assert "Ascend" in window.chip.text()
    board.lose("mdl.execute", on=1, returns=True)
    hands.mouse(canvas, zero(left=320))
    yield reads(window, "70")
    assert not banner.isVisible() and not window.chip.warns and "Ascend" in window.chip.text()
    board.lose("mdl.execute", on=1, returns=False)
    hands.mouse(canvas, one(left=540))
    yield reads(window, "701")
    yield banner.isVisible
    assert "ONNX Runtime answers in its place" in banner.accessibleName()
    assert window.chip.warns and "ONNX Runtime" in window.chip.text()
    click(banner.dismiss)
    yield lambda: not banner.isVisible()
    yield from draw_seven(window)
    assert window.chip.warns and not banner.isVisible(), "it is said once"


def test_without_its_chip_the_window_says_so_and_goes_on_with_onnx(begin, home, compiled):
    begin(
        loses_its_chip,
        command=("--engine", "ascend", "--model", str(compiled())),
        environment=simulated(home.environment),
    ).ends(said=("lost its device and is opened again", "lost its device.*goes on in its place"))


def takes_a_new_model(window, trained, models):
    models, banner = Path(models), window.draw.banner
    yield from make_room(window)
    yield from draw_seven(window)
    yield lambda: window.models.found
    models.mkdir(parents=True)
    for ending in (".json", ".onnx"):
        Path(trained).with_suffix(ending).rename(models / f"trained{ending}")
    yield lambda: "trained.onnx" in window.chip.text() and banner.isVisible()
    assert "trained.onnx is new" in banner.accessibleName()
    yield from draw_seven(window)
    click(banner.action)
    yield lambda: "digits.onnx" in window.chip.text()
    yield from draw_seven(window)
    yield from goes_on_after_a_mishap(window)


def goes_on_after_a_mishap(window):
    """One that comes again and again, from the event loop."""
    ticks = QTimer(window)
    ticks.timeout.connect(lambda: 1 // 0)
    ticks.start(1)

    def dialogs():
        return [w for w in QApplication.topLevelWidgets() if type(w).__name__ == "MishapDialog" and w.isVisible()]

    yield lambda: dialogs() and dialogs()[0].details.toPlainText().count("ZeroDivisionError") > 2
    ticks.stop()
    (dialog,) = dialogs()
    yield from draw_seven(window)
    click(dialog.copy)
    yield lambda: "ZeroDivisionError" in QApplication.clipboard().text()
    click(dialog.dismiss)
    yield lambda: not dialogs()
    QTimer.singleShot(0, lambda: {}["nothing"])
    yield dialogs  # and the window is closed with the dialog open


def test_a_new_model_is_taken_and_left_by_a_click_and_a_mishap_ends_nothing(begin, home, tmp_path):
    trained = put_model(tmp_path, "trained")
    begin(takes_a_new_model, trained, home.models).ends(
        said=("Uncaught exception(?s:.*)ZeroDivisionError", "Uncaught exception(?s:.*)KeyError")
    )
