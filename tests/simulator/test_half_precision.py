"""How the simulated chip rounds: measured on the shipped network, and worked out by hand with numpy."""

import importlib

import numpy as np
import pytest

from app.recognition.preprocessing import inputs_from_inks, tensor_from_inputs
from tests.models import SHIPPED
from tests.pictures import DIGITS, digit_ink
from tests.simulator.networks import helper, made, numpy_helper, onnx, run


@pytest.fixture
def half_precision(simulator):
    return importlib.import_module("ascend_simulator.half_precision")


def is_half(values):
    return np.array_equal(values.astype(np.float16).astype(np.float32), values)


@pytest.fixture(scope="module")
def shipped():
    return onnx.load(str(SHIPPED))


def test_the_shipped_network_differs_by_what_fp16_is_worth_and_decides_the_same(half_precision, shipped):
    rounded = half_precision.round_like_the_chip(shipped)
    inks = [digit_ink(digit, height=height) for digit in DIGITS for height in (90, 200)]
    demo = list(tensor_from_inputs(inputs_from_inks(inks, 32), 0.1307, 0.3081))
    noise = list(np.random.default_rng(3).normal(size=(10, 1, 32, 32)).astype(np.float32))
    for index, picture in enumerate(demo + noise):
        exact, half = run(shipped, x=picture[None]), run(rounded, x=picture[None])
        assert half.dtype == np.float32 and half.shape == exact.shape
        assert is_half(half)
        assert 0 < np.abs(half - exact).max() < 0.005 * max(1, np.abs(exact).max())
        if index < len(demo):
            assert half.argmax() == exact.argmax()


def test_names_shapes_and_formats_stay(half_precision, shipped):
    rounded = half_precision.round_like_the_chip(shipped)
    onnx.checker.check_model(rounded, full_check=True)
    assert list(rounded.graph.input) == list(shipped.graph.input)
    assert list(rounded.graph.output) == list(shipped.graph.output)
    facts = {entry.key: entry.value for entry in rounded.metadata_props}
    assert facts == {"input_format.0": "NCHW", "output_format.0": "ND"}


def test_the_given_model_is_left_alone(half_precision, shipped):
    before = shipped.SerializeToString()
    half_precision.round_like_the_chip(shipped, half_outputs=True)
    assert shipped.SerializeToString() == before


@pytest.mark.parametrize("opset", [9, 11, 13])
def test_a_layer_is_added_up_in_fp32_and_rounded_once_behind(half_precision, opset):
    rng = np.random.default_rng(1)
    weights, bias = rng.normal(size=(300, 7)).astype(np.float32), rng.normal(size=7).astype(np.float32)
    x = rng.normal(size=(2, 300)).astype(np.float32)
    model = made(
        [helper.make_node("Gemm", ["x", "w", "b"], ["y"])],
        [("x", 1, [2, 300])],
        [("y", 1, [2, 7])],
        [("w", weights), ("b", bias)],
        opset,
    )
    x16, w16, b16 = (array.astype(np.float16).astype(np.float64) for array in (x, weights, bias))
    exact = x16 @ w16 + b16
    found = run(half_precision.round_like_the_chip(model), x=x)
    assert is_half(found)
    # half a step of FP16, and the little that FP32 loses in adding up
    assert np.all(np.abs(found - exact) <= np.spacing(np.abs(exact).astype(np.float16)).astype(float) / 2 + 1e-4)
    in_fp16 = np.zeros((2, 7), np.float16)
    for index in range(300):
        in_fp16 += (x16[:, index, None] * w16[index]).astype(np.float16)
    assert not np.array_equal(found, (in_fp16 + b16).astype(np.float32))


def test_every_operation_rounds_and_not_only_the_last(half_precision):
    """1 + 0.0004 is 1 in FP16: what is added in two steps is lost, though the sum of both would not be."""
    one = np.float32(1)
    tiny = np.float32(0.0004)
    nodes = [helper.make_node("Add", ["x", "t"], ["a"]), helper.make_node("Add", ["a", "t"], ["y"])]
    model = made(nodes, [("x", 1, [1])], [("y", 1, [1])], [("t", np.array([tiny]))])
    assert run(half_precision.round_like_the_chip(model), x=np.array([one])) == 1
    assert np.float16(one + tiny + tiny) > 1


def test_the_input_and_the_weights_are_rounded_first(half_precision):
    model = made(
        [helper.make_node("Sub", ["x", "w"], ["y"])], [("x", 1, [1])], [("y", 1, [1])], [("w", np.float32([33.3285]))]
    )
    found = run(half_precision.round_like_the_chip(model), x=np.float32([33.3]))
    assert found == np.float32(np.float16(33.3)) - np.float32(33.34375)


@pytest.mark.parametrize("opset", [9, 13])
def test_what_is_too_large_for_fp16_stays_at_its_largest_number(half_precision, opset):
    model = made(
        [helper.make_node("Mul", ["x", "w"], ["y"])],
        [("x", 1, [4])],
        [("y", 1, [4])],
        [("w", np.float32([1e6, 1, 1, -300]))],
        opset,
    )
    found = run(half_precision.round_like_the_chip(model), x=np.float32([2, 1e9, np.nan, 300]))
    np.testing.assert_array_equal(found, np.float32([65504, 65504, np.nan, -65504]))


def test_whole_numbers_are_not_touched(half_precision):
    """4099 is no FP16 number."""
    nodes = [helper.make_node("Add", ["i", "k"], ["y"])]
    model = made(nodes, [("i", 7, [2])], [("y", 7, [2])], [("k", np.array([4098, 1], np.int64))])
    rounded = half_precision.round_like_the_chip(model)
    assert list(run(rounded, i=np.array([1, 70000], np.int64))) == [4099, 70001]
    assert len(rounded.graph.node) == 1


def test_operations_inside_of_branches_are_rounded_too(half_precision):
    branch = helper.make_graph(
        [helper.make_node("Add", ["x", "t"], ["a"]), helper.make_node("Add", ["a", "t"], ["b"])],
        "branch",
        [],
        [helper.make_tensor_value_info("b", 1, [1])],
        [numpy_helper.from_array(np.float32([0.0004]), "t")],
    )
    node = helper.make_node("If", ["c"], ["y"], then_branch=branch, else_branch=branch)
    model = made([node], [("c", 9, []), ("x", 1, [1])], [("y", 1, [1])])
    assert run(model, c=np.array(True), x=np.float32([1])) > 1.0007
    found = run(half_precision.round_like_the_chip(model), c=np.array(True), x=np.float32([1.0004]))
    assert found == 1


def test_the_scales_of_an_enlargement_are_no_data(half_precision):
    """1.3334 would become 1.333 in FP16, and the picture a pixel smaller."""
    nodes = [helper.make_node("Resize", ["x", "", "s"], ["y"], mode="nearest", nearest_mode="floor")]
    scales = np.float32([1, 1, 1.3334, 1.3334])
    model = made(nodes, [("x", 1, [1, 1, 3, 3])], [("y", 1, [1, 1, 4, 4])], [("s", scales)], 13)
    found = run(half_precision.round_like_the_chip(model), x=np.zeros((1, 1, 3, 3), np.float32))
    assert found.shape == (1, 1, 4, 4)


def test_outputs_can_be_halves(half_precision, shipped):
    rounded = half_precision.round_like_the_chip(shipped, half_outputs=True)
    onnx.checker.check_model(rounded, full_check=True)
    x = np.random.default_rng(0).normal(size=(1, 1, 32, 32)).astype(np.float32)
    found = run(rounded, x=x)
    assert found.dtype == np.float16
    np.testing.assert_array_equal(found, run(half_precision.round_like_the_chip(shipped), x=x).astype(np.float16))


def test_names_that_look_like_ours_are_no_trouble(half_precision):
    nodes = [
        helper.make_node("Relu", ["simulated_1"], ["simulated_2"]),
        helper.make_node("Exp", ["simulated_2"], ["y"]),
    ]
    model = made(nodes, [("simulated_1", 1, [1])], [("y", 1, [1])])
    found = run(half_precision.round_like_the_chip(model), simulated_1=np.float32([1]))
    assert found == np.float32(np.float16(np.e))


def test_an_operation_of_unknown_result_is_refused(half_precision):
    nodes = [helper.make_node("Mystery", ["x"], ["a"], domain="elsewhere"), helper.make_node("Relu", ["a"], ["y"])]
    model = made(nodes, [("x", 1, [1])], [("y", 1, [1])])
    model.opset_import.append(helper.make_opsetid("elsewhere", 1))
    with pytest.raises(ValueError, match="'a', which Mystery makes"):
        half_precision.round_like_the_chip(model)
