"""Where what belongs to this user lives. Asking for a place creates nothing.

The variables and defaults are those of the XDG Base Directory Specification, on every system; where none is set,
Windows and macOS have their own defaults.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path

from app.errors import HomeError

_FOLDER = "atlas-digits"


def config() -> Path:
    """Settings: what the user chose."""
    return _place("XDG_CONFIG_HOME", ".config", "APPDATA")


def data() -> Path:
    """What the user made and wants to keep."""
    return _place("XDG_DATA_HOME", ".local/share", "LOCALAPPDATA")


def state() -> Path:
    """What may be lost: logs, what was open last."""
    return _place("XDG_STATE_HOME", ".local/state", "LOCALAPPDATA")


def _place(variable: str, default: str, on_windows: str) -> Path:
    """Raises HomeError where nothing says whose place it is."""
    names = (variable, on_windows) if sys.platform == "win32" else (variable,)
    for name in names:
        named = Path(os.environ.get(name, ""))
        if named.is_absolute():  # the specification: others are ignored
            return named / _FOLDER
    home = Path(os.path.expanduser("~"))  # noqa: PTH111 (Path.home raises another error on each Python)
    if not home.is_absolute():
        raise HomeError(f"There is no home folder for this user: set HOME, or {variable}, to a folder.")
    return home / ("Library/Application Support" if sys.platform == "darwin" else default) / _FOLDER
