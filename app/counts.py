"""What a kiosk has read, counted by day; never what was drawn.

In SQLite: a change writes a few pages and not the whole file, a power cut in the middle of it changes nothing, and no
half-written file is left beside it. People count on the kiosk and not on its counts: what cannot be written waits in
memory for the next time, and nothing here raises.
"""

from __future__ import annotations

import logging
import sqlite3
import threading
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Optional

from app import places
from app.errors import SamplesError
from app.sample_store import set_aside

log = logging.getLogger(__name__)

MOST_DAYS = 1000  # kept; a clock that jumps makes days that never were, and they go by their order
_WAITING_DAYS = 50  # in memory, while they cannot be written
_PATIENCE = 2.0  # seconds for whoever reads the counts at the same moment
_FIELDS = ("sessions", "drawings", "refused", *(f"digit{digit}" for digit in range(10)))
_TABLE = (
    "CREATE TABLE IF NOT EXISTS days (number INTEGER PRIMARY KEY AUTOINCREMENT, day TEXT NOT NULL UNIQUE, "
    + ", ".join(f"{field} INTEGER NOT NULL DEFAULT 0" for field in _FIELDS)
    + ")"
)


@dataclass(frozen=True)
class Day:
    """day: as the clock said, in ISO 8601; sessions: of visitors, from a touch until it was idle

    drawings: that were read, by hand or before the camera; refused: glyphs; digits: how often each was read, 0 to 9
    """

    day: str
    sessions: int
    drawings: int
    refused: int
    digits: tuple[int, ...]


class Counts:
    """From any thread. What was counted since the last `write` is in memory only: a power cut costs that."""

    def __init__(self, path: Optional[Path] = None, today: Callable[[], date] = date.today) -> None:
        """path: None: this user's"""
        self.path = path or places.data() / "counts.db"
        self._today = today
        self._lock = threading.Lock()
        self._writing = threading.Lock()
        self._waiting: dict[str, Counter[str]] = {}
        self._told = ""

    def add_session(self) -> None:
        self._add({"sessions": 1})

    def add_reading(self, text: str) -> None:
        """text: as a recognition has it, `?` for a refused glyph; without a glyph it does not count"""
        glyphs = Counter(text)
        found = {f"digit{digit}": glyphs[str(digit)] for digit in range(10)}
        if any(found.values()) or glyphs["?"]:
            self._add({"drawings": 1, "refused": glyphs["?"], **found})

    def _add(self, numbers: dict[str, int]) -> None:
        day = self._today().isoformat()
        with self._lock:
            self._waiting.setdefault(day, Counter()).update(numbers)
            while len(self._waiting) > _WAITING_DAYS:
                del self._waiting[next(iter(self._waiting))]

    @property
    def waits(self) -> bool:
        """Whether there is something to write."""
        return bool(self._waiting)

    def write(self) -> bool:
        """What waits; whether all of it is on the disk now. May take a moment."""
        with self._writing:
            with self._lock:
                taken, self._waiting = self._waiting, {}
            if not taken:
                return True
            try:
                with self._opened() as connection:
                    _write_days(connection, taken)
            except (OSError, sqlite3.Error) as error:
                self._put_back(taken)
                self._tell(error)
                self._make_room(error)
                return False
            self._told = ""
            return True

    def days(self, most: int = 14) -> tuple[Day, ...]:
        """The newest first, what waits included. May take a moment."""
        stored: dict[str, Counter[str]] = {}
        try:
            if self.path.exists():
                with self._opened() as connection:
                    stored = _read_days(connection, most)
        except (OSError, sqlite3.Error, ValueError) as error:
            self._tell(error)
        with self._lock:
            for day, numbers in self._waiting.items():
                stored.setdefault(day, Counter()).update(numbers)
        return tuple(_day(day, stored[day]) for day in sorted(stored, reverse=True)[:most])

    def _put_back(self, taken: dict[str, Counter[str]]) -> None:
        with self._lock:
            for day, numbers in self._waiting.items():
                taken.setdefault(day, Counter()).update(numbers)
            self._waiting = taken

    def _tell(self, error: Exception) -> None:
        """Each trouble once: a full disk stays full for long."""
        if str(error) != self._told:
            self._told = str(error)
            log.warning("%s: the counts wait in memory (%s)", self.path, error)

    def _make_room(self, error: Exception) -> None:
        """A damaged file is moved aside as it is, so that the next time can begin anew."""
        if not isinstance(error, sqlite3.DatabaseError) or isinstance(error, sqlite3.OperationalError):
            return
        try:
            log.warning("The counts were damaged and lie in %s now", set_aside(self.path))
        except SamplesError as problem:
            log.warning("%s", problem)

    @contextmanager
    def _opened(self) -> Iterator[sqlite3.Connection]:
        """Closed each time: nothing is held while nothing is counted. Raises OSError, sqlite3.Error."""
        self.path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        with closing(sqlite3.connect(str(self.path), timeout=_PATIENCE, isolation_level=None)) as connection:
            connection.execute(_TABLE)
            yield connection


def _write_days(connection: sqlite3.Connection, days: dict[str, Counter[str]]) -> None:
    """All or nothing."""
    connection.execute("BEGIN IMMEDIATE")
    try:
        for day, numbers in days.items():
            connection.execute("INSERT OR IGNORE INTO days (day) VALUES (?)", (day,))
            changes = ", ".join(f"{field} = {field} + ?" for field in _FIELDS)
            connection.execute(f"UPDATE days SET {changes} WHERE day = ?", (*(numbers[f] for f in _FIELDS), day))
        connection.execute("DELETE FROM days WHERE number <= (SELECT max(number) FROM days) - ?", (MOST_DAYS,))
        connection.execute("COMMIT")
    finally:
        if connection.in_transaction:
            connection.execute("ROLLBACK")


def _read_days(connection: sqlite3.Connection, most: int) -> dict[str, Counter[str]]:
    rows = connection.execute(f"SELECT day, {', '.join(_FIELDS)} FROM days ORDER BY day DESC LIMIT ?", (most,))
    return {str(day): Counter(dict(zip(_FIELDS, map(int, numbers)))) for day, *numbers in rows}


def _day(day: str, numbers: Counter[str]) -> Day:
    digits = tuple(numbers[f"digit{digit}"] for digit in range(10))
    return Day(day, numbers["sessions"], numbers["drawings"], numbers["refused"], digits)
