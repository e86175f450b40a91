"""The two passwords of remote showing: one lets draw, the other lets watch. Kept as Xvnc reads them.

VNC counts no more than eight characters of a password, so ours have exactly eight: whoever chose more would believe
in characters that nobody compares.
"""

from __future__ import annotations

import hmac
import os
import secrets
import stat
import string
import tempfile
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from app import places
from app.errors import RemotePasswordError
from app.remote import des

LENGTH = 8
_LETTERS = "".join(letter for letter in string.ascii_letters + string.digits if letter not in "0O1lI")
_KEPT_WITH = bytes((23, 82, 107, 6, 35, 78, 88, 7))  # the key with which every VNC obscures what it keeps

MAKE = "Make new ones with: atlas-digits remote --generate-password"


@dataclass(frozen=True)
class Passwords:
    """draw, watch: of eight characters each; watch may be "": then nobody only watches"""

    draw: str
    watch: str = ""

    def who(self, challenge: bytes, response: bytes) -> str:
        """Whose response to this challenge that is: "draw", "watch", or "" where neither password gave it."""
        for name, password in (("draw", self.draw), ("watch", self.watch)):
            if password and hmac.compare_digest(answer(password, challenge), response):
                return name
        return ""


def path() -> Path:
    return places.config() / "remote.passwd"


def generate() -> Passwords:
    """Of 57 letters and digits that are not taken for one another: 46 bits each."""
    draw, watch = ("".join(secrets.choice(_LETTERS) for _ in range(LENGTH)) for _ in range(2))
    return Passwords(draw, watch) if draw != watch else generate()


def check(passwords: Passwords) -> None:
    """Raises RemotePasswordError for passwords that cannot be used, with the reason."""
    for name, password in (("to draw", passwords.draw), ("to watch", passwords.watch)):
        if name == "to watch" and not password:
            continue
        if len(password) != LENGTH:
            raise RemotePasswordError(
                f"The password {name} has {len(password)} characters. It must have exactly {LENGTH}: VNC compares no "
                "more than that, and fewer are soon guessed."
            )
        if not all("!" <= letter <= "~" for letter in password):
            raise RemotePasswordError(
                f"The password {name} may have letters, digits and signs of ASCII, and no blanks: "
                "others are sent differently by different programs."
            )
        if len(set(password)) < LENGTH // 2:
            raise RemotePasswordError(f"The password {name} repeats too few characters: it is soon guessed.")
    if passwords.draw == passwords.watch:
        raise RemotePasswordError("The passwords to draw and to watch must differ: one says what the other may not.")


def write(passwords: Passwords) -> Path:
    """Keep them, for this user alone. What was kept before stays as it is until the new ones are on the disk.

    returns the file
    raises RemotePasswordError where they cannot be used, or cannot be written
    """
    check(passwords)
    file = path()
    try:
        file.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        descriptor, name = tempfile.mkstemp(prefix=f".{file.name}-", dir=file.parent)  # mode 0600
        try:
            with os.fdopen(descriptor, "wb") as stream:
                stream.write(b"".join(_obscured(text) for text in (passwords.draw, passwords.watch) if text))
                stream.flush()
                os.fsync(stream.fileno())
            Path(name).replace(file)
        except BaseException:
            with suppress(OSError):
                Path(name).unlink()
            raise
    except OSError as error:
        raise RemotePasswordError(f"{file}: the passwords cannot be written ({error.strerror}).") from error
    return file


def read() -> Passwords:
    """Raises RemotePasswordError where there are none, others may read them, or they are damaged."""
    file = path()
    try:
        with file.open("rb") as stream:
            mode = os.fstat(stream.fileno()).st_mode
            content = stream.read(2 * LENGTH + 1)
    except FileNotFoundError:
        raise RemotePasswordError(
            f"There is no password for remote showing yet, in {file}. "
            "Make one first: atlas-digits remote --generate-password"
        ) from None
    except OSError as error:
        raise RemotePasswordError(f"{file}: the passwords cannot be read ({error.strerror}). {MAKE}") from error
    if stat.S_IMODE(mode) & 0o077:
        raise RemotePasswordError(
            f"{file}: other users may read the passwords. Take that from them: chmod 600 {file}; "
            "and make new ones where somebody may have."
        )
    return _revealed(file, content)


def answer(password: str, challenge: bytes) -> bytes:
    """What a client that knows the password answers to this challenge of 16 bytes."""
    key = _turned(password.encode("ascii")[:LENGTH].ljust(LENGTH, b"\0"))
    halves = (challenge[start : start + des.BLOCK] for start in range(0, len(challenge), des.BLOCK))
    return b"".join(des.encrypt(key, half) for half in halves)


def _revealed(file: Path, content: bytes) -> Passwords:
    damaged = RemotePasswordError(f"{file}: this file is damaged. {MAKE}")
    if len(content) not in (LENGTH, 2 * LENGTH):
        raise damaged
    try:
        blocks = (content[start : start + LENGTH] for start in range(0, len(content), LENGTH))
        passwords = Passwords(*(des.decrypt(_turned(_KEPT_WITH), block).decode("ascii") for block in blocks))
        check(passwords)
    except ValueError:
        raise damaged from None
    return passwords


def _obscured(password: str) -> bytes:
    return des.encrypt(_turned(_KEPT_WITH), password.encode("ascii"))


def _turned(key: bytes) -> bytes:
    """VNC counts the bits of a key's bytes from the other end."""
    return bytes(int(f"{byte:08b}"[::-1], 2) for byte in key)
