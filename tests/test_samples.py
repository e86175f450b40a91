"""The store of kept samples: what it keeps, finds and counts, and what it says when it cannot."""

import os
import sqlite3
import stat
import subprocess
import sys
import time

import numpy as np
import pytest
from hypothesis import given, settings

from app import places, sample_table
from app.errors import (
    SampleAbsentError,
    SamplesDamagedError,
    SamplesError,
    SamplesFolderError,
    SamplesLockedError,
    SamplesPermissionError,
    SamplesVersionError,
)
from app.samples import Filter, Samples, default_path, set_aside
from tests.samples import any_sample, sample


@pytest.fixture
def path(tmp_path):
    return tmp_path / "kept" / "samples.db"


@pytest.fixture
def store(path):
    with Samples(path) as samples:
        yield samples


def numbers(samples):
    return [found.number for found in samples]


def test_a_sample_is_read_as_it_was_kept(store):
    kept = sample(7, correction=1)
    number = store.add(kept)
    found = store.get(number)
    assert found == kept
    assert found.number == number
    assert np.array_equal(found.input, kept.input) and found.strokes == kept.strokes


@settings(max_examples=150, deadline=None)
@given(kept=any_sample)
def test_any_sample_is_read_as_it_was_kept(kept, tmp_path_factory):
    with Samples(tmp_path_factory.getbasetemp() / "any.db") as store:
        assert store.get(store.add(kept)) == kept


def test_samples_are_still_there_when_the_store_is_opened_again(path):
    with Samples(path) as store:
        store.add(sample(3))
    with Samples(path) as store:
        assert store.find() == [sample(3)]


def test_what_is_kept_does_not_change_with_the_array_it_was_made_of():
    array = sample(1).input.copy()
    kept = sample(1, input=array)
    array[:] = 0
    assert kept == sample(1)
    with pytest.raises(ValueError, match="read-only"):
        kept.input[:] = 0


@pytest.mark.parametrize(
    "changes",
    [
        {"source": "mail"},
        {"time": float("nan")},
        {"time": -1.0},
        {"answer": 10},
        {"answer": True},
        {"confidence": 1.1},
        {"probabilities": (0.5, 0.5)},
        {"correction": -1},
        {"engine": None},
        {"input": np.zeros((28, 28), np.uint8)},
        {"input": np.zeros((32, 32), np.float32)},
        {"picture": "text"},
        {"strokes": ((((1, 2),), 0.0, ()),)},
        {"size": (0, 1)},
        {"box": (0, 0, -1, 1)},
    ],
)
def test_a_sample_that_means_nothing_is_not_made(changes):
    with pytest.raises((ValueError, AttributeError)):
        sample(0, **changes)


def test_the_newest_are_found_first_and_page_by_page(store):
    for number in (2, 0, 3, 1):
        store.add(sample(number))
    assert [found.answer for found in store.find()] == [3, 2, 1, 0]
    assert [found.answer for found in store.find(limit=2, offset=1)] == [2, 1]


FILTERED = [
    sample(0),
    sample(1, correction=1),
    sample(2, correction=7, source="camera"),
    sample(3, correction=3, answer=None, source="file"),
    sample(4, correction=4, answer=None, engine="", source="file"),
    sample(5, answer=None),
]


@pytest.mark.parametrize(
    ("which", "times"),
    [
        (Filter(), {0, 1, 2, 3, 4, 5}),
        (Filter(corrected=True), {1, 2, 3, 4}),
        (Filter(corrected=False), {0, 5}),
        (Filter(wrong=True), {2, 3}),
        (Filter(wrong=False), {1}),
        (Filter(label=7), {2}),
        (Filter(label=0), {0}),
        (Filter(label=2), set()),
        (Filter(source="file"), {3, 4}),
        (Filter(since=sample(4).time), {4, 5}),
        (Filter(corrected=True, source="file", label=3), {3}),
    ],
)
def test_a_filter_finds_and_counts_what_it_says(store, which, times):
    store.add_all(FILTERED)
    assert {found.time - sample(0).time for found in store.find(which)} == times
    assert store.count(which) == len(times)


def test_the_accuracy_counts_a_refusal_as_not_right_and_leaves_out_what_no_network_saw(store):
    store.add_all([*FILTERED, sample(6, answer=1, correction=7), sample(7, correction=7)])
    accuracy = store.accuracy()
    assert (accuracy.total, accuracy.right) == (5, 2)
    assert set(accuracy.digits) == {1, 3, 7}
    seven = accuracy.digits[7]
    assert (seven.total, seven.right, dict(seven.instead)) == (3, 1, {2: 1, 1: 1})
    assert dict(accuracy.digits[3].instead) == {None: 1}


def test_an_empty_store_has_no_accuracy(store):
    assert (store.accuracy().total, store.accuracy().digits) == (0, {})


def test_a_correction_is_kept_and_can_be_taken_back(store):
    number = store.add(sample(4))
    store.correct(number, 9)
    assert store.get(number).correction == 9
    store.correct(number, None)
    assert store.get(number) == sample(4)


def test_many_are_corrected_at_once_and_what_each_was_is_told(store):
    first, second = store.add(sample(0, correction=4)), store.add(sample(1))
    assert store.correct_all([first, second, 99], 7) == {first: 4, second: None}
    assert [store.get(number).correction for number in (first, second)] == [7, 7]
    with pytest.raises(ValueError):
        store.correct_all([first], 10)


def test_the_numbers_are_those_of_what_is_found_and_of_damaged_ones_too(store):
    for which in range(6):
        store.add(sample(which, correction=which % 2))
    wanted = Filter(label=1)
    assert store.numbers(wanted) == numbers(store.find(wanted)) != []
    store._connection.execute("UPDATE samples SET strokes = 'damaged' WHERE number = 2")
    assert len(store.numbers()) == 6 and len(store.find()) == 5


def test_a_correction_is_a_digit(store):
    number = store.add(sample(4))
    with pytest.raises(ValueError, match="0 to 9"):
        store.correct(number, 10)


def test_what_is_deleted_comes_back_under_its_number(store):
    first, second, third = store.add_all([sample(1), sample(2), sample(3)])
    deleted = store.delete([first, third])
    assert numbers(store.find()) == [second]
    assert store.restore(deleted) == [third, first]
    assert store.find() == [sample(3), sample(2), sample(1)]
    assert numbers(store.find()) == [third, second, first]
    store.restore(deleted)
    assert store.count() == 3


def test_the_number_of_a_deleted_sample_is_not_given_again(path):
    with Samples(path) as store:
        last = store.add(sample(1))
        store.delete([last])
    with Samples(path) as store:
        assert store.add(sample(2)) > last


def test_many_are_deleted_at_once(store):
    every = store.add_all(sample(number, picture=b"", strokes=()) for number in range(1200))
    assert len(store.delete(every)) == 1200
    assert store.count() == 0


def test_a_sample_that_is_gone_is_said(store):
    for ask in (store.get, lambda number: store.correct(number, 1)):
        with pytest.raises(SampleAbsentError, match="no sample 5"):
            ask(5)
    assert store.delete([5]) == []


def test_of_several_all_are_added_or_none(store):
    def broken():
        yield sample(1)
        raise KeyError

    with pytest.raises(KeyError):
        store.add_all(broken())
    assert store.count() == 0
    store.add(sample(2))
    assert store.count() == 1


def test_a_change_by_another_is_seen_once_and_one_s_own_is_none(path, store):
    store.add(sample(0))
    assert not store.changed()
    with Samples(path) as other:
        number = other.add(sample(1))
        assert store.changed() and not store.changed()
        other.correct(number, 5)
        assert store.changed()
        assert store.get(number).correction == 5
        assert not other.changed()


def test_by_default_it_is_among_the_user_s_data(tmp_path, monkeypatch):
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path))
    assert default_path() == places.data() / "samples.db"
    with Samples() as store:
        store.add(sample(0))
    assert (tmp_path / "atlas-digits" / "samples.db").exists()


def test_nobody_else_may_read_handwriting(path):
    before = os.umask(0)
    try:
        with Samples(path) as store:
            store.add(sample(0))
            files = list(path.parent.iterdir())
            assert {file.name for file in files} >= {"samples.db", "samples.db-wal"}
            assert {stat.S_IMODE(file.stat().st_mode) for file in files} == {0o600}
            assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700
    finally:
        os.umask(before)


def test_every_change_is_synchronised(store):
    assert store._connection.execute("PRAGMA synchronous").fetchone() == (2,)
    assert store._connection.execute("PRAGMA journal_mode").fetchone() == (b"wal",)


def test_a_store_is_not_used_after_it_was_closed(path):
    with Samples(path) as store:
        pass
    store.close()
    with pytest.raises(sqlite3.ProgrammingError):
        store.count()


# versions


def test_a_store_of_a_newer_version_is_refused_and_not_touched(path):
    Samples(path).close()
    connection = sqlite3.connect(path)
    connection.execute("PRAGMA user_version = 99")
    connection.close()
    before = path.read_bytes()
    for open_it in (Samples, Samples.copy_of):
        with pytest.raises(SamplesVersionError, match=r"version 99.*newer"):
            open_it(path)
    assert path.read_bytes() == before


def test_an_older_store_is_brought_up_to_date_with_all_it_has(path, monkeypatch):
    with Samples(path) as store:
        store.add(sample(1))

    def add_a_column(connection):
        connection.execute("ALTER TABLE samples ADD COLUMN remark TEXT DEFAULT 'none'")

    monkeypatch.setattr(sample_table, "STEPS", (*sample_table.STEPS, add_a_column))
    with Samples(path) as store:
        assert store.find() == [sample(1)]
        assert store._connection.execute("SELECT remark FROM samples").fetchall() == [(b"none",)]
        assert store._connection.execute("PRAGMA user_version").fetchone() == (2,)


def test_a_migration_that_fails_leaves_the_older_store(path, monkeypatch):
    with Samples(path) as store:
        store.add(sample(1))

    def fail(connection):
        connection.execute("DELETE FROM samples")
        connection.execute("SELECT nothing FROM nowhere")

    with monkeypatch.context() as patched:
        patched.setattr(sample_table, "STEPS", (*sample_table.STEPS, fail))
        with pytest.raises(SamplesError):
            Samples(path)
    with Samples(path) as store:
        assert store.find() == [sample(1)]


# damage


@pytest.mark.parametrize("content", [b"hello" * 1000, b"SQLite format 3\0" + b"\xff" * 4080])
def test_what_is_no_store_is_said_and_can_be_moved_aside(path, content):
    path.parent.mkdir()
    path.write_bytes(content)
    with pytest.raises(SamplesDamagedError, match=str(path)):
        Samples(path)
    assert path.read_bytes() == content
    moved = set_aside(path)
    assert moved.parent == path.parent and time.strftime("%Y-%m-%d") in moved.name
    assert moved.read_bytes() == content
    with Samples(path) as store:
        store.add(sample(1))


def test_moving_aside_twice_in_a_second_loses_nothing(path):
    path.parent.mkdir()
    for content in (b"one", b"two"):
        path.write_bytes(content)
        set_aside(path)
    assert {file.read_bytes() for file in path.parent.iterdir()} == {b"one", b"two"}


def test_the_log_moves_with_its_store(path):
    with Samples(path) as store:
        store.add(sample(1))
        moved = set_aside(path)
        with Samples.copy_of(moved) as copy:
            assert copy.find() == [sample(1)]
    assert not list(path.parent.glob("samples.db*"))


def test_another_program_s_database_is_not_touched(path):
    path.parent.mkdir()
    connection = sqlite3.connect(path)
    connection.execute("CREATE TABLE mine (a)")
    connection.close()
    with pytest.raises(SamplesDamagedError, match="another program"):
        Samples(path)
    assert sqlite3.connect(path).execute("SELECT name FROM sqlite_master").fetchall() == [("mine",)]


@pytest.mark.parametrize("opened", [Samples, Samples.copy_of])
def test_a_store_whose_damage_sqlite_quotes_is_said_to_be_damaged(path, opened):
    with Samples(path) as store:
        store.add(sample())
    content = path.read_bytes()
    path.write_bytes(content.replace(b"CREATE TABLE samples", b"CREATE \x80ABLE samples"))  # in no script's letters
    with pytest.raises(SamplesDamagedError, match="Move the file aside"):
        opened(path)


def test_a_damaged_page_is_the_same_error_later(path):
    with Samples(path) as store:
        store.add_all(sample(number) for number in range(40))
    content = bytearray(path.read_bytes())
    content[8 * 4096 : -4096] = b"\xa5" * (len(content) - 9 * 4096)
    path.write_bytes(content)
    with Samples(path) as store, pytest.raises(SamplesDamagedError, match="Move the file aside"):
        store.find()


@pytest.mark.parametrize(
    "damage",
    [
        "input = x'00'",
        "input = 'text'",
        "probabilities = x'000102'",
        "strokes = '[{'",
        "strokes = x'ff'",
        "engine = cast(x'ff' as text)",
        "source = 'mail'",
        "box_left = 'left'",
        "confidence = 7",
        "picture = 3",
    ],
)
def test_a_damaged_sample_does_not_hide_the_others(store, damage):
    first, second, third = store.add_all([sample(1), sample(2), sample(3)])
    store._connection.execute("PRAGMA ignore_check_constraints = ON")
    store._connection.execute(f"UPDATE samples SET {damage} WHERE number = {second}")
    assert numbers(store.find()) == [third, first]
    assert store.damaged == {second}
    with pytest.raises(SamplesDamagedError, match=f"Sample {second} is damaged"):
        store.get(second)
    assert store.delete([second]) == []
    assert store.count() == 2 and not store.damaged


# where it cannot be


def test_a_folder_that_cannot_be_made_is_said(tmp_path):
    (tmp_path / "file").write_text("mine")
    with pytest.raises(SamplesFolderError, match="XDG_DATA_HOME"):
        Samples(tmp_path / "file" / "kept" / "samples.db")


def test_a_folder_in_the_store_s_place_is_said(path):
    path.mkdir(parents=True)
    with pytest.raises(SamplesError, match="cannot be read or written"):
        Samples(path)


def test_a_pipe_in_the_store_s_place_is_said(path):
    path.parent.mkdir()
    os.mkfifo(path)
    for open_it in (Samples, Samples.copy_of):
        with pytest.raises(SamplesError, match="pipe"):
            open_it(path)


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everything")
def test_a_store_that_may_not_be_written_is_said(path):
    Samples(path).close()
    path.chmod(0o400)
    with pytest.raises(SamplesPermissionError):
        Samples(path)
    path.parent.chmod(0o500)
    try:
        with Samples.copy_of(path) as copy:
            assert copy.count() == 0
    finally:
        path.parent.chmod(0o700)


def test_a_store_that_another_process_keeps_for_itself_is_said_in_time(path, store):
    held = sqlite3.connect(path, isolation_level=None)
    held.execute("BEGIN IMMEDIATE")
    start = time.monotonic()
    with pytest.raises(SamplesLockedError, match="another program"):
        store.add(sample(1))
    assert 2 <= time.monotonic() - start < 5
    assert store.find() == []
    held.execute("ROLLBACK")
    store.add(sample(1))
    held.close()


def test_the_store_needs_no_qt_and_no_opencv():
    code = "import sys, app.samples, app.sample_files; print({'cv2', 'PySide6'} & set(sys.modules))"
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout == "set()\n"
