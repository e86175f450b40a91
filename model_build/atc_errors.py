"""ATC's messages, in words that lead somewhere.

Codes: the error registry of CANN's graph engine, 5.0 to 8.5; where a code was renamed both names stand here. The
remedies for memory and Python are what users of 4 GB boards and Huawei's FAQ found.
"""

from __future__ import annotations

import re
import signal
from collections.abc import Iterator

SUCCESS = "ATC run success"

_PYTHON = (
    "the part of ATC that compiles operators is written in Python, and it lacks a package or dislikes a version. "
    "Install into the python3 that stands first in PATH (outside every virtual environment): pip3 install attrs cython "
    "'numpy<1.25' decorator sympy cffi pyyaml pathlib2 psutil 'protobuf==3.20' scipy requests absl-py"
)
_FEW = "set TE_PARALLEL_COMPILER=1 and MAX_COMPILE_CORE_NUMBER=1"
_MEMORY = (
    f"most likely the memory ran out. Add swap (sudo fallocate -l 4G /swapfile; sudo chmod 600 /swapfile; "
    f"sudo mkswap /swapfile; sudo swapon /swapfile), {_FEW}, close other programs, or compile on a PC"
)
_PARSER = (
    "the network has an operator, or is written in an opset, that this ATC has no parser for. Export it with opset 11"
)
_NAME = "a name that was passed to ATC is not one of the model's. Compile the model as it was exported"
_FILE = "ATC cannot open, read or write a file. Look whether the disk is full and whether /tmp may be written to"
_OUTPUT = "ATC does not like the name of the output. Rename the model to something short, of letters and digits"
_INSIDE = "ATC failed inside. What it says further on, and the log in ~/ascend/log, may say why"

# beginnings of codes, the longer before the shorter
_MEANINGS = (
    (
        "E10001",
        "an option's value is wrong, most often --soc-version: the chip is named as in `npu-smi info`, with Ascend in "
        "front (Ascend310, Ascend310B4), and this ATC must know it",
    ),
    ("E10002", "the shape of the input is malformed. Rename the model's input to something of letters and digits"),
    ("E10007", "ATC was not told that this is an ONNX model, or does not know --framework=5: it is no ATC of CANN"),
    ("E10010", "ATC does not take the level for its log. Unset the variables that begin with ASCEND_GLOBAL_LOG"),
    ("E10016", _NAME),
    ("E10017", _NAME),
    ("E10021", _OUTPUT),
    ("E10022", _OUTPUT),
    ("E10044", "less than 2 GiB of memory are free. Close other programs, or add swap"),
    ("E10049", "the shape of the input has another number of sizes than the model's. Export the model again"),
    ("E10", "an option is not to ATC's liking; its own message says which"),
    ("E11005", "the model's input has no fixed shape. Export it again with a batch of 1"),
    ("E13", _FILE),
    ("E16002", _PARSER),
    ("E19010", _PARSER),
    ("E19999", _INSIDE),
    ("E19", _FILE),
    ("E4", _PYTHON),
    ("EC", _PYTHON),
    ("EZ", _INSIDE),
)
_CODE = re.compile(r"\b(E[A-Z0-9]\d{4})\b")
_TEXTS = (
    (
        "error while loading shared libraries",
        "ATC's libraries are not found. Source its set_env.sh in this shell, then compile again",
    ),
    ("No module named", _PYTHON),
    ("No space left on device", "the disk is full. Make room, in /tmp too"),
    ("Cannot allocate memory", _MEMORY),
)
_MOST = 3  # explanations; the first is nearly always the cause, the rest its echo


def explain(output: str, status: int) -> list[str]:
    """Why ATC failed and the way out, as clauses for people; empty where nobody knows.

    output: all that it printed; status: as Python gives it, negative for a signal
    """
    found = list(dict.fromkeys(_explanations(output)))  # in order, each once
    killed = -status if status < 0 else status - 128  # a shell in between adds 128
    if killed == signal.SIGKILL and _MEMORY not in found:
        found.insert(0, _MEMORY)
    return found[:_MOST]


def _explanations(output: str) -> Iterator[str]:
    for code in dict.fromkeys(_CODE.findall(output)):
        meaning = next((meaning for start, meaning in _MEANINGS if code.startswith(start)), None)
        if meaning:
            yield f"{code}: {meaning}"
    for text, meaning in _TEXTS:
        if text in output:
            yield meaning


def ending(status: int) -> str:
    """How ATC ended, to go on after "ATC"."""
    if status >= 0:
        return f"ended with status {status}"
    try:
        return f"was killed by the signal {signal.Signals(-status).name}"
    except ValueError:
        return f"was killed by signal {-status}"
