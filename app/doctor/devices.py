"""Checks of the chip's device files. They need nothing but Python."""

from __future__ import annotations

import errno
import getpass
import grp
import os
from pathlib import Path

from app.doctor.finding import ABSENT, OK, PROBLEM, WARNING, Finding
from app.doctor.place import DRIVER, MANAGER, Place

_NODES = (MANAGER, "/dev/devmm_svm", "/dev/hisi_hdc")
_GROUP = "HwHiAiUser"


def nodes(place: Place) -> list[Finding]:
    """The four device files, and whether this user may use them."""
    chips = place.chips()
    wanted = [*(chips or ["/dev/davinci0"]), *_NODES]
    missing = [node for node in wanted if not place.exists(node)]
    if len(missing) == len(wanted) and not place.exists(DRIVER):
        return [Finding("device files", ABSENT, "There is no Ascend chip in this machine: no /dev/davinci*.")]
    if missing:
        remedy = "Restart the board, and look at: dmesg | grep -i davinci"
        if place.in_container():
            remedy = "Start the container with " + " ".join(f"--device {node}" for node in missing)
        return [Finding("device files", PROBLEM, f"Missing: {', '.join(missing)}.", remedy)]
    refused = [(node, reason) for node in wanted for reason in [refusal(place.path(node))] if reason]
    forbidden = [node for node, reason in refused if reason in (errno.EACCES, errno.EPERM)]
    if forbidden:
        remedy = _way_into_group(place.path(forbidden[0]))
        return [Finding("device files", PROBLEM, f"This user may not open {', '.join(forbidden)}.", remedy)]
    if refused:
        text = ", ".join(f"{node} ({os.strerror(reason)})" for node, reason in refused)
        return [Finding("device files", WARNING, f"Cannot be opened: {text}.", "If the chip fails, restart the board.")]
    return [Finding("device files", OK, ", ".join(wanted))]


def refusal(node: Path) -> int:
    """The number of the error that opening it gives, which disturbs nobody who uses it; 0 for none."""
    try:
        os.close(os.open(node, os.O_RDWR | os.O_CLOEXEC | os.O_NONBLOCK))
    except OSError as error:
        return error.errno or errno.EIO
    return 0


def _way_into_group(node: Path) -> str:
    try:
        group = grp.getgrgid(node.stat().st_gid)
    except (OSError, KeyError):
        return f"sudo usermod -aG {_GROUP} $USER, then log out and in again."
    if _user() in group.gr_mem and group.gr_gid not in os.getgroups():
        return f"This user came into the group {group.gr_name} after logging in: log out and in again."
    name = group.gr_name if group.gr_gid else _GROUP
    return f"sudo usermod -aG {name} $USER, then log out and in again."


def _user() -> str:
    try:
        return getpass.getuser()
    except (OSError, KeyError):  # a container's user need not have a name
        return ""
