"""The units on a machine whose systemd runs them: what they show, what they may, and how they come back."""

from __future__ import annotations

import base64
import re
import struct
import time
import urllib.error
import urllib.request
from collections.abc import Callable
from pathlib import Path

import cv2
import numpy as np

from tests.board.board import count
from tests.board.kiosk import free_port
from tests.board.table import Table
from tests.pc.machine import Machine

NAME = "PC"
KIOSK, SCREEN, REMOTE = (f"atlas-digits-{name}.service" for name in ("kiosk", "screen", "remote"))
STATE = "var/lib/atlas-digits"
_WATCHDOG = 30.0  # seconds, as in the unit
# the monitor's place is taken by an X server without one; everything else is as in the unit
_XVFB = f"""mkdir -p /etc/systemd/system/{SCREEN}.d
cat > /etc/systemd/system/{SCREEN}.d/xvfb.conf <<END
[Service]
ExecStart=
ExecStart=/usr/lib/atlas-digits/screen show /usr/bin/Xvfb :0 -screen 0 1280x800x24 -nolisten tcp -nolisten local
END
systemctl daemon-reload"""


def wait_for(what: str, there: Callable[[], object], patience: float = 120.0) -> float:
    """Seconds that it took. Raises AssertionError."""
    started = time.monotonic()
    while not there():
        assert time.monotonic() - started < patience, f"{what} did not come within {patience:.0f} s"
        time.sleep(0.2)
    return time.monotonic() - started


def shown(machine: Machine, unit: str, *names: str) -> dict[str, str]:
    lines = machine.run(f"systemctl show {unit} -p {','.join(names)}").splitlines()
    return dict(line.split("=", 1) for line in lines)


def is_active(machine: Machine, unit: str) -> bool:
    return machine.run(f"systemctl is-active {unit}", check=False).strip() == "active"


def within(machine: Machine, command: str) -> str:
    """On the kiosk's screen, with its cookie and in its network, which is none."""
    main = shown(machine, KIOSK, "MainPID")["MainPID"]
    place = "DISPLAY=:0 XAUTHORITY=/run/atlas-digits-screen/cookie"
    return machine.run(f"nsenter --target={main} --net env {place} sh -c '{command}'")


def try_kiosk(machine: Machine, table: Table, pictures: Path) -> None:
    """Leaves it running."""
    machine.run(_XVFB)
    with table.check(NAME, "systemctl enable --now atlas-digits-kiosk", needed=True) as check:
        started = time.monotonic()
        machine.run(f"systemctl enable --now {KIOSK}")
        took = time.monotonic() - started
        wait_for("the engine", lambda: "digits.onnx" in shown(machine, KIOSK, "StatusText")["StatusText"])
        check.seen = f"ready after {took:.1f} s; {shown(machine, KIOSK, 'StatusText')['StatusText']}"
    with table.check(NAME, "a 7 drawn on it") as check:
        counts = machine.root / STATE / ".local/share/atlas-digits/counts.db"
        within(machine, "xdotool mousemove 640 3 click 1")  # the digits that draw themselves give way
        down = " ".join(["mousemove_relative -- -10 30 sleep 0.02"] * 12)
        across = " ".join(["mousemove_relative 20 0 sleep 0.02"] * 10)
        within(machine, f"sleep 1; xdotool mousemove 300 200 mousedown 1 {across} {down} mouseup 1")
        within(machine, "sleep 2; xwd -root -silent > /run/screen.xwd")
        save_picture(machine.run("base64 /run/screen.xwd"), pictures / "kiosk.png")
        wait_for("its count", lambda: count(counts, 7) > 0)  # when the visit is over
        check.seen = f"read as 7, and counted when the visit was over; {pictures.name}/kiosk.png"
    with table.check(NAME, "what it may") as check:
        check.seen = look_at_rights(machine)


def look_at_rights(machine: Machine) -> str:
    main = shown(machine, KIOSK, "MainPID")["MainPID"]
    status = dict(re.findall(r"^(\w+):\s*(\S+)", machine.run(f"cat /proc/{main}/status"), re.MULTILINE))
    assert (status["NoNewPrivs"], status["Seccomp"], int(status["CapBnd"], 16)) == ("1", "2", 0), status
    assert status["Uid"] != "0"
    inside = f"nsenter --target={main} --mount --net"
    networks = [line.split(":")[0].strip() for line in machine.run(f"{inside} cat /proc/net/dev").splitlines()[2:]]
    assert networks == ["lo"], networks
    for place in ("/usr", "/etc", "/var/lib"):
        written = machine.run(f"{inside} touch {place}/it && echo written || true")
        assert "Read-only file system" in written, f"{place} can be written: {written}"
    return "no network, no rights, nothing to write but its own"


def save_picture(text: str, file: Path) -> None:
    """text: what xwd wrote, in base 64"""
    content = base64.b64decode(text)
    header = struct.unpack(">25I", content[:100])
    size, width, height, line, colours = header[0], header[4], header[5], header[12], header[19]
    pixels = np.frombuffer(content, np.uint8, height * line, size + 12 * colours)
    cv2.imwrite(str(file), pixels.reshape(height, line // 4, 4)[:, :width, :3])


def try_mishaps(machine: Machine, table: Table) -> None:
    """Each of these is answered by a kiosk that is there again."""
    for name, command, patience in (
        ("killed, it is there again", f"systemctl kill -s KILL {KIOSK}", 30.0),
        ("its screen dies, both are there again", f"systemctl kill -s KILL {SCREEN}", 60.0),
        ("hung, it is ended and there again", f"systemctl kill -s STOP {KIOSK}", _WATCHDOG + 30.0),
    ):
        with table.check(NAME, name) as check:
            before = shown(machine, KIOSK, "MainPID")["MainPID"]
            machine.run(command)
            took = wait_for("another one", lambda: _another(machine, before), patience)  # noqa: B023
            check.seen = f"after {took:.1f} s"
    with table.check(NAME, "ended on purpose, it stays so") as check:
        machine.run(f"systemctl kill -s TERM {KIOSK}")
        wait_for("its end", lambda: shown(machine, KIOSK, "ActiveState")["ActiveState"] == "inactive")
        wait_for("the end of its screen", lambda: not is_active(machine, SCREEN))
        check.seen = "and its screen is given back"


def _another(machine: Machine, before: str) -> bool:
    now = shown(machine, KIOSK, "MainPID", "ActiveState")
    return now["ActiveState"] == "active" and now["MainPID"] not in (before, "0")


def try_remote(machine: Machine, table: Table) -> None:
    with table.check(NAME, "systemctl start atlas-digits-remote") as check:
        machine.run("apt-get install -qy --no-install-recommends novnc tigervnc-standalone-server websockify")
        port = free_port()
        machine.run(f"echo 'REMOTE_OPTIONS=\"--port {port}\"' >> /etc/default/atlas-digits")
        machine.run(f"systemctl start {REMOTE}")
        wait_for("the page", lambda: _page(port))
        check.seen = f"its page answers; {shown(machine, REMOTE, 'StatusText')['StatusText']}"
    with table.check(NAME, "starting the kiosk ends it") as check:
        machine.run(f"systemctl start {KIOSK}")
        assert not is_active(machine, REMOTE) and is_active(machine, KIOSK)
        check.seen = "one user, one kiosk"


def _page(port: int) -> bool:
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/", timeout=5) as answer:
            return answer.status == 200
    except (urllib.error.URLError, OSError):
        return False
