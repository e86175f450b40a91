"""`atlas-digits remote`: its command line."""

from __future__ import annotations

import argparse
import re
import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from app.remote.passwords import Passwords
    from app.remote.screen import Size

PORT = 6080  # websockify's usual one
SIZE = "1280x800"
_SMALLEST, _LARGEST = (680, 440), (7680, 4320)  # the window's own least size; what a browser can still show

_DESCRIPTION = """Show the window over the network, to browsers and VNC clients, where there is no screen.

It runs on a display of its own (TigerVNC's Xvnc) and is seen in a page (noVNC, through websockify). A password is
needed: one lets draw, to one at a time; another lets watch, to any number."""

_EXAMPLES = """examples:
  atlas-digits remote --generate-password         once: make the two passwords, and print them
  atlas-digits remote                             at http://127.0.0.1:6080/, on this machine only
  atlas-digits remote --listen 192.168.1.2 --certificate board.pem
  ssh -L 6080:127.0.0.1:6080 board                on your PC: the board's page at http://127.0.0.1:6080/

exit status: 0: ended by SIGTERM or by the kiosk's operator; 1: it could not be shown, and why was said;
130: ended by Ctrl-C"""


def add_to(commands: Any, add_common: Callable[[argparse.ArgumentParser], None], show: Callable[..., int]) -> None:
    """commands: of argparse; add_common: puts the options of every command; show: gets the options"""
    parser = commands.add_parser(
        "remote",
        help="show the window in a browser, where there is no screen",
        description=_DESCRIPTION,
        epilog=_EXAMPLES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--kiosk", action="store_true", help="show the kiosk instead of the window")
    parser.add_argument(
        "--listen",
        metavar="ADDRESS",
        default="127.0.0.1",
        help="of this machine, where it can be reached (%(default)s)",
    )
    parser.add_argument("--port", type=_port, metavar="N", default=PORT, help="of the page (%(default)s)")
    parser.add_argument("--vnc-port", type=_port, metavar="N", help="one for VNC clients too, as 5900 (none)")
    parser.add_argument(
        "--certificate", type=Path, metavar="FILE", help="encrypt the page (TLS) with this certificate, as PEM"
    )
    parser.add_argument("--key", type=Path, metavar="FILE", help="its key, where the certificate's file has none")
    parser.add_argument("--size", type=_size, metavar="WxH", default=SIZE, help="of the window (%(default)s)")
    passwords = parser.add_mutually_exclusive_group()
    passwords.add_argument(
        "--generate-password", action="store_true", help="make both passwords anew, print them once, and end"
    )
    passwords.add_argument(
        "--set-password",
        action="store_true",
        help="choose them: asked for, or two lines of standard input (the second, to watch, may be absent); and end",
    )
    add_common(parser)
    parser.set_defaults(command=show)


def run(options: argparse.Namespace, missing_libraries: Callable[[], str]) -> int:
    """missing_libraries: says what a window on X11 lacks here, or ""

    raises RemoteError where it cannot be shown
    """
    from app.errors import RemoteError

    if options.generate_password:
        return _generate()
    if options.set_password:
        return _set()
    if options.key and not options.certificate:
        raise RemoteError("--key is the key of a certificate: name that too, with --certificate FILE.")
    problem = missing_libraries()
    if problem:
        raise RemoteError(problem)
    if options.kiosk:
        _require_pin()
    from app.remote.listening import Certificate
    from app.remote.showing import Options
    from app.remote.showing import run as show

    named = [("--engine", options.engine), ("--model", options.model)]
    arguments = [part for name, value in named if value for part in (name, value)]
    return show(
        Options(
            listen=options.listen,
            port=options.port,
            vnc_port=options.vnc_port,
            size=options.size,
            certificate=Certificate(options.certificate, options.key) if options.certificate else None,
            kiosk=options.kiosk,
            arguments=(*arguments, *(["--verbose"] if options.verbose else [])),
        )
    )


def _require_pin() -> None:
    """Raises PinAbsentError, before the kiosk would do so again and again. It sees to a damaged one itself."""
    from app import pin
    from app.errors import PinAbsentError, PinError

    try:
        pin.read_pin()
    except PinAbsentError:
        raise
    except PinError:
        return


def _port(text: str) -> int:
    if not text.isdecimal() or not 1 <= int(text) <= 65535:
        raise argparse.ArgumentTypeError(f"{text!r} is no port: 1 to 65535")
    return int(text)


def _size(text: str) -> Size:
    from app.remote.screen import Size

    found = re.fullmatch(r"(\d{1,5})x(\d{1,5})", text)
    size = (int(found[1]), int(found[2])) if found else (0, 0)
    if not all(least <= side <= most for least, side, most in zip(_SMALLEST, size, _LARGEST)):
        least, most = ("{}x{}".format(*sides) for sides in (_SMALLEST, _LARGEST))
        raise argparse.ArgumentTypeError(f"{text!r} is no size: {least} to {most}, as {SIZE}")
    return Size(*size)


def _generate() -> int:
    from app.remote import passwords

    made = passwords.generate()
    print(f"To draw:   {made.draw}\nTo watch:  {made.watch}", flush=True)  # before they hold, as nobody knows others
    file = passwords.write(made)
    print(f"Kept in {file}; this is the only time that they are shown.", file=sys.stderr)
    return 0


def _set() -> int:
    from app.remote import passwords

    file = passwords.write(_asked() if sys.stdin.isatty() else _read())
    print(f"Kept in {file}.", file=sys.stderr)
    return 0


def _asked() -> Passwords:
    from getpass import getpass

    from app.errors import RemotePasswordError
    from app.remote.passwords import LENGTH, Passwords

    draw = getpass(f"Password to draw ({LENGTH} characters): ")
    watch = getpass(f"Password to watch ({LENGTH} characters, or none: nobody only watches): ")
    again = getpass("Password to draw, once more: ")
    if again != draw:
        raise RemotePasswordError("The password to draw was not the same both times. Nothing was changed.")
    return Passwords(draw, watch)


def _read() -> Passwords:
    from app.remote.passwords import Passwords

    lines = sys.stdin.read(4096).splitlines()
    draw, watch = [*lines, "", ""][:2]
    return Passwords(draw, watch)
