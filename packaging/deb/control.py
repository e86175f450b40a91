"""What a package says of itself: its name and version, what it needs, what it comes with."""

from __future__ import annotations

import re
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
LIBRARIES = ROOT / "app" / "ui" / "system_libraries.txt"
NAME = "atlas-digits"
ARCHITECTURES = ("amd64", "arm64")
MAINTAINER = "Atlas Digits <atlas-digits@users.noreply.github.com>"

# what every Python program that is linked with C++ needs; the wheels are made for a glibc of 2.31 or older
_SYSTEM = ("libc6 (>= 2.31)", "libgcc-s1", "libstdc++6", "zlib1g")
# the kiosk's own screen, the right to use a chip whatever group its driver is of, and Chinese
_RECOMMENDED = (
    "acl",
    "fonts-noto-cjk | fonts-wqy-microhei",
    "xserver-xorg-core",
    "xserver-xorg-input-libinput",
    "xserver-xorg-video-fbdev",
)
_REMOTE = ("novnc", "tigervnc-standalone-server", "websockify")

_DESCRIPTION = """Reads handwritten digits that are drawn or held before a camera
 A small neural network reads digits while they are written and says how sure it
 is; what it is not sure of it refuses. It runs on the Ascend chip of Huawei's
 Atlas boards, and on any PC.
 .
 As a kiosk it fills the screen of a board for everybody to draw on, or is shown
 over the network by a board without a screen."""


class ControlError(Exception):
    """Something that a package must say is not to be found."""


def version() -> str:
    found = re.search(r'^__version__ = "([\w.]+)"$', (ROOT / "app" / "__init__.py").read_text(), re.MULTILINE)
    if not found:
        raise ControlError("app/__init__.py says no version.")
    return found[1]


def pythons(private: Path) -> list[int]:
    """The minor versions of Python 3 that a bundle has libraries for, ascending."""
    found = sorted(int(folder.name[len("python3.") :]) for folder in (private / "lib").glob("python3.*"))
    if not found or found != list(range(found[0], found[-1] + 1)):
        raise ControlError(f"{private}: libraries for Python 3.{found} make no range that a package could ask for.")
    return found


def depends(private: Path, libraries: Path = LIBRARIES) -> list[str]:
    """system_libraries.txt is the one list of what Qt needs. Where newer systems call a package by another name, that
    one provides the old."""
    lines = [line.split() for line in libraries.read_text().splitlines() if line and not line.startswith("#")]
    versions = pythons(private)
    python = [f"python3 (>= 3.{versions[0]})", f"python3 (<< 3.{versions[-1] + 1})"]
    return [*sorted({package for _, package, _ in lines} | set(_SYSTEM)), "passwd", *python]


def control(private: Path, architecture: str, kilobytes: int) -> str:
    """The file of that name. kilobytes: that the package takes up once it is installed"""
    fields = {
        "Package": NAME,
        "Version": version(),
        "Architecture": architecture,
        "Maintainer": MAINTAINER,
        "Installed-Size": str(kilobytes),
        "Depends": ", ".join(depends(private)),
        "Recommends": ", ".join(_RECOMMENDED),
        "Suggests": ", ".join(_REMOTE),
        "Section": "education",
        "Priority": "optional",
        "Description": _DESCRIPTION,
    }
    return "".join(f"{name}: {value}\n" for name, value in fields.items())
