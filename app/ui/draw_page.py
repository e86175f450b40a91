"""The draw page: the paper, its tools, and the way of a drawing through the inference thread."""

from __future__ import annotations

from collections.abc import Callable
from typing import Optional

from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import QHBoxLayout, QWidget

from app.ui import icons, theme
from app.ui.banner import Banner
from app.ui.button import Button
from app.ui.canvas import Canvas
from app.ui.drawing import Drawing
from app.ui.inference import Answer, InferenceThread
from app.ui.pages import ReadingPage
from app.ui.theme import Theme


class DrawPage(ReadingPage):
    def __init__(self, look: Theme, inference: InferenceThread, parent: Optional[QWidget] = None) -> None:
        super().__init__(look, parent)
        self._inference = inference
        self._to_say: Optional[Callable[[Banner], None]] = None
        self.canvas = Canvas(look)
        self._left.addWidget(self.canvas, 1)
        self._explain_below(self.canvas, inference)
        self._left.addLayout(self._tools())
        self.setFocusProxy(self.canvas)
        self.retranslate()
        self._connect()
        self._update_tools()

    def retranslate(self) -> None:
        self.undo.set_label(self.tr("Undo"))
        self.redo.set_label(self.tr("Redo"))
        self.clear.set_label(self.tr("Clear"))

    def _tools(self) -> QHBoxLayout:
        self.undo = Button(self._look)
        self.undo.set_icon(icons.BACK)
        self.undo.set_shortcuts(QKeySequence("Ctrl+Z"))
        self.redo = Button(self._look)
        self.redo.set_icon(icons.FORWARD, with_text=False)
        self.redo.set_shortcuts(QKeySequence("Ctrl+Shift+Z"))
        self.clear = Button(self._look, primary=True)
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
        self.canvas.history_changed.connect(self._say_what_waits)
        self.canvas.glyph_chosen.connect(self._select)
        self.cards.glyph_chosen.connect(self._select)
        self.undo.clicked.connect(self.canvas.undo)
        self.redo.clicked.connect(self.canvas.redo)
        self.clear.clicked.connect(self.canvas.clear)
        self._inference.answered.connect(self._answered)

    def _drawing_changed(self, drawing: Drawing) -> None:
        if drawing.lines:
            if not self.canvas.still_holds(drawing.number - 1):
                self.cards.clear()
            self._inference.submit(drawing)
        else:
            self.cards.clear()

    def _answered(self, answer: Answer) -> None:
        if self.canvas.still_holds(answer.number):
            recognition = answer.recognition
            self.cards.show_recognition(recognition, self.canvas.show_predictions(recognition.predictions))

    def read_again(self) -> None:
        if self.canvas.drawing.lines:
            self._inference.submit(self.canvas.drawing)

    def _select(self, index: int) -> None:
        self.canvas.select(index)
        self.cards.select(index)

    def _update_tools(self) -> None:
        self.undo.setEnabled(self.canvas.can_undo)
        self.redo.setEnabled(self.canvas.can_redo)
        self.clear.setEnabled(self.canvas.can_clear)

    def title(self) -> str:
        return self.tr("Draw")

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
