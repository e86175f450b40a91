"""A report to send to whoever helps: versions, the machine, what runs, what the doctor finds, the end of the log."""

from __future__ import annotations

import re
import sys
from contextlib import suppress
from pathlib import Path
from typing import Optional

from PySide6.QtCore import QObject, QSysInfo, Signal, qVersion
from PySide6.QtGui import QGuiApplication

from app import __version__, log_file
from app.ui.engine.running_engine import RunningEngine
from app.ui.latest import Aside
from app.ui.settings.settings import Settings

_LINES = 150  # of the log
PACKAGES = ("PySide6-Essentials", "numpy", "opencv-python-headless", "onnxruntime")


def versions() -> dict[str, str]:
    """Of what the application consists of, by name."""
    # here and not at the top: nobody needs them before the window is there
    import platform
    from importlib import metadata

    found = {"Atlas Digits": __version__, "Python": platform.python_version(), "Qt": qVersion()}
    for package in PACKAGES:
        try:
            found[package] = metadata.version(package)
        except metadata.PackageNotFoundError:  # installed by other means
            found[package] = "?"
    return found


class Report(QObject):
    """Makes one at a time, aside: the doctor takes a second or two."""

    copied = Signal()

    def __init__(self, settings: Settings, parent: QObject) -> None:
        super().__init__(parent)
        self._settings = settings
        self._engine: Optional[RunningEngine] = None
        self._aside = Aside(self)
        self._busy = False

    def set_engine(self, engine: RunningEngine) -> None:
        self._engine = engine

    def copy(self) -> None:
        """Put it on the clipboard; `copied` follows."""
        if not self._busy:
            self._busy = True
            head = self._head()
            self._aside.run(lambda: whole(head), self._made)

    def _made(self, text: str) -> None:
        self._busy = False
        QGuiApplication.clipboard().setText(text)
        self.copied.emit()

    def _head(self) -> list[str]:
        """What only the window's thread knows."""
        screens = [
            f"{screen.size().width()}x{screen.size().height()} @ {screen.devicePixelRatio():g}"
            for screen in QGuiApplication.screens()
        ]
        settings = {setting.name: self._settings.value_of(setting) for setting in Settings.all()}
        settings.pop("geometry")
        engine = self._engine
        return [
            f"display: {QGuiApplication.platformName()}, {', '.join(screens)}",
            f"engine: {f'{engine.name} ({engine.path})' if engine else 'none'}",
            *([f"in place of another: {engine.in_place_of}"] if engine and engine.in_place_of else []),
            "settings: " + ", ".join(f"{name} {value}" for name, value in settings.items() if value not in ("", 0.0)),
        ]


def whole(head: list[str]) -> str:
    """The report's text, without passwords and without the name of this user's folder."""
    import platform

    lines = [
        *(f"{name}: {version}" for name, version in versions().items()),
        f"system: {QSysInfo.prettyProductName()}, kernel {QSysInfo.kernelVersion()}, {platform.machine()}",
        *head,
        "",
        *_doctor(),
        "",
        f"the end of {log_file.path()}:",
        *log_file.last_lines(_LINES),
    ]
    return without_secrets("\n".join(lines)) + "\n"


def without_secrets(text: str) -> str:
    """Passwords in addresses and the path of the home folder are left out."""
    # to the last @ before the next address: a password may hold an @, a slash or a space
    text = re.sub(r"://(?:(?!://)[^\n])*@", "://", text)
    text = re.sub(r"(?i)\b(pass(?:word|wd)?|pwd|token|secret|key)=[^&\s]+", r"\1=…", text)
    with suppress(RuntimeError):  # there is none
        home = str(Path.home())
        if len(home) > 1:
            text = re.sub(re.escape(home) + r"(?![\w.-])", "~", text)
    return text


def _doctor() -> list[str]:
    from app.doctor import findings
    from app.doctor.finding import row

    try:
        return [row(finding) for finding in findings()]
    except Exception as error:  # a report is most wanted where much does not work
        return [f"The doctor failed: {type(error).__name__}: {error}", sys.executable]
