"""The ordered record of what happened: append-only, bounded, safe in any thread."""

from __future__ import annotations

import logging
import threading
from collections import deque
from collections.abc import Callable
from itertools import islice
from typing import TYPE_CHECKING

from authbench.events import (
    Event,
    ExchangeFinished,
    ExchangeStarted,
    Failure,
    HttpExchange,
    SecretLearned,
)
from authbench.journal.redaction import Redactor

if TYPE_CHECKING:
    from authbench.journal.explanations import Explanation
    from authbench.journal.views import ExchangeView, RowView

Subscriber = Callable[[Event], None]

CAPACITY = 100_000
"""Exchanges kept; of the rest of the events, four times as many."""
CONTENT_BUDGET = 512 * 1024 * 1024
"""Bytes of bodies kept."""
VIEW_LIMIT = 262_144
"""Characters of a body that a view holds unless asked for more."""

_log = logging.getLogger(__name__)


class Journal:
    """Stores events and hands out redacted views of them.

    Content is kept raw, because a secret that is learned late must disappear from what was stored
    before; `events`, `exchange` and `exchanges` are for the engine, and everything that shows,
    prints or exports goes through `row`, `view`, `explain`, `report` and `redactor`.

    When the journal is full the oldest entries go, and `dropped` counts the exchanges among them.
    """

    def __init__(
        self,
        redactor: Redactor | None = None,
        *,
        capacity: int = CAPACITY,
        content_budget: int = CONTENT_BUDGET,
    ) -> None:
        self.redactor = redactor or Redactor()
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
        self._subscribers: tuple[Subscriber, ...] = ()

    def record(self, event: Event) -> None:
        """Store `event` and tell subscribers, outside the lock. `SecretLearned` is registered for
        redaction and neither stored nor passed on. Never raises."""
        if isinstance(event, SecretLearned):
            self.redactor.add(event.value, event.label)
            return
        with self._lock:
            if isinstance(event, ExchangeStarted | ExchangeFinished):
                self._store_exchange(event, event.exchange)
            else:
                self._append(event, event.run_id)
            if len(self._place_of) > self._capacity or len(self._entries) > 5 * self._capacity:
                self._drop_oldest()
            while self._content > self._content_budget and len(self._place_of) > 1:
                self._drop_oldest()
        for subscriber in self._subscribers:
            try:
                subscriber(event)
            except Exception:  # noqa: BLE001 - a broken view must not break the run it shows
                # Neither the event nor the traceback, whose texts may hold secrets.
                _log.error("a subscriber failed on %s", type(event).__name__)

    def subscribe(self, callback: Subscriber) -> Callable[[], None]:
        """Have `callback` called with every event from now on, in the recording thread; it must be
        quick. Returns what ends that."""
        with self._lock:
            self._subscribers = (*self._subscribers, callback)

        def unsubscribe() -> None:
            with self._lock:
                self._subscribers = tuple(one for one in self._subscribers if one is not callback)

        return unsubscribe

    def events(self, run_id: str | None = None) -> list[Event]:
        """What was recorded, in order. A finished exchange stands where it started."""
        with self._lock:
            if run_id is None:
                return list(self._entries)
            if run_id not in self._runs:
                return []
            begin, last = self._runs[run_id]
            rest = islice(self._entries, max(0, begin - self._first), last + 1 - self._first)
            return [event for event in rest if _run_of(event) == run_id]

    def exchange(self, exchange_id: int) -> HttpExchange | None:
        """The exchange as it is now, raw; None when it was dropped or never was."""
        with self._lock:
            return self._exchange(exchange_id)

    def exchanges(self, run_id: str | None = None) -> list[HttpExchange]:
        """Exchanges in the order in which they started, raw."""
        events = self.events(run_id)
        return [event.exchange for event in events if isinstance(event, ExchangeStarted | ExchangeFinished)]

    def run_ids(self) -> list[str]:
        """The runs of which anything is kept, oldest first."""
        with self._lock:
            return list(self._runs)

    def clear(self) -> None:
        """Forget every entry. Known secrets stay known."""
        with self._lock:
            self._first += len(self._entries)
            self._entries = deque()
            self._place_of = {}
            self._runs = {}
            self._content = 0
            self.dropped = 0

    def row(self, exchange: HttpExchange) -> RowView:
        """What the log's table shows of an exchange."""
        from authbench.journal.views import row_view

        return row_view(exchange, self.redactor)

    def view(self, exchange: HttpExchange, *, limit: int | None = VIEW_LIMIT) -> ExchangeView:
        """All of an exchange, redacted; of each body about `limit` characters (None: all of it)."""
        from authbench.journal.views import view

        return view(exchange, self.redactor, limit=limit)

    def explain(self, failure: Failure, run_id: str | None = None) -> Explanation:
        """What a failure means, from what was sent and answered in its run."""
        from authbench.journal.explanations import explain

        return explain(failure, self.exchanges(run_id), self.redactor)

    def report(self, run_id: str) -> str:
        """A run as redacted text, to be pasted into a ticket."""
        from authbench.journal.report import write_report

        return write_report(self.events(run_id), self.redactor)

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


def _run_of(event: Event) -> str:
    if isinstance(event, ExchangeStarted | ExchangeFinished):
        return event.exchange.run_id
    return "" if isinstance(event, SecretLearned) else event.run_id


def _content_of(exchange: HttpExchange) -> int:
    return len(exchange.request_body.content) + len(exchange.response_body.content)
