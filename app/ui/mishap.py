"""Something went wrong that nobody foresaw: it is logged, shown in one dialog, and the application goes on."""

from __future__ import annotations

import logging
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from types import TracebackType
from typing import Optional

from PySide6.QtCore import QMessageLogContext, QObject, Qt, QtMsgType, Signal, qInstallMessageHandler
from PySide6.QtGui import QFont, QGuiApplication
from PySide6.QtWidgets import QDialog, QHBoxLayout, QLabel, QPlainTextEdit, QVBoxLayout, QWidget

from app.ui import theme
from app.ui.language import Translated
from app.ui.theme import Theme
from app.ui.widgets.button import Button

log = logging.getLogger(__name__)

_LEVELS = {
    QtMsgType.QtDebugMsg: logging.DEBUG,
    QtMsgType.QtInfoMsg: logging.INFO,
    QtMsgType.QtWarningMsg: logging.WARNING,
    QtMsgType.QtCriticalMsg: logging.ERROR,
    QtMsgType.QtFatalMsg: logging.CRITICAL,
}
_MOST = 50  # mishaps that the dialog lists: one at every paint would fill the memory


class Mishaps(QObject):
    """Takes what nobody caught, from any thread, and Qt's own messages.

    Qt's warnings are noted for the dialog but do not open it: most are of no concern to who uses the window.
    """

    happened = Signal(str)  # a line for people
    noted = Signal(str)  # likewise, but it can wait

    def __init__(self) -> None:
        super().__init__()
        self._telling = threading.local()  # whether this thread tells of one already

    @contextmanager
    def taken(self) -> Iterator[None]:
        """Within this block."""
        hooks, threads = sys.excepthook, threading.excepthook
        sys.excepthook, threading.excepthook = self._uncaught, self._uncaught_in_thread
        qInstallMessageHandler(self._from_qt)
        try:
            yield
        finally:
            sys.excepthook, threading.excepthook = hooks, threads
            qInstallMessageHandler(None)

    def _uncaught(self, kind: type[BaseException], error: BaseException, trace: Optional[TracebackType]) -> None:
        log.error("Uncaught exception", exc_info=(kind, error, trace))
        if getattr(self._telling, "now", False):
            return  # whoever is told of it fails at that, and would again
        self._telling.now = True
        try:
            self.happened.emit(f"{kind.__name__}: {error}")
        finally:
            self._telling.now = False

    def _uncaught_in_thread(self, args: threading.ExceptHookArgs) -> None:
        if args.exc_value is not None:
            self._uncaught(args.exc_type, args.exc_value, args.exc_traceback)

    def _from_qt(self, kind: QtMsgType, context: QMessageLogContext, message: str) -> None:
        level = _LEVELS.get(kind, logging.WARNING)
        logging.getLogger("qt").log(level, "%s", message)
        if level >= logging.ERROR:
            self.happened.emit(f"Qt: {message}")
        elif level == logging.WARNING:
            self.noted.emit(f"Qt: {message}")


class MishapDialog(Translated, QDialog):
    """One for all: what happens while it is open is added to it."""

    def __init__(self, look: Theme, parent: Optional[QWidget] = None) -> None:
        super().__init__(parent)
        self._lines: list[str] = []
        self._count = 0
        self.title, self.advice = QLabel(), QLabel()
        self.title.setFont(theme.font(theme.TITLE, QFont.Weight.DemiBold))
        self.advice.setWordWrap(True)
        self.details = QPlainTextEdit()
        self.details.setReadOnly(True)
        self.details.setFont(theme.font(theme.CAPTION))
        self.details.setTabChangesFocus(True)
        self.copy, self.dismiss = Button(look), Button(look, primary=True)
        self.dismiss.clicked.connect(self.close)
        row = QHBoxLayout()
        row.setSpacing(theme.TIGHT)
        row.addWidget(self.copy)
        row.addStretch(1)
        row.addWidget(self.dismiss)
        column = QVBoxLayout(self)
        column.setContentsMargins(theme.EDGE, theme.EDGE, theme.EDGE, theme.EDGE)
        column.setSpacing(theme.GAP)
        for part in (self.title, self.advice, self.details):
            column.addWidget(part)
        column.addLayout(row)
        self.setMinimumSize(480, 320)
        self.setWindowModality(Qt.WindowModality.NonModal)
        self.retranslate()

    def retranslate(self) -> None:
        self.setWindowTitle(self.tr("Something went wrong"))
        self.title.setText(self.tr("Something went wrong"))
        self.advice.setText(
            self.tr(
                "The application goes on. If it no longer does what it should, start it anew. "
                "A report helps whoever mends it: it holds no drawings and no passwords."
            )
        )
        self.details.setAccessibleName(self.tr("What happened"))
        self.copy.set_label(self.tr("Copy report"))
        self.dismiss.set_label(self.tr("Go on"))

    def say_copied(self) -> None:
        self.copy.set_label(self.tr("Copied"))

    def note(self, line: str) -> None:
        self._count += 1
        self._lines = [*self._lines, line][-_MOST:]
        left_out = self._count - len(self._lines)
        self.details.setPlainText("\n".join([*([f"… ({left_out})"] if left_out else []), *self._lines]))

    def show_mishap(self, line: str) -> None:
        self.note(line)
        if not self.isVisible():
            self.copy.set_label(self.tr("Copy report"))
            screen = QGuiApplication.primaryScreen().availableSize()
            self.resize(min(640, screen.width()), min(400, screen.height()))
            self.show()
