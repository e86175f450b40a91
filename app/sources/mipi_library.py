"""Where the camera library of the Atlas 200 DK is."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Optional

NAME = "libmedia_mini.so"
VARIABLE = "ATLAS_DIGITS_MIPI_LIBRARY"


def find() -> Optional[Path]:
    """The library's file; None where there is none. The variable names another one, or none that exists."""
    named = os.environ.get(VARIABLE)
    if named:
        places = [Path(named)]
    else:
        installed = os.environ.get("INSTALL_DIR")
        places = [Path("/usr/lib64", NAME), *([Path(installed, "driver", NAME)] if installed else [])]
    return next((place for place in places if os.path.isfile(place)), None)  # noqa: PTH113 (Path.is_file may raise)
