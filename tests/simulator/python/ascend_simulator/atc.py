"""A simulated ATC: compiles an ONNX model into an .om that only the simulated board runs.

Its flags, refusals, error codes, lines on stdout, exit status and files are those of the real one (CANN 5.x).
"""

from __future__ import annotations

import json
import os
import signal
import sys
import time
from collections.abc import Sequence
from pathlib import Path

from onnx import TensorProto, numpy_helper

from . import atc_flags, gears
from .atc_checks import check, input_path
from .atc_errors import FAILED, AtcError, NotSimulated, bad_value
from .atc_flags import FlagError, Flags
from .atc_model import Compiled, compile_model
from .container import (
    MODEL_DEF,
    ONNX_PARTITION,
    SIMULATED_NOTE,
    TASK_INFO,
    TBE_KERNELS,
    WEIGHTS_DATA,
    Container,
    model_def,
    pack,
    unpack,
)

PROGRAM = Path(__file__).resolve().parents[2] / "bin" / "atc"
VERSION = "simulated (as CANN 5.1.RC2)"

_STARTS = "ATC start working now, please wait for a moment."
_SUCCEEDED = "ATC run success, welcome to the next use."
_FAILED = "ATC run failed, Please check the detail log, Try 'atc --help' for more information"
_NOTICE = "This atc is a simulator: what it writes runs on the simulated board only, never on a real chip."
_LOGS = ("null", "debug", "info", "warning", "error")
_COMPILE, _ONLY_CHECK, _SHOW = 0, 3, 6


def main(arguments: Sequence[str]) -> int:
    """arguments: without the program's name -> the exit status. Writes into the working directory, as the real one."""
    print(_STARTS, flush=True)
    print(_NOTICE, file=sys.stderr, flush=True)
    try:
        flags = atc_flags.parse(arguments)
    except FlagError as error:
        print(error, file=sys.stderr)
        return 1
    if flags.values["help"] or flags.values["h"]:
        print(atc_flags.usage())
        return 1  # as gflags leaves
    if flags.text("log") not in _LOGS:
        print(f"E10010: invalid value for --log:{flags.text('log')}, only support debug, info, warning, error, null")
        print(_FAILED)
        return FAILED
    try:
        _run(flags, arguments)
    except AtcError as error:
        print(_FAILED)
        print(error, flush=True)
        return FAILED
    except NotSimulated as error:
        print(_FAILED)
        print(error, flush=True)
        return 1
    print(_SUCCEEDED, flush=True)
    return 0


def _run(flags: Flags, arguments: Sequence[str]) -> None:
    mode = flags.number("mode")
    if mode == _SHOW:
        _show(flags)
    elif mode in (_COMPILE, _ONLY_CHECK):
        check(flags)
        time.sleep(float(os.environ.get("ASCEND_SIMULATOR_ATC_DELAY", "0")))
        ordered = os.environ.get("ASCEND_SIMULATOR_ATC_FAIL")
        if ordered:
            raise AtcError((ordered, "ASCEND_SIMULATOR_ATC_FAIL asks for this failure"))
        if mode == _COMPILE:
            _compile(flags, arguments)
        else:
            _only_check(flags)
    elif mode in (1, 5):
        raise NotSimulated(f"--mode={mode}, turning a model into JSON")
    else:
        raise AtcError(bad_value("--mode", str(mode), "only support 0, 1, 3, 5 or 6"))


def _compile(flags: Flags, arguments: Sequence[str]) -> None:
    compiled = compile_model(flags)
    _leave_traces(flags)
    output = Path(flags.text("output") + ".om")
    content = _container(output.stem, compiled, flags, arguments)
    if os.environ.get("ASCEND_SIMULATOR_ATC_SILENT") == "1":
        return
    dies = os.environ.get("ASCEND_SIMULATOR_ATC_KILL") == "1"
    try:  # straight into the file, as the real one: who is interrupted leaves a part of it
        descriptor = os.open(output, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(descriptor, "wb") as file:
            file.write(content[: len(content) // 2] if dies else content)
    except OSError as error:
        raise AtcError(("E19004", f"Write file [{output}] failed: {error.strerror}")) from None
    if dies:
        os.kill(os.getpid(), signal.SIGKILL)
    if flags.text("display_model_info") == "1":
        _print(unpack(content))


def _container(name: str, compiled: Compiled, flags: Flags, arguments: Sequence[str]) -> bytes:
    model = compiled.networks[0]
    weights = [numpy_helper.to_array(tensor) for tensor in model.graph.initializer]
    kept = b"".join(
        array.astype("<f2" if tensor.data_type == TensorProto.FLOAT else array.dtype).tobytes()
        for array, tensor in zip(weights, model.graph.initializer)
    )
    attributes = {
        "soc_version": flags.text("soc_version"),
        "atc_version": VERSION,
        "opp_version": VERSION,
        "atc_cmdline": " ".join([str(PROGRAM), *arguments]),
        "framework_type": "Onnx",
        "weight_size": len(kept),
        "simulated": SIMULATED_NOTE.decode(),
    }
    partitions = [
        (MODEL_DEF, model_def(name, attributes)),
        (WEIGHTS_DATA, kept),
        (TBE_KERNELS, SIMULATED_NOTE),
        (TASK_INFO, SIMULATED_NOTE),
        (ONNX_PARTITION, _private(compiled)),
    ]
    return pack(name, partitions, note=SIMULATED_NOTE)


def _private(compiled: Compiled) -> bytes:
    """What only the simulated board reads."""
    networks = [network.SerializeToString() for network in compiled.networks]
    return gears.pack(compiled.kind, compiled.sizes, networks) if compiled.kind else networks[0]


def _leave_traces(flags: Flags) -> None:
    """What the real one leaves in the working directory."""
    try:
        Path(flags.text("debug_dir") or "kernel_meta").mkdir(mode=0o700, parents=True, exist_ok=True)
        Path("fusion_result.json").write_text(json.dumps([{"graph_fusion": {}, "ub_fusion": {}, "simulated": True}]))
    except OSError as error:
        raise AtcError(
            ("E19006", f"Can not create directory or file of [{error.filename}]: {error.strerror}")
        ) from None


def _only_check(flags: Flags) -> None:
    """--mode=3: the report tells whether each operation is known."""
    report = {"result": "success", "errors": []}
    try:
        compile_model(flags)
    except AtcError as error:
        report = {"result": "failed", "errors": [list(problem) for problem in error.problems]}
        raise
    except NotSimulated as error:
        report = {"result": "not simulated", "errors": [["", str(error)]]}
        raise
    finally:
        Path(flags.text("check_report")).write_text(json.dumps(report, indent=2))


def _show(flags: Flags) -> None:
    """--mode=6"""
    path = flags.text("om")
    if not path:
        raise AtcError(("E10004", "Value for parameter [--om] is empty"))
    problems = input_path("--om", path)
    if problems:
        raise AtcError(*problems)
    try:
        container = unpack(Path(path).read_bytes())
    except (OSError, ValueError) as error:
        raise AtcError(
            ("E10003", f"Value [{path}] for parameter [--om] is invalid: invalid om file, {error}")
        ) from None
    _print(container)


def _print(container: Container) -> None:
    print("============ Display Model Info start ============")
    print(f"Original Atc command line: {container.attributes.get('atc_cmdline', '')}")
    for key in ("soc_version", "atc_version", "opp_version", "framework_type", "simulated"):
        if key in container.attributes:
            print(f"{key}[{container.attributes[key]}]")
    sizes = ", ".join(f"{kind:#x}[{len(content)}B]" for kind, content in container.partitions.items())
    print(f"name[{container.name}], platform_version[{container.platform_version}], partitions {sizes}")
    print("============ Display Model Info end   ============")
