"""What both boards have: a chip that is simulated, pictures to read, a kiosk whose counts are looked at."""

from __future__ import annotations

import shutil
import sqlite3
from pathlib import Path

from tests.board.answers import DEMO, MODEL, ROOT, SIMULATOR, TOLERANCE, Answer, difference, here, read
from tests.board.machine import Machine, quoted
from tests.board.table import Table

# the toolkit of CANN is where Huawei's installer puts it; what speaks to the chip there is the simulator
_CANN = "usr/local/Ascend/ascend-toolkit"
_SETTINGS = """export ASCEND_TOOLKIT_HOME=/usr/local/Ascend/ascend-toolkit/latest
export PYTHONPATH=$ASCEND_TOOLKIT_HOME/python/site-packages${PYTHONPATH:+:$PYTHONPATH}
"""
HOME = "home/HwHiAiUser"
COMPILED = f"/{HOME}/model/digits.om"


def give_chip(machine: Machine) -> None:
    """And the pictures, and the model that is compiled for it, to a user of the board."""
    toolkit = machine.root / _CANN / "latest" / "python" / "site-packages"
    shutil.rmtree(machine.root / _CANN, ignore_errors=True)
    shutil.copytree(SIMULATOR, toolkit, ignore=shutil.ignore_patterns("__pycache__"))
    machine.write(f"{_CANN}/set_env.sh", _SETTINGS)
    for source, name in ((DEMO, "pictures"), (MODEL, "model")):
        shutil.copytree(source, machine.root / HOME / name, dirs_exist_ok=True)
    machine.run("getent group HwHiAiUser || groupadd HwHiAiUser")


def read_pictures(machine: Machine, table: Table, name: str, expected: dict[str, dict[str, Answer]]) -> None:
    """expected: by engine, as `expectations` gives it"""
    pictures = sorted(f"/{HOME}/pictures/{path.name}" for path in DEMO.iterdir() if path.suffix in (".png", ".jpg"))
    for engine, answers in expected.items():
        with table.check(name, f"recognize with {engine}, as on x86") as check:
            command = ["atlas-digits", "recognize", *pictures, "--json", "--engine", engine]
            command += ["--model", COMPILED] if engine == "ascend" else []
            largest = difference(read(machine.run(quoted(*command))), answers, engine)
            assert largest <= TOLERANCE, f"a confidence differs by {largest:.2e}"
            check.seen = f"{len(answers)} pictures, same texts; of four places a confidence differs by {largest:.4f}"


def expectations() -> dict[str, dict[str, Answer]]:
    return {engine: here(engine) for engine in ("onnx", "ascend")}


def doctor(machine: Machine, table: Table, name: str) -> None:
    with table.check(name, "doctor") as check:
        said = machine.run("atlas-digits doctor")
        last = said.strip().splitlines()[-1]
        assert last.startswith("Digits are read here"), said
        check.seen = last


def count(database: Path, digit: int) -> int:
    """How often a kiosk read the digit today."""
    if not database.exists():
        return 0
    with sqlite3.connect(f"file:{database}?mode=ro", uri=True) as connection:
        try:
            return int(connection.execute(f"SELECT COALESCE(SUM(digit{digit}), 0) FROM days").fetchone()[0])
        except sqlite3.OperationalError:  # the kiosk makes it just now
            return 0


PICTURES = ROOT / "build" / "board"
