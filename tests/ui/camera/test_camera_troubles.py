"""What the camera page says when something is wrong, and how it goes on."""

from __future__ import annotations

import time

import numpy as np
import pytest

from app import errors
from app.sources.live import State
from app.ui.engine.inference import InferenceThread
from tests.ui.cameras import TITLE, paper, reads
from tests.ui.engine.test_inference_thread import Opener

TROUBLES = [
    (State.OPENING, None, "Opening", ""),
    (State.WAITING, errors.SourceAbsentError("gone"), "not there", "Plug it in"),
    (State.WAITING, errors.SourceBusyError("busy"), "in use", "Close that program"),
    (State.WAITING, errors.SourcePermissionError("no"), "may not be used", "usermod -aG video"),
    (State.WAITING, errors.SourceOpenError("It is odd."), "cannot be used", ""),
    (State.STALLED, errors.SourceStalledError("no picture"), "sends no pictures", "unplug it"),
    (State.WAITING, errors.StreamBrokenError("garbage"), "cannot be used", "again"),
    (State.FAILED, errors.SourceUnknownError("No such thing."), "cannot be used", ""),
]


@pytest.mark.parametrize("code", ["en", "zh_CN"])
@pytest.mark.parametrize(("state", "error", "title", "advice"), TROUBLES)
def test_what_is_wrong_and_what_to_do_is_said_in_the_pictures_place(
    open_camera, lives, qtbot, translated, state, error, title, advice, code
):
    translated(code)
    window = open_camera()
    lives.last.tell(state, error)
    qtbot.wait(30)
    view = window.camera.trouble
    assert view.isVisible() and not window.camera.preview.isVisible()
    assert not window.camera.tools.freeze.isEnabled()
    if code == "en":
        assert title in view.title.text() and advice in view.advice.text()
    else:
        assert any("\u4e00" <= letter <= "\u9fff" for letter in view.title.text())
        assert "Plug" not in view.advice.text()
    if error:
        view.again.click()
        assert lives.last.tries + len(lives.made) - 1 == 1


def test_an_unplugged_camera_leaves_no_old_picture_and_comes_back_by_itself(open_camera, lives, qtbot):
    window = open_camera()
    page = window.camera
    lives.last.show(paper("7"))
    qtbot.waitUntil(reads(window, "7"), timeout=10_000)
    begin = time.monotonic()
    lives.last.tell(State.WAITING, errors.SourceLostError("unplugged"))
    qtbot.waitUntil(page.trouble.isVisible)
    assert time.monotonic() - begin < 0.5
    assert page.trouble.title.text() == f"{TITLE} was unplugged"
    assert page.preview.frame is None and reads(window, "")()
    lives.last.tell(State.RUNNING)
    lives.last.show(paper("3"))
    qtbot.waitUntil(reads(window, "3"), timeout=5_000)
    assert page.preview.isVisible()


def test_a_frozen_picture_outlives_its_camera_until_it_is_let_go(open_camera, lives, qtbot):
    window = open_camera()
    page = window.camera
    lives.last.show(paper("7"))
    qtbot.waitUntil(reads(window, "7"), timeout=10_000)
    page.freeze()
    lives.last.tell(State.WAITING, errors.SourceLostError("unplugged"))
    qtbot.wait(50)
    assert page.preview.isVisible()
    page.freeze()
    assert page.trouble.isVisible()


def test_a_black_picture_is_taken_for_a_lens_cap(open_camera, lives, qtbot):
    window = open_camera()
    lives.last.show(np.zeros((720, 960, 3), np.uint8))
    lives.last.tell(State.BLACK)
    qtbot.waitUntil(lambda: window.camera.strip.isVisible())
    assert "cap on the lens" in window.camera.strip.message.text()
    lives.last.tell(State.RUNNING)
    qtbot.waitUntil(lambda: window.camera.strip.isHidden())


def test_without_a_camera_the_page_helps_and_takes_the_first_that_is_plugged_in(open_window, lives, qtbot, monkeypatch):
    from app.sources.found import FoundSource
    from app.ui.camera import camera_page

    monkeypatch.setattr(camera_page, "_LOOK_AGAIN", 0.1)
    found = []
    window = open_window(camera={"find": lambda: list(found), "open_source": lives})
    qtbot.waitUntil(lambda: window.camera.trouble.title.text() == "No camera found")
    assert "USB" in window.camera.trouble.advice.text()
    assert window.camera.trouble.again.isVisible() and window.camera.trouble.elsewhere.isVisible()
    found.append(FoundSource("/dev/video0", TITLE))
    qtbot.waitUntil(lambda: bool(lives.made), timeout=5_000)
    assert lives.last.uri == "/dev/video0" and window.camera.picker.text() == TITLE


def test_an_engine_that_fails_is_said_once_and_the_preview_goes_on(open_camera, lives, qtbot):
    opener = Opener()
    inference = InferenceThread(opener)
    window = open_camera(inference=inference)
    page = window.camera
    qtbot.waitUntil(lambda: "ONNX" in window.chip.text(), timeout=10_000)
    said = []
    inference.failed.connect(said.append)
    opener.engine.fails = True
    for _ in range(10):
        last = lives.last.show(paper("7"))
        qtbot.wait(20)
    qtbot.waitUntil(page.banner.isVisible)
    assert page.preview.frame is last and len(said) == 1
    opener.engine.fails = False
    lives.last.show(paper("7"))
    qtbot.waitUntil(lambda: page.banner.isHidden() and not window.chip.warns, timeout=5_000)
