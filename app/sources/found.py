"""Which cameras are plugged in, by what the system says of them: no device is opened, so nothing can block."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

from app.sources import mipi_library

SYSTEM = Path("/sys/class/video4linux")


@dataclass(frozen=True)
class FoundSource:
    """uri: for `open_source`; title: what people call it"""

    uri: str
    title: str


def list_sources(system: Path = SYSTEM) -> list[FoundSource]:
    """The cameras that are there now, by number; those of one name are told apart by their device."""
    cameras = [(f"/dev/{node.name}", _text(node / "name")) for node in _capturing(system)]
    titles = [title for _, title in cameras]
    found = [
        FoundSource(uri, f"{title} ({uri})" if title == "" or titles.count(title) > 1 else title)
        for uri, title in cameras
    ]
    if mipi_library.find() is not None:
        found += [FoundSource(f"mipi:{number}", f"MIPI camera {number}") for number in (0, 1)]
    return found


def _capturing(system: Path) -> list[Path]:
    """The nodes that give pictures: a camera's others, for its metadata, have an index above 0."""
    try:
        nodes = [node for node in system.iterdir() if re.fullmatch(r"video[0-9]{1,3}", node.name)]
    except OSError:
        return []
    return sorted((n for n in nodes if _text(n / "index") in ("0", "")), key=lambda n: int(n.name[len("video") :]))


def _text(path: Path) -> str:
    try:
        # "Webcam: Webcam" is how the driver writes a name that the maker did not give in two parts
        first, _, second = path.read_text(encoding="utf-8", errors="replace").strip().partition(": ")
    except OSError:
        return ""
    return first if second and first.startswith(second) else f"{first}: {second}" if second else first
