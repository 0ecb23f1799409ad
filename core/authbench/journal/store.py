"""The ordered record of raw events: append-only, bounded, safe in any thread.

Only the journal's own modules look in here; everybody else is given what `Journal` lets out.
"""

from __future__ import annotations

import threading
from collections import deque
from dataclasses import replace
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING

from authbench.events import Body, Event, ExchangeFinished, ExchangeStarted, HttpExchange, SecretLearned
from authbench.journal.sides import Side

if TYPE_CHECKING:
    from authbench.journal.large_bodies import LargeBodies

CAPACITY = 100_000
"""Exchanges kept; of the rest of the events, four times as many."""
CONTENT_BUDGET = 512 * 1024 * 1024
"""Bytes of bodies kept in memory."""
THRESHOLD = 64 * 1024
"""Bytes of a body that stay in memory; a body of more is put away, and there is more of it on disk."""

_NEAR = 1_000


class Store:
    """Events as they happened. When it is full the oldest entries go, and `dropped` counts the exchanges
    among them. `folder` is where large bodies are put (None: where temporary files go)."""

    def __init__(
        self,
        *,
        capacity: int = CAPACITY,
        content_budget: int = CONTENT_BUDGET,
        folder: Path | None = None,
    ) -> None:
        self.dropped = 0
        self._folder = folder
        self._large: LargeBodies | None = None
        self._capacity = capacity
        self._content_budget = content_budget
        self._lock = threading.Lock()
        self._entries: deque[Event] = deque()
        # Entries are numbered for ever; `_first` is the number of the leftmost one.
        self._first = 0
        self._place_of: dict[int, int] = {}
        # The first and the last entry of each run.
        self._runs: dict[str, tuple[int, int]] = {}
        self._content = 0

    def add(self, event: Event) -> None:
        """Keep an event; a finished exchange takes the place of the started one."""
        with self._lock:
            if isinstance(event, ExchangeStarted | ExchangeFinished):
                self._store_exchange(event, event.exchange)
            else:
                self._append(event, run_of(event))
            if len(self._place_of) > self._capacity or len(self._entries) > 5 * self._capacity:
                self._drop_oldest()
            while self._content > self._content_budget and len(self._place_of) > 1:
                self._drop_oldest()

    def events(self, run_id: str | None = None) -> list[Event]:
        """What was recorded, in order. A finished exchange stands where it started."""
        with self._lock:
            if run_id is None:
                return list(self._entries)
            if run_id not in self._runs:
                return []
            begin, last = self._runs[run_id]
            rest = islice(self._entries, max(0, begin - self._first), last + 1 - self._first)
            return [event for event in rest if run_of(event) == run_id]

    def around(self, exchange_id: int) -> list[Event]:
        """What was recorded of an exchange's run not long before and after it, in order."""
        with self._lock:
            exchange, place = self._exchange(exchange_id), self._place_of.get(exchange_id)
            if exchange is None or place is None:
                return []
            middle = place - self._first
            near = list(islice(self._entries, max(0, middle - _NEAR), middle + _NEAR))
        return [event for event in near if run_of(event) == exchange.run_id]

    def exchange(self, exchange_id: int) -> HttpExchange | None:
        """The exchange as it is now; None when it was dropped or never was."""
        with self._lock:
            return self._exchange(exchange_id)

    def exchanges(self, run_id: str | None = None) -> list[HttpExchange]:
        """Exchanges in the order in which they started."""
        events = self.events(run_id)
        return [event.exchange for event in events if isinstance(event, ExchangeStarted | ExchangeFinished)]

    def body(self, exchange_id: int, side: Side) -> Body | None:
        """A body of an exchange as it is now, perhaps only where it begins; None for one that is gone."""
        exchange = self.exchange(exchange_id)
        return None if exchange is None else body_of(exchange, side)

    def content(self, exchange_id: int, side: Side, start: int = 0, length: int | None = None) -> bytes:
        """`length` bytes (None: all that follow) of a body from `start` on, wherever it is kept. Raises
        NotKept, also for an exchange that is gone."""
        body = self.body(exchange_id, side)
        end = None if length is None else start + length
        if body is not None and (body.stored is None or (end is not None and end <= len(body.content))):
            return body.content[start:end]
        from authbench.journal.temporary_store import NotKept

        if body is None or self._large is None:
            raise NotKept("the exchange is gone")
        return self._large.read(exchange_id, side, start, length)

    def loaded(self, exchange: HttpExchange, most: int) -> HttpExchange:
        """`exchange` with up to `most` bytes in each of its bodies, as far as they are kept."""
        for side in Side:
            body = body_of(exchange, side)
            if body.stored is None or len(body.content) >= min(most, body.stored):
                continue
            from authbench.journal.temporary_store import NotKept

            try:
                content = self.content(exchange.id, side, 0, most)
            except NotKept:
                continue
            stored = None if len(content) == body.stored else body.stored
            exchange = with_body(exchange, side, replace(body, content=content, stored=stored))
        return exchange

    def swap_body(
        self, exchange_id: int, side: Side, before: Body, after: Body, note: str | None = None
    ) -> bool:
        """Put `after` where `before` is, and `note` among the exchange's notes; False, and nothing happens,
        where something else is by now."""
        with self._lock:
            exchange = self._exchange(exchange_id)
            if exchange is None or body_of(exchange, side) is not before:
                return False
            exchange = with_body(exchange, side, after)
            if note is not None:
                exchange = replace(exchange, notes=(*exchange.notes, note))
            place = self._place_of[exchange_id] - self._first
            event = self._entries[place]
            kind = ExchangeStarted if isinstance(event, ExchangeStarted) else ExchangeFinished
            self._entries[place] = kind(exchange)
            self._content += len(after.content) - len(before.content)
            return True

    def has_room(self) -> bool:
        """Whether a body that cannot be put away may stay in memory."""
        with self._lock:
            return self._content <= self._content_budget // 2

    def settle(self) -> None:
        """Wait until the large bodies that were recorded are put away."""
        if self._large is not None:
            self._large.settle()

    def close(self) -> None:
        """Forget every entry, and give back what is on disk. Large bodies stay in memory from now on."""
        self.clear()
        with self._lock:
            large = self._large
        if large is not None:
            large.close()

    def run_ids(self) -> list[str]:
        """The runs of which anything is kept, oldest first."""
        with self._lock:
            return list(self._runs)

    def clear(self) -> None:
        """Forget every entry."""
        with self._lock:
            self._first += len(self._entries)
            self._entries = deque()
            self._place_of = {}
            self._runs = {}
            self._content = 0
            self.dropped = 0
            if self._large is not None:
                self._large.clear()

    def _append(self, event: Event, run_id: str) -> None:
        if run_id:
            number = self._first + len(self._entries)
            self._runs[run_id] = (self._runs.get(run_id, (number, number))[0], number)
        self._entries.append(event)

    def _store_exchange(self, event: ExchangeStarted | ExchangeFinished, exchange: HttpExchange) -> None:
        place = self._place_of.get(exchange.id)
        if place is None:
            self._place_of[exchange.id] = self._first + len(self._entries)
            self._append(event, exchange.run_id)
        else:
            earlier = self._exchange(exchange.id)
            if earlier is not None:
                self._content -= _content_of(earlier)
            self._entries[place - self._first] = event
        self._content += _content_of(exchange)
        for side in Side:
            body = body_of(exchange, side)
            if len(body.content) > THRESHOLD and body.stored is None:
                self._large_bodies().offer(exchange.id, side)

    def _large_bodies(self) -> LargeBodies:
        if self._large is None:
            from authbench.journal.large_bodies import LargeBodies

            self._large = LargeBodies(self, self._folder)
        return self._large

    def _exchange(self, exchange_id: int) -> HttpExchange | None:
        place = self._place_of.get(exchange_id)
        if place is None:
            return None
        event = self._entries[place - self._first]
        return event.exchange if isinstance(event, ExchangeStarted | ExchangeFinished) else None

    def _drop_oldest(self) -> None:
        """Drop entries up to and including the oldest exchange."""
        while self._entries:
            event = self._entries.popleft()
            self._first += 1
            if isinstance(event, ExchangeStarted | ExchangeFinished):
                del self._place_of[event.exchange.id]
                self._content -= _content_of(event.exchange)
                self.dropped += 1
                if self._large is not None:
                    self._large.forget(event.exchange.id)
                break
        while self._runs:
            run_id, (_, last) = next(iter(self._runs.items()))
            if last >= self._first:
                break
            del self._runs[run_id]


def run_of(event: Event) -> str:
    """The run that an event belongs to; empty for none."""
    if isinstance(event, ExchangeStarted | ExchangeFinished):
        return event.exchange.run_id
    return "" if isinstance(event, SecretLearned) else event.run_id


def body_of(exchange: HttpExchange, side: Side) -> Body:
    """One of an exchange's two bodies."""
    return exchange.request_body if side is Side.REQUEST else exchange.response_body


def with_body(exchange: HttpExchange, side: Side, body: Body) -> HttpExchange:
    """`exchange` with another body."""
    if side is Side.REQUEST:
        return replace(exchange, request_body=body)
    return replace(exchange, response_body=body)


def _content_of(exchange: HttpExchange) -> int:
    return len(exchange.request_body.content) + len(exchange.response_body.content)
