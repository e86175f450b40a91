"""Where clients come in: addresses, ports, and what makes a connection secret."""

from __future__ import annotations

import errno
import ipaddress
import logging
import socket
import ssl
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Optional

from app.errors import RemoteAddressError, RemoteError

log = logging.getLogger(__name__)

_BACKLOG = 128
_LOOK = 1.0  # seconds between two looks whether an address is there


@dataclass(frozen=True)
class Certificate:
    """file: with the certificate, and the key where that is None"""

    file: Path
    key: Optional[Path] = None

    def check(self) -> None:
        """Raises RemoteError where it is of no use."""
        try:
            ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER).load_cert_chain(self.file, self.key, password="")
        except ssl.SSLError as error:
            named = f"{self.file}" + (f" and {self.key}" if self.key else "")
            raise RemoteError(
                f"{named}: no certificate with its key, without a passphrase, as PEM ({error.reason or error})."
            ) from error
        except OSError as error:
            named = " or ".join(str(file) for file in (self.file, self.key) if file and not file.is_file())
            raise RemoteError(f"{named or self.file}: the certificate cannot be read ({error.strerror}).") from error


def listen(address: str, port: int, option: str, patience: float = 0.0) -> socket.socket:
    """A socket that takes connections.

    option: of the command line, that chooses the port
    patience: seconds to wait for the address, which a machine has when its network is up
    raises RemoteError where the address is not this machine's, or the port is taken
    """
    end = time.monotonic() + patience
    while True:
        try:
            return _listen_now(address, port, option)
        except RemoteAddressError as error:
            left = end - time.monotonic()
            if left <= 0:
                raise
            log.info("%s It is waited for, %.0f seconds.", error, left)
            time.sleep(min(_LOOK, left))


def _listen_now(address: str, port: int, option: str) -> socket.socket:
    """Raises as `listen`."""
    try:
        family, kind, protocol, _, place = socket.getaddrinfo(
            address, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE
        )[0]
    except (OSError, UnicodeError) as error:  # UnicodeError: of what cannot be a name
        why = error.strerror if isinstance(error, OSError) else "no name of a machine is like this"
        raise RemoteAddressError(f"{address}: no such address ({why}).") from error
    listener = socket.socket(family, kind, protocol)
    try:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind(place)
        listener.listen(_BACKLOG)
    except OSError as error:
        listener.close()
        absent = error.errno == errno.EADDRNOTAVAIL
        raise (RemoteAddressError if absent else RemoteError)(_why_not(address, port, option, error)) from error
    return listener


def _why_not(address: str, port: int, option: str, error: OSError) -> str:
    if error.errno == errno.EADDRINUSE:
        return (
            f"Port {port} of {address} is in use, perhaps by another `atlas-digits remote`. "
            f"End that, or choose another port: {option} N"
        )
    if error.errno == errno.EADDRNOTAVAIL:
        return f"{address} is no address of this machine. `ip address` shows those it has."
    if error.errno in (errno.EACCES, errno.EPERM):
        return f"Port {port} is not for this user. Choose one above 1023: {option} N"
    return f"Port {port} of {address} cannot be used ({error.strerror})."


def is_of_this_machine(listener: socket.socket) -> bool:
    """Whether only programs on this machine reach it."""
    return ipaddress.ip_address(listener.getsockname()[0].partition("%")[0]).is_loopback


def shown(listener: socket.socket) -> str:
    """Address and port as they stand in a browser's address; where it listens everywhere, this machine's name."""
    host, port = listener.getsockname()[:2]
    address = ipaddress.ip_address(host.partition("%")[0])
    if address.is_unspecified:
        host = socket.gethostname()
    return f"[{host}]:{port}" if ":" in host else f"{host}:{port}"
