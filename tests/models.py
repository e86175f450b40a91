"""Model cards and model files made up for the tests."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import Any, Optional

from app.engines.engine import MODELS, card_from_json
from app.recognition.model import ModelCard

SHIPPED = MODELS / "digits.onnx"

_FIELDS = {
    "name": "made up",
    "input_shape": [1, 1, 32, 32],
    "dtype": "float32",
    "layout": "NCHW",
    "mean": 0.1307,
    "std": 0.3081,
    "polarity": "white_on_black",
    "labels": list(range(10)),
    "temperature": 1.0,
    "refusal_threshold": 0.5,
    "accuracy": {"mnist_test": 99.0},
    "sha256": "0" * 64,
    "made": {"command": "by hand"},
}


def card_fields(**changes: Any) -> dict[str, Any]:
    """A good card as it stands in its file, with these fields changed."""
    return {**_FIELDS, **changes}


def card(**changes: Any) -> ModelCard:
    return card_from_json(card_fields(**changes))


def write_model(folder: Path, content: Optional[bytes] = None, **changes: Any) -> Path:
    """A model file in `folder` with a card that describes it, but for `changes`; None: the one that is shipped."""
    if content is None:
        content = SHIPPED.read_bytes()
    path = folder / "digits.onnx"
    path.write_bytes(content)
    fields = card_fields(**{"sha256": hashlib.sha256(content).hexdigest(), **changes})
    path.with_suffix(".json").write_text(json.dumps(fields), encoding="utf-8")
    return path
