"""What one model file is: `doctor MODEL`."""

from __future__ import annotations

import hashlib
import os
from pathlib import Path

from app.doctor import board
from app.doctor.finding import ABSENT, OK, PROBLEM, WARNING, Finding, from_message
from app.doctor.place import Place
from app.engines import file_kinds, om_file
from app.engines.engine import load_card
from app.engines.model_file import read_model
from app.errors import AtlasDigitsError, ModelError


def engine_for(path: Path) -> str:
    """The engine that runs files that begin as this one does, "" for none or one that cannot be read."""
    try:
        with open(os.open(path, os.O_RDONLY | os.O_NONBLOCK), "rb") as file:  # noqa: PTH123 (a pipe is not waited for)
            head = file.read(4096) or b""  # None: a pipe without anything in it
    except OSError:
        return ""
    if head.startswith(om_file.MAGIC):
        return "ascend"
    return "onnx" if file_kinds.protobuf_kind(memoryview(head)) == "onnx" else ""


def describe(place: Place, name: str) -> list[Finding]:
    """What it says of itself, and whether its card is of it."""
    path = Path(name)
    try:
        if engine_for(path) == "onnx":
            content = read_model(path)
            found = [Finding("kind", OK, f"an ONNX model, {len(content):,} bytes"), *_onnx(content)]
        else:
            content = read_model(path)
            found = _om(om_file.parse(content, str(path)))
    except ModelError as error:
        return [from_message("file", PROBLEM, str(error))]
    digest = hashlib.sha256(content).hexdigest()
    return [Finding("file", OK, str(path)), *found, Finding("sha256", OK, digest), _card(path, digest)]


def _om(found: om_file.OmFile) -> list[Finding]:
    parts = ", ".join(f"{part.name} {part.size:,}" for part in found.partitions)
    facts = {
        "kind": f"a compiled model (.om), {found.size:,} bytes",
        "compiled for": found.soc_version or "it does not say for which chip",
        "shapes": "dynamic: this application runs models of one shape only" if found.dynamic else "fixed",
        "name": found.name,
        "note": found.note,
        "compiler": f"ATC {found.atc_version}" if found.atc_version else "",
        "command": found.command_line or "",
        "header": f"{found.generation} (0x{found.version:08x}), {found.model_type}, {found.platform}",
        "partitions": parts,
    }
    states = {
        "compiled for": OK if found.soc_version else WARNING,
        "shapes": PROBLEM if found.dynamic else OK,
    }
    return [Finding(name, states.get(name, OK), fact) for name, fact in facts.items() if fact]


def _onnx(content: bytes) -> list[Finding]:
    """Its inputs and outputs, as ONNX Runtime sees them."""
    try:
        import onnxruntime as ort

        session = ort.InferenceSession(content, providers=["CPUExecutionProvider"])
    except ImportError:
        return [Finding("inputs", ABSENT, "ONNX Runtime, which could name them, is not installed.")]
    except Exception as error:  # ONNX Runtime's errors share no base class of their own
        reason = (str(error).strip() or type(error).__name__).splitlines()[0]
        return [Finding("inputs", PROBLEM, f"ONNX Runtime cannot load it: {reason}", "Copy or export it again.")]
    return [
        Finding(title, OK, ", ".join(f"{value.name}: {value.type} {value.shape}" for value in values))
        for title, values in (("inputs", session.get_inputs()), ("outputs", session.get_outputs()))
    ]


def _card(path: Path, digest: str) -> Finding:
    try:
        card = load_card(path.with_suffix(".json"))
    except AtlasDigitsError as error:
        return from_message("card", PROBLEM, str(error))
    if card.sha256 != digest:
        text = f"{path.with_suffix('.json')} is the card of another file: the SHA-256 differs."
        return Finding("card", PROBLEM, text, "Copy both again, from the same folder.")
    accuracy = ", ".join(f"{name} {value:g} %" for name, value in card.accuracy.items())
    shape = "x".join(str(size) for size in card.input_shape)
    return Finding("card", OK, f"{card.name}; input {shape} {card.dtype} {card.layout}; {accuracy}")


def fits(place: Place, name: str) -> list[Finding]:
    """Whether a compiled model is for the chip that is here."""
    from app.engines.ascend_device import device_facts

    try:
        if engine_for(Path(name)) != "ascend":
            return []
        wanted = om_file.read(Path(name)).soc_version
        if board.nothing_speaks_for_a_chip(place):
            return [Finding("this chip", ABSENT, "There is none here to compare the model with.")]
        soc = device_facts().soc
    except ModelError:
        return []  # said by `describe`
    except AtlasDigitsError as error:
        return [from_message("this chip", PROBLEM if place.has_board() else ABSENT, str(error))]
    if wanted and wanted != soc:
        text = f"The model was compiled for {wanted}, here is {soc}: it may be refused, or fail later."
        return [Finding("this chip", WARNING, text, f"Compile it: python -m model_build compile --soc-version {soc}")]
    return [Finding("this chip", OK, f"{soc}, which the model is for" if wanted else f"{soc}")]


def reads(place: Place, name: str) -> list[Finding]:
    """Whether it reads a digit, where its engine can run."""
    engine = engine_for(Path(name))
    return board.reads(place, engine, name) if engine else []
