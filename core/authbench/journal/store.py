"""The ordered record of raw events: append-only, bounded, safe in any thread.

Only the journal's own modules look in here; everybody else is given what `Journal` lets out.
"""

from __future__ import annotations

import threading
from collections import deque
from itertools import islice

from authbench.events import Event, ExchangeFinished, ExchangeStarted, HttpExchange, SecretLearned

CAPACITY = 100_000
"""Exchanges kept; of the rest of the events, four times as many."""
CONTENT_BUDGET = 512 * 1024 * 1024
"""Bytes of bodies kept."""


class Store:
    """Events as they happened. When it is full the oldest entries go, and `dropped` counts the exchanges
    among them."""

    def __init__(self, *, capacity: int = CAPACITY, content_budget: int = CONTENT_BUDGET) -> None:
        self.dropped = 0
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

    def exchange(self, exchange_id: int) -> HttpExchange | None:
        """The exchange as it is now; None when it was dropped or never was."""
        with self._lock:
            return self._exchange(exchange_id)

    def exchanges(self, run_id: str | None = None) -> list[HttpExchange]:
        """Exchanges in the order in which they started."""
        events = self.events(run_id)
        return [event.exchange for event in events if isinstance(event, ExchangeStarted | ExchangeFinished)]

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


def _content_of(exchange: HttpExchange) -> int:
    return len(exchange.request_body.content) + len(exchange.response_body.content)
