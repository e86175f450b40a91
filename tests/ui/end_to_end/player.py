"""Plays a scenario in the application itself: its own main(), its own event loop, closed as a person closes it; the
kiosk, which nobody can close, as the system ends it.

A scenario is a generator. It is given the window once that is shown, does what a person would do, and yields what it
waits for: a function that is called until it is true. When it has ended the window is closed, unless it returned True
because it has brought the end about itself.

    python -m tests.ui.end_to_end.player ORDER

ORDER is JSON: `scene` ("module:function"), its `arguments`, the `command` line of the application, and `told`, the file
to which is written how it went: `problem` (a trace, empty where there was none) and `log` (what was logged as a warning
or worse: logger, level, text).
"""

from __future__ import annotations

import faulthandler
import importlib
import json
import logging
import signal
import sys
import traceback
from collections.abc import Callable, Generator
from pathlib import Path
from time import monotonic
from typing import Any, Optional

from PySide6.QtCore import QObject, Qt, QTimer, Signal
from PySide6.QtWidgets import QApplication, QWidget

from app.cli import main

PATIENCE = 40.0  # seconds that a condition may take on a machine that is busy with other things
LONGEST = 150.0  # seconds of a whole play: then every thread's stack is printed
_LOOK = 2  # milliseconds between two looks
# the screen that is not there has no keyboard to grab and no stack of windows
_OF_THE_SCREEN = "This plugin does not support"
_WINDOWS = "MainWindow", "KioskWindow"

Waits = Generator[Callable[[], object], None, Optional[bool]]
Scene = Callable[..., Waits]


class _Log(logging.Handler):
    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.lines: list[tuple[str, str, str]] = []

    def emit(self, record: logging.LogRecord) -> None:
        if not (record.name == "qt" and _OF_THE_SCREEN in record.getMessage()):
            self.lines.append((record.name, record.levelname, self.format(record)))


class Player(QObject):
    _up = Signal()

    def __init__(self, scene: Scene, arguments: list[Any]) -> None:
        super().__init__()
        self.problem = ""
        self._scene, self._arguments = scene, arguments
        self._window: Optional[QWidget] = None
        self._play: Optional[Waits] = None
        self._wanted: Callable[[], object] = self._is_shown
        self._since = monotonic()
        self._up.connect(self._look, Qt.ConnectionType.QueuedConnection)
        self._up.emit()  # heard once the application's event loop turns

    def _is_shown(self) -> bool:
        shown = [w for w in QApplication.topLevelWidgets() if type(w).__name__ in _WINDOWS and w.isVisible()]
        self._window = shown[0] if shown else None
        return self._window is not None

    def _look(self) -> None:
        try:
            if self._wanted():
                self._go_on()
            elif monotonic() - self._since > PATIENCE:
                self._give_up()
        except StopIteration as ended:
            if not ended.value:
                self._close()
            return
        except Exception:
            self.problem = traceback.format_exc()
            self._close()
            return
        QTimer.singleShot(_LOOK, self._look)

    def _go_on(self) -> None:
        if self._play is None:
            self._play = self._scene(self._window, *self._arguments)
        self._wanted = next(self._play)
        self._since = monotonic()

    def _give_up(self) -> None:
        """At the line that waits."""
        waited = TimeoutError(f"still not so after {PATIENCE:.0f} s")
        if self._play is None:
            raise waited
        self._play.throw(waited)

    def _close(self) -> None:
        if self._window is None:
            QApplication.exit(99)
        elif not self._window.close():
            QApplication.exit(0)


def play(order: dict[str, Any]) -> int:
    faulthandler.dump_traceback_later(LONGEST, exit=True)
    log = _Log()
    logging.getLogger().addHandler(log)
    logging.basicConfig(level=logging.WARNING, format="%(message)s")  # as main() does, which leaves it so
    signal.signal(signal.SIGHUP, signal.SIG_DFL)  # the tests may run in the background, by `nohup`
    module, name = order["scene"].split(":")
    player = Player(getattr(importlib.import_module(module), name), order["arguments"])
    status = main(order["command"])
    told = {"problem": player.problem, "log": log.lines}
    Path(order["told"]).write_text(json.dumps(told), encoding="utf-8")
    return status


if __name__ == "__main__":
    sys.exit(play(json.loads(sys.argv[1])))
