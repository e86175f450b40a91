"""What a visitor has before them: the paper or the camera, the answer beside it, and three buttons."""

from __future__ import annotations

from typing import Optional

from PySide6.QtCore import QRect, Qt, QTimer, Signal
from PySide6.QtGui import QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QStackedWidget, QWidget

from app.ui import theme
from app.ui.camera.feed import OpenLive, open_live
from app.ui.camera.source_picker import find_sources
from app.ui.draw.canvas import Canvas
from app.ui.draw.drawing import Drawing
from app.ui.engine.inference import Answer, InferenceThread
from app.ui.kiosk.answer import KioskAnswer
from app.ui.kiosk.button import BigButton
from app.ui.kiosk.camera import Find, KioskCamera
from app.ui.kiosk.settings import BOTH, CAMERA, KioskSettings
from app.ui.language import CHINESE, Translated
from app.ui.theme import Scale, Theme

# of one drawing; what leans on the paper all day begins a new one instead of filling the memory
MOST_LINES, MOST_POINTS = 200, 3000
_SETTLED = 1000  # milliseconds that a number before the camera stays the same until it counts as read
_PAPER = 0.54  # of the width, beside the answer
_LOW_ANSWER = 0.30  # of the height, under the paper


class Visit(Translated, QWidget):
    read = Signal(str, object)  # the text of what goes or was held up, and the Drawing, None before the camera
    active = Signal()  # somebody is there, though nobody touches anything
    language_wanted = Signal()

    def __init__(
        self,
        look: Theme,
        scale: Scale,
        inference: InferenceThread,
        settings: KioskSettings,
        *,
        find: Find = find_sources,
        open_source: OpenLive = open_live,
        parent: Optional[QWidget] = None,
    ) -> None:
        super().__init__(parent)
        self._look, self._scale, self._inference, self._settings = look, scale, inference, settings
        self._language = ""
        self.answer = KioskAnswer(look, scale, self)
        self.canvas = Canvas(look)
        self.camera = KioskCamera(look, scale, inference, settings, self.answer, find=find, open_source=open_source)
        self.stage = QStackedWidget(self)
        self.stage.addWidget(self.canvas)
        self.stage.addWidget(self.camera)
        self.again = BigButton(look, scale, primary=True, parent=self)
        self.turn = BigButton(look, scale, parent=self)
        self.language = BigButton(look, scale, parent=self)
        self._held_up = ""
        self._settled = QTimer(self)
        self._settled.setSingleShot(True)
        self._settled.setInterval(_SETTLED)
        self.canvas.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._connect()
        self._take_settings()
        self.retranslate()

    def _connect(self) -> None:
        self.canvas.changed.connect(self._drawing_changed)
        self.canvas.history_changed.connect(self._pen_lifted)
        self._inference.answered.connect(self._answered)
        self._inference.opened.connect(self._read_again)
        self.camera.read.connect(self._seen)
        self._settled.timeout.connect(lambda: self.read.emit(self._held_up, None))
        self.again.clicked.connect(self.clear)  # each press: whoever scribbles fast clears fast
        self.turn.tapped.connect(self._turn)
        self.language.tapped.connect(self.language_wanted)
        self._settings.changed.connect(self._take_settings)

    def retranslate(self) -> None:
        on_paper = self.stage.currentWidget() is self.canvas
        self.again.set_label(self.tr("Again"))
        self.turn.set_label(self.tr("Camera") if on_paper else self.tr("Draw"))
        self.again.setVisible(on_paper)
        self.turn.setVisible(self._settings.pages == BOTH)
        self._place()

    def show_language(self, code: str) -> None:
        """Offer the other one, in its own words."""
        self._language = code
        self.language.set_label("English" if code == CHINESE else "中文")
        self._place()

    def begin(self) -> None:
        """For the next one who comes."""
        self.clear()
        self._seen("")
        self.stage.setCurrentWidget(self.camera if self._settings.pages == CAMERA else self.canvas)
        self.retranslate()

    def clear(self) -> None:
        """What was drawn goes, and counts as read then: only the last answer to it does."""
        drawing, text = self.canvas.drawing, self.answer.text
        if drawing.lines:
            self.canvas.renew()
            self.read.emit(text, drawing)
        self.answer.clear()

    @property
    def has_drawing(self) -> bool:
        return self.canvas.can_clear

    # the paper

    def _drawing_changed(self, drawing: Drawing) -> None:
        if not drawing.lines:
            self.answer.clear()
        elif len(drawing.lines) > MOST_LINES or sum(len(line.points) for line in drawing.lines) > MOST_POINTS:
            QTimer.singleShot(0, self.clear)  # not within the pen's own movement
        else:
            self._inference.submit(drawing)

    def _answered(self, answer: Answer) -> None:
        if not self.canvas.still_holds(answer.number) or not self.canvas.can_clear:
            return
        shown = answer.recognition.predictions
        # one glyph that was read needs no box: the answer is beside it
        boxed = len(shown) > 1 or any(prediction.label is None for prediction in shown)
        self.canvas.show_predictions(shown if boxed else ())
        self.answer.show_quietly(answer.recognition)
        if not self.canvas.pen_is_down:
            self.answer.celebrate()

    def _pen_lifted(self) -> None:
        if not self.canvas.pen_is_down:
            self.answer.celebrate()

    def _read_again(self) -> None:
        if self.canvas.can_clear:
            self._inference.submit(self.canvas.drawing)
        self.camera.read_again()

    # the camera

    def _seen(self, text: str) -> None:
        if text:
            self.active.emit()
        if text != self._held_up:
            self._held_up = text
            self._settled.stop()
            if text:
                self._settled.start()

    def _turn(self) -> None:
        self.clear()
        to_camera = self.stage.currentWidget() is self.canvas
        self.stage.setCurrentWidget(self.camera if to_camera else self.canvas)
        self.answer.clear()
        self._seen("")
        self.retranslate()

    def _take_settings(self) -> None:
        self.canvas.pen_share, self.canvas.pressure = self._settings.pen, self._settings.pressure
        self.retranslate()

    # Qt

    def rescale(self) -> None:
        self.canvas.set_type(self._scale.px(theme.KIOSK_CAPTION), self._scale.px(theme.KIOSK_TEXT))
        self._place()

    def resizeEvent(self, event: QResizeEvent) -> None:
        self._place()

    def _place(self) -> None:
        """Paper and answer side by side, or one above the other where it is higher than wide; buttons below."""
        edge, high = self._scale.px(theme.CARD_PADDING), self._scale.px(theme.KIOSK_TARGET)
        area = self.rect().adjusted(edge, edge, -edge, -edge)
        if area.width() < 1 or area.height() < 1:
            return
        self._place_buttons(QRect(area.left(), area.bottom() + 1 - high, area.width(), high))
        above = area.adjusted(0, 0, 0, -high - edge)
        if area.width() > area.height():
            paper = round(_PAPER * above.width())
            self.stage.setGeometry(above.left(), above.top(), paper, above.height())
            self.answer.setGeometry(above.adjusted(paper + edge, 0, 0, 0))
        else:
            below = round(_LOW_ANSWER * above.height())
            self.stage.setGeometry(above.adjusted(0, 0, 0, -below - edge))
            self.answer.setGeometry(above.left(), above.bottom() + 1 - below, above.width(), below)

    def _place_buttons(self, row: QRect) -> None:
        """The first that is there takes what the others leave."""
        gap, right = self._scale.px(theme.GAP), row.right() + 1
        first, *others = [button for button in (self.again, self.turn, self.language) if not button.isHidden()]
        for button in reversed(others):
            width = button.sizeHint().width()
            button.setGeometry(right - width, row.top(), width, row.height())
            right -= width + gap
        left = row.left() if first is not self.language else right - first.sizeHint().width()
        first.setGeometry(left, row.top(), right - left, row.height())

    def paintEvent(self, event: QPaintEvent) -> None:
        QPainter(self).fillRect(event.rect(), self._look.colours["background"])
