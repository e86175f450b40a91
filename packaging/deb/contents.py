"""Where the files of the package lie, around the application in usr/lib/atlas-digits."""

from __future__ import annotations

import gzip
import hashlib
import math
import os
import shutil
import time
from pathlib import Path

from control import MAINTAINER, NAME, ROOT, control, version

_HERE = Path(__file__).parent
_SYSTEMD, _DESKTOP, _ICONS = ROOT / "packaging" / "systemd", ROOT / "packaging" / "desktop", ROOT / "assets" / "icons"
_META = "io.github.atlas_digits.atlas_digits.metainfo.xml"

# what is copied, and where it goes
_FILES = {
    _SYSTEMD / "atlas-digits-kiosk.service": "usr/lib/systemd/system/atlas-digits-kiosk.service",
    _SYSTEMD / "atlas-digits-screen.service": "usr/lib/systemd/system/atlas-digits-screen.service",
    _SYSTEMD / "atlas-digits-remote.service": "usr/lib/systemd/system/atlas-digits-remote.service",
    _SYSTEMD / "journald-limits.conf": "usr/lib/systemd/journald@atlas-digits.conf.d/limits.conf",
    _SYSTEMD / "atlas-digits.rules": "usr/lib/udev/rules.d/70-atlas-digits.rules",
    _SYSTEMD / "atlas-digits.default": "etc/default/atlas-digits",
    _SYSTEMD / "screen.py": "usr/lib/atlas-digits/screen",
    _SYSTEMD / "xorg.conf.d" / "kiosk.conf": "usr/lib/atlas-digits/xorg.conf.d/kiosk.conf",
    _DESKTOP / "atlas-digits.desktop": "usr/share/applications/atlas-digits.desktop",
    _DESKTOP / _META: f"usr/share/metainfo/{_META}",
    _ICONS / "atlas-digits.png": "usr/share/icons/hicolor/256x256/apps/atlas-digits.png",
    _ICONS / "atlas-digits.svg": "usr/share/icons/hicolor/scalable/apps/atlas-digits.svg",
    _HERE / "copyright": "usr/share/doc/atlas-digits/copyright",
    ROOT / "README.md": "usr/share/doc/atlas-digits/README.md",
    ROOT / "README.zh-CN.md": "usr/share/doc/atlas-digits/README.zh-CN.md",
}
_LINKS = {"usr/bin/atlas-digits": "../lib/atlas-digits/bin/atlas-digits"}
_PROGRAMS = ("usr/lib/atlas-digits/screen", "usr/lib/atlas-digits/bin/atlas-digits")
_SCRIPTS = ("postinst", "prerm", "postrm")


def lay_out(tree: Path, architecture: str, epoch: int) -> None:
    """Put everything around the bundle that `tree` has already. epoch: the time of all files, seconds since 1970"""
    for source, place in _FILES.items():
        target = tree / place
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(source, target)
    for place, target in _LINKS.items():
        (tree / place).parent.mkdir(parents=True, exist_ok=True)
        (tree / place).symlink_to(target)
    changes = tree / "usr/share/doc/atlas-digits/changelog.gz"
    changes.write_bytes(gzip.compress(_changelog(epoch).encode(), 9, mtime=epoch))
    _describe(tree, architecture)
    _normalise(tree, epoch)


def _describe(tree: Path, architecture: str) -> None:
    """The folder DEBIAN, which dpkg reads."""
    files = sorted(path for path in tree.rglob("*") if path.is_file() and not path.is_symlink())
    folder = tree / "DEBIAN"
    folder.mkdir()
    sums = [f"{hashlib.md5(path.read_bytes()).hexdigest()}  {path.relative_to(tree)}\n" for path in files]
    (folder / "md5sums").write_text("".join(sums))
    conffiles = [f"/{path.relative_to(tree)}\n" for path in files if path.is_relative_to(tree / "etc")]
    (folder / "conffiles").write_text("".join(conffiles))
    (folder / "control").write_text(control(tree / "usr/lib" / NAME, architecture, _kilobytes(files)))
    for script in _SCRIPTS:
        shutil.copyfile(_HERE / "maintainer" / script, folder / script)


def _kilobytes(files: list[Path]) -> int:
    """Each file once, however many names it has."""
    sizes = {path.stat().st_ino: path.stat().st_size for path in files}
    return sum(math.ceil(size / 1024) for size in sizes.values())


def _changelog(epoch: int) -> str:
    date = time.strftime("%a, %d %b %Y %H:%M:%S +0000", time.gmtime(epoch))
    return f"{NAME} ({version()}) unstable; urgency=medium\n\n  * Made of its sources.\n\n -- {MAINTAINER}  {date}\n"


def _normalise(tree: Path, epoch: int) -> None:
    programs = [*(tree / place for place in _PROGRAMS), *(tree / "DEBIAN" / script for script in _SCRIPTS)]
    for path in [*tree.rglob("*"), tree]:
        if not path.is_symlink():
            path.chmod(0o755 if path.is_dir() or path in programs else 0o644)
        os.utime(path, (epoch, epoch), follow_symlinks=False)
