"""`atlas-digits remote` as people start it, with folders of its own, and what looks at it."""

from __future__ import annotations

import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Callable, Optional

import pytest

from app import pin
from app.errors import RemoteError
from app.remote import passwords, programs
from app.remote.passwords import Passwords
from tests.remote.browser import Driver, wait_for

ROOT = Path(__file__).resolve().parents[2]
PASSWORDS = Passwords("kT7vPq2x", "9mWzRb4n")
GRACE = 60.0  # seconds


def missing() -> str:
    """Why it cannot be tried here, or "" """
    try:
        programs.find()
    except RemoteError as error:
        return str(error)
    return ""


@pytest.fixture(scope="session")
def needed() -> None:
    if missing():
        pytest.skip(missing())


class Remote:
    """The program, and everything that it started."""

    def __init__(self, folder: Path, *options: str, vnc: bool = True) -> None:
        self.folder = folder
        self.port, self.vnc_port = free_port(), free_port()
        self.said = folder / "said"
        self.runtime = Path(tempfile.mkdtemp(prefix="r-"))  # a socket's path may not be long
        (folder / "home").mkdir(exist_ok=True)
        given = ["--port", str(self.port), *(["--vnc-port", str(self.vnc_port)] if vnc else []), *options]
        with self.said.open("wb") as said:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "app", "--verbose", "remote", *given],
                env=self.environment,
                cwd=ROOT,
                stdout=said,
                stderr=said,
                start_new_session=True,
            )

    @property
    def environment(self) -> dict[str, str]:
        kept = {name: value for name, value in os.environ.items() if not name.startswith(("ATLAS_", "ASCEND_", "LC_"))}
        places = {f"XDG_{kind}_HOME": str(self.folder / kind.lower()) for kind in ("CONFIG", "DATA", "STATE", "CACHE")}
        own = {"HOME": str(self.folder / "home"), "XDG_RUNTIME_DIR": str(self.runtime), "LANG": "C.UTF-8"}
        return {**kept, **places, **own, "LANGUAGE": "en", "ATLAS_DIGITS_THEME": "light"}

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.port}/"

    @property
    def vnc(self) -> tuple[str, int]:
        return ("127.0.0.1", self.vnc_port)

    @property
    def store(self) -> Path:
        return self.folder / "data" / "atlas-digits" / "samples.db"

    def text(self) -> str:
        return self.said.read_text(errors="replace")

    def xvnc(self) -> Path:
        """Its socket."""
        return next(self.runtime.glob("*/xvnc"))

    def is_up(self) -> Remote:
        """Wait until the window reads digits."""
        wait_for(lambda: self.process.poll() is not None or self.text().count("Engine onnx runs"))
        assert self.process.poll() is None, self.text()
        return self

    def processes(self, *names: str) -> dict[int, str]:
        """Of the children, and of theirs: number -> command line. names: those with one of them in it."""
        found = {pid: line for pid, line in lines_of_processes().items() if self.folder.name in environment_of(pid)}
        return {pid: line for pid, line in found.items() if not names or any(name in line for name in names)}

    def end(self, number: signal.Signals = signal.SIGTERM) -> int:
        if self.process.poll() is None:
            self.process.send_signal(number)
        return self.process.wait(GRACE)

    def is_gone(self) -> None:
        """Wait until nothing of it is left."""
        wait_for(lambda: not self.processes())
        wait_for(lambda: not list(self.runtime.iterdir()))
        self.runtime.rmdir()


def lines_of_processes() -> dict[int, str]:
    lines = {}
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            try:
                lines[int(entry.name)] = (entry / "cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace")
            except OSError:
                continue  # it has just ended
    return {pid: line for pid, line in lines.items() if line}


def environment_of(pid: int) -> str:
    try:
        return Path(f"/proc/{pid}/environ").read_text(errors="replace")
    except OSError:
        return ""


def free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


def set_passwords(folder: Path, chosen: Passwords = PASSWORDS) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("XDG_CONFIG_HOME", str(folder / "config"))
        passwords.write(chosen)


Begin = Callable[..., Remote]


def starter(folder: Path, started: list[Remote]) -> Begin:
    def begin(
        *options: str, chosen: Optional[Passwords] = PASSWORDS, vnc: bool = True, operator: Optional[str] = None
    ) -> Remote:
        """operator: the PIN of the kiosk's"""
        place = folder / f"remote-{len(started)}-{os.getpid()}-{re.sub('[^a-z0-9]', '', folder.name)}"
        place.mkdir()
        if chosen:
            set_passwords(place, chosen)
        if operator:
            pin.set_pin(operator, place / "config" / "atlas-digits" / "pin.json")
        started.append(Remote(place, *options, vnc=vnc))
        return started[-1]

    return begin


@pytest.fixture
def begin(needed: None, tmp_path: Path) -> Iterator[Begin]:
    """Start one for this test alone."""
    started: list[Remote] = []
    yield starter(tmp_path, started)
    for remote in started:
        remote.end()
        remote.is_gone()


@pytest.fixture(scope="session")
def shared(needed: None, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Remote]:
    started: list[Remote] = []
    yield starter(tmp_path_factory.mktemp("shared"), started)().is_up()
    for remote in started:
        remote.end()
        remote.is_gone()


@pytest.fixture(scope="session")
def driver(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Driver]:
    for program in ("chromium", "chromedriver"):
        if not shutil.which(program):
            pytest.skip(f"there is no {program} here")
    driver = Driver(tmp_path_factory.mktemp("chromium"))
    yield driver
    driver.close()
