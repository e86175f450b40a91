"""The paper: takes ink from mouse, touch and tablet, and shows what was read around it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Optional

from PySide6.QtCore import QEvent, QRectF, Qt, Signal
from PySide6.QtGui import QFocusEvent, QHideEvent, QKeyEvent, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QWidget

from app.ui.draw import ink, paper
from app.ui.draw.drawing import Drawing, Line, Sketch, last_touched
from app.ui.draw.erasing import Eraser
from app.ui.draw.hint import Hint
from app.ui.draw.nib import Nib
from app.ui.draw.pen import Pen, Tip
from app.ui.draw.ring import Ring
from app.ui.language import Translated
from app.ui.settings.settings import Settings
from app.ui.theme import Theme

if TYPE_CHECKING:
    from app.recognition.decision import Box, Prediction

_THINNEST = 3.0  # pixels: the pen's width on small paper
_SMALLEST_ERASER = 12.0  # pixels: its radius; else the pen's width
_TAP = 4.0  # pixels: a pen that moves less inside a glyph's box points at it, and draws nothing


class Canvas(Translated, QWidget):
    """pen_share: the pen's width, as a share of the paper's shorter side, for what is drawn from now on
    pressure: whether a tablet's pressure changes it"""

    changed = Signal(object)  # Drawing, at every move of the pen
    history_changed = Signal()  # what can be undone, redone or cleared
    glyph_chosen = Signal(int)  # by pointing at its box or with the arrow keys
    resized = Signal()

    def __init__(self, look: Theme, parent: Optional[QWidget] = None) -> None:
        super().__init__(parent)
        self._look = look
        self.pen_share = Settings.pen.default
        self.pressure = Settings.pressure.default
        self._sketch = Sketch()
        self._nib: Optional[Nib] = None  # while a line is being drawn
        self._eraser: Optional[Eraser] = None  # while something is being erased
        self._erases = False
        self._ring = Ring(self)
        self._tap: Optional[Tip] = None  # how the pen went down in a glyph's box, until it moves
        self._number = 0
        self._valid_from = 0
        self._marks = paper.Marks()
        self._ink = ink.InkSheet()
        self._focus_shows = False  # only where it came from the keyboard
        self._pen = Pen(self)
        self._hint = Hint(self)
        look.changed.connect(self._forget_ink)
        self.setAttribute(Qt.WidgetAttribute.WA_AcceptTouchEvents)
        self.setTabletTracking(True)  # a pen that is near is known before it touches
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setCursor(Qt.CursorShape.CrossCursor)
        self.setMinimumSize(240, 140)
        self.retranslate()

    def retranslate(self) -> None:
        self.setAccessibleName(self.tr("Paper"))
        self.setAccessibleDescription(self.tr("Draw digits here with the mouse, a finger or a pen."))
        self.update()

    # what is on it

    @property
    def drawing(self) -> Drawing:
        """Everything drawn so far, the unfinished line included."""
        lines = self._lines
        if self._nib is not None:
            lines = (*lines, self._nib.line)
        return Drawing(self._number, lines, (self.width(), self.height()))

    @property
    def _lines(self) -> tuple[Line, ...]:
        """The finished ones, and what an eraser in hand has left of them."""
        return self._sketch.lines if self._eraser is None else self._eraser.lines

    @property
    def pen_is_down(self) -> bool:
        """In the middle of a line."""
        return self._nib is not None or self._eraser is not None

    @property
    def can_undo(self) -> bool:
        return self.pen_is_down or self._sketch.can_undo

    @property
    def can_redo(self) -> bool:
        return self._sketch.can_redo

    @property
    def can_clear(self) -> bool:
        return self._nib is not None or bool(self._lines)

    def undo(self) -> None:
        if not self._drop():
            self._sketch.undo()
        self._replaced()

    def redo(self) -> None:
        self._drop()
        self._sketch.redo()
        self._replaced()

    def clear(self) -> None:
        self.replace(())

    def renew(self) -> None:
        """Clean paper that nobody has drawn on: there is no way back, and nothing of it is remembered."""
        self._drop()
        self._sketch = Sketch()
        self._replaced()

    def set_type(self, labels: int, hint: int) -> None:
        """In pixels."""
        self._marks.pixels, self._hint.pixels = labels, hint
        self.update()

    def replace(self, lines: Iterable[Line]) -> None:
        """Everything by other lines; one step back brings it back."""
        self._drop()
        self._sketch.replace(lines)
        self._replaced()

    def set_erasing(self, on: bool) -> None:
        """Whether what comes next erases instead of drawing."""
        self._erases = on
        self.setMouseTracking(on)
        self.setCursor(Qt.CursorShape.BlankCursor if on else Qt.CursorShape.CrossCursor)
        self._ring.hide()

    # what was read

    def still_holds(self, number: int) -> bool:
        """Whether an answer to the drawing of that number is about what is on the paper: not once that was cleared,
        undone or moved. More ink may have come, and some been erased."""
        return number >= self._valid_from

    def show_predictions(self, predictions: tuple[Prediction, ...]) -> None:
        """Show these and select the glyph that was drawn last."""
        selected = last_touched([p.box for p in predictions], self.drawing.lines)
        self.update(self._marks.show(self.rect(), predictions, selected))

    @property
    def selected(self) -> int:
        """The index of the selected glyph, -1 where there is none."""
        return self._marks.selected

    def show_corrections(self, digits: Mapping[Box, int]) -> None:
        """digits: what a person said that the glyphs in these boxes are"""
        self.update(self._marks.correct(self.rect(), digits))

    def select(self, index: int) -> None:
        self.update(self._marks.select(self.rect(), index))

    # pen

    def event(self, event: QEvent) -> bool:
        if self._pen.handle(event):
            return True
        if event.type() == QEvent.Type.Leave and not self.pen_is_down:
            self._ring.hide()
        return super().event(event)

    def pen_down(self, tip: Tip) -> None:
        self.setFocus(Qt.FocusReason.MouseFocusReason)
        if self._erases or tip.erases:
            self._eraser = Eraser(self._sketch.lines, self._eraser_radius())
            self.pen_move(tip)
            self.history_changed.emit()
        elif self._marks.at(tip.at) >= 0:
            self._tap = tip
        else:
            self._start_line(tip)

    def pen_move(self, tip: Tip) -> None:
        if self._eraser is not None:
            self._erase(self._eraser, tip)
            return
        if self._tap is not None:
            if (tip.at - self._tap.at).manhattanLength() < _TAP:
                return
            self._start_line(self._tap)
        if self._nib is not None and self._nib.move(tip):
            line = self._nib.line
            self._ink.grow(line, self._look.colours["ink"])
            self._grown(ink.newest(line))

    def pen_up(self) -> None:
        if self._tap is not None:
            index, self._tap = self._marks.at(self._tap.at), None
            self.glyph_chosen.emit(index)
        elif self._eraser is not None:
            self._sketch.replace(self._eraser.lines)
            self._eraser = None
            if not self._erases:
                self._ring.hide()
            self.history_changed.emit()
        elif self._nib is not None:
            line, self._nib = self._nib.line, None
            self._sketch.add(line)
            # whoever hears of the line may change the paper's size, and its ink with it
            self._ink.grow(line, self._look.colours["ink"], ended=True)
            self._grown(ink.newest(line))
            self.history_changed.emit()

    def pen_cancel(self) -> None:
        if self._drop():
            self._replaced()

    def pen_hover(self, tip: Tip) -> None:
        if self._erases:
            self._ring.show(tip.at, self._eraser_radius())

    def _start_line(self, tip: Tip) -> None:
        self._tap = None
        self._nib = Nib(self._pen_width(), tip, pressure=self.pressure)
        self._grown(ink.newest(self._nib.line))
        self.history_changed.emit()

    def _erase(self, eraser: Eraser, tip: Tip) -> None:
        self._ring.show(tip.at, self._eraser_radius())
        changed = eraser.move((tip.at.x(), tip.at.y()))
        if changed is None:
            return
        area = self._ink.repaint(changed, eraser.lines, self._look.colours["ink"])
        if eraser.lines:
            self._grown(area)
        else:
            self._replaced()

    def _drop(self) -> bool:
        """What the pen is doing. Returns whether that was anything."""
        self._pen.release()
        dropped = self.pen_is_down
        self._tap = self._nib = self._eraser = None
        return dropped

    def _end_line(self) -> None:
        """Where it is; what the pen does until it is lifted no longer counts."""
        self._pen.release()
        if self.pen_is_down:
            self.pen_up()

    def _pen_width(self) -> float:
        return max(_THINNEST, round(self.pen_share * min(self.width(), self.height())))

    def _eraser_radius(self) -> float:
        return max(_SMALLEST_ERASER, self._pen_width())

    def _grown(self, where: QRectF) -> None:
        self._number += 1
        self.update(where.toAlignedRect())
        self._hint.show(not self.can_clear)
        self.changed.emit(self.drawing)

    def _replaced(self) -> None:
        """The paper shows something else than before: what was read of it no longer holds."""
        self._forget_ink()
        self._marks.show(self.rect(), (), -1)
        self._valid_from = self._number + 1
        self._grown(QRectF(self.rect()))
        self.history_changed.emit()

    def _forget_ink(self) -> None:
        self._ink.forget()
        self.update()

    # Qt

    def keyPressEvent(self, event: QKeyEvent) -> None:
        step = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}.get(Qt.Key(event.key()), 0)
        index = self._marks.beside(step) if step else -1
        if index >= 0:
            self.glyph_chosen.emit(index)
        else:
            super().keyPressEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        self._focus_shows = event.reason() in (Qt.FocusReason.TabFocusReason, Qt.FocusReason.BacktabFocusReason)
        super().focusInEvent(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        self._focus_shows = False
        super().focusOutEvent(event)

    def hideEvent(self, event: QHideEvent) -> None:
        self._tap = None
        self._end_line()  # that the pen is lifted will not be told here

    def resizeEvent(self, event: QResizeEvent) -> None:
        self._ink.forget()
        if self.pen_is_down:  # the layout moves under the pen
            self._end_line()
        if self._sketch.keep_inside((self.width(), self.height())):
            self._replaced()
        self._marks.place(self.rect())
        self.resized.emit()

    def paintEvent(self, event: QPaintEvent) -> None:
        colours, lines = self._look.colours, self._lines
        live = self._nib.line if self._nib is not None else None
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.save()
        if paper.inner(self.rect()).contains(event.rect()):
            painter.fillRect(event.rect(), colours["paper"])
        else:
            paper.paint_sheet(painter, self.rect(), colours, focused=self._focus_shows)
            painter.setClipPath(paper.outline(self.rect()))
        if lines or live:
            self._ink.paint(painter, self, lines, live, colours["ink"])
        painter.restore()
        self._hint.paint(painter, self.tr("Draw a digit"), colours)
        self._marks.paint(painter, colours, event.rect())
        self._ring.paint(painter, colours)
