"""A laid out tree becomes a package, and its sum stands beside it."""

from __future__ import annotations

import hashlib
import os
import re
import shutil
import subprocess
from pathlib import Path


class PackingError(Exception):
    """A package could not be made."""


def pack(tree: Path, folder: Path, epoch: int) -> Path:
    """Make the package of a tree with its DEBIAN, in a folder. Raises PackingError.

    xz, which the dpkg of every system here can read. By root or not, everything in it belongs to root.
    """
    if not shutil.which("dpkg-deb"):
        raise PackingError("There is no dpkg-deb here. On Debian and Ubuntu it is always there; else install dpkg.")
    fields = dict(re.findall(r"^([\w-]+): (.*)$", (tree / "DEBIAN" / "control").read_text(), re.MULTILINE))
    package = folder / "{Package}_{Version}_{Architecture}.deb".format(**fields)
    partial = package.with_name(package.name + ".partial")
    folder.mkdir(parents=True, exist_ok=True)
    command = ["dpkg-deb", "--root-owner-group", "-Zxz", "--build", str(tree), str(partial)]
    done = subprocess.run(
        command, env={**os.environ, "SOURCE_DATE_EPOCH": str(epoch)}, stdout=subprocess.PIPE, stderr=subprocess.STDOUT
    )
    if done.returncode:
        partial.unlink(missing_ok=True)
        raise PackingError(f"dpkg-deb: {done.stdout.decode(errors='replace').strip()}")
    partial.replace(package)
    package.with_name(package.name + ".sha256").write_text(f"{checksum(package)}  {package.name}\n")
    return package


def checksum(file: Path) -> str:
    """SHA-256, in hexadecimal."""
    sums = hashlib.sha256()
    with file.open("rb") as content:
        for block in iter(lambda: content.read(1 << 20), b""):
            sums.update(block)
    return sums.hexdigest()
