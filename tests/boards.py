"""A simulated board for tests that are not about the simulator itself, and models compiled for it."""

from __future__ import annotations

import dataclasses
import hashlib
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from app.engines.engine import card_to_json, load_card, shut_down
from app.recognition.model import ModelCard
from tests.models import SHIPPED
from tests.simulator.fixtures import PYTHON

ATC = PYTHON.parent / "bin" / "atc"

AIPP = """aipp_op {
  aipp_mode: static
  input_format: YUV400_U8
  src_image_size_w: 32
  src_image_size_h: 32
  mean_chn_0: 0
  min_chn_0: 33.34375
  var_reci_chn_0: 0.012725830078125
}
"""


def compile_model(folder: Path, *, aipp: bool = False, soc: str = "Ascend310") -> Path:
    """The shipped network as an `.om` of the simulated ATC, with its card beside it."""
    pytest.importorskip("onnx", reason="the simulated ATC reads ONNX with the package onnx")
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / "digits.om"
    flags = ["--mode=0", "--framework=5", f"--model={SHIPPED}", f"--output={path.with_suffix('')}"]
    flags.append(f"--soc_version={soc}")
    card = load_card(SHIPPED.with_suffix(".json"))
    if aipp:
        (folder / "aipp.cfg").write_text(AIPP)
        flags.append(f"--insert_op_conf={folder / 'aipp.cfg'}")
        card = dataclasses.replace(card, dtype="uint8", layout="NHWC", input_shape=(1, 32, 32, 1))
    done = subprocess.run([sys.executable, str(ATC), *flags], cwd=folder, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    write_card(path, card)
    return path


def write_card(path: Path, card: ModelCard) -> None:
    """The card beside the model, with the model's SHA-256."""
    digest = hashlib.sha256(path.read_bytes()).hexdigest()
    path.with_suffix(".json").write_text(card_to_json(dataclasses.replace(card, sha256=digest)), encoding="utf-8")


@pytest.fixture(scope="session")
def compiled(tmp_path_factory) -> Any:
    """The shipped network compiled, by kind: float32 and uint8 (with AIPP)."""
    folder = tmp_path_factory.mktemp("compiled")
    made: dict[str, Path] = {}

    def get(kind: str = "float32") -> Path:
        if kind not in made:
            made[kind] = compile_model(folder / kind, aipp=kind == "uint8")
        return made[kind]

    return get


@pytest.fixture
def board(acl_board) -> Iterator[Any]:
    """The simulated board of this process, on which `acl` can be imported. Nothing may be left on it, or misused."""
    yield acl_board
    shut_down()
    assert acl_board.violations == []
    assert acl_board.handles() == {}
    assert acl_board.leaks == {}


def simulated(environment: dict[str, str], **settings: str) -> dict[str, str]:
    """The environment of another process that is to have the board."""
    path = os.pathsep.join(part for part in (str(PYTHON), environment.get("PYTHONPATH", "")) if part)
    return {**environment, "PYTHONPATH": path, **{f"ASCEND_SIMULATOR_{k}": v for k, v in settings.items()}}
