"""How it ends: by Ctrl-C and other signals in the middle of a line, and killed while it saves."""

from __future__ import annotations

import os
import signal
import time
from pathlib import Path

import pytest

from app.samples import Samples
from app.ui.window import SAMPLES, TABS
from tests.ui.end_to_end.hand import draw_seven, keep, make_room, press
from tests.ui.hands import Hands, zero


def is_ended_in_a_line(window, number):
    """By a signal, right after a correction that nobody has been told yet that it is kept."""
    window.resize(733, 511)
    yield lambda: window.width() == 733
    yield from draw_seven(window)
    press(window, 2)
    Hands().mouse(window.draw.canvas, zero(left=230), lift=False)
    os.kill(os.getpid(), number)
    yield lambda: False


def is_as_it_was_left(window):
    assert (window.width(), window.height()) == (733, 511)
    yield from draw_seven(window)


@pytest.mark.parametrize(("number", "status"), [(signal.SIGINT, 130), (signal.SIGTERM, 0), (signal.SIGHUP, 0)])
def test_a_signal_in_the_middle_of_a_line_leaves_everything_in_order(begin, home, number, status):
    begin(is_ended_in_a_line, int(number)).ends(status)
    with Samples(home.store) as samples:
        assert [sample.correction for sample in samples.find()] == [2]
    begin(is_as_it_was_left).ends()


def keeps_one_after_the_other(window, acknowledged):
    yield from make_room(window)
    with Path(acknowledged).open("a", buffering=1) as file:
        for number in range(300):
            yield from keep(window, number)
            file.write(f"{number % 10}\n")


def shows_what_is_kept(window, least):
    yield from make_room(window)
    window.switch.tabs[3].click()
    yield lambda: window.samples.view.model().rowCount() >= least
    assert not window.samples.notice.troubled
    window.switch.tabs[0].click()
    yield from keep(window, 8)


def test_what_was_acknowledged_before_it_was_killed_is_there_at_the_next_start(begin, home, tmp_path):
    acknowledged = tmp_path / "acknowledged"
    play = begin(keeps_one_after_the_other, acknowledged)
    while not acknowledged.exists() or len(acknowledged.read_text().split()) < 7:
        assert play.process.poll() is None, play.process.communicate()
        time.sleep(0.001)
    play.is_killed()
    told = [int(digit) for digit in acknowledged.read_text().split()]
    begin(shows_what_is_kept, len(told)).ends()
    with Samples(home.store) as samples:
        found = [sample.correction for sample in reversed(samples.find())]
        assert not samples.damaged
    assert found[: len(told)] == told and found[-1] == 8
    assert len(found) - len(told) in (1, 2), "one more may have been under way"


def is_used_without_a_home(window):
    yield from make_room(window)
    yield from draw_seven(window)
    press(window, 2)
    yield lambda: window.draw.cards.keeping.troubled
    window.switch.tabs[TABS.index(SAMPLES)].click()
    yield window.samples.isVisible
    window.gear.click()
    yield window.settings_page.isVisible


def test_who_may_not_look_into_the_own_home_has_a_window_all_the_same(begin, home):
    closed = f"{home.folder}/{'x' * 300}"  # which the system refuses to look at, for root too
    places = {name: value.replace(str(home.folder), closed) for name, value in home.environment.items()}
    begin(is_used_without_a_home, environment=places).ends(
        said=(
            "no log can be kept there",
            "settings cannot be written",
            "samples cannot be made",
            "models there cannot be listed",
        )
    )
