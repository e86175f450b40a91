"""What happens inside the network, as the application shows it."""

from __future__ import annotations

import dataclasses
import hashlib
import shutil

import numpy as np
import pytest

from app.engines import open_engine
from app.engines.engine import load_card
from app.engines.features import Explainer, Features, features_beside
from app.errors import InferenceError, ModelError
from app.recognition.preprocessing import batch_from_inputs, inputs_from_inks
from model_build import features
from tests.boards import write_card
from tests.models import SHIPPED, write_model
from tests.pictures import DIGITS, digit_ink

CARD = load_card(SHIPPED.with_suffix(".json"))
INPUTS = inputs_from_inks([digit_ink(digit) for digit in DIGITS], 32)


@pytest.fixture(scope="module")
def shipped():
    return Features(features_beside(SHIPPED), CARD)


def test_its_logits_are_the_engine_s(shipped):
    with open_engine("onnx") as engine:
        logits = engine.infer(batch_from_inputs(INPUTS, engine.card))
    for pixels, expected in zip(INPUTS, logits):
        assert shipped.explain(pixels).logits == pytest.approx(expected, abs=1e-5)


def test_each_layer_s_values_follow_from_those_before(shipped):
    onnx = pytest.importorskip("onnx", reason="the extra `build` is not installed")
    weights = {tensor.name: onnx.numpy_helper.to_array(tensor) for tensor in onnx.load(SHIPPED).graph.initializer}

    def dense(values, which):
        return weights[f"fc{which}.weight"] @ values + weights[f"fc{which}.bias"]

    def convolved(maps, which):
        windows = np.lib.stride_tricks.sliding_window_view(maps, (5, 5), axis=(1, 2))
        return np.maximum(np.einsum("chwij,ocij->ohw", windows, weights[f"conv{which}.weight"]), 0)

    def pooled(maps):
        count, height, width = maps.shape
        return maps.reshape(count, height // 2, 2, width // 2, 2).max(axis=(2, 4))

    for pixels in INPUTS:
        found = shipped.explain(pixels)
        tensor = (pixels[None] / 255 - CARD.mean) / CARD.std
        assert found.conv1 == pytest.approx(convolved(tensor, 1), abs=1e-4)
        assert found.pool1 == pytest.approx(pooled(found.conv1))
        assert found.conv2 == pytest.approx(convolved(found.pool1, 2), abs=1e-4)
        assert found.pool2 == pytest.approx(pooled(found.conv2))
        assert found.dense1 == pytest.approx(np.maximum(dense(found.pool2.ravel(), 1), 0), abs=1e-4)
        assert found.dense2 == pytest.approx(np.maximum(dense(found.dense1, 2), 0), abs=1e-4)
        assert found.logits == pytest.approx(dense(found.dense2, 3), abs=1e-4)
        assert (found.pixels == pixels).all() and found.labels == tuple(range(10))
        assert {values.dtype.name for values in (found.conv1, found.dense1, found.logits)} == {"float32"}


@pytest.mark.parametrize("pixels", [np.zeros((28, 28), np.uint8), np.zeros((32, 32), np.float32)])
def test_another_input_is_refused(shipped, pixels):
    with pytest.raises(InferenceError, match="uint8"):
        shipped.explain(pixels)


def explain(model):
    with open_engine("onnx", str(model)) as engine:
        return Explainer().explain(engine, INPUTS[3])


def assert_refused(model, said):
    with pytest.raises(ModelError) as refusal:
        explain(model)
    assert str(refusal.value).startswith(str(features_beside(model))), refusal.value
    assert said in str(refusal.value)
    assert str(refusal.value).endswith(f"python -m model_build features {model}")


@pytest.fixture
def mine(tmp_path):
    """A model that is not the shipped one: a byte more, which ONNX does not mind."""
    return write_model(tmp_path, SHIPPED.read_bytes() + b"\x72\x00")


def test_a_model_without_features_is_said_with_the_way_out(mine):
    assert_refused(mine, "not there to be shown")


@pytest.mark.parametrize("content", [b"", b"version https://git-lfs", features_beside(SHIPPED).read_bytes()[:-5000]])
def test_damaged_features_are_said(mine, content):
    features_beside(mine).write_bytes(content)
    assert_refused(mine, "ONNX Runtime cannot load")


def test_features_of_another_model_are_said(mine):
    shutil.copy(features_beside(SHIPPED), features_beside(mine))
    assert_refused(mine, "belongs to another model")


def test_a_model_in_the_place_of_its_features_is_said(mine):
    shutil.copy(SHIPPED, features_beside(mine))
    assert_refused(mine, "not the layers of a digit network")


def test_the_shipped_model_may_lie_elsewhere(tmp_path):
    assert explain(write_model(tmp_path)).logits.argmax() == 3


def test_another_engine_is_explained_by_its_own_features(mine):
    pytest.importorskip("onnx", reason="the extra `build` is not installed")
    features.write(mine)
    explainer = Explainer()
    with open_engine("onnx") as first, open_engine("onnx", str(mine)) as second:
        assert explainer.explain(first, INPUTS[5]).logits.argmax() == 5
        assert explainer.explain(second, INPUTS[5]).logits.argmax() == 5
        features_beside(mine).unlink()
        with pytest.raises(ModelError):
            Explainer().explain(second, INPUTS[5])


@pytest.mark.parametrize("dtype", ["float32", "uint8"])
def test_a_compiled_model_is_explained_by_those_of_its_onnx(board, compiled, tmp_path, dtype):
    (tmp_path / "onnx").mkdir()
    origin = write_model(tmp_path / "onnx", SHIPPED.read_bytes())
    shutil.copy(features_beside(SHIPPED), features_beside(origin))
    board.run_mode = 0
    om = tmp_path / "board" / "digits.om"
    om.parent.mkdir()
    shutil.copy(compiled(dtype), om)
    made = {"onnx": "../onnx/digits.onnx", "from_onnx": hashlib.sha256(origin.read_bytes()).hexdigest()}
    write_card(om, dataclasses.replace(load_card(compiled(dtype).with_suffix(".json")), made=made))
    with open_engine("ascend", str(om)) as engine:
        found = Explainer().explain(engine, INPUTS[8])
        assert found.logits == pytest.approx(engine.infer(batch_from_inputs(INPUTS[8:9], engine.card))[0], abs=0.1)
        features_beside(origin).write_bytes(b"damaged")
        with pytest.raises(ModelError) as refusal:
            Explainer().explain(engine, INPUTS[8])
        assert str(features_beside(origin)) in str(refusal.value)
