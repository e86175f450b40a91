"""One kiosk a user: a second one would take the camera from the first, and share its screen."""

from __future__ import annotations

import logging
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Optional

from app import places
from app.errors import KioskRunsError

log = logging.getLogger(__name__)


@contextmanager
def only_one(path: Optional[Path] = None) -> Iterator[None]:
    """Within this block. The system lets go of the lock however the process ends, so that a killed one leaves none.

    path: of the file that is locked; None: this user's
    raises KioskRunsError; where no file can be had, as on a disk that cannot be written, nothing is locked
    """
    path = path or places.state() / "kiosk.lock"
    try:
        handle = _opened(path)
    except OSError as error:
        log.warning("%s: it cannot be made sure that no other kiosk runs (%s)", path, error.strerror)
        yield
        return
    try:
        _lock(handle)
        yield
    finally:
        os.close(handle)


def _opened(path: Path) -> int:
    try:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        return os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
    except OSError:
        return os.open(path, os.O_RDONLY)  # on a disk that can no longer be written it may be there from before


def _lock(handle: int) -> None:
    if sys.platform == "win32":
        return  # no board runs it
    import fcntl

    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        raise KioskRunsError("The kiosk runs already. Its operator can end it, or `systemctl stop` can.") from None
    except OSError as error:  # a network's disk may know no locks
        log.warning("It cannot be made sure that no other kiosk runs (%s)", error.strerror)
