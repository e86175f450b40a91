"""A list in JSON, an item at a time: the same items as when it is read whole, and little memory whatever it holds."""

from __future__ import annotations

import json
import subprocess
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app import json_items
from app.json_items import items

LONG = "x" * 70_000  # more than is looked at at first
values = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(10**9), 10**9)
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(),
    lambda inside: st.lists(inside, max_size=4) | st.dictionaries(st.text(max_size=3), inside, max_size=4),
    max_leaves=12,
)


@given(st.lists(values, max_size=5), st.sampled_from([None, 1]), st.booleans())
def test_the_items_are_those_of_the_whole(listed, indent, sort):
    whole = {"version": 1, "samples": listed, "format": "a"}
    beside = {}
    text = json.dumps(whole, indent=indent, sort_keys=sort)
    assert list(items(text, "samples", beside)) == listed
    assert beside == {"version": 1, "format": "a"}


@pytest.mark.parametrize("cut", [-1, 0, 1, 5])
@pytest.mark.parametrize("item", [1234567, -1.5e300, True, 'äöü\\"', [1, 2], {"a": "b"}, LONG, [LONG, LONG + "!"]])
def test_an_item_that_reaches_beyond_what_is_looked_at_is_whole(item, cut):
    begin = " " * (json_items._AT_FIRST - len(json.dumps(item)) + cut)
    text = json.dumps({"samples": [7, item, item]}).replace("[7", f"[[{begin}]", 1)
    assert list(items(text, "samples", {})) == [[], item, item]


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("", "no {"),
        ("[]", "no {"),
        ('{"samples": 5}', "not a list"),
        ('{"samples": [1, 2', "no , or ]"),
        ('{"samples": [1 2]}', "no , or ]"),
        ('{"samples": [1]} 2', "more after its end"),
        ('{"samples": ["a', "Unterminated string"),
        ('{"samples": [nothing]}', "Expecting value at character 13"),
        ('{"samples": [NaN]}', "NaN"),
        ('{"samples": [' + 30 * "1" + "]}", "too many digits"),
        ('{"samples": [' + 100_000 * "[", "nested too deep|more lists"),
        ("{" + ",".join(f'"{number}": 0' for number in range(200)) + "}", "a few entries"),
        ('{5: "a"}', "a few entries"),
    ],
)
def test_what_is_no_such_text_is_refused_with_the_reason(text, why):
    with pytest.raises(ValueError, match=why):
        list(items(text, "samples", {}))


def test_an_item_has_a_largest_size(monkeypatch):
    monkeypatch.setattr(json_items, "LARGEST_ITEM", 1_000_000)
    with pytest.raises(ValueError, match="larger than 1 MB"):
        list(items(json.dumps({"samples": ["x" * 3_000_000]}), "samples", {}))


HOSTILE = """
import sys
from pathlib import Path
from app.errors import SampleFileError
from app.sample_json import read_json

def most():  # kB of memory so far
    return int(Path("/proc/self/status").read_text().partition("VmHWM:")[2].split()[0])

before = most()
try:
    read_json(Path(sys.argv[1]))
except SampleFileError:
    print(most() - before)
"""
HEAD = '{"format": "atlas-digits samples", "version": 1, "samples": '


@pytest.mark.parametrize(
    "parts",
    [
        (HEAD + "[", "[],{},", 3_000_000, "[]]}"),
        (HEAD + "[[", "[],{},", 3_000_000, "[]]]}"),
        (HEAD + "[[", "1.5,", 4_500_000, "1]]}"),
        ('{"format": [', "[],{},", 3_000_000, "[]]}"),
        ("{", '"a":0,', 3_000_000, '"a":0}'),
    ],
    ids=["many items", "a large item", "numbers", "beside", "entries"],
)
def test_a_file_made_to_fill_the_memory_takes_little_of_it(parts, tmp_path):
    begin, again, times, end = parts
    (tmp_path / "hostile.json").write_text(begin + again * times + end)
    command = [sys.executable, "-c", HOSTILE, str(tmp_path / "hostile.json")]
    done = subprocess.run(command, capture_output=True, text=True, timeout=120, check=True)
    assert 0 < int(done.stdout) < 400_000, "kB for 18 MB; more than a gigabyte when it was parsed as a whole"
