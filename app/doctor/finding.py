"""What a check found, and how it is shown."""

from __future__ import annotations

import shutil
import sys
import textwrap
import unicodedata
from dataclasses import dataclass

OK, WARNING, PROBLEM, ABSENT = "ok", "warning", "problem", "not here"
STATES = (OK, WARNING, PROBLEM, ABSENT)

_SENT_HERE = " `python -m app doctor` shows more."
_STATE_WIDTH, _NAME_WIDTH = 8, 18
_NARROWEST, _WIDEST = 60, 120  # columns


@dataclass(frozen=True)
class Finding:
    """name: of what was looked at; state: one of `STATES`; finding and remedy: for people, the remedy may be "" """

    name: str
    state: str
    finding: str
    remedy: str = ""


def from_message(name: str, state: str, message: str) -> Finding:
    """A message of this application's says first what is wrong, then, in sentences of its own, the way out."""
    finding, dot, remedy = message.replace(_SENT_HERE, "").partition(". ")
    return Finding(name, state, finding + ("." if dot else ""), remedy)


def row(finding: Finding) -> str:
    """For people: state, name, finding, and the remedy below it. Wrapped on a terminal only, for those who grep."""
    head = f"{finding.state:{_STATE_WIDTH}}  {finding.name:{_NAME_WIDTH}}  "
    texts = [_one_line(text) for text in (finding.finding, finding.remedy) if text]
    if not sys.stdout.isatty():
        return head + f"\n{' ' * len(head)}".join(texts)
    columns = min(max(shutil.get_terminal_size().columns, _NARROWEST), _WIDEST)
    lines = [line for text in texts for line in _wrapped(text, columns - len(head))]
    return head + f"\n{' ' * len(head)}".join(lines)


def _wrapped(text: str, columns: int) -> list[str]:
    return textwrap.wrap(text, columns, break_long_words=False, break_on_hyphens=False)


def _one_line(text: str) -> str:
    """Control characters, as a library's message may hold them, escaped: they would break the row, or the terminal."""
    return "".join(repr(c)[1:-1] if unicodedata.category(c) in ("Cc", "Zl", "Zp") else c for c in text)
