"""What every source promises, by whatever means its frames arrive."""

import inspect
import os
import threading
import time
from contextlib import ExitStack
from pathlib import Path

import cv2
import numpy as np
import pytest

from app.errors import SourceClosedError, SourceEndedError
from app.sources import Frame, Mode, Source, Wanted, is_live, open_source
from app.sources.recording import Recording
from app.sources.source import SOURCES
from tests.sources.devices.camera import VARIABLE, FakeCamera
from tests.sources.devices.server import HEAD, jpeg, serving

SIZE = (320, 240)
LEVELS = (40, 80, 120, 160, 200)

KINDS = ["webcam"] if VARIABLE in os.environ else ["mipi", "http", "rtsp", "video", "picture", "folder", "recording"]
ENDS = {"video", "picture", "folder", "recording"}


def test_every_known_source_is_held_to_the_contract(on_a_webcam):
    assert {*KINDS, "v4l2"} == set(SOURCES)
    outcomes = [outcome for outcome in on_a_webcam if "contract" in outcome.file]
    assert len(outcomes) > 10, "the webcam's run in a process of their own"
    assert [outcome.complaint for outcome in outcomes if outcome.complaint] == []


@pytest.fixture(params=KINDS)
def kind(request):
    return request.param


@pytest.fixture
def uri(kind, tmp_path, request):
    """A source of this kind that gives grey pictures of the levels above."""
    with ExitStack() as stack:
        yield MAKERS[kind](tmp_path, request, stack)


def picture(level):
    return np.full((SIZE[1], SIZE[0], 3), level, np.uint8)


def make_webcam(folder, request, stack):
    camera = FakeCamera(Path(os.environ[VARIABLE]))
    camera.reset()
    camera.add_modes([picture(level) for level in LEVELS])
    return "42"


def make_mipi(folder, request, stack):
    request.getfixturevalue("media")
    return "mipi:0"


def make_http(folder, request, stack):
    def script(client):
        client.send(HEAD)
        while True:
            client.stream([jpeg(level) for level in LEVELS])

    return stack.enter_context(serving(script)).url


def make_rtsp(folder, request, stack):
    """FFmpeg's way, which also plays what else comes over HTTP: no RTSP server is needed to hold it to this."""
    content = request.getfixturevalue("long_video").read_bytes()

    def script(client):
        head = f"HTTP/1.1 200 OK\r\nContent-Type: video/x-msvideo\r\nContent-Length: {len(content)}\r\n\r\n"
        client.send(head.encode() + content)
        client.wait(5)

    return stack.enter_context(serving(script)).url


@pytest.fixture(scope="module")
def long_video(tmp_path_factory):
    return write_video(tmp_path_factory.mktemp("video") / "long.avi", 3000)


def make_video(folder, request, stack):
    return str(write_video(folder / "video.avi", 20))


def write_video(path, frames):
    writer = cv2.VideoWriter(str(path), cv2.VideoWriter_fourcc(*"MJPG"), 30, SIZE)
    for level in LEVELS * (frames // 5):
        writer.write(picture(level))
    writer.release()
    return path


def make_picture(folder, request, stack):
    cv2.imwrite(str(folder / "a.png"), picture(LEVELS[0]))
    return str(folder / "a.png")


def make_folder(folder, request, stack):
    for level in LEVELS:
        cv2.imwrite(str(folder / f"{level:03}.png"), picture(level))
    return str(folder)


def make_recording(folder, request, stack):
    with Recording(folder / "a.mpjpeg") as recording:
        for number, level in enumerate(LEVELS):
            recording.write(Frame(picture(level), 100 + 0.05 * number, number))
    return str(folder / "a.mpjpeg")


MAKERS = {name[len("make_") :]: maker for name, maker in list(globals().items()) if name.startswith("make_")}


@pytest.fixture
def wanted():
    return Wanted(Mode(640, 480, 30), paced=False)


@pytest.fixture
def source(uri, wanted):
    with open_source(uri, wanted) as source:
        yield source


def read_all(source, most):
    frames = []
    try:
        while len(frames) < most:
            frames.append(source.read())
    except SourceEndedError:
        pass
    return frames


class TestSource:
    def test_it_has_what_the_protocol_names(self, source, uri, wanted):
        for member, _ in inspect.getmembers(Source, lambda m: inspect.isfunction(m) or isinstance(m, property)):
            if not member.startswith("_") or member in ("__enter__", "__exit__"):
                assert hasattr(source, member)
        assert source.uri == uri
        assert source.asked == wanted.mode
        assert source.title

    def test_a_frame_is_8_bit_pixels_with_a_time_and_a_number(self, source):
        frame = source.read()
        assert frame.pixels.dtype == np.uint8
        assert frame.pixels.ndim == 2 or frame.pixels.shape[2:] == (3,)
        assert abs(time.monotonic() - frame.time) < 2
        assert frame.sequence == 0

    def test_what_was_got_is_the_size_of_the_frames(self, source):
        frame = source.read()
        assert frame.pixels.shape[:2] == (source.got.height, source.got.width)

    def test_numbers_and_times_go_up(self, source):
        frames = read_all(source, 5)
        assert [frame.sequence for frame in frames] == list(range(len(frames)))
        assert (np.diff([frame.time for frame in frames]) > 0).all()

    def test_a_frame_is_the_reader_s_to_keep(self, source):
        first = source.read()
        kept = first.pixels.copy()
        read_all(source, 4)
        assert (first.pixels == kept).all()

    def test_what_has_an_end_says_so_again_and_again(self, source, kind):
        if kind not in ENDS:
            assert len(read_all(source, 5)) == 5
            return
        frames = read_all(source, 100)
        assert len(frames) == {"video": 20, "picture": 1}.get(kind, 5)
        for _ in range(2):
            with pytest.raises(SourceEndedError, match=r"\.$"):
                source.read()

    def test_only_what_can_come_back_is_waited_for(self, uri, kind):
        assert is_live(uri) == (kind not in ENDS)

    def test_settings_have_ranges_that_hold_their_value(self, source):
        for name, control in source.controls().items():
            assert control.name == name
            assert control.lowest <= control.value <= control.highest
        with pytest.raises(KeyError):
            source.set_control("no such setting", 1)

    def test_once_closed_it_says_so(self, source):
        source.read()
        source.close()
        with pytest.raises(SourceClosedError):
            source.read()

    def test_closing_again_does_nothing_and_takes_no_time(self, source):
        source.read()
        began = time.monotonic()
        source.close()
        source.close()
        assert time.monotonic() - began < 1

    def test_it_may_be_closed_from_another_thread_while_it_is_read(self, source):
        ended = []

        def read():
            try:
                while True:
                    source.read()
            except SourceEndedError:
                ended.append("end")
            except SourceClosedError:
                ended.append("closed")

        thread = threading.Thread(target=read)
        thread.start()
        time.sleep(0.1)
        source.close()
        thread.join(5)
        assert ended and not thread.is_alive()

    def test_leaving_its_block_closes_it_and_lets_errors_pass(self, source):
        with pytest.raises(ZeroDivisionError), source as inside:
            assert inside is source
            raise ZeroDivisionError
        with pytest.raises(SourceClosedError):
            source.read()

    def test_it_can_be_opened_again_after_it_was_closed(self, uri, wanted):
        for _ in range(3):
            with open_source(uri, wanted) as source:
                source.read()
