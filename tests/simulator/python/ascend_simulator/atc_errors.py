"""How the simulated ATC refuses: with the real one's codes, or by saying that it does not simulate something."""

from __future__ import annotations

from collections.abc import Sequence

FAILED = 255  # the exit status is the low byte of ATC's own FAILED, 0xFFFFFFFF


class AtcError(Exception):
    """What the real ATC refuses too. problems: (code, text), in the order of discovery."""

    def __init__(self, *problems: tuple[str, str]) -> None:
        # a line for each: what a library says may have several
        super().__init__("\n".join(f"{code}: {' '.join(text.split())}" for code, text in problems))
        self.problems: Sequence[tuple[str, str]] = problems


class NotSimulated(Exception):
    """What the real ATC may well do, and this one does not."""

    def __init__(self, what: str) -> None:
        super().__init__(f"the simulator does not do this: {what}")


def bad_value(flag: str, value: str, reason: str) -> tuple[str, str]:
    return "E10001", f"Value [{value}] for parameter [{flag}] is invalid. Reason: {reason}"
