"""The application around the kiosk."""

from __future__ import annotations

import logging
from functools import partial
from typing import Optional

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from app import pin, places
from app.errors import PinAbsentError, PinError
from app.service import Supervisor
from app.ui.around import first_opener, is_model_named, run_shown, take_at_once, theme_mode
from app.ui.engine.inference import InferenceThread
from app.ui.heartbeat import Heartbeat
from app.ui.kiosk.engine_care import EngineCare
from app.ui.kiosk.only_one import only_one
from app.ui.kiosk.settings import KioskSettings
from app.ui.kiosk.window import KioskWindow
from app.ui.language import Language
from app.ui.mishap import Mishaps
from app.ui.theme import Theme

log = logging.getLogger(__name__)


def run(engine: Optional[str] = None, model: Optional[str] = None) -> int:
    """Show the kiosk until its operator leaves it. Returns the exit status: 0 after that or SIGTERM, 3 where it is to
    be started anew, 130 after Ctrl-C.

    engine, model: as in `open_engine`
    raises PinAbsentError, KioskRunsError, DisplayError where no window can be opened
    """
    try:
        pin.read_pin()
    except PinAbsentError:
        raise  # without one nobody could leave it
    except PinError as error:
        log.warning("The operator's page stays shut. %s", error)
    with only_one():
        return run_shown(partial(_show, engine, model))


def _show(engine: Optional[str], model: Optional[str], app: QApplication, mishaps: Mishaps) -> int:
    """mishaps: are in the log, and nowhere else: visitors would not know what to do about them"""
    app.setQuitOnLastWindowClosed(False)
    app.setOverrideCursor(Qt.CursorShape.BlankCursor)
    settings = KioskSettings(places.config() / "kiosk.ini")
    words = Language(app, settings.language)
    look = Theme(app, theme_mode(settings))
    settings.changed.connect(partial(take_at_once, settings, words, look))
    opener = first_opener(settings, engine, model)
    inference = InferenceThread(opener)
    care = EngineCare(inference, opener)
    window = KioskWindow(look, words, inference, settings, care, model_named=is_model_named(engine, model))
    window.left.connect(app.exit)
    Heartbeat(window, inference, Supervisor())
    window.show_whole()
    status = app.exec()
    window.finish()
    return status
