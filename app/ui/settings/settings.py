"""What a person has chosen: one file a user, read once, each change written at once and told to whoever shows it."""

from __future__ import annotations

import logging
import math
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any, Generic, Optional, TypeVar, Union, overload

from PySide6.QtCore import QByteArray, QObject, QSettings, Signal

from app.ui import language, theme

log = logging.getLogger(__name__)

T = TypeVar("T")


class Value(Generic[T]):
    """One setting, an attribute of `Settings`: reading gives what was chosen or the default, writing keeps it."""

    def __init__(self, default: T, read: Callable[[object], T]) -> None:
        """read: makes the value of what stands in the file or was given; raises ValueError or TypeError where that
        cannot be one"""
        self.default, self.read = default, read

    def __set_name__(self, owner: type, name: str) -> None:
        self.name = name

    @overload
    def __get__(self, settings: None, owner: type) -> Value[T]: ...
    @overload
    def __get__(self, settings: Settings, owner: type) -> T: ...
    def __get__(self, settings: Optional[Settings], owner: type) -> Union[Value[T], T]:
        if settings is None:
            return self
        value: T = settings.value_of(self)
        return value

    def __set__(self, settings: Settings, value: T) -> None:
        settings.keep(self, self.read(value))


def one_of(*words: str) -> Callable[[object], str]:
    def read(value: object) -> str:
        if value not in words:
            raise ValueError(f"{value!r} is none of {', '.join(words)}")
        return str(value)

    return read


def between(least: float, most: float) -> Callable[[object], float]:
    def read(value: object) -> float:
        number = float(str(value))
        if not math.isfinite(number) or not least <= number <= most:
            raise ValueError(f"{value!r} is not in {least}..{most}")
        return number

    return read


def yes_or_no(value: object) -> bool:
    if isinstance(value, bool):
        return value
    return one_of("true", "false")(value) == "true"


def text(value: object) -> str:
    if not isinstance(value, str):
        raise TypeError(f"{value!r} is no text")
    return value


def raw(value: object) -> bytes:
    return bytes(value.data()) if isinstance(value, QByteArray) else bytes(value)  # type: ignore[call-overload]


class Settings(QObject):
    """All settings of one user.

    language: `system` or a code; theme: `system` or a palette's name
    pen: its width as a share of the paper's shorter side; pressure: whether a tablet's pressure changes it
    refuse_below: confidence below which an answer is refused; 0: as the model's card has it
    engine: a name of `app.engines.ENGINES`, empty: the best here; model: a path, empty: the one that comes with it
    camera: a source's address, empty: the first that is found
    geometry: of the window, as Qt saves it
    """

    changed = Signal(str)  # the name of a setting
    failed = Signal(str)  # the file that cannot be written: what was chosen holds until the window is closed

    language = Value(language.SYSTEM, one_of(language.SYSTEM, *language.NAMES))
    theme = Value(theme.SYSTEM, one_of(theme.SYSTEM, *theme.PALETTES))
    pen = Value(0.034, between(0.01, 0.12))
    pressure = Value(True, yes_or_no)
    refuse_below = Value(0.0, between(0.0, 0.99))
    engine = Value("", text)
    model = Value("", text)
    camera = Value("", text)
    geometry = Value(b"", raw)

    NOT_CHOSEN = ("geometry",)  # what a reset leaves alone

    def __init__(self, path: Path, parent: Optional[QObject] = None) -> None:
        """path: of the file, which need not be there"""
        super().__init__(parent)
        self.path = path
        self._file = self._open()
        self._values: dict[str, object] = {}
        self._told = False

    def _open(self) -> QSettings:
        """All that are open in one process share what is still to be written."""
        return QSettings(str(self.path), QSettings.Format.IniFormat)

    def value_of(self, setting: Value[Any]) -> Any:
        if setting.name not in self._values:
            self._values[setting.name] = self._read(setting)
        return self._values[setting.name]

    def _read(self, setting: Value[Any]) -> Any:
        if not self._file.contains(setting.name):
            return setting.default
        try:
            return setting.read(self._file.value(setting.name))
        except (ValueError, TypeError) as error:
            log.warning("%s: the setting %s is left out: %s", self.path, setting.name, error)
            return setting.default

    @property
    def is_kept(self) -> bool:
        """Whether what was chosen last stands in the file."""
        return not self._told

    def keep(self, setting: Value[Any], value: Any) -> None:
        self._file.sync()
        before, self._values[setting.name] = self.value_of(setting), value
        if value == before and value == self._read(setting):  # another window may have written the file meanwhile
            return
        if value == setting.default:
            self._file.remove(setting.name)
        else:
            self._file.setValue(setting.name, QByteArray(value) if isinstance(value, bytes) else value)
        self._write()
        if value != before:
            self.changed.emit(setting.name)

    @classmethod
    def all(cls) -> list[Value]:
        found = {name: value for kind in reversed(cls.__mro__) for name, value in vars(kind).items()}
        return [value for value in found.values() if isinstance(value, Value)]

    def reset(self) -> None:
        """Everything that can be chosen, back to its default, also what another window has chosen."""
        for setting in self.all():
            if setting.name not in self.NOT_CHOSEN:
                self.keep(setting, setting.default)

    def _write(self) -> None:
        with suppress(OSError):  # where it cannot be made, Qt says so too
            self.path.parent.mkdir(parents=True, exist_ok=True)
            self.path.touch(0o600)  # a camera's address may hold a password; Qt keeps a file's rights
        file = self._open()  # a status stays for good: this one tells how it went this time
        file.sync()
        failed = file.status() == QSettings.Status.AccessError
        if failed and not self._told:
            log.warning("The settings cannot be written to %s", self.path)
            self.failed.emit(str(self.path))
        self._told = failed
