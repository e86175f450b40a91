"""A board in a folder that is its file system. Its commands note what they were asked; the script is the real one."""

import fcntl
import hashlib
import io
import os
import subprocess
import tarfile
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
SCRIPT = ROOT / "packaging" / "board" / "install-on-200dk.sh"
UNIT = "atlas-digits-remote.service"
SETTINGS = "etc/default/atlas-digits"

# as root on an arm64 board; users are files
_COMMANDS = {
    "id": 'if [ $# = 1 ]; then cat "$BOARD/uid"; else test -e "$BOARD/users/$2"; fi',
    "uname": 'cat "$BOARD/machine"',
    "useradd": 'for user; do :; done; touch "$BOARD/users/$user"',
    "userdel": 'rm "$BOARD/users/$1"',
    "usermod": ":",
    "getent": 'test -e "$BOARD/groups/$2" && echo "$2:x:1000:"',
    "chown": ":",
    "systemctl": """case " $* " in
    *" restart "*) test ! -e "$BOARD/$(readlink "$ATLAS_ROOT/opt/atlas-digits/current").bad" ;;
    *" is-active "*) echo active ;;
esac""",
    # what would happen in the version's Debian
    "unshare": """case "$*" in
    *recognize*) test ! -e "$BOARD/unreadable" && echo '{"text": "7"}' ;;
    *"pin --generate") mkdir -p "$ATLAS_ROOT/var/lib/atlas-digits/.config/atlas-digits" &&
        touch "$ATLAS_ROOT/var/lib/atlas-digits/.config/atlas-digits/pin.json"; echo 493027 ;;
    *"remote --generate-password") touch "$ATLAS_ROOT/var/lib/atlas-digits/.config/atlas-digits/remote.passwd" ;;
esac""",
}
_STOP = "trap '(( ++commands == STOP_AT )) && kill -9 $$' DEBUG\ncommands=0\nset -o functrace\n"


class Board:
    """stop_at: with it, `run` kills the script with SIGKILL before its command of that number"""

    def __init__(self, folder: Path) -> None:
        self.root, self._board = folder / "root", folder / "board"
        self._programs = folder / "bin"
        for place in (self.root, self._board / "users", self._board / "groups", self._programs):
            place.mkdir(parents=True)
        (self._board / "uid").write_text("0\n")
        (self._board / "machine").write_text("aarch64\n")
        (self._board / "stop").write_text(_STOP)
        for name, text in _COMMANDS.items():
            self.put(name, text)

    def put(self, name, text):
        """A command of the board's, as a shell script."""
        program = self._programs / name
        program.write_text(f'#!/bin/sh\necho "{name} $*" >> "$BOARD/log"\n{text}\n')
        program.chmod(0o755)

    def run(self, *arguments, script=SCRIPT, stop_at=None):
        environment = {
            **os.environ,
            "PATH": f"{self._programs}:{os.environ['PATH']}",
            "ATLAS_ROOT": str(self.root),
            "BOARD": str(self._board),
        }
        if stop_at is not None:
            environment |= {"BASH_ENV": str(self._board / "stop"), "STOP_AT": str(stop_at)}
        command = ["bash", str(script), *map(str, arguments)]
        return subprocess.run(command, env=environment, capture_output=True, text=True, timeout=60)

    def be(self, **facts):
        """uid, machine: what the board says of itself"""
        for name, value in facts.items():
            (self._board / name).write_text(f"{value}\n")

    def mark(self, name):
        """ "VERSION.bad": that version does not start; "unreadable": its program does not work; "groups/NAME" """
        (self._board / name).touch()

    def log(self):
        log = self._board / "log"
        return log.read_text() if log.exists() else ""

    def path(self, name):
        return self.root / name

    def current(self):
        link = self.path("opt/atlas-digits/current")
        return str(link.readlink()) if link.is_symlink() else ""

    def unit(self):
        """The folder that the unit in force names, and whether it is started with the board."""
        wanted = self.path(f"etc/systemd/system/multi-user.target.wants/{UNIT}")
        unit = self.path(f"etc/systemd/system/{UNIT}").read_text()
        assert wanted.read_text() == unit
        return unit.partition("RootDirectory=")[2].strip()

    def versions(self):
        return sorted(path.name for path in self.path("opt/atlas-digits").glob("[0-9]*"))

    def users(self):
        return sorted(path.name for path in (self._board / "users").iterdir())

    def left_behind(self):
        """Every file of the board, and what is half done."""
        return sorted(path.relative_to(self.root).as_posix() for path in self.root.rglob("*") if not path.is_dir())


@contextmanager
def locked(path: Path):
    with path.open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


def make_image(folder: Path, version: str, files: int = 20) -> Path:
    """As `make board-image` leaves it, of a version that consists of a few files."""
    folder.mkdir(parents=True, exist_ok=True)
    image = folder / f"atlas-digits-board_{version}_arm64.tar.xz"
    content = {
        f"./usr/lib/systemd/system/{UNIT}": f"# of {version}\nRootDirectory=/\n",
        "./usr/bin/atlas-digits": "program\n",
    }
    content |= {f"./opt/atlas-digits/part-{number}": f"{version}\n" for number in range(files)}
    with tarfile.open(image, "w:xz") as tar:
        for name, text in content.items():
            member = tarfile.TarInfo(name)
            member.size = len(text)
            tar.addfile(member, io.BytesIO(text.encode()))
    (folder / "SHA256SUMS").write_text(f"{hashlib.sha256(image.read_bytes()).hexdigest()}  {image.name}\n")
    return image
