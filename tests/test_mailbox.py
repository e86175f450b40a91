import threading

from app.mailbox import Mailbox


def test_a_mailbox_keeps_the_newest_only():
    box = Mailbox()
    for item in range(5):
        box.put(item)
    assert box.take() == 4
    box.close()
    assert box.take() is None


def test_a_mailbox_wakes_who_waits():
    box, taken = Mailbox(), []
    reader = threading.Thread(target=lambda: taken.append(box.take()))
    reader.start()
    box.put("letter")
    reader.join(5)
    assert taken == ["letter"]


def test_closing_a_mailbox_wakes_who_waits():
    box, taken = Mailbox(), []
    reader = threading.Thread(target=lambda: taken.append(box.take()))
    reader.start()
    box.close()
    reader.join(5)
    assert taken == [None]


def test_what_was_replaced_before_it_was_taken_is_counted():
    box = Mailbox()
    for item in range(5):
        box.put(item)
    assert box.dropped == 4
    box.take()
    box.put(5)
    assert box.dropped == 4


def test_a_wait_for_an_item_may_have_an_end():
    assert Mailbox().take(0.01) is None


def test_what_was_thrown_away_is_not_taken():
    box = Mailbox()
    box.put("old")
    box.clear()
    assert box.take(0.01) is None
    assert box.dropped == 0


def test_an_item_that_counts_as_false_is_an_item():
    box = Mailbox()
    box.put(0)
    assert box.take(0.01) == 0
