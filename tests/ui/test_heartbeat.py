"""The watchdog is fed while window and inference thread both live, and only then."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QCoreApplication, QTimer
from PySide6.QtWidgets import QApplication, QLabel, QWidget

from app.errors import EngineUnavailableError
from app.service import Supervisor
from app.sources.source import Frame
from app.ui.camera.shots import Shot, View
from app.ui.engine.inference import InferenceThread, engine_opener
from app.ui.engine.running_engine import RunningEngine
from app.ui.heartbeat import Heartbeat
from tests.ui.cameras import paper

ROOT = Path(__file__).resolve().parents[3]
INTERVAL = 0.8  # seconds; a real unit's is much longer


class Manager:
    """The socket of systemd, and what came to it, with the times."""

    def __init__(self, path: str) -> None:
        self.heard: list[tuple[float, str]] = []
        self._socket = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
        self._socket.bind(path)
        self._thread = threading.Thread(target=self._listen, daemon=True)
        self._thread.start()

    def _listen(self) -> None:
        while True:
            word = self._socket.recv(4096).decode()
            if word == "END":
                return
            self.heard.append((time.monotonic(), word))

    def words(self) -> list[str]:
        return [word for _, word in self.heard]

    def fed(self, since: float = 0.0) -> list[float]:
        return [at for at, word in self.heard if word == "WATCHDOG=1" and at >= since]

    def close(self) -> None:
        with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as sending:
            sending.sendto(b"END", self._socket.getsockname())
        self._thread.join(10)
        self._socket.close()


@pytest.fixture
def manager(tmp_path) -> Iterator[Manager]:
    manager = Manager(str(tmp_path / "notify"))
    yield manager
    manager.close()


@pytest.fixture
def supervisor(manager, tmp_path) -> Supervisor:
    return Supervisor({"NOTIFY_SOCKET": str(tmp_path / "notify"), "WATCHDOG_USEC": str(int(INTERVAL * 1e6))})


class Kiosk:
    """A window that another widget covers wholly, an inference thread and their heartbeat."""

    def __init__(self, supervisor: Supervisor, open_engine, first_turn: float) -> None:
        self.window = QWidget()
        self.window.resize(320, 240)
        inside = QLabel("8", self.window)
        inside.setAutoFillBackground(True)
        inside.resize(self.window.size())
        self.inference = InferenceThread(open_engine)
        self.opened: list[RunningEngine] = []
        self.inference.opened.connect(self.opened.append)
        self.heartbeat = Heartbeat(self.window, self.inference, supervisor, first_turn)


@pytest.fixture
def start(qtbot, supervisor) -> Iterator[Callable[..., Kiosk]]:
    started: list[Kiosk] = []

    def begin(open_engine=None, first_turn: float = 60.0) -> Kiosk:
        kiosk = Kiosk(supervisor, open_engine or engine_opener(None, None), first_turn)
        started.append(kiosk)
        kiosk.window.show()
        kiosk.inference.start()
        return kiosk

    yield begin
    for kiosk in started:
        kiosk.inference.stop()
        kiosk.window.close()
        kiosk.window.deleteLater()


def test_it_is_ready_once_painted_and_not_before(qtbot, start, manager):
    kiosk = start()
    assert manager.words() == []
    qtbot.waitUntil(lambda: "WATCHDOG=1" in manager.words(), timeout=20_000)
    assert manager.words().count("READY=1") == 1
    assert manager.words().index("READY=1") < manager.words().index("WATCHDOG=1")
    kiosk.window.hide()
    kiosk.window.show()
    before = len(manager.fed())
    qtbot.waitUntil(lambda: len(manager.fed()) > before + 1, timeout=20_000)
    assert manager.words().count("READY=1") == 1


def test_while_both_live_it_is_fed_well_within_the_interval(qtbot, start, manager):
    start()
    qtbot.waitUntil(lambda: len(manager.fed()) > 8, timeout=60_000)
    fed = manager.fed()
    gaps = sorted(after - before for before, after in zip(fed, fed[1:]))
    assert gaps[len(gaps) // 2] < INTERVAL / 2  # the median: this machine may stutter


def test_a_window_that_hangs_starves_it(qtbot, start, manager):
    start()
    qtbot.waitUntil(lambda: len(manager.fed()) > 2, timeout=20_000)
    hung = []

    def hang() -> None:
        hung.append(time.monotonic())
        time.sleep(2 * INTERVAL)
        hung.append(time.monotonic())

    QTimer.singleShot(0, hang)
    qtbot.waitUntil(lambda: len(hung) == 2 and len(manager.fed(hung[1])) > 1, timeout=20_000)
    heard_late = 0.1  # seconds: said before, noted by the listener while the window hung already
    assert [at for at in manager.fed(hung[0] + heard_late) if at < hung[1]] == []


def test_an_inference_thread_that_hangs_starves_it_and_is_forgiven_when_it_goes_on(qtbot, start, manager):
    kiosk = start()
    hanging, go_on = threading.Event(), threading.Event()
    qtbot.waitUntil(lambda: len(manager.fed()) > 2, timeout=20_000)
    kiosk.inference.call(lambda engine: (hanging.set(), go_on.wait(60)), lambda result: None, lambda message: None)
    qtbot.waitUntil(hanging.is_set, timeout=20_000)
    qtbot.wait(int(INTERVAL * 1000 / 2))  # what was asked before it hung is answered
    hung = time.monotonic()
    qtbot.wait(int(INTERVAL * 2000))
    assert manager.fed(hung) == []
    go_on.set()
    qtbot.waitUntil(lambda: len(manager.fed(hung)) > 1, timeout=20_000)


def test_an_inference_thread_that_ended_starves_it(qtbot, start, manager):
    kiosk = start()
    qtbot.waitUntil(lambda: len(manager.fed()) > 2, timeout=20_000)
    assert kiosk.inference.stop()
    qtbot.wait(int(INTERVAL * 1000 / 2))
    ended = time.monotonic()
    qtbot.wait(int(INTERVAL * 1000))
    assert manager.fed(ended) == []


def test_an_engine_that_opens_slowly_is_waited_for(qtbot, start, manager):
    def slowly(notice):
        time.sleep(4 * INTERVAL)
        return engine_opener(None, None)(notice)

    kiosk = start(slowly)
    qtbot.waitUntil(lambda: bool(kiosk.opened), timeout=60_000)
    assert len(manager.fed()) >= 8
    opened = time.monotonic()
    qtbot.waitUntil(lambda: len(manager.fed(opened)) > 2, timeout=20_000)


def test_an_engine_that_never_comes_to_an_end_of_opening_is_not_waited_for(qtbot, start, manager):
    give_up = threading.Event()

    def never(notice):
        give_up.wait(60)
        raise EngineUnavailableError("It took too long.")

    start(never, first_turn=INTERVAL)
    qtbot.waitUntil(lambda: len(manager.fed()) > 1, timeout=20_000)
    qtbot.wait(int(INTERVAL * 2000))
    late = time.monotonic()
    qtbot.wait(int(INTERVAL * 1000))
    assert manager.fed(late) == []
    give_up.set()


def test_without_an_engine_it_is_fed_and_the_reason_told(qtbot, start, manager):
    def none(notice):
        raise EngineUnavailableError("No engine works here.")

    start(none)
    qtbot.waitUntil(lambda: len(manager.fed()) > 4, timeout=20_000)
    assert "STATUS=No engine works here." in manager.words()


def test_what_reads_is_told(qtbot, start, manager):
    start()
    qtbot.waitUntil(lambda: any(word.startswith("STATUS=") for word in manager.words()), timeout=20_000)
    assert any(word.startswith("STATUS=ONNX") and word.endswith("digits.onnx") for word in manager.words())


def test_frames_that_never_end_do_not_starve_it(qtbot, start, manager):
    """Calls wait while a frame does; whether the thread lives must not be asked by one."""
    kiosk = start()
    qtbot.waitUntil(lambda: bool(kiosk.opened), timeout=60_000)
    going, called = threading.Event(), []
    going.set()
    frame = Shot(Frame(paper("7"), 0.0, 0), View(), 0)

    def another(answer: object) -> None:
        if going.is_set():
            kiosk.inference.submit_shot(frame, another)

    kiosk.inference.submit_shot(frame, another)
    kiosk.inference.call(lambda engine: None, called.append, called.append)
    since = time.monotonic()
    qtbot.waitUntil(lambda: len(manager.fed(since)) > 4, timeout=20_000)
    assert called == []
    going.clear()
    qtbot.waitUntil(lambda: called == [None], timeout=20_000)


def test_leaving_is_told(qtbot, start, manager, qapp: QApplication):
    start()
    qtbot.waitUntil(lambda: "READY=1" in manager.words(), timeout=20_000)
    QTimer.singleShot(0, lambda: QCoreApplication.exit(0))
    qapp.exec()
    qtbot.waitUntil(lambda: "STOPPING=1" in manager.words(), timeout=20_000)


def test_a_kiosk_that_systemd_started_is_ready_fed_and_leaves_when_told(manager, tmp_path):
    """The whole program, as its unit starts it."""
    environment = {
        **os.environ,
        **{f"XDG_{kind}_HOME": str(tmp_path / kind) for kind in ("CONFIG", "DATA", "STATE")},
        "NOTIFY_SOCKET": str(tmp_path / "notify"),
        "WATCHDOG_USEC": "2000000",
    }
    command = [sys.executable, "-m", "app"]
    subprocess.run([*command, "pin"], input=b"2580\n", env=environment, cwd=ROOT, check=True)
    kiosk = subprocess.Popen([*command, "kiosk"], env=environment, cwd=ROOT)
    try:
        wait_for(lambda: len(manager.fed()) > 2)
        assert manager.words().index("READY=1") < manager.words().index("WATCHDOG=1")
        assert any("digits.onnx" in word for word in manager.words())
        kiosk.terminate()
        assert kiosk.wait(30) == 0
    finally:
        kiosk.kill()
    wait_for(lambda: "STOPPING=1" in manager.words())


def wait_for(condition: Callable[[], bool], seconds: float = 60.0) -> None:
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end, "it did not come"
        time.sleep(0.02)


def test_where_no_watchdog_waits_nothing_ticks(qtbot, tmp_path, manager):
    supervisor = Supervisor({"NOTIFY_SOCKET": str(tmp_path / "notify"), "WATCHDOG_PID": str(os.getppid())})
    kiosk = Kiosk(supervisor, engine_opener(None, None), 60.0)
    qtbot.addWidget(kiosk.window)
    kiosk.window.show()
    qtbot.waitUntil(lambda: "READY=1" in manager.words(), timeout=20_000)
    assert not any(timer.isActive() for timer in kiosk.heartbeat.findChildren(QTimer))
