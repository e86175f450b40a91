"""A PC in a folder: a Debian 12 whose own systemd is started in a container, as when it is switched on."""

from __future__ import annotations

import os
import shutil
import subprocess
import time
from pathlib import Path

MIRROR = "http://deb.debian.org/debian"
# what a PC has; and in the place of its monitor, keyboard and hand: an X server without one, xdotool, xwd
_SYSTEM = "ca-certificates,dbus,procps,python3,systemd,systemd-sysv,udev"
_INSTEAD = "x11-apps xdotool xvfb"
_ENVIRONMENT = {"DEBIAN_FRONTEND": "noninteractive", "HOME": "/root", "LANG": "C.UTF-8"}
_PATH = "/usr/sbin:/usr/bin:/sbin:/bin"
_PATIENCE = 120.0  # seconds until it is up


class CommandError(Exception):
    """A command of the machine failed."""


def missing() -> str:
    """Why no such machine can be had here, or ""."""
    if os.geteuid():
        return "A machine in a folder wants root: sudo make test-deb"
    programs = {"debootstrap": "debootstrap", "systemd-nspawn": "systemd-container", "nsenter": "util-linux"}
    wanted = [package for program, package in programs.items() if not shutil.which(program)]
    return f"Install first: apt-get install {' '.join(wanted)}" if wanted else ""


def make(root: Path) -> None:
    """The system, once."""
    if root.exists():
        return
    partial = root.with_name(root.name + ".partial")
    subprocess.run(["rm", "-rf", "--one-file-system", str(partial)], check=True)
    command = ["debootstrap", "--variant=minbase", f"--include={_SYSTEM}", "bookworm", str(partial), MIRROR]
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
    partial.rename(root)


class Machine:
    """Switched on within its `with` block. It shares this one's network."""

    def __init__(self, root: Path, log: Path) -> None:
        self.root, self._log = root, log

    def __enter__(self) -> Machine:
        command = ["systemd-nspawn", f"--directory={self.root}", "--boot", "--register=no", "--keep-unit"]
        command += ["--console=pipe", "--machine=atlas-digits-pc"]
        with self._log.open("w") as log:
            environment = {**os.environ, "SYSTEMD_NSPAWN_UNIFIED_HIERARCHY": "1"}
            self._container = subprocess.Popen(
                command, env=environment, stdin=subprocess.DEVNULL, stdout=log, stderr=subprocess.STDOUT
            )
        end = time.monotonic() + _PATIENCE
        while self.run("systemctl is-system-running", check=False).strip() not in ("running", "degraded"):
            if time.monotonic() > end or self._container.poll() is not None:
                self._container.kill()
                raise CommandError(f"It does not start:\n{self._log.read_text()[-2000:]}")
            time.sleep(0.5)
        self.run(f"command -v xwd || (apt-get update -q && apt-get install -qy --no-install-recommends {_INSTEAD})")
        return self

    def __exit__(self, *problem: object) -> None:
        self._container.terminate()  # it powers off
        try:
            self._container.wait(60)
        except subprocess.TimeoutExpired:
            self._container.kill()
            self._container.wait()

    def run(self, command: str, timeout: float = 600, check: bool = True) -> str:
        """What a shell of the machine prints. Raises CommandError where it fails."""
        children = Path(f"/proc/{self._container.pid}/task/{self._container.pid}/children").read_text().split()
        if not children:
            return ""
        settings = [f"{name}={value}" for name, value in {**_ENVIRONMENT, "PATH": _PATH}.items()]
        enter = ["nsenter", f"--target={children[0]}", "--mount", "--pid", "--ipc", "--uts", "--cgroup"]
        done = subprocess.run(
            [*enter, "/usr/bin/env", "-i", *settings, "/bin/sh", "-c", command],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            errors="replace",
            timeout=timeout,
        )
        if check and done.returncode:
            raise CommandError(f"`{command}` ended with {done.returncode}:\n{done.stdout[-3000:]}")
        return done.stdout
