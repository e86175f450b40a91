"""Counts by day: right, whatever the clock, the disk and the power do; and never in the kiosk's way."""

from __future__ import annotations

import random
import signal
import sqlite3
import subprocess
import sys
import threading
import time
from datetime import date, timedelta
from pathlib import Path

import pytest

from app.counts import MOST_DAYS, Counts
from tests.test_samples_hardship import small_disk

ROOT = Path(__file__).resolve().parents[1]
FIRST = date(2026, 3, 1)

WRITER = """
import sys
from pathlib import Path
from app.counts import Counts
counts = Counts(Path(sys.argv[1]))
for number in range(10**6):
    counts.add_reading(str(number % 10))
    assert counts.write()
    print(number + 1, flush=True)
"""


@pytest.fixture
def path(tmp_path) -> Path:
    return tmp_path / "data" / "counts.db"


class Calendar:
    def __init__(self) -> None:
        self.day = FIRST

    def __call__(self) -> date:
        return self.day


@pytest.fixture
def calendar() -> Calendar:
    return Calendar()


def test_glyphs_drawings_and_sessions_are_counted(path, calendar):
    counts = Counts(path, calendar)
    counts.add_session()
    for text in ("7", "42", "4?", "1\n0", "?"):
        counts.add_reading(text)
    (day,) = counts.days()
    assert (day.day, day.sessions, day.drawings, day.refused) == ("2026-03-01", 1, 5, 2)
    assert day.digits == (1, 1, 1, 0, 2, 0, 0, 1, 0, 0)


def test_where_nothing_was_read_nothing_counts(path):
    counts = Counts(path)
    counts.add_reading("")
    counts.add_reading("\n")
    assert not counts.waits and counts.days() == ()
    assert counts.write() and not path.exists()


def test_what_was_written_is_there_for_the_next_process_and_adds_up(path, calendar):
    for _ in range(3):
        counts = Counts(path, calendar)
        counts.add_reading("7")
        assert counts.write() and not counts.waits
    assert Counts(path, calendar).days()[0].drawings == 3


def test_a_day_that_waits_is_shown_with_what_is_written(path, calendar):
    counts = Counts(path, calendar)
    counts.add_reading("7")
    counts.write()
    counts.add_reading("7")
    assert counts.days()[0].digits[7] == 2


def test_each_day_has_its_own_the_newest_first(path, calendar):
    counts = Counts(path, calendar)
    for number in range(20):
        calendar.day = FIRST + timedelta(days=number)
        for _ in range(number + 1):
            counts.add_reading("1")
    counts.write()
    days = counts.days(5)
    assert [day.day[-2:] for day in days] == ["20", "19", "18", "17", "16"]
    assert [day.drawings for day in days] == [20, 19, 18, 17, 16]


def test_a_clock_that_jumps_moves_counts_to_another_day_and_loses_none(path, calendar):
    counts = Counts(path, calendar)
    for day in (FIRST, date(1970, 1, 1), date(2099, 12, 31), FIRST, date.min, date.max):
        calendar.day = day
        counts.add_reading("3")
        assert counts.write()
    assert sum(day.drawings for day in counts.days()) == 6
    assert next(day.drawings for day in counts.days() if day.day == FIRST.isoformat()) == 2


def test_days_that_were_first_written_go_first_however_they_are_called(path, calendar, monkeypatch):
    monkeypatch.setattr("app.counts.MOST_DAYS", 5)
    counts = Counts(path, calendar)
    for number in (90, 0, 1, 2, 3, 4):  # the clock was ahead once
        calendar.day = FIRST + timedelta(days=number)
        counts.add_reading("3")
        counts.write()
    assert [day.day for day in counts.days(100)] == [f"2026-03-0{day}" for day in (5, 4, 3, 2, 1)]
    assert MOST_DAYS >= 366


def test_a_killed_writer_loses_nothing_that_was_acknowledged(path):
    total = 0
    chance = random.Random(7)
    for _ in range(6):
        process = subprocess.Popen(
            [sys.executable, "-c", WRITER, str(path)], cwd=ROOT, stdout=subprocess.PIPE, text=True
        )
        process.stdout.readline()
        time.sleep(chance.uniform(0.0, 0.1))
        process.send_signal(signal.SIGKILL)
        acknowledged = 1 + len(process.stdout.read().split("\n")[:-1])
        process.wait()
        now = sum(day.drawings for day in Counts(path).days())
        assert acknowledged <= now - total <= acknowledged + 1
        total = now
    assert sum(Counts(path).days()[0].digits) == total


def test_a_full_disk_makes_them_wait_and_they_are_written_when_there_is_room(tmp_path, caplog):
    with small_disk(tmp_path / "disk", "200k") as disk:
        counts = Counts(disk / "counts.db")
        counts.add_reading("7")
        assert counts.write()
        filler = disk / "filler"
        with pytest.raises(OSError), filler.open("wb") as file:
            while True:
                file.write(b"x" * 1000)
                file.flush()
        for _ in range(3):
            counts.add_reading("8")
            assert not counts.write()
        assert counts.days()[0].drawings == 4
        assert [record.levelname for record in caplog.records] == ["WARNING"]  # said once
        filler.unlink()
        assert counts.write() and Counts(disk / "counts.db").days()[0].drawings == 4


def test_a_folder_that_cannot_be_made_disturbs_nobody(tmp_path):
    (tmp_path / "data").write_text("a file where the folder should be")
    counts = Counts(tmp_path / "data" / "counts.db")
    counts.add_reading("5")
    assert not counts.write()
    assert counts.days()[0].drawings == 1


def test_what_cannot_be_written_for_ever_does_not_fill_the_memory(tmp_path, calendar):
    (tmp_path / "data").write_text("")
    counts = Counts(tmp_path / "data" / "counts.db", calendar)
    for number in range(400):
        calendar.day = FIRST + timedelta(days=number)
        counts.add_reading("5")
        counts.write()
    assert len(counts.days(1000)) == 50


@pytest.mark.parametrize("content", [b"", b"no database at all", b"SQLite format 3\0" + b"\xff" * 5000])
def test_a_damaged_file_is_moved_aside_and_counting_goes_on(path, content):
    path.parent.mkdir()
    path.write_bytes(content)
    counts = Counts(path)
    counts.add_reading("6")
    counts.write()
    counts.add_reading("6")
    assert counts.write()
    assert Counts(path).days()[0].drawings == 2
    aside = [other for other in path.parent.iterdir() if other != path]
    assert [other.read_bytes() for other in aside] == ([content] if content else [])


def test_a_damaged_number_is_an_error_for_nobody(path):
    counts = Counts(path)
    counts.add_reading("6")
    counts.write()
    with sqlite3.connect(path) as connection:
        connection.execute("UPDATE days SET drawings = x'ff00'")
    connection.close()
    assert counts.days() == ()
    counts.add_reading("6")
    assert counts.days()[0].drawings == 1


def test_from_many_threads_at_once_every_reading_counts(path):
    counts = Counts(path)

    def count() -> None:
        for _ in range(50):
            counts.add_reading("9")
            counts.write()

    threads = [threading.Thread(target=count) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert counts.write() and Counts(path).days()[0].digits[9] == 200
