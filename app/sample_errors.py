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
from app.messages import known, reason_of, said

PATIENCE = 2.5  # seconds that another process may keep us from writing
_OTHER_STORE = said("Give the right to, or set XDG_DATA_HOME to another folder.")
_LITTLE_ROOM = 200_000  # bytes: with less on the disk an error without a reason is taken for want of room
# Python cannot always read what SQLite says: it quotes the file, which may be damaged
SQLITE_ERRORS = (sqlite3.Error, UnicodeDecodeError)
# what it says most often, so that it can be said in another language
_SAID_BY_SQLITE = (
    said("file is not a database"),
    said("database disk image is malformed"),
    said("malformed database schema"),
    said("attempt to write a readonly database"),
    said("unable to open database file"),
    said("disk I/O error"),
)


@contextlib.contextmanager
def writing(path: Path) -> Iterator[None]:
    """OSErrors of the block as SamplesErrors about an export to `path`."""
    try:
        yield
    except AtlasDigitsError:
        raise
    except FileExistsError:
        raise SamplesExistError(
            said("{path}: there is something of that name already; it is left as it is. Name another place.", path=path)
        ) from None
    except OSError as error:
        raise system_in_words(error, path, said("Name another place.")) from None


@contextlib.contextmanager
def reading(path: Path) -> Iterator[None]:
    """OSErrors and ValueErrors of the block as SampleFileErrors about `path`."""
    try:
        yield
    except AtlasDigitsError:
        raise
    except FileNotFoundError:
        raise SampleFileError(said("{path}: there is no such file.", path=path)) from None
    except OSError as error:
        raise SampleFileError(
            said("{path}: it cannot be read ({reason}).", path=path, reason=reason_of(error))
        ) from None
    except ValueError as error:
        raise SampleFileError(
            said("{path}: it has no samples that can be read, or it is damaged: {reason}.", path=path, reason=error)
        ) from None


def in_words(error: Exception, path: Path) -> SamplesError:
    """What one of `SQLITE_ERRORS` means for a person. By its text: Python has no numbers for them before 3.11."""
    text = "malformed database schema" if isinstance(error, UnicodeDecodeError) else str(error)
    text = known(text, _SAID_BY_SQLITE)
    if "locked" in text:
        return SamplesLockedError(
            said(
                "{path}: another program has been writing there for more than {seconds} seconds. "
                "Close it, or try again.",
                path=path,
                seconds=PATIENCE,
            )
        )
    if "readonly" in text:
        return _forbidden(path, text)
    if "full" in text or (("disk I/O" in text or "unable to open" in text) and _is_full(path.parent)):
        return _full(path)
    if "unable to open" in text:
        return _forbidden(path, text)
    if "disk I/O" in text:
        return SamplesError(
            said(
                "{path}: the disk does not read or write as it should ({reason}). "
                "It may fail, or be full for this user.",
                path=path,
                reason=text,
            )
        )
    return SamplesDamagedError(
        said(
            "{path}: the kept samples are damaged ({reason}). Move the file aside: it stays for a "
            "repair, and an empty one begins.",
            path=path,
            reason=text,
        )
    )


def system_in_words(error: OSError, path: Path, way_out: str = _OTHER_STORE) -> SamplesError:
    """way_out: what to do where nothing can be written there"""
    if error.errno in (errno.ENOSPC, errno.EDQUOT, errno.EFBIG):
        return _full(path)
    if error.errno in (errno.EACCES, errno.EPERM, errno.EROFS):
        return _forbidden(path, reason_of(error), way_out)
    if error.errno == errno.ENOENT:
        return SamplesError(said("{path}: there is no such file or folder.", path=path))
    return SamplesError(
        said(
            "{path}: it cannot be read or written ({reason}). {way_out}",
            path=path,
            reason=reason_of(error),
            way_out=way_out,
        )
    )


def _full(path: Path) -> SamplesFullError:
    return SamplesFullError(
        said("{path}: the disk is full; what was there is as it was. Free some space, then try again.", path=path)
    )


def _forbidden(path: Path, why: object, way_out: str = _OTHER_STORE) -> SamplesPermissionError:
    return SamplesPermissionError(
        said(
            "{path}: this user may not read and write there ({reason}). {way_out}",
            path=path,
            reason=why,
            way_out=way_out,
        )
    )


def _is_full(folder: Path) -> bool:
    try:
        return shutil.disk_usage(folder).free < _LITTLE_ROOM
    except OSError:
        return False
