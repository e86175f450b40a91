"""The table of results: one picture a row, chosen by pointing at it or with the arrow keys."""

from __future__ import annotations

from typing import Optional

from PySide6.QtCore import QItemSelection, QModelIndex, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QMouseEvent, QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QFrame, QHeaderView, QTableView, QWidget

from app.ui import theme
from app.ui.files.result_painter import ResultPainter
from app.ui.files.results import Column, Index, Results, Row
from app.ui.language import Translated
from app.ui.theme import Theme

ROW = 64  # pixels
_WIDE = 560  # pixels: from here on the figures have columns of their own
_WIDTHS = {Column.PICTURE: 96, Column.ANSWER: 128, Column.SURE: 72, Column.TIME: 80}  # pixels


class ResultsView(Translated, QTableView):
    chosen = Signal(object)  # Row, or None where none is left
    opened = Signal()  # it is to be seen large: by Enter or a press
    removed = Signal(object)  # list[Row]

    def __init__(self, look: Theme, results: Results, parent: Optional[QWidget] = None) -> None:
        super().__init__(parent)
        self._look, self._results = look, results
        self.by_keys = False  # whether the focus is seen
        self.setModel(results)
        self.setItemDelegate(ResultPainter(look, self))
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setTabKeyNavigation(False)
        self.setMouseTracking(True)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        rows, columns = self.verticalHeader(), self.horizontalHeader()
        rows.hide()
        rows.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        rows.setDefaultSectionSize(ROW)
        columns.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        columns.setSectionResizeMode(Column.FILE, QHeaderView.ResizeMode.Stretch)
        columns.setMinimumSectionSize(48)
        columns.setHighlightSections(False)
        columns.setSectionsClickable(False)
        columns.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        columns.setFixedHeight(32)
        for column, width in _WIDTHS.items():
            self.setColumnWidth(column, width)
        look.changed.connect(self._dress)
        self._dress()
        self.retranslate()

    def retranslate(self) -> None:
        self.setAccessibleName(self.tr("Results"))
        self._results.retranslate()

    def _dress(self) -> None:
        self.setStyleSheet(theme.table_style(self._look.colours) + theme.scroll_bar_style(self._look.colours))

    @property
    def wide(self) -> bool:
        return not self.isColumnHidden(Column.SURE)

    @property
    def row(self) -> Optional[Row]:
        """The one that is chosen."""
        index = self.currentIndex()
        return self._results.rows[index.row()] if index.isValid() else None

    def choose(self, place: int) -> None:
        if 0 <= place < len(self._results.rows):
            self.selectRow(place)
            self.scrollTo(self._results.index(place, 0))

    def remove_chosen(self) -> None:
        rows = [self._results.rows[index.row()] for index in self.selectionModel().selectedRows()]
        if rows:
            after = min(row.place for row in rows)
            self.removed.emit(rows)
            self.choose(min(after, len(self._results.rows) - 1))

    # Qt

    def currentChanged(self, current: Index, previous: Index) -> None:
        super().currentChanged(current, previous)
        if not current.isValid() or current.row() != previous.row():
            self.chosen.emit(self._results.rows[current.row()] if current.isValid() else None)

    def selectionChanged(self, selected: QItemSelection, deselected: QItemSelection) -> None:
        super().selectionChanged(selected, deselected)
        self.viewport().update()  # a row is painted over all of its cells

    def moveCursor(self, action: QAbstractItemView.CursorAction, modifiers: Qt.KeyboardModifier) -> QModelIndex:
        """Up and down alone: Home and End go to the first and the last row, as in a list."""
        actions = QAbstractItemView.CursorAction
        if action == actions.MoveHome:
            return self._results.index(0, 0)
        if action == actions.MoveEnd:
            return self._results.index(len(self._results.rows) - 1, 0)
        if action in (actions.MoveLeft, actions.MoveRight):
            return self.currentIndex()
        return super().moveCursor(action, modifiers)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        self.by_keys = True
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.row is not None:
            self.opened.emit()
        elif event.key() == Qt.Key.Key_Delete:
            self.remove_chosen()
        else:
            super().keyPressEvent(event)
        self.viewport().update()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self.by_keys = False
        super().mousePressEvent(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        super().mouseReleaseEvent(event)
        # with Shift or Ctrl several are chosen
        if self.indexAt(event.position().toPoint()).isValid() and not event.modifiers():
            self.opened.emit()

    def focusInEvent(self, event: QFocusEvent) -> None:
        self.by_keys = event.reason() in (Qt.FocusReason.TabFocusReason, Qt.FocusReason.BacktabFocusReason)
        super().focusInEvent(event)
        if not self.currentIndex().isValid():
            self.choose(0)
        self.viewport().update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.viewport().update()

    def resizeEvent(self, event: QResizeEvent) -> None:
        for column in (Column.SURE, Column.TIME):
            self.setColumnHidden(column, self.viewport().width() < _WIDE)
        super().resizeEvent(event)
