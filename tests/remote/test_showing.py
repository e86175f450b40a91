"""Everything together as a process: what it starts, what it survives, and that nothing of it is left."""

from __future__ import annotations

import os
import random
import re
import shutil
import signal
import socket
import ssl
import subprocess
import sys
import urllib.request
from contextlib import suppress
from pathlib import Path

import pytest

from app.counts import Counts
from app.engines import open_engine
from app.errors import RemoteError
from app.recognition.recognizer import Recognizer
from app.remote import programs, showing
from app.remote.children import Patience
from app.remote.passwords import Passwords
from app.remote.screen import Size
from app.remote.showing import Options
from tests.remote.browser import ENTER, wait_for
from tests.remote.client import Client
from tests.remote.conftest import PASSWORDS, ROOT, Remote, free_port, lines_of_processes, set_passwords
from tests.remote.test_gate import STROKE, enter, ink

DIRECT = urllib.request.build_opener(urllib.request.ProxyHandler({}))
SEVEN = [(250, 220), (330, 220), (410, 220), (395, 270), (370, 330), (345, 390), (320, 450)]
PARTS = ("Xvnc", "websockify", "--fill-screen", "guard.py")


def fetched(address: str, **options) -> bytes:
    with DIRECT.open(address, timeout=30, **options) as answer:
        return answer.read()


class TestEnds:
    @pytest.mark.parametrize(("number", "status"), [(signal.SIGTERM, 0), (signal.SIGINT, 130), (signal.SIGKILL, -9)])
    def test_nothing_is_left(self, begin, number, status):
        """After SIGKILL neither, and with a client, and a connection that says nothing, in the midst of it."""
        remote = begin().is_up()
        with Client(remote.vnc).log_in(PASSWORDS.draw), socket.create_connection(("127.0.0.1", remote.port)):
            wait_for(lambda: len(remote.processes("websockify")) == 2)
            assert all(remote.processes(part) for part in PARTS)
            assert remote.end(number) == status
            wait_for(lambda: not remote.processes())
            wait_for(lambda: not list(remote.runtime.iterdir()))
        ours = [line for line in remote.text().splitlines() if not line.startswith(("Xvnc:", "websockify:"))]
        assert not [line for line in ours if "Traceback" in line or "asyncio" in line], ours

    def test_by_sigterm_while_it_starts(self, begin):
        remote = begin()
        wait_for(lambda: "Xvnc runs" in remote.text())
        assert remote.end() == 0
        wait_for(lambda: not remote.processes())


class TestSurvives:
    def test_the_death_of_any_part(self, begin):
        remote = begin().is_up()
        for engines, part in ((1, "websockify"), (2, "--fill-screen"), (3, "Xvnc")):
            before = remote.processes(part)
            os.kill(min(before), signal.SIGKILL)
            wait_for(lambda: remote.processes(part).keys() - before.keys())  # noqa: B023
            wait_for(lambda: b"<form" in fetched(remote.address))
            wait_for(lambda: remote.text().count("Engine onnx runs") == engines)  # noqa: B023
            with enter(remote.vnc) as client:
                client.draw(STROKE)
                wait_for(lambda: ink(client) > 2000)
        for name in ("websockify", "The window", "Xvnc"):
            assert re.search(rf"{name} ended (by SIGKILL|with status 1); it is started again in 0.5 s", remote.text())

    def test_garbage_at_the_page(self, shared):
        """Random bytes, half requests, and hundreds of connections that say nothing."""
        before = shared.processes("Xvnc", "--fill-screen")
        chance = random.Random(4)
        upgrade = (
            b"GET /websockify HTTP/1.1\r\nHost: x\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
            b"Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n\r\n"
        )
        held = []
        for number in range(150):
            with suppress(OSError):
                held.append(socket.create_connection(("127.0.0.1", shared.port), timeout=10))
                start = (b"", b"GET / HT", upgrade, b"\x16\x03\x01")[number % 4]
                held[-1].sendall(start + (chance.randbytes(2000) if number % 2 == 0 else b""))
        wait_for(lambda: b"<form" in fetched(shared.address))
        wait_for(lambda: len(shared.processes("websockify")) < 60)
        with enter(shared.vnc) as client:
            assert client.picture().any()
        for one in held:
            one.close()
        assert shared.processes("Xvnc", "--fill-screen") == before
        assert shared.process.poll() is None

    def test_a_program_that_always_fails_is_named_in_the_end(self, needed, tmp_path, monkeypatch):
        program = tmp_path / "websockify"
        program.write_text("#!/bin/sh\necho no numpy here\nexit 3\n")
        program.chmod(0o755)
        monkeypatch.setenv("PATH", f"{tmp_path}:{os.environ['PATH']}")
        monkeypatch.setattr(Patience, "FIRST", 0.01)
        monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
        set_passwords(tmp_path)
        with pytest.raises(RemoteError, match=r"websockify ended with status 3, 6 times in a row\. .*no numpy here"):
            showing.run(Options("127.0.0.1", free_port(), None, Size(800, 480), None, kiosk=False))
        wait_for(lambda: not [line for line in lines_of_processes().values() if str(tmp_path) in line])


class TestRefuses:
    def run(self, remote_or_folder, *arguments) -> tuple[int, str]:
        environment = remote_or_folder.environment
        done = subprocess.run(
            [sys.executable, "-m", "app", "remote", *arguments],
            env=environment,
            cwd=ROOT,
            capture_output=True,
            text=True,
            timeout=60,
        )
        return done.returncode, done.stderr

    def test_a_port_in_use(self, shared):
        status, said = self.run(shared, "--port", str(shared.port))
        assert status == 1
        assert said.startswith(f"atlas-digits: Port {shared.port} of 127.0.0.1 is in use") and "--port N" in said
        status, said = self.run(shared, "--port", str(free_port()), "--vnc-port", str(shared.vnc_port))
        assert status == 1 and "--vnc-port N" in said

    def test_an_address_of_another_machine(self, shared):
        status, said = self.run(shared, "--listen", "192.0.2.1", "--port", str(free_port()))
        assert (status, said.splitlines()) == (
            1,
            ["atlas-digits: 192.0.2.1 is no address of this machine. `ip address` shows those it has."],
        )

    @pytest.mark.parametrize(
        "arguments",
        [["--size", "10x10"], ["--size", "wide"], ["--port", "0"], ["--port", "http"], ["--vnc-port", "70000"]],
    )
    def test_what_is_no_size_or_port(self, shared, arguments):
        status, said = self.run(shared, *arguments)
        assert status == 2 and arguments[1] in said

    def test_a_certificate_that_is_none(self, shared, tmp_path):
        file = tmp_path / "board.pem"
        status, said = self.run(shared, "--certificate", str(file))
        assert status == 1 and said.startswith(f"atlas-digits: {file}: the certificate cannot be read (No such file")
        file.write_text("no certificate")
        status, said = self.run(shared, "--certificate", str(file))
        assert status == 1 and len(said.splitlines()) == 1 and f"{file}: no certificate with its key" in said
        status, said = self.run(shared, "--key", str(file))
        assert status == 1 and "--certificate FILE" in said

    def test_what_is_missing_is_named_with_its_packages(self, monkeypatch, tmp_path):
        monkeypatch.setenv("PATH", str(tmp_path))
        monkeypatch.setattr(programs, "_MORE_FOLDERS", str(tmp_path))
        monkeypatch.setattr(programs, "NOVNC", tmp_path)
        with pytest.raises(RemoteError) as error:
            programs.find()
        assert str(error.value).endswith(
            "sudo apt-get install -y --no-install-recommends tigervnc-standalone-server websockify novnc"
        )


@pytest.mark.skipif(not shutil.which("openssl"), reason="there is no openssl here")
class TestEncrypted:
    @pytest.fixture
    def certificate(self, tmp_path) -> tuple[Path, Path]:
        folder = tmp_path
        file, key = folder / "board.pem", folder / "board.key"
        command = ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=localhost"]
        named = ["-addext", "subjectAltName=IP:127.0.0.1", "-keyout", str(key), "-out", str(file)]
        subprocess.run([*command, *named], check=True, capture_output=True)
        return file, key

    def test_the_page_and_what_it_shows(self, begin, certificate, driver):
        file, key = certificate
        remote = begin("--certificate", str(file), "--key", str(key)).is_up()
        secure = ssl.create_default_context(cafile=str(file))
        address = f"https://127.0.0.1:{remote.port}/"
        opener = urllib.request.build_opener(
            urllib.request.ProxyHandler({}), urllib.request.HTTPSHandler(context=secure)
        )
        with opener.open(address, timeout=30) as answer:
            assert b"<form" in answer.read()
        assert address in remote.text() and "WARNING" not in remote.text()
        with pytest.raises(OSError):
            fetched(remote.address)
        browser = driver.open()
        browser.go(address)
        wait_for(lambda: browser.sees("#login"))
        browser.type("#password", PASSWORDS.draw + ENTER)
        wait_for(lambda: browser.sees("#screen canvas"))
        browser.close()


class TestListens:
    def listeners(self, remote: Remote) -> set[str]:
        """Addresses and ports on which its processes take connections or datagrams."""
        sockets = {
            os.readlink(link)  # noqa: PTH115
            for pid in [remote.process.pid, *remote.processes()]
            for link in Path(f"/proc/{pid}/fd").iterdir()
            if link.is_symlink()
        }
        found = set()
        for kind in ("tcp", "tcp6", "udp", "udp6"):
            for line in Path(f"/proc/net/{kind}").read_text().splitlines()[1:]:
                fields = line.split()
                if f"socket:[{fields[9]}]" in sockets and (fields[3] == "0A" or kind.startswith("udp")):
                    found.add(fields[1])
        return found

    def test_on_this_machine_only_and_at_nothing_but_the_page(self, begin):
        remote = begin(vnc=False).is_up()
        assert self.listeners(remote) == {f"0100007F:{remote.port:04X}"}
        assert "WARNING" not in remote.text()

    def test_elsewhere_where_it_is_asked_to_with_a_warning(self, begin):
        remote = begin("--listen", "0.0.0.0").is_up()
        assert self.listeners(remote) == {f"00000000:{remote.port:04X}", f"00000000:{remote.vnc_port:04X}"}
        warning = next(line for line in remote.text().splitlines() if line.startswith("WARNING"))
        assert "--certificate" in warning and "VNC" in warning


def test_the_passwords_that_were_made_let_in(begin):
    remote = begin(chosen=None)
    assert remote.process.wait(60) == 1
    assert "atlas-digits remote --generate-password" in remote.text()
    done = subprocess.run(
        [sys.executable, "-m", "app", "remote", "--generate-password"],
        env=remote.environment,
        cwd=ROOT,
        capture_output=True,
        text=True,
    )
    made = Passwords(*done.stdout.split()[2::3])
    again = Remote(remote.folder, "--size", "800x480").is_up()
    try:
        with Client(again.vnc).log_in(made.draw) as client:
            assert (client.width, client.height) == (800, 480)
            wait_for(lambda: (client.picture()[4, 4:-4] > 200).all() and (client.picture()[-4, 4:-4] > 200).all())
        Client(again.vnc).log_in(made.watch).socket.close()
    finally:
        again.end()
        again.is_gone()


class TestKiosk:
    def test_it_fills_the_screen_counts_what_is_drawn_and_ends_with_its_operator(self, begin):
        remote = begin("--kiosk", operator="4711").is_up()
        with enter(remote.vnc) as client:
            corners = [(y, x) for y in (0, client.height - 1) for x in (0, client.width - 1)]
            assert all((client.picture()[corner] > 200).all() for corner in corners)
            client.draw([(100, 100)])  # the screen that attracts goes
            wait_for(lambda: (client.picture()[40:60, 40:60] == 255).all())  # paper
            client.draw(SEVEN)
            with open_engine("onnx") as engine:  # the numeral on its picture, read by ourselves
                reader = Recognizer(engine)
                wait_for(lambda: reader.recognize(client.picture()[150:520, 800:1180].min(axis=2)).text == "7")
            client.draw([(400, 730)])  # "Again": what was read counts
            wait_for(lambda: (client.picture()[40:640, 40:640] > 80).all())
            os.kill(min(remote.processes("-m app kiosk")), signal.SIGTERM)  # it ends as when the operator quits
            assert remote.process.wait(60) == 0
        (day,) = Counts(remote.folder / "data" / "atlas-digits" / "counts.db").days()
        assert (day.drawings, day.digits[7]) == (1, 1)

    def test_without_a_pin_it_says_so_at_once(self, begin):
        remote = begin("--kiosk")
        assert remote.process.wait(60) == 1
        assert "atlas-digits pin" in remote.text() and len(remote.text().splitlines()) == 1
