"""The address of a camera in the network."""

from __future__ import annotations

import base64
import socket
import string
from dataclasses import dataclass
from urllib.parse import quote, unquote, urlsplit

from app.errors import SourceAbsentError, SourceUnknownError
from app.messages import reason_of, said

CONNECTING = 4.0  # seconds
_PORTS = {"http": 80, "https": 443, "rtsp": 554, "rtsps": 322}


@dataclass(frozen=True)
class Address:
    """shown: for people, without a password"""

    scheme: str
    host: str
    port: int
    path: str
    user: str
    password: str

    @property
    def shown(self) -> str:
        return self.host if self.port == _PORTS[self.scheme] else f"{self.host}:{self.port}"

    @property
    def authority(self) -> str:
        """For the Host header."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return host if self.port == _PORTS[self.scheme] else f"{host}:{self.port}"

    @property
    def credentials(self) -> str:
        """For the Authorization header (RFC 7617); empty where there are none."""
        if not self.user:
            return ""
        return "Basic " + base64.b64encode(f"{self.user}:{self.password}".encode()).decode("ascii")


def parse(uri: str) -> Address:
    """Raises SourceUnknownError for what is no address."""
    try:
        parts = urlsplit(uri)
        scheme = parts.scheme.lower()
        port = parts.port or _PORTS[scheme]
        host = parts.hostname or ""
    except (KeyError, ValueError):
        host = ""
    if not host or any(c <= " " or c == "\x7f" for c in uri):
        raise SourceUnknownError(said("This is no address of a camera; one looks like http://192.168.1.20:8080/video."))
    # as browsers do with what is typed: only plain characters go over the line, and what is escaped stays as it is
    path = quote((parts.path or "/") + (f"?{parts.query}" if parts.query else ""), string.punctuation, errors="replace")
    return Address(scheme, host, port, path, unquote(parts.username or ""), unquote(parts.password or ""))


def connect(address: Address) -> socket.socket:
    """A connection within `CONNECTING`. Raises SourceAbsentError, saying what is not there."""
    try:
        return socket.create_connection((address.host, address.port), CONNECTING)
    except socket.gaierror:
        why: str = said("no such name is known in this network. Check the address.")
    except (TimeoutError, socket.timeout):  # two kinds until Python 3.10
        why = said("it does not answer. Is it switched on, and in the same network?")
    except ConnectionRefusedError:
        why = said("there is a machine, but no camera answers at this port. Is its program running?")
    except (OSError, UnicodeError) as error:
        reason = reason_of(error) if isinstance(error, OSError) else str(error)
        why = said("it cannot be reached ({reason}).", reason=reason)
    raise SourceAbsentError(said("{name}: {reason}", name=address.shown, reason=why))
