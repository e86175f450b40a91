"""What people kept and corrected: a store of samples in one SQLite file."""

from __future__ import annotations

import contextlib
import sqlite3
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Optional

from app import places
from app.closing import Closing
from app.errors import SampleAbsentError, SamplesDamagedError
from app.messages import said
from app.sample import Sample, is_digit_or_none, key_of
from app.sample_errors import SQLITE_ERRORS, in_words
from app.sample_store import make_place, open_store, open_store_in_memory, set_aside
from app.sample_table import COLUMNS, row_of, sample_of, transaction
from app.stroke_file import Line

__all__ = ["Accuracy", "DigitAccuracy", "Filter", "Line", "Sample", "Samples", "default_path", "set_aside"]

_MOST_VARIABLES = 500  # of one statement; SQLite may take no more than 999
_INSERT = f"INSERT INTO samples (number, {COLUMNS}) VALUES ({', '.join('?' * (COLUMNS.count(',') + 2))})"
_ASKED = "correction IS NOT NULL AND engine <> ''"


def default_path() -> Path:
    return places.data() / "samples.db"


@dataclass(frozen=True)
class Filter:
    """Which samples; what is None does not matter.

    corrected: whether a person said what it is
    wrong: True: the answer was not what the person said, or was refused; False: it was
    label: what it is held to be: by the person's word, or else by the answer
    source: "canvas", "camera" or "file"
    since: not older than this, in seconds since 1970
    """

    corrected: Optional[bool] = None
    wrong: Optional[bool] = None
    label: Optional[int] = None
    source: Optional[str] = None
    since: Optional[float] = None

    def condition(self) -> tuple[str, list[object]]:
        """For SQL, and the values of its question marks."""
        terms: list[str] = ["1"]
        values: list[object] = []
        if self.corrected is not None:
            terms.append(f"correction IS {'NOT ' if self.corrected else ''}NULL")
        if self.wrong is not None:
            terms.append(f"{_ASKED} AND answer IS {'NOT ' if self.wrong else ''}correction")
        for value, term in (
            (self.label, "coalesce(correction, answer) = ?"),
            (self.source, "source = ?"),
            (self.since, "time >= ?"),
        ):
            if value is not None:
                terms.append(term)
                values.append(value)
        return " AND ".join(terms), values


ALL = Filter()


@dataclass(frozen=True)
class DigitAccuracy:
    """Of the samples that are this digit by a person's word.

    right: how often the answer was that; a refusal is not
    instead: what was answered otherwise, and how often; None: refused
    """

    total: int
    right: int
    instead: Mapping[Optional[int], int]


@dataclass(frozen=True)
class Accuracy:
    """Of the corrected samples that a network was asked about; digits: those of which there are any."""

    digits: Mapping[int, DigitAccuracy]

    @property
    def total(self) -> int:
        return sum(digit.total for digit in self.digits.values())

    @property
    def right(self) -> int:
        return sum(digit.right for digit in self.digits.values())


class Samples(Closing):
    """The kept samples, newest first. A context manager; one thread uses it, other threads and processes open another.

    Every change is on the disk when its method returns: the log is written ahead and synchronised at every change
    (WAL, synchronous=FULL), because a board loses its power without a warning, and with less SQLite would forget the
    last minutes. A power cut costs the change under way at most. People keep a few samples a minute, so that the
    milliseconds which this takes do not matter.

    The file and its folder are made where they are absent, for this user's eyes only: handwriting is private.
    Every method raises SamplesError: damaged, locked, full, not allowed, of a newer version.

    damaged: the numbers of the damaged samples that `find` met and left out
    """

    def __init__(self, path: Optional[Path] = None) -> None:
        """path: None: `default_path()`"""
        self.path = path if path is not None else default_path()
        make_place(self.path)
        self._begin(open_store(self.path))

    @classmethod
    def copy_of(cls, path: Path) -> Samples:
        """A store as it is now, in memory; its file is not changed, nor migrated, and nothing need be writable."""
        copy = cls.__new__(cls)
        copy.path = path
        copy._begin(open_store_in_memory(path))
        return copy

    def _begin(self, connection: sqlite3.Connection) -> None:
        self._connection = connection
        self.damaged: set[int] = set()
        with self._saying():
            self._seen = self._data_version()

    def add(self, sample: Sample) -> int:
        """Keep it; returns its number, which no other sample gets, also after it is deleted."""
        return self.add_all([sample])[0]

    def add_all(self, samples: Iterable[Sample]) -> list[int]:
        """All of them or, where one cannot be kept, none. Much faster than one by one."""
        with self._changing():
            return [self._insert(sample, None) for sample in samples]

    def _insert(self, sample: Sample, number: Optional[int]) -> int:
        return int(self._connection.execute(_INSERT, (number, *row_of(sample))).lastrowid or 0)

    def correct(self, number: int, label: Optional[int]) -> None:
        """Say what a sample is; None: take that back. Raises SampleAbsentError."""
        _require_digit_or_none(label)
        with self._changing():
            if not self._connection.execute(
                "UPDATE samples SET correction = ? WHERE number = ?", (label, number)
            ).rowcount:
                raise _absent(number)

    def correct_all(self, numbers: Iterable[int], label: Optional[int]) -> dict[int, Optional[int]]:
        """Say what all these are; those that are not there are left out. Returns what each was said to be before."""
        _require_digit_or_none(label)
        before: dict[int, Optional[int]] = {}
        with self._changing():
            for number in numbers:
                was = self._connection.execute("SELECT correction FROM samples WHERE number = ?", (number,)).fetchone()
                if was is not None:
                    before[number] = was[0]
                    self._connection.execute("UPDATE samples SET correction = ? WHERE number = ?", (label, number))
        return before

    def delete(self, numbers: Iterable[int]) -> list[Sample]:
        """Returns what was deleted, for `restore`; of a damaged sample there is nothing to give back."""
        wanted = list(numbers)
        deleted: list[Sample] = []
        with self._changing():
            for first in range(0, len(wanted), _MOST_VARIABLES):
                some = wanted[first : first + _MOST_VARIABLES]
                condition = f"number IN ({', '.join('?' * len(some))})"
                deleted += self._whole(f"{condition} ORDER BY time DESC, number DESC", some)
                self._connection.execute(f"DELETE FROM samples WHERE {condition}", some)
            self.damaged -= set(wanted)
        return deleted

    def restore(self, samples: Iterable[Sample]) -> list[int]:
        """Put back what was deleted, under the same numbers; one that is there already stays as it is."""
        numbers = []
        with self._changing():
            for sample in samples:
                taken = self._connection.execute("SELECT 1 FROM samples WHERE number = ?", (sample.number,)).fetchone()
                numbers.append(sample.number if taken and sample.number else self._insert(sample, sample.number))
        return numbers

    def get(self, number: int) -> Sample:
        """Raises SampleAbsentError, and SamplesDamagedError where it is damaged."""
        with self._saying():
            row = self._connection.execute(
                f"SELECT number, {COLUMNS} FROM samples WHERE number = ?", (number,)
            ).fetchone()
        if row is None:
            raise _absent(number)
        return sample_of(row)

    def find(self, which: Filter = ALL, limit: Optional[int] = None, offset: int = 0) -> list[Sample]:
        """Newest first. `limit` and `offset` count rows, of which damaged ones are left out: see `damaged`."""
        condition, values = which.condition()
        with self._saying():
            return self._whole(
                f"{condition} ORDER BY time DESC, number DESC LIMIT ? OFFSET ?",
                [*values, -1 if limit is None else limit, offset],
            )

    def numbers(self, which: Filter = ALL) -> list[int]:
        """Of all of them, damaged ones too, newest first. Reads nothing else of them."""
        condition, values = which.condition()
        with self._saying():
            found = self._connection.execute(
                f"SELECT number FROM samples WHERE {condition} ORDER BY time DESC, number DESC", values
            )
            return [row[0] for row in found]

    def _whole(self, condition: str, values: list) -> list[Sample]:
        samples = []
        for row in self._connection.execute(f"SELECT number, {COLUMNS} FROM samples WHERE {condition}", values):
            try:
                samples.append(sample_of(row))
            except SamplesDamagedError:
                self.damaged.add(row[0])
        return samples

    def known(self, samples: Iterable[Sample]) -> set[bytes]:
        """The keys of those that are kept and as old as these. Reads the store once, however many they are."""
        times = [sample.time for sample in samples]
        if not times:
            return set()
        with self._saying():
            found = self._connection.execute(
                "SELECT time, input FROM samples WHERE time BETWEEN ? AND ?", (min(times), max(times))
            )
            return {key_of(time, pixels) for time, pixels in found if isinstance(pixels, bytes)}

    def count(self, which: Filter = ALL) -> int:
        condition, values = which.condition()
        with self._saying():
            found = self._connection.execute(f"SELECT count(*) FROM samples WHERE {condition}", values).fetchone()
        return int(found[0])

    def accuracy(self) -> Accuracy:
        with self._saying():
            rows = self._connection.execute(
                f"SELECT correction, answer, count(*) FROM samples WHERE {_ASKED} GROUP BY correction, answer"
            ).fetchall()
        digits = {}
        for digit in sorted({row[0] for row in rows}):
            answers = {answer: count for correction, answer, count in rows if correction == digit}
            total = sum(answers.values())
            digits[digit] = DigitAccuracy(total, answers.pop(digit, 0), answers)
        return Accuracy(digits)

    def changed(self) -> bool:
        """Whether another window or process has changed the store since this was asked last. Cheap: for a timer."""
        with self._saying():
            now = self._data_version()
        before, self._seen = self._seen, now
        return now != before

    def _data_version(self) -> int:
        return int(self._connection.execute("PRAGMA data_version").fetchone()[0])

    def close(self) -> None:
        with contextlib.suppress(sqlite3.Error):  # what was to be kept is; a full disk only leaves the log where it is
            self._connection.close()

    @contextlib.contextmanager
    def _saying(self) -> Iterator[None]:
        try:
            yield
        except (sqlite3.ProgrammingError, sqlite3.IntegrityError):  # a mistake of ours, such as use after `close`
            raise
        except SQLITE_ERRORS as error:
            raise in_words(error, self.path) from None

    @contextlib.contextmanager
    def _changing(self) -> Iterator[None]:
        with self._saying(), transaction(self._connection):
            yield


def _require_digit_or_none(label: object) -> None:
    if not is_digit_or_none(label):
        raise ValueError(said("a correction is a digit from 0 to 9 or None, not {label!r}", label=label))


def _absent(number: int) -> SampleAbsentError:
    return SampleAbsentError(
        said("There is no sample {number}; it may have been deleted in another window.", number=number)
    )
