"""One check in a process of its own: `main` is what `app.doctor.probes` starts."""

from __future__ import annotations

import dataclasses
import importlib
import json
import os
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from app.doctor.place import Place


def resolve(target: str) -> Callable[..., Any]:
    """target: "module:function" """
    module, function = target.split(":")
    found: Callable[..., Any] = getattr(importlib.import_module(module), function)
    return found


def main(arguments: Sequence[str]) -> None:
    """Print what the check found, as JSON in one line, and end the process.

    arguments: the check as "module:function", the root of the file system, what else the function takes
    """
    answer = os.dup(1)
    os.dup2(2, 1)  # what libraries print is not the answer
    target, root, *rest = arguments
    findings = resolve(target)(Place(Path(root)), *rest)
    content = json.dumps([dataclasses.asdict(finding) for finding in findings]).encode() + b"\n"
    with os.fdopen(answer, "wb") as stream:
        stream.write(content)
    sys.stderr.flush()
    os._exit(0)  # a vendor's library that crashes or hangs while the process ends has been asked all it was to be asked
