"""The engine in use, and the one before it, which stays open so that one can go back to it at once."""

from __future__ import annotations

from collections.abc import Callable
from typing import Optional

from app.errors import EngineUnavailableError
from app.messages import said
from app.recognition.model import Engine
from app.recognition.recognizer import Recognizer
from app.self_test import self_test
from app.ui.camera.shot_reader import ShotReader

Opener = Callable[[Callable[[str], None]], Engine]


class Held:
    """An engine and what reads through it.

    in_place_of: why it is not the engine that was wanted; empty where it is
    choice: what led to it; None for the first
    """

    def __init__(self, opener: Opener, choice: Optional[tuple[str, ...]] = None) -> None:
        self.in_place_of = ""
        self.choice = choice
        self.engine = opener(self._take_notice)
        self.recognizer = Recognizer(self.engine)
        self.shots = ShotReader(self.recognizer)

    def _take_notice(self, reason: str) -> None:
        self.in_place_of = reason

    @property
    def name(self) -> str:
        """What people call it."""
        return f"{self.engine.title} · {self.engine.model}"

    def is_same(self, other: Held) -> bool:
        """Whether the same file, unchanged, runs on the same engine."""
        mine, theirs = self.engine, other.engine
        return (mine.name, mine.path, mine.card.sha256) == (theirs.name, theirs.path, theirs.card.sha256)


class HeldEngines:
    """For the one thread that owns engines."""

    def __init__(self) -> None:
        self.now: Optional[Held] = None
        self.before: Optional[Held] = None

    def open(self, opener: Opener) -> None:
        """The first one, without a test: there is no other to stay with. Raises what the opener raises."""
        self.now = Held(opener)

    def use(self, opener: Opener, choice: tuple[str, ...] = ()) -> None:
        """Take another one from now on, once it has passed the self-test; until then, and where it does not, the
        present one stays. Raises AtlasDigitsError."""
        new = Held(opener, choice)
        try:
            self_test(new.engine)
        except BaseException:
            new.engine.close()
            raise
        if self.now is not None and new.is_same(self.now):  # the way back still leads to another
            self.now.engine.close()
        else:
            if self.before is not None:
                self.before.engine.close()
            self.before = self.now
        self.now = new

    def go_back(self) -> None:
        """To the one before, and the present one becomes that. Raises EngineUnavailableError where there is none."""
        if self.before is None:
            raise EngineUnavailableError(said("No other model was used before this one."))
        self.before, self.now = self.now, self.before

    def close(self) -> None:
        for held in (self.now, self.before):
            if held is not None:
                held.engine.close()
        self.now = self.before = None
