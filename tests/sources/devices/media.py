"""The tests' hand on the camera library that media_mini.c plays."""

from __future__ import annotations

import ctypes
from pathlib import Path
from typing import Any

OPENING_FAILS, READING_FAILS, SIZES_FAIL = -1, -2, -3


class Media:
    """The library's functions for tests, `told_...`, and what it wrote down."""

    def __init__(self, path: Path) -> None:
        self._library = ctypes.CDLL(str(path))
        self._library.told_calls.restype = ctypes.c_char_p
        self._library.told_first_mistake.restype = ctypes.c_char_p

    def __getattr__(self, name: str) -> Any:
        return getattr(self._library, name)

    def reset(self) -> None:
        self._library.told_reset()

    @property
    def calls(self) -> list[str]:
        return list(self._library.told_calls().decode().splitlines())

    @property
    def mistake(self) -> str:
        """The first thing that a board would not have taken; empty where there is none."""
        return str(self._library.told_first_mistake().decode())
