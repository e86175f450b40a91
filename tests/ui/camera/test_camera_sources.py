"""The camera page on real sources: a picture, a folder, a video made on the spot, and what is not there."""

from __future__ import annotations

import cv2
import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from app import errors
from app.sources.live import State
from app.ui.camera.camera_page import SOURCE_VARIABLE
from tests.ui.cameras import paper


@pytest.fixture
def open_page(open_window):
    return lambda: open_window(camera={"find": list}).camera


@pytest.fixture
def video(tmp_path):
    """Two seconds of a 7, then of a 3."""
    path = tmp_path / "held up.avi"
    writer = cv2.VideoWriter(str(path), cv2.VideoWriter_fourcc(*"MJPG"), 25, (960, 720))
    for index in range(50):
        writer.write(paper("7" if index < 25 else "3"))
    writer.release()
    return path


def reads(page, text):
    return lambda: page.cards.answer.text.shown == text


def test_a_video_is_played_at_its_own_rate_read_and_replayed(open_page, qtbot, video):
    page = open_page()
    page.open(str(video))
    qtbot.waitUntil(reads(page, "7"), timeout=10_000)
    qtbot.waitUntil(reads(page, "3"), timeout=5_000)
    assert 15 <= int(page.figures.texts[0].split()[0]) <= 30
    qtbot.waitUntil(page.strip.isVisible, timeout=5_000)
    assert page.strip.message.text() == "held up.avi ends here."
    assert page.preview.isVisible() and reads(page, "3")(), "its last picture stays"
    QTest.mouseClick(page.strip.button, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(reads(page, "7"), timeout=5_000)
    assert page.strip.isHidden()


def test_a_picture_stays_and_is_read(open_page, qtbot, tmp_path):
    cv2.imwrite(str(tmp_path / "one.png"), paper("3"))
    page = open_page()
    page.open(str(tmp_path / "one.png"))
    qtbot.waitUntil(reads(page, "3"), timeout=10_000)
    qtbot.wait(100)
    assert page.preview.isVisible() and reads(page, "3")()


def test_the_pictures_of_a_folder_come_by_name(open_page, qtbot, tmp_path):
    for name, digit in (("a.png", "7"), ("b.png", "3")):
        cv2.imwrite(str(tmp_path / name), paper(digit))
    page = open_page()
    page.open(str(tmp_path))
    qtbot.waitUntil(reads(page, "7"), timeout=10_000)
    qtbot.waitUntil(reads(page, "3"), timeout=5_000)


@pytest.mark.parametrize(
    ("uri", "title"),
    [
        ("/nowhere/video.avi", "video.avi cannot be used"),
        ("/dev/video97", "video97 is not there"),
        ("http://127.0.0.1:9/video", "127.0.0.1:9 does not answer"),
        ("gopher://host", "host cannot be used"),
        ("http://host:80800/video", "http://host:80800/video cannot be used"),
        ("http://me:secret@host:abc/", "http://host:abc/ cannot be used"),
        ("http://me:sec/ret@host/", "http://host/ cannot be used"),
        ("http://[::1/video", "http://[::1/video cannot be used"),
        ("http://me:secret@/", "http:/// cannot be used"),
    ],
)
def test_what_is_not_there_is_said(open_page, qtbot, uri, title):
    page = open_page()
    page.open(uri)
    qtbot.waitUntil(lambda: page.trouble.title.text() == title, timeout=10_000)


def test_a_mistyped_address_from_the_environment_is_said(open_page, qtbot, monkeypatch):
    monkeypatch.setenv(SOURCE_VARIABLE, "http://[::1/video")
    page = open_page()
    qtbot.waitUntil(lambda: page.trouble.title.text() == "http://[::1/video cannot be used", timeout=10_000)
    assert "no address of a camera" in page.trouble.detail.text()


def test_a_camera_on_a_ribbon_cable_is_not_to_be_plugged_in(open_camera, lives, qtbot):
    page = open_camera().camera
    page.open("mipi:0")
    lives.last.tell(State.WAITING, errors.SourceAbsentError("mipi:0: no camera answers on the cable."))
    qtbot.waitUntil(lambda: "is not there" in page.trouble.title.text())
    assert "on the cable" in page.trouble.detail.text() and "Plug" not in page.trouble.advice.text()


def test_a_text_file_is_no_source(open_page, qtbot, tmp_path):
    (tmp_path / "notes.avi").write_text("no video")
    page = open_page()
    page.open(str(tmp_path / "notes.avi"))
    qtbot.waitUntil(lambda: "cannot be used" in page.trouble.title.text(), timeout=10_000)
    assert "not a video" in page.trouble.detail.text()
    page.close_source(1.0)


def test_a_source_that_is_chosen_while_another_runs_takes_its_place(open_page, qtbot, video, tmp_path):
    cv2.imwrite(str(tmp_path / "one.png"), paper("1"))
    page = open_page()
    page.open(str(video))
    qtbot.waitUntil(reads(page, "7"), timeout=10_000)
    page.open(str(tmp_path / "one.png"))
    assert reads(page, "")()
    qtbot.waitUntil(reads(page, "1"), timeout=5_000)
    qtbot.wait(200)
    assert reads(page, "1")()
