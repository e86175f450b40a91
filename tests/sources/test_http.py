"""Motion JPEG from a server on this machine, with every fault that a stream can have."""

import base64
import socket
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
    SourcePermissionError,
    SourceStalledError,
    SourceUnknownError,
    StreamBrokenError,
)
from app.sources import open_source
from tests.sources.devices.server import BOUNDARY, HEAD, jpeg, part, serving, wait_until

LEVELS = (40, 80, 120, 160, 200)
PICTURES = [jpeg(level) for level in LEVELS]


def level(frame):
    return int(frame.pixels[-5, -5, 0])


def seen(camera, count):
    return [level(camera.read()) for _ in range(count)]


def endless(client):
    client.send(HEAD)
    while True:
        client.stream(PICTURES)


def test_the_pictures_come_in_their_order_and_with_their_times():
    with serving(endless) as server, open_source(server.url) as camera:
        frames = [camera.read() for _ in range(7)]
    assert [level(frame) for frame in frames] == pytest.approx([*LEVELS, *LEVELS[:2]], abs=2)
    assert [frame.sequence for frame in frames] == list(range(7))
    assert (np.diff([frame.time for frame in frames]) > 0).all()
    assert frames[0].pixels.shape == (240, 320, 3)


@pytest.mark.parametrize(
    "head",
    [
        HEAD,
        HEAD.replace(BOUNDARY.encode(), b'"' + BOUNDARY.encode() + b'"'),
        HEAD.replace(b"boundary=", b"boundary=--"),
        HEAD.replace(f"; boundary={BOUNDARY}".encode(), b""),
    ],
    ids=["plain", "quoted", "with its dashes", "not named"],
)
@pytest.mark.parametrize("length", [True, False], ids=["lengths", "no lengths"])
def test_every_way_to_mark_where_a_picture_ends_is_understood(head, length):
    def script(client):
        client.send(head)
        while True:
            client.stream(PICTURES, length=length)

    with serving(script) as server, open_source(server.url) as camera:
        assert seen(camera, 5) == pytest.approx(LEVELS, abs=2)


def test_pictures_that_arrive_in_crumbs_are_whole():
    def script(client):
        content = HEAD + b"".join(map(part, PICTURES)) + f"--{BOUNDARY}\r\n".encode()
        for at in range(0, len(content), 97):
            client.send(content[at : at + 97])
        client.wait(5)

    with serving(script) as server, open_source(server.url) as camera:
        assert seen(camera, 5) == pytest.approx(LEVELS, abs=2)


def test_a_cut_off_picture_is_left_out_and_the_next_ones_are_whole():
    def script(client):
        client.send(HEAD)
        whole = PICTURES[0]
        client.stream([PICTURES[1], PICTURES[2][:-400]])
        client.send(part(whole[: len(whole) // 2], claimed=len(whole)))
        while True:
            client.stream(PICTURES[3:])

    with serving(script) as server, open_source(server.url) as camera:
        assert seen(camera, 3) == pytest.approx([80, 160, 200], abs=2)


def test_garbage_between_the_pictures_is_left_out():
    noise = np.random.default_rng(0).bytes(5000)

    def script(client):
        client.send(HEAD)
        while True:
            client.send(noise)
            client.send(part(noise))
            client.send(f"--{BOUNDARY}\r\n".encode() + noise + b"\r\n")
            client.stream(PICTURES)

    with serving(script) as server, open_source(server.url) as camera:
        assert seen(camera, 10) == pytest.approx([*LEVELS, *LEVELS], abs=2)


def test_nothing_but_garbage_is_said():
    noise = np.random.default_rng(0).bytes(5000)

    def script(client):
        client.send(HEAD)
        while True:
            client.send(part(noise))
            client.wait(0.05)

    with serving(script) as server, open_source(server.url) as camera:
        began = time.monotonic()
        with pytest.raises(StreamBrokenError, match="damaged"):
            camera.read()
        assert time.monotonic() - began < 4


def test_a_stream_without_an_end_of_its_pictures_is_said_before_it_fills_the_memory():
    def script(client):
        client.send(HEAD + f"--{BOUNDARY}\r\nContent-Length: 3000000000\r\n\r\n".encode())
        client.wait(5)

    with serving(script) as server, open_source(server.url) as camera, pytest.raises(StreamBrokenError, match="MB"):
        camera.read()


def test_a_picture_that_claims_to_be_gigantic_is_left_out_before_memory_is_taken_for_it():
    bomb = bytearray(PICTURES[0])
    at = bomb.index(b"\xff\xc0")
    bomb[at + 5 : at + 9] = b"\xff\xff\xff\xff"

    def script(client):
        client.send(HEAD)
        client.stream([bytes(bomb), *PICTURES])
        client.wait(5)

    with serving(script) as server, open_source(server.url) as camera:
        assert level(camera.read()) == pytest.approx(LEVELS[0], abs=2)


def test_a_change_of_size_in_mid_stream_is_followed():
    def script(client):
        client.send(HEAD)
        client.stream([jpeg(50), jpeg(50, (640, 480)), jpeg(50, (80, 60))])
        client.wait(5)

    with serving(script) as server, open_source(server.url) as camera:
        for shape in ((240, 320, 3), (480, 640, 3), (60, 80, 3)):
            assert camera.read().pixels.shape == shape
            assert (camera.got.height, camera.got.width) == shape[:2]


def test_a_stall_is_said_after_two_seconds():
    def script(client):
        client.send(HEAD)
        client.stream(PICTURES[:2])
        client.wait(20)

    with serving(script) as server, open_source(server.url) as camera:
        seen(camera, 2)
        began = time.monotonic()
        with pytest.raises(SourceStalledError, match="2 s"):
            camera.read()
        assert 1.9 < time.monotonic() - began < 3.5


def test_a_stall_is_said_also_where_a_byte_drips_now_and_then():
    def script(client):
        client.send(HEAD + part(PICTURES[0])[:200])
        for byte in PICTURES[0][:100]:
            client.send(bytes([byte]))
            client.wait(0.2)

    with serving(script) as server, open_source(server.url) as camera:
        began = time.monotonic()
        with pytest.raises(SourceStalledError):
            camera.read()
        assert time.monotonic() - began < 4


def test_a_disconnect_is_said_at_once():
    def script(client):
        client.send(HEAD)
        client.stream(PICTURES[:2])
        client.send(part(PICTURES[2])[:300])

    with serving(script) as server, open_source(server.url) as camera:
        seen(camera, 2)
        began = time.monotonic()
        with pytest.raises(SourceLostError, match="ended"):
            camera.read()
        assert time.monotonic() - began < 1


def test_closing_ends_a_read_that_waits_and_the_connection():
    def script(client):
        client.send(HEAD)
        while True:
            client.send(b" ")
            client.wait(0.1)

    with serving(script) as server:
        camera = open_source(server.url)
        threading.Timer(0.2, camera.close).start()
        began = time.monotonic()
        with pytest.raises(SourceClosedError):
            camera.read()
        assert time.monotonic() - began < 1.5
        assert wait_until(lambda: server.viewers == 0)


@pytest.mark.parametrize(
    ("status", "error", "message"),
    [
        ("401 Unauthorized", SourcePermissionError, "name and a password"),
        ("403 Forbidden", SourcePermissionError, "password"),
        ("404 Not Found", SourceOpenError, "/video"),
        ("503 Service Unavailable", SourceBusyError, "busy"),
        ("500 Internal Server Error", SourceOpenError, "500"),
    ],
)
def test_a_refusal_is_said_with_the_way_out(status, error, message):
    with serving(lambda client: client.send(f"HTTP/1.1 {status}\r\n\r\n".encode())) as server:
        with pytest.raises(error, match=message):
            open_source(server.url)
        assert wait_until(lambda: server.viewers == 0)


@pytest.mark.parametrize(
    ("kind", "message"), [("text/html", "web page"), ("image/jpeg", "one picture"), ("video/mp4", "no video")]
)
def test_what_is_no_stream_is_said(kind, message):
    def script(client):
        client.send(f"HTTP/1.1 200 OK\r\nContent-Type: {kind}\r\nContent-Length: 5\r\n\r\nhello".encode())

    with serving(script) as server, pytest.raises(SourceOpenError, match=message):
        open_source(server.url)


def test_who_does_not_speak_http_is_said():
    with serving(lambda client: client.send(b"\x00\x01SSH\r\n\r\n")) as server, pytest.raises(SourceOpenError):
        open_source(server.url)


def test_who_never_answers_is_said():
    with serving(lambda client: client.wait(30)) as server:
        began = time.monotonic()
        with pytest.raises(SourceOpenError, match="does not answer"):
            open_source(server.url)
        assert time.monotonic() - began < 8


def test_nobody_there_is_said():
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    with pytest.raises(SourceAbsentError, match="no camera answers"):
        open_source(f"http://127.0.0.1:{port}/")
    with pytest.raises(SourceAbsentError, match=r"nowhere\.invalid"):
        open_source("http://nowhere.invalid/")


@pytest.mark.parametrize("uri", ["http://", "http://:80/", "http://host:99999/", "http://ho st/", "http://h/\r\nX: y"])
def test_what_is_no_address_is_said(uri):
    with pytest.raises(SourceUnknownError):
        open_source(uri)


def test_an_address_with_chinese_in_it_is_asked_for_as_browsers_do():
    asked = []

    def script(client):
        asked.append(client.request.split("\r\n")[0])
        endless(client)

    with serving(script) as server:
        for path in ("摄像头?名=一", "a%20b?user=x&pwd=y|{z}"):
            with open_source(f"{server.url}/{path}") as camera:
                camera.read()
    assert asked == [
        "GET /video/%E6%91%84%E5%83%8F%E5%A4%B4?%E5%90%8D=%E4%B8%80 HTTP/1.1",
        "GET /video/a%20b?user=x&pwd=y|{z} HTTP/1.1",
    ]


def test_a_name_and_password_are_sent_but_never_shown():
    requests = []

    def script(client):
        requests.append(client.request)
        client.send(b"HTTP/1.1 403 No\r\n\r\n" if len(requests) == 2 else HEAD)
        client.stream(PICTURES)

    with serving(script) as server:
        uri = server.url.replace("http://", "http://ann:s%40cret@")
        with open_source(uri) as camera:
            assert "cret" not in camera.title
        with pytest.raises(SourcePermissionError) as refused:
            open_source(uri)
    assert "cret" not in str(refused.value)
    expected = base64.b64encode(b"ann:s@cret").decode()
    assert f"Authorization: Basic {expected}\r\n" in requests[0]


def test_a_redirection_is_followed_and_takes_no_password_to_another_host():
    requests = []

    def target(client):
        requests.append(client.request)
        client.send(HEAD)
        client.stream(PICTURES)

    def elsewhere(client):
        client.send(f"HTTP/1.1 302 Found\r\nLocation: {there.url}\r\n\r\n".encode())

    def uri():
        return here.url.replace("http://", "http://ann:secret@")

    with serving(target) as there, serving(elsewhere) as here, open_source(uri()) as camera:
        assert level(camera.read()) == pytest.approx(LEVELS[0], abs=2)
    assert "Authorization" not in requests[0]


def test_redirections_without_an_end_are_given_up():
    def script(client):
        client.send(b"HTTP/1.1 302 Found\r\nLocation: /again\r\n\r\n")

    with serving(script) as server, pytest.raises(SourceOpenError, match="one address to the next"):
        open_source(server.url)
