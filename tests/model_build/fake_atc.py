"""Models to compile, and programs to compile them with: the simulated ATC, and scripts that do as they are told."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
SIMULATED = ROOT / "tests" / "simulator" / "bin" / "atc"
SHIPPED = ROOT / "assets" / "models" / "digits.onnx"

sys.path.insert(0, str(ROOT / "tests" / "simulator" / "python"))
from ascend_simulator import container  # noqa: E402

del sys.path[0]  # or `import acl` would find a board in every other test

WELCOME = "ATC run success, welcome to the next use."


def model(folder: Path, name: str = "digits.onnx", change=None, **card) -> Path:
    """The shipped model with its card; `change` is done to the network, `card` to the card."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / name
    if change:
        import onnx

        network = onnx.load(SHIPPED)
        change(network)
        path.write_bytes(network.SerializeToString())
    else:
        shutil.copyfile(SHIPPED, path)
    return describe(path, **card)


def describe(path: Path, **card) -> Path:
    """Write the card of this ONNX file, like the shipped one's."""
    fields = json.loads(SHIPPED.with_suffix(".json").read_text())
    fields.update({"sha256": hashlib.sha256(path.read_bytes()).hexdigest(), **card})
    path.with_suffix(".json").write_text(json.dumps(fields))
    return path


def om(path: Path, name: str = "digits", soc: str = "Ascend310", **header) -> Path:
    """A whole .om that nothing can run."""
    definition = container.model_def(name, {"soc_version": soc, "atc_version": "5.0.4"})
    path.write_bytes(container.pack(name, [(0, definition), (1, b"w" * 64), (3, b"k" * 64), (2, b"t" * 64)], **header))
    return path


def script(path: Path, *lines: str) -> Path:
    """A program of the shell."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("\n".join(["#!/bin/sh", *lines, ""]))
    path.chmod(0o755)
    return path


def working(path: Path, folder: Path, *lines: str, **contents) -> Path:
    """A program that succeeds like ATC; `lines` come before."""
    folder.mkdir(exist_ok=True)
    made = om(folder / "made.om", **contents)
    return script(path, "echo 'ATC start working now'", *lines, f"cp '{made}' digits.om", f"echo '{WELCOME}'")


def environment(home: Path) -> dict[str, str]:
    """Ours, with the simulated ATC in PATH, its Python in front, and nothing installed in HOME."""
    found = {name: value for name, value in os.environ.items() if not name.startswith(("ASCEND_", "MAX_COMPILE"))}
    python = str(Path(sys.executable).parent)
    path = os.pathsep.join([str(SIMULATED.parent), python, os.environ["PATH"]])
    return {**found, "PATH": path, "HOME": str(home), "PYTHONPATH": str(ROOT)}


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())
