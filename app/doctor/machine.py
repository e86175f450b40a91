"""Checks of the machine around: cameras, room to write, the encoding of names."""

from __future__ import annotations

import errno
import os
import shutil
import sys
from pathlib import Path

from app.doctor.devices import refusal
from app.doctor.finding import ABSENT, OK, WARNING, Finding
from app.doctor.place import Place

_LITTLE_ROOM = 200_000_000  # bytes


def cameras(place: Place) -> list[Finding]:
    found = sorted(place.path("/dev").glob("video[0-9]*"), key=lambda path: (len(path.name), path.name))
    if not found:
        text = "There is none that Linux knows as /dev/video*; the ribbon cameras of an Atlas 200 DK never are."
        return [Finding("cameras", ABSENT, text)]
    refusals = {path: refusal(path) for path in found}
    allowed = [path for path, reason in refusals.items() if reason in (0, errno.EBUSY)]
    forbidden = [path for path, reason in refusals.items() if reason in (errno.EACCES, errno.EPERM)]
    findings = []
    if allowed:
        findings.append(Finding("cameras", OK, ", ".join(_camera(place, path) for path in allowed)))
    if forbidden:
        text = f"This user may not use {', '.join(_camera(place, path) for path in forbidden)}."
        remedy = "sudo usermod -aG video $USER, then log out and in again."
        findings.append(Finding("cameras", WARNING, text, remedy))
    dead = [path for path in found if path not in allowed and path not in forbidden]
    if dead:
        text = ", ".join(f"{place.shown(path)} ({os.strerror(refusals[path])})" for path in dead)
        remedy = "Unplug the camera and plug it in again; in a container, pass in the device that is there now."
        findings.append(Finding("cameras", WARNING, f"No camera answers at {text}.", remedy))
    return findings


def _camera(place: Place, path: Path) -> str:
    name = place.text(f"/sys/class/video4linux/{path.name}/name").strip()
    return f"{place.shown(path)} ({name})" if name else place.shown(path)


def storage(place: Place) -> list[Finding]:
    """The folder where programs keep their state."""
    state = place.environ.get("XDG_STATE_HOME") or f"{place.home()}/.local/state"
    folder = place.path(state)
    while not os.path.isdir(folder) and folder != folder.parent:  # noqa: PTH112 (Path.is_dir raises where it may not look)
        folder = folder.parent
    shown = place.shown(folder)
    if not os.access(folder, os.W_OK | os.X_OK):
        text = f"{state} cannot be written: this user may not write in {shown}."
        return [
            Finding("storage", WARNING, text, f"sudo chown $USER {shown}, or set XDG_STATE_HOME to another folder.")
        ]
    free = shutil.disk_usage(folder).free
    if free < _LITTLE_ROOM:
        text = f"Only {free / 1e6:,.0f} MB are free in {shown}."
        return [Finding("storage", WARNING, text, "Delete what is not needed: a full card loses what is saved.")]
    return [Finding("storage", OK, f"{state} can be written, {free / 1e9:,.1f} GB free")]


def language(place: Place) -> list[Finding]:
    encoding = sys.getfilesystemencoding()
    if encoding.lower().replace("-", "") == "utf8":
        return [Finding("language", OK, "names of files are UTF-8")]
    text = f"Names of files are read as {encoding}: those with Chinese in them may not be found."
    return [Finding("language", WARNING, text, "export LC_ALL=C.UTF-8")]
