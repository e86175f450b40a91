"""How samples lie in SQLite: the tables of each version, and a row as a sample.

What is short stands first in a row, so that counting does not read the pictures.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import numpy as np

from app.errors import SamplesDamagedError, SamplesVersionError
from app.messages import said
from app.sample import SIDE, Sample
from app.stroke_file import fields_of, parsed, strokes_of

APPLICATION = 0x41744469  # "AtDi": in the head of the file, whose it is
_DOUBLE = "<f8"

COLUMNS = (
    "source, time, answer, confidence, correction, engine, model, model_sha256, "
    "width, height, box_left, box_top, box_width, box_height, probabilities, input, strokes, picture"
)


def _make_tables(connection: sqlite3.Connection) -> None:
    connection.execute(
        f"""CREATE TABLE samples (
            number INTEGER PRIMARY KEY AUTOINCREMENT,
            source TEXT NOT NULL CHECK (source IN ('canvas', 'camera', 'file')),
            time REAL NOT NULL CHECK (time >= 0),
            answer INTEGER CHECK (answer BETWEEN 0 AND 9),
            confidence REAL NOT NULL CHECK (confidence BETWEEN 0 AND 1),
            correction INTEGER CHECK (correction BETWEEN 0 AND 9),
            engine TEXT NOT NULL, model TEXT NOT NULL, model_sha256 TEXT NOT NULL,
            width INTEGER NOT NULL, height INTEGER NOT NULL,
            box_left INTEGER NOT NULL, box_top INTEGER NOT NULL,
            box_width INTEGER NOT NULL, box_height INTEGER NOT NULL,
            probabilities BLOB NOT NULL, -- float64, little-endian
            input BLOB NOT NULL CHECK (length(input) = {SIDE * SIDE}),
            strokes TEXT NOT NULL, -- JSON, as in a drawing's file
            picture BLOB NOT NULL -- PNG
        )"""
    )
    connection.execute("CREATE INDEX samples_by_time ON samples (time)")


# step i makes version i + 1 of version i; the version stands in the file's head
STEPS: tuple[Callable[[sqlite3.Connection], None], ...] = (_make_tables,)


def bring_up_to_date(connection: sqlite3.Connection, path: object) -> None:
    """Make or migrate the tables, in one transaction: all of it or nothing.

    path: for messages
    raises SamplesVersionError, SamplesDamagedError where it is another program's, sqlite3.Error
    """
    with transaction(connection, "BEGIN"):  # what is looked at is of one moment
        if _is_current(connection, path):
            return
    with transaction(connection):
        if not _is_current(connection, path):  # another process may have done it while we waited
            for step in STEPS[_version(connection) :]:
                step(connection)
            connection.execute(f"PRAGMA application_id = {APPLICATION}")
            connection.execute(f"PRAGMA user_version = {len(STEPS)}")


@contextmanager
def transaction(connection: sqlite3.Connection, begin: str = "BEGIN IMMEDIATE") -> Iterator[None]:
    """All that the block changes or, where it raises, nothing."""
    connection.execute(begin)
    try:
        yield
        connection.execute("COMMIT")
    finally:
        if connection.in_transaction:
            connection.execute("ROLLBACK")


def _is_current(connection: sqlite3.Connection, path: object) -> bool:
    version = _version(connection)
    (application,) = connection.execute("PRAGMA application_id").fetchone()
    (tables,) = connection.execute("SELECT count(*) FROM sqlite_master").fetchone()
    if application != APPLICATION and (tables or application or version):
        raise SamplesDamagedError(
            said("{path}: this is another program's file, not a store of samples. Name another file.", path=path)
        )
    if version > len(STEPS):
        raise SamplesVersionError(
            said(
                "{path}: a newer Atlas Digits wrote these samples (version {version}, this one "
                "knows {known}). They are left as they are. Install the newer program again, or "
                "name another file.",
                path=path,
                version=version,
                known=len(STEPS),
            )
        )
    return version == len(STEPS)


def _version(connection: sqlite3.Connection) -> int:
    return int(connection.execute("PRAGMA user_version").fetchone()[0])


def row_of(sample: Sample) -> tuple[object, ...]:
    """In the order of COLUMNS."""
    return (
        sample.source, sample.time, sample.answer, sample.confidence, sample.correction,
        sample.engine, sample.model, sample.model_sha256, *sample.size, *sample.box,
        np.asarray(sample.probabilities, _DOUBLE).tobytes(), sample.input.tobytes(),
        json.dumps(fields_of(sample.strokes)), sample.picture,
    )  # fmt: skip


def sample_of(row: tuple) -> Sample:
    """row: the number and COLUMNS, texts as bytes. Raises SamplesDamagedError, naming the number."""
    number, source, time, answer, confidence, correction = row[:6]
    texts, sizes, (probabilities, pixels, strokes, picture) = row[6:9], row[9:15], row[15:]
    try:
        return Sample(
            source=source.decode(),
            time=time,
            answer=answer,
            confidence=confidence,
            probabilities=tuple(np.frombuffer(probabilities, _DOUBLE).tolist()),
            correction=correction,
            engine=texts[0].decode(),
            model=texts[1].decode(),
            model_sha256=texts[2].decode(),
            input=np.frombuffer(pixels, np.uint8).reshape(SIDE, SIDE),
            picture=picture,
            strokes=strokes_of(parsed(strokes)),
            size=sizes[:2],
            box=sizes[2:],
            number=number,
        )
    except (ValueError, TypeError, AttributeError) as error:  # a damaged cell may be of any type
        raise SamplesDamagedError(
            said("Sample {number} is damaged ({reason}). Delete it; the others are whole.", number=number, reason=error)
        ) from None
