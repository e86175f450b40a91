"""The results of many pictures as a table that Qt's views show."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from enum import Enum, IntEnum
from typing import TYPE_CHECKING, Any, Optional, Union

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, QSize, Qt, QTimer
from PySide6.QtGui import QImage

from app.errors import AtlasDigitsError
from app.ui import words
from app.ui.files.opened import Item

if TYPE_CHECKING:
    from app.recognition.recognizer import Recognition

Index = Union[QModelIndex, QPersistentModelIndex]

_BATCH = 60  # milliseconds: changes that come closer than this are told together


class State(Enum):
    WAITING = "waiting"
    READING = "reading"
    DONE = "done"
    LEFT = "left"  # it was stopped before


class Column(IntEnum):
    PICTURE = 0
    FILE = 1
    ANSWER = 2
    SURE = 3
    TIME = 4


@dataclass(frozen=True)
class Reader:
    """What reads, as far as answers may differ. model: the file's name; refuse_below: confidence, None as the model
    has it"""

    engine: str
    model: str
    sha256: str
    refuse_below: Optional[float]


@dataclass(eq=False)
class Row:
    """A picture and what is known of it. place: its number in the table, -1 once it was removed

    thumbnail: small; size: of the whole picture; reader: None where nothing has read it
    """

    item: Item
    name: str
    place: int = -1
    state: State = State.WAITING
    recognition: Optional[Recognition] = None
    error: Optional[AtlasDigitsError] = None
    thumbnail: Optional[QImage] = None
    size: QSize = field(default_factory=QSize)
    reader: Optional[Reader] = None

    @property
    def removed(self) -> bool:
        return self.place < 0

    @property
    def text(self) -> str:
        return self.recognition.text.replace("\n", " / ") if self.recognition else ""

    @property
    def least_sure(self) -> Optional[float]:
        """The confidence of the digit that the network is least sure of; None without one."""
        predictions = self.recognition.predictions if self.recognition else ()
        return min((prediction.confidence for prediction in predictions), default=None)

    @property
    def problem(self) -> str:
        """In the error's words, without the name that stands beside it."""
        return words.message(self.error, without=self.item.source) if self.error else ""


class Results(QAbstractTableModel):
    """A row a picture, in the order in which they came; none is there twice."""

    def __init__(self, parent: Optional[QObject] = None) -> None:
        super().__init__(parent)
        self.rows: list[Row] = []
        self._by_source: dict[str, Row] = {}
        self._changed: set[int] = set()
        self._soon = QTimer(self)
        self._soon.setSingleShot(True)
        self._soon.setInterval(_BATCH)
        self._soon.timeout.connect(self._tell)

    def add(self, items: Sequence[Item]) -> list[Row]:
        """The rows of these, new or there before, which are to be read now."""
        there = {item.source: item for item in items}
        new = [item for source, item in there.items() if source not in self._by_source]
        if new:
            self.beginInsertRows(QModelIndex(), len(self.rows), len(self.rows) + len(new) - 1)
            for item in new:
                row = Row(item, item.source.rstrip("/").rsplit("/", 1)[-1] or item.source, len(self.rows))
                self.rows.append(row)
                self._by_source[item.source] = row
            self.endInsertRows()
        rows = [self._by_source[source] for source in there]
        for row in rows:
            row.item = there[row.item.source]
            self.wait(row)
        return rows

    def wait(self, row: Row) -> None:
        """It is to be read, again or for the first time; what is known of it stays until then."""
        row.state = State.WAITING
        self.touch(row)

    def touch(self, row: Row) -> None:
        """This row has changed."""
        if not row.removed:
            self._changed.add(row.place)
            if not self._soon.isActive():
                self._soon.start()

    def _tell(self) -> None:
        if self._changed:
            first, last = min(self._changed), max(self._changed)
            self._changed.clear()
            self.dataChanged.emit(self.index(first, 0), self.index(last, len(Column) - 1))

    def remove(self, rows: Iterable[Row]) -> None:
        """From the table; files stay where they are."""
        gone = sorted({row.place for row in rows if not row.removed}, reverse=True)
        while gone:
            last = first = gone.pop(0)
            while gone and gone[0] == first - 1:  # in one piece with it
                first = gone.pop(0)
            self.beginRemoveRows(QModelIndex(), first, last)
            for row in self.rows[first : last + 1]:
                del self._by_source[row.item.source]
                row.place = -1
            del self.rows[first : last + 1]
            self.endRemoveRows()
        for place, row in enumerate(self.rows):
            row.place = place
        self._tell_all()

    def _tell_all(self) -> None:
        self._changed = set(range(len(self.rows)))
        self._tell()

    def retranslate(self) -> None:
        self.headerDataChanged.emit(Qt.Orientation.Horizontal, 0, len(Column) - 1)
        self._tell_all()

    def remark(self, row: Row) -> str:
        """The line under the name: an error, or what is being done; empty where the answer says it all."""
        if row.state is State.READING:
            return self.tr("reading…")
        if row.state is State.WAITING:
            return self.tr("waiting")
        if row.state is State.LEFT and not row.recognition and not row.error:
            return self.tr("not read")
        if row.error:
            return row.problem
        return "" if row.text else self.tr("no ink found")

    def figures(self, row: Row) -> str:
        """How sure and how long, in one line."""
        if row.recognition is None:
            return ""
        time = f"{words.milliseconds(row.recognition.timings.total)}{words.NO_BREAK}ms"
        sure = row.least_sure
        return time if sure is None else f"{words.percent(sure)} · {time}"

    def sentence(self, row: Row) -> str:
        """All of a row, for ears."""
        said = [row.name, self.tr("read as %1").replace("%1", row.text) if row.text else "", self.remark(row)]
        return ", ".join(part for part in (*said, self.figures(row)) if part)

    # Qt

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 (as Qt declares it)
        return 0 if parent.isValid() else len(self.rows)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else len(Column)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid():
            return None
        row = self.rows[index.row()]
        if role == Qt.ItemDataRole.DisplayRole:
            return self._shown(row, Column(index.column()))
        if role == Qt.ItemDataRole.AccessibleTextRole:
            if index.column() in (Column.PICTURE, Column.FILE):
                return self.sentence(row)
            return self._shown(row, Column(index.column()))
        if role == Qt.ItemDataRole.ToolTipRole:
            return f"{row.item.source}\n{row.problem}" if row.error else row.item.source
        return None

    def _shown(self, row: Row, column: Column) -> str:
        if column is Column.FILE:
            return row.name
        if column is Column.ANSWER:
            return row.text
        if column is Column.SURE:
            return "" if row.least_sure is None else words.percent(row.least_sure)
        if column is Column.TIME and row.recognition:
            return words.milliseconds(row.recognition.timings.total)
        return ""

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Optional[str]:
        if orientation != Qt.Orientation.Horizontal or role != Qt.ItemDataRole.DisplayRole:
            return None
        return (self.tr("Picture"), self.tr("Name"), self.tr("Answer"), self.tr("Sure"), self.tr("ms"))[section]
