"""The operator's PIN: kept salted and hashed, and tried seldom enough that nobody guesses it.

Two files. `pin.json` among the settings holds the PIN and is only ever written by whoever sets it; `pin-tries.json`
holds how often in a row a wrong one was given. A try is counted on the disk before it is checked, so that pulling the
plug does not undo it; where the disk takes no count, every try waits as one after too many does, also the first.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import secrets
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Optional

from app import places
from app.errors import PinAbsentError, PinDamagedError, PinError, PinFormError
from app.files import read_file, replacing

SHORTEST, LONGEST = 4, 12  # digits
GENERATED = 6  # digits
FREE_TRIES = 5
FIRST_WAIT, LONGEST_WAIT = 30.0, 900.0  # seconds: doubled with each try from the one to the other

_FORMAT, _VERSION = "atlas-digits pin", 1
_SALT = 16  # bytes
# 16 MB and a tenth of a second on a small board: four digits are soon tried by whoever has the file, but not at once
_SCRYPT = {"n": 16384, "r": 8, "p": 1}
_ROUNDS = 300_000  # of PBKDF2, where Python was built without scrypt
_LARGEST_FILE = 10_000  # bytes
_PRIVATE = 0o600


@dataclass(frozen=True)
class Pin:
    """A PIN as it is kept. scheme: "scrypt" or "pbkdf2"; salt, key: bytes in hexadecimal"""

    scheme: str
    salt: str
    key: str

    def matches(self, digits: str) -> bool:
        return hmac.compare_digest(_key(self.scheme, digits, bytes.fromhex(self.salt)), bytes.fromhex(self.key))


def path() -> Path:
    return places.config() / "pin.json"


def tries_path() -> Path:
    return places.state() / "pin-tries.json"


def generate() -> str:
    return "".join(secrets.choice("0123456789") for _ in range(GENERATED))


def set_pin(digits: str, file: Optional[Path] = None) -> None:
    """file: None: this user's. Raises PinFormError, PinError where it cannot be written."""
    if not (digits.isascii() and digits.isdigit() and SHORTEST <= len(digits) <= LONGEST):
        raise PinFormError(f"A PIN has {SHORTEST} to {LONGEST} digits and nothing else.")
    scheme = "scrypt" if hasattr(hashlib, "scrypt") else "pbkdf2"
    salt = secrets.token_bytes(_SALT)
    _write(file or path(), _content(Pin(scheme, salt.hex(), _key(scheme, digits, salt).hex())))


def read_pin(file: Optional[Path] = None) -> Pin:
    """file: None: this user's. Raises PinError."""
    file = file or path()
    remedy = "Set a new PIN with `atlas-digits pin`."
    try:
        content = read_file(file, _LARGEST_FILE)
    except FileNotFoundError:
        raise PinAbsentError(f"{file}: no PIN is set. Set one with `atlas-digits pin`.") from None
    except OSError as error:
        raise PinError(f"{file}: the PIN cannot be read ({error.strerror}). {remedy}") from None
    try:
        fields = json.loads(content.decode("ascii"))
        pin = Pin(*(str(fields[name]) for name in ("scheme", "salt", "key")))
    except (ValueError, TypeError, LookupError, RecursionError):
        raise PinDamagedError(f"{file}: the file of the PIN is damaged. {remedy}") from None
    if content != _content(pin):  # which has a sum over all of it
        raise PinDamagedError(f"{file}: the file of the PIN is damaged, or of another version. {remedy}")
    if pin.scheme == "scrypt" and not hasattr(hashlib, "scrypt"):
        raise PinError(f"{file}: this Python cannot check the PIN (it has no scrypt). {remedy}")
    return pin


class PinCheck:
    """Checks what is given against the PIN that is set at that moment. For one thread at a time.

    Waits are measured by a clock that nobody sets. A new process, which cannot know how long the one before had
    waited, begins the wait anew; it ends in any case.
    """

    def __init__(
        self,
        file: Optional[Path] = None,
        tries: Optional[Path] = None,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._file, self._tries, self._clock = file or path(), tries or tries_path(), clock
        self._salt = ""  # of the PIN that the tries below were for
        self._failed = 0  # in a row
        self._since = clock()

    def wait(self) -> float:
        """Seconds until the next try is let through. Raises PinError where there is no PIN to try."""
        self._follow(read_pin(self._file))
        return max(0.0, self._since + wait_after(self._failed) - self._clock())

    def check(self, digits: str) -> bool:
        """Whether it is the PIN; False, and not looked at, while one has to wait. Takes a moment. Raises PinError."""
        pin = read_pin(self._file)
        self._follow(pin)
        if self._since + wait_after(self._failed) > self._clock():
            return False
        self._count(self._failed + 1)
        right = pin.matches(digits)
        if right:
            self._count(0)
        else:
            self._since = self._clock()  # the wait begins once the answer is there
        return right

    def _follow(self, pin: Pin) -> None:
        """Another PIN begins with no tries."""
        if pin.salt != self._salt:
            self._salt = pin.salt
            self._count(_read_tries(self._tries, pin.salt))

    def _count(self, failed: int) -> None:
        self._failed, self._since = failed, self._clock()
        try:
            _write(self._tries, json.dumps({"salt": self._salt, "failed": failed}).encode())
        except PinError:
            self._failed = max(failed, FREE_TRIES)


def wait_after(failed: int) -> float:
    """Seconds after so many wrong ones in a row."""
    if failed < FREE_TRIES:
        return 0.0
    return min(LONGEST_WAIT, FIRST_WAIT * 2.0 ** min(failed - FREE_TRIES, 32))


def _read_tries(file: Path, salt: str) -> int:
    """What cannot be understood counts as too many: somebody may have made it so."""
    try:
        fields: Any = json.loads(read_file(file, _LARGEST_FILE))
        of, failed = fields["salt"], fields["failed"]
        if not isinstance(of, str) or not isinstance(failed, int) or failed < 0:
            return FREE_TRIES
        return failed if of == salt else 0
    except FileNotFoundError:
        return 0
    except (OSError, ValueError, TypeError, LookupError, RecursionError):
        return FREE_TRIES


def _key(scheme: str, digits: str, salt: bytes) -> bytes:
    if scheme == "scrypt":
        return hashlib.scrypt(digits.encode(), salt=salt, **_SCRYPT, maxmem=64 << 20, dklen=32)
    return hashlib.pbkdf2_hmac("sha256", digits.encode(), salt, _ROUNDS, 32)


def _content(pin: Pin) -> bytes:
    """The file, to the byte."""
    fields = {"format": _FORMAT, "version": _VERSION, "scheme": pin.scheme, "salt": pin.salt, "key": pin.key}
    total = hashlib.sha256(json.dumps(fields).encode()).hexdigest()
    return json.dumps({**fields, "sum": total}).encode() + b"\n"


def _write(file: Path, content: bytes) -> None:
    """For this user's eyes only. Raises PinError."""
    try:
        file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        with replacing(file, replace=True, rights=_PRIVATE) as new:
            new.write(content)
    except OSError as error:
        raise PinError(
            f"{file}: this cannot be written ({error.strerror}). Free some room, or let it be written."
        ) from None
