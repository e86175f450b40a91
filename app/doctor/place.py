"""Where the checks look: this machine, or a folder that stands for its file system."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from app.files import read_file

MANAGER = "/dev/davinci_manager"
DRIVER = "/usr/local/Ascend/driver/version.info"

_LARGEST = 1_000_000  # bytes: the version files have a few hundred


@dataclass(frozen=True)
class Place:
    """root: what stands for /; environ: the environment variables"""

    root: Path = Path("/")
    environ: Mapping[str, str] = field(default_factory=lambda: os.environ)

    def path(self, absolute: str) -> Path:
        return self.root / absolute.lstrip("/")

    def shown(self, path: Path) -> str:
        """The path as it is without the root, for messages."""
        return "/" + path.relative_to(self.root).as_posix() if path.is_relative_to(self.root) else str(path)

    def home(self) -> str:
        return self.environ.get("HOME") or os.path.expanduser("~")  # noqa: PTH111 (Path.home raises without a home)

    def is_folder(self, absolute: str) -> bool:
        return os.path.isdir(self.path(absolute))  # noqa: PTH112 (Path.is_dir raises where it may not look)

    def exists(self, absolute: str) -> bool:
        return os.path.exists(self.path(absolute))  # noqa: PTH110 (likewise)

    def text(self, absolute: str) -> str:
        """The content of a small text file, "" where there is none to be read."""
        try:
            return read_file(self.path(absolute), _LARGEST).decode("utf-8", errors="replace")
        except OSError:
            return ""

    def chips(self) -> list[str]:
        """The device files of the chips: /dev/davinci0 and so on."""
        return sorted(self.shown(path) for path in self.path("/dev").glob("davinci[0-9]*"))

    def has_board(self) -> bool:
        """Whether this machine has, or should have, an Ascend chip."""
        return self.exists(MANAGER) or self.exists(DRIVER) or bool(self.chips())

    def in_container(self) -> bool:
        return self.exists("/.dockerenv") or self.exists("/run/.containerenv")


def settings_of(text: str) -> dict[str, str]:
    """The lines `name=value` of a version file, the names in lower case."""
    pairs = (line.split("=", 1) for line in text.splitlines() if "=" in line and not line.lstrip().startswith("#"))
    return {name.strip().lower(): value.strip() for name, value in pairs}
