"""The exchanges of a log in the order in which they started, and which of them pass its filter."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Protocol

from authbench.journal.entries import LogEntry
from authbench.journal.places import Places
from authbench_gui.activity.entry_columns import EntryColumns

if TYPE_CHECKING:
    from authbench.journal import RowView
    from authbench.journal.filters import LogIndex, RowFacts, Surroundings

CAPACITY = 100_000
"""Rows kept; of the journal's as many as it keeps itself."""
ROOM = 1_000
"""Rows beyond the capacity that are dropped together."""


class Redaction(Protocol):
    """Makes redacted rows of exchanges, and redacted texts. `generation` grows when more became known as
    secret."""

    def row(self, exchange_id: int) -> RowView | None:
        """What may be shown of an exchange; None where the journal had to let it go."""

    def facts(self, exchange_ids: Sequence[int]) -> list[RowFacts | None]:
        """What filters see of exchanges; None for each that the journal had to let go."""

    def text(self, text: str) -> str:
        """What may be shown of a text that a definition or a server had a part in."""

    def generation(self) -> int:
        """Rows made in an earlier generation may show too much."""


class LogRows:
    """Rows are numbered from 0 in the order in which they came; numbers go down when the oldest are dropped.
    `octets` counts what was received."""

    def __init__(self, redaction: Redaction) -> None:
        self._redaction = redaction
        self.entries = EntryColumns()
        self.octets = 0
        self._numbers = Places()
        self._dropped = 0
        self._spans: dict[str, tuple[float, float]] = {}
        self._last: dict[str, int] = {}
        self._index: LogIndex | None = None

    def __len__(self) -> int:
        return len(self.entries)

    @property
    def index(self) -> LogIndex:
        """What filters look at."""
        if self._index is None:
            from authbench.journal.filters import LogIndex

            self._index = LogIndex(self._redaction.facts, self._redaction.generation)
        return self._index

    def row_of(self, exchange_id: int) -> int | None:
        """The number of an exchange's row; None for one that is not here."""
        number = self._numbers.get(exchange_id)
        return None if number is None else number - self._dropped

    def span(self, run_id: str) -> tuple[float, float] | None:
        """From when to when a run lasted, as far as is known."""
        return self._spans.get(run_id)

    def last_of(self, step: str) -> int | None:
        """The number of the last row of a step; None where there is none."""
        last = self._last.get(step)
        return None if last is None else self.row_of(last)

    def put(self, entries: Iterable[LogEntry]) -> list[int]:
        """Add new exchanges and replace known ones by what they have become; the rows of those."""
        changed: list[int] = []
        fresh: list[int] = []
        for entry in entries:
            row = self.row_of(entry.id)
            if row is None:
                self._numbers.add(entry.id, self._dropped + len(self.entries))
                self.entries.append(entry)
                self.octets += entry.size
                self._last[entry.step] = entry.id
                fresh.append(entry.id)
            else:
                self.octets += entry.size - self.entries.size(row)
                self.entries[row] = entry
                changed.append(row)
            self._widen_span(entry)
        self.index.add(fresh)
        self.index.touch(changed)
        return changed

    @property
    def excess(self) -> int:
        """How many of the oldest rows are to be dropped now."""
        over = len(self.entries) - CAPACITY
        return over if over >= ROOM else 0

    def drop(self, count: int) -> None:
        """Forget the oldest rows."""
        self.octets -= sum(map(self.entries.size, range(count)))
        del self.entries[:count]
        self._dropped += count
        self._numbers.forget_before(self._dropped)
        self.index.drop(count)

    def keep(self, rows: Sequence[int]) -> None:
        """Forget every row but these."""
        self.entries = EntryColumns([self.entries[row] for row in rows])
        self._numbers = Places()
        for number, entry in enumerate(self.entries):
            self._numbers.add(entry.id, number)
        self._dropped = 0
        self._last = {entry.step: entry.id for entry in self.entries}
        self.octets = sum(entry.size for entry in self.entries)
        runs = {entry.run_id for entry in self.entries}
        self._spans = {run: span for run, span in self._spans.items() if run in runs}
        self.index.keep(rows)

    def pinned_rows(self) -> list[int]:
        """The rows that a person pinned."""
        return self.index.pinned_rows()

    def waiting(self, rows: Sequence[int]) -> list[tuple[int, Surroundings]]:
        """Ids of rows and what surrounds them, to be looked at in full."""
        around = self.index.surroundings(rows)
        return [(self.entries.id(row), one) for row, one in zip(rows, around, strict=True)]

    def _widen_span(self, entry: LogEntry) -> None:
        end = entry.started_clock + (entry.elapsed or 0.0)
        known = self._spans.get(entry.run_id)
        if known is not None:
            self._spans[entry.run_id] = (min(known[0], entry.started_clock), max(known[1], end))
        else:
            self._spans[entry.run_id] = (entry.started_clock, end)


def gone(entry: LogEntry) -> RowView:
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
