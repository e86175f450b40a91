"""The draw page: the paper, its tools, and the way of a drawing through the inference thread."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Optional

from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QWidget

from app.ui.draw.canvas import Canvas
from app.ui.draw.draw_tools import DrawTools
from app.ui.draw.drawing import Drawing
from app.ui.draw.drawing_files import STROKES, DrawingFiles
from app.ui.engine.inference import Answer, InferenceThread
from app.ui.incoming import Incoming
from app.ui.pages import ReadingPage
from app.ui.samples import correctable
from app.ui.samples.correctable import Glyph
from app.ui.settings.settings import Settings
from app.ui.theme import Theme
from app.ui.widgets.banner import Banner
from app.ui.widgets.strip import Strip

_PAUSE = 100  # milliseconds between two looks of the cards while the pen is down: the ink comes first


class DrawPage(ReadingPage):
    def __init__(
        self, look: Theme, inference: InferenceThread, settings: Settings, parent: Optional[QWidget] = None
    ) -> None:
        super().__init__(look, parent)
        self._inference = inference
        self._settings = settings
        self._waits: Optional[Answer] = None  # on the paper, and not yet on the cards
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.timeout.connect(self._show_what_waits)
        self._read: Optional[Answer] = None  # on the cards
        self._to_say: Optional[Callable[[Banner], None]] = None
        self.canvas = Canvas(look)
        self.tools = DrawTools(look, settings)
        self.strip = Strip(look, self.canvas)
        self.strip.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)  # the pen draws under it
        self.files = DrawingFiles(self.canvas, self.strip)
        self._left.addWidget(self.canvas, 1)
        self._explain_below(self.canvas, inference)
        self._left.addWidget(self.tools)
        self._add_cards()
        self.lead_focus(self.canvas)
        self._connect()
        self._update_tools()
        self._take_settings()

    def retranslate(self) -> None:
        """All its words are its parts' own."""

    def _connect(self) -> None:
        canvas, tools = self.canvas, self.tools
        canvas.changed.connect(self._drawing_changed)
        canvas.history_changed.connect(self._update_tools)
        canvas.history_changed.connect(self._say_what_waits)
        canvas.glyph_chosen.connect(self._select)
        canvas.resized.connect(lambda: self.strip.place_in(canvas.rect()))
        self.cards.glyph_chosen.connect(self._select)
        tools.undo.clicked.connect(canvas.undo)
        tools.redo.clicked.connect(canvas.redo)
        tools.clear.clicked.connect(canvas.clear)
        tools.eraser.toggled.connect(canvas.set_erasing)
        tools.save.clicked.connect(self.files.ask_where_to_save)
        tools.open.clicked.connect(self.files.ask_what_to_open)
        self._settings.changed.connect(self._take_settings)
        self._inference.answered.connect(self._answered)

    def _take_settings(self) -> None:
        self.canvas.pen_share = self._settings.pen
        self.canvas.pressure = self._settings.pressure

    def _drawing_changed(self, drawing: Drawing) -> None:
        if drawing.lines:
            if not self.canvas.still_holds(drawing.number - 1):
                self.cards.clear()
            self._inference.submit(drawing)
        else:
            self.cards.clear()

    def _answered(self, answer: Answer) -> None:
        """The paper shows every answer; the cards do once the pen is up, and before that another text at once, and the
        rest as often as eyes follow."""
        if self.canvas.still_holds(answer.number):
            self.canvas.show_predictions(answer.recognition.predictions)
            self._waits = answer
            same = self._read is not None and self._read.recognition.text == answer.recognition.text
            if not (same and self.canvas.pen_is_down and self._pause.isActive()):
                self._show_what_waits()

    def _show_what_waits(self) -> None:
        answer, self._waits = self._waits, None
        if answer is not None and self.canvas.still_holds(answer.number):
            self._read = answer
            self.cards.show_recognition(answer.recognition, self.canvas.selected)
            self._pause.start(_PAUSE)

    def take(self, incoming: Incoming) -> bool:
        """Strokes in a file are drawn here; pictures are read elsewhere."""
        if len(incoming.paths) != 1 or not incoming.paths[0].lower().endswith(STROKES):
            return False
        self.files.open_strokes(Path(incoming.paths[0]))
        return True

    def glyph(self, index: int) -> Optional[Glyph]:
        if self._read is None or self._read.recognition is not self.cards.recognition:
            return None
        return correctable.of_drawing(self._read.drawing, self._read.recognition, index)

    def show_corrections(self, digits: Mapping[int, int]) -> None:
        if self._read is not None:
            predictions = self._read.recognition.predictions
            self.canvas.show_corrections({predictions[index].box: digit for index, digit in digits.items()})

    def read_again(self) -> None:
        if self.canvas.drawing.lines:
            self._inference.submit(self.canvas.drawing)

    def _select(self, index: int) -> None:
        self.canvas.select(index)
        self.cards.select(index)

    def _update_tools(self) -> None:
        canvas, tools = self.canvas, self.tools
        tools.undo.setEnabled(canvas.can_undo)
        tools.redo.setEnabled(canvas.can_redo)
        tools.save.setEnabled(canvas.can_clear)
        tools.clear.setEnabled(canvas.can_clear)

    def unread(self, ever_read: bool) -> str:
        if ever_read:
            return self.tr("This drawing could not be read.")
        return self.tr("You can draw, but nothing can be read now.")

    def say(self, change: Callable[[Banner], None]) -> None:
        """Once the pen is up: the paper makes room for the banner, which would end the line under the pen."""
        self._to_say = change
        self._say_what_waits()

    def _say_what_waits(self) -> None:
        if self._to_say is not None and not self.canvas.pen_is_down:
            said, self._to_say = self._to_say, None
            self.banner.resize(self.canvas.width(), self.banner.height())  # the width that it will have
            said(self.banner)
            self.layout().activate()  # now, and not when the pen may be down again
