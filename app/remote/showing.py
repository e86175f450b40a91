"""All that remote showing is made of, run together until somebody ends it."""

from __future__ import annotations

import asyncio
import logging
import os
import signal
import socket
import sys
import tempfile
from collections.abc import Coroutine
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Optional

from app.remote import listening, passwords, programs
from app.remote.children import Guard
from app.remote.gate import Gate
from app.remote.listening import Certificate
from app.remote.pulse import Pulse
from app.remote.screen import Screen, Size
from app.remote.web import Web
from app.service import Supervisor

log = logging.getLogger(__name__)

_LONGEST_PLACE = 70  # characters; a socket's whole path may have 107
# seconds that a service waits for its address: below TimeoutStartSec of its unit, and so long that waiting again and
# again does not become more starts within StartLimitIntervalSec than are allowed
_NETWORK = 75.0


@dataclass(frozen=True)
class Options:
    """listen: the address; port: of the page; vnc_port: for VNC clients, None for none; kiosk: instead of the window;
    arguments: more that the application is started with"""

    listen: str
    port: int
    vnc_port: Optional[int]
    size: Size
    certificate: Optional[Certificate]
    kiosk: bool
    arguments: tuple[str, ...] = ()


def run(options: Options) -> int:
    """Show the application over the network until a signal comes, or the kiosk's operator ends it.

    returns 0, or 130 after Ctrl-C
    raises RemoteError where something is missing, or ends again and again
    """
    found = programs.find()
    passwords.read()
    if options.certificate:
        options.certificate.check()
    supervisor = Supervisor()
    network = _NETWORK if supervisor.is_there else 0.0  # a person is told at once
    with listening.listen(options.listen, options.port, "--port", network) as page:
        vnc = None if options.vnc_port is None else listening.listen(options.listen, options.vnc_port, "--vnc-port")
        _warn(page, vnc, options.certificate)
        folder = Path(tempfile.mkdtemp(prefix="atlas-digits-", dir=_runtime_folder()))  # 0700
        guard = Guard(folder)
        try:
            return asyncio.run(_run(options, found, folder, guard, page, vnc, supervisor))
        finally:
            guard.finish()


async def _run(
    options: Options,
    found: programs.Programs,
    folder: Path,
    guard: Guard,
    page: socket.socket,
    vnc: Optional[socket.socket],
    supervisor: Supervisor,
) -> int:
    first = ["kiosk"] if options.kiosk else ["--fill-screen"]
    pulse = Pulse(folder, supervisor)
    await pulse.listen()
    screen = Screen(found.xvnc, folder, passwords.path(), options.size, [*first, *options.arguments], pulse)
    gate = Gate(screen.socket, passwords.read)
    door = folder / "gate"
    await asyncio.start_unix_server(gate.take, str(door))
    if vnc is not None:
        await asyncio.start_server(gate.take, sock=vnc)
    web = Web(found, folder, page, door, options.certificate, gate.peers)
    scheme = "https" if options.certificate else "http"
    print(f"Shown at {scheme}://{listening.shown(page)}/", flush=True)
    if vnc is not None:
        print(f"For VNC clients: {listening.shown(vnc).replace(':', '::', 1)}", flush=True)
    try:
        return await _first_end(_signal(), _ended(screen.run(guard, options.kiosk)), _ended(web.run(guard)))
    finally:
        supervisor.stopping()
        pulse.close()


async def _first_end(*parts: Coroutine[Any, Any, int]) -> int:
    """What the first to end gives, or raises, after the others were ended."""
    tasks = [asyncio.ensure_future(part) for part in parts]
    done, running = await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
    for task in running:
        task.cancel()
    await asyncio.gather(*running, return_exceptions=True)
    return next(task.result() for task in tasks if task in done)


async def _signal() -> int:
    loop = asyncio.get_running_loop()
    came: asyncio.Queue[signal.Signals] = asyncio.Queue()
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        if signal.getsignal(number) != signal.SIG_IGN:
            loop.add_signal_handler(number, came.put_nowait, number)
    number = await came.get()
    log.info("Leaving on %s", number.name)
    return 130 if number == signal.SIGINT else 0


async def _ended(part: Coroutine[Any, Any, None]) -> int:
    await part
    return 0


def _runtime_folder() -> str:
    """systemd's for a service, the session's, or where temporary files are: the first that will do."""
    named = [os.environ.get(name, "").split(":")[0] for name in ("RUNTIME_DIRECTORY", "XDG_RUNTIME_DIR")]
    places = [place for place in (*named, tempfile.gettempdir()) if 0 < len(place) <= _LONGEST_PLACE]
    return next((place for place in places if os.access(place, os.W_OK)), "/tmp")


def _warn(page: socket.socket, vnc: Optional[socket.socket], certificate: Optional[Certificate]) -> None:
    open_ones = []
    if certificate is None and not listening.is_of_this_machine(page):
        open_ones.append("the page (give it a certificate: --certificate FILE)")
    if vnc is not None and not listening.is_of_this_machine(vnc):
        open_ones.append("the port for VNC clients (lead it through ssh instead: ssh -L)")
    if open_ones:
        print(
            "WARNING: whoever is on the network can see what is shown and drawn, and try to guess the password "
            f"from what they overhear: nothing encrypts {' and '.join(open_ones)}.",
            file=sys.stderr,
            flush=True,
        )
