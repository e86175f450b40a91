"""Devices that are not there, driven by the tests and spoken to by the real code."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path
from typing import Optional

COMPILER: Optional[str] = shutil.which("cc") or shutil.which("gcc") or shutil.which("clang")
NO_COMPILER = "there is no C compiler to build the device with"


def compile_library(source: str, folder: Path) -> Path:
    """Build a C file beside this one as a shared library in the folder."""
    library = folder / Path(source).with_suffix(".so").name
    here = Path(__file__).resolve().parent
    command = [str(COMPILER), "-shared", "-fPIC", "-O2", "-o", str(library), str(here / source), "-ldl", "-pthread"]
    done = subprocess.run(command, capture_output=True, text=True, timeout=120)
    assert done.returncode == 0, done.stderr
    return library
