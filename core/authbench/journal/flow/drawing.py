"""Drawing a run: from what the journal gives out to a picture, at once or as it happens."""

from __future__ import annotations

import threading
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from authbench.events import (
    RedirectIgnored,
    RenewalTriggered,
    RunFinished,
    RunPaused,
    RunResumed,
    RunStarted,
    StepName,
)
from authbench.journal.entries import ExchangeLogged, LogEntry, Notice
from authbench.journal.flow.coming import Coming
from authbench.journal.flow.picture import Picture
from authbench.journal.flow.rows import Aside, Gap, Item, drawn, weight
from authbench.journal.flow.sketching import Sketch, sketch

if TYPE_CHECKING:
    from authbench.journal.journal import Journal

MOST_EXCHANGES = 100
"""Exchanges that are drawn; of more, the first and the last of them."""
_FIRST = MOST_EXCHANGES // 2
_VIEWED = 16_384


def picture_of(journal: Journal, run_id: str, plan: Sequence[StepName] = ()) -> Picture:
    """The picture of a run as it is now. `plan` are the steps to expect of a run that did not begin yet."""
    follower = FlowFollower(journal, run_id, plan)
    follower.catch_up()
    return follower.picture


class FlowFollower:
    """Draws a run as it happens: `take` each of its notices, from the first, and look at `picture` when it is
    to be shown. `take` is quick however long the run is; `picture` draws what changed since it was last
    looked at, and looks into the journal for it. For a run that has begun, `catch_up` comes first.
    """

    _picture: Picture | None
    _drawn_at: int

    def __init__(self, journal: Journal, run_id: str, plan: Sequence[StepName] = ()) -> None:
        self.run_id = run_id
        self._journal = journal
        self._plan = tuple(plan)
        self._lock = threading.Lock()
        self._sketches: dict[int, tuple[LogEntry, int, Sketch]] = {}
        self._forget()

    def catch_up(self) -> None:
        """Begin anew with all that the journal has of the run."""
        notices = self._journal.notices(self.run_id)
        with self._lock:
            self._forget()
            for notice in notices:
                self._take(notice)

    def take(self, notice: Notice) -> bool:
        """Go on with what happened; False where it is none of this run's, and changes nothing."""
        if notice.run_id != self.run_id:
            return False
        with self._lock:
            self._take(notice)
        return True

    @property
    def picture(self) -> Picture:
        """The run as far as it was taken."""
        with self._lock:
            generation = self._journal.redactor.generation
            if self._picture is None or self._drawn_at != generation:
                self._drawn_at = generation
                self._picture = self._draw(generation)
            return self._picture

    def _forget(self) -> None:
        self._started: RunStarted | None = None
        self._finished: RunFinished | None = None
        self._items: list[int | Aside] = []
        # How many exchanges, and messages, there are before each item.
        self._before: list[tuple[int, int]] = []
        self._totals = (0, 0)
        self._entries: dict[int, LogEntry] = {}
        self._coming = Coming(self._plan)
        self._picture = None
        self._drawn_at = -1

    def _take(self, notice: Notice) -> None:
        self._picture = None
        match notice:
            case RunStarted():
                self._started = notice
            case RunFinished():
                self._finished = notice
            case ExchangeLogged():
                known = notice.entry.id in self._entries
                self._entries[notice.entry.id] = notice.entry
                if known:
                    return
                self._add(notice.entry.id, 1, weight(notice.entry))
            case RenewalTriggered() | RedirectIgnored():
                self._add(notice, 0, 1)
            case RunPaused() | RunResumed():
                self._add(notice, 0, 0)
            case _:
                pass
        self._coming.take(notice)

    def _add(self, item: int | Aside, exchanges: int, messages: int) -> None:
        self._items.append(item)
        self._before.append(self._totals)
        self._totals = self._totals[0] + exchanges, self._totals[1] + messages

    def _draw(self, generation: int) -> Picture:
        return drawn(self.run_id, self._started, self._finished, list(self._shown(generation)), self._coming)

    def _shown(self, generation: int) -> Iterator[Item]:
        """What is drawn, in order, with a gap where there is too much of it."""
        hidden = self._hidden()
        kept: dict[int, tuple[LogEntry, int, Sketch]] = {}
        for item in self._outside(hidden):
            if item is None:
                yield self._gap(*hidden)
            elif isinstance(item, int):
                found = self._sketch(item, generation)
                if found is not None:
                    kept[item] = found
                    yield found[2]
            else:
                yield item
        self._sketches = kept

    def _sketch(self, exchange_id: int, generation: int) -> tuple[LogEntry, int, Sketch] | None:
        entry = self._entries[exchange_id]
        known = self._sketches.get(exchange_id)
        if known is not None and known[:2] == (entry, generation):
            return known
        view = self._journal.view(exchange_id, limit=_VIEWED)
        return None if view is None else (entry, generation, sketch(entry, view))

    def _hidden(self) -> tuple[int, int]:
        """From which item to which nothing is drawn."""
        count = self._totals[0]
        if count <= MOST_EXCHANGES:
            return 0, 0
        return self._place_of(_FIRST), self._place_of(count - _FIRST)

    def _place_of(self, number: int) -> int:
        """Where the exchange of this number, counted from 0, is among the items."""
        from bisect import bisect_left

        return bisect_left(self._before, number + 1, key=lambda before: before[0]) - 1

    def _outside(self, hidden: tuple[int, int]) -> Iterator[int | Aside | None]:
        begin, end = hidden
        yield from self._items[:begin]
        if end > begin:
            yield None
        yield from self._items[end:]

    def _gap(self, begin: int, end: int) -> Gap:
        first, last = self._before[begin], self._before[end]
        return Gap(last[0] - first[0], last[1] - first[1])
