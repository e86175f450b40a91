"""Which engine runs which model, and the model card on disk."""

from __future__ import annotations

import dataclasses
import hashlib
import importlib
import json
import logging
import os
from pathlib import Path
from typing import Any, Optional

from app.errors import AtlasDigitsError, EngineUnavailableError, ModelError
from app.files import read_file
from app.recognition.model import Engine, ModelCard

log = logging.getLogger(__name__)

ENGINE_VARIABLE = "ATLAS_DIGITS_ENGINE"
MODEL_VARIABLE = "ATLAS_DIGITS_MODEL"

# name -> "module:Class" and the ending of the model files it runs; in order of preference. Strings, so that nothing
# of a vendor's is imported before it is asked for
ENGINES = {
    "onnx": ("app.engines.onnx:OnnxEngine", ".onnx"),
}

_LARGEST_MODEL = 512_000_000  # bytes
_LARGEST_CARD = 1_000_000

_EXPORT_AGAIN = "Export it again with: python -m model_build export"
_WRITE_CARD = "It is written, with the model, by: python -m model_build export"

MODELS = Path(__file__).resolve().parents[2] / "assets" / "models"


def open_engine(engine: Optional[str] = None, model: Optional[str] = None) -> Engine:
    """Open the engine that was asked for, or the first of `ENGINES` that works here.

    engine: a name in `ENGINES`; None: `ATLAS_DIGITS_ENGINE`, else by the model's ending, else in order of preference
    model: a model file; None: `ATLAS_DIGITS_MODEL`, else the model that comes with the application
    raises EngineUnavailableError for an engine that is not known or cannot run here, ModelError for the model
    """
    engine = engine or os.environ.get(ENGINE_VARIABLE) or None
    model = model or os.environ.get(MODEL_VARIABLE) or None
    if engine is not None and engine not in ENGINES:
        raise EngineUnavailableError(f"There is no engine {engine!r}. Known engines: {', '.join(ENGINES)}.")
    names = [engine] if engine else [name for name in ENGINES if model is None or _runs(name, model)]
    if not names:
        ending = Path(model or "").suffix
        known = ", ".join(ending for _, ending in ENGINES.values())
        raise EngineUnavailableError(
            f"{model}: no engine runs a model file {f'ending in {ending!r}' if ending else 'without an ending'}. "
            f"Known endings: {known}. Name the engine with --engine to use it all the same."
        )
    for name in names[:-1]:
        try:
            return _open(name, model)
        except AtlasDigitsError as error:
            log.warning("Engine %s cannot be used, trying the next: %s", name, error)
    return _open(names[-1], model)


def _runs(name: str, model: str) -> bool:
    return Path(model).suffix.lower() == ENGINES[name][1]


def _open(name: str, model: Optional[str]) -> Engine:
    target, ending = ENGINES[name]
    path = Path(model) if model else MODELS / f"digits{ending}"
    content, card = load_model(path)
    module, class_name = target.split(":")
    opened: Engine = getattr(importlib.import_module(module), class_name)(content, card, path)
    log.info("Engine %s runs %s", name, path)
    return opened


def load_model(path: Path) -> tuple[bytes, ModelCard]:
    """Read a model file and the card beside it, and check that they belong together.

    raises ModelError, naming the file and what is wrong with it
    """
    try:
        content = read_file(path, _LARGEST_MODEL)
    except FileNotFoundError:
        raise ModelError(f"{path}: there is no such model file. Make one with: python -m model_build all") from None
    except OSError as error:
        raise ModelError(f"{path}: the model file cannot be read ({error.strerror}).") from None
    if not content:
        raise ModelError(f"{path}: the model file is empty. {_EXPORT_AGAIN}")
    card = load_card(path.with_suffix(".json"))
    if hashlib.sha256(content).hexdigest() != card.sha256:
        raise ModelError(
            f"{path}: this is not the file its card {path.with_suffix('.json').name} describes (the SHA-256 differs): "
            f"it is damaged, or the card is of another model. {_EXPORT_AGAIN}"
        )
    return content, card


def load_card(path: Path) -> ModelCard:
    """Read a model card. Raises ModelError, naming the file and what is wrong with it."""
    try:
        fields = json.loads(read_file(path, _LARGEST_CARD))
    except FileNotFoundError:
        raise ModelError(f"{path}: there is no model card beside the model. {_WRITE_CARD}") from None
    except OSError as error:
        raise ModelError(f"{path}: the model card cannot be read ({error.strerror}).") from None
    except (ValueError, RecursionError) as error:
        raise ModelError(f"{path}: the model card is not JSON ({error}). {_WRITE_CARD}") from None
    try:
        return card_from_json(fields)
    except (TypeError, ValueError) as error:
        raise ModelError(f"{path}: this is not a model card: {error}. {_WRITE_CARD}") from None


def card_from_json(fields: Any) -> ModelCard:
    """Raises ValueError or TypeError for what is not a card."""
    if not isinstance(fields, dict):
        raise ValueError("it is not a JSON object")
    known = {f.name: f for f in dataclasses.fields(ModelCard)}
    missing = [name for name, f in known.items() if f.default_factory is dataclasses.MISSING and name not in fields]
    if missing:
        raise ValueError(f"{', '.join(missing)} missing")
    values = {name: value for name, value in fields.items() if name in known}
    for name in ("input_shape", "labels"):
        if not isinstance(values[name], list):
            raise ValueError(f"{name!r} must be a list")
        values[name] = tuple(values[name])
    return ModelCard(**values)


def card_to_json(card: ModelCard) -> str:
    return json.dumps(dataclasses.asdict(card), indent=2, ensure_ascii=False) + "\n"
