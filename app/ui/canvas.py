"""The paper: takes ink from mouse, touch and tablet, and shows what was read around it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Optional

from PySide6.QtCore import QEvent, QPointF, QSize, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QPainter, QPaintEvent, QPixmap, QResizeEvent
from PySide6.QtWidgets import QWidget

from app.ui import paper
from app.ui.drawing import Drawing, Line, Point, Sketch, last_touched
from app.ui.pen import Pen
from app.ui.theme import Theme

if TYPE_CHECKING:
    from app.recognition.decision import Prediction

_PEN_SHARE = 0.034  # of the paper's shorter side: the pen's width
_THINNEST, _THICKEST = 10, 28  # pixels
_TAP = 4.0  # pixels: a pen that moves less inside a glyph's box points at it, and draws nothing


class Canvas(QWidget):
    changed = Signal(object)  # Drawing, at every move of the pen
    history_changed = Signal()  # what can be undone, redone or cleared
    glyph_chosen = Signal(int)  # by pointing at its box or with the arrow keys

    def __init__(self, look: Theme, parent: Optional[QWidget] = None) -> None:
        super().__init__(parent)
        self._look = look
        self._sketch = Sketch()
        self._live: list[Point] = []  # of the line that is being drawn
        self._tap: Optional[QPointF] = None  # where the pen went down in a glyph's box, until it moves
        self._number = 0
        self._valid_from = 0
        self._predictions: tuple[Prediction, ...] = ()
        self._selected = -1
        self._ink: Optional[QPixmap] = None  # the finished lines, painted once
        self._focus_shows = False  # only where it came from the keyboard
        self._pen = Pen(self._pen_down, self._pen_move, self._pen_up, self._pen_cancel)
        look.changed.connect(self._forget_ink)
        self.setAttribute(Qt.WidgetAttribute.WA_AcceptTouchEvents)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setCursor(Qt.CursorShape.CrossCursor)
        self.setAccessibleName(self.tr("Paper"))
        self.setAccessibleDescription(self.tr("Draw digits here with the mouse, a finger or a pen."))

    # what is on it

    @property
    def drawing(self) -> Drawing:
        """Everything drawn so far, the unfinished line included."""
        lines = self._sketch.lines
        if self._live:
            lines = (*lines, Line(tuple(self._live), self._pen_width()))
        return Drawing(self._number, lines, (self.width(), self.height()))

    @property
    def pen_is_down(self) -> bool:
        """In the middle of a line."""
        return bool(self._live)

    @property
    def can_undo(self) -> bool:
        return bool(self._live) or self._sketch.can_undo

    @property
    def can_redo(self) -> bool:
        return self._sketch.can_redo

    @property
    def can_clear(self) -> bool:
        return bool(self._live) or bool(self._sketch.lines)

    def undo(self) -> None:
        if not self._drop_live():
            self._sketch.undo()
        self._replaced()

    def redo(self) -> None:
        self._drop_live()
        self._sketch.redo()
        self._replaced()

    def clear(self) -> None:
        self._drop_live()
        self._sketch.clear()
        self._replaced()

    # what was read

    def still_holds(self, number: int) -> bool:
        """Whether an answer to the drawing of that number is about what is on the paper: not once that was cleared,
        undone or moved. More ink may have come."""
        return number >= self._valid_from

    def show_predictions(self, predictions: tuple[Prediction, ...]) -> int:
        """Show these and select the glyph that was drawn last; returns its index, -1 where there is none."""
        self._predictions = predictions
        self._selected = last_touched([p.box for p in predictions], self.drawing.lines)
        self.update()
        return self._selected

    def select(self, index: int) -> None:
        self._selected = index
        self.update()

    # pen

    def event(self, event: QEvent) -> bool:
        if self._pen.handle(event):
            return True
        return super().event(event)

    def _pen_down(self, point: QPointF) -> None:
        self.setFocus(Qt.FocusReason.MouseFocusReason)
        if self._glyph_at(point) >= 0:
            self._tap = point
        else:
            self._start_line(point)

    def _pen_move(self, point: QPointF) -> None:
        if self._tap is not None:
            if (point - self._tap).manhattanLength() < _TAP:
                return
            self._start_line(self._tap)
        if (point.x(), point.y()) != self._live[-1]:
            self._live.append((point.x(), point.y()))
            self._grown()

    def _pen_up(self) -> None:
        if self._tap is not None:
            index = self._glyph_at(self._tap)
            self._tap = None
            self.glyph_chosen.emit(index)
            return
        line = Line(tuple(self._live), self._pen_width())
        self._live = []
        self._sketch.add(line)
        if self._ink is not None:
            painter = QPainter(self._ink)
            paper.paint_lines(painter, [line], self._look.colours["ink"])
            painter.end()  # whoever hears of the line may change the paper's size, and this pixmap with it
        self._grown()
        self.history_changed.emit()

    def _pen_cancel(self) -> None:
        if self._drop_live():
            self._replaced()

    def _start_line(self, point: QPointF) -> None:
        self._tap = None
        self._live = [(point.x(), point.y())]
        self._grown()
        self.history_changed.emit()

    def _drop_live(self) -> bool:
        self._pen.release()
        self._tap = None
        dropped, self._live = bool(self._live), []
        return dropped

    def _pen_width(self) -> float:
        return float(max(_THINNEST, min(_THICKEST, round(_PEN_SHARE * min(self.width(), self.height())))))

    def _glyph_at(self, point: QPointF) -> int:
        for index, prediction in enumerate(self._predictions):
            if paper.frame(prediction.box).contains(point):
                return index
        return -1

    # changes

    def _grown(self) -> None:
        self._number += 1
        self.update()
        self.changed.emit(self.drawing)

    def _replaced(self) -> None:
        """The paper shows something else than before: what was read of it no longer holds."""
        self._forget_ink()
        self._predictions = ()
        self._selected = -1
        self._valid_from = self._number + 1
        self._grown()
        self.history_changed.emit()

    def _forget_ink(self) -> None:
        self._ink = None
        self.update()

    # Qt

    def keyPressEvent(self, event: QKeyEvent) -> None:
        step = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}.get(Qt.Key(event.key()), 0)
        if step and self._predictions:
            self.glyph_chosen.emit((self._selected + step) % len(self._predictions))
        else:
            super().keyPressEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        self._focus_shows = event.reason() in (Qt.FocusReason.TabFocusReason, Qt.FocusReason.BacktabFocusReason)
        super().focusInEvent(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        self._focus_shows = False
        super().focusOutEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        self._ink = None
        if self._live:  # the layout moves under the pen: the line ends where it is
            self._pen.release()
            self._pen_up()
        if self._sketch.keep_inside((self.width(), self.height())):
            self._replaced()

    def sizeHint(self) -> QSize:
        return QSize(640, 480)

    def minimumSizeHint(self) -> QSize:
        return QSize(240, 140)

    def paintEvent(self, event: QPaintEvent) -> None:
        colours = self._look.colours
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        paper.paint_sheet(painter, self.rect(), colours, focused=self._focus_shows)
        if not self.can_clear:
            paper.paint_hint(painter, self.rect(), self.tr("Draw a digit"), colours)
            return
        painter.save()
        painter.setClipPath(paper.outline(self.rect()))
        painter.drawPixmap(0, 0, self._finished_ink())
        if self._live:
            paper.paint_lines(painter, [Line(tuple(self._live), self._pen_width())], colours["ink"])
        painter.restore()
        paper.paint_predictions(painter, self.rect(), self._predictions, self._selected, colours)

    def _finished_ink(self) -> QPixmap:
        density = self.devicePixelRatioF()
        if self._ink is None or self._ink.devicePixelRatio() != density:
            self._ink = QPixmap(self.size() * density)
            self._ink.setDevicePixelRatio(density)
            self._ink.fill(Qt.GlobalColor.transparent)
            paper.paint_lines(QPainter(self._ink), self._sketch.lines, self._look.colours["ink"])
        return self._ink
