"""The model that ATC is given: read, brought to the sizes of --input_shape, made into what the simulated chip runs."""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

import onnx
from google.protobuf.message import DecodeError
from onnx import ModelProto, ValueInfoProto

from . import aipp
from .atc_ends import chosen_outputs, name_outputs, output_names, with_half_inputs
from .atc_errors import AtcError, NotSimulated
from .atc_flags import Flags
from .atc_gears import OPEN, gears_of, in_gear
from .atc_operators import OPSETS, opset, without_parser
from .half_precision import describe_formats, round_like_the_chip


class Compiled(NamedTuple):
    """kind, sizes: the gears, as in gears.py; networks: one for each."""

    kind: str
    sizes: list[tuple[int, ...]]
    networks: list[ModelProto]


def compile_model(flags: Flags) -> Compiled:
    """The network with FP16's rounding, and AIPP if it is wanted. raises AtcError, NotSimulated"""
    kind, sizes = gears_of(flags)
    model = _read(Path(flags.text("model")))
    missing = without_parser(model)
    if missing:
        hint = "" if opset(model) in OPSETS else f" (the model's opset is {opset(model)}, this CANN takes 9 to 13)"
        raise AtcError(*(("E19010", f"No parser is registered for Op [{name}]{hint}") for name in missing))
    model = chosen_outputs(model, flags.text("out_nodes"))
    shapes = parse_shapes(flags.text("input_shape"), open_sizes=bool(kind))
    return Compiled(kind, sizes, [_compiled(flags, model, in_gear(kind, size, shapes)) for size in sizes])


def _compiled(flags: Flags, source: ModelProto, shapes: dict[str, list[int]]) -> ModelProto:
    model = ModelProto()
    model.CopyFrom(source)
    model = _fixed_shapes(model, shapes)
    names = output_names(model)
    fed: list[str] = []
    if flags.text("insert_op_conf"):
        model, fed = aipp.put_in_front(model, _read_aipp(Path(flags.text("insert_op_conf"))))
    model = with_half_inputs(model, flags.text("input_fp16_nodes"))
    try:
        model = round_like_the_chip(model, half_outputs=flags.text("output_type") == "FP16")
    except (ValueError, onnx.shape_inference.InferenceError) as error:
        raise AtcError(("E19999", f"Inner Error! {error}")) from None
    describe_formats(model, _formats(model, flags.text("input_format"), fed))
    name_outputs(model, names)
    return model


def _formats(model: ModelProto, asked: str, fed_with_pictures: list[str]) -> dict[str, str]:
    """The formats of inputs where they do not follow from the number of dimensions."""
    formats = {}
    for value in inputs_of(model):
        if value.name in fed_with_pictures:
            formats[value.name] = "NHWC"
        elif asked == "ND" or (asked == "NCDHW" and len(_dims(value)) == 5):
            formats[value.name] = asked
    return formats


def parse_shapes(text: str, open_sizes: bool = False) -> dict[str, list[int]]:
    """ "name:1,2;other:3" -> sizes by name; open_sizes: -1 is allowed. raises AtcError"""
    shapes: dict[str, list[int]] = {}
    for part in filter(None, text.split(";")):
        name, colon, sizes = part.rpartition(":")
        if not colon or not name.strip():
            raise _bad_shape(part, "the shape must be split from the name by one colon")
        if not sizes:
            raise _bad_shape(part, "the sizes are empty")
        shapes[name.strip()] = [_size(part, size, open_sizes) for size in sizes.split(",")]
    return shapes


def inputs_of(model: ModelProto) -> list[ValueInfoProto]:
    """What has to be fed in: old models list their weights among the inputs."""
    weights = {tensor.name for tensor in model.graph.initializer}
    return [value for value in model.graph.input if value.name not in weights]


def _read(path: Path) -> ModelProto:
    try:
        if path.stat().st_size == 0:
            raise AtcError(("E19015", f"File [{path}] size is 0, invalid"))
        model = onnx.load(str(path))
    except OSError as error:
        raise AtcError(("E19001", f"Open file [{path}] failed: {error.strerror}")) from None
    except (DecodeError, ValueError):
        raise AtcError(("E19005", f"Parse file [{path}] failed, it is not an ONNX model")) from None
    if not model.graph.node:
        raise AtcError(("E19005", f"Parse file [{path}] failed, there is no graph in it"))
    try:
        onnx.checker.check_model(model)
    except UnicodeDecodeError:
        raise AtcError(("E19005", f"Parse file [{path}] failed, a name in it is no text")) from None
    except onnx.checker.ValidationError as error:
        raise AtcError(("E19999", f"Inner Error! The model contradicts itself: {error}")) from None
    return model


def _fixed_shapes(model: ModelProto, wanted: dict[str, list[int]]) -> ModelProto:
    """The model with every input of a known size, and every output's size worked out again."""
    inputs = {value.name: value for value in inputs_of(model)}
    for name, sizes in wanted.items():
        if name not in inputs:
            raise AtcError(("E10016", f"Opname [{name}] in parameter [--input_shape] does not exist in the model"))
        rank = len(inputs[name].type.tensor_type.shape.dim)
        if inputs[name].type.tensor_type.HasField("shape") and rank != len(sizes):
            raise AtcError(
                ("E10049", f"[--input_shape]: [{name}] has {rank} dims in the model, {len(sizes)} are given")
            )
    unknown = [name for name, value in inputs.items() if name not in wanted and min(_dims(value), default=1) < 1]
    if unknown:
        text = f"Shape of input [{', '.join(unknown)}] is dynamic, parameter [--input_shape] must be given"
        raise AtcError(("E11005", text))
    if all(_dims(inputs[name]) == sizes for name, sizes in wanted.items()):
        return model
    for name, sizes in wanted.items():
        shape = inputs[name].type.tensor_type.shape
        del shape.dim[:]
        for size in sizes:
            shape.dim.add().dim_value = size
    for value in model.graph.output:
        value.type.tensor_type.ClearField("shape")
    del model.graph.value_info[:]
    try:
        model = onnx.shape_inference.infer_shapes(model, check_type=True, strict_mode=True, data_prop=True)
    except onnx.shape_inference.InferenceError as error:
        raise AtcError(("E19999", f"Inner Error! The sizes of --input_shape do not fit the model: {error}")) from None
    _check_products(model)
    for value in model.graph.output:
        if not value.type.tensor_type.HasField("shape") or min(_dims(value), default=1) < 1:
            raise NotSimulated(f"an output whose size ({value.name}) is only known when the network has run")
    return model


def _check_products(model: ModelProto) -> None:
    """What shape inference does not see: a Gemm whose matrices do not fit each other."""
    shapes = {value.name: _dims(value) for value in (*model.graph.input, *model.graph.value_info)}
    shapes.update({tensor.name: list(tensor.dims) for tensor in model.graph.initializer})
    for node in model.graph.node:
        if node.op_type != "Gemm" or not all(len(shapes.get(name, [])) == 2 for name in node.input[:2]):
            continue
        turned = {attribute.name: attribute.i for attribute in node.attribute}
        left = shapes[node.input[0]][0 if turned.get("transA") else 1]
        right = shapes[node.input[1]][1 if turned.get("transB") else 0]
        if left != right:
            text = f"The sizes of --input_shape do not fit the model: {node.op_type} {node.name} of {left} by {right}"
            raise AtcError(("E19999", f"Inner Error! {text}"))


def _dims(value: ValueInfoProto) -> list[int]:
    """0 where the size is open."""
    if not value.type.tensor_type.HasField("shape"):
        return [0]
    return [dim.dim_value for dim in value.type.tensor_type.shape.dim]


def _read_aipp(path: Path) -> list[aipp.Aipp]:
    try:
        text = path.read_text(encoding="utf-8")
    except OSError as error:
        raise AtcError(("E19017", f"Open proto file [{path}] failed: {error.strerror}")) from None
    except UnicodeDecodeError:
        raise AtcError(("E19018", f"Parse file [{path}] failed, it is not protobuf text")) from None
    if not text:
        raise AtcError(("E19015", f"File [{path}] size is 0, invalid"))
    return aipp.parse(text)


def _size(part: str, text: str, open_sizes: bool) -> int:
    if "." in text:
        raise _bad_shape(part, "a size must not have a decimal point")
    try:
        size = int(text.strip())
    except ValueError:
        if text.strip()[:1].isdigit():
            raise _bad_shape(part, f"{text!r} is not a whole number") from None
        raise AtcError(("E10014", f"Value [{text}] for parameter [--input_shape] is invalid")) from None
    if size >= 1 << 63:
        raise AtcError(("E10013", f"Value [{text}] for parameter [--input_shape] is out of range"))
    if size <= 0 and not (open_sizes and size == OPEN):
        raise AtcError(("E10011", f"[--input_shape]: [{part}] wants positive sizes, {size} is not"))
    return size


def _bad_shape(part: str, reason: str) -> AtcError:
    sample = '"input_name1:n1,c1,h1,w1;input_name2:n2,c2,h2,w2"'
    return AtcError(("E10002", f"Value [{part}] for parameter [--input_shape] is invalid: {reason}. Example: {sample}"))
