"""What only the ONNX engine does; what every engine does stands in tests/contract."""

import numpy as np
import pytest

from app.engines import open_engine
from app.errors import InferenceError, ModelError
from tests.models import write_model


@pytest.fixture
def onnx():
    return pytest.importorskip("onnx")


def network(onnx, inputs=(("x", [1, 1, 32, 32]),), outputs=(("y", [1, 10]),), kind=None):
    """A valid model of these inputs and outputs: the means of image rows, each output its own."""
    kind = kind or onnx.TensorProto.FLOAT
    helper = onnx.helper
    nodes, first = [], inputs[0][0]
    constants = []
    for name, shape in outputs:
        constants.append(helper.make_tensor(f"{name}_shape", onnx.TensorProto.INT64, [len(shape)], shape))
        nodes.append(helper.make_node("ReduceMean", [first], [f"{name}_mean"], keepdims=0))
        nodes.append(helper.make_node("Expand", [f"{name}_mean", f"{name}_shape"], [name]))
    graph = helper.make_graph(
        nodes,
        "made up",
        [helper.make_tensor_value_info(name, kind, shape) for name, shape in inputs],
        [helper.make_tensor_value_info(name, kind, shape) for name, shape in outputs],
        constants,
    )
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 13)], ir_version=8)
    onnx.checker.check_model(model)
    return model.SerializeToString()


def test_a_model_that_fits_its_card_runs(onnx, tmp_path):
    with open_engine(model=str(write_model(tmp_path, network(onnx)))) as engine:
        assert (engine.infer(np.full((1, 1, 32, 32), 0.25, np.float32)) == 0.25).all()


@pytest.mark.parametrize(
    ("shapes", "parts"),
    [
        ({"inputs": [("x", [1, 1, 28, 28])]}, ["'x'", "[1, 1, 28, 28]", "[1, 1, 32, 32]"]),
        ({"inputs": [("x", [1, 3, 32, 32])]}, ["'x'", "[1, 3, 32, 32]"]),
        ({"inputs": [("x", ["n", 1, 32, 32])]}, ["'x'", "['n', 1, 32, 32]"]),
        ({"outputs": [("y", [1, 5])]}, ["'y'", "[1, 5]", "[1, 10]"]),
    ],
    ids=["another side", "colour", "open batch", "fewer labels"],
)
def test_a_model_that_its_card_does_not_describe_is_refused(onnx, tmp_path, shapes, parts):
    path = write_model(tmp_path, network(onnx, **shapes))
    with pytest.raises(ModelError) as refusal:
        open_engine(model=str(path))
    message = str(refusal.value)
    assert message.startswith(str(path))
    for part in (*parts, "python -m model_build export"):
        assert part in message


def test_a_model_of_another_type_is_refused(onnx, tmp_path):
    path = write_model(tmp_path, network(onnx, kind=onnx.TensorProto.DOUBLE))
    with pytest.raises(ModelError, match="double"):
        open_engine(model=str(path))


@pytest.mark.parametrize(
    "shapes",
    [
        {"inputs": [("x", [1, 1, 32, 32]), ("z", [1])]},
        {"outputs": [("y", [1, 10]), ("z", [1, 10])]},
    ],
    ids=["two inputs", "two outputs"],
)
def test_a_model_with_more_inputs_or_outputs_is_refused(onnx, tmp_path, shapes):
    path = write_model(tmp_path, network(onnx, **shapes))
    with pytest.raises(ModelError, match="one input and one output") as refusal:
        open_engine(model=str(path))
    assert str(refusal.value).startswith(str(path))


def test_a_model_for_batches_of_four_answers_any_number(onnx, tmp_path):
    content = network(onnx, inputs=[("x", [4, 1, 32, 32])], outputs=[("y", [4, 10])])
    shapes = []
    with open_engine(model=str(write_model(tmp_path, content, input_shape=[4, 1, 32, 32]))) as engine:
        for n in (0, 1, 4, 6):
            shapes.append(engine.infer(np.ones((n, 1, 32, 32), np.float32)).shape)
    assert shapes == [(0, 10), (1, 10), (4, 10), (6, 10)]


@pytest.mark.parametrize("value", [np.nan, np.inf, -np.inf])
def test_an_answer_that_is_no_number_is_refused(onnx, tmp_path, value):
    with open_engine(model=str(write_model(tmp_path, network(onnx)))) as engine:
        with pytest.raises(InferenceError, match=r"digits\.onnx: .*no number"):
            engine.infer(np.full((1, 1, 32, 32), value, np.float32))
        assert np.isfinite(engine.infer(np.ones((1, 1, 32, 32), np.float32))).all()
