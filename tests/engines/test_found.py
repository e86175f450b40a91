"""The models there are to choose from."""

from __future__ import annotations

import os
import shutil

from app.engines.engine import MODELS
from app.engines.found import list_models


def copy(name, folder, stem="digits"):
    folder.mkdir(parents=True, exist_ok=True)
    for ending in (".json", name[name.rindex(".") :]):
        shutil.copyfile(MODELS / f"digits{'.json' if ending == '.json' else '.onnx'}", folder / f"{stem}{ending}")


def test_the_model_that_comes_with_the_application_is_there_with_its_accuracy(tmp_path):
    (found,) = [model for model in list_models(tmp_path / "nowhere") if model.path == MODELS / "digits.onnx"]
    assert found.engine == "onnx" and not found.own and found.accuracy > 99 and not found.problem


def test_compiled_models_come_first_and_ones_own_last_with_the_newest_before(tmp_path):
    ours, own = tmp_path / "ours", tmp_path / "own"
    copy("digits.onnx", ours)
    copy("digits.om", ours / "Ascend310")
    for age, stem in ((300, "older"), (100, "newer")):
        copy("digits.onnx", own, stem)
        os.utime(own / f"{stem}.onnx", (1e9 - age, 1e9 - age))
    found = list_models(own, ours)
    assert [(model.path.name, model.engine, model.own) for model in found] == [
        ("digits.om", "ascend", False),
        ("digits.onnx", "onnx", False),
        ("newer.onnx", "onnx", True),
        ("older.onnx", "onnx", True),
    ]


def test_a_model_without_a_card_is_listed_with_what_is_wrong(tmp_path):
    copy("digits.onnx", tmp_path, "mine")
    (tmp_path / "mine.json").unlink()
    (found,) = [model for model in list_models(tmp_path) if model.own]
    assert "mine.json" in found.problem and found.accuracy is None


def test_a_model_that_only_explains_another_is_none_to_read_with(tmp_path):
    copy("digits.onnx", tmp_path, "mine.features")
    (tmp_path / "folder.onnx").mkdir()
    assert not [model for model in list_models(tmp_path) if model.own]


def test_a_model_that_is_being_written_is_not_there_yet(tmp_path):
    copy("digits.onnx", tmp_path, ".mine.1f2e3d4c")
    assert not [model for model in list_models(tmp_path) if model.own]


def test_a_link_that_cannot_be_followed_hides_no_other_model(tmp_path):
    copy("digits.onnx", tmp_path, "mine")
    (tmp_path / "other.onnx").symlink_to("x" * 300)
    assert [model.path.name for model in list_models(tmp_path) if model.own] == ["mine.onnx"]
