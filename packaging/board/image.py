"""Puts the application into the Debian for the board, and packs both: the same input gives the same bytes."""

from __future__ import annotations

import hashlib
import io
import re
import shutil
import subprocess
import sys
import tarfile
from collections.abc import Iterator
from pathlib import Path

import debian
from debian import ARCH, FOLDER, PYTHON, ROOT, BoardError

sys.path.insert(0, str(ROOT / "packaging" / "bundle"))

from layout import lay_out, source_epoch
from wheels import WheelError

HERE = Path(__file__).resolve().parent
IMAGE = FOLDER / "image"
INSTALLED = "opt/atlas-digits"
SCRIPT = "install-on-200dk.sh"  # given to people together with the tar
UNIT = "atlas-digits-remote.service"

# What differs from one making to the next, what belongs to the machine that made it, and what nothing here reads.
# Without Mesa's drivers and LLVM OpenGL is not drawn; the window is painted without it.
_LEFT_OUT = re.compile(
    r"(dev|proc|sys|tmp|run|boot|root|home|mnt|media|srv)/."
    r"|var/(cache|log|tmp|backups|spool|mail)/.|var/lib/(apt|systemd)/.|var/lib/dpkg/.*-old$"
    r"|etc/(g?shadow|passwd|group|subuid|subgid)-$|etc/g?shadow$|etc/(hosts|hostname|resolv\.conf|machine-id)$|etc/apt/."
    r"|usr/share/(man|info|locale|lintian|bug|perl|perl5)/.|usr/share/doc/.*/(?!copyright$)[^/]*$|usr/lib/.*/perl/."
    r"|.*/__pycache__(/|$)|usr/lib/[^/]*/(dri/.|libLLVM)|usr/bin/perl5|usr/(bin/apt|lib/apt|lib/[^/]*/libapt)"
)
_LEFT_OUT_OF_WEB = re.compile(_LEFT_OUT.pattern + r"|usr/share/novnc/(?!core|vendor)|usr/lib/websockify|\.?/?$|usr/?$")
# what systemd and the script mount there: systemd before 238 makes no folders in an image that is read-only by then
_MOUNT_POINTS = (
    *("usr/local/Ascend", "usr/lib64", "usr/slog", "var/lib/atlas-digits", "var/log/npu", "run/systemd"),
    *("home/HwHiAiUser", "dev", "proc", "sys"),
)
_MOUNTED_FILES = (
    "run/systemd/notify",
    "etc/hosts",
    "etc/hdcBasic.cfg",
    "etc/sys_version.conf",
    "etc/ascend_install.info",
)
_SHARED = ("tmp", "var/tmp")  # everybody may write there


def version() -> str:
    text = (ROOT / "app" / "__init__.py").read_text()
    return re.search(r'^__version__ = "(.+)"$', text, re.MULTILINE)[1]  # type: ignore[index]


def build() -> list[Path]:
    """Returns what was made: the tar, what lies beside it, and their sums."""
    epoch = source_epoch()
    base = debian.base(epoch)
    application = FOLDER / "application"
    shutil.rmtree(application, ignore_errors=True)
    try:
        lay_out(application, ARCH, [PYTHON], epoch)
    except WheelError as error:
        raise BoardError(str(error)) from error
    IMAGE.mkdir(parents=True, exist_ok=True)
    tar = IMAGE / f"atlas-digits-board_{version()}_{ARCH}.tar.xz"
    compress(members(base, application, epoch), tar)
    made = [tar, Path(shutil.copy(HERE / SCRIPT, IMAGE))]
    sums = IMAGE / "SHA256SUMS"
    sums.write_text("".join(f"{hashlib.sha256(file.read_bytes()).hexdigest()}  {file.name}\n" for file in made))
    return [*made, sums]


Member = tuple[tarfile.TarInfo, "io.BufferedIOBase | None"]


def members(base: Path, application: Path, epoch: int) -> Iterator[Member]:
    """What the image holds, in the order that it is written in."""
    with tarfile.open(base) as tar:
        yield from _of_debian(tar, _LEFT_OUT, epoch)
    for deb in debian.web():
        unpack = [debian.find("dpkg-deb", "dpkg"), "--fsys-tarfile", str(deb)]
        with tarfile.open(fileobj=io.BytesIO(subprocess.run(unpack, check=True, capture_output=True).stdout)) as tar:
            yield from _of_debian(tar, _LEFT_OUT_OF_WEB, epoch)
    for name in sorted(_MOUNT_POINTS):
        yield _made(name, tarfile.DIRTYPE, 0o755, epoch), None
    for name in _SHARED:
        yield _made(name, tarfile.DIRTYPE, 0o1777, epoch), None
    for name in _MOUNTED_FILES:
        yield _made(name, tarfile.REGTYPE, 0o644, epoch), io.BytesIO()
    yield from _application(application, epoch)


def _of_debian(tar: tarfile.TarFile, left_out: re.Pattern, epoch: int) -> Iterator[Member]:
    for member in tar:
        name = member.name.removeprefix("./")
        if not left_out.match(name) and not member.isdev():
            member.mtime = epoch  # a Debian kept from before bears the time of the commit that it was made for
            yield member, tar.extractfile(member) if member.isreg() else None


def _application(folder: Path, epoch: int) -> Iterator[Member]:
    yield _made(INSTALLED, tarfile.DIRTYPE, 0o755, epoch), None
    for path in sorted(folder.rglob("*")):
        name = f"{INSTALLED}/{path.relative_to(folder).as_posix()}"
        if path.is_dir():
            yield _made(name, tarfile.DIRTYPE, 0o755, epoch), None
        else:
            member = _made(name, tarfile.REGTYPE, path.stat().st_mode & 0o777, epoch)
            member.size = path.stat().st_size
            yield member, path.open("rb")
    unit = _made(f"usr/lib/systemd/system/{UNIT}", tarfile.REGTYPE, 0o644, epoch)
    unit.size = (HERE / UNIT).stat().st_size
    yield unit, (HERE / UNIT).open("rb")
    link = _made("usr/bin/atlas-digits", tarfile.SYMTYPE, 0o777, epoch)
    link.linkname = f"../../{INSTALLED}/bin/atlas-digits"
    yield link, None


def _made(name: str, kind: bytes, mode: int, epoch: int) -> tarfile.TarInfo:
    member = tarfile.TarInfo(f"./{name}")
    member.type, member.mode, member.mtime = kind, mode, epoch
    return member


def compress(content: Iterator[Member], to: Path) -> None:
    """Two threads and blocks of a size that is given: on how many processors there are the bytes do not depend."""
    partial = to.with_suffix(".partial")
    xz = debian.find("xz", "xz-utils")
    with partial.open("wb") as file:
        packer = subprocess.Popen([xz, "-3", "-T2", "--block-size=32MiB"], stdin=subprocess.PIPE, stdout=file)
        with packer.stdin as pipe, tarfile.open(fileobj=pipe, mode="w|", format=tarfile.GNU_FORMAT) as tar:
            for member, data in content:
                tar.addfile(member, data)
                if data is not None:
                    data.close()
    if packer.wait():
        raise BoardError("xz failed; the lines above say why.")
    partial.rename(to)
