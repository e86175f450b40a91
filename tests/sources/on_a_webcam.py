"""What holds for a webcam, run by test_v4l2.py in a process where /dev/video42 is one.

By hand: LD_PRELOAD=camera.so FAKE_CAMERA=FOLDER python -m pytest tests/sources/on_a_webcam.py
"""

import os
import subprocess
import sys
import threading
import time
from pathlib import Path

import numpy as np
import pytest

from app.errors import (
    SourceAbsentError,
    SourceBusyError,
    SourceClosedError,
    SourceLostError,
    SourcePermissionError,
    SourceReadError,
    SourceStalledError,
    StreamBrokenError,
)
from app.sources import Mode, Wanted, open_source
from app.sources.live import LiveSource, State
from tests.sources.devices.camera import DEVICE, VARIABLE, FakeCamera
from tests.sources.devices.server import wait_until

LEVELS = (40, 80, 120, 160, 200)
SMALL = Wanted(Mode(640, 480, 30))


def pictures(size=(1280, 720), levels=LEVELS):
    return [np.full((size[1], size[0], 3), level, np.uint8) for level in levels]


@pytest.fixture
def webcam():
    camera = FakeCamera(Path(os.environ[VARIABLE]))
    camera.reset()
    camera.add_modes(pictures())
    yield camera
    camera.control.stalled = 0
    assert wait_until(lambda: camera.control.handles == 0, 5), "the device is still held"
    assert camera.control.mistakes == 0


class Watcher:
    """A live source with what it told, and when."""

    def __init__(self, uri="42", wanted=SMALL):
        self.told = []
        self.live = LiveSource(uri, self.take, wanted=wanted)
        self.box = self.live.subscribe()

    def take(self, status):
        self.told.append((status, time.monotonic()))

    @property
    def state(self):
        return self.told[-1][0].state if self.told else None

    @property
    def status(self):
        return self.told[-1][0]

    def reaches(self, state, seconds=10.0):
        return wait_until(lambda: self.state == state, seconds)

    def __enter__(self):
        self.live.start()
        return self

    def __exit__(self, *_):
        assert self.live.close(6)


def level(frame):
    return int(frame.pixels.mean())


def test_it_gives_the_pictures_in_their_order(webcam):
    with open_source("42", SMALL) as camera:
        frames = [camera.read() for _ in range(8)]
    levels = [level(frame) for frame in frames]
    start = min(range(5), key=lambda i: abs(LEVELS[i] - levels[0]))
    assert levels == pytest.approx([LEVELS[(start + i) % 5] for i in range(8)], abs=3)
    assert [frame.sequence for frame in frames] == list(range(8))
    assert frames[0].pixels.shape == (480, 640, 3) and frames[0].pixels.dtype == np.uint8


def test_a_number_a_device_and_its_name_are_one_camera(webcam):
    for uri in ("42", DEVICE):
        with open_source(uri) as camera:
            assert (camera.title, camera.uri) == ("Paper Camera", uri)
        assert wait_until(lambda: webcam.control.handles == 0)


def test_a_large_size_comes_compressed_and_what_was_got_is_told(webcam):
    with open_source("42") as camera:
        assert camera.asked == Mode(1280, 720, 30)
        assert (camera.got.width, camera.got.height, round(camera.got.rate)) == (1280, 720, 30)
        assert camera.read().pixels.shape == (720, 1280, 3)


def test_a_size_that_it_has_not_is_answered_with_one_that_it_has(webcam):
    with open_source("42", Wanted(Mode(1234, 567, 15))) as camera:
        assert camera.asked == Mode(1234, 567, 15)
        assert (camera.got.width, camera.got.height) == (640, 480)


def test_a_camera_that_does_not_compress_gives_its_pictures_raw(webcam):
    for mode in webcam.folder.glob("*.MJPG"):
        mode.unlink()
    webcam.add_mode(pictures())
    with open_source("42") as camera:
        assert camera.read().pixels.shape == (720, 1280, 3)


def test_the_time_of_a_frame_is_the_driver_s(webcam):
    with open_source("42", SMALL) as camera:
        times = []
        for _ in range(20):
            frame = camera.read()
            assert 0 <= time.monotonic() - frame.time < 0.5
            times.append(frame.time)
    assert np.median(np.diff(times)) == pytest.approx(1 / 30, abs=0.01)


def test_exposure_and_brightness_have_ranges_and_are_set_within_them(webcam):
    with open_source("42", SMALL) as camera:
        found = camera.controls()
        assert (found["brightness"].lowest, found["brightness"].highest, found["brightness"].value) == (-64, 64, 0)
        assert found["exposure"].automatic
        camera.set_control("brightness", 1000)
        camera.set_control("exposure", 500)
        assert (webcam.control.brightness, webcam.control.exposure) == (64, 500)
        assert not camera.controls()["exposure"].automatic
        camera.set_control("exposure", None)
        camera.set_control("brightness", None)
        assert camera.controls()["exposure"].automatic and webcam.control.brightness == 0
        with pytest.raises(KeyError):
            camera.set_control("zoom", 1)
        camera.read()


def test_a_camera_without_settings_has_none(webcam):
    webcam.control.has_controls = 0
    with open_source("42", SMALL) as camera:
        assert camera.controls() == {}
        with pytest.raises(KeyError):
            camera.set_control("exposure", 5)


def test_no_camera_is_said_at_once(webcam):
    webcam.unplug()
    began = time.monotonic()
    with pytest.raises(SourceAbsentError, match=DEVICE):
        open_source("42")
    assert time.monotonic() - began < 0.5


def test_no_permission_names_the_group(webcam):
    webcam.control.denied = 1
    with pytest.raises(SourcePermissionError, match="usermod -aG video"):
        open_source("42")


def test_a_camera_that_another_has_is_said(webcam):
    with open_source("42", SMALL) as camera:
        with pytest.raises(SourceBusyError, match="another program"):
            open_source("42")
        camera.read()


def test_a_camera_that_was_just_closed_can_be_opened_at_once(webcam):
    for _ in range(5):
        open_source("42", SMALL).close()
    with open_source("42", SMALL) as camera:
        camera.read()


def test_an_unplugged_camera_is_said_within_a_second(webcam):
    with open_source("42", SMALL) as camera:
        camera.read()
        webcam.unplug()
        began = time.monotonic()
        with pytest.raises(SourceLostError, match="unplugged"):
            for _ in range(8):  # those that were on their way
                camera.read()
        assert time.monotonic() - began < 1


def test_a_camera_that_stalls_is_said_after_two_seconds(webcam):
    with open_source("42", SMALL) as camera:
        camera.read()
        webcam.control.stalled = 1
        began = time.monotonic()
        with pytest.raises(SourceStalledError, match="2 s"):
            for _ in range(8):
                camera.read()
        assert 1.8 < time.monotonic() - began < 4


def test_a_camera_unplugged_while_it_stalls_is_said_within_a_second(webcam):
    with open_source("42", SMALL) as camera:
        camera.read()
        webcam.control.stalled = 1
        threading.Timer(0.5, webcam.unplug).start()
        began = time.monotonic()
        with pytest.raises(SourceLostError):
            for _ in range(8):
                camera.read()
        assert time.monotonic() - began < 1.5


def test_pictures_that_are_none_are_said(webcam):
    with open_source("42") as camera:
        camera.read()
        webcam.control.garbage = 1
        with pytest.raises(StreamBrokenError, match="no picture"):
            for _ in range(8):
                camera.read()


def test_a_damaged_picture_now_and_then_is_left_out_and_none_is_shown_twice(webcam):
    frames = pictures()
    webcam.add_mode(frames, "MJPG", damaged={2})
    with open_source("42") as camera:
        levels = [level(camera.read()) for _ in range(8)]
    assert not any(abs(found - LEVELS[2]) < 10 for found in levels)
    assert all(abs(a - b) > 10 for a, b in zip(levels, levels[1:]))


def test_closing_ends_a_read_that_waits(webcam):
    camera = open_source("42", SMALL)
    webcam.control.stalled = 1
    threading.Timer(0.3, camera.close).start()
    began = time.monotonic()
    with pytest.raises(SourceClosedError):
        while True:
            camera.read()
    assert time.monotonic() - began < 1


def test_live_a_camera_that_is_unplugged_leaves_no_picture_and_comes_back_by_itself(webcam):
    with Watcher() as watcher:
        assert watcher.box.take(10)
        webcam.unplug()
        unplugged = time.monotonic()
        assert watcher.reaches(State.WAITING)
        assert watcher.told[-1][1] - unplugged < 1
        assert isinstance(watcher.status.error, SourceLostError)
        assert watcher.box.take(0.3) is None
        assert wait_until(lambda: isinstance(watcher.status.error, SourceAbsentError))
        webcam.plug()
        assert watcher.reaches(State.RUNNING)
        assert watcher.box.take(5)


def test_live_a_hundred_times_unplugged_and_plugged_in_again(webcam):
    webcam.control.period = 5_000
    with Watcher() as watcher:
        for _ in range(100):
            assert watcher.reaches(State.RUNNING)
            assert watcher.box.take(5)
            webcam.unplug()
            assert watcher.reaches(State.WAITING)
            assert watcher.box.take(0) is None
            webcam.plug()
            watcher.live.try_again()
        assert watcher.reaches(State.RUNNING)
        assert threading.active_count() < 20
        assert webcam.control.handles <= 2


def test_live_a_stall_is_told_and_lived_through(webcam):
    with Watcher() as watcher:
        assert watcher.box.take(10)
        webcam.control.stalled = 1
        assert watcher.reaches(State.STALLED, 5)
        assert watcher.box.take(0) is None
        webcam.control.stalled = 0
        assert watcher.reaches(State.RUNNING)


def test_live_a_camera_that_is_busy_or_denied_is_taken_when_it_can_be_had(webcam):
    webcam.control.busy = 1
    with Watcher() as watcher:
        assert wait_until(lambda: watcher.told and isinstance(watcher.status.error, SourceBusyError))
        assert watcher.state == State.WAITING
        webcam.control.denied = 1
        assert wait_until(lambda: isinstance(watcher.status.error, SourcePermissionError))
        webcam.control.busy = webcam.control.denied = 0
        assert watcher.reaches(State.RUNNING)


def test_live_no_camera_waits_for_one(webcam):
    webcam.unplug()
    with Watcher() as watcher:
        assert watcher.reaches(State.WAITING)
        assert isinstance(watcher.status.error, SourceAbsentError)
        webcam.plug()
        assert watcher.reaches(State.RUNNING)


def test_live_a_change_of_size_in_mid_stream_is_followed(webcam):
    with Watcher() as watcher:
        assert watcher.box.take(10).pixels.shape == (480, 640, 3)
        webcam.add_mode(pictures((800, 600)))
        webcam.control.width, webcam.control.height = 800, 600
        assert wait_until(lambda: watcher.state == State.RUNNING and watcher.status.got.width == 800)
        assert wait_until(lambda: watcher.box.take(1).pixels.shape == (600, 800, 3))


def test_live_a_cap_on_the_lens_is_told_and_so_is_its_removal(webcam):
    webcam.add_mode(pictures((640, 480), levels=(2,)))
    with Watcher() as watcher:
        assert watcher.reaches(State.BLACK)
        assert "cap" in watcher.status.message
        webcam.add_mode(pictures((640, 480)))
        webcam.unplug()  # the pictures are read when it is plugged in
        webcam.plug()
        assert watcher.reaches(State.RUNNING)


def test_live_settings_are_told_and_set_between_frames(webcam):
    with Watcher() as watcher:
        assert watcher.reaches(State.RUNNING)
        assert set(watcher.status.controls) == {"exposure", "brightness"}
        watcher.live.set_control("brightness", 7)
        watcher.live.set_control("zoom", 7)
        assert wait_until(lambda: watcher.status.controls["brightness"].value == 7)
        assert webcam.control.brightness == 7


def test_live_closing_while_a_read_blocks_returns_at_once_and_gives_the_camera_back(webcam):
    watcher = Watcher()
    watcher.live.start()
    assert watcher.box.take(10)
    webcam.control.stalled = 1
    time.sleep(0.2)
    began = time.monotonic()
    watcher.live.close()
    assert time.monotonic() - began < 0.2
    assert watcher.reaches(State.CLOSED, 2)
    assert watcher.box.take() is None
    assert wait_until(lambda: webcam.control.handles == 0, 3)


@pytest.mark.parametrize("stalled", [0, 1])
def test_live_a_program_that_ends_while_a_read_blocks_ends_well(webcam, stalled):
    program = (
        "from app.sources.live import LiveSource\n"
        "live = LiveSource('42', lambda status: None); box = live.subscribe(); live.start()\n"
        "assert box.take(20)\n"
        "print('running', flush=True); input()\n"
    )
    for _ in range(3):
        webcam.control.stalled = 0
        command = [sys.executable, "-c", program]
        with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as other:
            assert other.stdout.readline() == b"running\n"
            webcam.control.stalled = stalled
            time.sleep(0.1)
            began = time.monotonic()
            _, complaints = other.communicate(b"\n", timeout=20)
        assert (other.returncode, complaints) == (0, b"")
        assert time.monotonic() - began < 6
        webcam.control.handles = 0  # it counts those that are closed


def test_errors_while_reading_are_all_of_one_kind():
    assert all(issubclass(kind, SourceReadError) for kind in (SourceLostError, SourceStalledError, StreamBrokenError))
