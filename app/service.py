"""What a process tells the systemd that started it, as in sd_notify(3): ready, alive, how it is, leaving.

One datagram to the socket that `NOTIFY_SOCKET` names. Where nothing supervises this process, nothing is sent and
nothing fails.
"""

from __future__ import annotations

import logging
import os
import socket
from collections.abc import Mapping
from typing import Optional

log = logging.getLogger(__name__)

_PATIENCE = 1.0  # seconds: as long as a systemd that does not read may hold up who speaks to it


class Supervisor:
    """Never raises: that nobody hears it is logged once, and the work goes on.

    watchdog: seconds within which `feed` must be called again and again, or the process is killed; None where nobody
        waits for it
    """

    def __init__(self, environment: Mapping[str, str] = os.environ) -> None:
        named = environment.get("NOTIFY_SOCKET", "")
        # "@" stands for the zero byte that the name of an abstract socket begins with
        self._address = "\0" + named[1:] if named.startswith("@") else named
        self._failed = False
        self.watchdog = _watchdog(environment) if named else None

    @property
    def is_there(self) -> bool:
        """Whether anything started this process that wants to hear of it."""
        return bool(self._address)

    def ready(self) -> None:
        self._tell("READY=1")

    def feed(self) -> None:
        self._tell("WATCHDOG=1")

    def status(self, text: str) -> None:
        """One line, which `systemctl status` shows."""
        self._tell("STATUS=" + " ".join(text.split()))

    def stopping(self) -> None:
        self._tell("STOPPING=1")

    def _tell(self, state: str) -> None:
        if not self._address:
            return
        try:
            with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as sending:
                sending.settimeout(_PATIENCE)
                sending.sendto(state.encode(), self._address)
        except (OSError, ValueError) as error:  # ValueError: a path that is none
            if not self._failed:
                log.warning("The service manager at %r does not hear us: %s", self._address, error)
            self._failed = True
        else:
            self._failed = False


def _watchdog(environment: Mapping[str, str]) -> Optional[float]:
    """Seconds; None where no watchdog waits, or waits for another process: what we started ourselves inherits ours."""
    try:
        microseconds = int(environment.get("WATCHDOG_USEC", "0"))
        meant = int(environment.get("WATCHDOG_PID", os.getpid()))
    except ValueError:
        log.warning("WATCHDOG_USEC or WATCHDOG_PID is no number; no watchdog is fed")
        return None
    return microseconds / 1e6 if microseconds > 0 and meant == os.getpid() else None
