"""The application as a process of its own, with settings, samples and a log of its own."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import uuid
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, Optional

import pytest

from tests.test_samples_hardship import small_disk
from tests.ui.end_to_end.player import LONGEST

ROOT = Path(__file__).resolve().parents[3]


class Home:
    """A user's folders."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        folder.mkdir(exist_ok=True)

    @property
    def store(self) -> Path:
        return self.folder / "data" / "atlas-digits" / "samples.db"

    @property
    def counts(self) -> Path:
        return self.folder / "data" / "atlas-digits" / "counts.db"

    def file(self, name: str) -> Path:
        """Among the settings."""
        return self.folder / "config" / "atlas-digits" / name

    @property
    def models(self) -> Path:
        return self.folder / "data" / "atlas-digits" / "models"

    @property
    def environment(self) -> dict[str, str]:
        """Of a process that is this user's. Nothing of whoever runs the tests is left in it."""
        kept = {name: value for name, value in os.environ.items() if not name.startswith(("ATLAS_", "ASCEND_", "LC_"))}
        places = {f"XDG_{kind}_HOME": str(self.folder / kind.lower()) for kind in ("CONFIG", "DATA", "STATE", "CACHE")}
        paths = os.pathsep.join([str(ROOT), *filter(None, [os.environ.get("PYTHONPATH")])])
        more = {"HOME": str(self.folder), "LANG": "C.UTF-8", "LANGUAGE": "en", "PYTHONPATH": paths}
        return {**kept, **places, **more, "QT_QPA_PLATFORM": "offscreen"}


class Play:
    """A scenario that is being played."""

    def __init__(self, process: subprocess.Popen, told: Path) -> None:
        self.process, self._told = process, told

    def ends(self, status: int = 0, said: tuple[str, ...] = ()) -> None:
        """Wait for it. It has to end with this status, everything done.

        said: patterns of warnings; each has to be logged, and nothing else, of Qt's own neither
        """
        printed, errors = self.process.communicate(timeout=LONGEST + 20)
        assert self._told.exists(), f"it ended with status {self.process.returncode}:\n{errors}"
        told = json.loads(self._told.read_text(encoding="utf-8"))
        assert not told["problem"], told["problem"] + errors
        lines = [f"{name}: {text}" for name, _, text in told["log"]]
        unforeseen = [line for line in lines if not any(re.search(pattern, line) for pattern in said)]
        assert not unforeseen, unforeseen
        for pattern in said:
            assert any(re.search(pattern, line) for line in lines), (pattern, lines)
        logged = {part for _, _, text in told["log"] for part in text.splitlines()}
        others = [line for line in errors.splitlines() if line not in logged and "plugin does not support" not in line]
        assert not others, others
        assert (self.process.returncode, printed) == (status, "")

    def is_killed(self) -> None:
        self.process.kill()
        self.process.communicate()


Begin = Callable[..., Play]


@pytest.fixture
def home(tmp_path: Path) -> Home:
    return Home(tmp_path / "home")


@pytest.fixture
def begin(home: Home, tmp_path: Path) -> Iterator[Begin]:
    """Start the application and a scenario in it."""
    plays: list[Play] = []

    def started(
        scene: Callable, *arguments: Any, command: tuple[str, ...] = (), environment: Optional[dict[str, str]] = None
    ) -> Play:
        told = tmp_path / f"told-{uuid.uuid4().hex}.json"
        order = {
            "scene": f"{scene.__module__}:{scene.__name__}",
            "arguments": [str(argument) if isinstance(argument, Path) else argument for argument in arguments],
            "command": list(command),
            "told": str(told),
        }
        process = subprocess.Popen(
            [sys.executable, "-m", "tests.ui.end_to_end.player", json.dumps(order)],
            env=environment or home.environment,
            cwd=ROOT,
            text=True,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
        )
        plays.append(Play(process, told))
        return plays[-1]

    yield started
    for play in plays:
        if play.process.poll() is None:
            play.is_killed()


@pytest.fixture
def little_disk(home: Home) -> Iterator[Path]:
    """This user's folders are on a disk of 400 kB. To be named before `begin`, which ends what uses it."""
    home.folder.rmdir()
    with small_disk(home.folder, "400k") as disk:
        yield disk
