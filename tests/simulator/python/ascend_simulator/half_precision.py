"""Makes an ONNX network compute as an Ascend 310 does under `--precision_mode=force_fp16`.

The chip's matrix unit multiplies FP16 numbers and adds in FP32, and what an operation leaves behind is FP16. So each
operation here is done by ONNX Runtime in float32 on numbers that are FP16 numbers, and its result is rounded to FP16.
What this does not follow: the order of additions inside an operation, and the approximations of exp, tanh and the like.

Beyond ±65504 a number becomes ±65504, not infinity: the Ascend 310 knows only the saturating mode of FP16. A NaN stays.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Optional

import numpy as np
import onnx
from onnx import AttributeProto, GraphProto, ModelProto, NodeProto, TensorProto, helper, numpy_helper

LARGEST = 65504.0

# of FP16 numbers they make only these same numbers: nothing to round
_MOVING = {"Relu", "MaxPool", "GlobalMaxPool", "Flatten", "Reshape", "Transpose", "Identity", "Dropout", "Squeeze"}
_MOVING |= {"Unsqueeze", "Concat", "Slice", "Split", "Gather", "GatherElements", "GatherND", "Expand", "Tile", "Neg"}
_MOVING |= {"Abs", "Max", "Min", "ReduceMax", "ReduceMin", "DepthToSpace", "SpaceToDepth", "TopK"}
# inputs that are not data but say what to do, in FP32 on the chip too: (operation, index)
_SETTINGS = {("Resize", 1), ("Resize", 2), ("Upsample", 1)}


def to_half(values: np.ndarray) -> np.ndarray:
    """float array -> the nearest FP16 numbers (ties to even, saturated), still float32."""
    with np.errstate(invalid="ignore"):
        return np.clip(values, -LARGEST, LARGEST).astype(np.float16).astype(np.float32)


def round_like_the_chip(model: ModelProto, half_outputs: bool = False) -> ModelProto:
    """A copy of the model with FP16's rounding in it; names, shapes and other types stay.

    half_outputs: float outputs are given as float16 rather than as float32 (`--output_type=FP16`)
    raises ValueError if the type of a tensor in it cannot be told, or it has no main ONNX opset
    """
    inferred = onnx.shape_inference.infer_shapes(model, check_type=True)
    rounding = _Rounding(inferred)
    rounding.round_graph(inferred.graph, top=True)
    if half_outputs:
        rounding.give_halves(inferred.graph)
    describe_formats(inferred)
    return inferred


def describe_formats(model: ModelProto, inputs: Optional[dict[str, str]] = None) -> None:
    """Writes the metadata input_format.0 ..., output_format.0 ...; inputs: by name, where it is not by rank."""
    described = {entry.key: entry.value for entry in model.metadata_props}
    weights = {tensor.name for tensor in model.graph.initializer}
    fed = [value for value in model.graph.input if value.name not in weights]
    for index, value in enumerate(fed):
        described[f"input_format.{index}"] = (inputs or {}).get(value.name, _format_by_rank(value))
    for index, value in enumerate(model.graph.output):
        described[f"output_format.{index}"] = _format_by_rank(value)
    helper.set_model_props(model, described)


def fresh_names(graph: GraphProto) -> Iterator[str]:
    """Names that no tensor of the graph or of its subgraphs has."""
    taken = {name for part in all_graphs(graph) for node in part.node for name in (*node.input, *node.output)}
    taken.update(value.name for part in all_graphs(graph) for value in (*part.input, *part.output, *part.initializer))
    number = 0
    while True:
        number += 1
        if f"simulated_{number}" not in taken:
            yield f"simulated_{number}"


def all_graphs(graph: GraphProto) -> Iterator[GraphProto]:
    """The graph and every graph within its nodes."""
    yield graph
    for node in graph.node:
        for attribute in node.attribute:
            if attribute.type == AttributeProto.GRAPH:
                yield from all_graphs(attribute.g)
            for inner in attribute.graphs:
                yield from all_graphs(inner)


def use_instead(graph: GraphProto, old: str, new: str) -> None:
    """Whatever takes the tensor `old` takes `new`, in subgraphs too."""
    for part in all_graphs(graph):
        for node in part.node:
            node.input[:] = [new if name == old else name for name in node.input]


class _Rounding:
    def __init__(self, model: ModelProto) -> None:
        self.opset = next((entry.version for entry in model.opset_import if entry.domain in ("", "ai.onnx")), None)
        if self.opset is None:
            raise ValueError("the model does not say which ONNX opset it uses")
        self.names = fresh_names(model.graph)
        self.settings = {
            node.input[index]
            for part in all_graphs(model.graph)
            for node in part.node
            for kind, index in _SETTINGS
            if node.op_type == kind and index < len(node.input)
        }

    def round_graph(self, graph: GraphProto, top: bool) -> None:
        types = _types(graph)
        for tensor in graph.initializer:
            if tensor.data_type == TensorProto.FLOAT and tensor.name not in self.settings:
                tensor.CopyFrom(_rounded(tensor))
        before: list[NodeProto] = []
        if top:  # a subgraph is fed with what was rounded outside
            weights = {tensor.name for tensor in graph.initializer}
            for value in graph.input:
                if value.name not in weights and types.get(value.name) == TensorProto.FLOAT:
                    rounded = next(self.names)
                    use_instead(graph, value.name, rounded)
                    before += self._casts(value.name, rounded)
        nodes: list[NodeProto] = []
        for node in graph.node:
            nodes += self._rounded_node(node, types)
        del graph.node[:]
        graph.node.extend(before + nodes)

    def _rounded_node(self, node: NodeProto, types: dict[str, int]) -> list[NodeProto]:
        """The node, and behind it the rounding of its float results, which keep their names."""
        for attribute in node.attribute:
            for inner in [attribute.g] if attribute.type == AttributeProto.GRAPH else attribute.graphs:
                self.round_graph(inner, top=False)
            is_float = attribute.type == AttributeProto.TENSOR and attribute.t.data_type == TensorProto.FLOAT
            if node.op_type == "Constant" and is_float and node.output[0] not in self.settings:
                attribute.t.CopyFrom(_rounded(attribute.t))
        if node.op_type in _MOVING or (node.op_type == "Constant" and any(a.name == "value" for a in node.attribute)):
            return [node]
        behind: list[NodeProto] = []
        for index, name in enumerate(node.output):
            if not name or name in self.settings:
                continue
            if name not in types:
                raise ValueError(f"the type of {name!r}, which {node.op_type} makes, cannot be told")
            if types[name] == TensorProto.FLOAT:
                exact = next(self.names)
                node.output[index] = exact
                behind += self._casts(exact, name)
        return [node, *behind]

    def _casts(self, source: str, target: str) -> list[NodeProto]:
        """float32 `source` -> FP16 and back, `target`; saturated first, as a cast alone would give infinity."""
        clipped, half = next(self.names), next(self.names)
        if self.opset < 11:
            nodes = [helper.make_node("Clip", [source], [clipped], min=-LARGEST, max=LARGEST)]
        else:
            low, high = next(self.names), next(self.names)
            nodes = [
                _scalar(low, -LARGEST),
                _scalar(high, LARGEST),
                helper.make_node("Clip", [source, low, high], [clipped]),
            ]
        nodes.append(helper.make_node("Cast", [clipped], [half], to=TensorProto.FLOAT16))
        nodes.append(helper.make_node("Cast", [half], [target], to=TensorProto.FLOAT))
        return nodes

    def give_halves(self, graph: GraphProto) -> None:
        """Float32 outputs, whose values are FP16 numbers already, become float16."""
        for value in graph.output:
            if value.type.tensor_type.elem_type != TensorProto.FLOAT:
                continue
            wide = next(self.names)
            for node in graph.node:
                node.output[:] = [wide if name == value.name else name for name in node.output]
            use_instead(graph, value.name, wide)
            graph.node.append(helper.make_node("Cast", [wide], [value.name], to=TensorProto.FLOAT16))
            value.type.tensor_type.elem_type = TensorProto.FLOAT16


def _types(graph: GraphProto) -> dict[str, int]:
    """The element type of each tensor that has one by shape inference."""
    known = {tensor.name: tensor.data_type for tensor in graph.initializer}
    for value in (*graph.input, *graph.value_info, *graph.output):
        if value.type.HasField("tensor_type") and value.type.tensor_type.elem_type != TensorProto.UNDEFINED:
            known[value.name] = value.type.tensor_type.elem_type
    return known


def _rounded(tensor: TensorProto) -> TensorProto:
    return numpy_helper.from_array(to_half(numpy_helper.to_array(tensor)), tensor.name)


def _scalar(name: str, value: float) -> NodeProto:
    return helper.make_node("Constant", [], [name], value=numpy_helper.from_array(np.float32(value)))


def _format_by_rank(value: onnx.ValueInfoProto) -> str:
    return "NCHW" if len(value.type.tensor_type.shape.dim) == 4 else "ND"
