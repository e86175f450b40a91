from __future__ import annotations

import dataclasses
import sys

import pytest

from app.engines.engine import MODELS, load_model
from model_build.errors import CompileError
from model_build.onnx_check import check

onnx = pytest.importorskip("onnx")
CONTENT, CARD = load_model(MODELS / "digits.onnx")


def refused(change, card=CARD):
    """Why the shipped model is not taken once this is done to it."""
    network = onnx.load_from_string(CONTENT)
    change(network)
    with pytest.raises(CompileError) as caught:
        check(network.SerializeToString(), "some/model.onnx", card)
    assert str(caught.value).startswith("some/model.onnx: ")
    return str(caught.value)


def test_the_shipped_model_is_taken_and_its_input_read_from_it():
    facts = check(CONTENT, "digits.onnx", CARD)
    assert facts.input_shape == (1, 1, 32, 32) and facts.opset == 11
    assert facts.input_name == onnx.load_from_string(CONTENT).graph.input[0].name


@pytest.mark.parametrize("opset", [9, 13])
def test_the_first_and_the_last_opset_are_taken(opset):
    network = onnx.load_from_string(CONTENT)
    network.opset_import[0].version = opset
    assert check(network.SerializeToString(), "model", CARD).opset == opset


@pytest.mark.parametrize("opset", [8, 14, 17])
def test_another_opset_is_refused_with_the_way_out(opset):
    def change(network):
        network.opset_import[0].version = opset

    reason = refused(change)
    assert f"opset {opset}" in reason and "9 to 13" in reason and "opset_version=11" in reason


def test_an_operator_that_the_chip_lacks_is_named_with_its_node():
    network = onnx.load_from_string(CONTENT)
    first = network.graph.node[0].output[0]
    network.graph.node.append(onnx.helper.make_node("IsNaN", [first], ["unused"], name="odd one"))
    with pytest.raises(CompileError, match=r"node 'odd one' is the operator IsNaN, which the Ascend 310 does not have"):
        check(network.SerializeToString(), "model", CARD)


def test_an_operator_of_a_vendor_is_named_by_what_it_makes_where_it_has_no_name():
    def change(network):
        network.opset_import.append(onnx.helper.make_opsetid("com.example", 1))
        node = onnx.helper.make_node("Relu", [network.graph.node[0].output[0]], ["fast"], domain="com.example")
        network.graph.node.append(node)

    assert "the node that makes 'fast' is the operator com.example.Relu" in refused(change)


def test_a_batch_of_any_size_is_refused():
    def change(network):
        network.graph.input[0].type.tensor_type.shape.dim[0].dim_param = "batch"

    reason = refused(change)
    assert "input 'x' is not fixed (batch x 1 x 32 x 32)" in reason and "fixed batch size" in reason


def test_a_network_of_another_shape_than_its_card_says_is_refused():
    reason = refused(lambda network: None, dataclasses.replace(CARD, input_shape=(1, 1, 28, 28)))
    assert "float32 1 x 1 x 32 x 32" in reason and "1 x 1 x 28 x 28" in reason
    reason = refused(lambda network: None, dataclasses.replace(CARD, labels=tuple(range(9))))
    assert "output '12' is float32 1 x 10" in reason and "1 x 9" in reason


def test_two_inputs_are_refused():
    def change(network):
        network.graph.input.append(onnx.helper.make_tensor_value_info("more", onnx.TensorProto.FLOAT, [1]))

    assert "this one has 2 and 1" in refused(change)


def test_weights_that_are_listed_among_the_inputs_are_not_taken_for_inputs():
    network = onnx.load_from_string(CONTENT)
    for tensor in network.graph.initializer:
        value = onnx.helper.make_tensor_value_info(tensor.name, tensor.data_type, tensor.dims)
        network.graph.input.append(value)
    assert check(network.SerializeToString(), "model", CARD).input_name == "x"


def test_weights_in_other_files_are_refused():
    def change(network):
        tensor = network.graph.initializer[0]
        onnx.external_data_helper.set_external_data(tensor, "weights.bin")
        tensor.ClearField("raw_data")
        tensor.data_location = onnx.TensorProto.EXTERNAL

    assert "some of its weights lie in other files" in refused(change)


@pytest.mark.parametrize("content", [b"<html>no such page</html>", b"\xff" * 100, b"", CONTENT[:1000]])
def test_what_is_no_onnx_model_is_refused(content):
    with pytest.raises(CompileError, match=r"page.onnx: this is not an ONNX model"):
        check(content, "page.onnx", CARD)


def test_a_network_whose_nodes_do_not_fit_together_is_refused():
    def change(network):
        network.graph.node[3].input[0] = "nobody makes this"

    assert "not a valid ONNX model" in refused(change)


def test_where_the_package_is_missing_it_is_named(monkeypatch):
    monkeypatch.setitem(sys.modules, "onnx", None)
    with pytest.raises(CompileError, match="pip install onnx"):
        check(CONTENT, "digits.onnx", CARD)
