"""The beginning and the end of AscendCL in a process, and what belongs to no part in particular."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Optional

from .board import board, call, just
from .codes import (
    INTERNAL_ERROR,
    INVALID_FILE,
    REPEAT_FINALIZE,
    REPEAT_INITIALIZE,
    SUCCESS,
    UNINITIALIZED,
)
from .contexts import contexts

VERSION = (1, 2, 0)  # of ACL in CANN 5.1
LEVELS = ("DEBUG", "INFO", "WARNING", "ERROR")


def _unreadable(path: Optional[str]) -> bool:
    if not path:
        return False
    try:
        json.loads(Path(path).read_text(encoding="utf-8") or "{}")
    except (OSError, ValueError):
        return True
    return False


@call("init")
def init(path: Optional[str] = None) -> int:
    """ret; path: of a JSON file, may be left out."""
    with board.lock:
        if board.initialized:
            return board.error(REPEAT_INITIALIZE, "init: AscendCL is initialized already.")
        if _unreadable(path):
            return board.error(INVALID_FILE, f"init: {path} is no readable JSON file.")
        if board.finalized and board.strict_init:
            return board.misuse(INTERNAL_ERROR, "init: a second time in one process, after finalize")
        board.initialized = True
        board.leaks = {}
    return SUCCESS


@call("finalize")
def finalize() -> int:
    """ret."""
    with board.lock:
        if not board.initialized:
            code = REPEAT_FINALIZE if board.finalized else UNINITIALIZED
            return board.error(code, "finalize: AscendCL is not initialized.")
        if contexts.opened:
            board.violation(f"finalize: reset_device was not called for device {', '.join(map(str, contexts.opened))}")
        board.leaks = board.handles()
        if board.leaks:
            left = ", ".join(f"{n} {kind}" for kind, n in sorted(board.leaks.items()))
            board.violation(f"leak at finalize: {left}")
        for device in list(contexts.opened):
            for part in board.parts:
                part.reclaim(device)
        board.initialized, board.finalized = False, True
        board.local.context = None
    return SUCCESS


@call("get_soc_name", just())
def get_soc_name() -> Optional[str]:
    """Such as "Ascend310"; answers before acl.init."""
    return board.soc


@call("get_version", lambda code: (0, 0, 0, code))
def get_version() -> tuple[int, int, int, int]:
    """(major, minor, patch, ret)."""
    return (*VERSION, SUCCESS)


@call("get_recent_err_msg", just())
def get_recent_err_msg() -> Optional[str]:
    """What went wrong last in this thread, once; None when nothing did."""
    message, board.local.message = board.local.message, None
    return message


@call("app_log", just())
def app_log(level: int, message: str) -> None:
    """Nothing; on a board the message goes to a log file, here an error goes to stderr."""
    if level >= 3:
        print(f"[{LEVELS[3]}] APP: {message}", file=sys.stderr)
