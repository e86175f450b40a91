"""Where the things of this user lie, by the XDG base directory specification. Asking creates nothing."""

from __future__ import annotations

import os
from pathlib import Path

_NAME = "atlas-digits"


def config() -> Path:
    """Of what was chosen."""
    return _folder("XDG_CONFIG_HOME", ".config")


def data() -> Path:
    """Of what was kept: samples, and models of one's own."""
    return _folder("XDG_DATA_HOME", ".local/share")


def state() -> Path:
    """Of what may be lost: the log."""
    return _folder("XDG_STATE_HOME", ".local/state")


def _folder(variable: str, default: str) -> Path:
    named = os.environ.get(variable, "")
    # a relative path in the variable is to be ignored, says the specification
    base = Path(named) if Path(named).is_absolute() else Path.home() / default
    return base / _NAME
