"""An arm64 machine in a folder: its Debian runs here in qemu's user emulation, in namespaces of its own.

Switched off, all its processes are gone and nothing is mounted any more: both are held by one process.
"""

from __future__ import annotations

import os
import shlex
import subprocess
import tarfile
import time
from collections.abc import Mapping
from pathlib import Path

_ENVIRONMENT = {
    "HOME": "/root",
    "LANG": "C.UTF-8",
    "PATH": "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin",
}
# mounts what a machine has, says so, and stays; as the first process it buries those whose parents are gone
_HOLD = """
mount --bind "$1" "$1"
mount -t proc proc "$1/proc"
mount --rbind /sys "$1/sys"
mount --rbind /dev "$1/dev"
mount -t tmpfs tmpfs "$1/tmp"
mount -t tmpfs tmpfs "$1/run"
echo up
while :; do sleep 1 & wait; done
"""


class Machine:
    def __init__(self, root: Path) -> None:
        self.root = root
        self._holder: subprocess.Popen | None = None

    def __enter__(self) -> Machine:
        command = ["unshare", "--mount", "--propagation", "private", "--pid", "--fork", "--kill-child"]
        command += ["sh", "-euc", _HOLD, "hold", str(self.root)]
        self._holder = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
        assert self._holder.stdout is not None
        if self._holder.stdout.readline() != "up\n":
            raise RuntimeError(f"{self.root} cannot be started as a machine: run this as root")
        return self

    def __exit__(self, *problem: object) -> None:
        assert self._holder is not None
        self._holder.kill()
        self._holder.wait()

    def run(self, command: str, timeout: float = 600, check: bool = True, **environment: str) -> str:
        """What a shell of the machine prints. Raises CommandError where it fails."""
        started = time.monotonic()
        done = subprocess.run(
            self._command(command, environment),
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            stdin=subprocess.DEVNULL,
            text=True,
            errors="replace",
            timeout=timeout,
        )
        if check and done.returncode:
            took = time.monotonic() - started
            raise CommandError(f"`{command}` ended with {done.returncode} after {took:.0f} s:\n{done.stdout[-3000:]}")
        return done.stdout

    def start(self, command: str, log: Path, **environment: str) -> subprocess.Popen:
        """A program of the machine that goes on. What it prints goes to `log`."""
        with log.open("w") as file:
            return subprocess.Popen(
                self._command("exec " + command, environment), stdout=file, stderr=file, stdin=subprocess.DEVNULL
            )

    def write(self, name: str, text: str, mode: int = 0o644) -> None:
        path = self.root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
        path.chmod(mode)

    def _command(self, command: str, environment: Mapping[str, str]) -> list[str]:
        assert self._holder is not None
        inner = Path(f"/proc/{self._holder.pid}/task/{self._holder.pid}/children").read_text().split()[0]
        own = {
            "HOME": "/root",
            "PATH": "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin",
            "LANG": "C.UTF-8",
        }
        settings = [f"{name}={value}" for name, value in {**own, **environment}.items()]
        enter = ["nsenter", f"--target={inner}", "--mount", "--pid"]
        return [*enter, "chroot", str(self.root), "/usr/bin/env", "-i", *settings, "/bin/sh", "-c", command]


class CommandError(Exception):
    """A command of the machine failed."""


def unpack(tar: Path, root: Path) -> None:
    """A root filesystem, once."""
    if root.exists():
        return
    partial = root.with_name(root.name + ".partial")
    subprocess.run(["rm", "-rf", "--one-file-system", str(partial)], check=True)
    partial.mkdir(parents=True)
    with tarfile.open(tar) as archive:
        archive.extractall(partial, members=[member for member in archive if not member.isdev()], numeric_owner=True)
    # the address of the archive and the names of this network
    for name in ("etc/resolv.conf", "etc/hosts"):
        (partial / name).unlink(missing_ok=True)
        if Path("/", name).exists():
            (partial / name).write_bytes(Path("/", name).read_bytes())
    partial.rename(root)


def quoted(*words: object) -> str:
    return shlex.join(map(str, words))


def may_start() -> str:
    """Why no machine can be started here, or ""."""
    return "" if os.geteuid() == 0 else "An emulated board wants root, for its mounts: sudo make test-board"
