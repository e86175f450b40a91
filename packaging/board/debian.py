"""Debian 11 for the board: glibc 2.31, which PySide6 needs, and Python 3.9, which CANN takes.

Its last point release alone, without the security archive: that one's packages for this architecture are being taken
away, while these stay as they are, so that the same image can be made again.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import sys
import urllib.error
import urllib.parse
import urllib.request
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "packaging"))

import environment  # noqa: E402

RELEASE, ARCH, PYTHON = "bullseye", "arm64", "3.9"
MIRROR = os.environ.get("DEBIAN_MIRROR", "http://deb.debian.org/debian")
FOLDER = ROOT / "build" / "board"

# besides the libraries that Qt needs: letters, and the screen in the network
_PACKAGES = ("python3", "fonts-dejavu-core", "fonts-wqy-microhei", "tigervnc-standalone-server", "xauth", "libdrm2")
# The page in the network: Debian 12's, which the application is tested with. JavaScript and Python, unpacked without
# what they depend on: Node and OpenStack's libraries, for what is not used here.
_WEB = (
    (
        "pool/main/n/novnc/novnc_1.3.0-1_all.deb",
        "5ff8b8c93c1c6cc911e01bfa77d12d4098e1904f738a996040c8095e02492ebb",
    ),
    (
        "pool/main/w/websockify/python3-websockify_0.10.0+dfsg1-4+b1_arm64.deb",
        "ac0b2a013a5903b5727ee1542faa35aa0f5d807feb698466db268dd567649f0b",
    ),
)
_PROGRAMS = (
    ("mmdebstrap", "mmdebstrap"),
    ("arch-test", "arch-test"),
    ("qemu-aarch64-static", "qemu-user-static"),
    ("update-binfmts", "binfmt-support"),
    ("xz", "xz-utils"),
)


class BoardError(Exception):
    """The image cannot be made or tried here; the text says why and what to do."""


def packages() -> list[str]:
    with (ROOT / "app" / "ui" / "system_libraries.txt").open() as lines:
        libraries = {line.split()[1] for line in lines if not line.startswith("#")}
    return sorted({*libraries, *_PACKAGES})


def base(epoch: int) -> Path:
    """The root filesystem before the application is in it, as a tar. Made once for one list of packages."""
    recipe = f"{MIRROR} {RELEASE} {' '.join(packages())}".encode()
    made = FOLDER / f"debian-{hashlib.sha256(recipe).hexdigest()[:12]}.tar"
    if not made.exists():
        for program, package in _PROGRAMS:
            find(program, package)
        _bootstrap(made, epoch)
    return made


def _bootstrap(to: Path, epoch: int) -> None:
    """By mmdebstrap: as root, or else in a user namespace. The programs of the board run in qemu meanwhile."""
    allow_foreign()
    FOLDER.mkdir(parents=True, exist_ok=True)
    partial = to.with_suffix(".partial")
    command = ["mmdebstrap", f"--architectures={ARCH}", "--variant=apt", "--format=tar"]
    command += [f"--include={','.join(packages())}"]
    # the archive of an old release is not signed anew: its dates are past
    command += ['--aptopt=Acquire::Check-Valid-Until "false"', '--aptopt=APT::Install-Recommends "false"']
    command += [RELEASE, str(partial), f"deb {MIRROR} {RELEASE} main"]
    if subprocess.run(command, env={**os.environ, "SOURCE_DATE_EPOCH": str(epoch)}).returncode:
        raise BoardError("Debian cannot be put together here; the lines above say why.")
    partial.rename(to)


def web() -> list[Path]:
    """The packages of the page, fetched once and the very ones that are named above."""
    found = []
    for place, sha256 in _WEB:
        file = FOLDER / Path(place).name
        if not file.exists():
            FOLDER.mkdir(parents=True, exist_ok=True)
            content = _get(f"{MIRROR}/{urllib.parse.quote(place)}")
            if hashlib.sha256(content).hexdigest() != sha256:
                raise BoardError(f"{MIRROR}/{place} is not the file that {Path(__file__).name} names.")
            file.write_bytes(content)
        found.append(file)
    return found


def _get(address: str) -> bytes:
    try:
        with urllib.request.urlopen(address, timeout=60) as answer:
            return answer.read()
    except (urllib.error.URLError, TimeoutError) as error:
        raise BoardError(f"{address} cannot be fetched: {error}") from error


def find(program: str, package: str) -> str:
    """Where a program is. As root it is installed; else the line that does so is in the error."""
    if not shutil.which(program) and not Path("/usr/sbin", program).exists():
        environment.install_system([package], needed=True)
    return shutil.which(program) or str(Path("/usr/sbin", program))


def allow_foreign() -> None:
    """Let this machine start the board's programs. Only root can; once is enough until the next boot."""
    registered = Path("/proc/sys/fs/binfmt_misc/qemu-aarch64")
    if os.uname().machine == "aarch64" or registered.exists():
        return
    if os.geteuid() == 0:
        if not (registered.parent / "register").exists():
            subprocess.run(["mount", "-t", "binfmt_misc", "binfmt_misc", str(registered.parent)])
        subprocess.run([find("update-binfmts", "binfmt-support"), "--enable", "qemu-aarch64"])
    if not registered.exists():
        raise BoardError(
            "This machine does not start programs of arm64. Once, as root:\n"
            "    mount -t binfmt_misc binfmt_misc /proc/sys/fs/binfmt_misc; update-binfmts --enable qemu-aarch64"
        )
