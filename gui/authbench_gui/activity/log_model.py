"""The exchanges of one connection as table rows. Exchanges arrive in batches; one batch is one
insertion, so that a flood stays smooth. Texts are made when a row is looked at, not before."""

from __future__ import annotations

import time
from collections.abc import Iterable, Sequence
from itertools import islice
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import (
    QAbstractTableModel,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    Qt,
    QTimer,
    Signal,
    Slot,
)

from authbench.journal.entries import LogEntry
from authbench_gui.activity.log_cells import text_of, tip_of
from authbench_gui.activity.log_columns import (
    COLUMNS,
    HEADINGS,
    Column,
)
from authbench_gui.activity.log_rows import LogRows, Redaction, gone
from authbench_gui.activity.shown_rows import Change, How, ShownRows
from authbench_gui.turns import Turns
from authbench_gui.wording import tool_tip

if TYPE_CHECKING:
    from authbench.journal import RowView
    from authbench.journal.filters import Filter, RowFacts, Surroundings

_TEXT_CACHE = 2000
_CATCH_UP_S = 0.005
_CATCH_UP_MS = 15
_SORT_EVERY_S = 0.25
_COUNT_MS = 120
_FEW = 200
"""Rows of a log whose count is told at once."""

Index = QModelIndex | QPersistentModelIndex


class LogModel(QAbstractTableModel):
    """Rows of exchanges in the order in which they started, or sorted; all of them, or what passes a filter.

    Nothing is shown but what `redaction` makes of an exchange. A *row* is an exchange's number among all, a
    *place* where it is shown. Signals: `counted` - how many there are may have changed; `undecided_changed`
    - there is more, or less, of which only headers and bodies can tell whether it passes.
    """

    counted = Signal()
    undecided_changed = Signal()

    def __init__(self, redaction: Redaction, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._redaction = redaction
        self.rows = LogRows(redaction)
        self._shown = ShownRows(self.rows)
        self._runs = 0
        self._unsorted: dict[int, None] = {}
        self._sort_at = 0.0
        self._made: dict[int, RowView] = {}
        self._generation = 0
        self.filter_text = ""
        self._catching_up = QTimer(self)
        self._catching_up.setInterval(_CATCH_UP_MS)
        self._catching_up.timeout.connect(self._on_timer)
        self._counting = QTimer(self)
        self._counting.setSingleShot(True)
        self._counting.setInterval(_COUNT_MS)
        self._counting.timeout.connect(self._on_counting)
        self._count_stale = False
        self._turns = Turns.shared()

    # What there is

    @property
    def octets(self) -> int:
        """Bytes received in all."""
        return self.rows.octets

    @property
    def total(self) -> int:
        """How many exchanges there are, shown or not."""
        return len(self.rows)

    @property
    def last_id(self) -> int:
        """The number of the exchange that came last; 0 without any."""
        return self.rows.entries.id(self.total - 1) if self.total else 0

    @property
    def held(self) -> int:
        """How many came since a person asked for a pause."""
        return len(self.rows) - self._shown.visible

    @property
    def paused(self) -> bool:
        """Whether new rows are held back."""
        return self._shown.limit is not None

    @property
    def filter(self) -> Filter:
        """What is shown."""
        return self._shown.filter

    @property
    def sorting(self) -> tuple[Column, Qt.SortOrder] | None:
        """By which column it is sorted; None in the order of arrival."""
        return self._shown.sorting

    @property
    def undecided(self) -> int:
        """Rows of which only their headers and bodies can tell."""
        return len(self._shown.undecided)

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else len(self._shown)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else len(Column)

    def entry_at(self, place: int) -> LogEntry:
        """The exchange at a place."""
        return self.rows.entries[self._shown.row(place)]

    def row_of(self, exchange_id: int) -> int | None:
        """At which place an exchange is shown; None if it is not (any more)."""
        row = self.rows.row_of(exchange_id)
        return None if row is None else self._shown.place(row)

    def entry(self, exchange_id: int) -> LogEntry | None:
        """An exchange that is in the log, shown or not."""
        row = self.rows.row_of(exchange_id)
        return None if row is None else self.rows.entries[row]

    def facts(self, exchange_id: int) -> RowFacts | None:
        """What filters see of an exchange."""
        return self._redaction.facts([exchange_id])[0]

    # What comes and goes

    def put(self, exchanges: Sequence[LogEntry]) -> None:
        """Add new exchanges and replace known ones by what they have become."""
        fresh = len({exchange.id for exchange in exchanges if self.rows.row_of(exchange.id) is None})
        shown = fresh > 0 and self._shown.are_all and not self.paused
        if shown:
            self.beginInsertRows(QModelIndex(), len(self.rows), len(self.rows) + fresh - 1)
        changed = self.rows.put(exchanges)
        if shown:
            self.endInsertRows()
        for row in changed:
            self._made.pop(self.rows.entries.id(row), None)
        self._tell_changed(changed)
        if self.rows.excess:
            self._turns.ask(self, self._drop)
        self._catching_up.start()
        if len(self.rows) < _FEW or not self._counting.isActive():
            self._tell_count()
        else:
            self._count_stale = True

    def clear(self, *, pinned: bool = False) -> None:
        """Forget the rows; those that are pinned only if `pinned`."""
        self.beginResetModel()
        self.rows.keep([] if pinned else self.rows.pinned_rows())
        self._made.clear()
        self._unsorted.clear()
        if self.paused:
            self._shown.limit = len(self.rows)
        self._shown.choose()
        self.endResetModel()
        self.counted.emit()
        self.undecided_changed.emit()

    def pause(self) -> None:
        """Hold back what comes from now on."""
        if not self.paused:
            self._shown.limit = len(self.rows)
            self.counted.emit()

    def resume(self) -> None:
        """Show what was held back."""
        first, count = self._shown.visible, len(self.rows)
        if not self.paused:
            return
        if self._shown.are_all and count > first:
            self.beginInsertRows(QModelIndex(), first, count - 1)
            self._shown.limit = None
            self.endInsertRows()
        else:
            self._shown.limit = None
            self._look_at(range(first, count))
        self.counted.emit()

    def pin(self, exchange_id: int, *, pinned: bool) -> None:
        """Mark an exchange: it stays when the log is cleared."""
        row = self.rows.row_of(exchange_id)
        if row is None:
            return
        self.rows.index.pin(row, pinned=pinned)
        self._tell_changed([row])
        if not self._shown.are_all:
            self._look_at([row])
        self.counted.emit()

    def pinned(self, exchange_id: int) -> bool:
        """Whether an exchange is pinned."""
        row = self.rows.row_of(exchange_id)
        return row is not None and self.rows.index.pinned(row)

    def blame(self, exchange_id: int, rule: str) -> None:
        """An answer set off this rule of the definition."""
        row = self.rows.row_of(exchange_id)
        if row is not None:
            self.rows.index.blame(row, rule)

    # What is shown of it

    def look_again(self) -> None:
        """What may be shown of every row has changed."""
        self._made.clear()
        self.rows.index.catch_up(_CATCH_UP_S)
        if self.filter.effective or self.sorting is not None:
            self._again()
        else:
            self._catching_up.start()
            if len(self._shown):
                last = self.index(len(self._shown) - 1, len(Column) - 1)
                self.dataChanged.emit(self.index(0, 0), last)

    def set_filter(self, wanted: Filter) -> None:
        """Show what passes `wanted` only."""
        self._shown.filter = wanted
        self._again()

    def sort(self, column: int, order: Qt.SortOrder = Qt.SortOrder.AscendingOrder) -> None:
        wanted = (COLUMNS[column], order) if 0 <= column < len(COLUMNS) else None
        if wanted != self.sorting:
            self._shown.sorting = wanted
            self._again()

    def take_undecided(self, count: int) -> list[tuple[int, Surroundings]]:
        """Some of the rows to be looked at in full, with what surrounds them."""
        return self.rows.waiting(list(islice(self._shown.undecided, count)))

    def decide(self, passing: Iterable[int], others: Iterable[int]) -> None:
        """What looking at exchanges in full has told, by their ids."""
        added = [row for row in map(self.rows.row_of, passing) if row is not None]
        removed = [row for row in map(self.rows.row_of, others) if row is not None]
        for row in (*added, *removed):
            self._shown.undecided.pop(row, None)
        self._apply(self._shown.change(added, removed))
        self.counted.emit()
        self.undecided_changed.emit()

    def give_up(self) -> None:
        """Leave open what is undecided."""
        self._shown.undecided.clear()
        self.undecided_changed.emit()

    @Slot()
    def _on_timer(self) -> None:
        self._turns.ask(self, self.catch_up)

    def catch_up(self) -> None:
        """Read what filters look at of rows that came or changed, for a moment."""
        read = self.rows.index.catch_up(_CATCH_UP_S)
        if not self.rows.index.behind:
            self._catching_up.stop()
        if self._shown.are_all:
            return
        if self.sorting is not None:
            read = self._wait_to_sort(read)
        if not read:
            return
        runs = len(self.rows.index.runs()) if any(term.key == "run" for term in self.filter.terms) else 0
        if runs != self._runs:
            self._runs = runs
            self._again()
            return
        self._look_at(read)
        self.counted.emit()

    def _wait_to_sort(self, read: list[int]) -> list[int]:
        """Sorting a long log takes a moment, and so happens some times a second only."""
        self._unsorted.update(dict.fromkeys(read))
        now = time.monotonic()
        if now < self._sort_at:
            self._catching_up.start()
            return []
        self._sort_at = now + _SORT_EVERY_S
        rows, self._unsorted = list(self._unsorted), {}
        return rows

    @Slot()
    def _on_counting(self) -> None:
        if self._count_stale:
            self._turns.ask(self, self._tell_count)

    def _tell_count(self) -> None:
        """In a long log only some times a second: what shows the count moves what is beside it."""
        self._count_stale = False
        self._counting.start()
        self.counted.emit()

    # Cells

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        if orientation is Qt.Orientation.Horizontal and role == Qt.ItemDataRole.DisplayRole:
            return HEADINGS[section]
        return None

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid():
            return None
        column = COLUMNS[index.column()]
        match role:
            case Qt.ItemDataRole.DisplayRole:
                return text_of(self.row_at(index.row()), column)
            case Qt.ItemDataRole.ToolTipRole:
                return tool_tip(tip_of(self.row_at(index.row()), column))
            case Qt.ItemDataRole.AccessibleTextRole:
                row = self.row_at(index.row())
                pinned = ", pinned" if column is Column.NUMBER and self.pinned(row.id) else ""
                return f"{HEADINGS[column]}: {text_of(row, column)}{pinned}"
        return None

    def last_of(self, step: str) -> RowView | None:
        """The redacted row of the last exchange of a step, shown or not."""
        row = self.rows.last_of(step)
        return None if row is None else self._view(row)

    def row_at(self, place: int) -> RowView:
        """The redacted row at a place, made when it is looked at."""
        return self._view(self._shown.row(place))

    def _view(self, row: int) -> RowView:
        generation = self._redaction.generation()
        if generation != self._generation or len(self._made) >= _TEXT_CACHE:
            self._generation = generation
            self._made.clear()
            self._catching_up.start()
        id_ = self.rows.entries.id(row)
        made = self._made.get(id_)
        if made is None:
            made = self._made[id_] = self._redaction.row(id_) or gone(self.rows.entries[row])
        return made

    def _again(self) -> None:
        """Filter and sort anew."""
        self.beginResetModel()
        self._unsorted.clear()
        self._shown.choose()
        self.endResetModel()
        if self.rows.index.behind:
            self._catching_up.start()
        self.counted.emit()
        self.undecided_changed.emit()

    def _look_at(self, rows: Iterable[int]) -> None:
        """These rows came or changed: show them, or not any more."""
        before = self.undecided
        self._apply(self._shown.look_at(rows))
        if before or self.undecided:
            self.undecided_changed.emit()

    def _apply(self, change: Change) -> None:
        """Show rows that pass and are not shown yet, and take away others."""
        match change.how:
            case How.AT_THE_END:
                first = len(self._shown)
                self.beginInsertRows(QModelIndex(), first, first + len(change.added) - 1)
                self._shown.add(change.added)
                self.endInsertRows()
            case How.ONE_BY_ONE:
                self._apply_one_by_one(change)
            case How.ANEW:
                self.beginResetModel()
                self._shown.merge(change)
                self.endResetModel()

    def _apply_one_by_one(self, change: Change) -> None:
        for row in change.removed:
            place = self._shown.place_for(row)
            self.beginRemoveRows(QModelIndex(), place, place)
            self._shown.remove(place)
            self.endRemoveRows()
        for row in change.added:
            place = self._shown.place_for(row)
            self.beginInsertRows(QModelIndex(), place, place)
            self._shown.insert(place, row)
            self.endInsertRows()

    def _drop(self) -> None:
        """Forget the oldest rows."""
        count = self.rows.excess
        if not count:
            return
        self._unsorted = {row - count: None for row in self._unsorted if row >= count}
        if self._shown.are_all:
            self.beginRemoveRows(QModelIndex(), 0, count - 1)
        else:
            self.beginResetModel()
        self.rows.drop(count)
        self._shown.drop(count)
        if self._shown.are_all:
            self.endRemoveRows()
        else:
            self.endResetModel()
        self.counted.emit()

    def _tell_changed(self, rows: Sequence[int]) -> None:
        """Cells of these rows say something else."""
        places = [place for place in map(self._shown.place, rows) if place is not None]
        if places:
            self.dataChanged.emit(self.index(min(places), 0), self.index(max(places), len(Column) - 1))
