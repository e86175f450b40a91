"""Reading and writing whole files that somebody named.

What is read may be a pipe that never ends, or a device that has no end; what is written may meet a full disk.
"""

from __future__ import annotations

import errno
import os
import stat
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import BinaryIO, Optional

from app.messages import said

_BLOCK = 65536  # bytes
_START = 64  # bytes


def read_file(path: Path, largest: int, wanted: Optional[Callable[[bytes], bool]] = None) -> bytes:
    """The content of a regular file of at most `largest` bytes.

    wanted: whether a file that begins with these bytes is to be read on; else its beginning is all that is returned
    raises OSError, its `strerror` fit to be shown, also for a pipe, a device or a larger file
    """
    size = size_of_file(path)
    if size > largest:
        raise OSError(errno.EFBIG, said("it is larger than {size:,.0f} MB", size=largest / 1e6), str(path))
    with path.open("rb") as file:
        if wanted is not None:
            start = file.read(min(size, _START))
            if not wanted(start):
                return start
            file.seek(0)
        content = file.read(size)
        while not size and len(content) < largest:  # some files, as those in /proc, do not say their size
            part = file.read(_BLOCK)
            if not part:
                break
            content += part
        return content[:largest]


def size_of_file(path: Path) -> int:
    """In bytes. Raises OSError as `read_file` for what is not a regular file."""
    try:
        found = path.stat()  # not after opening: to open a pipe is to wait for whoever writes to it
    except ValueError as error:  # as a null byte, which a damaged file of settings may hold
        raise OSError(errno.EINVAL, said("no file can have this name: {reason}", reason=error), str(path)) from None
    if stat.S_ISDIR(found.st_mode):
        raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR), str(path))
    if not stat.S_ISREG(found.st_mode):
        raise OSError(errno.EINVAL, said("it is a pipe or a device, not a regular file"), str(path))
    return found.st_size


@contextmanager
def replacing(path: Path, *, replace: bool, rights: int = 0o666) -> Iterator[BinaryIO]:
    """A file to write to that is `path` when the block ends well; when it does not, what was there before stays.

    replace: whether a file that is there already may give way to it
    rights: of the new file, from which the user's mask is taken
    raises OSError, FileExistsError where one is there
    """
    path = Path(os.path.realpath(path))  # a link stays one, and what it leads to is replaced
    require_free(path, replace=replace)
    beside = path.with_name(f".{uuid.uuid4().hex}.part")
    try:
        new = os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0), rights)
        with os.fdopen(new, "wb") as file:
            yield file
            file.flush()
            os.fsync(file.fileno())
        require_free(path, replace=replace)
        beside.replace(path)
        sync_folder(path.parent)
    finally:
        with suppress(OSError):  # the folder itself may be gone
            beside.unlink(missing_ok=True)


def require_free(path: Path, *, replace: bool) -> None:
    """Raises FileExistsError where there is a file that may not be replaced, and another OSError for what is no file:
    a folder, a pipe, a device."""
    if os.path.lexists(path):
        if not replace:
            raise FileExistsError(errno.EEXIST, os.strerror(errno.EEXIST), str(path))
        size_of_file(path)


def sync_folder(folder: Path) -> None:
    """Names that were given in a folder outlive a power cut, where the system can promise that."""
    with suppress(OSError):  # Windows opens no folders
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
