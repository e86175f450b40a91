"""The kept samples for a view: all their numbers at once, the rest of a sample when it comes into sight."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Collection, Mapping, Sequence
from functools import partial
from typing import Any, Optional, Union

from PySide6.QtCore import QAbstractListModel, QModelIndex, QObject, QPersistentModelIndex, Qt, QTimer

from app.errors import AtlasDigitsError
from app.ui.samples import sample_rows, sample_words
from app.ui.samples.sample_keeper import SampleKeeper
from app.ui.samples.sample_rows import Row

NUMBER = Qt.ItemDataRole.UserRole
ROW = NUMBER + 1  # Row, or None while it is on its way or where it is damaged
DAMAGED = NUMBER + 2

_MOST_HELD = 1000  # rows
_AT_ONCE = 40  # rows of one call: a screenful

Index = Union[QModelIndex, QPersistentModelIndex]


class SampleList(QAbstractListModel):
    def __init__(
        self,
        keeper: SampleKeeper,
        failed: Callable[[AtlasDigitsError], None],
        parent: QObject,
    ) -> None:
        super().__init__(parent)
        self._keeper, self._failed = keeper, failed
        self._numbers: tuple[int, ...] = ()
        self._places: dict[int, int] = {}
        self._rows: OrderedDict[int, Optional[Row]] = OrderedDict()
        self._wanted: OrderedDict[int, None] = OrderedDict()
        self._asked: frozenset[int] = frozenset()
        self._soon = QTimer(self)
        self._soon.setSingleShot(True)
        self._soon.timeout.connect(self._load)

    @property
    def numbers(self) -> tuple[int, ...]:
        return self._numbers

    def show_numbers(self, numbers: Sequence[int]) -> None:
        """Another list; what is known of those on it stays known."""
        self.beginResetModel()
        self._numbers = tuple(numbers)
        self._places = {number: place for place, number in enumerate(self._numbers)}
        self._wanted.clear()
        self.endResetModel()

    def forget(self, numbers: Optional[Collection[int]] = None) -> None:
        """Look these, or all, up again, as they were changed."""
        for number in list(self._rows) if numbers is None else numbers:
            self._rows.pop(number, None)
        if self._numbers:
            self.dataChanged.emit(self.index(0), self.index(len(self._numbers) - 1))

    def place_of(self, number: int) -> QModelIndex:
        """Not valid where it is not on the list."""
        place = self._places.get(number)
        return QModelIndex() if place is None else self.index(place)

    # Qt

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 (Qt's own default)
        return 0 if parent.isValid() else len(self._numbers)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid() or index.row() >= len(self._numbers):
            return None
        number = self._numbers[index.row()]
        if role == NUMBER:
            return number
        if number not in self._rows:
            if role in (ROW, Qt.ItemDataRole.AccessibleTextRole):
                self._want(number)
            return None
        row = self._rows[number]
        if role == ROW:
            return row
        if role == DAMAGED:
            return row is None
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return sample_words.whole(row)
        if role == Qt.ItemDataRole.ToolTipRole and row is not None and row.drawn:
            return sample_words.draw_again()
        return None

    # from the store

    def _want(self, number: int) -> None:
        if number not in self._asked:
            self._wanted[number] = None
            if not self._soon.isActive():
                self._soon.start()

    def _load(self) -> None:
        if self._asked or not self._wanted:
            return
        # those that came into sight last, as somebody scrolls on
        wanted = [self._wanted.popitem()[0] for _ in range(min(_AT_ONCE, len(self._wanted)))]
        self._wanted.clear()  # what is still in sight is asked for again
        self._asked = frozenset(wanted)
        self._keeper.look(partial(sample_rows.load, wanted), self._loaded, self._not_loaded)

    def _loaded(self, rows: Optional[Mapping[int, Optional[Row]]]) -> None:
        self._asked = frozenset()
        self._rows.update(rows or {})
        while len(self._rows) > _MOST_HELD:
            self._rows.popitem(last=False)
        places = sorted(self._places[number] for number in rows or {} if number in self._places)
        if places:
            self.dataChanged.emit(self.index(places[0]), self.index(places[-1]))
        if self._wanted:
            self._soon.start()

    def _not_loaded(self, error: AtlasDigitsError) -> None:
        self._asked = frozenset()
        self._failed(error)
