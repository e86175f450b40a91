"""The package onnx, which comes with the extras only, and models as it reads them."""

from __future__ import annotations

from typing import Any

from app.errors import AtlasDigitsError


def package(what_for: str, failure: type[AtlasDigitsError]) -> Any:
    """The module; what_for: how the sentence begins that says why it is needed. Raises `failure`."""
    try:
        import onnx
    except ImportError as error:
        raise failure(
            f"{what_for} with the package onnx, and that is not here ({error}). Install it with: pip install onnx"
        ) from None
    return onnx


def load(onnx: Any, content: bytes, name: str, failure: type[AtlasDigitsError], way_out: str = "") -> Any:
    """A model, with a graph in it. Raises `failure`."""
    try:
        model = onnx.load_from_string(content)
    except Exception:  # protobuf's errors share no base class with anything
        model = None
    if model is None or not model.graph.node:
        raise failure(f"{name}: this is not an ONNX model. {way_out}".rstrip())
    return model
