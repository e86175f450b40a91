import os
import sys

import pytest

from app.doctor.finding import ABSENT, PROBLEM, Finding, from_message, row


def test_a_message_is_taken_apart_into_what_is_wrong_and_the_way_out():
    found = from_message("chip", PROBLEM, "digits.om: it is cut off, 1.5 MB are missing. Copy it again. Or compile it.")
    assert found.finding == "digits.om: it is cut off, 1.5 MB are missing."
    assert found.remedy == "Copy it again. Or compile it."
    assert from_message("chip", ABSENT, "There is none") == Finding("chip", ABSENT, "There is none", "")


def test_nobody_is_sent_to_where_they_are():
    found = from_message("chip", PROBLEM, "There is no acl. Source it. `python -m app doctor` shows more.")
    assert found.remedy == "Source it."


def test_the_way_out_stands_below_and_may_be_copied_whole():
    found = Finding("pyACL", PROBLEM, "It is not found. " * 9, "source /a/very-long/path-with/hyphens " * 9)
    first, second = row(found).split("\n")
    assert first.startswith("problem   pyACL  ") and first.index("It is") == second.index("source")


@pytest.mark.parametrize("columns", [40, 80])
def test_on_a_terminal_lines_are_wrapped_between_words(monkeypatch, columns):
    monkeypatch.setattr(sys.stdout, "isatty", lambda: True, raising=False)
    monkeypatch.setattr("shutil.get_terminal_size", lambda: os.terminal_size((columns, 24)))
    lines = row(Finding("pyACL", PROBLEM, "It is not found here. " * 9, "source /a/set_env.sh")).split("\n")
    assert all(len(line) <= max(columns, 60) for line in lines) and len(lines) > 3
    assert lines[-1].split() == ["source", "/a/set_env.sh"]
    assert {line[:30].strip() for line in lines[1:]} == {""}


def test_what_a_library_says_cannot_command_the_terminal():
    assert "\x1b" not in row(Finding("Qt", PROBLEM, "\x1b[2J\nfailed"))
