"""Network cameras, and phones used as one: motion JPEG over HTTP.

Read here and not by FFmpeg, which hides why a stream failed, repeats what is left of a cut-off picture in grey, and
cannot be interrupted.
"""

from __future__ import annotations

import contextlib
import http.client
import io
import socket
import ssl
import time
from dataclasses import replace
from email.message import Message
from typing import Any, Optional, cast
from urllib.parse import urljoin

import numpy as np

from app.errors import (
    SourceBusyError,
    SourceLostError,
    SourceOpenError,
    SourcePermissionError,
    SourceStalledError,
    StreamBrokenError,
)
from app.messages import said
from app.sources.address import CONNECTING, Address, connect, parse
from app.sources.base import BaseSource
from app.sources.multipart import Parts, decode
from app.sources.rtsp import NetworkVideoSource
from app.sources.source import Source, Wanted

STALLED_AFTER = 2.0  # seconds without a frame
_CHUNK = 1 << 16  # bytes
_MOST_REDIRECTIONS = 5


def open_http(uri: str, wanted: Wanted) -> Source:
    """A stream of JPEGs, or a video that is played while it comes."""
    link = _follow(uri)
    kind = link.response.headers.get_content_type()
    if kind.startswith("multipart/"):
        return HttpSource(uri, wanted, link)
    link.close()
    shown = link.address.shown
    if kind.startswith("image/"):
        raise SourceOpenError(
            said("{camera} gives one picture here, not a stream. Many cameras have theirs at /video.", camera=shown)
        )
    if kind.startswith("text/"):
        raise SourceOpenError(
            said(
                "{camera} gives a web page here, not a stream. On that page, copy the address of "
                "the picture; many cameras have it at /video.",
                camera=shown,
            )
        )
    return NetworkVideoSource(uri, wanted)


class _Received(io.RawIOBase):
    """What a socket receives until a moment, however many small pieces it comes in: its own limit is for each piece."""

    def __init__(self, connected: socket.socket, until: float) -> None:
        self.until = until
        self._socket = connected

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        left = self.until - time.monotonic()
        if left <= 0:
            raise TimeoutError
        self._socket.settimeout(left)
        return self._socket.recv_into(buffer)


class _ForHttpClient:
    """As much of a socket as `http.client` uses. Its `close` leaves the socket to the link."""

    def __init__(self, connected: socket.socket, received: _Received) -> None:
        self.sendall = connected.sendall
        self._received = received

    def makefile(self, _mode: str) -> io.BufferedReader:
        return io.BufferedReader(self._received)

    def close(self) -> None:
        pass


class _Link:
    """A connection with an answered request. Its socket is kept at hand: to shut it ends a read on another thread."""

    def __init__(self, address: Address) -> None:
        self.address = address
        self.socket = connect(address)
        until = time.monotonic() + CONNECTING  # for all of the answer, not for each of its bytes
        try:
            if address.scheme == "https":
                self.socket = _secured(self.socket, address)
            self.socket.settimeout(max(0.001, until - time.monotonic()))
            self.received = _Received(self.socket, until)
            self._connection = http.client.HTTPConnection(address.host, address.port)
            self._connection.sock = cast(socket.socket, _ForHttpClient(self.socket, self.received))
            headers = {"Host": address.authority, "Connection": "close", "Accept": "*/*"}
            if address.credentials:
                headers["Authorization"] = address.credentials
            self._connection.request("GET", address.path, headers=headers)
            self.response = self._connection.getresponse()
        except (TimeoutError, socket.timeout):  # two kinds until Python 3.10
            self.socket.close()
            raise SourceOpenError(
                said("{camera} does not answer. Is its camera program running?", camera=address.shown)
            ) from None
        except (OSError, http.client.HTTPException, UnicodeError, ValueError) as error:
            self.socket.close()
            if isinstance(error, SourceOpenError):
                raise
            raise SourceOpenError(
                said("{camera} does not answer as a camera does ({reason}).", camera=address.shown, reason=repr(error))
            ) from None

    def shut(self) -> None:
        with contextlib.suppress(OSError):
            self.socket.shutdown(socket.SHUT_RDWR)

    def close(self) -> None:
        self.shut()
        self.response.close()
        self.socket.close()


def _secured(plain: socket.socket, address: Address) -> socket.socket:
    try:
        return ssl.create_default_context().wrap_socket(plain, server_hostname=address.host)
    except ssl.SSLCertVerificationError as error:
        raise SourceOpenError(
            said(
                "{camera} cannot prove that it is what it says ({reason}). In your own "
                "network, use its http:// address.",
                camera=address.shown,
                reason=error.verify_message,
            )
        ) from None


def _follow(uri: str) -> _Link:
    """The answer to the request, where it is one of success."""
    address = parse(uri)
    for _ in range(_MOST_REDIRECTIONS):
        link = _Link(address)
        status, headers = link.response.status, link.response.headers
        if status == 200:
            return link
        link.close()
        if status not in (301, 302, 303, 307, 308) or not headers.get("Location"):
            raise _refusal(address, status)
        following = parse(urljoin(f"{address.scheme}://{address.authority}{address.path}", headers["Location"]))
        if (following.scheme, following.host, following.port) == (address.scheme, address.host, address.port):
            following = replace(following, user=address.user, password=address.password)
        address = following
    raise SourceOpenError(said("{camera} sends from one address to the next. Use the last one.", camera=address.shown))


def _refusal(address: Address, status: int) -> SourceOpenError:
    if status in (401, 403):
        return SourcePermissionError(
            said(
                "{camera} wants a name and a password, or other ones. Write them into the "
                "address: http://name:password@...",
                camera=address.shown,
            )
        )
    if status in (404, 410):
        return SourceOpenError(
            said(
                "{camera} has nothing at {path}. Many cameras have their stream at /video.",
                camera=address.shown,
                path=address.path,
            )
        )
    if status in (429, 503):
        return SourceBusyError(
            said("{camera} is busy: it may serve only a few viewers at a time.", camera=address.shown)
        )
    return SourceOpenError(said("{camera} answers with an error (HTTP {status}).", camera=address.shown, status=status))


class HttpSource(BaseSource):
    """Pictures that come one after another; a damaged one is left out."""

    def __init__(self, uri: str, wanted: Wanted, link: _Link) -> None:
        super().__init__(uri, link.address.shown, wanted)
        self._link = link
        self._parts = Parts(self._receive, _boundary(link.response.headers))

    def _next(self) -> tuple[np.ndarray, float]:
        self._link.received.until = time.monotonic() + STALLED_AFTER
        damaged = 0
        try:
            while True:
                part = self._parts.next()
                if part is None:
                    raise SourceLostError(said("{camera} has ended the stream. It is opened again.", camera=self.title))
                pixels = decode(part.body)
                if pixels is not None:
                    return pixels, time.monotonic()
                damaged += 1
        except StreamBrokenError as error:
            raise StreamBrokenError(said("{name}: {reason}", name=self.title, reason=error)) from None
        except (TimeoutError, socket.timeout):
            if damaged:
                raise StreamBrokenError(said("{camera} sends damaged pictures only.", camera=self.title)) from None
            raise SourceStalledError(
                said("{camera} has sent no picture for {seconds:.0f} s.", camera=self.title, seconds=STALLED_AFTER)
            ) from None
        except (OSError, http.client.HTTPException, ValueError) as error:
            if isinstance(error, SourceLostError):
                raise
            raise SourceLostError(
                said("The connection to {camera} broke. It is opened again.", camera=self.title)
            ) from None

    def _receive(self) -> bytes:
        if time.monotonic() >= self._link.received.until:
            raise TimeoutError  # also where so much comes that nothing has to be waited for
        return self._link.response.read1(_CHUNK)

    def _release(self) -> None:
        self._link.shut()  # what waits on it gets an end; closing it is left to the one who reads

    def __del__(self) -> None:
        link: Optional[_Link] = getattr(self, "_link", None)
        if link:
            link.close()


def _boundary(headers: Message) -> bytes:
    """As the answer names it; a camera that does not name it mostly begins its lines so all the same."""
    named = headers.get_param("boundary")
    return named.encode("latin-1", "replace") if isinstance(named, str) and named else b""
