"""What goes in and comes out of a network as ATC has it: chosen outputs, FP16 inputs, and the names of outputs."""

from __future__ import annotations

import onnx
from onnx import ModelProto, NodeProto, TensorProto, helper

from .atc_errors import AtcError, bad_value
from .half_precision import fresh_names, use_instead


def chosen_outputs(model: ModelProto, text: str) -> ModelProto:
    """The model with the outputs of --out_nodes, "node:0;other:1", in their order. raises AtcError"""
    if not text:
        return model
    nodes = {_name(node, number): node for number, node in enumerate(model.graph.node)}
    inferred = onnx.shape_inference.infer_shapes(model)
    known = {value.name: value for value in (*inferred.graph.output, *inferred.graph.value_info)}
    values = []
    for part in filter(None, text.split(";")):
        name, _, index = part.rpartition(":")
        if not name or not index.isdigit():
            raise AtcError(bad_value("--out_nodes", part, "it must be of the form node_name:0"))
        if name not in nodes:
            raise AtcError(("E10016", f"Opname [{name}] in parameter [--out_nodes] does not exist in the model"))
        outputs = nodes[name].output
        if int(index) >= len(outputs) or outputs[int(index)] not in known:
            raise AtcError(bad_value("--out_nodes", part, f"the node has {len(outputs)} outputs"))
        values.append(known[outputs[int(index)]])
    del inferred.graph.output[:]
    inferred.graph.output.extend(values)
    return inferred


def with_half_inputs(model: ModelProto, text: str) -> ModelProto:
    """The model with the inputs of --input_fp16_nodes, "name;other", fed as FP16. raises AtcError"""
    if not text:
        return model
    changed = ModelProto()
    changed.CopyFrom(model)
    names = fresh_names(changed.graph)
    inputs = {value.name: value for value in changed.graph.input}
    for name in filter(None, (part.strip() for part in text.split(";"))):
        if name not in inputs:
            text = f"Opname [{name}] in parameter [--input_fp16_nodes] does not exist in the model"
            raise AtcError(("E10016", text))
        tensor = inputs[name].type.tensor_type
        if tensor.elem_type != TensorProto.FLOAT:
            raise AtcError(bad_value("--input_fp16_nodes", name, "the input is not a float one"))
        tensor.elem_type = TensorProto.FLOAT16
        wide = next(names)
        use_instead(changed.graph, name, wide)
        changed.graph.node.insert(0, helper.make_node("Cast", [name], [wide], to=TensorProto.FLOAT))
    return changed


def output_names(model: ModelProto) -> list[str]:
    """As ATC calls them: "Gemm_4:0:logits", the node, which of its outputs, the tensor."""
    made = {}
    for number, node in enumerate(model.graph.node):
        for index, tensor in enumerate(node.output):
            made[tensor] = f"{_name(node, number)}:{index}:{tensor}"
    return [made.get(value.name, value.name) for value in model.graph.output]


def name_outputs(model: ModelProto, names: list[str]) -> None:
    """Writes the metadata output_name.0 ..."""
    described = {entry.key: entry.value for entry in model.metadata_props}
    described.update({f"output_name.{index}": name for index, name in enumerate(names)})
    helper.set_model_props(model, described)


def _name(node: NodeProto, number: int) -> str:
    return node.name or f"{node.op_type}_{number}"
