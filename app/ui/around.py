"""What the window and the kiosk have around them: a display, Qt, a home, the log, signals, and the way out."""

from __future__ import annotations

import logging
import os
import signal
import socket
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from types import FrameType
from typing import TYPE_CHECKING, Optional

from PySide6.QtCore import QCoreApplication, QSocketNotifier, Qt, QTimer
from PySide6.QtGui import QIcon
from PySide6.QtWidgets import QApplication

from app import __version__, log_file, places
from app.errors import DisplayError, HomeError
from app.remote import REMOTE_VARIABLE
from app.ui.display import display_problem
from app.ui.engine.inference import engine_opener
from app.ui.engine.models import Choice, lenient_opener
from app.ui.language import Language
from app.ui.mishap import Mishaps
from app.ui.settings.settings import Settings
from app.ui.theme import PALETTES, SYSTEM, Theme

if TYPE_CHECKING:
    from app.ui.engine.held_engines import Opener

log = logging.getLogger(__name__)

NAME = "Atlas Digits"
THEME_VARIABLE = "ATLAS_DIGITS_THEME"
# as in app.engines.engine, which is not imported before the window is there
MODEL_VARIABLES = ("ATLAS_DIGITS_ENGINE", "ATLAS_DIGITS_MODEL")
ICON = Path(__file__).resolve().parents[2] / "assets" / "icons" / "atlas-digits.png"


def run_shown(show: Callable[[QApplication, Mishaps], int]) -> int:
    """Run what `show` shows, with all of this around it. Returns its exit status.

    raises DisplayError where no window can be opened
    """
    problem = display_problem()
    if problem:
        raise DisplayError(problem)
    _find_home()
    log_file.begin()
    mishaps = Mishaps()
    with mishaps.taken():
        app = QApplication(sys.argv[:1])
        if os.environ.get(REMOTE_VARIABLE):
            # moves come in heaps then, after a wait for the network: Qt would take the last of each for all of them
            QCoreApplication.setAttribute(Qt.ApplicationAttribute.AA_CompressHighFrequencyEvents, False)
        with _leaving_on_signals(app):  # from here on: what a signal raised in an event of Qt's would be lost
            app.setApplicationName("atlas-digits")
            app.setApplicationDisplayName(NAME)
            app.setApplicationVersion(__version__)
            app.setDesktopFileName("atlas-digits")
            app.setWindowIcon(QIcon(str(ICON)))
            status = show(app, mishaps)
    log_file.end()
    return status


def _find_home() -> None:
    """A user of a service may have none: the window opens all the same, and its pages say where things are kept."""
    try:
        for place in (places.config, places.data, places.state):
            place()
    except HomeError as error:
        os.environ["HOME"] = tempfile.mkdtemp(prefix="atlas-digits-")
        log.warning("%s Until then everything is kept in %s, which may be cleared.", error, os.environ["HOME"])


def is_model_named(engine: Optional[str], model: Optional[str]) -> bool:
    """Whether it was at the start, by the command line or a variable."""
    return bool(engine or model or any(os.environ.get(variable) for variable in MODEL_VARIABLES))


def first_opener(settings: Settings, engine: Optional[str], model: Optional[str]) -> Opener:
    """What was named at the start; else what the settings say or, where that cannot be used, the best that is here."""
    if is_model_named(engine, model):
        return engine_opener(engine, model)
    return lenient_opener(Choice(settings.engine, settings.model))


def theme_mode(settings: Settings) -> str:
    mode = os.environ.get(THEME_VARIABLE) or settings.theme
    if mode in (SYSTEM, *PALETTES):
        return mode
    log.warning("%s=%s is no theme; known are %s", THEME_VARIABLE, mode, ", ".join((SYSTEM, *PALETTES)))
    return settings.theme


def take_at_once(settings: Settings, words: Language, look: Theme, changed: str) -> None:
    """changed: the name of a setting"""
    if changed == "language":
        words.use(settings.language)
    elif changed == "theme":
        look.set_mode(settings.theme)


@contextmanager
def _leaving_on_signals(app: QApplication) -> Iterator[None]:
    """Ctrl-C, SIGTERM, and SIGHUP where it is not ignored as under nohup, end the event loop.

    Python runs its signal handlers between its own instructions, of which there are none while Qt waits: the wake-up
    socket makes some. Nothing ticks meanwhile.
    """

    def leave(number: int, frame: Optional[FrameType]) -> None:
        log.info("Leaving on %s", signal.Signals(number).name)
        # not quit(), which asks the windows first; by the loop, which may not have begun: it would begin all the same
        QTimer.singleShot(0, lambda: app.exit(130 if number == signal.SIGINT else 0))

    reading, writing = socket.socketpair()
    reading.setblocking(False)
    writing.setblocking(False)
    notifier = QSocketNotifier(reading.fileno(), QSocketNotifier.Type.Read)
    notifier.activated.connect(lambda: reading.recv(64))
    wakeup_before = signal.set_wakeup_fd(writing.fileno(), warn_on_full_buffer=False)
    ends = (signal.SIGINT, signal.SIGTERM, *_hang_up())
    before = {number: signal.signal(number, leave) for number in ends}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
        signal.set_wakeup_fd(wakeup_before)
        notifier.setEnabled(False)
        reading.close()
        writing.close()


def _hang_up() -> list[signal.Signals]:
    """The terminal is gone: where the system has that signal, and nobody asked to outlive it."""
    number = getattr(signal, "SIGHUP", None)  # not on Windows
    return [number] if number is not None and signal.getsignal(number) != signal.SIG_IGN else []
