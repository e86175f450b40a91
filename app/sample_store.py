"""The file of a store of samples: its place, its opening, what goes wrong with it, and moving it aside."""

from __future__ import annotations

import contextlib
import os
import shutil
import sqlite3
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from app.errors import SamplesError, SamplesFolderError
from app.files import size_of_file, sync_folder
from app.messages import reason_of, said
from app.sample_errors import PATIENCE, SQLITE_ERRORS, in_words, system_in_words
from app.sample_table import bring_up_to_date

LARGEST_COPY = 1_000_000_000  # bytes: of a store that is read into memory
_HEAD = b"SQLite format 3\0"
_LOG_AT = 18  # of the head: 2 where changes go into a log first
_COMPANIONS = ("", "-wal", "-shm", "-journal")  # what SQLite keeps beside a file, by the ending


def make_place(path: Path) -> None:
    """Make the folder and the file where they are absent, for this user only. Raises SamplesError."""
    try:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    except PermissionError as error:
        raise system_in_words(error, path.parent) from None
    except OSError as error:
        raise SamplesFolderError(
            said(
                "{path}: the folder for the samples cannot be made ({reason}). Move away what is "
                "in its place, or set XDG_DATA_HOME to another folder.",
                path=path.parent,
                reason=reason_of(error),
            )
        ) from None
    try:
        os.close(os.open(path, os.O_RDWR | os.O_CREAT, 0o600))
        size_of_file(path)  # a pipe or a device is none
    except OSError as error:
        raise system_in_words(error, path) from None
    sync_folder(path.parent)


def open_store(path: Path) -> sqlite3.Connection:
    """The connection, its tables up to date. Raises SamplesError."""

    def fill(connection: sqlite3.Connection) -> None:
        _log_ahead(connection)
        bring_up_to_date(connection, path)

    return _opened(str(path), path, fill)


def open_store_in_memory(path: Path) -> sqlite3.Connection:
    """As `open_store`, of a copy; beside the file nothing is made. Raises SamplesError."""
    try:
        if size_of_file(path) > LARGEST_COPY:
            raise SamplesError(
                said("{path}: it is larger than {size:,.0f} MB. Give it in parts.", path=path, size=LARGEST_COPY / 1e6)
            )
    except OSError as error:
        raise error if isinstance(error, SamplesError) else system_in_words(error, path) from None

    def fill(copy: sqlite3.Connection) -> None:
        try:
            _copy(path, copy)
        except OSError as error:
            raise error if isinstance(error, SamplesError) else system_in_words(error, path) from None
        bring_up_to_date(copy, path)

    return _opened(":memory:", path, fill)


def _opened(name: str, path: Path, fill: Callable[[sqlite3.Connection], None]) -> sqlite3.Connection:
    """A connection to what has this name for SQLite, filled; closed again where that fails. path: for messages"""
    try:
        connection = sqlite3.connect(name, timeout=PATIENCE, isolation_level=None)
        connection.text_factory = bytes  # a damaged text breaks its sample only
        try:
            fill(connection)
        except BaseException:
            connection.close()
            raise
    except SQLITE_ERRORS as error:
        raise in_words(error, path) from None
    return connection


def _copy(path: Path, to: sqlite3.Connection) -> None:
    """The whole store into another. Makes nothing beside it, where no log might be made, or one of ours would stay.

    raises sqlite3.Error, OSError
    """
    while True:
        files = _files(path)
        if not _has_log(path) or {"-wal", "-shm"} <= files.keys():  # else nobody has it open
            _back_up(path, "mode=ro", to)
            return
        try:
            if "-wal" in files:
                _copy_with_log(path, to)
            else:
                _back_up(path, "immutable=1", to)
        except (sqlite3.Error, FileNotFoundError):
            if _files(path) == files:
                raise
        if _files(path) == files:  # else somebody opened it meanwhile
            return


def _copy_with_log(path: Path, to: sqlite3.Connection) -> None:
    with tempfile.TemporaryDirectory(prefix="atlas-digits-") as folder:
        aside = Path(folder) / path.name
        for ending in ("", "-wal"):
            shutil.copyfile(_beside(path, ending), _beside(aside, ending))
        _back_up(aside, "mode=rw", to)


def _back_up(path: Path, how: str, to: sqlite3.Connection) -> None:
    uri = f"{Path(os.path.abspath(path)).as_uri()}?{how}"  # noqa: PTH100
    with contextlib.closing(sqlite3.connect(uri, uri=True, timeout=PATIENCE)) as connection:
        connection.backup(to)


def _files(path: Path) -> dict[str, tuple[int, int, int]]:
    """What there is of a store, by the ending: which file, when it was changed, its size in bytes."""
    found = {}
    for ending in _COMPANIONS:
        with contextlib.suppress(FileNotFoundError):
            status = _beside(path, ending).stat()
            found[ending] = status.st_ino, status.st_mtime_ns, status.st_size
    return found


def _has_log(path: Path) -> bool:
    """Whether it is one whose changes go into a log first. Raises OSError."""
    with path.open("rb") as file:
        return file.read(_LOG_AT + 1)[_LOG_AT:] == b"\2"


def _log_ahead(connection: sqlite3.Connection) -> None:
    """See `Samples`. Where a log cannot be, as on a network's disk, SQLite's older way is as safe."""
    end = time.monotonic() + PATIENCE
    connection.execute("PRAGMA synchronous = FULL")
    while connection.execute("PRAGMA journal_mode").fetchone()[0] != b"wal":
        try:
            connection.execute("PRAGMA journal_mode = WAL")
            return
        except sqlite3.OperationalError as error:  # SQLite does not wait by itself where two open a new file at once
            if "locked" not in str(error) or time.monotonic() > end:
                raise
            time.sleep(0.02)


def set_aside(path: Path) -> Path:
    """Move a damaged store away, with its log, so that an empty one can begin; returns where it is now.

    Nothing of it is lost: `sqlite3 FILE .recover` may still read most. Raises SamplesError.
    """
    stem = f"{path.stem} damaged {time.strftime('%Y-%m-%d %H.%M.%S')}"
    moved, number = path.with_name(stem + path.suffix), 2
    while any(os.path.lexists(_beside(moved, ending)) for ending in _COMPANIONS):
        moved, number = path.with_name(f"{stem} ({number}){path.suffix}"), number + 1
    try:
        for ending in reversed(_COMPANIONS):  # the store last: without its log it would be another one
            with contextlib.suppress(FileNotFoundError):
                _beside(path, ending).rename(_beside(moved, ending))
    except OSError as error:
        raise system_in_words(error, path) from None
    sync_folder(path.parent)
    return moved


def _beside(path: Path, ending: str) -> Path:
    return path.with_name(path.name + ending)


def is_store(path: Path) -> bool:
    """By its first bytes. Raises OSError."""
    if size_of_file(path) < len(_HEAD):
        return False
    with path.open("rb") as file:
        return file.read(len(_HEAD)) == _HEAD
