import json
import os
import sys
from dataclasses import replace

import cv2
import numpy as np
import pytest

from app.engines import open_engine
from app.errors import InferenceError, PictureError
from app.reading import JsonLines, Table, read_paths
from app.recognition.recognizer import Recognition, Recognizer
from tests.pictures import digit_ink


class Kept:
    def __init__(self):
        self.shown = []

    def show(self, source, outcome):
        self.shown.append((source, outcome))


def cv2_error(code, text):
    error = cv2.error(text)
    error.code = code
    return error


@pytest.fixture(scope="module")
def recognizer():
    with open_engine("onnx") as engine:
        yield Recognizer(engine)


@pytest.fixture
def folder(tmp_path):
    """42.png, blank.png and two that cannot be read, one of them for its name only."""
    cv2.imwrite(str(tmp_path / "42.png"), ~digit_ink("42", 100, (50, 50), (320, 220)))
    cv2.imwrite(str(tmp_path / "blank.png"), np.full((50, 50), 255, np.uint8))
    (tmp_path / "broken.png").write_bytes(b"no")
    (tmp_path / "notes.txt").write_text("no")
    return tmp_path


def read(paths, recognizer, **options):
    kept = Kept()
    failed = read_paths([str(path) for path in paths], recognizer, kept, **{"one_digit": False, **options})
    return failed, kept.shown


def test_pictures_are_read_in_the_order_given(folder, recognizer):
    failed, shown = read([folder / "blank.png", folder / "42.png", folder / "blank.png"], recognizer)
    assert failed == 0
    assert [source for source, _ in shown] == [str(folder / n) for n in ("blank.png", "42.png", "blank.png")]
    assert [outcome.text for _, outcome in shown] == ["", "42", ""]


def test_a_folder_stands_for_its_pictures_by_name(folder, recognizer):
    failed, shown = read([folder], recognizer)
    assert [source for source, _ in shown] == [str(folder / n) for n in ("42.png", "blank.png", "broken.png")]
    assert failed == 1


def test_what_cannot_be_read_is_shown_in_its_place_and_the_rest_goes_on(folder, recognizer):
    paths = [folder / "no.png", folder / "notes.txt", folder / "42.png"]
    failed, shown = read(paths, recognizer)
    assert failed == 2
    assert [isinstance(outcome, PictureError) for _, outcome in shown] == [True, True, False]


def test_a_folder_without_pictures_is_an_error(tmp_path, recognizer):
    failed, shown = read([tmp_path], recognizer)
    assert failed == 1
    assert [source for source, _ in shown] == [str(tmp_path)]
    assert "no pictures" in str(shown[0][1])


def test_a_name_that_the_system_refuses_does_not_end_the_run(folder, recognizer):
    failed, shown = read([folder / ("x" * 300), folder / "42.png"], recognizer)
    assert failed == 1
    assert [isinstance(outcome, PictureError) for _, outcome in shown] == [True, False]


@pytest.mark.parametrize(
    "error", [MemoryError(), cv2_error(cv2.Error.StsNoMem, "Failed to allocate")], ids=["Python", "OpenCV"]
)
def test_a_picture_that_memory_does_not_hold_is_said_and_the_rest_goes_on(folder, recognizer, error):
    class Short:
        def recognize(self, picture, *, one_digit):
            if picture.shape == (50, 50):
                raise error
            return recognizer.recognize(picture)

    failed, shown = read([folder / "blank.png", folder / "42.png"], Short())
    assert failed == 1
    assert "too large for this machine's memory" in str(shown[0][1])
    assert shown[1][1].text == "42"


def test_a_picture_on_which_the_engine_fails_is_said_and_the_rest_goes_on(folder, recognizer):
    class Refused:
        def recognize(self, picture, *, one_digit):
            if picture.shape == (50, 50):
                raise InferenceError("acl.mdl.execute failed with 500002.")
            return recognizer.recognize(picture)

    failed, shown = read([folder / "blank.png", folder / "42.png"], Refused())
    assert failed == 1
    assert str(shown[0][1]) == f"{folder / 'blank.png'}: acl.mdl.execute failed with 500002."
    assert shown[1][1].text == "42"


def test_other_failures_of_opencv_are_not_called_a_want_of_memory(folder):
    class Wrong:
        def recognize(self, picture, *, one_digit):
            raise cv2_error(cv2.Error.StsBadArg, "wrong")

    with pytest.raises(cv2.error):
        read([folder / "42.png"], Wrong())


def test_one_digit_reaches_the_recognizer(folder, recognizer):
    for one_digit, number in ((False, 2), (True, 1)):
        _, shown = read([folder / "42.png"], recognizer, one_digit=one_digit)
        assert len(shown[0][1].predictions) == number


def test_answers_are_shown_as_they_come(folder, recognizer):
    """Whoever reads along does not wait for the last picture."""

    class Meddling(Kept):
        def show(self, source, outcome):
            super().show(source, outcome)
            (folder / "later.png").unlink(missing_ok=True)

    cv2.imwrite(str(folder / "later.png"), ~digit_ink("1"))
    kept = Meddling()
    assert read_paths([str(folder / "42.png"), str(folder / "later.png")], recognizer, kept, one_digit=False) == 1
    assert isinstance(kept.shown[0][1], Recognition)


class TestProgress:
    @pytest.mark.parametrize(
        ("errors_seen", "answers_seen", "expected"),
        [
            pytest.param(True, False, "\r1 of 3\r2 of 3\r3 of 3\n", id="on a terminal while the answers go elsewhere"),
            pytest.param(True, True, "", id="not where the answers are seen"),
            pytest.param(False, False, "", id="not in a pipe"),
        ],
    )
    def test_is_shown(self, folder, recognizer, monkeypatch, capsys, errors_seen, answers_seen, expected):
        monkeypatch.setattr(sys.stderr, "isatty", lambda: errors_seen)
        monkeypatch.setattr(sys.stdout, "isatty", lambda: answers_seen)
        read([folder], recognizer)
        assert capsys.readouterr().err == expected


class TestJsonLines:
    def test_a_name_that_is_not_text_stays_json(self, capsys):
        name = os.fsdecode(b"\xff.png")
        JsonLines().show(name, PictureError(f"{name}: no"))
        assert json.loads(capsys.readouterr().out) == {"source": name, "error": f"{name}: no"}

    def test_what_json_does_not_know_is_not_written(self, recognizer, capsys):
        found = recognizer.recognize(~digit_ink("1"))
        broken = replace(found, predictions=(replace(found.predictions[0], confidence=float("nan")),))
        with pytest.raises(ValueError, match="JSON"):
            JsonLines().show("1.png", broken)
        assert capsys.readouterr().out == ""

    def test_a_refused_glyph_has_no_label(self, folder, recognizer, capsys):
        dot = np.full((200, 200), 255, np.uint8)
        cv2.circle(dot, (100, 100), 20, 0, cv2.FILLED)
        JsonLines().show("dot.png", recognizer.recognize(dot))
        found = json.loads(capsys.readouterr().out)
        assert found["text"] == "?"
        (glyph,) = found["digits"]
        assert glyph == {"label": None, "confidence": 0.0, "box": [80, 80, 41, 41], "reason": "too little ink"}


class TestTable:
    def test_a_head_once_and_a_line_a_picture(self, folder, recognizer, capsys):
        table = Table()
        for name in ("42.png", "blank.png"):
            _, shown = read([folder / name], recognizer)
            table.show(name, shown[0][1])
        table.show("no.png", PictureError("no.png: there is no such file."))
        head, digits, blank, error = capsys.readouterr().out.splitlines()
        assert head.split() == ["picture", "answer", "confidence", "ms"]
        assert digits.split()[:2] == ["42.png", "42"]
        assert "no ink" in blank
        assert "%" not in blank
        assert error == "no.png: there is no such file."

    def test_rows_and_long_names_fit_one_line(self, recognizer, capsys):
        ink = np.vstack([digit_ink("3", 100, (50, 50), (220, 200)), digit_ink("6", 100, (50, 50), (220, 200))])
        Table().show("folder/" * 20 + "last.png", recognizer.recognize(~ink))
        _, line = capsys.readouterr().out.splitlines()
        assert "3 / 6" in line
        assert line.startswith("...")
        assert "/last.png" in line
        assert len(line) < 80

    def test_control_characters_of_a_name_stay_in_its_line(self, recognizer, capsys):
        name = "a\nb\r\x1b[2J\u2028数.png"
        table = Table()
        table.show(name, recognizer.recognize(~digit_ink("1")))
        table.show(name, PictureError(f"{name}: no"))
        _, row, error = capsys.readouterr().out.splitlines()
        assert row.startswith(r"a\nb\r\x1b[2J\u2028数.png  ")
        assert error == r"a\nb\r\x1b[2J\u2028数.png: no"

    def test_the_confidence_is_of_the_least_sure_digit(self, folder, recognizer, capsys):
        _, shown = read([folder / "42.png"], recognizer)
        Table().show("42.png", shown[0][1])
        least = min(prediction.confidence for prediction in shown[0][1].predictions)
        assert f"{100 * least:.1f} %" in capsys.readouterr().out
