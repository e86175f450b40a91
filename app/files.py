"""Reading a whole file that somebody named: it may be a pipe that never ends, or a device that has no end."""

from __future__ import annotations

import errno
import os
import stat
from pathlib import Path

_BLOCK = 65536  # bytes


def read_file(path: Path, largest: int) -> bytes:
    """The content of a regular file of at most `largest` bytes.

    raises OSError, its `strerror` fit to be shown, also for a pipe, a device or a larger file
    """
    found = path.stat()  # not after opening: to open a pipe is to wait for whoever writes to it
    if stat.S_ISDIR(found.st_mode):
        raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR), str(path))
    if not stat.S_ISREG(found.st_mode):
        raise OSError(errno.EINVAL, "it is a pipe or a device, not a regular file", str(path))
    if found.st_size > largest:
        raise OSError(errno.EFBIG, f"it is larger than {largest / 1e6:,.0f} MB", str(path))
    with path.open("rb") as file:
        content = file.read(found.st_size)
        while not found.st_size and len(content) < largest:  # some files, as those in /proc, do not say their size
            part = file.read(_BLOCK)
            if not part:
                break
            content += part
        return content[:largest]
