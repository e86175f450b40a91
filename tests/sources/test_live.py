"""A source that is read all the time: on files and on a server of this machine. Webcams: on_a_webcam.py."""

import threading
import time

import cv2
import numpy as np
import pytest

from app.errors import SourceAbsentError, SourceLostError, SourceStalledError, SourceUnknownError
from app.sources import Frame, Mode
from app.sources.live import PAUSES, LiveSource, State
from tests.sources.devices.server import HEAD, CameraServer, jpeg, serving, wait_until

PICTURES = [jpeg(level) for level in (60, 120, 180)]


@pytest.fixture
def watch():
    """Start a live source; returns it, what it tells, and its mailbox."""
    lives = []

    def start(uri, **options):
        told = []
        live = LiveSource(uri, told.append, **options)
        lives.append(live)
        box = live.subscribe()
        live.start()
        return live, told, box

    yield start
    for live in lives:
        assert live.close(6), "the thread did not end"


def states(told):
    return [status.state for status in told]


def endless(client):
    client.send(HEAD)
    while True:
        client.stream(PICTURES)


def test_frames_come_and_a_slow_reader_gets_the_newest(watch):
    with serving(endless) as server:
        _, told, box = watch(server.url)
        first = box.take(5)
        time.sleep(0.3)
        second = box.take(5)
        assert second.sequence > first.sequence + 3
        assert box.dropped >= second.sequence - first.sequence - 1
        assert states(told) == [State.OPENING, State.RUNNING]
        assert told[-1].got == Mode(320, 240)


def test_every_reader_has_a_mailbox_of_its_own(watch):
    with serving(endless) as server:
        live, _, box = watch(server.url)
        other = live.subscribe()
        assert box.take(5) and other.take(5)
        other.close()
        assert box.take(5) and box.take(5)


def test_a_broken_stream_is_opened_again_by_itself(watch):
    def script(client):
        client.send(HEAD)
        client.stream(PICTURES)

    with serving(script) as server:
        _, told, _ = watch(server.url)
        assert wait_until(lambda: server.served >= 3 and states(told).count(State.RUNNING) >= 3)
        assert State.WAITING in states(told)
        assert any(isinstance(status.error, SourceLostError) for status in told)


def test_no_picture_outlives_its_camera(watch):
    go_on = threading.Event()

    def script(client):
        client.send(HEAD)
        client.stream(PICTURES)
        go_on.wait(5)

    with serving(script) as server:
        boxes = []

        def lost(status):
            if status.state == State.WAITING:
                boxes.append(live_box.take(0))

        live = LiveSource(server.url, lost)
        live_box = live.subscribe()
        live.start()
        assert wait_until(lambda: live_box.dropped)
        go_on.set()
        assert wait_until(lambda: boxes)
        assert live.close(6)
    assert boxes[0] is None


def test_a_stall_is_told_and_lived_through(watch):
    def script(client):
        client.send(HEAD)
        client.stream(PICTURES)
        if client.number == 0:
            client.wait(10)
        endless(client)

    with serving(script) as server:
        _, told, _ = watch(server.url)
        assert wait_until(lambda: any(isinstance(status.error, SourceStalledError) for status in told))
        assert State.STALLED in states(told)
        assert wait_until(lambda: told[-1].state == State.RUNNING)


def test_a_camera_that_comes_later_is_found_and_the_same_trouble_is_told_once(watch):
    with serving(endless) as server:
        port = server.port
    _, told, box = watch(f"http://127.0.0.1:{port}/video")
    assert wait_until(lambda: states(told) == [State.OPENING, State.WAITING])
    time.sleep(PAUSES[0] + PAUSES[1] + 0.2)
    assert states(told) == [State.OPENING, State.WAITING]
    assert isinstance(told[-1].error, SourceAbsentError)
    server = CameraServer(endless, port)
    try:
        assert box.take(10)
    finally:
        server.close()


def test_attempts_have_pauses_that_grow_and_can_be_cut_short(watch):
    attempts = []

    def opener(uri, wanted):
        attempts.append(time.monotonic())
        raise SourceAbsentError("There is none.")

    live, _, _ = watch("0", opener=opener)
    assert wait_until(lambda: len(attempts) == 4)
    pauses = np.diff(attempts)
    assert all(pause >= 0.9 * least for pause, least in zip(pauses, PAUSES))
    time.sleep(0.05)
    live.try_again()
    assert wait_until(lambda: len(attempts) == 5, 0.5)


def test_what_is_no_source_is_not_tried_again(watch):
    _, told, _ = watch("gopher://x")
    assert wait_until(lambda: states(told) == [State.OPENING, State.FAILED])
    assert isinstance(told[-1].error, SourceUnknownError)


def test_a_file_that_is_absent_is_not_tried_again(watch, tmp_path):
    _, told, _ = watch(str(tmp_path / "a.mp4"))
    assert wait_until(lambda: states(told) == [State.OPENING, State.FAILED])


def test_a_picture_ends_and_stays_to_be_taken(watch, tmp_path):
    cv2.imwrite(str(tmp_path / "a.png"), np.full((30, 40), 200, np.uint8))
    _, told, box = watch(str(tmp_path / "a.png"))
    assert wait_until(lambda: told[-1].state == State.ENDED)
    assert box.take(1).pixels.shape == (30, 40)


def test_a_change_of_size_is_told(watch):
    def script(client):
        client.send(HEAD)
        client.stream([jpeg(60), jpeg(60, (64, 48))])
        client.wait(5)

    with serving(script) as server:
        _, told, _ = watch(server.url)
        assert wait_until(lambda: [s.got for s in told if s.state == State.RUNNING] == [Mode(320, 240), Mode(64, 48)])


def test_closing_while_it_opens_returns_at_once_and_closes_what_was_opened():
    entered, go_on, closed = threading.Event(), threading.Event(), threading.Event()

    class Opened:
        def __enter__(self):
            return self

        def __exit__(self, *_):
            closed.set()

    def opener(uri, wanted):
        entered.set()
        go_on.wait(5)
        return Opened()

    live = LiveSource("0", lambda status: None, opener=opener)
    box = live.subscribe()
    live.start()
    assert entered.wait(5)
    began = time.monotonic()
    live.close()
    assert time.monotonic() - began < 0.5
    assert box.take() is None
    go_on.set()
    assert closed.wait(5)


def test_closing_before_it_has_started_is_no_error():
    assert LiveSource("0", lambda status: None).close()


def test_an_unexpected_error_is_told_and_not_swallowed(watch):
    def opener(uri, wanted):
        raise ZeroDivisionError("what is this")

    _, told, _ = watch("0", opener=opener)
    assert wait_until(lambda: told[-1].state == State.FAILED)
    assert "what is this" in told[-1].message


def test_a_callback_gets_every_frame(watch):
    frames = []
    with serving(endless) as server:
        watch(server.url, on_frame=frames.append)
        assert wait_until(lambda: len(frames) > 5)
    assert all(isinstance(frame, Frame) for frame in frames)
    assert [frame.sequence for frame in frames] == list(range(len(frames)))
