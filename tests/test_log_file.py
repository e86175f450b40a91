"""The log on disk."""

from __future__ import annotations

import logging
from pathlib import Path

import pytest

from app import log_file


@pytest.fixture(autouse=True)
def state(monkeypatch, tmp_path):
    """Nothing of the log outlives a test."""
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    root = logging.getLogger()
    level, levels = root.level, [(handler, handler.level) for handler in root.handlers]
    yield tmp_path / "state"
    log_file.end()
    root.setLevel(level)
    for handler, before in levels:
        handler.setLevel(before)


def test_what_is_logged_is_kept_with_more_than_is_shown(capsys):
    log_file.begin()
    logging.getLogger("app.x").info("in the log alone")
    assert log_file.last_lines(1)[0].endswith("INFO app.x: in the log alone")
    assert "in the log alone" not in capsys.readouterr().err


def test_a_second_start_goes_on_in_the_same_file():
    for number in range(2):
        log_file.begin()
        logging.getLogger("app").warning("start %d", number)
        log_file.end()
    assert [line[-7:] for line in log_file.last_lines(10) if "start" in line] == ["start 0", "start 1"]


def test_it_does_not_grow_for_ever(state):
    log_file.begin()
    for _ in range(8_000):
        logging.getLogger("app").warning("x" * 150)
    log_file.end()
    assert sum(file.stat().st_size for file in (state / "atlas-digits").iterdir()) <= 1_000_000


def test_where_it_cannot_be_written_it_is_done_without(state, caplog):
    state.write_text("no folder")
    log_file.begin()
    logging.getLogger("app").warning("goes on")
    assert "no log can be kept there" in caplog.text
    assert log_file.last_lines(5) == []


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="this system has no disk that is always full")
def test_a_full_disk_ends_nothing(state):
    log_file.path().parent.mkdir(parents=True)
    log_file.path().symlink_to("/dev/full")
    log_file.begin()
    logging.getLogger("app").warning("nobody can be told where")
    log_file.end()
