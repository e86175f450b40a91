#!/usr/bin/python3
"""The screen of the kiosk, as its units start it, stop it and wait for it. Needs nothing but Python.

screen show PROGRAM ARGUMENT...   become this X server, for whoever may read $RUNTIME_DIRECTORY/cookie
screen wait                       return once the X server of $DISPLAY answers; 1 where it does not in time
screen leave                      back to the first console, after the screen was left on purpose
"""

import fcntl
import os
import secrets
import socket
import struct
import sys
import time
from pathlib import Path

PATIENCE = 90.0  # seconds; below TimeoutStartSec of the kiosk's unit
_ANY_DISPLAY = 0xFFFF  # FamilyWild in Xauth(3)
_PROTOCOL = b"MIT-MAGIC-COOKIE-1"
_HELLO = struct.pack("<cxHHHH2x", b"l", 11, 0, 0, 0)  # X11's first message, without a cookie: refused, but answered
_VT_ACTIVATE = 0x5606  # <linux/vt.h>
_FIRST_CONSOLE = 1


def show(command: list[str]) -> None:
    """Never returns."""
    cookie = Path(os.environ["RUNTIME_DIRECTORY"], "cookie")
    write_cookie(cookie)
    os.execv(command[0], [*command, "-auth", str(cookie)])


def write_cookie(path: Path) -> None:
    """A new one, for the owner and the group."""
    fields = (b"", b"", _PROTOCOL, secrets.token_bytes(16))
    content = struct.pack(">H", _ANY_DISPLAY) + b"".join(struct.pack(">H", len(field)) + field for field in fields)
    partial = path.with_name("cookie.partial")
    partial.touch(mode=0o640)  # before there is anything in it
    partial.write_bytes(content)
    partial.replace(path)


def wait(display: str, seconds: float = PATIENCE) -> bool:
    """Whether an X server answers on it, and lets nobody in without a cookie or does: both are an answer."""
    number = display.partition(":")[2].partition(".")[0]
    end = time.monotonic() + seconds
    while not answers("/tmp/.X11-unix/X" + number):
        if time.monotonic() > end:
            print(
                f"No screen: nothing answers on {display}. See: systemctl status atlas-digits-screen", file=sys.stderr
            )
            return False
        time.sleep(0.25)
    return True


def answers(path: str, seconds: float = 5.0) -> bool:
    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as server:
        server.settimeout(seconds)
        try:
            server.connect(path)
            server.sendall(_HELLO)
            return bool(server.recv(1))
        except OSError:
            return False


def leave() -> None:
    """The X server does not switch back by itself, lest a console be seen whenever it is started anew."""
    if os.environ.get("SERVICE_RESULT") != "success":
        return
    try:
        with Path("/dev/tty0").open("wb", buffering=0) as console:
            fcntl.ioctl(console, _VT_ACTIVATE, _FIRST_CONSOLE)
    except OSError as error:
        print(f"There is no console to go back to: {error}", file=sys.stderr)


def main(arguments: list[str]) -> int:
    if arguments[:1] == ["show"] and len(arguments) > 1:
        show(arguments[1:])
    if arguments == ["wait"]:
        return 0 if wait(os.environ.get("DISPLAY", ":0")) else 1
    if arguments == ["leave"]:
        leave()
        return 0
    print(__doc__, file=sys.stderr)
    return 2


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
