"""Messages are English text like any other, and remember what they were made of."""

from __future__ import annotations

import copy
import errno
import json
import os
import pickle
import subprocess
import sys

import pytest

from app.errors import ModelError, SourceAbsentError, SourceLostError
from app.messages import SYSTEM, Message, message_of, reason_of, said, sentences


def test_a_message_is_its_english_text():
    message = said("{path}: it has {count:,} points, not {found!r}.", path="a.json", count=12345, found="x")
    assert message == "a.json: it has 12,345 points, not 'x'."
    assert isinstance(message, str) and "".join([message]) == str(message)
    assert message.template.startswith("{path}") and message.values["count"] == 12345


def test_text_without_values_may_hold_braces():
    assert said('{"format": 1}') == '{"format": 1}'
    assert said("{reason}", reason='{"format": 1}') == '{"format": 1}'


@pytest.mark.parametrize("kind", [ModelError, SourceAbsentError, SourceLostError, ValueError, OSError])
def test_an_error_keeps_the_message_it_was_raised_with(kind):
    error = kind(said("{path}: gone.", path="/dev/video0"))
    assert str(error) == "/dev/video0: gone."
    assert message_of(error).template == "{path}: gone."


@pytest.mark.parametrize("error", [ValueError("plain"), OSError(errno.ENOSPC, "full", "/a"), ValueError()])
def test_another_error_says_what_it_says(error):
    assert message_of(error) == str(error) and not isinstance(message_of(error), Message)


def test_an_error_as_a_value_stands_for_its_message():
    inner = ValueError(said("it is nested too deep"))
    outer = said("{path}: {reason}.", path="a", reason=inner)
    assert outer == "a: it is nested too deep."
    assert isinstance(outer.values["reason"], Message)
    assert said("{reason}", reason=ValueError("x")).values["reason"] == "x"  # and not the error with its trace


@pytest.mark.parametrize("copied", [copy.copy, copy.deepcopy, lambda error: pickle.loads(pickle.dumps(error))])
def test_messages_survive_the_way_to_another_process(copied):
    found = message_of(copied(ModelError(said("{count} of {most}", count=3, most=2))))
    assert found == "3 of 2" and isinstance(found, Message) and found.values == {"count": 3, "most": 2}


@pytest.mark.parametrize(
    "text", ["", "[1 2]", '{"a" 1}', "{a}", "[] []", '["', '["\n"]', r'["\z"]', r'["\u12"]', "[1,]"]
)
def test_what_is_no_json_is_told_as_python_tells_it(text):
    with pytest.raises(ValueError) as told:
        json.loads(text)
    message = message_of(told.value)
    assert message == str(told.value) and isinstance(message.values["what"], Message)


def test_sentences_leave_out_what_is_empty():
    assert sentences(said("One."), "", said("Two."), "Three.") == "One. Two. Three."
    assert sentences("", "") == ""


def test_the_system_is_quoted_in_its_own_words():
    # in a process of its own: in this one Qt may have chosen another language for them
    code = "import os, sys; print(*(os.strerror(int(number)) for number in sys.argv[1:]), sep=chr(10))"
    asked = [sys.executable, "-c", code, *map(str, SYSTEM)]
    assert subprocess.run(asked, check=True, capture_output=True, text=True).stdout.split("\n")[:-1] == list(
        SYSTEM.values()
    )
    full = OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), "/somewhere")
    assert reason_of(full) == "No space left on device" and isinstance(reason_of(full), Message)


def test_a_reason_of_ours_is_kept_and_a_missing_one_replaced():
    ours = said("it is larger than {size} MB", size=3)
    assert reason_of(OSError(errno.EFBIG, ours, "/a")) is ours
    assert reason_of(OSError(errno.EXDEV, "elsewhere")) == "elsewhere"
    assert reason_of(OSError("no number")) == "no number"
