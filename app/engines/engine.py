"""Which engine runs which model, and the model card on disk."""

from __future__ import annotations

import dataclasses
import hashlib
import importlib
import json
import logging
import os
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any, Optional

from app.engines.batches import BatchEngine
from app.engines.lasting import LastingEngine, Notice
from app.engines.model_file import command_for, read_model
from app.errors import AtlasDigitsError, EngineUnavailableError, ModelError
from app.files import read_file
from app.messages import reason_of, said
from app.recognition.model import Engine, ModelCard

log = logging.getLogger(__name__)

ENGINE_VARIABLE = "ATLAS_DIGITS_ENGINE"
MODEL_VARIABLE = "ATLAS_DIGITS_MODEL"

# name -> "module:Class" and the ending of the model files it runs; in order of preference. Strings, so that nothing
# of a vendor's is imported before it is asked for
ENGINES = {
    "ascend": ("app.engines.ascend:AscendEngine", ".om"),
    "onnx": ("app.engines.onnx:OnnxEngine", ".onnx"),
}

_LARGEST_CARD = 1_000_000  # bytes

_CARD = said("It is written, with the model, by: python -m model_build export (of an .om: compile)")

MODELS = Path(__file__).resolve().parents[2] / "assets" / "models"


def open_engine(
    engine: Optional[str] = None,
    model: Optional[str] = None,
    notice: Optional[Notice] = None,
    *,
    lasting: bool = True,
) -> Engine:
    """Open the engine that was asked for, or the first of `ENGINES` that works here.

    engine: a name in `ENGINES`; None: `ATLAS_DIGITS_ENGINE`, else by the model's ending, else in order of preference
    model: a model file; None: `ATLAS_DIGITS_MODEL`, else the model that comes with the application
    notice: called with a message for people when another engine has to be taken, now or later when a device is lost;
        the log has it in any case
    lasting: whether another engine takes over when a device is lost; what measures an engine wants none
    raises EngineUnavailableError for an engine that is not known or cannot run here, ModelError for the model

    What engines leave running in the process is ended by `shut_down`.
    """
    engine = engine or os.environ.get(ENGINE_VARIABLE) or None
    model = model or os.environ.get(MODEL_VARIABLE) or None
    if engine is not None and engine not in ENGINES:
        raise EngineUnavailableError(
            said("There is no engine {engine!r}. Known engines: {known}.", engine=engine, known=", ".join(ENGINES))
        )
    names = [engine] if engine else [name for name in ENGINES if model is None or _runs(name, model)]
    if not names:
        ending = Path(model or "").suffix
        known = ", ".join(ending for _, ending in ENGINES.values())
        raise EngineUnavailableError(
            said(
                "{model}: no engine runs a model file {ending}. Known endings: {known}. Name the "
                "engine with --engine to use it all the same.",
                model=model,
                ending=said("ending in {ending!r}", ending=ending) if ending else said("without an ending"),
                known=known,
            )
        )
    expected = [name for name in names if _class_of(name).expected()]
    return _open_first(expected or names, model, notice or _no_notice, lasting)


def _no_notice(message: str) -> None:
    pass


def _open_first(names: list[str], model: Optional[str], notice: Notice, lasting: bool) -> Engine:
    for name in names[:-1]:
        try:
            return _open_lasting(name, model, notice) if lasting else _open(name, model)
        except AtlasDigitsError as error:
            log.warning("The engine %s cannot be used, the next one is tried. %s", name, error)
            notice(said("The engine {name} cannot be used. {reason}", name=name, reason=error))
    return _open_lasting(names[-1], model, notice) if lasting else _open(names[-1], model)


def _open_lasting(name: str, model: Optional[str], notice: Notice) -> Engine:
    """The engine, so that the loss of its device is survived by those after it."""
    opened = _open(name, model)
    after = list(ENGINES)[list(ENGINES).index(name) + 1 :]
    if not after:
        return opened

    def open_next() -> Engine:
        """On the model that this one was compiled from, where it still is there."""
        origin = _origin(opened, model)
        names = [next_name for next_name in after if origin and _runs(next_name, origin)]
        if names:
            try:
                return _open_first(names, origin, notice, lasting=True)
            except AtlasDigitsError as error:
                log.warning("%s cannot be used: %s", origin, error)
        return _open_first(after, None, notice, lasting=True)

    return LastingEngine(opened, lambda: _open(name, model), open_next, notice)


def _origin(engine: Engine, model: Optional[str]) -> Optional[str]:
    """The model file that a compiled model was made from, as its card says: beside the one that was named."""
    named = engine.card.made.get("onnx")
    if model is None or not isinstance(named, str):
        return None
    path = os.path.normpath(Path(model).parent / named)
    return path if os.path.isfile(path) else None  # noqa: PTH113 (Path.is_file raises where it may not look)


def shut_down() -> None:
    """End what engines leave running in the process: once, when no engine will be opened any more."""
    for target, _ in ENGINES.values():
        module = sys.modules.get(target.split(":")[0])  # what was not imported left nothing
        end = getattr(module, "shut_down", None)
        if end is not None:
            end()


def _runs(name: str, model: str) -> bool:
    return Path(model).suffix.lower() == ENGINES[name][1]


def _class_of(name: str) -> type[BatchEngine]:
    module, class_name = ENGINES[name][0].split(":")
    found: type[BatchEngine] = getattr(importlib.import_module(module), class_name)
    return found


def _open(name: str, model: Optional[str]) -> Engine:
    engine = _class_of(name)
    path = Path(model) if model else engine.default_model(MODELS)
    content, card = load_model(path, engine.inspect)
    opened = engine(content, card, path)
    log.info("Engine %s runs %s", name, path)
    return opened


def load_model(
    path: Path, inspect: Callable[[bytes, Path], object] = lambda content, path: None
) -> tuple[bytes, ModelCard]:
    """Read a model file and the card beside it, and check that they belong together.

    inspect: raises ModelError for a content of the wrong kind; it comes first, as it can say what the file is
    raises ModelError, naming the file and what is wrong with it
    """
    content = read_model(path)
    inspect(content, path)
    again = said("Make it again with: {command}", command=command_for(path))
    if not content:
        raise ModelError(said("{path}: the model file is empty. {again}", path=path, again=again))
    card = load_card(path.with_suffix(".json"))
    if hashlib.sha256(content).hexdigest() != card.sha256:
        raise ModelError(
            said(
                "{path}: this is not the file its card {name} describes (the SHA-256 differs): it "
                "is damaged, or the card is of another model. {again}",
                path=path,
                name=path.with_suffix(".json").name,
                again=again,
            )
        )
    return content, card


def load_card(path: Path) -> ModelCard:
    """Read a model card. Raises ModelError, naming the file and what is wrong with it."""
    try:
        fields = json.loads(read_file(path, _LARGEST_CARD))
    except FileNotFoundError:
        raise ModelError(
            said("{path}: there is no model card beside the model. {card}", path=path, card=_CARD)
        ) from None
    except OSError as error:
        raise ModelError(
            said("{path}: the model card cannot be read ({reason}).", path=path, reason=reason_of(error))
        ) from None
    except (ValueError, RecursionError) as error:
        raise ModelError(
            said("{path}: the model card is not JSON ({reason}). {card}", path=path, reason=error, card=_CARD)
        ) from None
    try:
        return card_from_json(fields)
    except (TypeError, ValueError) as error:
        raise ModelError(
            said("{path}: this is not a model card: {reason}. {card}", path=path, reason=error, card=_CARD)
        ) from None


def card_from_json(fields: Any) -> ModelCard:
    """Raises ValueError or TypeError for what is not a card."""
    if not isinstance(fields, dict):
        raise ValueError(said("it is not a JSON object"))
    known = {f.name: f for f in dataclasses.fields(ModelCard)}
    unset = dataclasses.MISSING
    needed = [name for name, f in known.items() if f.default is unset and f.default_factory is unset]
    missing = [name for name in needed if name not in fields]
    if missing:
        raise ValueError(said("{names} missing", names=", ".join(missing)))
    values = {name: value for name, value in fields.items() if name in known}
    for name in ("input_shape", "labels"):
        if not isinstance(values[name], list):
            raise ValueError(said("{name!r} must be a list", name=name))
        values[name] = tuple(values[name])
    return ModelCard(**values)


def card_to_json(card: ModelCard) -> str:
    return json.dumps(dataclasses.asdict(card), indent=2, ensure_ascii=False) + "\n"
