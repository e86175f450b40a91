"""Whether a window can be opened here. Asked before Qt is, which ends the whole process where it cannot."""

from __future__ import annotations

import ctypes
import os
import sys
from pathlib import Path

# the shared libraries that Qt's wheel does not bring, and the Debian packages they come in
_QT_NEEDS = {
    "libEGL.so.1": "libegl1",
    "libGL.so.1": "libgl1",
    "libfontconfig.so.1": "libfontconfig1",
    "libfreetype.so.6": "libfreetype6",
    "libglib-2.0.so.0": "libglib2.0-0",
    "libdbus-1.so.3": "libdbus-1-3",
    "libxkbcommon.so.0": "libxkbcommon0",
}
_X11_NEEDS = {
    "libX11.so.6": "libx11-6",
    "libX11-xcb.so.1": "libx11-xcb1",
    "libxcb.so.1": "libxcb1",
    "libxcb-cursor.so.0": "libxcb-cursor0",
    "libxcb-icccm.so.4": "libxcb-icccm4",
    "libxcb-image.so.0": "libxcb-image0",
    "libxcb-keysyms.so.1": "libxcb-keysyms1",
    "libxcb-randr.so.0": "libxcb-randr0",
    "libxcb-render.so.0": "libxcb-render0",
    "libxcb-render-util.so.0": "libxcb-render-util0",
    "libxcb-shape.so.0": "libxcb-shape0",
    "libxcb-shm.so.0": "libxcb-shm0",
    "libxcb-sync.so.1": "libxcb-sync1",
    "libxcb-xfixes.so.0": "libxcb-xfixes0",
    "libxcb-xkb.so.1": "libxcb-xkb1",
    "libxkbcommon-x11.so.0": "libxkbcommon-x11-0",
}

NO_DISPLAY = (
    "There is no display here: neither WAYLAND_DISPLAY nor DISPLAY is set. "
    "Start this in a graphical session, or set QT_QPA_PLATFORM to the platform to be used."
)


def display_problem() -> str:
    """ "" where a window can be opened, else why not and the way out, in a sentence or two for people."""
    if not sys.platform.startswith("linux"):
        return ""
    chosen = os.environ.get("QT_QPA_PLATFORM")
    needs = dict(_QT_NEEDS)
    problem = ""
    if chosen:
        if chosen.split(":")[0] == "xcb":
            needs.update(_X11_NEEDS)
    elif not _wayland_answers():
        needs.update(_X11_NEEDS)
        problem = _x11_problem()
    # a display that is missing is said first: nobody installs libraries for a screen that is not there
    return problem or _missing_libraries(needs)


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
