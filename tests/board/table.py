"""The checks of an emulated board as they are made, and the table of them at the end."""

from __future__ import annotations

import datetime
import time
import traceback
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field


@dataclass
class Check:
    """One line. `seen` says what was found; `error` why it failed."""

    machine: str
    name: str
    seconds: float = 0.0
    seen: str = ""
    error: str = ""

    def __str__(self) -> str:
        state = "FAILED" if self.error else "ok"
        return f"{self.machine:<12} {self.name:<44} {self.seconds:6.0f} s  {state:<6}  {self.seen}"


class Stopped(Exception):
    """What follows on this machine makes no sense without what failed."""


@dataclass
class Table:
    checks: list[Check] = field(default_factory=list)
    began: float = field(default_factory=time.monotonic)

    @contextmanager
    def check(self, machine: str, name: str, needed: bool = False) -> Iterator[Check]:
        """What fails inside is noted, and the rest goes on. needed: without it the machine is left: raises Stopped"""
        check, started = Check(machine, name), time.monotonic()
        try:
            yield check
        except Exception as error:
            check.error = str(error) or traceback.format_exc()
        check.seconds = time.monotonic() - started
        self.checks.append(check)
        print(check, flush=True)
        if check.error:
            print("    " + check.error.replace("\n", "\n    "), flush=True)
            if needed:
                raise Stopped

    @property
    def failed(self) -> list[Check]:
        return [check for check in self.checks if check.error]

    def report(self) -> str:
        """All lines, then the day, how many are well, and how long they took."""
        lines = "\n".join(map(str, self.checks))
        well = f"{len(self.checks) - len(self.failed)} of {len(self.checks)} checks are well"
        minutes = (time.monotonic() - self.began) / 60
        return f"\n{lines}\n\n{datetime.date.today()}: {well}, in {minutes:.1f} minutes."
