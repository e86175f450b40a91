"""Reading a model file, whatever its kind."""

from __future__ import annotations

import os
from pathlib import Path

from app.errors import ModelError
from app.files import read_file
from app.messages import reason_of, said

LARGEST = 512_000_000  # bytes


def read_model(path: Path) -> bytes:
    """Raises ModelError, naming the file, what is wrong with it and the way out."""
    try:
        return read_file(path, LARGEST)
    except FileNotFoundError:
        raise ModelError(
            said(
                "{path}: there is no such model file. Make one with: {command}",
                path=path,
                command=command_for(path, first=True),
            )
        ) from None
    except IsADirectoryError:
        raise ModelError(said("{path}: this is a folder. Name the model file that is in it.", path=path)) from None
    except PermissionError:
        closed = path if os.access(path.parent, os.X_OK) else path.parent
        raise ModelError(
            said(
                "{path}: this user may not read the model file (atc, and root, may write for their own user "
                "only). Let others read it: sudo chmod a+rX {closed}",
                path=path,
                closed=closed,
            )
        ) from None
    except OSError as error:
        raise ModelError(
            said("{path}: the model file cannot be read ({reason}).", path=path, reason=reason_of(error))
        ) from None


def command_for(path: Path, first: bool = False) -> str:
    """The command that makes a model file of this ending. first: from nothing, not from a trained run."""
    if path.suffix.lower() == ".om":
        return "python -m model_build compile"
    return f"python -m model_build {'all' if first else 'export'}"
