"""Where clients come in: addresses, ports, and what makes a connection secret."""

from __future__ import annotations

import errno
import ipaddress
import socket
import ssl
from dataclasses import dataclass
from pathlib import Path
from typing import Optional

from app.errors import RemoteError

_BACKLOG = 128


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


def listen(address: str, port: int, option: str) -> socket.socket:
    """A socket that takes connections. option: of the command line, that chooses the port

    raises RemoteError where the address is not this machine's, or the port is taken
    """
    try:
        family, kind, protocol, _, place = socket.getaddrinfo(
            address, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE
        )[0]
    except OSError as error:
        raise RemoteError(f"{address}: no such address ({error.strerror}).") from error
    listener = socket.socket(family, kind, protocol)
    try:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind(place)
        listener.listen(_BACKLOG)
    except OSError as error:
        listener.close()
        raise RemoteError(_why_not(address, port, option, error)) from error
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
