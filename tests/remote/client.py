"""A plain VNC client, as small as one can be: RFB 3.8 with a password, and the picture as it is."""

from __future__ import annotations

import socket
import struct
from pathlib import Path
from typing import Union

import numpy as np

from app.remote.passwords import answer

PATIENCE = 60.0  # seconds
RAW = 0
PEN = 1  # the mouse's left button


class Refused(Exception):
    """The reason that the other side gave."""


class Client:
    """Whoever draws or watches. `address`: a socket's path, or a host and a port."""

    def __init__(self, address: Union[Path, tuple[str, int]]) -> None:
        local = isinstance(address, Path)
        self.socket = socket.socket(socket.AF_UNIX if local else socket.AF_INET)
        self.socket.settimeout(PATIENCE)
        self.socket.connect(str(address) if local else address)

    def __enter__(self) -> Client:
        return self

    def __exit__(self, *problem: object) -> None:
        self.socket.close()

    def read(self, count: int) -> bytes:
        parts = b""
        while len(parts) < count:
            part = self.socket.recv(count - len(parts))
            if not part:
                raise EOFError("the other side left")
            parts += part
        return parts

    def log_in(self, password: str) -> Client:
        """Raises Refused."""
        assert self.read(12) == b"RFB 003.008\n"
        self.socket.sendall(b"RFB 003.008\n")
        kinds = self.read(self.read(1)[0])
        if not kinds:
            self._refused()
        assert kinds == b"\x02"
        self.socket.sendall(b"\x02")
        self.socket.sendall(answer(password, self.read(16)))
        if self.read(4) != bytes(4):
            self._refused()
        self.socket.sendall(b"\x00")  # alone, please: which must not end the others
        self.width, self.height, name = *struct.unpack(">HH", self.read(4)), self.read(20)[16:]
        self.name = self.read(int.from_bytes(name, "big")).decode()
        wanted = struct.pack(">BBBBHHHBBB3x", 32, 24, 0, 1, 255, 255, 255, 16, 8, 0)
        self.socket.sendall(b"\0\0\0\0" + wanted + struct.pack(">BxHi", 2, 1, RAW))
        return self

    def _refused(self) -> None:
        raise Refused(self.read(int.from_bytes(self.read(4), "big")).decode())

    def point(self, x: int, y: int, buttons: int = 0) -> None:
        self.socket.sendall(struct.pack(">BBHH", 5, buttons, x, y))

    def draw(self, points: list[tuple[int, int]], lift: bool = True) -> None:
        for x, y in points:
            self.point(x, y, PEN)
        if lift:
            self.point(*points[-1])

    def picture(self) -> np.ndarray:
        """What is shown now: height x width x 3, RGB."""
        self.socket.sendall(struct.pack(">BBHHHH", 3, 0, 0, 0, self.width, self.height))
        shown = np.zeros((self.height, self.width, 3), np.uint8)
        rest = self.width * self.height
        while rest > 0:
            (kind,) = self.read(1)
            if kind == 2:  # a bell
                continue
            assert kind == 0, kind
            for _ in range(struct.unpack(">xH", self.read(3))[0]):
                x, y, width, height, encoding = struct.unpack(">HHHHi", self.read(12))
                assert encoding == RAW
                pixels = np.frombuffer(self.read(4 * width * height), np.uint8).reshape(height, width, 4)
                shown[y : y + height, x : x + width] = pixels[:, :, 2::-1]
                rest -= width * height
        return shown
