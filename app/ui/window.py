"""The window: the paper, its tools, the cards beside it, and the way of a drawing through the inference thread."""

from __future__ import annotations

from collections.abc import Callable
from typing import Optional

from PySide6.QtCore import QSize, Qt, QTimer
from PySide6.QtGui import QCloseEvent, QFont, QKeySequence, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QSizePolicy, QVBoxLayout, QWidget

from app.ui import theme
from app.ui.banner import Banner
from app.ui.button import Button
from app.ui.canvas import Canvas
from app.ui.cards import Cards, Layout
from app.ui.chip import EngineChip
from app.ui.drawing import Drawing
from app.ui.inference import Answer, InferenceThread, RunningEngine
from app.ui.theme import Theme

NAME = "Atlas Digits"
_ROOMY = 780  # pixels: a lower window has narrower edges, so that all cards are seen without scrolling


def first_size(available: QSize) -> QSize:
    """Of the window on a screen with this much room. Left to itself, Qt takes no more than two thirds of that."""
    return QSize(min(1440, round(0.92 * available.width())), min(900, round(0.92 * available.height())))


class MainWindow(QWidget):
    """Starts the inference thread once it has been painted, and stops it when it is closed."""

    def __init__(self, look: Theme, inference: InferenceThread) -> None:
        super().__init__()
        self._look = look
        self._inference = inference
        self._started = False
        self._engine: Optional[RunningEngine] = None
        self._engine_failed = False
        self._to_say: Optional[Callable[[], None]] = None
        self.setWindowTitle(NAME)
        self.setMinimumSize(680, 440)
        self.resize(first_size(self.screen().availableSize()))
        self.banner = Banner(look)
        self.canvas = Canvas(look)
        self.cards = Cards(look)
        self.chip = EngineChip(look)
        self._build()
        self._connect()
        self._update_tools()

    # parts

    def _build(self) -> None:
        self._header = Header(self._look, self.chip)
        left = QVBoxLayout()
        left.setSpacing(theme.GAP)
        left.addWidget(self.banner)
        left.addWidget(self.canvas, 1)
        left.addLayout(self._tools())
        self._body = QHBoxLayout()
        self._body.addLayout(left, 1)
        self._body.addWidget(self.cards)
        root = QVBoxLayout(self)
        root.setContentsMargins(0, 0, 0, 0)
        root.setSpacing(0)
        root.addWidget(self._header)
        root.addLayout(self._body, 1)

    def _tools(self) -> QHBoxLayout:
        self.undo = Button(self._look, self.tr("Undo"))
        self.undo.set_arrow(-1)
        self.undo.set_shortcuts(QKeySequence("Ctrl+Z"))
        self.redo = Button(self._look, self.tr("Redo"))
        self.redo.set_arrow(1, with_text=False)
        self.redo.set_shortcuts(QKeySequence("Ctrl+Shift+Z"))
        self.clear = Button(self._look, self.tr("Clear"), primary=True)
        self.clear.set_shortcuts(QKeySequence("Delete"), QKeySequence("Escape"))
        row = QHBoxLayout()
        row.setSpacing(theme.TIGHT)
        row.addWidget(self.undo)
        row.addWidget(self.redo)
        row.addStretch(1)
        row.addWidget(self.clear)
        return row

    def _connect(self) -> None:
        self.canvas.changed.connect(self._drawing_changed)
        self.canvas.history_changed.connect(self._update_tools)
        self.canvas.history_changed.connect(self._say)
        self.canvas.glyph_chosen.connect(self._select)
        self.cards.glyph_chosen.connect(self._select)
        self.undo.clicked.connect(self.canvas.undo)
        self.redo.clicked.connect(self.canvas.redo)
        self.clear.clicked.connect(self.canvas.clear)
        self._inference.opened.connect(self._engine_opened)
        self._inference.answered.connect(self._answered)
        self._inference.failed.connect(self._failed)

    # the way of a drawing

    def _drawing_changed(self, drawing: Drawing) -> None:
        if drawing.lines:
            if not self.canvas.still_holds(drawing.number - 1):
                self.cards.clear()
            self._inference.submit(drawing)
        else:
            self.cards.clear()

    def _answered(self, answer: Answer) -> None:
        if self._engine is not None and self._engine_failed:
            self._engine_opened(self._engine)  # it works again
        if self.canvas.still_holds(answer.number):
            recognition = answer.recognition
            self.cards.show_recognition(recognition, self.canvas.show_predictions(recognition.predictions))

    def _select(self, index: int) -> None:
        self.canvas.select(index)
        self.cards.select(index)

    def _update_tools(self) -> None:
        self.undo.setEnabled(self.canvas.can_undo)
        self.redo.setEnabled(self.canvas.can_redo)
        self.clear.setEnabled(self.canvas.can_clear)

    # the engine

    def _engine_opened(self, engine: RunningEngine) -> None:
        known = self._engine is not None and engine.in_place_of == self._engine.in_place_of
        self._engine, self._engine_failed = engine, False
        self.cards.set_labels(engine.labels)
        name = f"{engine.title} · {engine.model}"
        if not engine.in_place_of:
            self.chip.show_running(name, engine.description)
            self._say(self.banner.hide)
            return
        self.chip.show_problem(name, engine.in_place_of)
        if known:  # said before; the chip goes on saying it
            self._say(self.banner.hide)
        else:
            title = self.tr("The wanted engine cannot be used. %1 answers in its place.").replace("%1", engine.title)
            self._say(lambda: self.banner.show_notice(title, engine.in_place_of))

    def _failed(self, message: str) -> None:
        self._engine_failed = True
        if self._engine is None:
            short, title = self.tr("No engine"), self.tr("You can draw, but nothing can be read now.")
        else:
            short, title = self.tr("Engine failed"), self.tr("This drawing could not be read.")
        self.chip.show_problem(short, message)
        self._say(lambda: self.banner.show_problem(title, message))

    def _say(self, change: Optional[Callable[[], None]] = None) -> None:
        """Change the banner once the pen is up: the paper makes room for it, which would end the line under the pen.

        None: only what still waits
        """
        self._to_say = change or self._to_say
        if self._to_say is not None and not self.canvas.pen_is_down:
            said, self._to_say = self._to_say, None
            self.banner.resize(self.canvas.width(), self.banner.height())  # the width that it will have
            said()
            self.layout().activate()  # now, and not when the pen may be down again

    # Qt

    def paintEvent(self, event: QPaintEvent) -> None:
        QPainter(self).fillRect(event.rect(), self._look.colours["background"])
        if not self._started:
            # what it imports holds the interpreter for a while: the window comes first
            self._started = True
            QTimer.singleShot(0, self._inference.start)

    def resizeEvent(self, event: QResizeEvent) -> None:
        kind = Layout.of(self.width(), self.height())
        edge = theme.EDGE if self.height() >= _ROOMY else theme.GAP
        self._header.set_edge(edge)
        self._body.setContentsMargins(edge, edge, edge, edge)
        self._body.setSpacing(edge)
        self.cards.set_layout(kind)
        self.banner.set_lines(6 if self.height() >= _ROOMY else 2)

    def closeEvent(self, event: QCloseEvent) -> None:
        self.hide()  # the engine may take a moment to finish
        self._inference.stop()
        event.accept()


class Header(QWidget):
    """The name at the left, the engine at the right."""

    def __init__(self, look: Theme, chip: EngineChip, parent: Optional[QWidget] = None) -> None:
        super().__init__(parent)
        self._look = look
        self.setFixedHeight(theme.HEADER)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        title = QLabel(NAME)
        title.setFont(theme.font(18, QFont.Weight.Bold))
        self._row = QHBoxLayout(self)
        self._row.setSpacing(theme.GAP)
        self._row.addWidget(title)
        self._row.addStretch(1)
        self._row.addWidget(chip, 0, Qt.AlignmentFlag.AlignVCenter)

    def set_edge(self, pixels: int) -> None:
        self._row.setContentsMargins(pixels, 0, pixels, 0)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(self.rect(), self._look.colours["surface"])
        painter.fillRect(0, self.height() - 1, self.width(), 1, self._look.colours["hairline"])
