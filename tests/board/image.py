"""The image for the Atlas 200 DK, installed by its own script on an emulated board, used, updated and removed."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

from tests.board.answers import Answer
from tests.board.board import HOME, PICTURES, count, doctor, give_chip, read_pictures
from tests.board.kiosk import answers, draw_seven, free_port, save, wait_for
from tests.board.machine import Machine
from tests.board.table import Table
from tests.remote.client import Client

NAME = "200 DK"
UNIT = "atlas-digits-remote.service"
# No systemd runs in an emulated board. What stands for it does what the unit says: the same program as the same user
# in the same Debian, and it is ready when it can be reached.
SYSTEMCTL = """#!/bin/bash
kiosk=/run/kiosk.pid
end() {
    if [ -e $kiosk ]; then
        kill "$(cat $kiosk)"
        while kill -0 "$(cat $kiosk)"; do sleep 0.2; done
        rm $kiosk
    fi 2>/dev/null
}
case " $* " in
    *" restart "*)
        end
        set -a
        . /etc/default/atlas-digits
        options=$(sed -n 's/^ExecStart=[^ ]* //p' /etc/systemd/system/%(unit)s)
        setsid sh -c "echo \\$\\$ >$kiosk; exec atlas-digits $options" >>/var/log/kiosk.log 2>&1 9>&- </dev/null &
        until [ -s $kiosk ]; do sleep 0.2; done
        until (: </dev/tcp/127.0.0.1/$PORT) 2>/dev/null; do kill -0 "$(cat $kiosk)" || exit 1; sleep 0.5; done ;;
    *" stop "*) end ;;
    *" is-active "*) [ -e $kiosk ] && echo active ;;
esac
"""


def try_image(image: Path, machine: Machine, table: Table, expected: dict[str, dict[str, Answer]]) -> None:
    """image: the folder that `make board-image` leaves. Raises Stopped"""
    port, vnc = free_port(), free_port()
    shutil.rmtree(machine.root / HOME, ignore_errors=True)
    shutil.copytree(image, machine.root / HOME / "image")
    give_chip(machine)
    machine.write("usr/local/bin/systemctl", SYSTEMCTL % {"unit": UNIT}, 0o755)
    script = f"/{HOME}/image/install-on-200dk.sh"
    machine.run(f"{script} remove")  # of a trial that was interrupted
    before = files(machine.root)
    with table.check(NAME, "install-on-200dk.sh install", needed=True) as check:
        machine.write("etc/default/atlas-digits", f"PORT={port}\nREMOTE_OPTIONS='--port {port} --vnc-port {vnc}'\n")
        said = machine.run(f"{script} install", timeout=1800)
        password = password_in(said)
        check.seen = said.strip().splitlines()[-1].split(". ")[0]
    doctor(machine, table, NAME)
    read_pictures(machine, table, NAME, expected)
    with table.check(NAME, "a 7 drawn through VNC into the kiosk") as check:
        counts = machine.root / "var/lib/atlas-digits/.local/share/atlas-digits/counts.db"
        with Client(("127.0.0.1", vnc)).log_in(password) as client:
            took = draw_seven(client, PICTURES / "kiosk-200dk.png", lambda: count(counts, 7) > 0)
            check.seen = f"read after {took:.1f} s and counted as a 7; {PICTURES.name}/kiosk-200dk.png"
    with table.check(NAME, "an update, and back to the version before") as check:
        machine.run(f"{script} install", timeout=1800)
        updated = machine.run("atlas-digits-board status")
        back = machine.run("atlas-digits-board rollback").strip()
        assert "-2  in use" in updated, updated
        wait_for("the kiosk", lambda: answers(port))
        with Client(("127.0.0.1", vnc)).log_in(password) as client:
            save(client, PICTURES / "kiosk-200dk-back.png")
        check.seen = back
    with table.check(NAME, "removed, it leaves nothing") as check:
        machine.run("atlas-digits-board remove")
        left = files(machine.root) - before
        assert not left, f"left: {sorted(left)[:10]}"
        check.seen = "no file, no user"
        assert "atlas-digits" not in (machine.root / "etc/passwd").read_text()


def files(root: Path) -> set[str]:
    """All of the board's, but those that any program may leave."""
    loose = ("dev", "proc", "sys", "tmp", "run", "var/log", "var/cache", "usr/local/Ascend")
    found = set()
    for top in root.iterdir():
        if top.name not in loose:
            found |= {path.relative_to(root).as_posix() for path in top.rglob("*")}
    return {name for name in found if not name.startswith(loose) and not name.endswith(("-", ".lock"))}


def password_in(said: str) -> str:
    """The one that lets draw, of what the installation prints once."""
    found = re.search(r"^To draw: +(\S+)$", said, re.MULTILINE)
    assert found, said
    return found[1]
