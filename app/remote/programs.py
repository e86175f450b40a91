"""The programs of others that remote showing is made of, and the packages that bring them."""

from __future__ import annotations

import os
import shutil
from dataclasses import dataclass
from pathlib import Path
from typing import Optional

from app.errors import RemoteError

NOVNC = Path("/usr/share/novnc")
# not in the PATH of every service and user
_MORE_FOLDERS = "/usr/local/bin:/usr/bin:/bin:/usr/local/sbin:/usr/sbin:/sbin"


@dataclass(frozen=True)
class Programs:
    """xvnc, websockify: the programs; novnc: the folder that has noVNC's `core` and `vendor`"""

    xvnc: Path
    websockify: Path
    novnc: Path


def find() -> Programs:
    """Raises RemoteError that names what is missing and the line that installs it."""
    missing = [f"{what} ({package})" for what, (place, package) in _wanted().items() if place is None]
    if missing:
        raise RemoteError(
            f"Showing the window over the network needs what is not installed: {', '.join(missing)}. "
            f"On Debian or Ubuntu: sudo apt-get install -y --no-install-recommends {' '.join(missing_packages())}"
        )
    xvnc, websockify, novnc = (place for place, _ in _wanted().values() if place is not None)
    return Programs(xvnc, websockify, novnc)


def missing_packages() -> list[str]:
    """Debian's packages of what is not here."""
    return [package for place, package in _wanted().values() if place is None]


def _wanted() -> dict[str, tuple[Optional[Path], str]]:
    """What is wanted -> (where it is, Debian's package)."""
    library = NOVNC / "core" / "rfb.js"
    return {
        "Xvnc": (_program("Xvnc") or _program("Xtigervnc"), "tigervnc-standalone-server"),
        "websockify": (_program("websockify"), "websockify"),
        "noVNC": (NOVNC if library.is_file() else None, "novnc"),
    }


def _program(name: str) -> Optional[Path]:
    found = shutil.which(name, path=os.pathsep.join((os.environ.get("PATH", ""), _MORE_FOLDERS)))
    return Path(found) if found else None
