"""What is in the way of keeping a sample is said, and nothing is lost by it."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from app.samples import Samples
from tests.ui.end_to_end.hand import click, draw_seven, keep, make_room, press, says_kept

HOLDER = """
import sqlite3, sys
held = sqlite3.connect(sys.argv[1], isolation_level=None)
held.execute("BEGIN IMMEDIATE")
print("held", flush=True)
sys.stdin.read()
"""


def meets_a_damaged_and_a_locked_store(window, store):
    notice = window.draw.cards.keeping
    yield from make_room(window)
    yield from draw_seven(window)
    window.switch.tabs[3].click()
    yield lambda: window.samples.notice.troubled
    window.switch.tabs[0].click()
    press(window, 1)
    yield notice.set_aside.isVisible
    click(notice.set_aside)
    yield says_kept(window, 1)

    held = subprocess.Popen(
        [sys.executable, "-c", HOLDER, store], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    assert held.stdout.readline() == "held\n"
    yield from draw_seven(window, left=140)
    press(window, 2)
    yield lambda: notice.troubled
    assert "another program" in notice.message.toolTip() + notice.message.text()
    assert window.draw.canvas.drawing.lines
    held.communicate("")
    click(notice.try_again)
    yield says_kept(window, 2)
    assert not notice.troubled


def test_a_damaged_store_and_one_that_another_program_holds(begin, home):
    home.store.parent.mkdir(parents=True)
    damaged = b"SQLite format 3\0" + b"\xff" * 5000
    home.store.write_bytes(damaged)
    begin(meets_a_damaged_and_a_locked_store, home.store).ends(said=("are damaged", "another program has been writing"))
    assert [path.read_bytes() for path in home.store.parent.glob("*damaged*")] == [damaged]
    with Samples(home.store) as samples:
        assert [sample.correction for sample in samples.find()] == [2, 1]


def meets_a_full_disk(window, film):
    """From its very start: neither a log nor a setting can be written."""
    notice, film = window.draw.cards.keeping, Path(film)
    yield from make_room(window)
    yield from draw_seven(window)
    press(window, 1)
    yield lambda: notice.troubled
    assert "full" in notice.message.toolTip() + notice.message.text()
    window.gear.click()
    keeping = window.settings_page.keeping
    window._settings.pen = 0.05
    yield keeping.failure.isVisible
    film.unlink()
    window._settings.pen = 0.06
    window.switch.tabs[0].click()
    click(notice.try_again)
    yield says_kept(window, 1)
    yield from keep(window, 2)


def remembers(window):
    assert window._settings.pen == 0.06
    yield from draw_seven(window)


def test_a_full_disk_is_said_and_everything_is_kept_once_there_is_room(little_disk, home, begin):
    film = little_disk / "film"
    with film.open("wb", buffering=0) as file:
        try:
            while True:
                file.write(bytes(4096))
        except OSError:
            pass
    begin(meets_a_full_disk, film).ends(said=("the disk is full", "settings cannot be written"))
    with Samples(home.store) as samples:
        assert [sample.correction for sample in samples.find()] == [2, 1]
    begin(remembers).ends()
