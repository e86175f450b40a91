"""Reading a model file, whatever its kind."""

from __future__ import annotations

from pathlib import Path

from app.errors import ModelError
from app.files import read_file

LARGEST = 512_000_000  # bytes


def read_model(path: Path) -> bytes:
    """Raises ModelError, naming the file, what is wrong with it and the way out."""
    try:
        return read_file(path, LARGEST)
    except FileNotFoundError:
        raise ModelError(
            f"{path}: there is no such model file. Make one with: {command_for(path, first=True)}"
        ) from None
    except IsADirectoryError:
        raise ModelError(f"{path}: this is a folder. Name the model file that is in it.") from None
    except PermissionError:
        raise ModelError(
            f"{path}: this user may not read the model file (atc writes its files for its own user only). "
            f"Let others read it: sudo chmod a+r {path}"
        ) from None
    except OSError as error:
        raise ModelError(f"{path}: the model file cannot be read ({error.strerror}).") from None


def command_for(path: Path, first: bool = False) -> str:
    """The command that makes a model file of this ending. first: from nothing, not from a trained run."""
    if path.suffix.lower() == ".om":
        return "python -m model_build compile"
    return f"python -m model_build {'all' if first else 'export'}"
