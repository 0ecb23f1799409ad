"""Entries of the log laid out in columns: a hundred thousand of them in little memory."""

from __future__ import annotations

import math
from array import array
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta
from typing import Final

from authbench.journal.entries import LogEntry
from authbench.journal.filters.columns import WordColumn

_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND: Final = timedelta(microseconds=1)
_NONE: Final = -1
_BROWSER: Final = 1
_EXPECTED: Final = 2


class EntryColumns:
    """A sequence of entries, which are made anew each time one is asked for."""

    def __init__(self, entries: Sequence[LogEntry] = ()) -> None:
        self._ids = array("q")
        self._started = array("q")
        self._clocks = array("d")
        self._elapsed = array("d")
        self._status = array("h")
        self._sizes = array("q")
        self._flags = array("B")
        self._sources = array("q")
        self._runs, self._steps, self._methods = WordColumn(), WordColumn(), WordColumn()
        self._errors, self._classes = WordColumn(), WordColumn()
        for entry in entries:
            self.append(entry)

    def __len__(self) -> int:
        return len(self._ids)

    def __iter__(self) -> Iterator[LogEntry]:
        return map(self.__getitem__, range(len(self)))

    def __getitem__(self, row: int) -> LogEntry:
        elapsed, status, flags, source = (
            self._elapsed[row],
            self._status[row],
            self._flags[row],
            self._sources[row],
        )
        return LogEntry(
            id=self._ids[row],
            run_id=self._runs.at(row),
            step=self._steps.at(row),
            method=self._methods.at(row),
            started_at=_EPOCH + timedelta(microseconds=self._started[row]),
            started_clock=self._clocks[row],
            elapsed=None if math.isnan(elapsed) else elapsed,
            status=None if status == _NONE else status,
            error=self._errors.at(row) or None,
            status_class=self._classes.at(row),
            size=self._sizes[row],
            browser=bool(flags & _BROWSER),
            expected_refusal=bool(flags & _EXPECTED),
            redirected_from=None if source == _NONE else source,
        )

    def __setitem__(self, row: int, entry: LogEntry) -> None:
        started = entry.started_at if entry.started_at.tzinfo else entry.started_at.replace(tzinfo=UTC)
        self._ids[row] = entry.id
        self._started[row] = (started - _EPOCH) // _MICROSECOND
        self._clocks[row] = entry.started_clock
        self._elapsed[row] = math.nan if entry.elapsed is None else entry.elapsed
        # A file may say that a status is anything.
        self._status[row] = _NONE if entry.status is None else max(0, min(entry.status, 32_767))
        self._sizes[row] = entry.size
        self._flags[row] = _BROWSER * entry.browser | _EXPECTED * entry.expected_refusal
        self._sources[row] = _NONE if entry.redirected_from is None else entry.redirected_from
        for column, word in (
            (self._runs, entry.run_id),
            (self._steps, str(entry.step)),
            (self._methods, entry.method),
            (self._errors, entry.error or ""),
            (self._classes, entry.status_class),
        ):
            column.numbers[row] = column.number(word)

    def __delitem__(self, rows: slice) -> None:
        for numbers in self._numbers():
            del numbers[rows]

    def append(self, entry: LogEntry) -> None:
        """Add one at the end."""
        for numbers in self._numbers():
            numbers.append(0)
        self[len(self) - 1] = entry

    def id(self, row: int) -> int:
        """The number of the exchange in a row."""
        return self._ids[row]

    def size(self, row: int) -> int:
        """The size of the answer in a row."""
        return self._sizes[row]

    def _numbers(self) -> tuple[array[int] | array[float], ...]:
        words = (self._runs, self._steps, self._methods, self._errors, self._classes)
        return (
            self._ids,
            self._started,
            self._clocks,
            self._elapsed,
            self._status,
            self._sizes,
            self._flags,
            self._sources,
            *(column.numbers for column in words),
        )
