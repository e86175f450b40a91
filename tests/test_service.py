"""What is said to a service manager arrives at its socket, and without one nothing happens."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import uuid
from collections.abc import Iterator

import pytest

from app.service import Supervisor


@pytest.fixture(params=["a file", "abstract"])
def manager(request, tmp_path) -> Iterator[tuple[socket.socket, str]]:
    """A socket as systemd has it, and what stands in NOTIFY_SOCKET."""
    named = str(tmp_path / "notify") if request.param == "a file" else f"@atlas-digits-{uuid.uuid4()}"
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as listening:
        listening.bind(named.replace("@", "\0", 1) if named.startswith("@") else named)
        listening.settimeout(10)
        yield listening, named


def test_each_word_arrives_as_one_datagram(manager):
    listening, named = manager
    supervisor = Supervisor({"NOTIFY_SOCKET": named})
    supervisor.ready()
    supervisor.status("Reads with\n ONNX · 数字")
    supervisor.feed()
    supervisor.stopping()
    heard = [listening.recv(4096).decode() for _ in range(4)]
    assert heard == ["READY=1", "STATUS=Reads with ONNX · 数字", "WATCHDOG=1", "STOPPING=1"]


def test_it_is_heard_from_a_process_that_systemd_started(manager):
    listening, named = manager
    code = "from app.service import Supervisor; s = Supervisor(); s.status(str(s.watchdog)); s.ready()"
    subprocess.run(
        ["/bin/sh", "-c", 'WATCHDOG_PID=$$ exec "$0" -c "$1"', sys.executable, code],
        env={**os.environ, "NOTIFY_SOCKET": named, "WATCHDOG_USEC": "30000000"},
        check=True,
    )
    assert listening.recv(4096) == b"STATUS=30.0"
    assert listening.recv(4096) == b"READY=1"


@pytest.mark.parametrize(
    ("environment", "seconds"),
    [
        ({"WATCHDOG_USEC": "1500000"}, 1.5),
        ({"WATCHDOG_USEC": "1500000", "WATCHDOG_PID": str(os.getpid())}, 1.5),
        ({"WATCHDOG_USEC": "1500000", "WATCHDOG_PID": str(os.getppid())}, None),
        ({"WATCHDOG_USEC": "0"}, None),
        ({"WATCHDOG_USEC": "soon"}, None),
        ({}, None),
    ],
)
def test_the_watchdog_waits_for_the_process_that_was_named(environment, seconds):
    assert Supervisor({"NOTIFY_SOCKET": "/run/systemd/notify", **environment}).watchdog == seconds


def test_without_a_manager_nothing_is_said_and_nobody_waits(caplog):
    supervisor = Supervisor({"WATCHDOG_USEC": "1500000"})
    supervisor.ready()
    assert supervisor.watchdog is None
    assert not caplog.records


@pytest.mark.parametrize("named", ["/nobody/is/here", "\0odd", "/" + "too-long/" * 40, "@nobody-" + str(uuid.uuid4())])
def test_a_manager_that_is_gone_is_logged_once_and_harms_nothing(named, caplog):
    supervisor = Supervisor({"NOTIFY_SOCKET": named})
    supervisor.ready()
    supervisor.feed()
    assert len(caplog.records) == 1
    assert "does not hear us" in caplog.text


def test_a_manager_that_does_not_read_holds_nobody_up_for_long(manager):
    listening, named = manager
    supervisor = Supervisor({"NOTIFY_SOCKET": named})
    listening.setblocking(False)
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as sending:
        sending.setblocking(False)
        address = listening.getsockname()
        with pytest.raises(BlockingIOError):
            while True:  # until its queue is full
                sending.sendto(b"STATUS=more", address)
    supervisor.feed()  # returns


def test_a_manager_that_comes_back_is_told_again(tmp_path):
    supervisor = Supervisor({"NOTIFY_SOCKET": str(tmp_path / "notify")})
    supervisor.feed()
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as listening:
        listening.bind(str(tmp_path / "notify"))
        supervisor.ready()
        assert listening.recv(4096) == b"READY=1"
