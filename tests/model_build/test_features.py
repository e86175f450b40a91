"""The ONNX model whose outputs are its layers' values."""

from __future__ import annotations

import hashlib
import subprocess
import sys

import numpy as np
import pytest

from app.engines.features import LAYERS, SHA256, Activations, Features
from model_build.cli import main
from model_build.errors import ExportError
from model_build.features import with_features
from tests.models import SHIPPED, card

onnx = pytest.importorskip("onnx", reason="the extra `build` is not installed")

SHIPPED_FEATURES = SHIPPED.with_name("digits.features.onnx")
PIXELS = np.random.default_rng(1).integers(0, 256, (32, 32)).astype(np.uint8)


def explained(model: bytes, folder) -> Activations:
    """What its features show of a picture of noise."""
    path = folder / "some.features.onnx"
    path.write_bytes(with_features(model, "some.onnx"))
    return Features(path, card(sha256=hashlib.sha256(model).hexdigest())).explain(PIXELS)


def changed(change) -> bytes:
    """The shipped model after `change` of its graph."""
    model = onnx.load(SHIPPED)
    change(model.graph)
    return model.SerializeToString()


def activations_turned_into(kind: str):
    def change(graph):
        for node in graph.node:
            node.op_type = kind if node.op_type == "Relu" else node.op_type

    return change


def test_what_is_shipped_is_made_of_the_shipped_model():
    assert SHIPPED_FEATURES.read_bytes() == with_features(SHIPPED.read_bytes(), "digits.onnx")


def test_it_names_its_model_and_its_layers():
    model = onnx.load(SHIPPED_FEATURES)
    assert [output.name for output in model.graph.output] == list(LAYERS)
    shapes = [[size.dim_value for size in output.type.tensor_type.shape.dim] for output in model.graph.output]
    assert shapes == [[1, 10], [1, 6, 28, 28], [1, 6, 14, 14], [1, 16, 10, 10], [1, 16, 5, 5], [1, 120], [1, 84]]
    assert {entry.key: entry.value for entry in model.metadata_props} == {
        SHA256: hashlib.sha256(SHIPPED.read_bytes()).hexdigest()
    }


def test_values_are_those_after_the_activation_whatever_it_is(tmp_path):
    values = explained(changed(activations_turned_into("Tanh")), tmp_path)
    for layer in (values.conv1, values.conv2, values.dense1, values.dense2):
        assert layer.min() < 0 and np.abs(layer).max() == pytest.approx(1, abs=1e-3)
    assert values.dense2 @ weights("fc3.weight").T + weights("fc3.bias") == pytest.approx(values.logits, abs=1e-4)


def weights(name):
    (found,) = (tensor for tensor in onnx.load(SHIPPED).graph.initializer if tensor.name == name)
    return onnx.numpy_helper.to_array(found)


def test_a_bias_that_is_added_apart_belongs_to_its_layer(tmp_path):
    """As PyTorch and Keras export a dense layer: a product, and then a sum."""

    def change(graph):
        for node in list(graph.node):
            if node.op_type == "Gemm":
                weight = next(tensor for tensor in graph.initializer if tensor.name == node.input[1])
                turned = onnx.numpy_helper.from_array(onnx.numpy_helper.to_array(weight).T.copy(), weight.name)
                weight.CopyFrom(turned)
                product = onnx.helper.make_node("MatMul", node.input[:2], [f"{node.output[0]}.product"])
                total = onnx.helper.make_node("Add", [product.output[0], node.input[2]], node.output)
                place = list(graph.node).index(node)
                graph.node.remove(node)
                graph.node.insert(place, product)
                graph.node.insert(place + 1, total)

    before, after = explained(SHIPPED.read_bytes(), tmp_path), explained(changed(change), tmp_path)
    for layer in ("dense1", "dense2", "logits"):
        assert getattr(after, layer) == pytest.approx(getattr(before, layer), abs=1e-4), layer


def test_a_name_that_is_taken_stays_unique(tmp_path):
    def change(graph):
        for node in graph.node:  # the sum before the activation is called as the layer's value is to be
            node.input[:] = ["fc1" if name == "8" else name for name in node.input]
            node.output[:] = ["fc1" if name == "8" else name for name in node.output]

    assert explained(changed(change), tmp_path).dense1.min() == 0


def branch(graph):
    graph.node.append(onnx.helper.make_node("Relu", ["2"], ["aside"]))


@pytest.mark.parametrize(
    ("model", "said"),
    [
        (b"not a model", "not an ONNX model"),
        (changed(lambda graph: graph.node.remove(graph.node[2])), "only a LeNet-5 can be shown"),
        (changed(activations_turned_into("Sin")), "operator Sin"),
        (changed(branch), "do not follow one another"),
    ],
)
def test_what_cannot_be_shown_is_refused(model, said):
    with pytest.raises(ExportError, match="^some.onnx: .*" + said):
        with_features(model, "some.onnx")


def test_the_command_writes_it_beside_any_model(tmp_path, capsys):
    model = tmp_path / "mine.onnx"
    model.write_bytes(SHIPPED.read_bytes())
    assert main(["features", str(model)]) == 0
    assert (tmp_path / "mine.features.onnx").read_bytes() == SHIPPED_FEATURES.read_bytes()
    assert "mine.features.onnx" in capsys.readouterr().out


def test_the_command_says_what_it_cannot_do(tmp_path, capsys):
    assert main(["features", str(tmp_path / "none.onnx")]) == 1
    assert "none.onnx: there is no such model file" in capsys.readouterr().err
    assert list(tmp_path.iterdir()) == []


# in a process of its own, as all that runs MindSpore
PROGRAM = """
import sys
import numpy as np
from model_build.runtime import ms, start
from model_build.network import NETWORKS

start("CPU")
for name, network in NETWORKS.items():
    sample = ms.Tensor(np.zeros((1, 1, 32, 32), np.float32))
    ms.export(network(), sample, file_name=f"{sys.argv[1]}/{name}", file_format="ONNX")
"""


@pytest.mark.training
def test_both_networks_can_be_shown_as_mindspore_exports_them(tmp_path):
    pytest.importorskip("mindspore", reason="the extra `build` is not installed")
    subprocess.run([sys.executable, "-c", PROGRAM, str(tmp_path)], check=True, capture_output=True)
    course = explained((tmp_path / "course.onnx").read_bytes(), tmp_path)
    relu = explained((tmp_path / "relu.onnx").read_bytes(), tmp_path)
    for values in (course, relu):
        assert values.conv1.shape == (6, 28, 28) and values.conv2.shape == (16, 10, 10)
        assert values.conv1.min() == 0 == values.conv2.min()
        assert values.dense1.shape == (120,) and values.dense2.shape == (84,)
    assert relu.dense1.min() == 0 == relu.dense2.min()
    assert course.dense1.min() < 0 and course.dense2.min() < 0, "the course has no activation there"
