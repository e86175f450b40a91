"""Lays out the folder that packages install as it is:

    app/ assets/ LICENSE     the application; licences/ those of what it is made of
    lib/                     what any Python 3 can load (PySide6, OpenCV)
    lib/python3.X/           what is tied to one version (numpy, onnxruntime)
    start.py bin/            how it is started

The same input gives the same bytes: times are SOURCE_DATE_EPOCH's, modes 644 and 755, nothing is compiled.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import zipfile
from collections.abc import Iterable, Iterator
from pathlib import Path

from trim import is_licence, keeps, prune_qt, qt_modules
from wheels import ROOT, Wheel, WheelError, fetch

START = Path(__file__).with_name("start")
_NOT_SHIPPED = ("__pycache__", "screenshots")
_NOT_SHIPPED_KINDS = (".pyc", ".ts", ".mindir")  # translations are used compiled; MINDIR is the trainer's


def lay_out(folder: Path, arch: str, pythons: Iterable[str], epoch: int) -> None:
    """Make `folder`, which must not exist. Raises WheelError."""
    if folder.exists():
        raise WheelError(f"{folder} is there already. Delete it, or name another folder.")
    partial = folder.with_name(folder.name + ".partial")
    shutil.rmtree(partial, ignore_errors=True)
    copy_application(ROOT, partial)
    for wheel in sorted({file for python in pythons for file in fetch(arch, python)}):
        unpack(wheel, partial)
    languages = [file.stem.partition("_")[2] for file in (partial / "assets" / "translations").glob("*.qm")]
    prune_qt(partial / "lib" / "PySide6", qt_modules(partial / "app"), languages)
    share_copies(partial / "lib")
    normalise(partial, epoch)
    partial.rename(folder)


def copy_application(source: Path, folder: Path) -> None:
    for name in ("app", "assets"):
        shutil.copytree(source / name, folder / name, ignore=_not_shipped)
    shutil.copy(source / "LICENSE", folder)
    shutil.copytree(START, folder, ignore=_not_shipped, dirs_exist_ok=True)


def _not_shipped(folder: str, names: list[str]) -> list[str]:
    tools = Path(folder).name == "demo"  # the pictures are shipped, not what drew them
    return [
        name
        for name in names
        if name in _NOT_SHIPPED or name.endswith(_NOT_SHIPPED_KINDS) or (tools and name.endswith(".py"))
    ]


def unpack(wheel: Path, folder: Path) -> None:
    """What is needed of a wheel, and its licences."""
    one = Wheel(wheel.name, "")
    lib = folder / "lib" / (f"python{one.python}" if one.python else "")
    with zipfile.ZipFile(wheel) as archive:
        for name in archive.namelist():
            if name.endswith("/"):
                continue
            if is_licence(name):
                _write(archive, name, folder / "licences" / one.package / name)
            if keeps(name):
                _write(archive, name, lib / name)


def _write(archive: zipfile.ZipFile, name: str, to: Path) -> None:
    to.parent.mkdir(parents=True, exist_ok=True)
    with archive.open(name) as content, to.open("wb") as file:
        shutil.copyfileobj(content, file)


def share_copies(lib: Path) -> None:
    """Make hard links of large files that are the same for several Pythons, such as numpy's OpenBLAS."""
    first: dict[tuple[str, bytes], Path] = {}
    for folder in sorted(lib.glob("python3.*")):
        for file in sorted(path for path in folder.rglob("*.so*") if path.is_file()):
            content = file.relative_to(folder).as_posix(), file.read_bytes()
            one = first.setdefault(content, file)
            if one is not file:
                file.unlink()
                os.link(one, file)


def normalise(folder: Path, epoch: int) -> None:
    """Modes and times that depend on nothing but the files and `epoch`, in seconds since 1970."""
    for path in [*folder.rglob("*"), folder]:
        program = path.is_dir() or path.parent == folder / "bin"
        path.chmod(0o755 if program else 0o644)
        os.utime(path, (epoch, epoch))


def source_epoch() -> int:
    """When the sources were last changed: SOURCE_DATE_EPOCH, else the time of the last commit."""
    named = os.environ.get("SOURCE_DATE_EPOCH")
    if named:
        return int(named)
    command = ["git", "-C", str(ROOT), "log", "-1", "--format=%ct"]
    try:
        return int(subprocess.run(command, check=True, capture_output=True, text=True).stdout)
    except (OSError, ValueError, subprocess.CalledProcessError) as error:
        raise WheelError("Outside of a git clone set SOURCE_DATE_EPOCH to the time that files are to bear.") from error


def files_of(folder: Path) -> Iterator[Path]:
    """All files, in an order that depends on their names alone."""
    yield from sorted(path for path in folder.rglob("*") if path.is_file())
