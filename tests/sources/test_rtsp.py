"""Video from the network that FFmpeg plays: what a server on this machine can do to it."""

import socket
import threading
import time

import cv2
import numpy as np
import pytest

from app.errors import (
    SourceAbsentError,
    SourceClosedError,
    SourceLostError,
    SourceOpenError,
    SourceReadError,
    SourceStalledError,
)
from app.sources import open_source
from tests.sources.devices.server import serving


@pytest.fixture(scope="module")
def film(tmp_path_factory):
    """An AVI of two hundred frames that do not compress well, so that a part of it is more than FFmpeg's buffers."""
    path = tmp_path_factory.mktemp("film") / "film.avi"
    writer = cv2.VideoWriter(str(path), cv2.VideoWriter_fourcc(*"MJPG"), 30, (320, 240))
    rng = np.random.default_rng(0)
    for _ in range(200):
        writer.write(rng.integers(0, 256, (240, 320, 3), np.uint8))
    writer.release()
    return path.read_bytes()


def sending(content, then):
    def script(client):
        head = f"HTTP/1.1 200 OK\r\nContent-Type: video/x-msvideo\r\nContent-Length: {10 * len(content)}\r\n\r\n"
        client.send(head.encode() + content)
        client.wait(then)

    return script


def test_a_film_that_comes_over_the_network_is_played(film):
    with serving(sending(film, 5)) as server, open_source(server.url) as source:
        frames = [source.read() for _ in range(20)]
    assert (source.got.width, source.got.height, source.got.rate) == (320, 240, 30)
    assert all(frame.pixels.shape == (240, 320, 3) for frame in frames)


def test_a_stall_in_it_is_said(film):
    with serving(sending(film[: len(film) // 2], 20)) as server, open_source(server.url) as source:
        began = time.monotonic()
        with pytest.raises(SourceStalledError):
            while time.monotonic() - began < 15:
                last = time.monotonic()
                source.read()
        assert time.monotonic() - last < 4


def test_a_disconnect_is_said(film):
    half = film[: len(film) // 2]
    with serving(sending(half, 0)) as server, open_source(server.url) as source, pytest.raises(SourceReadError):
        for _ in range(300):
            source.read()


def test_closing_ends_a_read_that_waits(film):
    with serving(sending(film[: len(film) // 2], 20)) as server:
        source = open_source(server.url)
        threading.Timer(0.7, source.close).start()
        began = time.monotonic()
        with pytest.raises(SourceClosedError):
            while True:
                source.read()
        assert time.monotonic() - began < 2


def test_nobody_there_is_said():
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    with pytest.raises(SourceAbsentError, match="no camera answers"):
        open_source(f"rtsp://127.0.0.1:{port}/stream")


def test_who_does_not_speak_rtsp_is_said_without_the_password():
    refusing = serving(lambda client: client.send(b"HTTP/1.1 404 Not Found\r\n\r\n"))
    with refusing as server, pytest.raises(SourceOpenError, match="gives no video") as refused:
        open_source(f"rtsp://ann:secret@127.0.0.1:{server.port}/stream")
    assert "secret" not in str(refused.value)


def test_who_never_answers_is_said_within_seconds():
    with serving(lambda client: client.wait(30)) as server:
        began = time.monotonic()
        with pytest.raises(SourceOpenError):
            open_source(f"rtsp://127.0.0.1:{server.port}/stream")
        assert time.monotonic() - began < 12


def test_a_loss_is_an_error_of_reading():
    assert issubclass(SourceLostError, SourceReadError)
