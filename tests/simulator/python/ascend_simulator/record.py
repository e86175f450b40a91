"""The record of a process's calls as a file of JSON lines."""

from __future__ import annotations

import atexit
import json
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

LONGEST = 200  # characters of one argument


def plain(value: Any) -> Any:
    """The value as JSON knows it; what it does not know, or is long, becomes a short text."""
    if value is None or isinstance(value, (bool, int, float)):
        return value
    if isinstance(value, (tuple, list)) and len(value) <= 32:
        return [plain(item) for item in value]
    if isinstance(value, dict) and len(value) <= 32:
        return {str(key): plain(item) for key, item in value.items()}
    text = value if isinstance(value, str) else repr(value)
    return text[:LONGEST]


class RecordFile:
    """Appends a line for each call, and the account when the process finalizes or ends."""

    def __init__(self, path: str, account: Callable[[], tuple[dict[str, int], list[str]]]) -> None:
        """account: gives what leaked and the violations, for a process that ends without finalizing."""
        self._file = Path(path).open("a", encoding="utf-8")  # noqa: SIM115 - closed by close()
        self._lock = threading.Lock()
        self._account = account
        self._accounted = False
        self._ending = False
        atexit.register(self.end)

    def write(self, call: Any) -> None:
        """call: a board.Call."""
        self._accounted = False
        self._put({**call._asdict(), "arguments": plain(call.arguments), "result": plain(call.result)})
        if self._ending:
            self.account(*self._account())

    def account(self, leaks: dict[str, int], violations: list[str]) -> None:
        """The last lines: what leaked and what was misused."""
        self._accounted = True
        self._put({"leaks": leaks})
        self._put({"violations": violations})

    def end(self) -> None:
        """The process ends. Objects may still be released, some of which finalize: the last account counts."""
        self._ending = True
        if not self._accounted and not self._file.closed:
            self.account(*self._account())

    def close(self) -> None:
        """Ends the file."""
        self.abandon()
        if not self._file.closed:
            if not self._accounted:
                self.account(*self._account())
            self._file.close()

    def abandon(self) -> None:
        """Leaves the file to another process, the parent of this one."""
        atexit.unregister(self.end)

    def _put(self, line: dict[str, Any]) -> None:
        with self._lock:
            if not self._file.closed:
                self._file.write(json.dumps(line) + "\n")
                self._file.flush()
