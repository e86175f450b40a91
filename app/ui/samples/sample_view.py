"""The list of kept samples: a row each, with what the network saw, what it answered and what that was."""

from __future__ import annotations

from typing import Union

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFont, QFontMetricsF, QImage, QKeyEvent, QKeySequence, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QFrame, QListView, QStyle, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from app.ui import theme
from app.ui.language import Translated
from app.ui.samples import sample_words
from app.ui.samples.sample_list import DAMAGED, NUMBER, ROW, SampleList
from app.ui.samples.sample_rows import PICTURE, Row
from app.ui.theme import Theme

_BESIDE = 10  # pixels around a picture
_ROW = PICTURE + 2 * _BESIDE  # pixels high
_DIGIT = 28  # pixels of type
_COLUMN, _NARROW_COLUMN = 132, 92  # pixels: of the answer, and of what it was
_ROOMY = 640  # pixels: a narrower list has narrower columns


def columns(width: float) -> tuple[float, ...]:
    """Where they begin: input, picture, answer, what it was, the rest; and where that ends."""
    column = _COLUMN if width >= _ROOMY else _NARROW_COLUMN
    first = _BESIDE + 4.0
    picture, answer = first + PICTURE + theme.TIGHT, first + 2 * PICTURE + theme.TIGHT + theme.GAP
    return first, picture, answer, answer + column, answer + 2 * column, width - _BESIDE


class SampleHead(Translated, QWidget):
    """What stands in the columns."""

    def __init__(self, look: Theme, view: SampleView) -> None:
        super().__init__()
        self._look, self._view = look, view
        self.setFixedHeight(28)
        self.retranslate()

    def retranslate(self) -> None:
        self._words = (
            self.tr("Seen"),
            self.tr("Written"),
            self.tr("Answered"),
            self.tr("It was"),
            self.tr("When, and by what"),
        )
        self.setAccessibleName(", ".join(self._words))
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        face = theme.font(theme.CAPTION, QFont.Weight.Bold)
        painter.setFont(face)
        painter.setPen(self._look.colours["muted"])
        places = columns(self._view.viewport().width())
        for words, left, end in zip(self._words, places, places[1:]):
            box = QRectF(left, 0, max(0.0, end - left - 4), self.height())
            shown = QFontMetricsF(face).elidedText(words, Qt.TextElideMode.ElideRight, box.width())
            painter.drawText(box, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, shown)


class SampleView(Translated, QListView):
    """Keys: 0 to 9 say what the selected ones are, Delete deletes them, Ctrl+A selects all, Enter opens one."""

    corrected = Signal(int)
    deleted = Signal()
    opened = Signal(int)  # a sample's number
    selection_changed = Signal()

    def __init__(self, look: Theme, samples: SampleList) -> None:
        super().__init__()
        self._look = look
        self.setModel(samples)
        self.setItemDelegate(_RowPainter(look, self))
        self.setUniformItemSizes(True)
        self.setSelectionMode(QListView.SelectionMode.ExtendedSelection)
        self.setVerticalScrollMode(QListView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.viewport().setAutoFillBackground(False)
        self.verticalScrollBar().setSingleStep(_ROW // 2)
        self.selectionModel().selectionChanged.connect(lambda *_: self.selection_changed.emit())
        self.activated.connect(lambda index: self.opened.emit(index.data(NUMBER)))
        look.changed.connect(self._dress)
        self._dress()
        self.retranslate()

    def retranslate(self) -> None:
        self.setAccessibleName(self.tr("Kept samples"))
        self.viewport().update()

    def _dress(self) -> None:
        self.verticalScrollBar().setStyleSheet(theme.scroll_bar_style(self._look.colours))

    def numbers(self) -> list[int]:
        """Of the selected samples, in the list's order."""
        rows = sorted(index.row() for index in self.selectionModel().selectedIndexes())
        return [self.model().index(row, 0).data(NUMBER) for row in rows]

    def keyPressEvent(self, event: QKeyEvent) -> None:
        digit = event.text()
        if len(digit) == 1 and digit in "0123456789":
            if not event.isAutoRepeat():
                self.corrected.emit(int(digit))
        elif event.matches(QKeySequence.StandardKey.Delete):
            self.deleted.emit()
        else:
            super().keyPressEvent(event)

    def minimumSizeHint(self) -> QSize:
        return QSize(260, _ROW)


class _RowPainter(QStyledItemDelegate):
    def __init__(self, look: Theme, view: SampleView) -> None:
        super().__init__(view)
        self._look = look

    def sizeHint(self, option: QStyleOptionViewItem, index: Union[QModelIndex, QPersistentModelIndex]) -> QSize:
        return QSize(260, _ROW)

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: Union[QModelIndex, QPersistentModelIndex]
    ) -> None:
        box = QRectF(option.rect)  # type: ignore[attr-defined]
        state = option.state  # type: ignore[attr-defined]
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self._paint_ground(painter, box, state)
        row = index.data(ROW)
        if row is not None:
            self._paint_row(painter, box, row)
        elif index.data(DAMAGED):
            painter.setFont(theme.font(theme.CAPTION))
            painter.setPen(self._look.colours["warning"])
            words = box.adjusted(theme.GAP, 0, -theme.GAP, 0)
            painter.drawText(words, Qt.AlignmentFlag.AlignVCenter | Qt.TextFlag.TextWordWrap, sample_words.damaged())
        painter.restore()

    def _paint_ground(self, painter: QPainter, box: QRectF, state: QStyle.StateFlag) -> None:
        colours = self._look.colours
        selected = bool(state & QStyle.StateFlag.State_Selected)
        focused = bool(state & QStyle.StateFlag.State_HasFocus)
        painter.fillRect(QRectF(box.left() + _BESIDE, box.bottom() - 1, box.width() - 2 * _BESIDE, 1), colours["track"])
        around = box.adjusted(3.5, 2.5, -3.5, -3.5)
        if selected or focused:
            painter.setBrush(colours["accent_soft"] if selected else Qt.BrushStyle.NoBrush)
            pen = QPen(colours["text"], 2) if focused else QPen(colours["accent"], 1)
            painter.setPen(pen)
            painter.drawRoundedRect(around, theme.CONTROL_RADIUS, theme.CONTROL_RADIUS)

    def _paint_row(self, painter: QPainter, box: QRectF, row: Row) -> None:
        top = box.top() + _BESIDE
        first, picture, answer, was, rest_left, end = (box.left() + place for place in columns(box.width()))
        self._paint_picture(painter, QRectF(first, top, PICTURE, PICTURE), row.input, smooth=False)
        self._paint_picture(painter, QRectF(picture, top, PICTURE, PICTURE), row.picture, smooth=True)
        roles = _role(row.asked and row.answer is None, None)
        self._paint_digit(painter, QRectF(answer, top, was - answer, PICTURE), *sample_words.answer(row), roles)
        roles = _role(False, row.right)
        self._paint_digit(painter, QRectF(was, top, rest_left - was, PICTURE), *sample_words.verdict(row), roles)
        rest = QRectF(rest_left, top, end - rest_left, PICTURE)
        face = QFontMetricsF(theme.font(theme.CAPTION))
        lines = [sample_words.when(row), sample_words.origin(row)]
        if rest.width() < 40:
            return
        painter.setFont(theme.font(theme.CAPTION))
        line_top = rest.center().y() - face.height() - 2
        for text, role in zip(lines, ("text", "muted")):
            painter.setPen(self._look.colours[role])
            shown = face.elidedText(text, Qt.TextElideMode.ElideRight, rest.width())
            # on the base line: letters of another script reach further up and down than this face says
            painter.drawText(QPointF(rest.left(), line_top + face.ascent()), shown)
            line_top += face.height() + 4

    def _paint_picture(self, painter: QPainter, box: QRectF, image: QImage, *, smooth: bool) -> None:
        painter.save()
        painter.setPen(QPen(self._look.colours["hairline"], 1))
        painter.setBrush(self._look.colours["track"])
        painter.drawRoundedRect(box.adjusted(0.5, 0.5, -0.5, -0.5), 6, 6)
        if not image.isNull():
            size = image.size().scaled(box.size().toSize(), Qt.AspectRatioMode.KeepAspectRatio)
            place = QRectF(0, 0, size.width(), size.height())
            place.moveCenter(box.center())
            painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform, smooth)
            painter.drawImage(place, image)
        painter.restore()

    def _paint_digit(self, painter: QPainter, box: QRectF, digit: str, below: str, roles: tuple[str, str]) -> None:
        colours = self._look.colours
        large, small = theme.font(_DIGIT, QFont.Weight.Light), theme.font(theme.CAPTION)
        painter.setFont(large)
        painter.setPen(colours[roles[0]])
        painter.drawText(box.adjusted(0, 2, 0, -22), Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, digit)
        painter.setFont(small)
        painter.setPen(colours[roles[1]])
        shown = QFontMetricsF(small).elidedText(below, Qt.TextElideMode.ElideRight, box.width() - theme.TIGHT)
        painter.drawText(box, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignBottom, shown)


def _role(refused: bool, right: object) -> tuple[str, str]:
    """Colours of the digit and of the words under it."""
    if refused:
        return "warning", "warning"
    return "text", {True: "ok", False: "warning"}.get(right, "muted")  # type: ignore[call-overload]
