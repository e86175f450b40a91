"""The operator reads in Chinese why another model answers, and why one is not taken."""

from __future__ import annotations

import re

import pytest

from app.ui.engine.models import Choice, lenient_opener
from app.ui.kiosk.operator_tabs import ModelTab, NowTab
from app.ui.language import CHINESE, ENGLISH


def only(window, kind):
    (found,) = window.operator.findChildren(kind)
    return found


@pytest.fixture
def said_in_both(words, qtbot):
    """Text of a label in English, then in Chinese."""

    def said(label, pattern):
        for code, wanted in ((ENGLISH, pattern[0]), (CHINESE, pattern[1]), (ENGLISH, pattern[0])):
            words.use(code)
            qtbot.waitUntil(lambda wanted=wanted: re.search(wanted, label.text()) is not None, timeout=5_000)

    return said


def test_why_another_model_answers(said_in_both, open_kiosk, qtbot, tmp_path):
    window = open_kiosk(opener=lenient_opener(Choice("onnx", str(tmp_path / "gone.onnx"))))
    tab = only(window, NowTab)
    qtbot.waitUntil(lambda: "gone.onnx" in tab.values[0].text(), timeout=10_000)
    said_in_both(tab.values[0], ("there is no such model file", "gone.onnx：没有这个模型文件。"))


def test_why_a_model_is_not_taken(said_in_both, open_kiosk, qtbot, tmp_path):
    (tmp_path / "mine.onnx").write_bytes(b"")
    window = open_kiosk()
    tab = only(window, ModelTab)
    qtbot.waitUntil(lambda: "digits.onnx" in tab.state.text(), timeout=10_000)
    tab.choices.chosen.emit(Choice("onnx", str(tmp_path / "mine.onnx")))
    qtbot.waitUntil(lambda: "mine.onnx" in tab.state.text(), timeout=10_000)
    said_in_both(tab.state, ("the model file is empty", "mine.onnx：模型文件是空的。"))
