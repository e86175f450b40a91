"""What goes wrong with kept samples and with the files they are written to, in words for people."""

from __future__ import annotations

import contextlib
import errno
import shutil
import sqlite3
from collections.abc import Iterator
from pathlib import Path

from app.errors import (
    AtlasDigitsError,
    SampleFileError,
    SamplesDamagedError,
    SamplesError,
    SamplesExistError,
    SamplesFullError,
    SamplesLockedError,
    SamplesPermissionError,
)

PATIENCE = 2.5  # seconds that another process may keep us from writing
_OTHER_STORE = "Give the right to, or set XDG_DATA_HOME to another folder."
_LITTLE_ROOM = 200_000  # bytes: with less on the disk an error without a reason is taken for want of room
# Python cannot always read what SQLite says: it quotes the file, which may be damaged
SQLITE_ERRORS = (sqlite3.Error, UnicodeDecodeError)


@contextlib.contextmanager
def writing(path: Path) -> Iterator[None]:
    """OSErrors of the block as SamplesErrors about an export to `path`."""
    try:
        yield
    except AtlasDigitsError:
        raise
    except FileExistsError:
        raise SamplesExistError(
            f"{path}: there is something of that name already; it is left as it is. Name another place."
        ) from None
    except OSError as error:
        raise system_in_words(error, path, "Name another place.") from None


@contextlib.contextmanager
def reading(path: Path) -> Iterator[None]:
    """OSErrors and ValueErrors of the block as SampleFileErrors about `path`."""
    try:
        yield
    except AtlasDigitsError:
        raise
    except FileNotFoundError:
        raise SampleFileError(f"{path}: there is no such file.") from None
    except OSError as error:
        raise SampleFileError(f"{path}: it cannot be read ({error.strerror or error}).") from None
    except ValueError as error:
        raise SampleFileError(f"{path}: it has no samples that can be read, or it is damaged: {error}.") from None


def in_words(error: Exception, path: Path) -> SamplesError:
    """What one of `SQLITE_ERRORS` means for a person. By its text: Python has no numbers for them before 3.11."""
    text = "malformed database schema" if isinstance(error, UnicodeDecodeError) else str(error)
    if "locked" in text:
        return SamplesLockedError(
            f"{path}: another program has been writing there for more than {PATIENCE} seconds. Close it, or try again."
        )
    if "readonly" in text:
        return _forbidden(path, text)
    if "full" in text or (("disk I/O" in text or "unable to open" in text) and _is_full(path.parent)):
        return _full(path)
    if "unable to open" in text:
        return _forbidden(path, text)
    if "disk I/O" in text:
        return SamplesError(
            f"{path}: the disk does not read or write as it should ({text}). It may fail, or be full for this user."
        )
    return SamplesDamagedError(
        f"{path}: the kept samples are damaged ({text}). "
        "Move the file aside: it stays for a repair, and an empty one begins."
    )


def system_in_words(error: OSError, path: Path, way_out: str = _OTHER_STORE) -> SamplesError:
    """way_out: what to do where nothing can be written there"""
    if error.errno in (errno.ENOSPC, errno.EDQUOT, errno.EFBIG):
        return _full(path)
    if error.errno in (errno.EACCES, errno.EPERM, errno.EROFS):
        return _forbidden(path, error.strerror, way_out)
    if error.errno == errno.ENOENT:
        return SamplesError(f"{path}: there is no such file or folder.")
    return SamplesError(f"{path}: it cannot be read or written ({error.strerror}). {way_out}")


def _full(path: Path) -> SamplesFullError:
    return SamplesFullError(f"{path}: the disk is full; what was there is as it was. Free some space, then try again.")


def _forbidden(path: Path, why: object, way_out: str = _OTHER_STORE) -> SamplesPermissionError:
    return SamplesPermissionError(f"{path}: this user may not read and write there ({why}). {way_out}")


def _is_full(folder: Path) -> bool:
    try:
        return shutil.disk_usage(folder).free < _LITTLE_ROOM
    except OSError:
        return False
