"""Functions run aside, one after the other."""

from __future__ import annotations

import time

from app.ui.files import one_by_one


def test_of_functions_run_one_by_one_the_urgent_comes_next_and_never_two_at_once(qtbot):
    runs, at_once, done = one_by_one.OneByOne(), [0], []

    def work(name):
        at_once[0] += 1
        assert at_once[0] == 1
        time.sleep(0.02)
        at_once[0] -= 1
        return name

    for name in "abc":
        runs.run(lambda name=name: work(name), done.append)
    runs.run_next(lambda: work("x"), done.append)
    runs.run_next(lambda: work("y"), done.append)
    qtbot.waitUntil(lambda: len(done) == 4, timeout=5_000)
    assert done == ["a", "y", "b", "c"]
