"""Whether a window can be opened here. Asked before Qt is, which ends the whole process where it cannot."""

from __future__ import annotations

import ctypes
import os
import socket
import sys
from pathlib import Path

_LIBRARIES = Path(__file__).with_name("system_libraries.txt")

# what QT_QPA_PLATFORM may name: the plugins that Qt's wheel brings
_PLATFORMS = frozenset(
    "eglfs linuxfb minimal minimalegl offscreen vkkhrdisplay vnc wayland wayland-egl xcb".split()  # noqa: SIM905
)
_PATIENCE = 2.0  # seconds

NO_DISPLAY = (
    "There is no display here: neither WAYLAND_DISPLAY nor DISPLAY names one that answers. "
    "Start this in a graphical session."
)


def display_problem() -> str:
    """ "" where a window can be opened, else why not and the way out, in a sentence or two for people."""
    if not sys.platform.startswith("linux"):
        return ""
    chosen = os.environ.get("QT_QPA_PLATFORM")
    if not chosen:
        return _problem_of("wayland" if _wayland_answers(os.environ.get("WAYLAND_DISPLAY", "")) else "xcb")
    # Qt takes the first that works of several, each with its own options: "wayland;xcb:..."
    problems = [_problem_of(part.split(":")[0].lower()) for part in chosen.split(";")]
    return "" if "" in problems else problems[0]


def missing_libraries() -> str:
    """ "" where a window can be opened on an X11 display, if there were one; else what is missing and the way out."""
    return _missing_libraries(_needed_libraries(on_x11=True))


def _problem_of(platform: str) -> str:
    if platform not in _PLATFORMS:
        known = ", ".join(sorted(_PLATFORMS))
        return (
            f"QT_QPA_PLATFORM names the platform {platform!r}, which Qt does not have here. Unset it, or use: {known}."
        )
    problem = ""
    if platform == "xcb":
        problem = _x11_problem()
    elif platform.startswith("wayland") and not _wayland_answers(os.environ.get("WAYLAND_DISPLAY") or "wayland-0"):
        problem = (
            f"QT_QPA_PLATFORM asks for {platform}, but no Wayland compositor answers. "
            "Unset it, or start this in a Wayland session."
        )
    # a display that is missing is said first: nobody installs libraries for a screen that is not there
    return problem or _missing_libraries(_needed_libraries(platform == "xcb"))


def _wayland_answers(name: str) -> bool:
    """name: of the compositor's socket, or its path. A compositor that crashed leaves its socket behind."""
    if not name:
        return False
    with socket.socket(socket.AF_UNIX) as client:
        client.settimeout(_PATIENCE)
        try:
            client.connect(str(Path(os.environ.get("XDG_RUNTIME_DIR", "/")) / name))
        except OSError:
            return False
    return True


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
