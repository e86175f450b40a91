"""The log on disk, for a report: what the window did lately."""

from __future__ import annotations

import logging
import sys
from contextlib import suppress
from logging.handlers import RotatingFileHandler
from pathlib import Path

from app import places

log = logging.getLogger(__name__)

_LARGEST = 500_000  # bytes; one older file of that size is kept
_FORMAT = "%(asctime)s %(levelname)s %(name)s: %(message)s"


def path() -> Path:
    return places.state() / "atlas-digits.log"


class _Handler(RotatingFileHandler):
    """What cannot be written, as on a full disk, is left out: nobody could be told where."""

    def handleError(self, record: logging.LogRecord) -> None:
        pass

    def close(self) -> None:
        with suppress(OSError):
            super().close()


def begin() -> None:
    """Keep a log from here on, with more in it than standard error shows. Where it cannot be written it is done
    without, and standard error says so."""
    root = logging.getLogger()
    for shown in root.handlers:
        if shown.level == logging.NOTSET:
            shown.setLevel(root.getEffectiveLevel())
    try:
        path().parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        handler = _Handler(path(), maxBytes=_LARGEST, backupCount=1, encoding="utf-8", errors="backslashreplace")
    except OSError as error:
        log.warning("%s: no log can be kept there (%s)", path(), error.strerror)
        return
    handler.setFormatter(logging.Formatter(_FORMAT))
    handler.setLevel(logging.INFO)
    root.addHandler(handler)
    root.setLevel(min(root.level, logging.INFO))
    log.info("Started: %s", " ".join(sys.argv))


def end() -> None:
    root = logging.getLogger()
    for handler in [handler for handler in root.handlers if isinstance(handler, _Handler)]:
        root.removeHandler(handler)
        handler.close()


def last_lines(count: int) -> list[str]:
    """Of the log; none where there is none."""
    try:
        with path().open("rb") as file:
            file.seek(max(0, path().stat().st_size - 200 * count))
            return file.read().decode("utf-8", "replace").splitlines()[-count:]
    except OSError:
        return []
