"""Whether a window can be opened here. Asked before Qt is, which ends the whole process where it cannot."""

from __future__ import annotations

import ctypes
import os
import sys
from pathlib import Path

_LIBRARIES = Path(__file__).with_name("system_libraries.txt")

NO_DISPLAY = (
    "There is no display here: neither WAYLAND_DISPLAY nor DISPLAY is set. "
    "Start this in a graphical session, or set QT_QPA_PLATFORM to the platform to be used."
)


def display_problem() -> str:
    """ "" where a window can be opened, else why not and the way out, in a sentence or two for people."""
    if not sys.platform.startswith("linux"):
        return ""
    chosen = os.environ.get("QT_QPA_PLATFORM")
    problem = ""
    on_x11 = chosen.split(":")[0] == "xcb" if chosen else not _wayland_answers()
    if on_x11 and not chosen:
        problem = _x11_problem()
    # a display that is missing is said first: nobody installs libraries for a screen that is not there
    return problem or _missing_libraries(_needed_libraries(on_x11))


def _wayland_answers() -> bool:
    name = os.environ.get("WAYLAND_DISPLAY")
    if not name:
        return False
    return (Path(os.environ.get("XDG_RUNTIME_DIR", "/")) / name).is_socket()


def _x11_problem() -> str:
    display = os.environ.get("DISPLAY")
    if not display:
        return NO_DISPLAY
    try:
        xcb = ctypes.CDLL("libxcb.so.1")
    except OSError:
        return ""  # named among the missing libraries
    xcb.xcb_connect.restype = ctypes.c_void_p
    xcb.xcb_connect.argtypes = [ctypes.c_char_p, ctypes.c_void_p]
    xcb.xcb_connection_has_error.argtypes = [ctypes.c_void_p]
    xcb.xcb_disconnect.argtypes = [ctypes.c_void_p]
    connection = xcb.xcb_connect(None, None)
    try:
        failed = bool(xcb.xcb_connection_has_error(connection))
    finally:
        xcb.xcb_disconnect(connection)
    if not failed:
        return ""
    return (
        f"The display {display!r} that DISPLAY names does not answer, or does not let this user in. "
        "Start this in a graphical session, or set DISPLAY to one that runs."
    )


def _needed_libraries(on_x11: bool) -> dict[str, str]:
    """Library -> the package that brings it."""
    lines = [line.split() for line in _LIBRARIES.read_text(encoding="utf-8").splitlines() if not line.startswith("#")]
    return {library: package for library, package, needed_by in lines if on_x11 or needed_by == "all"}


def _missing_libraries(needs: dict[str, str]) -> str:
    missing = [library for library in needs if not _loads(library)]
    if not missing:
        return ""
    packages = " ".join(needs[library] for library in missing)
    return (
        f"Qt needs system libraries that are not installed ({', '.join(missing)}). "
        f"On Debian or Ubuntu: sudo apt-get install -y {packages}"
    )


def _loads(library: str) -> bool:
    try:
        ctypes.CDLL(library)
    except OSError:
        return False
    return True
