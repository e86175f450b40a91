"""Files that are slow, damaged or out of reach."""

import os
import sys
import threading
import time

import cv2
import numpy as np
import pytest

from app.errors import (
    SourceClosedError,
    SourceEndedError,
    SourceOpenError,
    SourcePermissionError,
    SourceUnknownError,
    StreamBrokenError,
)
from app.sources import Frame, Wanted, open_source
from app.sources.recording import Recording


class Slow:
    """Reads when it is let, and tells when that is waited for and when it was given back."""

    def __init__(self):
        self.waiting, self.go_on, self.released = threading.Event(), threading.Event(), threading.Event()
        self.releases_while_read = 0

    def read(self, *_):
        self.waiting.set()
        assert self.go_on.wait(10)
        self.releases_while_read += self.released.is_set()
        return False, None

    def receive(self, *_):
        return self.read() and b""

    def get(self, _):
        return 0.0

    def release(self):
        self.released.set()


def slow_video(folder, slow):
    writer = cv2.VideoWriter(str(folder / "a.avi"), cv2.VideoWriter_fourcc(*"MJPG"), 30, (64, 48))
    writer.write(np.zeros((48, 64, 3), np.uint8))
    writer.release()
    source = open_source(str(folder / "a.avi"), Wanted(paced=False))
    source._capture.release()
    source._capture = slow
    return source


def slow_recording(folder, slow):
    with Recording(folder / "a.mpjpeg") as recording:
        recording.write(Frame(np.zeros((48, 64, 3), np.uint8), 0.0, 0))
    source = open_source(str(folder / "a.mpjpeg"), Wanted(paced=False))
    source._parts._receive = slow.receive
    file_closed = source._in_use._give_back
    source._in_use._give_back = lambda: (file_closed(), slow.release())
    return source


@pytest.mark.parametrize("opened", [slow_video, slow_recording])
def test_closing_does_not_wait_for_a_read_and_what_is_read_is_given_back_after_it(tmp_path, opened):
    slow, errors = Slow(), []
    source = opened(tmp_path, slow)

    def read():
        with pytest.raises(SourceClosedError) as closed:
            source.read()
        errors.append(closed)

    thread = threading.Thread(target=read, daemon=True)
    thread.start()
    assert slow.waiting.wait(5)
    began = time.monotonic()
    source.close()
    assert time.monotonic() - began < 0.5
    assert not slow.released.is_set()
    slow.go_on.set()
    thread.join(5)
    assert slow.released.wait(5) and slow.releases_while_read == 0
    assert len(errors) == 1


@pytest.mark.parametrize("opened", [slow_video, slow_recording])
def test_what_nobody_reads_is_given_back_at_once(tmp_path, opened):
    slow = Slow()
    opened(tmp_path, slow).close()
    assert slow.released.is_set()


def recording_with_times(path, *times):
    """A recording whose headers say these times, and numbers that are none."""
    picture = cv2.imencode(".jpg", np.zeros((48, 64, 3), np.uint8))[1].tobytes()
    for number, when in enumerate(times):
        head = f"--atlas-digits-frame\r\nContent-Length: {len(picture)}\r\nX-Seconds: {when}\r\nX-Sequence: {number}"
        path.write_bytes((path.read_bytes() if number else b"") + head.encode() + b"\r\n\r\n" + picture + b"\r\n")
    return str(path)


def times_of(uri, wanted):
    times = []
    with open_source(uri, wanted) as source, pytest.raises(SourceEndedError):
        while True:
            times.append(source.read().time)
    return times


def test_a_gap_in_a_recording_is_shortened_where_it_would_be_waited_for(tmp_path):
    uri = recording_with_times(tmp_path / "a.mpjpeg", 0, 0.03, 0.06, 600, 600.03)
    began = time.monotonic()
    assert np.diff(times_of(uri, Wanted())) == pytest.approx([0.03, 0.03, 2.0, 0.03], abs=1e-4)
    assert 1.9 < time.monotonic() - began < 4
    assert np.diff(times_of(uri, Wanted(paced=False))) == pytest.approx([0.03, 0.03, 599.94, 0.03], abs=1e-4)


@pytest.mark.parametrize("damaged", ["1e300", "1e308", "inf", "nan", "-1e300", "x", ""])
@pytest.mark.parametrize("paced", [True, False])
def test_a_time_that_cannot_be_costs_no_frame_and_no_time_after_it(tmp_path, damaged, paced):
    times = times_of(recording_with_times(tmp_path / "a.mpjpeg", 0, damaged, 0.04, 0.08), Wanted(paced=paced))
    steps = np.diff(times)
    assert len(times) == 4 and (steps >= 0).all() and steps.sum() < 86401
    assert steps[2] == pytest.approx(0.04, abs=1e-4)


@pytest.mark.parametrize("number", ["²", "٣", "9" * 5000, "-1"])
def test_what_only_looks_like_a_number_is_none(tmp_path, number):
    uri = recording_with_times(tmp_path / "a.mpjpeg", 0, 0.04)
    path = tmp_path / "a.mpjpeg"
    content = path.read_bytes().replace(b"X-Sequence: 1", b"X-Sequence: " + number.encode("latin-1", "replace"))
    start = content.rindex(b"Content-Length: ")
    end = content.index(b"\r", start)
    path.write_bytes(content[:start] + b"Content-Length: " + number.encode("latin-1", "replace") + content[end:])
    assert len(times_of(uri, Wanted(paced=False))) >= 1


def levels_of(uri):
    levels = []
    with open_source(str(uri), Wanted(paced=False)) as source:
        try:
            while True:
                frame = source.read()
                assert frame.sequence == len(levels)
                levels.append(int(frame.pixels.max()))
        except SourceEndedError:
            return levels


def test_a_picture_that_cannot_be_read_costs_itself_only(tmp_path):
    for name, level in (("b", 10), ("d", 20)):
        cv2.imwrite(str(tmp_path / f"{name}.png"), np.full((48, 64), level, np.uint8))
    for name in ("a", "c", "e"):
        (tmp_path / f"{name}.png").write_bytes(b"none")
    assert levels_of(tmp_path) == [10, 20]


def test_a_folder_without_one_picture_that_can_be_read_says_why(tmp_path):
    for name in ("a", "b"):
        (tmp_path / f"{name}.png").write_bytes(b"none")
    with open_source(str(tmp_path), Wanted(paced=False)) as source:
        for _ in range(2):
            with pytest.raises(StreamBrokenError, match=r"a\.png: this is not a picture"):
                source.read()


@pytest.mark.parametrize("ending", ["png", "avi", "mpjpeg"])
def test_a_name_that_is_too_long_is_said(tmp_path, ending):
    with pytest.raises(SourceOpenError, match="File name too long"):
        open_source(str(tmp_path / ("a" * 300 + "." + ending)))


@pytest.mark.parametrize("ending", ["png", "avi", "mpjpeg"])
def test_a_name_that_is_half_a_character_is_said(ending):
    with pytest.raises(SourceUnknownError, match="no file can have this name"):
        open_source(f"\ud83d.{ending}")


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux has a file that opens and gives nothing")
@pytest.mark.parametrize("ending", ["png", "mp4", "mpjpeg"])
def test_a_file_that_opens_but_cannot_be_read_is_said(tmp_path, ending):
    (tmp_path / f"a.{ending}").symlink_to("/proc/self/mem")
    with pytest.raises(SourceOpenError, match=rf"a\.{ending}"):
        open_source(str(tmp_path / f"a.{ending}"))


@pytest.mark.skipif(os.geteuid() == 0, reason="nothing is forbidden to root")
@pytest.mark.parametrize("ending", ["png", "avi", "mpjpeg"])
def test_a_folder_that_may_not_be_looked_into_is_said(tmp_path, ending):
    tmp_path.chmod(0)
    try:
        with pytest.raises(SourcePermissionError, match="may not read"):
            open_source(str(tmp_path / f"a.{ending}"))
    finally:
        tmp_path.chmod(0o700)


def test_a_strip_of_any_length_is_searched_for_a_sheet_at_a_bounded_size(monkeypatch):
    from app.recognition import sheet

    sizes = []
    monkeypatch.setattr(sheet, "_sheet", lambda small: sizes.append(small.shape))
    for shape in ((20000, 3), (3, 20000), (360, 640)):
        assert sheet.without_surroundings(np.zeros(shape, np.uint8)).shape == shape
    assert sizes == [(640, 160), (8, 160), (90, 160)]
