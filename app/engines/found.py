"""Which model files are here to choose from. No engine is opened, and nothing of a vendor's imported."""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Optional

from app.engines.engine import ENGINES, MODELS, load_card
from app.errors import ModelError
from app.messages import message_of

_NOT_TO_READ_WITH = ".features"  # the end of the stem of a model that only explains another


@dataclass(frozen=True)
class FoundModel:
    """engine: the name of the one that runs it; own: whether it is this user's and did not come with the application

    accuracy: per cent right on the MNIST test set, where the card says so; made: when the file was written, in seconds
    since 1970; problem: why it cannot be used, as far as its card tells
    """

    path: Path
    engine: str
    own: bool
    accuracy: Optional[float]
    made: float
    problem: str = ""


def list_models(own: Path, ours: Path = MODELS) -> list[FoundModel]:
    """Those that came with the application, compiled ones first, then the user's own, the newest first.

    own: the folder of the user's models, which need not be there
    """
    shipped = [_found(path, own=False) for path in [*_models_in(ours, "*/"), *_models_in(ours)]]
    kept = sorted((_found(path, own=True) for path in _models_in(own)), key=lambda model: -model.made)
    return [*shipped, *kept]


def _models_in(folder: Path, below: str = "") -> Iterator[Path]:
    for _, ending in ENGINES.values():
        for path in sorted(folder.glob(f"{below}*{ending}")):
            half_written = path.name.startswith(".")
            is_file = os.path.isfile(path)  # noqa: PTH113 (Path.is_file raises where it may not look)
            if is_file and not half_written and not path.stem.endswith(_NOT_TO_READ_WITH):
                yield path


def _found(path: Path, *, own: bool) -> FoundModel:
    engine = next(name for name, (_, ending) in ENGINES.items() if path.suffix == ending)
    accuracy, problem = None, ""
    try:
        accuracy = load_card(path.with_suffix(".json")).accuracy.get("mnist_test")
    except ModelError as error:
        problem = message_of(error)
    try:
        made = path.stat().st_mtime
    except OSError:  # it was taken away meanwhile
        made = 0.0
    return FoundModel(path, engine, own, accuracy, made, problem)
