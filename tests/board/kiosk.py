"""A kiosk on an emulated board: it starts, and what is drawn through VNC is read."""

from __future__ import annotations

import socket
import subprocess
import time
from collections.abc import Callable
from pathlib import Path

import cv2
import numpy as np

from tests.board.machine import Machine
from tests.remote.client import Client

PATIENCE = 240.0  # seconds until a kiosk is there: emulated, on a machine that has other work too
PAPER, ANSWER = (0.1, 0.4), (0.58, 0.95)  # where they are on a screen that is wider than high, as shares of its width
STEP = 0.15  # seconds between two points of a stroke: the emulated screen leaves out what comes faster


def free_port() -> int:
    with socket.socket() as some:
        some.bind(("127.0.0.1", 0))
        return some.getsockname()[1]


def wait_for(what: str, there: Callable[[], object], patience: float = PATIENCE) -> None:
    """Raises AssertionError after `patience` seconds."""
    end = time.monotonic() + patience
    while not there():
        assert time.monotonic() < end, f"{what} did not come within {patience:.0f} s"
        time.sleep(0.5)


def answers(port: int) -> bool:
    with socket.socket() as some:
        some.settimeout(5)
        return some.connect_ex(("127.0.0.1", port)) == 0


class Ready:
    """The socket by which a program says that it is ready, as systemd would give it one. It is the host's."""

    def __init__(self, machine: Machine, name: str = "var/ready") -> None:
        self.path = machine.root / name
        self.path.parent.mkdir(parents=True, exist_ok=True)
        self.path.unlink(missing_ok=True)
        self.inside = f"/{name}"
        self._socket = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
        self._socket.bind(str(self.path))
        self.path.chmod(0o666)
        self._socket.settimeout(1)

    def wait(self, process: subprocess.Popen) -> str:
        """What it says until it is ready. Raises AssertionError where it ends before, or never is."""
        said, end = "", time.monotonic() + PATIENCE
        while "READY=1" not in said:
            assert process.poll() is None, f"it ended with {process.returncode} before it was ready"
            assert time.monotonic() < end, f"it was not ready within {PATIENCE:.0f} s"
            try:
                said += self._socket.recv(4096).decode() + "\n"
            except TimeoutError:
                continue
        return said


def draw_seven(client: Client, picture: Path, read: Callable[[], bool]) -> float:
    """A 7 on the paper, with the mouse; seconds until the answer stood beside it. The screen is saved then.

    read: whether the kiosk has counted a 7, which it does when it is sure that the drawing is done
    """
    touch(client)
    empty = client.picture()
    across = [(x, 0.25) for x in np.linspace(0.15, 0.35, 12)]
    down = [(x, y) for x, y in zip(np.linspace(0.35, 0.22, 14), np.linspace(0.25, 0.68, 14))]
    for x, y in across + down:
        client.point(round(x * client.width), round(y * client.height), 1)
        time.sleep(STEP)
    client.point(round(0.22 * client.width), round(0.68 * client.height))
    started = time.monotonic()
    wait_for("the answer", lambda: changed(client, empty, ANSWER) > 500)
    took = time.monotonic() - started
    time.sleep(1)  # an answer comes softly
    save(client, picture)
    assert changed(client, empty, PAPER) > 500, f"the stroke is not on the screen: {picture}"
    wait_for("the count", read)
    return took


def touch(client: Client) -> None:
    """Beside everything: the digits that draw themselves give way to the paper. Wait until nothing moves any more."""
    x, y = client.width // 2, 3
    client.point(x, y, 1)
    client.point(x, y)

    def still() -> bool:
        before = client.picture()
        time.sleep(2)
        return np.array_equal(before, client.picture())

    wait_for("a still picture", still)


def save(client: Client, picture: Path) -> None:
    picture.parent.mkdir(parents=True, exist_ok=True)
    cv2.imwrite(str(picture), client.picture()[:, :, ::-1])


def changed(client: Client, before: np.ndarray, part: tuple[float, float]) -> int:
    """How many pixels, in the columns from and to which share of the width, above the buttons."""
    height, width = before.shape[:2]
    rows, columns = slice(0, round(0.8 * height)), slice(*(round(share * width) for share in part))
    return int(np.count_nonzero((client.picture()[rows, columns] != before[rows, columns]).any(axis=2)))
