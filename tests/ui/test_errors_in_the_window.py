"""What went wrong is told in the language of the window, wherever it stands, and again when the language changes."""

from __future__ import annotations

import os
import re

import pytest

from app import places
from app.ui.engine.inference import InferenceThread, engine_opener
from app.ui.engine.models import AUTOMATIC, Choice, lenient_opener
from app.ui.language import CHINESE, ENGLISH
from app.ui.settings.engine_section import EngineSection
from tests.ui.cameras import paper
from tests.ui.engine.test_models import put_model
from tests.ui.given import drop, mime, wait_read
from tests.ui.hands import seven

_ENGLISH = re.compile(r"\b(the|is|it|not|this|cannot|there|no|with|of|to|exists)\b", re.IGNORECASE)
_CHINESE = re.compile("[\u4e00-\u9fff]")
_PATH = re.compile(r"[!-~]*/[!-~]*")  # may hold any word


@pytest.fixture
def told(words, qtbot):
    """Whether what `shown` gives is English now, Chinese after the switch, and then the same English again."""

    def is_told(shown):
        qtbot.waitUntil(lambda: bool(shown()), timeout=10_000)
        english = shown()
        words.use(CHINESE)
        qtbot.waitUntil(lambda: shown() != english, timeout=5_000)
        chinese = shown()
        words.use(ENGLISH)
        qtbot.waitUntil(lambda: shown() == english, timeout=5_000)
        assert _ENGLISH.search(_PATH.sub("", english)) and not _CHINESE.search(english)
        assert _CHINESE.search(chinese) and not _ENGLISH.search(_PATH.sub("", chinese)), chinese
        return chinese

    return is_told


def test_pictures_that_cannot_be_read(told, open_window, qtbot, tmp_path):
    (tmp_path / "empty.png").write_bytes(b"")
    (tmp_path / "notes.png").write_text("no picture")
    os.mkfifo(tmp_path / "pipe.png")
    (tmp_path / "nothing").mkdir()
    window = open_window()
    names = ("empty.png", "notes.png", "pipe.png", "nothing", "absent.png")
    drop(window, mime(*(tmp_path / name for name in names)))
    wait_read(qtbot, window)
    results, page = window.files.results, window.files
    for row in results.rows:
        remark = told(lambda row=row: results.remark(row))
        assert not remark.startswith(str(tmp_path))  # the name stands above it
        told(lambda row=row: results.sentence(row))
    page.table.choose(1)
    told(page.stage.trouble.detail.text if page.stage.trouble.detail.text() else page.stage.trouble.advice.text)


def test_a_table_that_cannot_be_written(told, open_window, qtbot, tmp_path):
    window = open_window()
    drop(window, mime(tmp_path / "absent.png"))
    wait_read(qtbot, window)
    window.files.dialogs.export(str(tmp_path / "nowhere" / "a.csv"), window.files.results.rows)
    qtbot.waitUntil(window.files.strip.isVisible, timeout=5_000)
    assert "没有那个文件" in told(window.files.strip.message.text)


def test_a_drawing_that_cannot_be_saved_or_opened(told, open_window, hands, qtbot, tmp_path):
    window = open_window()
    draw = window.draw
    hands.mouse(draw.canvas, seven())
    for name in ("a.png", "a.json"):
        draw.files.save(tmp_path / "nowhere" / name)
        qtbot.waitUntil(lambda name=name: f"{name}:" in draw.strip.message.text(), timeout=5_000)
        assert told(draw.strip.message.text).count(name) == 1
    (tmp_path / "b.json").write_text('{"format": "atlas-digits strokes", "version": 9}')
    draw.files.open_strokes(tmp_path / "b.json")
    qtbot.waitUntil(lambda: "b.json" in draw.strip.message.text(), timeout=5_000)
    told(draw.strip.message.text)


@pytest.mark.parametrize("name", ["http://127.0.0.1:9/video", "nowhere.mp4", "ftp://camera/video", "mipi:0"])
def test_a_camera_that_cannot_be_used(told, open_window, qtbot, tmp_path, monkeypatch, name):
    monkeypatch.setenv("ATLAS_DIGITS_MIPI_LIBRARY", str(tmp_path / "absent.so"))
    window = open_window(camera={"find": list})
    page = window.camera
    page.open(str(tmp_path / name) if name.endswith(".mp4") else name)
    qtbot.waitUntil(page.trouble.detail.isVisible, timeout=15_000)
    told(page.trouble.detail.text)


@pytest.mark.parametrize("ending", ["onnx", "om"])
def test_an_engine_that_cannot_be_opened(told, open_window, qtbot, tmp_path, ending):
    (tmp_path / f"mine.{ending}").write_bytes(b"PK\x03\x04")
    window = open_window(InferenceThread(engine_opener(None, str(tmp_path / f"mine.{ending}"))))
    qtbot.waitUntil(window.draw.banner.isVisible, timeout=10_000)
    for shown in (window.draw.banner.message.text, window.chip.toolTip, window.chip.accessibleDescription):
        told(shown)
    told(window.draw.banner.accessibleDescription)


def test_an_engine_in_anothers_place(told, open_window, qtbot, tmp_path):
    opener = lenient_opener(Choice("onnx", str(tmp_path / "gone.onnx")))
    window = open_window(InferenceThread(opener))
    qtbot.waitUntil(window.draw.banner.isVisible, timeout=10_000)
    told(window.draw.banner.message.text)
    told(window.chip.toolTip)
    (section,) = window.settings_page.findChildren(EngineSection)
    told(section.why.text)


@pytest.mark.qt_log_ignore("This plugin does not support")  # raising and grabbing, which a menu does
def test_a_model_that_is_damaged(told, open_window, qtbot, tmp_path, monkeypatch):
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    own = places.data() / "models"
    own.mkdir(parents=True)
    (own / "mine.onnx").write_bytes(b"no model")
    window = open_window()
    qtbot.waitUntil(lambda: bool(window.models.found) and window.models.running is not None, timeout=10_000)

    def tool_tips():
        menu = window.engine_menu
        menu.open_under(window.chip)
        found = [action.toolTip() for action in menu.actions() if not action.isEnabled() and "mine" in action.toolTip()]
        menu.hide()
        return found[0] if found else ""

    told(tool_tips)
    window.models.choose(Choice("onnx", str(own / "mine.onnx")))
    qtbot.waitUntil(window.draw.banner.isVisible, timeout=10_000)
    told(window.draw.banner.message.text)
    assert window.models.chosen == AUTOMATIC


def test_a_model_whose_layers_cannot_be_shown(told, open_window, hands, qtbot, tmp_path):
    window = open_window(InferenceThread(engine_opener(None, str(put_model(tmp_path)))))
    hands.mouse(window.draw.canvas, seven())
    qtbot.waitUntil(lambda: window.draw.cards.recognition is not None, timeout=10_000)
    window.draw.explaining.turn()
    panel = window.draw.explaining.panel
    qtbot.waitUntil(panel.message.isVisible, timeout=10_000)
    told(panel.message.text)


def test_a_frame_and_a_recording_that_cannot_be_kept(told, open_camera, lives, qtbot, tmp_path, monkeypatch):
    (tmp_path / "file").write_text("no folder")
    monkeypatch.setattr("app.ui.keeping.folder", lambda place: tmp_path / "file")
    page = open_camera().camera
    lives.last.show(paper("7"))
    qtbot.waitUntil(page.preview.isVisible, timeout=10_000)
    for button in (page.tools.save, page.tools.record):
        button.click()
        qtbot.waitUntil(lambda: "file:" in page.strip.message.text(), timeout=5_000)
        told(page.strip.message.text)
        page.strip.forget_note()


def test_a_store_that_is_damaged(told, open_window, qtbot, store):
    store.parent.mkdir()
    store.write_bytes(b"SQLite format 3\0" + b"x" * 4000)
    window = open_window()
    window.switch.tabs[3].click()
    notice = window.samples.notice
    qtbot.waitUntil(notice.isVisible, timeout=10_000)
    told(notice.accessibleDescription)
