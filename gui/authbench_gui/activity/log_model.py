"""The exchanges of one connection as table rows. Exchanges arrive in batches; one batch is one
insertion, so that a flood stays smooth. Texts are made when a row is looked at, not before."""

from __future__ import annotations

from collections.abc import Sequence
from enum import IntEnum
from typing import TYPE_CHECKING, Any, Protocol

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt, Signal

from authbench.journal.entries import LogEntry
from authbench_gui.wording import exact, one_line, tool_tip

if TYPE_CHECKING:
    from authbench.journal import RowView

_TEXT_CACHE = 2000


class Column(IntEnum):
    """The columns of the log, left to right."""

    NUMBER = 0
    STEP = 1
    METHOD = 2
    URL = 3
    STATUS = 4
    SIZE = 5
    TIME = 6
    WATERFALL = 7


COLUMNS = tuple(Column)
HEADINGS = ("#", "Step", "Method", "URL", "Status", "Size", "Time", "Waterfall")
ROW_ROLE = Qt.ItemDataRole.UserRole
SPAN_ROLE = Qt.ItemDataRole.UserRole + 1

Index = QModelIndex | QPersistentModelIndex


class Redaction(Protocol):
    """Makes redacted rows of exchanges, and redacted texts. `generation` grows when more became known as
    secret."""

    def row(self, exchange_id: int) -> RowView | None:
        """What may be shown of an exchange; None where the journal had to let it go."""

    def text(self, text: str) -> str:
        """What may be shown of a text that a definition or a server had a part in."""

    def generation(self) -> int:
        """Rows made in an earlier generation may show too much."""


class LogModel(QAbstractTableModel):
    """Rows of exchanges in the order in which they started.

    Nothing is shown but what `redaction` makes of an exchange. `counted` comes after every batch.
    """

    counted = Signal()

    def __init__(self, redaction: Redaction, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._redaction = redaction
        self._rows: list[LogEntry] = []
        self._row_of: dict[int, int] = {}
        self._spans: dict[str, tuple[float, float]] = {}
        self._made: dict[int, RowView] = {}
        self._generation = 0
        self.octets = 0

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else len(self._rows)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else len(Column)

    def entry_at(self, row: int) -> LogEntry:
        """The exchange of a row."""
        return self._rows[row]

    def row_of(self, exchange_id: int) -> int | None:
        """Where an exchange is shown; None if it is not (any more)."""
        return self._row_of.get(exchange_id)

    def put(self, exchanges: Sequence[LogEntry]) -> None:
        """Add new exchanges and replace known ones by what they have become."""
        fresh: dict[int, LogEntry] = {}
        changed: list[int] = []
        for exchange in exchanges:
            row = self._row_of.get(exchange.id)
            if row is None:
                fresh[exchange.id] = exchange
            else:
                self.octets += exchange.size - self._rows[row].size
                self._rows[row] = exchange
                self._made.pop(exchange.id, None)
                changed.append(row)
            self._widen_span(exchange)
        if fresh:
            first = len(self._rows)
            self.beginInsertRows(QModelIndex(), first, first + len(fresh) - 1)
            for exchange in fresh.values():
                self._row_of[exchange.id] = len(self._rows)
                self._rows.append(exchange)
                self.octets += exchange.size
            self.endInsertRows()
        if changed:
            self.dataChanged.emit(self.index(min(changed), 0), self.index(max(changed), len(Column) - 1))
        self.counted.emit()

    def clear(self) -> None:
        """Forget every row."""
        self.beginResetModel()
        self._rows.clear()
        self._row_of.clear()
        self._spans.clear()
        self._made.clear()
        self.octets = 0
        self.endResetModel()
        self.counted.emit()

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        if orientation is Qt.Orientation.Horizontal and role == Qt.ItemDataRole.DisplayRole:
            return HEADINGS[section]
        return None

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid():
            return None
        exchange = self._rows[index.row()]
        column = COLUMNS[index.column()]
        match role:
            case Qt.ItemDataRole.DisplayRole:
                return self._text(exchange, column)
            case _ if role == ROW_ROLE:
                return self.row_view(exchange)
            case _ if role == SPAN_ROLE:
                return self._spans.get(exchange.run_id)
            case Qt.ItemDataRole.ToolTipRole:
                return tool_tip(self._tip(exchange, column))
            case Qt.ItemDataRole.AccessibleTextRole:
                return f"{HEADINGS[column]}: {self._text(exchange, column)}"
        return None

    def row_view(self, exchange: LogEntry) -> RowView:
        """The redacted row of an exchange, made when it is looked at."""
        generation = self._redaction.generation()
        if generation != self._generation or len(self._made) >= _TEXT_CACHE:
            self._generation = generation
            self._made.clear()
        made = self._made.get(exchange.id)
        if made is None:
            made = self._made[exchange.id] = self._redaction.row(exchange.id) or _gone(exchange)
        return made

    def _text(self, exchange: LogEntry, column: Column) -> str:
        if column is Column.NUMBER:
            return str(exchange.id)
        view = self.row_view(exchange)
        match column:
            case Column.STEP:
                return one_line(view.step)
            case Column.METHOD:
                return one_line(view.method)
            case Column.URL:
                return one_line(view.url.text)
            case Column.STATUS:
                return view.status
            case Column.SIZE:
                return view.size
            case Column.TIME:
                return view.time if view.elapsed is not None else "…"
        return ""

    def _tip(self, exchange: LogEntry, column: Column) -> str:
        view = self.row_view(exchange)
        if column is Column.URL:
            routed = f"sent to {view.sent_to}" if view.sent_to else ""
            return "\n".join(part for part in (view.url.text, view.cause, routed) if part)
        if column is Column.TIME:
            return exact(exchange.started_at)
        return ""

    def _widen_span(self, exchange: LogEntry) -> None:
        end = exchange.started_clock + (exchange.elapsed or 0.0)
        known = self._spans.get(exchange.run_id)
        if known is None:
            self._spans[exchange.run_id] = (exchange.started_clock, end)
        else:
            self._spans[exchange.run_id] = (min(known[0], exchange.started_clock), max(known[1], end))


def _gone(entry: LogEntry) -> RowView:
    """The row of an exchange that the journal does not keep any more."""
    from authbench.journal import Redacted, RowView

    return RowView(
        id=entry.id,
        run_id=entry.run_id,
        step=entry.step,
        method=entry.method,
        url=Redacted("not kept any more"),
        cause="",
        status="" if entry.status is None else str(entry.status),
        status_class=entry.status_class,
        size="–",
        time="–",
        started=entry.started_clock,
        elapsed=entry.elapsed,
        sent_to=None,
        started_at=entry.started_at,
        origin="",
    )
