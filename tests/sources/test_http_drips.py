"""Network cameras that answer a byte at a time: time limits are for the whole of what is waited for."""

import socket
import time

import pytest

from app.errors import SourceOpenError, SourceStalledError
from app.sources import open_source
from tests.sources.devices.server import HEAD, serving


@pytest.mark.parametrize("head", [b"", b"HTTP/1.1 200 OK\r\nX: "], ids=["status", "headers"])
def test_who_answers_in_drips_is_said(monkeypatch, head):
    monkeypatch.setattr("app.sources.http.CONNECTING", 1.0)

    def script(client):
        client.send(head)
        while True:
            client.send(b"H")
            client.wait(0.1)

    with serving(script) as server:
        began = time.monotonic()
        with pytest.raises(SourceOpenError, match="does not answer"):
            open_source(server.url)
        assert 0.9 < time.monotonic() - began < 3


def test_who_does_not_answer_the_handshake_is_said(monkeypatch):
    monkeypatch.setattr("app.sources.address.CONNECTING", 1.0)
    with socket.create_server(("127.0.0.1", 0)) as silent:
        began = time.monotonic()
        with pytest.raises(SourceOpenError, match="does not answer"):
            open_source(f"https://127.0.0.1:{silent.getsockname()[1]}/")
        assert time.monotonic() - began < 3


def test_pieces_whose_length_comes_in_drips_are_a_stall():
    def script(client):
        client.send(HEAD[:-2] + b"Transfer-Encoding: chunked\r\n\r\n")
        while True:
            client.send(b"0")
            client.wait(0.2)

    with serving(script) as server, open_source(server.url) as camera:
        began = time.monotonic()
        with pytest.raises(SourceStalledError):
            camera.read()
        assert time.monotonic() - began < 3.5
