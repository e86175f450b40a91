"""What is kept of the camera's pictures when something comes in between, and what is said of it."""

from __future__ import annotations

import threading
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from app import errors
from app.sources.live import State
from app.sources.source import Frame
from app.ui import keeping
from app.ui.camera import feed, keeper
from tests.ui.cameras import FakeLive, paper


@pytest.fixture
def page(open_camera, lives, qtbot, tmp_path, monkeypatch):
    """The camera page with a picture; what it keeps is in tmp_path."""
    monkeypatch.setattr(keeping, "folder", lambda place: tmp_path)
    window = open_camera()
    lives.last.show(paper("7"))
    qtbot.waitUntil(window.camera.tools.record.isEnabled)
    return window.camera


def record(page, lives, qtbot, *frames):
    page.tools.record.click()
    assert page.feed.recording
    for pixels in frames:
        lives.last.show(pixels)
        qtbot.waitUntil(lambda: page.feed._recorder.frames > 0)


# recordings


def test_a_recording_can_be_ended_while_its_camera_is_away(page, lives, qtbot):
    record(page, lives, qtbot, paper("7"))
    lives.last.tell(State.WAITING, errors.SourceLostError("unplugged"))
    qtbot.waitUntil(page.trouble.isVisible)
    assert page.tools.record.isEnabled() and not page.tools.save.isEnabled()
    page.tools.record.click()
    assert page.feed.recording is None
    assert not page.tools.record.isEnabled(), "there is nothing to record"
    assert "Recorded as" in page.strip.message.text()


def test_where_nothing_came_no_file_is_left_and_that_is_said(page, lives, qtbot, tmp_path):
    record(page, lives, qtbot)
    page.tools.record.click()
    assert page.strip.message.text().startswith("Nothing was recorded")
    assert not list(tmp_path.iterdir())


def test_what_has_ended_cannot_be_recorded(page, lives, qtbot):
    lives.last.tell(State.ENDED, errors.SourceEndedError("over"))
    qtbot.waitUntil(page.strip.isVisible)
    assert not page.tools.record.isEnabled() and page.tools.save.isEnabled()


def test_another_source_ends_a_recording_and_it_is_said_where_it_is(page, lives, qtbot, tmp_path):
    record(page, lives, qtbot, paper("7"))
    page.open("/dev/video1")
    (file,) = tmp_path.iterdir()
    assert page.strip.isVisible() and file.name in page.strip.message.text()
    lives.last.show(paper("3"))
    qtbot.waitUntil(page.preview.isVisible)
    assert page.strip.isVisible(), "the new source does not take it away"
    assert not page.tools.record.isChecked()


def test_a_recording_that_ends_with_its_page_is_told_when_the_page_is_seen_again(
    page, lives, qtbot, tmp_path, monkeypatch
):
    monkeypatch.setattr(keeper, "_NOTE", 0.3)
    record(page, lives, qtbot, paper("7"))
    QTest.keyClick(page.window(), Qt.Key.Key_1, Qt.KeyboardModifier.ControlModifier)
    assert page.feed.recording is None
    qtbot.wait(400)
    QTest.keyClick(page.window(), Qt.Key.Key_2, Qt.KeyboardModifier.ControlModifier)
    (file,) = tmp_path.iterdir()
    assert page.strip.isVisible() and file.name in page.strip.message.text()
    qtbot.waitUntil(page.strip.isHidden)


def test_a_recording_that_cannot_begin_leaves_no_mailbox_behind(page, lives, tmp_path, monkeypatch):
    (tmp_path / "there.mjpeg").write_bytes(b"")
    monkeypatch.setattr(feed, "free_path", lambda inside, ending: tmp_path / "there.mjpeg")
    page.tools.record.click()
    assert page.feed.recording is None and not page.tools.record.isChecked()
    assert "such a file already" in page.strip.message.text()
    assert [mailbox.closed for mailbox in lives.last.mailboxes] == [True]


# notes


@pytest.mark.parametrize(
    ("state", "error", "text", "button"),
    [
        (State.ENDED, errors.SourceEndedError("over"), "ends here", "Play again"),
        (State.BLACK, None, "cap on the lens", ""),
    ],
)
@pytest.mark.parametrize("before", [True, False])
def test_after_a_note_the_state_is_said_again(page, lives, qtbot, monkeypatch, state, error, text, button, before):
    monkeypatch.setattr(keeper, "_NOTE", 0.3)
    if before:
        lives.last.tell(state, error)
        qtbot.waitUntil(lambda: text in page.strip.message.text())
    page.tools.save.click()
    qtbot.waitUntil(lambda: "Saved as" in page.strip.message.text(), timeout=5_000)
    assert page.strip.button.isHidden()
    if not before:
        lives.last.tell(state, error)
    qtbot.waitUntil(lambda: text in page.strip.message.text())
    assert page.strip.isVisible()
    assert page.strip.button.isVisible() == bool(button) and (page.strip.button.text() == button or not button)


# pictures


def test_pictures_that_are_kept_at_the_same_time_all_get_a_file(tmp_path, monkeypatch):
    meet = threading.Barrier(4)
    free_path = keeping.free_path
    met = threading.local()

    def all_at_once(inside, ending):
        path = free_path(inside, ending)
        if not getattr(met, "once", False):
            met.once = True
            meet.wait(10)
        return path

    monkeypatch.setattr(keeping, "free_path", all_at_once)
    monkeypatch.setattr(keeping.time, "strftime", lambda form: "now")
    kept = []
    threads = [
        threading.Thread(target=lambda: kept.append(keeping.keep_picture(Frame(paper("7"), 0.0, 0), 0, tmp_path)))
        for _ in range(4)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert [one.problem for one in kept] == [""] * 4
    assert {one.path for one in kept} == set(tmp_path.iterdir()) and len(set(tmp_path.iterdir())) == 4


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no disk that is always full")
def test_a_full_disk_keeps_no_half_picture(tmp_path, monkeypatch):
    opened = Path.open

    def full(path, mode):
        path.touch()
        return opened(Path("/dev/full"), "wb")

    monkeypatch.setattr(Path, "open", full)
    kept = keeping.keep_picture(Frame(paper("7"), 0.0, 0), 0, tmp_path)
    assert "space" in kept.problem
    assert not list(tmp_path.iterdir())


# who waits for whom


@pytest.mark.parametrize(("uri", "waits"), [("/nowhere/a.png", True), ("/nowhere/b.png", False)])
def test_only_the_same_source_is_waited_for(qtbot, uri, waits):
    before, told = FakeLive("/nowhere/a.png", print, print), []
    live = feed.open_live(uri, told.append, print, before)
    live.start()
    qtbot.waitUntil(lambda: bool(told) and told[-1].state is State.FAILED, timeout=10_000)
    assert before.closed == waits
    live.close(1.0)
