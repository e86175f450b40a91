"""Calls that may block, and who waits for them."""

import threading
import time

import pytest

from app.errors import SourceClosedError
from app.sources.worker import Worker


@pytest.fixture
def worker():
    worker = Worker("test")
    yield worker
    worker.close(lambda: None)
    assert worker.join(5)


def test_what_a_call_returns_or_raises_is_what_the_caller_gets(worker):
    assert worker.call(lambda: 42, 5) == 42
    with pytest.raises(ZeroDivisionError):
        worker.call(lambda: 1 / 0, 5)


def test_all_calls_are_made_on_one_thread(worker):
    threads = {worker.call(threading.get_ident, 5) for _ in range(5)}
    assert len(threads) == 1 and threading.get_ident() not in threads


def test_nobody_waits_longer_than_he_wants_and_a_late_answer_is_nobody_else_s(worker):
    go_on = threading.Event()
    began = time.monotonic()
    with pytest.raises(TimeoutError):
        worker.call(lambda: go_on.wait(5) and "late", 0.2)
    assert time.monotonic() - began < 1
    skipped = []
    with pytest.raises(TimeoutError):
        worker.call(lambda: skipped.append(1), 0.05)
    go_on.set()
    assert worker.call(lambda: "new", 5) == "new"
    assert skipped == [], "nobody waited for it any more"


def test_a_watch_ends_the_wait(worker):
    def watch():
        raise ConnectionError("unplugged")

    go_on = threading.Event()
    with pytest.raises(ConnectionError):
        worker.call(lambda: go_on.wait(5), 5, watch, every=0.05)
    go_on.set()


def test_closing_ends_the_wait_and_the_last_call_comes_when_the_thread_is_free():
    worker, go_on, last = Worker("test"), threading.Event(), []
    threading.Timer(0.1, lambda: worker.close(lambda: last.append(1))).start()
    with pytest.raises(SourceClosedError):
        worker.call(lambda: go_on.wait(5), 5)
    assert last == []
    go_on.set()
    assert worker.join(5) and last == [1]
    with pytest.raises(SourceClosedError):
        worker.call(lambda: 1, 1)


def test_one_of_the_same_name_begins_when_the_one_before_has_given_back_its_device():
    done, go_on = [], threading.Event()
    first = Worker("device")
    threading.Timer(0.1, lambda: first.close(lambda: done.append("given back"))).start()
    with pytest.raises(SourceClosedError):
        first.call(lambda: go_on.wait(5), 5)
    threading.Timer(0.2, go_on.set).start()
    second = Worker("device")
    second.call(lambda: done.append("opened"), 5)
    assert done == ["given back", "opened"]
    assert second.finish(5)


def test_one_of_the_same_name_that_is_still_open_is_not_waited_for():
    first, second = Worker("device"), Worker("device")
    began = time.monotonic()
    assert second.call(lambda: 1, 5) == 1
    assert time.monotonic() - began < 1
    assert first.finish(5) and second.finish(5)
