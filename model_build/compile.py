"""From ONNX to the .om that the chip runs: ATC, and the card of what it made.

ATC works in a temporary folder, on names of ours: its options dislike spaces and anything beyond ASCII, and it leaves
kernel_meta/ and fusion_result.json wherever it is run.
"""

from __future__ import annotations

import dataclasses
import hashlib
import logging
import os
import platform
import re
import shlex
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Optional

from app.engines import om_file
from app.engines.engine import MODELS, card_to_json, load_model
from app.engines.om_file import OmFile
from app.errors import ModelError
from app.recognition.model import ModelCard
from model_build import aipp, atc, atc_errors, atc_run, onnx_check, together
from model_build.aipp import Aipp
from model_build.errors import CompileError, StorageError
from model_build.files import write_text
from model_build.onnx_check import OnnxFacts

logger = logging.getLogger(__name__)

MODEL = MODELS / "digits.onnx"
SOC_VERSION = "Ascend310"  # of the Atlas 200 DK; the Atlas 200I DK A2 has the Ascend310B4
AIPP_FILE = "aipp.cfg"
_LONGEST_NAME = 31  # characters of a name in an .om
_SIMULATED = "SIMULATED"  # how the simulated ATC marks what it makes
_PLAIN_PATH = re.compile(r"[A-Za-z0-9/._-]+")


@dataclass(frozen=True)
class Plan:
    """What is to be compiled, read and checked.

    model, output: the ONNX file, and the folder for the .om and its card
    name: of the model in ATC's options and in the .om, made of plain characters
    """

    model: Path
    output: Path
    soc_version: str
    name: str
    content: bytes
    card: ModelCard
    facts: OnnxFacts
    aipp: Optional[Aipp]

    @property
    def om(self) -> Path:
        return self.output / f"{self.model.stem}.om"


@dataclass(frozen=True)
class Compiled:
    """What ATC made. simulated: it is for the simulator and for no chip"""

    om: Path
    card: Path
    size: int
    seconds: float
    atc_version: Optional[str]
    simulated: bool


def plan(
    model: Path = MODEL, output: Optional[Path] = None, soc_version: str = SOC_VERSION, grey: bool = False
) -> Plan:
    """Read the model with its card and look whether it can be compiled; nothing is run or written.

    output: None: a folder beside the models, named after the chip
    grey: the .om takes 8-bit grey, and the chip normalises it (AIPP)
    raises ModelError (the model or its card cannot be read), CompileError (ATC will not take it)
    """
    content, card = load_model(model)
    facts = onnx_check.check(content, str(model), card)
    output = MODELS / soc_version if output is None else output
    _check_apart(model, output)
    name = re.sub(r"[^A-Za-z0-9_]", "_", model.stem)[:_LONGEST_NAME]
    return Plan(model, output, soc_version, name, content, card, facts, aipp.for_card(card) if grey else None)


def _check_apart(model: Path, output: Path) -> None:
    """The card of an .om has the name that the card of the ONNX beside it would have."""
    with suppress(OSError):  # there is no such folder yet
        if model.parent.samefile(output) or (output / model.with_suffix(".onnx").name).exists():
            raise CompileError(
                f"{output}: the card {model.stem}.json in this folder belongs to an ONNX model. Name another folder "
                "with --output."
            )


def arguments(task: Plan, model: str, output: str, aipp_file: str) -> list[str]:
    """ATC's, for the files of these names."""
    found = ["--mode=0", "--framework=5", f"--model={model}", f"--output={output}", f"--soc_version={task.soc_version}"]
    if re.fullmatch(r"[A-Za-z0-9_./-]+", task.facts.input_name):  # others would end the name early; it is optional
        shape = ",".join(map(str, task.facts.input_shape))
        found += ["--input_format=NCHW", f"--input_shape={task.facts.input_name}:{shape}"]
    if task.aipp:
        found.append(f"--insert_op_conf={aipp_file}")
    return found


def run(task: Plan, tool: atc.Atc, listener: atc_run.Listener) -> Compiled:
    """Compile, and put the .om and its card in place together; what was there stays until both are whole.

    raises CompileError, StorageError. Where ATC fails, all that it said is beside the output in NAME.atc.log
    """
    together.require_writable(task.output)  # before the minutes that follow
    started = time.monotonic()
    environment = {**tool.environment, **atc.few_processes(tool.environment)}
    log = task.om.with_suffix(".atc.log")
    with _folder() as folder:
        _lay_out(task, folder)
        asked = arguments(task, f"{task.name}.onnx", task.name, AIPP_FILE)
        status, said = atc_run.run([str(tool.program), *asked], folder, environment, listener)
        try:
            content, made = _result(task, folder / f"{task.name}.om", status, said)
        except CompileError as error:
            raise CompileError(f"{error}{_keep(said, log)}") from None
    simulated = made.note.startswith(_SIMULATED)
    card = _card(task, content, made, ["atc", *asked], simulated)
    card_path = task.om.with_suffix(".json")
    together.put(task.output, {task.om.name: content, card_path.name: card_to_json(card).encode()})
    with suppress(OSError):
        log.unlink()  # of a run that failed
    return Compiled(task.om, card_path, len(content), time.monotonic() - started, made.atc_version, simulated)


@contextmanager
def _folder() -> Iterator[Path]:
    """A temporary folder whose path ATC takes."""
    places = (tempfile.gettempdir(), "/tmp", "/var/tmp")
    place = next((p for p in places if _PLAIN_PATH.fullmatch(p) and os.access(p, os.W_OK)), None)
    try:
        made = tempfile.TemporaryDirectory(prefix="atlas-digits-", dir=place)
    except OSError as error:
        raise StorageError(f"{place}: no temporary folder can be made in it ({error.strerror}).") from None
    with made as folder:
        yield Path(folder)


def _lay_out(task: Plan, folder: Path) -> None:
    try:
        (folder / f"{task.name}.onnx").write_bytes(task.content)
        if task.aipp:
            (folder / AIPP_FILE).write_text(task.aipp.text)
    except OSError as error:
        raise StorageError(f"{folder}: cannot be written ({error.strerror}). Make room, or set TMPDIR.") from None


def _result(task: Plan, written: Path, status: int, said: str) -> tuple[bytes, OmFile]:
    """What ATC wrote; it has succeeded where its status, its words and its file all say so. Raises CompileError."""
    succeeded = atc_errors.SUCCESS in said
    if status != 0 or not succeeded:
        reasons = atc_errors.explain(said, status)
        if not reasons:
            last = [line.strip() for line in said.splitlines() if line.strip()][-3:]
            reasons = [f"its last words: {' / '.join(last)}"] if last else ["it said nothing"]
        listed = "".join(f"\n  {reason}" for reason in reasons)
        doubt = " although it spoke of success" if succeeded else ""
        raise CompileError(f"{task.model} was not compiled: ATC {atc_errors.ending(status)}{doubt}.{listed}")
    try:
        content = written.read_bytes()
        made = om_file.parse(content, written.name)
    except FileNotFoundError:
        raise CompileError(
            f"{task.model} was not compiled: ATC spoke of success but wrote no {written.name}. Is the disk full?"
        ) from None
    except OSError as error:
        raise CompileError(f"{task.model}: what ATC made of it cannot be read ({error.strerror}).") from None
    except ModelError as error:
        raise CompileError(f"{task.model} was not compiled: ATC spoke of success, but: {error}") from None
    for what, found, wanted in (("name", made.name, task.name), ("chip", made.soc_version, task.soc_version)):
        if found is not None and found != wanted:  # names of chips are many, and ATC may know one under another
            logger.warning("%s: the %s in what ATC made of it is %r, not %r.", task.model, what, found, wanted)
    return content, made


def _keep(said: str, log: Path) -> str:
    """Keep ATC's output, and say where; where that cannot be done it was shown all the same."""
    with suppress(StorageError):
        write_text(log, said + "\n")
        return f"\nAll that ATC said is in {log}."
    return ""


def _card(task: Plan, content: bytes, made: OmFile, command: list[str], simulated: bool) -> ModelCard:
    """The ONNX model's, for the .om. Its accuracy is the one that was measured before compiling: see `verify`."""
    facts: dict[str, Any] = {
        "command": command_of(task),
        "soc_version": made.soc_version or task.soc_version,
        "atc_command": shlex.join(command),
        "atc_version": made.atc_version,
        "simulated": simulated,
        "from_onnx": task.card.sha256,
        "onnx": os.path.relpath(task.model.resolve(), task.output.resolve()),
        "machine": f"{sys.platform} {platform.machine()}",
        "network": task.card.made,
    }
    changes: dict[str, Any] = {}
    if task.aipp:
        batch, channels, height, width = task.card.input_shape
        changes = {"dtype": "uint8", "layout": "NHWC", "input_shape": (batch, height, width, channels)}
        facts["aipp"] = {
            "min_chn_0": task.aipp.min,
            "var_reci_chn_0": task.aipp.var_reci,
            "effective_mean": task.aipp.mean,
            "effective_std": task.aipp.std,
        }
    return dataclasses.replace(task.card, sha256=hashlib.sha256(content).hexdigest(), made=facts, **changes)


def command_of(task: Plan) -> str:
    """The command that compiles this model again."""
    options = [f"--soc-version={task.soc_version}"]
    options += [f"--model={task.model}"] if task.model != MODEL else []
    options += [f"--output={task.output}"] if task.output != MODELS / task.soc_version else []
    return shlex.join(["python", "-m", "model_build", "compile", *options, *(["--aipp"] if task.aipp else [])])
