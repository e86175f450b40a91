"""Checks of what the application itself is built on: Python, its packages, the window's libraries."""

from __future__ import annotations

import ctypes
import importlib
import importlib.metadata
import importlib.util
import os
import platform
import sys
from pathlib import Path

from app.doctor import cann
from app.doctor.finding import ABSENT, OK, PROBLEM, WARNING, Finding, from_message
from app.doctor.place import Place
from app.doctor.probe import resolve
from app.remote import programs

_OLDEST, _NEWEST = (3, 9), (3, 13)
# by the beginning of CANN's version: its oldest and newest Python, and the newest release that its makers name
_PYTHONS_OF_CANN = {"5.": ((3, 7), (3, 9), (3, 9, 7)), "6.0": ((3, 7), (3, 9), (3, 9, 7))}
_ANY_PYTHON = ((0,), (99,), (99,))


def python(place: Place) -> list[Finding]:
    found = f"{platform.python_version()}, {platform.machine()}, {sys.executable}"
    if not _OLDEST <= sys.version_info[:2] <= _NEWEST:
        return [
            Finding(
                "Python",
                PROBLEM,
                f"{found}: this application runs on 3.9 to 3.13.",
                "Set it up with another one: make run PYTHON=python3.11",
            )
        ]
    version = cann.version(place)
    ranges = (found for start, found in _PYTHONS_OF_CANN.items() if version.startswith(start))
    oldest, newest, release = next(ranges, _ANY_PYTHON)
    if not oldest <= sys.version_info[:2] <= newest:
        return [
            Finding(
                "Python",
                WARNING,
                f"{found}: CANN {version} is made for {_dotted(oldest)} to {_dotted(newest)}, its pyACL may not load.",
                f"Set this up with Python {_dotted(newest)}: make run PYTHON=python{_dotted(newest)}",
            )
        ]
    if sys.version_info[:3] > release:
        found += f" (CANN {version} was tried by its makers up to {_dotted(release)})"
    return [Finding("Python", OK, found)]


def _dotted(version: tuple[int, ...]) -> str:
    return ".".join(str(part) for part in version)


def package(place: Place, title: str, module: str, distribution: str) -> list[Finding]:
    """Whether a Python package can be imported."""
    again = f"Install it again: pip install --force-reinstall {distribution}"
    try:
        found = importlib.import_module(module)
    except ModuleNotFoundError as error:
        if error.name != module:
            return [Finding(title, PROBLEM, f"It is installed, but needs {error.name}, which is not.", again)]
        return [Finding(title, PROBLEM, "It is not installed.", f"Install it: pip install {distribution}")]
    except ImportError as error:
        return [Finding(title, PROBLEM, f"It is installed, but cannot be loaded: {error}", again)]
    return [Finding(title, OK, str(getattr(found, "__version__", "")) or "installed")]


def qt(place: Place) -> list[Finding]:
    """Whether Qt's libraries load. They are opened as the linker would; Python's side of them is for app/ui."""
    spec = importlib.util.find_spec("PySide6")
    folders = list(spec.submodule_search_locations or []) if spec else []
    libraries = [path for folder in folders for path in sorted(Path(folder).glob("QtWidgets*.so"))]
    if not libraries:
        return [Finding("Qt", PROBLEM, "PySide6 is not installed: there is no window.", _way_to_qt())]
    try:
        version = importlib.metadata.version("PySide6-Essentials")
    except importlib.metadata.PackageNotFoundError:
        version = "a PySide6 that pip does not know of"
    try:
        ctypes.CDLL(str(libraries[0]))
    except OSError as error:
        if "GLIBC" in str(error):
            return [Finding("Qt", PROBLEM, f"{version} is made for a newer system: {error}", _way_to_qt())]
        return [
            Finding(
                "Qt",
                PROBLEM,
                f"{version} cannot be loaded: {error}",
                "Install the system's libraries: make run names the packages, and installs them where root runs it.",
            )
        ]
    return [Finding("Qt", OK, version)]


def _way_to_qt() -> str:
    try:
        libc = os.confstr("CS_GNU_LIBC_VERSION") or ""
    except (ValueError, OSError):
        libc = ""
    version = tuple(int(part) for part in libc.partition(" ")[2].split(".") if part.isdigit())
    if platform.machine() == "aarch64" and version and version < (2, 31):
        return (
            f"Qt needs glibc 2.31 on this processor, here is {_dotted(version)}: run the window on a PC, or this "
            "application in a root file system of Debian 11. `recognize` works as it is."
        )
    return "Install it: pip install PySide6-Essentials==6.8.0.2"


def display(place: Place, target: str) -> list[Finding]:
    """target: the function, as "module:function", that says why no window can be opened, or "" """
    problem_of = resolve(target)
    message = problem_of()
    named = [name for name in ("WAYLAND_DISPLAY", "DISPLAY", "QT_QPA_PLATFORM") if place.environ.get(name)]
    if not message:
        return [Finding("display", OK, ", ".join(f"{name}={place.environ[name]}" for name in named))]
    if named:
        return [from_message("display", PROBLEM, message)]
    findings = [
        Finding(
            "display",
            ABSENT,
            "No screen is named: neither WAYLAND_DISPLAY nor DISPLAY is set.",
            "For a window, start this from a desktop session, or over the network with `ssh -X`. "
            "`recognize` and `bench` need none.",
        )
    ]
    os.environ["QT_QPA_PLATFORM"] = "offscreen"  # then only the libraries are left to ask for
    missing = problem_of()
    return findings + ([from_message("Qt's libraries", WARNING, missing)] if missing else [])


def remote(place: Place) -> list[Finding]:
    """Whether the window can be shown over the network. Nothing else needs what is for that alone."""
    missing = programs.missing_packages()
    if missing:
        return [
            Finding(
                "remote showing",
                ABSENT,
                f"`atlas-digits remote` needs what is not installed: {', '.join(missing)}.",
                f"sudo apt-get install -y --no-install-recommends {' '.join(missing)}",
            )
        ]
    found = programs.find()
    return [Finding("remote showing", OK, f"{found.xvnc}, {found.websockify}, {found.novnc}")]
