"""A network camera on this machine: real HTTP, with every fault that a stream can have."""

from __future__ import annotations

import contextlib
import socket
import threading
import time
from collections.abc import Callable, Iterator

import cv2
import numpy as np

BOUNDARY = "camera-boundary"
HEAD = f"HTTP/1.1 200 OK\r\nContent-Type: multipart/x-mixed-replace; boundary={BOUNDARY}\r\n\r\n".encode()

Send = Callable[[bytes], None]
Script = Callable[["Client"], None]


class Client:
    """One viewer's connection, as a script sees it."""

    def __init__(self, connection: socket.socket, request: str, number: int, closing: threading.Event) -> None:
        self.request = request
        self.number = number  # how many came before
        self.closing = closing
        self._connection = connection

    def send(self, content: bytes) -> None:
        self._connection.sendall(content)

    def wait(self, seconds: float) -> None:
        """Raises ConnectionError where the server is closed meanwhile."""
        if self.closing.wait(seconds):
            raise ConnectionAbortedError

    def stream(self, pictures: list[bytes], pause: float = 0.01, length: bool = True) -> None:
        for picture in pictures:
            self.send(part(picture, length))
            self.wait(pause)


def part(picture: bytes, length: bool = True, claimed: int = 0) -> bytes:
    size = f"Content-Length: {claimed or len(picture)}\r\n" if length else ""
    return f"--{BOUNDARY}\r\nContent-Type: image/jpeg\r\n{size}\r\n".encode() + picture + b"\r\n"


def jpeg(level: int, size: tuple[int, int] = (320, 240)) -> bytes:
    """A grey picture of this level, with something to see; size: (width, height)"""
    pixels = np.full((size[1], size[0], 3), level, np.uint8)
    cv2.putText(pixels, str(level), (20, 60), cv2.FONT_HERSHEY_SIMPLEX, 2, (255 - level,) * 3, 3)
    return cv2.imencode(".jpg", pixels)[1].tobytes()


class CameraServer:
    """Answers each connection with a script, on a thread of its own."""

    def __init__(self, script: Script, port: int = 0) -> None:
        self.script = script
        self.served = 0
        self.viewers = 0
        self._closing = threading.Event()
        self._listener = socket.create_server(("127.0.0.1", port))
        self.port = self._listener.getsockname()[1]
        threading.Thread(target=self._accept, daemon=True).start()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}/video"

    def close(self) -> None:
        self._closing.set()
        with contextlib.suppress(OSError):
            self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()

    def _accept(self) -> None:
        while not self._closing.is_set():
            try:
                connection, _ = self._listener.accept()
            except OSError:
                return
            number, self.served = self.served, self.served + 1
            threading.Thread(target=self._serve, args=(connection, number), daemon=True).start()

    def _serve(self, connection: socket.socket, number: int) -> None:
        self.viewers += 1
        with connection, contextlib.suppress(OSError):
            request = b""
            while b"\r\n\r\n" not in request:
                received = connection.recv(4096)
                if not received:
                    self.viewers -= 1
                    return
                request += received
            self.script(Client(connection, request.decode("latin-1"), number, self._closing))
            connection.shutdown(socket.SHUT_RDWR)
        self.viewers -= 1


@contextlib.contextmanager
def serving(script: Script) -> Iterator[CameraServer]:
    server = CameraServer(script)
    try:
        yield server
    finally:
        server.close()


def wait_until(condition: Callable[[], object], seconds: float = 10.0) -> bool:
    """Whether it came true in time."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if condition():
            return True
        time.sleep(0.01)
    return bool(condition())
