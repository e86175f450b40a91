"""Checks that use the engines: what the chip says, the models for it, what the environment chooses, what reads."""

from __future__ import annotations

import importlib.util
import os
import sys
import time
from pathlib import Path

from app.doctor.finding import ABSENT, OK, PROBLEM, WARNING, Finding, from_message
from app.doctor.place import Place
from app.engines import om_file
from app.engines.engine import ENGINE_VARIABLE, ENGINES, MODEL_VARIABLE, MODELS, load_model
from app.errors import AtlasDigitsError

_LITTLE_MEMORY = 64_000_000  # bytes: the network needs a few, the driver's own buffers the most
_DIGIT = "8"
_COMPILE = "python -m model_build compile --soc-version"


def chip(place: Place) -> list[Finding]:
    """What AscendCL says, and whether a model was compiled for that chip."""
    from app.engines.ascend_device import device_facts

    if nothing_speaks_for_a_chip(place):
        return [Finding("chip", ABSENT, "There is none that AscendCL could be asked about.")]
    try:
        facts = device_facts()
    except AtlasDigitsError as error:
        return [_cannot("chip", place, error)]
    memory = "not told"
    if facts.free_bytes is not None and facts.total_bytes is not None:
        memory = f"{facts.free_bytes / 1e6:,.0f} of {facts.total_bytes / 1e6:,.0f} MB free"
    where = "this program runs beside it" if facts.run_mode == "board" else "on a card"
    simulated = ", simulated" if "ascend_simulator" in sys.modules else ""
    text = f"{facts.soc}{simulated}, {where}; chips: {facts.devices or 'not told'}; memory: {memory}"
    remedy = "Close other programs that use the chip: npu-smi info names them."
    short = facts.free_bytes is not None and facts.free_bytes < _LITTLE_MEMORY
    return [Finding("chip", WARNING if short else OK, text, remedy if short else ""), _model_for(facts.soc)]


def nothing_speaks_for_a_chip(place: Place) -> bool:
    return not place.has_board() and importlib.util.find_spec("acl") is None


def _model_for(soc: str) -> Finding:
    path = MODELS / soc / "digits.om"
    try:
        path.stat()
    except (FileNotFoundError, NotADirectoryError):
        pass
    except OSError as error:
        text = f"{path}: this user may not look at it ({error.strerror})."
        return Finding("model for the chip", WARNING, text, f"Let others read it: sudo chmod a+rX {path.parent}")
    else:
        return Finding("model for the chip", OK, str(path))
    text = f"{path}: no model was compiled for this {soc} yet."
    return Finding("model for the chip", WARNING, text, f"Compile it: {_COMPILE} {soc}")


def _cannot(name: str, place: Place, error: AtlasDigitsError) -> Finding:
    """A failing that matters only where there is a chip to be used."""
    return from_message(name, PROBLEM if place.has_board() else ABSENT, str(error))


def settings(place: Place) -> list[Finding]:
    """What the environment chooses, which counts for every command; the checks of the engines leave it aside."""
    engine, model = place.environ.get(ENGINE_VARIABLE), place.environ.get(MODEL_VARIABLE)
    if engine and engine not in ENGINES:
        text = f"{ENGINE_VARIABLE}={engine}: there is no such engine."
        return [Finding("settings", PROBLEM, text, f"Unset it, or name one of: {', '.join(ENGINES)}.")]
    if model and not os.path.isfile(model):  # noqa: PTH113 (Path.is_file raises where it may not look)
        text = f"{MODEL_VARIABLE}={model}: there is no such file."
        return [Finding("settings", PROBLEM, text, "Unset it, or name a model file.")]
    chosen = [f"{name}={value}" for name, value in ((ENGINE_VARIABLE, engine), (MODEL_VARIABLE, model)) if value]
    return [Finding("settings", OK, ", ".join(chosen) or "The environment chooses no engine and no model.")]


def models(place: Place) -> list[Finding]:
    """Every compiled model that is here: is it whole, does its card fit, is it for the chip of its folder?"""
    found = sorted(MODELS.glob("*/digits.om"))
    if not found:
        remedy = f"For a chip, compile one: {_COMPILE} SOC" if place.has_board() else ""
        return [Finding("compiled models", ABSENT, f"There are none in {MODELS}.", remedy)]
    return [_model(path) for path in found]


def _model(path: Path) -> Finding:
    name, soc = "compiled models", path.parent.name
    try:
        found = om_file.read(path)
        load_model(path)
    except AtlasDigitsError as error:
        return from_message(name, PROBLEM, str(error))
    if found.soc_version and found.soc_version != soc:
        text = f"{path} was compiled for {found.soc_version}, not for the chip that its folder names."
        return Finding(name, PROBLEM, text, f"Compile it again: {_COMPILE} {soc}")
    return Finding(name, OK, f"{path}, for {found.soc_version or 'an unnamed chip'}")


def reads(place: Place, engine: str, model: str = "") -> list[Finding]:
    """Whether this engine reads a digit that we drew, with the model that is named or the one that comes with it."""
    from app import demo
    from app.engines import open_engine
    from app.engines.engine import shut_down
    from app.recognition.recognizer import Recognizer

    name = f"engine {engine}"
    for variable in (ENGINE_VARIABLE, MODEL_VARIABLE):  # a check of its own looks at these
        os.environ.pop(variable, None)
    if engine == "ascend" and nothing_speaks_for_a_chip(place):
        return [Finding(name, ABSENT, "It is for machines with an Ascend chip.")]
    start = time.perf_counter()
    try:
        with open_engine(engine, model or None) as opened:
            opening = time.perf_counter() - start
            answer = Recognizer(opened).recognize_strokes(demo.strokes(_DIGIT, 150, 110, 330), (560, 560))
            took = answer.timings.infer
        shut_down()
    except AtlasDigitsError as error:
        return [_cannot(name, place, error) if engine == "ascend" and not model else _failed(name, str(error))]
    if answer.engine != engine:
        return [_failed(name, f"It failed while it ran, and {answer.engine} took over.")]
    if answer.text != _DIGIT:
        text = f"It runs {opened.model}, but takes a clear {_DIGIT} for {answer.text!r}."
        return [
            Finding(name, PROBLEM, text, "This model is not one of this application's, or is damaged: use another.")
        ]
    return [Finding(name, OK, f"reads digits: opened in {opening:.2f} s, one digit in {took:.2f} ms")]


def _failed(name: str, message: str) -> Finding:
    return from_message(name, PROBLEM, message)
