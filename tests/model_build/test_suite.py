"""The suite over a small folder that the tests make."""

import gzip
import json

import cv2
import numpy as np
import pytest

pytest.importorskip("matplotlib")

from app import demo
from app.engines import open_engine
from app.recognition.ink import render
from model_build import scenes, suite, suite_sets
from model_build.errors import DataError
from model_build.suite_sets import Reading


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    place = tmp_path_factory.mktemp("suite")
    samples = [
        {
            "label": int(digit),
            "writer": f"w/{writer}",
            "strokes": [[list(point) for point in stroke.points] for stroke in demo.strokes(digit, 0, 0, 100 + writer)],
        }
        for digit in "0123456789"
        for writer in (1, 2)
    ]
    (place / "pen_strokes.json.gz").write_bytes(gzip.compress(json.dumps(samples).encode()))
    ring = render(demo.strokes("0", 2, 2, 40), (48, 48))
    np.savez(place / "usps_test.npz", x=ring[None], y=np.array([0]))
    np.savez(place / "not_digits_omniglot.npz", x=ring[None].repeat(3, axis=0))
    (place / "drawings").mkdir()
    cv2.imwrite(str(place / "drawings" / "hand_4.png"), ~render(demo.strokes("4", 60, 60, 180), (300, 300)))
    return place


@pytest.fixture(scope="module")
def outcome(folder):
    patch = pytest.MonkeyPatch()
    patch.setattr(suite_sets, "_PHOTOGRAPHS", 10)
    patch.setattr(suite_sets, "_ROWS", 5)
    with open_engine("onnx") as engine:
        yield suite.measure(folder, engine)
    patch.undo()


def test_every_set_that_is_there_is_measured(outcome):
    scores = {score.name: score for score in outcome.scores}
    assert scores["pen strokes, large, writers with even numbers"].total == 10
    assert scores["pen strokes, large, writers with odd numbers"].total == 10
    assert scores["pen strokes, small and anywhere"].share >= 90
    assert scores["exports of drawing programs"].right == 1
    assert scores["Omniglot characters, refused"].total == 3
    assert scores["noise, refused"].share == 100
    assert "Semeion" not in scores


def test_scans_are_read_both_as_one_digit_and_as_any_number(tmp_path):
    pair = render(demo.strokes("10", 2, 2, 40), (80, 48))
    np.savez(tmp_path / "usps_test.npz", x=pair[None], y=np.array([0]))
    with open_engine("onnx") as engine:
        reader = suite_sets.Reader(engine)
        texts = {
            test_set.name: next(iter(test_set.read(tmp_path / test_set.needs, reader))).text
            for test_set in suite_sets.SETS
            if test_set.needs == "usps_test.npz"
        }
    assert len(texts["USPS test"]) == 1
    assert texts["any number of digits in USPS test"] == "10"


def test_the_report_holds_the_table_and_its_pictures(outcome, tmp_path):
    suite.write([outcome], tmp_path)
    report = (tmp_path / "report.md").read_text()
    assert suite.table([outcome]) in report
    linked = [line.split("(")[1].rstrip(")") for line in report.splitlines() if line.startswith("![")]
    assert any("reliability" in name for name in linked)
    assert any("refusal" in name for name in linked)
    assert any("confusion" in name for name in linked)
    assert all((tmp_path / name).stat().st_size > 1000 for name in linked)
    (first,) = json.loads((tmp_path / "report.json").read_text())
    assert first["sets"]["USPS test"]["total"] == 1
    assert 0 <= first["calibration_error"] <= 1


def test_a_folder_without_sets_is_refused(tmp_path):
    with open_engine("onnx") as engine, pytest.raises(DataError, match="none of the known"):
        suite.measure(tmp_path, engine)


def reading(truth, answer, confidence):
    return Reading(truth, str(answer), answer, confidence, 0.0, "", None)


def test_the_calibration_error_is_the_mean_distance_of_confidence_and_accuracy():
    sure_and_right = [reading("1", 1, 0.999)] * 50
    half_right = [reading("1", 1, 0.7)] * 5 + [reading("1", 2, 0.7)] * 5
    bins = suite.reliability([*sure_and_right, *half_right])
    assert suite.calibration_error(bins) == pytest.approx((50 * 0.001 + 10 * 0.2) / 60)


def test_refusing_more_digits_accepts_less_of_the_rest():
    digits = [reading("1", 1, c) for c in np.linspace(0.5, 1, 200)]
    others = [reading("", 3, c) for c in np.linspace(0, 0.6, 50)]
    readings = {"USPS test": digits, "Omniglot characters, refused": others}
    refused, accepted = suite.curve(readings, "Omniglot characters, refused", "confidence")
    assert (np.diff(refused) > 0).all()
    assert (np.diff(accepted) <= 0).all()
    assert accepted[0] > 0.1
    assert accepted[-1] < 0.05


def test_writers_fall_into_two_halves():
    assert [suite_sets.writer_half(f"set/{n}") for n in (1, 2, 30)] == [1, 0, 0]
    assert suite_sets.writer_half("anna") in (0, 1)


def test_scenes_repeat_themselves():
    one, other = ([p for _, p in scenes.nothing(1, seed=5)] for _ in range(2))
    assert all((a == b).all() for a, b in zip(one, other))
