"""Writing so that a reader sees the old file or the whole new one, never half of one."""

from __future__ import annotations

import os
import uuid
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from model_build.errors import StorageError


@contextmanager
def replacing(path: Path) -> Iterator[Path]:
    """Give a path beside `path` to write to; what was written there takes its place when the block ends well.

    When it does not, for instance on a full disk, the new file is removed and the old one stays.
    raises StorageError for every OSError, also those of the block
    """
    # the ending is kept: MindSpore and matplotlib choose the format by it
    beside = path.with_name(f".{path.stem}.{uuid.uuid4().hex[:8]}{path.suffix}")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        yield beside
        with beside.open("rb") as written:
            os.fsync(written.fileno())
        beside.replace(path)
    except StorageError:  # of a file written together with this one
        raise
    except OSError as error:
        raise StorageError(f"{path}: cannot be written ({error.strerror or error}).") from None
    finally:
        with suppress(OSError):  # the folder itself may be gone
            beside.unlink(missing_ok=True)


def write_bytes(path: Path, content: bytes) -> None:
    """Raises StorageError."""
    with replacing(path) as beside:
        beside.write_bytes(content)


def write_text(path: Path, content: str) -> None:
    """UTF-8. Raises StorageError."""
    write_bytes(path, content.encode())
