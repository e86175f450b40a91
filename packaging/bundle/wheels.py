"""The wheels that a package for a board or a PC carries: which ones, from where, and that they are what they were.

Names and versions stand in pyproject.toml; wheels.sha256 holds the file name and SHA-256 of each. What lies in
build/wheels with the right sum is not fetched again.
"""

from __future__ import annotations

import hashlib
import re
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PROJECT = ROOT / "pyproject.toml"
LOCK = Path(__file__).with_name("wheels.sha256")
CACHE = ROOT / "build" / "wheels"

MACHINES = {"arm64": "aarch64", "amd64": "x86_64"}  # Debian's name for an architecture, and Python's
PYTHONS = {"arm64": ("3.9", "3.10"), "amd64": ("3.10", "3.11", "3.12")}  # of the systems that packages are made for
# the newest glibc that the oldest of these systems has is 2.31; pip wants each older one named too
_SYSTEMS = ("manylinux_2_31", "manylinux_2_28", "manylinux_2_27", "manylinux_2_17", "manylinux2014")

_DEPENDENCY = re.compile(r'^\s*"([\w.-]+)==([\w.]+)(?:; python_version (<|>=) \'3\.(\d+)\')?",$', re.MULTILINE)


class WheelError(Exception):
    """A wheel is not known, cannot be had, or is not what it was."""


@dataclass(frozen=True)
class Wheel:
    """One file. `python` is the version that it is tied to, as "3.9", or None where any will do."""

    name: str
    sha256: str

    @property
    def package(self) -> str:
        """As its file name writes it: `opencv_python_headless`."""
        return self.name.split("-")[0]

    @property
    def version(self) -> str:
        return self.name.split("-")[1]

    @property
    def python(self) -> str | None:
        _, _, tag, abi, _ = self.name.split("-")
        return None if abi == "abi3" else re.sub(r"cp3(\d+)", r"3.\1", tag)

    def fits(self, arch: str, python: str) -> bool:
        return self.name.endswith(f"_{MACHINES[arch]}.whl") and self.python in (None, python)


def dependencies(python: str, project: Path = PROJECT) -> dict[str, str]:
    """Name and version of what the application needs on a Python, as "3.9"."""
    listed = re.search(r"^dependencies = \[\n(.*?)^\]", project.read_text(), re.MULTILINE | re.DOTALL)
    if not listed:
        raise WheelError(f"{project} lists no dependencies.")
    found, minor = {}, int(python.split(".")[1])
    lines = listed[1].splitlines()
    for line in lines:
        dependency = _DEPENDENCY.match(line)
        if not dependency:
            raise WheelError(f"{project}: of {line.strip()} it cannot be told which version a package should carry.")
        name, version, side, limit = dependency.groups()
        if side is None or (minor < int(limit)) == (side == "<"):
            found[name] = version
    found["shiboken6"] = found["PySide6-Essentials"]  # PySide6 is of no use without it, and of the same version
    return found


def locked() -> list[Wheel]:
    lines = [line.split() for line in LOCK.read_text().splitlines() if not line.startswith("#")]
    return [Wheel(name, sha256) for sha256, name in lines]


def wanted(arch: str, python: str) -> list[Wheel]:
    """The wheels for an architecture and a Python, one for each dependency, sorted by name."""
    if python not in PYTHONS.get(arch, ()):
        known = "; ".join(f"{arch} with {', '.join(pythons)}" for arch, pythons in PYTHONS.items())
        raise WheelError(f"There are no wheels for {arch} with Python {python}, only for {known}.")
    fitting = [wheel for wheel in locked() if wheel.fits(arch, python)]
    found = []
    for name, version in dependencies(python).items():
        package = name.replace("-", "_")
        ones = [wheel for wheel in fitting if (wheel.package, wheel.version) == (package, version)]
        if len(ones) != 1:
            raise WheelError(
                f"{LOCK.name} has {len(ones)} wheels of {name} {version} for {arch}, Python {python}.\n"
                "After a version was changed in pyproject.toml: python packaging/bundle lock"
            )
        found += ones
    return sorted(found, key=lambda wheel: wheel.name)


def fetch(arch: str, python: str, cache: Path = CACHE) -> list[Path]:
    """The files, from the cache or by pip; every one is what the lock says."""
    wheels = wanted(arch, python)
    if not all(is_whole(cache / wheel.name, wheel) for wheel in wheels):
        download(arch, python, cache)
    for wheel in wheels:
        if not is_whole(cache / wheel.name, wheel):
            raise WheelError(f"{cache / wheel.name} is not the file that {LOCK.name} knows. Delete it and try again.")
    return [cache / wheel.name for wheel in wheels]


def download(arch: str, python: str, cache: Path) -> None:
    """By pip, which asks for another machine's wheels than the one it runs on."""
    cache.mkdir(parents=True, exist_ok=True)
    platforms = [word for system in _SYSTEMS for word in ("--platform", f"{system}_{MACHINES[arch]}")]
    command = [sys.executable, "-m", "pip", "download", "--quiet", "--disable-pip-version-check", "--no-deps"]
    command += ["--only-binary", ":all:", "--implementation", "cp", "--python-version", python, *platforms]
    command += ["--dest", str(cache)]
    packages = [f"{name}=={version}" for name, version in dependencies(python).items()]
    if subprocess.run([*command, *packages]).returncode:
        raise WheelError("The wheels cannot be fetched; the lines above say why.")


def lock(cache: Path = CACHE) -> None:
    """Write wheels.sha256 anew, from what the package index has today."""
    found = {}
    for arch, pythons in PYTHONS.items():
        for python in pythons:
            download(arch, python, cache)
            for name, version in dependencies(python).items():
                for file in cache.glob(f"{name.replace('-', '_')}-{version}-*.whl"):
                    found[file.name] = sha256_of(file)
    lines = [f"{sha256}  {name}\n" for name, sha256 in sorted(found.items())]
    LOCK.write_text(
        "# What packages carry; `sha256sum -c` reads it. Made by: python packaging/bundle lock\n" + "".join(lines)
    )


def is_whole(file: Path, wheel: Wheel) -> bool:
    return file.is_file() and sha256_of(file) == wheel.sha256


def sha256_of(file: Path) -> str:
    sums = hashlib.sha256()
    with file.open("rb") as content:
        for block in iter(lambda: content.read(1 << 20), b""):
            sums.update(block)
    return sums.hexdigest()
