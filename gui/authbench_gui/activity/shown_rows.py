"""Which rows of a log are shown, and in which order."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable
from dataclasses import dataclass
from enum import Enum, auto
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt

from authbench_gui.activity.log_columns import SORTED_BY, Column
from authbench_gui.activity.log_rows import LogRows

if TYPE_CHECKING:
    from authbench.journal.filters import Filter

_ONE_BY_ONE = 16
"""More scattered changes than these are made all at once."""


class How(Enum):
    """What a change comes to."""

    NOTHING = auto()
    AT_THE_END = auto()
    ONE_BY_ONE = auto()
    ANEW = auto()


@dataclass(frozen=True, slots=True)
class Change:
    """Rows that come, in order, and rows that go."""

    how: How
    added: tuple[int, ...] = ()
    removed: frozenset[int] = frozenset()


class ShownRows:
    """Every row up to `limit`, or those that pass `filter`, sorted or in the order in which they came.

    A *row* is an exchange's number among all, a *place* where it is shown. `undecided` are rows of which only
    their headers and bodies can tell whether they pass.
    """

    def __init__(self, rows: LogRows) -> None:
        from authbench.journal.filters import Filter

        self._rows = rows
        # None: every row up to the limit, in order.
        self._shown: list[int] | None = None
        self._places: dict[int, int] | None = None
        self.limit: int | None = None
        self.filter: Filter = Filter()
        self.sorting: tuple[Column, Qt.SortOrder] | None = None
        self.undecided: dict[int, None] = {}

    def __len__(self) -> int:
        return len(self._shown) if self._shown is not None else self.visible

    @property
    def are_all(self) -> bool:
        """Whether nothing is filtered or sorted."""
        return self._shown is None

    @property
    def visible(self) -> int:
        """How many rows are not held back."""
        return len(self._rows) if self.limit is None else self.limit

    def row(self, place: int) -> int:
        """The row at a place."""
        return place if self._shown is None else self._shown[place]

    def place(self, row: int) -> int | None:
        """Where a row is shown; None if it is not."""
        if row >= self.visible:
            return None
        if self._shown is None:
            return row
        if self.sorting is None:
            at = bisect_left(self._shown, row)
            return at if at < len(self._shown) and self._shown[at] == row else None
        if self._places is None:
            self._places = {one: place for place, one in enumerate(self._shown)}
        return self._places.get(row)

    def choose(self) -> None:
        """Filter and sort anew, from what is known of the rows."""
        self._places = None
        self.undecided.clear()
        if not self.filter.effective and self.sorting is None:
            self._shown = None
            return
        if self.filter.effective:
            found = self._rows.index.select(self.filter)
            hits = found.hits
            self.undecided = dict.fromkeys(found.undecided)
        else:
            hits = list(range(len(self._rows)))
        if self.limit is not None:
            hits = [row for row in hits if row < self.visible]
        self._shown = self._sorted(hits)

    def look_at(self, rows: Iterable[int]) -> Change:
        """What it comes to that these rows came or changed."""
        looked_at = sorted(row for row in rows if row < len(self._rows))
        if self.filter.effective:
            found = self._rows.index.select(self.filter, looked_at)
            passing, unsure = found.hits, found.undecided
        else:
            passing, unsure = looked_at, []
        for row in looked_at:
            self.undecided.pop(row, None)
        self.undecided.update(dict.fromkeys(unsure))
        return self.change(passing, set(looked_at).difference(passing, unsure))

    def change(self, passing: Iterable[int], others: Iterable[int]) -> Change:
        """What it comes to that some rows pass and others do not."""
        shown = self._shown
        if shown is None:
            return Change(How.NOTHING)
        added = sorted({row for row in passing if row < self.visible and self.place(row) is None})
        removed = frozenset(row for row in others if self.place(row) is not None)
        if self.sorting is not None:
            # What changed may belong elsewhere now.
            how = How.ANEW
        elif added and (not shown or added[0] > shown[-1]) and not removed:
            how = How.AT_THE_END
        else:
            how = How.ONE_BY_ONE if len(added) + len(removed) <= _ONE_BY_ONE else How.ANEW
        return Change(how, tuple(added), removed)

    def add(self, rows: Iterable[int]) -> None:
        """Show rows behind all others."""
        if self._shown is not None:
            self._shown += rows

    def place_for(self, row: int) -> int:
        """Where a row that is not shown would be, in the order in which they came."""
        return bisect_left(self._shown or [], row)

    def insert(self, place: int, row: int) -> None:
        """Show a row there."""
        if self._shown is not None:
            self._shown.insert(place, row)

    def remove(self, place: int) -> None:
        """Do not show the row there any more."""
        if self._shown is not None:
            del self._shown[place]

    def merge(self, change: Change) -> None:
        """Make all of a change."""
        kept = [row for row in self._shown or [] if row not in change.removed]
        self._shown = self._sorted(sorted([*kept, *change.added]))
        self._places = None

    def drop(self, count: int) -> None:
        """The first rows are gone, the numbers of all others are lower."""
        if self.limit is not None:
            self.limit = max(0, self.limit - count)
        self.undecided = {row - count: None for row in self.undecided if row >= count}
        if self._shown is not None:
            self._shown = [row - count for row in self._shown if row >= count]
        self._places = None

    def _sorted(self, rows: list[int]) -> list[int]:
        if self.sorting is None:
            return rows
        column, order = self.sorting
        descending = order == Qt.SortOrder.DescendingOrder
        return self._rows.index.order(rows, SORTED_BY[column], descending=descending)
