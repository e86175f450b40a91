"""Killed writers, lost power, full disks and two writers at once: what was acknowledged is there, whole."""

import os
import random
import shutil
import signal
import sqlite3
import subprocess
import sys
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager

import pytest

from app.errors import SamplesError, SamplesFullError
from app.samples import Samples
from tests.samples import sample

WRITER = """
import sys
from pathlib import Path
from app.samples import Samples
from tests.samples import sample
first, last = int(sys.argv[2]), int(sys.argv[3])
with Samples(Path(sys.argv[1])) as store:
    for number in range(first, last):
        store.add(sample(number))
        print(number, flush=True)
"""


@pytest.fixture
def path(tmp_path):
    return tmp_path / "samples.db"


def writer(path, first, last):
    """A process that adds samples by their numbers and prints each that was acknowledged."""
    command = [sys.executable, "-c", WRITER, str(path), str(first), str(last)]
    return subprocess.Popen(command, stdout=subprocess.PIPE, text=True)


def kept(path):
    """The numbers of the samples in a store; each is as it was made."""
    with Samples(path) as store:
        found = store.find()
        assert not store.damaged
    made = [round(one.time - sample(0).time) for one in found]
    assert all(one == sample(number) for one, number in zip(found, made))
    return sorted(made)


def test_a_killed_writer_loses_nothing_that_was_acknowledged(path):
    chance = random.Random(3)
    acknowledged = []
    for start in range(0, 50_000, 10_000):
        process = writer(path, start, start + 10_000)
        acknowledged.append(int(process.stdout.readline()))
        time.sleep(chance.uniform(0, 0.1))
        process.send_signal(signal.SIGKILL)
        acknowledged += map(int, process.stdout.read().split())
        process.wait()
        found = kept(path)
        assert set(acknowledged) <= set(found)
        assert len(found) - len(acknowledged) <= start // 10_000 + 1  # one under way each time


def test_two_processes_add_at_once(path):
    both = [writer(path, 0, 60), writer(path, 100, 160)]  # also to a store that is not there yet
    assert [process.wait(60) for process in both] == [0, 0]
    for process in both:
        process.stdout.close()
    assert kept(path) == [*range(60), *range(100, 160)]


def test_a_new_store_can_be_opened_by_several_at_once(tmp_path):
    def open_together(path, together):
        together.wait()
        with Samples(path) as store:
            store.add(sample(1))

    with ThreadPoolExecutor(6) as pool:
        for number in range(15):
            path, together = tmp_path / f"{number}.db", threading.Barrier(6)
            for opening in [pool.submit(open_together, path, together) for _ in range(6)]:
                opening.result()
            with Samples(path) as store:
                assert store.count() == 6


def test_a_power_cut_keeps_every_acknowledged_sample(path, tmp_path):
    """After a cut the log has what was synchronised; of what was written after that, anything or nothing."""
    chance = random.Random(4)
    wal = path.with_name("samples.db-wal")
    synchronised = []
    with Samples(path) as store:
        for number in range(12):
            store.add(sample(number))
            synchronised.append(wal.stat().st_size)
        database, log = path.read_bytes(), wal.read_bytes()
    for number, size in enumerate(synchronised):
        following = synchronised[number + 1] - size if number + 1 < len(synchronised) else 0
        for case in range(4):
            more = chance.randint(0, following)
            rest = {0: b"", 1: log[size : size + more], 2: chance.randbytes(more), 3: bytes(more)}[case]
            cut = tmp_path / f"cut-{number}-{case}.db"
            cut.write_bytes(database)
            cut.with_name(cut.name + "-wal").write_bytes(log[:size] + rest)
            found = kept(cut)
            assert found[: number + 1] == list(range(number + 1)) and len(found) <= number + 2


def test_a_power_cut_while_the_log_goes_into_the_store_loses_nothing(path, tmp_path):
    chance = random.Random(5)
    with Samples(path) as store:
        for number in range(30):
            store.add(sample(number))
        before, log = path.read_bytes(), path.with_name("samples.db-wal").read_bytes()
        store._connection.execute("PRAGMA wal_checkpoint(FULL)")
        after = path.read_bytes()
    assert len(after) > len(before)
    pages = range(0, len(after), 4096)
    for case in range(20):
        cut = tmp_path / f"cut-{case}.db"
        cut.write_bytes(b"".join(chance.choice((before, after))[at : at + 4096].ljust(4096, b"\0") for at in pages))
        cut.with_name(cut.name + "-wal").write_bytes(log)
        assert kept(cut) == list(range(30))


@contextmanager
def small_disk(folder, size):
    """A disk of so many bytes."""
    folder.mkdir()
    command = ["mount", "-t", "tmpfs", "-o", f"size={size}", "tmpfs", str(folder)]
    if os.geteuid() != 0 or not shutil.which("mount") or subprocess.run(command, capture_output=True).returncode:
        pytest.skip("no disk can be mounted here")
    try:
        yield folder
    finally:
        subprocess.run(["umount", str(folder)], check=True)


def test_a_full_disk_is_said_and_all_that_was_kept_is_there(tmp_path):
    with small_disk(tmp_path / "disk", 1_000_000) as disk:
        path = disk / "samples.db"
        added = 0
        with Samples(path) as store:
            with pytest.raises(SamplesFullError, match="Free some space"):
                for number in range(2000):
                    store.add(sample(number))
                    added += 1
            assert store.count() == added > 10
            with pytest.raises(SamplesFullError):
                store.add(sample(added))
        assert kept(path) == list(range(added))


def test_after_room_is_made_samples_are_kept_again(tmp_path):
    with small_disk(tmp_path / "disk", 1_000_000) as disk:
        (disk / "film").write_bytes(bytes(600_000))
        with Samples(disk / "samples.db") as store:
            with pytest.raises(SamplesFullError):
                for number in range(2000):
                    store.add(sample(number))
            (disk / "film").unlink()
            before = store.count()
            store.add(sample(5000))
            assert store.count() == before + 1


@pytest.mark.parametrize("room", [0, 5_000, 40_000])
def test_a_store_that_cannot_begin_on_a_full_disk_says_so(tmp_path, room):
    with small_disk(tmp_path / "disk", 1_000_000) as disk:
        with (disk / "film").open("wb", buffering=0) as film, pytest.raises(OSError):
            while True:
                film.write(bytes(4096))
        os.truncate(disk / "film", (disk / "film").stat().st_size - room)
        with pytest.raises(SamplesFullError), Samples(disk / "samples.db") as store:
            for number in range(20):
                store.add(sample(number))


def test_a_user_s_share_of_the_disk_that_is_full_is_said(path):
    code = (
        "import resource, signal\n"
        "signal.signal(signal.SIGXFSZ, signal.SIG_IGN)\n"
        "resource.setrlimit(resource.RLIMIT_FSIZE, (200_000, 200_000))\n"
        "from app.errors import SamplesError\n"
        f"try:{''.join(chr(10) + ' ' + line for line in WRITER.strip().splitlines())}\n"
        "except SamplesError as error:\n print(type(error).__name__, error)\n"
    )
    command = [sys.executable, "-c", code, str(path), "0", "1000"]
    *acknowledged, said = subprocess.run(command, capture_output=True, text=True, check=True).stdout.splitlines()
    assert said.startswith("Samples") and str(path) in said and "full" in said
    assert kept(path) == list(map(int, acknowledged)) != []


def test_a_disk_that_is_read_only_is_said_and_its_store_can_be_read(tmp_path):
    with small_disk(tmp_path / "disk", 1_000_000) as disk:
        with Samples(disk / "samples.db") as store:
            store.add(sample(1))
        subprocess.run(["mount", "-o", "remount,ro", str(disk)], check=True)
        with pytest.raises(SamplesError, match="may not read and write there"):
            Samples(disk / "samples.db")
        with Samples.copy_of(disk / "samples.db") as copy:
            assert copy.find() == [sample(1)]


@pytest.mark.parametrize("beside", [(), ("-wal",), ("-wal", "-shm")])
def test_to_read_a_store_makes_nothing_beside_it_and_needs_no_writing(path, tmp_path, beside):
    """Closed; copied from where it was open; left by a process that was killed."""
    with Samples(path) as store:
        store.add(sample(1))
    with Samples(path) as store, small_disk(tmp_path / "disk", 1_000_000) as disk:
        store.add(sample(2))
        for ending in ("", *beside):
            shutil.copyfile(f"{path}{ending}", disk / f"samples.db{ending}")
        there = sorted(disk.iterdir())
        for _ in range(2):
            with Samples.copy_of(disk / "samples.db") as copy:
                assert copy.find() == [sample(2), sample(1)][not beside :]
            assert sorted(disk.iterdir()) == there
            subprocess.run(["mount", "-o", "remount,ro", str(disk)], check=True)


def test_a_store_that_is_opened_and_closed_all_the_time_is_read_whole(path):
    with Samples(path) as store:
        store.add_all(map(sample, range(100)))
    code = (
        "import sys\nfrom pathlib import Path\nfrom app.samples import Samples\nfrom tests.samples import sample\n"
        "number = 100\n"
        "while True:\n with Samples(Path(sys.argv[1])) as store:\n  store.add(sample(number))\n number += 1\n"
    )
    with subprocess.Popen([sys.executable, "-c", code, str(path)]) as other:
        try:
            found = 0
            while found < 115:
                with Samples.copy_of(path) as copy:
                    numbers = sorted(round(one.time - sample(0).time) for one in copy.find())
                    assert numbers == list(range(len(numbers))) and len(numbers) >= found
                    found = len(numbers)
        finally:
            other.kill()


def test_a_store_that_is_written_to_can_be_read_by_another(path):
    with Samples(path) as store:
        store.add(sample(1))
        held = sqlite3.connect(path, isolation_level=None)
        held.execute("BEGIN IMMEDIATE")
        with Samples(path) as other:
            assert other.find() == [sample(1)]
        with Samples.copy_of(path) as copy:
            assert copy.find() == [sample(1)]
        held.close()
