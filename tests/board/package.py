"""The Debian package for the Atlas 200I DK A2, installed by apt on an emulated board, used and purged."""

from __future__ import annotations

import secrets
import shutil
import signal
from pathlib import Path

from tests.board.answers import Answer
from tests.board.board import HOME, PICTURES, count, doctor, give_chip, read_pictures
from tests.board.image import files
from tests.board.kiosk import Ready, answers, draw_seven, free_port, wait_for
from tests.board.machine import Machine
from tests.board.table import Table
from tests.remote.client import Client

NAME = "200I DK A2"
STATE = "var/lib/atlas-digits"
AS_USER = f"runuser -u atlas-digits -- env HOME=/{STATE}"
LOGS = PICTURES / "logs"


def try_package(package: Path, machine: Machine, table: Table, expected: dict[str, dict[str, Answer]]) -> None:
    """package: the .deb. Raises Stopped"""
    give_chip(machine)
    shutil.copy(package, machine.root / HOME)
    quiet = {"DEBIAN_FRONTEND": "noninteractive"}
    machine.run("apt-get purge -y atlas-digits || true", **quiet)  # of a trial that was interrupted
    before = files(machine.root)
    with table.check(NAME, "apt-get install ./atlas-digits_…_arm64.deb", needed=True) as check:
        machine.run(f"apt-get install -y --no-install-recommends /{HOME}/{package.name}", timeout=1800, **quiet)
        check.seen = machine.run("dpkg-query -W -f '${Package} ${Version}: ${Status}' atlas-digits")
        assert "install ok installed" in check.seen
    doctor(machine, table, NAME)
    read_pictures(machine, table, NAME, expected)
    with table.check(NAME, "a PIN and passwords were made") as check:
        made = sorted(path.name for path in (machine.root / STATE / ".config/atlas-digits").iterdir())
        assert {"pin.json", "remote.passwd"} <= set(made), made
        check.seen = ", ".join(made)
    _offscreen(machine, table)
    _in_vnc(machine, table)
    with table.check(NAME, "purged, it leaves nothing") as check:
        machine.run("apt-get purge -y atlas-digits", **quiet)
        left = {name for name in files(machine.root) - before if "dpkg/" not in name and "apt/" not in name}
        assert not left, f"left: {sorted(left)[:10]}"
        check.seen = "no file of its own"


def _offscreen(machine: Machine, table: Table) -> None:
    with table.check(NAME, "the kiosk starts without a screen, and ends") as check:
        ready = Ready(machine)
        command = f"{AS_USER} NOTIFY_SOCKET={ready.inside} QT_QPA_PLATFORM=offscreen atlas-digits kiosk"
        process = machine.start(command, LOGS / "kiosk-offscreen.log")
        ready.wait(process)
        machine.run("pkill -TERM -f '[s]tart.py kiosk'")
        assert process.wait(60) == 0, (LOGS / "kiosk-offscreen.log").read_text()[-2000:]
        check.seen = "READY=1 came, SIGTERM ended it with 0"


def _in_vnc(machine: Machine, table: Table) -> None:
    with table.check(NAME, "a 7 drawn through VNC into the kiosk on Xvnc") as check:
        port, password, ready = free_port(), secrets.token_hex(4), Ready(machine)
        machine.run(f"printf '%s\\n' {password} | vncpasswd -f > /run/passwd")
        options = f"-localhost=1 -rfbport {port} -rfbauth /run/passwd -SecurityTypes VncAuth -AlwaysShared -ac"
        screen = machine.start(f"Xvnc :77 {options} -geometry 1280x800 -depth 24", LOGS / "xvnc.log")
        try:
            wait_for("Xvnc", lambda: answers(port))
            settings = f"NOTIFY_SOCKET={ready.inside} DISPLAY=:77 QT_QPA_PLATFORM=xcb"
            process = machine.start(f"{AS_USER} {settings} atlas-digits kiosk", LOGS / "kiosk-xvnc.log")
            ready.wait(process)
            counts = machine.root / STATE / ".local/share/atlas-digits/counts.db"
            with Client(("127.0.0.1", port)).log_in(password) as client:
                took = draw_seven(client, PICTURES / "kiosk-200idk.png", lambda: count(counts, 7) > 0)
            machine.run("pkill -TERM -f '[s]tart.py kiosk'")
            assert process.wait(60) == 0
            check.seen = f"read after {took:.1f} s and counted as a 7; {PICTURES.name}/kiosk-200idk.png"
        finally:
            screen.send_signal(signal.SIGTERM)
            screen.wait(30)
