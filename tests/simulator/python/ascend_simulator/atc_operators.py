"""Which ONNX operations the simulated ATC has a parser for.

The list is our own choice: the operations that the ATC documentation of CANN 5.x names for ONNX and that a network for
pictures may hold. An operation that is missing here is refused with E19010, although the real ATC may know it; one that
stands here may still be refused by the real one for its attributes.
"""

from __future__ import annotations

from onnx import ModelProto

from .half_precision import all_graphs

OPSETS = range(9, 14)  # of CANN 5.x and 6.0

OPERATORS = {
    *("Abs", "Acos", "Add", "And", "ArgMax", "ArgMin", "Asin", "Atan", "AveragePool", "BatchNormalization", "Cast"),
    *("Ceil", "Celu", "Clip", "Concat", "Constant", "ConstantOfShape", "Conv", "ConvTranspose", "Cos", "Cosh"),
    *("CumSum", "DepthToSpace", "Div", "Dropout", "Elu", "Equal", "Erf", "Exp", "Expand", "EyeLike", "Flatten"),
    *("Floor", "Gather", "GatherElements", "GatherND", "Gemm", "GlobalAveragePool", "GlobalMaxPool", "Greater"),
    *("GreaterOrEqual", "HardSigmoid", "Identity", "InstanceNormalization", "LeakyRelu", "Less", "LessOrEqual"),
    *("Log", "LogSoftmax", "LpNormalization", "LRN", "MatMul", "Max", "MaxPool", "Mean", "Min", "Mod", "Mul", "Neg"),
    *("NonZero", "Not", "OneHot", "Or", "PRelu", "Pad", "Pow", "Range", "Reciprocal", "ReduceL1", "ReduceL2"),
    *("ReduceLogSum", "ReduceLogSumExp", "ReduceMax", "ReduceMean", "ReduceMin", "ReduceProd", "ReduceSum"),
    *("ReduceSumSquare", "Relu", "Reshape", "Resize", "Round", "Selu", "Shape", "Sigmoid", "Sign", "Sin", "Sinh"),
    *("Size", "Slice", "Softmax", "Softplus", "Softsign", "SpaceToDepth", "Split", "Sqrt", "Squeeze", "Sub", "Sum"),
    *("Tan", "Tanh", "ThresholdedRelu", "Tile", "TopK", "Transpose", "Unsqueeze", "Upsample", "Where", "Xor"),
}


def opset(model: ModelProto) -> int:
    """The version of ONNX's own operations that the model uses; 0 if it does not say."""
    return max((entry.version for entry in model.opset_import if entry.domain in ("", "ai.onnx")), default=0)


def without_parser(model: ModelProto) -> list[str]:
    """The operations that ATC would have no parser for, as `domain::version::type`, each once.

    ATC seeks a parser by opset and type together, so an opset that is out of range leaves every operation without one.
    """
    versions = {entry.domain: entry.version for entry in model.opset_import}
    fits = opset(model) in OPSETS
    missing = {}
    for graph in all_graphs(model.graph):
        for node in graph.node:
            own = node.domain in ("", "ai.onnx")
            if not (own and fits and node.op_type in OPERATORS):
                version = opset(model) if own else versions.get(node.domain, 0)
                missing[f"{node.domain or 'ai.onnx'}::{version}::{node.op_type}"] = None
    return list(missing)
