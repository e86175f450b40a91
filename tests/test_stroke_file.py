"""A drawing's file: what is written is read again, and what is not one is refused with a reason."""

import json
import os
import resource
import signal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.errors import StrokeFileError
from app.recognition.ink import Stroke
from app.stroke_file import Drawing, Line, read_strokes, save_strokes
from tests.samples import drawings, sizes

LINES = (Line(((1.5, 2.0), (30.25, 40.0)), 8.0), Line(((5.0, 5.0),), 3.0, (2.5,)))


def fields(**changes):
    return {
        "format": "atlas-digits strokes",
        "version": 1,
        "size": [300, 200],
        "strokes": [{"width": 8, "points": [[1, 2], [3.5, 4]]}],
        **changes,
    }


def stroke(**changes):
    return {"width": 8, "points": [[1, 2], [3.5, 4]], **changes}


@pytest.fixture
def path(tmp_path):
    return tmp_path / "drawing.json"


def test_what_is_saved_is_read(path):
    save_strokes(path, LINES, (300, 200))
    assert read_strokes(path) == Drawing(LINES, (300, 200))


@given(strokes=drawings, size=sizes)
def test_any_drawing_is_read_as_it_was_saved(strokes, size, tmp_path_factory):
    path = tmp_path_factory.getbasetemp() / "any.json"
    save_strokes(path, strokes, size, replace=True)
    assert read_strokes(path) == Drawing(strokes, size)


def test_the_recogniser_s_strokes_are_saved_as_they_are(path):
    save_strokes(path, [Stroke(((1, 2), (3, 4)), 8)], (300, 200))
    assert read_strokes(path).strokes == (Line(((1.0, 2.0), (3.0, 4.0)), 8.0),)


def test_the_file_is_what_is_documented(path):
    save_strokes(path, LINES[:1], (300, 200))
    assert json.loads(path.read_bytes()) == {
        "format": "atlas-digits strokes",
        "version": 1,
        "size": [300, 200],
        "strokes": [{"width": 8.0, "points": [[1.5, 2.0], [30.25, 40.0]]}],
    }


@pytest.mark.parametrize(
    ("changes", "why"),
    [
        ({"format": "other"}, "format"),
        ({"version": 2}, "newer Atlas Digits"),
        ({"version": "1"}, "version"),
        ({"version": True}, "version"),
        ({"size": [300]}, "size"),
        ({"size": [300, 0]}, "side"),
        ({"size": [300, 20_001]}, "side"),
        ({"size": [300, 1.5]}, "side"),
        ({"strokes": {}}, "strokes"),
        ({"strokes": [[]]}, "stroke is an object"),
        ({"strokes": [stroke(points=[])]}, "at least one point"),
        ({"strokes": [stroke(points=[[1]])]}, "two numbers"),
        ({"strokes": [stroke(points=[[1, "2"]])]}, "numbers"),
        ({"strokes": [stroke(points=[[1, True]])]}, "numbers"),
        ({"strokes": [stroke(points=[[1, 1e9]])]}, "100,000"),
        ({"strokes": [stroke(width=0)]}, "width"),
        ({"strokes": [stroke(width=-1)]}, "width"),
        ({"strokes": [stroke(width=None)]}, "width"),
        ({"strokes": [stroke(widths=[1])]}, "1 widths are given for 2 points"),
        ({"strokes": [stroke(widths=[1, 0])]}, "width"),
        ({"strokes": [stroke()] * 2001}, "2,001 strokes"),
        ({"strokes": [stroke(points=[[1, 2]] * 100_001)] * 2}, "200,002 points"),
    ],
)
def test_what_a_drawing_cannot_be_is_refused_with_the_reason(path, changes, why):
    path.write_text(json.dumps(fields(**changes)))
    with pytest.raises(StrokeFileError, match=why) as raised:
        read_strokes(path)
    assert str(path) in str(raised.value) and len(str(raised.value)) < 400


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"\xff\xfe",
        b"[" * 1_000_000,
        b"[]",
        b"null",
        json.dumps(fields()).encode()[:-5],
        json.dumps(fields(strokes=[stroke(width=float("nan"))])).encode(),
        json.dumps(fields(strokes=[stroke(width=float("inf"))])).encode(),
        json.dumps(fields()).replace("3.5", "1e999").encode(),
        json.dumps(fields()).replace("3.5", "9" * 5_000_000).encode(),
    ],
    ids=["empty", "no text", "deep", "list", "null", "cut off", "NaN", "infinite", "overflow", "long number"],
)
def test_what_is_not_json_for_a_drawing_is_refused(path, content):
    path.write_bytes(content)
    with pytest.raises(StrokeFileError, match="damaged"):
        read_strokes(path)


@given(where=st.integers(0, 150), byte=st.integers(0, 255), length=st.integers(0, 3))
def test_a_damaged_file_is_read_or_refused(where, byte, length, tmp_path_factory):
    path = tmp_path_factory.getbasetemp() / "damaged.json"
    content = bytearray(json.dumps(fields()).encode())
    content[where : where + length] = bytes([byte])
    path.write_bytes(content)
    try:
        drawing = read_strokes(path)
    except StrokeFileError:
        return
    save_strokes(path, drawing.strokes, drawing.size, replace=True)


def test_a_file_of_more_than_20_mb_is_not_read(path):
    with path.open("wb") as file:
        file.truncate(20_000_001)
    with pytest.raises(StrokeFileError, match="larger than 20 MB"):
        read_strokes(path)


def test_what_is_no_file_is_said(tmp_path):
    os.mkfifo(tmp_path / "pipe")
    for name, why in (("absent", "no such file"), ("", "directory"), ("pipe", "pipe")):
        with pytest.raises(StrokeFileError, match=why):
            read_strokes(tmp_path / name)


def test_a_file_that_is_there_is_replaced_only_when_that_is_asked_for(path):
    path.write_text("mine")
    with pytest.raises(StrokeFileError, match="already"):
        save_strokes(path, LINES, (300, 200))
    assert path.read_text() == "mine"
    save_strokes(path, LINES, (300, 200), replace=True)
    assert read_strokes(path).strokes == LINES


def test_a_drawing_that_would_not_be_read_is_not_written(path):
    with pytest.raises(StrokeFileError, match="at least one point"):
        save_strokes(path, [Line((), 3)], (300, 200))
    assert not path.exists()


def test_on_a_full_disk_the_old_drawing_stays(path):
    save_strokes(path, LINES, (300, 200))
    before, limit = path.read_bytes(), resource.getrlimit(resource.RLIMIT_FSIZE)
    handler = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    try:
        resource.setrlimit(resource.RLIMIT_FSIZE, (100, limit[1]))
        with pytest.raises(StrokeFileError, match="cannot be written"):
            save_strokes(path, LINES * 50, (300, 200), replace=True)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, limit)
        signal.signal(signal.SIGXFSZ, handler)
    assert path.read_bytes() == before
    assert list(path.parent.iterdir()) == [path]
