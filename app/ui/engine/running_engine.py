"""What is told of the engine in use, to whoever shows it."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Optional

if TYPE_CHECKING:
    from app.ui.engine.held_engines import Held


@dataclass(frozen=True)
class RunningEngine:
    """engine: its name, as in `app.engines.ENGINES`; title: what people call it
    path: of the model; sha256: of its content; labels: what each output means
    refuse_below: confidence below which an answer is refused, as the card has it, 0..1
    description: of the network, as the card has it

    in_place_of: why it is not the engine that was wanted; empty where it is
    before: what ran before it, to which one can go back; empty where nothing did
    choice: what was given to `use` with it; None for the first
    """

    engine: str
    title: str
    path: Path
    sha256: str
    labels: tuple[int, ...]
    refuse_below: float
    description: str
    in_place_of: str = ""
    before: str = ""
    choice: Optional[tuple[str, ...]] = None

    @property
    def name(self) -> str:
        return f"{self.title} · {self.path.name}"


def running_engine(held: Held, before: Optional[Held]) -> RunningEngine:
    engine = held.engine
    return RunningEngine(
        engine=engine.name,
        title=engine.title,
        path=engine.path,
        sha256=engine.card.sha256,
        labels=engine.card.labels,
        refuse_below=engine.card.refusal_threshold,
        description=engine.card.name,
        in_place_of=held.in_place_of,
        before=before.name if before else "",
        choice=held.choice,
    )
