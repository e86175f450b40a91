"""Reading whole files that somebody named."""

import os
import tracemalloc
from pathlib import Path

import pytest

from app.files import read_file, replacing


@pytest.mark.parametrize("size", [0, 1, 70_000])
def test_reading_takes_no_more_memory_than_the_file_has(tmp_path, size):
    (tmp_path / "file").write_bytes(b"x" * size)
    tracemalloc.start()
    try:
        assert len(read_file(tmp_path / "file", 500_000_000)) == size
        assert tracemalloc.get_traced_memory()[1] < 2 * size + 200_000
    finally:
        tracemalloc.stop()


def test_a_file_that_does_not_say_its_size_is_read():
    assert b"Name:" in read_file(Path("/proc/self/status"), 100_000)


def test_no_more_is_read_than_was_allowed():
    assert len(read_file(Path("/proc/self/status"), 10)) == 10


def test_a_larger_file_is_refused(tmp_path):
    (tmp_path / "file").write_bytes(b"x" * 2000)
    with pytest.raises(OSError, match="larger than"):
        read_file(tmp_path / "file", 1000)


@pytest.mark.parametrize(("wanted", "read"), [(b"yes", 300_000_000), (b"no", 64)])
def test_a_file_that_does_not_begin_as_wanted_is_not_read_on(tmp_path, wanted, read):
    with (tmp_path / "file").open("wb") as file:
        file.write(b"yes")
        file.truncate(300_000_000)
    assert len(read_file(tmp_path / "file", 500_000_000, lambda start: start.startswith(wanted))) == read


def test_what_fails_while_it_is_written_leaves_the_file_that_was_there(tmp_path):
    path = tmp_path / "file"
    path.write_bytes(b"before")
    with pytest.raises(ValueError), replacing(path, replace=True) as file:
        file.write(b"half")
        raise ValueError
    assert path.read_bytes() == b"before" and list(tmp_path.iterdir()) == [path]
    with replacing(path, replace=True) as file:
        file.write(b"after")
    assert path.read_bytes() == b"after" and list(tmp_path.iterdir()) == [path]


def test_a_pipe_stays_one(tmp_path):
    os.mkfifo(tmp_path / "pipe")
    with pytest.raises(OSError, match="pipe or a device"), replacing(tmp_path / "pipe", replace=True) as file:
        file.write(b"anything")
    assert (tmp_path / "pipe").is_fifo() and len(list(tmp_path.iterdir())) == 1
