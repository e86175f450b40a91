"""The MIPI cameras, through the real ctypes code."""

import threading
import time

import numpy as np
import pytest

from app.errors import (
    SourceAbsentError,
    SourceBusyError,
    SourceClosedError,
    SourceLostError,
    SourceOpenError,
    SourceStalledError,
    StreamBrokenError,
)
from app.sources import Mode, Wanted, open_source
from tests.sources.devices.media import OPENING_FAILS, READING_FAILS, SIZES_FAIL
from tests.sources.devices.server import wait_until

_DOES_NOT_EXIST, _OPEN = 3, 1


def closed(media, number=0):
    return wait_until(lambda: f"close {number}" in media.calls)


def test_it_is_opened_set_up_read_and_closed_in_the_order_of_the_header(media):
    with open_source("mipi:1") as camera:
        camera.read()
    assert closed(media, 1)
    calls = [call for call in media.calls if call != "init"]  # that is done once in a process
    assert calls == ["status 1", "open 1", "get 1 4", "set 1 2 20", "set 1 3 1", "set 1 1 1280", "set 1 5 1", "close 1"]
    assert media.mistake == ""


def test_the_luminance_is_the_picture(media):
    with open_source("mipi:0") as camera:
        frames = [camera.read() for _ in range(3)]
    levels = [int(frame.pixels[0, 0]) for frame in frames]
    assert levels == [levels[0], levels[0] + 1, levels[0] + 2]
    for frame in frames:
        assert frame.pixels.shape == (720, 1280) and frame.pixels.dtype == np.uint8
        assert frame.pixels[1, 1] == 200
        assert np.count_nonzero(frame.pixels == frame.pixels[0, 0]) == frame.pixels.size - 1


def test_the_picture_is_a_view_of_what_the_camera_wrote_and_no_copy(media):
    with open_source("mipi:0") as camera:
        pixels = camera.read().pixels
    base = pixels
    while base.base is not None:
        base = base.base
    assert base.size == 1280 * 720 * 3 // 2


@pytest.mark.parametrize(
    ("asked", "got"),
    [((1920, 1080), (1920, 1080)), ((640, 480), (704, 576)), ((0, 0), (1280, 720)), ((100, 100), (352, 288))],
)
def test_the_size_nearest_to_the_one_asked_for_is_taken(media, asked, got):
    with open_source("mipi:0", Wanted(Mode(*asked, 30))) as camera:
        assert camera.asked == Mode(*asked, 30)
        assert (camera.got.width, camera.got.height) == got
        assert camera.got.rate == 20, "it does no more"
        assert camera.read().pixels.shape == got[::-1]
    assert media.mistake == ""


def test_sizes_that_it_does_not_tell_are_those_known_to_work(media):
    media.told_failing(SIZES_FAIL)
    with open_source("mipi:0") as camera:
        assert camera.read().pixels.shape == (720, 1280)


def test_without_the_library_it_is_said_where_it_comes_from(monkeypatch, tmp_path):
    monkeypatch.setenv("ATLAS_DIGITS_MIPI_LIBRARY", str(tmp_path / "absent.so"))
    with pytest.raises(SourceAbsentError, match="200 DK"):
        open_source("mipi:0")


def test_a_file_that_is_no_library_is_said(monkeypatch, tmp_path):
    (tmp_path / "x.so").write_bytes(b"not a library")
    monkeypatch.setenv("ATLAS_DIGITS_MIPI_LIBRARY", str(tmp_path / "x.so"))
    with pytest.raises(SourceOpenError, match="cannot be loaded"):
        open_source("mipi:0")


def test_a_camera_that_is_not_connected_is_said(media):
    media.told_status(1, _DOES_NOT_EXIST)
    with pytest.raises(SourceAbsentError, match="MIPI camera 1"):
        open_source("mipi:1")
    assert "close 1" not in media.calls


def test_a_camera_that_another_program_has_is_said(media):
    media.told_failing(OPENING_FAILS)
    with pytest.raises(SourceBusyError, match="another program"):
        open_source("mipi:0")


def test_a_camera_left_open_by_a_program_that_fell_is_taken_over(media):
    media.told_status(0, _OPEN)
    with open_source("mipi:0") as camera:
        camera.read()
    assert "open 0" not in media.calls
    assert media.mistake == ""


@pytest.mark.parametrize("what", [1, 2, 3, 5])
def test_whatever_cannot_be_set_ends_the_opening_and_closes_the_camera(media, what):
    media.told_failing(what)
    with pytest.raises(SourceOpenError, match="cannot be set"):
        open_source("mipi:0")
    assert closed(media)


def test_reads_that_fail_are_a_loss(media):
    with open_source("mipi:0") as camera:
        camera.read()
        media.told_failing(READING_FAILS)
        with pytest.raises(SourceLostError):
            camera.read()


def test_a_frame_of_another_size_is_never_shown(media):
    with open_source("mipi:0") as camera:
        media.told_cut(1)
        with pytest.raises(StreamBrokenError, match="1280x720"):
            camera.read()


def test_a_camera_that_sends_nothing_is_said_after_two_seconds(media):
    with open_source("mipi:0") as camera:
        media.told_stalled(1)
        began = time.monotonic()
        with pytest.raises(SourceStalledError):
            camera.read()
        assert 1.9 < time.monotonic() - began < 4


def test_closing_ends_a_read_that_waits_and_the_camera_is_closed_when_its_call_returns(media):
    camera = open_source("mipi:0")
    media.told_stalled(1)
    threading.Timer(0.2, camera.close).start()
    began = time.monotonic()
    with pytest.raises(SourceClosedError):
        camera.read()
    assert time.monotonic() - began < 1.5
    assert "close 0" not in media.calls
    media.told_stalled(0)
    assert closed(media)
    assert media.mistake == ""


def test_a_camera_that_was_just_closed_can_be_opened_at_once(media):
    for _ in range(5):
        camera = open_source("mipi:0")
        threading.Timer(0.03, camera.close).start()
        with pytest.raises(SourceClosedError):
            while True:
                camera.read()
    assert closed(media)
    assert media.mistake == ""
    assert media.calls.count("open 0") == 5
