"""Small ONNX networks for the tests of the simulated atc, and the way its board runs them. Skips without onnx."""

import pytest

onnx = pytest.importorskip("onnx")
ort = pytest.importorskip("onnxruntime")
helper, numpy_helper = onnx.helper, onnx.numpy_helper


def run(model, **inputs):
    """The first output, computed as the simulated board does it."""
    options = ort.SessionOptions()
    options.graph_optimization_level = ort.GraphOptimizationLevel.ORT_DISABLE_ALL
    options.intra_op_num_threads = 1
    return ort.InferenceSession(model.SerializeToString(), options).run(None, inputs)[0]


def made(nodes, inputs, outputs, weights=(), opset=11):
    """A model from nodes; inputs, outputs: (name, type, shape)."""
    graph = helper.make_graph(
        nodes,
        "made up",
        [helper.make_tensor_value_info(*value) for value in inputs],
        [helper.make_tensor_value_info(*value) for value in outputs],
        [numpy_helper.from_array(array, name) for name, array in weights],
    )
    return helper.make_model(graph, opset_imports=[helper.make_opsetid("", opset)], ir_version=6)
