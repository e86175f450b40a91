"""The package for PCs on a Debian 12 that is switched on for it, as a user would install it: `make test-deb`.

Makes the system (kept in build/pc), installs what `make deb` made, runs its units under systemd, upgrades, removes and
purges it. The kiosk's picture goes to build/pc. Wants root, debootstrap and systemd-nspawn. The exit status is 0 where
every check is well.
"""

from __future__ import annotations

import argparse
import re
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

from tests.board import answers  # noqa: E402
from tests.board.image import files  # noqa: E402
from tests.board.table import Stopped, Table  # noqa: E402
from tests.pc.machine import Machine, make, missing  # noqa: E402
from tests.pc.units import KIOSK, NAME, STATE, is_active, shown, try_kiosk, try_mishaps, try_remote  # noqa: E402

FOLDER = ROOT / "build" / "pc"
APT = "apt-get install -qy --no-install-recommends"


def main() -> int:
    argparse.ArgumentParser(prog="python tests/pc", description=__doc__).parse_args()
    if problem := missing():
        print(problem, file=sys.stderr)
        return 1
    (package,) = (ROOT / "build" / "packages").glob("atlas-digits_*_amd64.deb")
    FOLDER.mkdir(parents=True, exist_ok=True)
    table = Table()
    try:
        with table.check(NAME, "a Debian 12", needed=True):
            make(FOLDER / "machine")
        with Machine(FOLDER / "machine", FOLDER / "machine.log") as machine:
            try_package(machine, table, package)
    except Stopped:
        pass
    print(table.report())
    return 1 if table.failed else 0


def try_package(machine: Machine, table: Table, package: Path) -> None:
    """Raises Stopped."""
    machine.run("apt-get purge -qy atlas-digits || true")  # of a trial that was interrupted
    machine.run("apt-get install -qy --no-install-recommends novnc tigervnc-standalone-server websockify")
    before = files(machine.root)
    with table.check(NAME, f"apt-get install ./{package.name}", needed=True) as check:
        said = install(machine, package)
        assert re.search(r"PIN .*:\n\d{6}\n", said), said[-1000:]
        check.seen = machine.run("dpkg-query -W -f '${Package} ${Version}: ${Status}' atlas-digits")
        assert "install ok installed" in check.seen
    with table.check(NAME, "doctor") as check:
        check.seen = machine.run("runuser -u atlas-digits -- atlas-digits doctor").splitlines()[-1]
    with table.check(NAME, "recognize the demo pictures") as check:
        said = machine.run("atlas-digits recognize --json --engine onnx /usr/lib/atlas-digits/assets/demo")
        largest = answers.difference(answers.read(said), answers.here("onnx"), "onnx")
        check.seen = f"as here; the largest difference of a confidence is {largest:.0e}"
    try_kiosk(machine, table, FOLDER)
    try_mishaps(machine, table)
    try_remote(machine, table)
    try_upgrade(machine, table, package)
    with table.check(NAME, "removed, what people made stays") as check:
        machine.run("apt-get remove -qy atlas-digits")
        assert not (machine.root / "usr/lib/atlas-digits").exists(), "the application is left"
        assert (machine.root / STATE / ".config/atlas-digits/pin.json").exists()
        check.seen = "the PIN, the passwords, the counts"
    with table.check(NAME, "purged, nothing stays") as check:
        machine.run("apt-get purge -qy atlas-digits")
        left = {name for name in files(machine.root) - before if "dpkg/" not in name and "apt/" not in name}
        assert not left, f"left: {sorted(left)[:10]}"
        users = machine.run("getent passwd atlas-digits; getent group atlas-digits", check=False)
        assert not users, users
        check.seen = "no file, no user"


def install(machine: Machine, package: Path) -> str:
    shutil.copy(package, machine.root / "root")
    return machine.run(f"{APT} /root/{package.name}; status=$?; rm /root/{package.name}; exit $status", timeout=1800)


def try_upgrade(machine: Machine, table: Table, package: Path) -> None:
    with table.check(NAME, "upgraded, it keeps what it had") as check:
        newer = newer_than(package)
        kept = f"cd /{STATE} && find .config -type f | sort | xargs sha256sum; cat /etc/default/atlas-digits"
        before, main = machine.run(kept), shown(machine, KIOSK, "MainPID")["MainPID"]
        said = install(machine, newer)
        assert "PIN" not in said, "another PIN was made"
        assert machine.run(kept) == before, "what was there was changed"
        assert is_active(machine, KIOSK) and shown(machine, KIOSK, "MainPID")["MainPID"] != main
        check.seen = machine.run("dpkg-query -W -f '${Version}' atlas-digits") + ", and the kiosk was started anew"


def newer_than(package: Path) -> Path:
    """The same, with a higher version and packed with less care."""
    tree = FOLDER / "newer"
    shutil.rmtree(tree, ignore_errors=True)
    subprocess.run(["dpkg-deb", "--raw-extract", str(package), str(tree)], check=True)
    control = tree / "DEBIAN" / "control"
    control.write_text(re.sub(r"^Version: (.*)$", r"Version: \1.1", control.read_text(), flags=re.MULTILINE))
    command = ["dpkg-deb", "--root-owner-group", "-Zgzip", "-z1", "--build", str(tree), str(FOLDER / "newer.deb")]
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
    shutil.rmtree(tree)
    return FOLDER / "newer.deb"


if __name__ == "__main__":
    sys.exit(main())
