"""The application around the window."""

from __future__ import annotations

from functools import partial
from typing import Optional

from PySide6.QtWidgets import QApplication

from app import places
from app.service import Supervisor
from app.ui.around import first_opener, is_model_named, run_shown, take_at_once, theme_mode
from app.ui.engine.inference import InferenceThread
from app.ui.heartbeat import Heartbeat
from app.ui.language import Language
from app.ui.mishap import MishapDialog, Mishaps
from app.ui.settings.settings import Settings
from app.ui.theme import Theme
from app.ui.window import MainWindow
from app.ui.without_manager import stand_in_for_window_manager


def run(engine: Optional[str] = None, model: Optional[str] = None, *, fill_screen: bool = False) -> int:
    """Show the window until it is closed. Returns the exit status: 0, or 130 after Ctrl-C.

    engine, model: as in `open_engine`
    fill_screen: on a screen without a window manager
    raises DisplayError where no window can be opened
    """
    return run_shown(partial(_show, engine, model, fill_screen))


def _show(engine: Optional[str], model: Optional[str], fill_screen: bool, app: QApplication, mishaps: Mishaps) -> int:
    settings = Settings(places.config() / "settings.ini")
    words = Language(app, settings.language)
    look = Theme(app, theme_mode(settings))
    settings.changed.connect(partial(take_at_once, settings, words, look))
    inference = InferenceThread(first_opener(settings, engine, model))
    window = MainWindow(look, inference, settings, model_named=is_model_named(engine, model))
    Heartbeat(window, inference, Supervisor())
    dialog = MishapDialog(look, window)
    mishaps.happened.connect(dialog.show_mishap)
    mishaps.noted.connect(dialog.note)
    dialog.copy.clicked.connect(window.report.copy)
    window.report.copied.connect(dialog.say_copied)
    if fill_screen:
        stand_in_for_window_manager(app)
        window.setGeometry(window.screen().geometry())
    window.show()
    status = app.exec()
    if window.isVisible():  # a signal ended the loop: what closing keeps is kept all the same
        window.close()
    return status
