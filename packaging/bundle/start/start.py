"""Starts the application that is installed around this file, with the libraries that lie beside it."""

import os
import sys
from pathlib import Path

FOLDER = Path(__file__).resolve().parent
LIBRARIES = FOLDER / "lib"
RUNNING = f"{sys.version_info.major}.{sys.version_info.minor}"
TIED = LIBRARIES / f"python{RUNNING}"


def find_libraries() -> None:
    """Put them before everything else, here and for the processes that are started: CANN and the system may have
    another numpy."""
    if not TIED.is_dir():
        known = " and ".join(sorted(path.name[6:] for path in LIBRARIES.glob("python3.*")))
        sys.exit(f"Atlas Digits is installed here for Python {known}, not {RUNNING}.")
    folders = [str(FOLDER), str(TIED), str(LIBRARIES)]
    sys.path[:1] = folders
    named = os.environ.get("PYTHONPATH")
    os.environ["PYTHONPATH"] = os.pathsep.join(folders + ([named] if named else []))


if __name__ == "__main__":
    find_libraries()
    from app.cli import main

    sys.exit(main())
