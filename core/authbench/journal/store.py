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
from authbench.journal.packing import (
    Batch,
    Packed,
    Packer,
    packed_by_browser,
    packed_content,
    packed_id,
    packed_run,
    unpacked,
)
from authbench.journal.places import Places
from authbench.journal.sides import Side

if TYPE_CHECKING:
    from authbench.journal.large_bodies import LargeBodies

CAPACITY = 100_000
"""Exchanges kept; of the rest of the events, four times as many."""
CONTENT_BUDGET = 512 * 1024 * 1024
"""Bytes of bodies kept in memory."""
THRESHOLD = 64 * 1024
"""Bytes of a body that stay in memory; a body of more is put away, and there is more of it on disk."""

OPEN = 2_000
"""Entries at the end that are kept as they came; exchanges before them are packed."""
_NEAR = 1_000

_Entry = Event | Packed


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
        self._entries: deque[_Entry] = deque()
        # Entries are numbered for ever; `_first` is the number of the leftmost one, and those before `_open`
        # are packed once they are finished.
        self._first = 0
        self._open = 0
        self._packer = Packer()
        self._place_of = Places()
        # Those entries that are no exchanges.
        self._others: deque[Event] = deque()
        # Where exchanges were redirected to.
        self._targets: dict[int, int] = {}
        # The first and the last entry of each run.
        self._runs: dict[str, tuple[int, int]] = {}
        # Of each run how many exchanges it has, and how many of them are the browser's.
        self._tallies: dict[str, tuple[int, int]] = {}
        self._content = 0

    def add(self, event: Event) -> None:
        """Keep an event; a finished exchange takes the place of the started one."""
        with self._lock:
            if isinstance(event, ExchangeStarted | ExchangeFinished):
                self._store_exchange(event, event.exchange)
            else:
                self._others.append(event)
                self._append(event, run_of(event))
            while self._open < self._first + len(self._entries) - OPEN:
                self._open += 1
                self._pack(self._open - 1)
            if len(self._place_of) > self._capacity or len(self._entries) > 5 * self._capacity:
                self._drop_oldest()
            while self._content > self._content_budget and len(self._place_of) > 1:
                self._drop_oldest()

    def events(self, run_id: str | None = None, *, exchanges: bool = True) -> list[Event]:
        """What was recorded, in order; a finished exchange stands where it started. Without `exchanges` it is
        quick, however many there are."""
        if not exchanges:
            with self._lock:
                others = list(self._others)
            return [event for event in others if run_id is None or run_of(event) == run_id]
        entries, batches = self._of_run(run_id)
        return [_opened(entry, batches) for entry in entries]

    def tally(self, run_id: str) -> tuple[int, int]:
        """How many exchanges a run has, and how many of them are the browser's. Quick."""
        with self._lock:
            return self._tallies.get(run_id, (0, 0))

    def around(self, exchange_id: int) -> list[Event]:
        """What was recorded of an exchange's run not long before and after it, in order."""
        with self._lock:
            exchange, place = self._exchange(exchange_id), self._place_of.get(exchange_id)
            if exchange is None or place is None:
                return []
            near, batches = self._near(place), self._packer.batches()
        return [_opened(entry, batches) for entry in near if _run_of(entry, batches) == exchange.run_id]

    def beside(self, exchange_id: int) -> list[Event]:
        """The same without exchanges, but for this one and those that it was redirected from and to."""
        with self._lock:
            exchange, place = self._exchange(exchange_id), self._place_of.get(exchange_id)
            if exchange is None or place is None:
                return []
            chain = {self._place_of.get(one) for one in self._chain(exchange)}
            near, batches = self._near(place), self._packer.batches()
            begin = max(self._first, place - _NEAR)
        return [
            _opened(entry, batches)
            for at, entry in enumerate(near, begin)
            if at in chain
            or (
                not (type(entry) is bytes or _is_exchange(entry))
                and _run_of(entry, batches) == exchange.run_id
            )
        ]

    def _near(self, place: int) -> list[_Entry]:
        """The entries around a place, found from that end of all which is closer."""
        middle, count = place - self._first, len(self._entries)
        begin, end = max(0, middle - _NEAR), min(count, middle + _NEAR)
        if begin <= count - end:
            return list(islice(self._entries, begin, end))
        return list(islice(reversed(self._entries), count - end, count - begin))[::-1]

    def _chain(self, exchange: HttpExchange) -> set[int]:
        """An exchange and those that it was redirected from and to, by their ids."""
        chain = {exchange.id}
        source, target = exchange.redirected_from, self._targets.get(exchange.id)
        while source is not None and source not in chain:
            chain.add(source)
            earlier = self._exchange(source)
            source = earlier.redirected_from if earlier is not None else None
        while target is not None and target not in chain:
            chain.add(target)
            target = self._targets.get(target)
        return chain

    def exchange(self, exchange_id: int) -> HttpExchange | None:
        """The exchange as it is now; None when it was dropped or never was."""
        with self._lock:
            return self._exchange(exchange_id)

    def exchanges(self, run_id: str | None = None, last: int | None = None) -> list[HttpExchange]:
        """Exchanges in the order in which they started; the `last` of them where not all are wanted."""
        entries, batches = self._of_run(run_id)
        found = [entry for entry in entries if _is_exchange(entry)]
        events = (_opened(entry, batches) for entry in (found if last is None else found[-last:]))
        return [event.exchange for event in events if isinstance(event, ExchangeStarted | ExchangeFinished)]

    def _of_run(self, run_id: str | None) -> tuple[list[_Entry], dict[int, Batch]]:
        """The entries of a run, or all, and what they are unpacked with."""
        with self._lock:
            batches = self._packer.batches()
            if run_id is None:
                return list(self._entries), batches
            if run_id not in self._runs:
                return [], batches
            begin, last = self._runs[run_id]
            rest = list(islice(self._entries, max(0, begin - self._first), last + 1 - self._first))
        return [entry for entry in rest if _run_of(entry, batches) == run_id], batches

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
            # One that was packed meanwhile is not the same, but equal.
            if exchange is None or body_of(exchange, side) != before:
                return False
            exchange = with_body(exchange, side, after)
            if note is not None:
                exchange = replace(exchange, notes=(*exchange.notes, note))
            place = self._place_of.get(exchange_id)
            assert place is not None
            event = self._event(place)
            kind = ExchangeStarted if isinstance(event, ExchangeStarted) else ExchangeFinished
            self._replace(place, kind(exchange))
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
            self._open = self._first
            self._entries = deque()
            self._others = deque()
            self._packer = Packer()
            self._place_of = Places()
            self._targets = {}
            self._runs = {}
            self._tallies = {}
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
            self._place_of.add(exchange.id, self._first + len(self._entries))
            self._append(event, exchange.run_id)
            self._count(exchange.run_id, 1, exchange.browser)
            if exchange.redirected_from is not None:
                self._targets[exchange.redirected_from] = exchange.id
        else:
            earlier = self._exchange(exchange.id)
            if earlier is not None:
                self._content -= _content_of(earlier)
            self._replace(place, event)
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
        event = None if place is None else self._event(place)
        return event.exchange if isinstance(event, ExchangeStarted | ExchangeFinished) else None

    def _event(self, place: int) -> Event:
        entry = self._entries[place - self._first]
        return unpacked(entry, self._packer.batches_now) if isinstance(entry, bytes | tuple) else entry

    def _replace(self, place: int, event: ExchangeStarted | ExchangeFinished) -> None:
        before = self._entries[place - self._first]
        self._entries[place - self._first] = event
        if isinstance(before, bytes | tuple):
            self._packer.release(before)
        if place < self._open:
            self._pack(place)

    def _pack(self, place: int) -> None:
        """Keep a finished exchange in few bytes, unless a body of it has yet to be put away."""
        event = self._entries[place - self._first]
        if not isinstance(event, ExchangeFinished):
            return
        for side in Side:
            body = body_of(event.exchange, side)
            if len(body.content) > THRESHOLD and body.stored is None:
                return
        packed = self._packer.pack(event)
        if packed is not None:
            self._entries[place - self._first] = packed

    def _drop_oldest(self) -> None:
        """Drop entries up to and including the oldest exchange."""
        while self._entries:
            entry = self._entries.popleft()
            self._first += 1
            if not _is_exchange(entry):
                self._others.popleft()
                continue
            self._count(_run_of(entry, self._packer.batches_now), -1, _by_browser(entry))
            if isinstance(entry, bytes | tuple):
                exchange_id, size = packed_id(entry), packed_content(entry)
                self._packer.release(entry)
            else:
                assert isinstance(entry, ExchangeStarted | ExchangeFinished)
                exchange_id, size = entry.exchange.id, _content_of(entry.exchange)
            self._content -= size
            self._targets.pop(exchange_id, None)
            self.dropped += 1
            if self._large is not None:
                self._large.forget(exchange_id)
            break
        self._open = max(self._open, self._first)
        self._place_of.forget_before(self._first)
        while self._runs:
            run_id, (_, last) = next(iter(self._runs.items()))
            if last >= self._first:
                break
            del self._runs[run_id]
            self._tallies.pop(run_id, None)

    def _count(self, run_id: str, by: int, browser: bool) -> None:
        every, browsers = self._tallies.get(run_id, (0, 0))
        self._tallies[run_id] = (every + by, browsers + by * browser)


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


def _is_exchange(entry: _Entry) -> bool:
    return isinstance(entry, bytes | tuple | ExchangeFinished | ExchangeStarted)


def _by_browser(entry: _Entry) -> bool:
    if isinstance(entry, bytes | tuple):
        return packed_by_browser(entry)
    return isinstance(entry, ExchangeStarted | ExchangeFinished) and entry.exchange.browser


def _run_of(entry: _Entry, batches: dict[int, Batch]) -> str:
    return packed_run(entry, batches) if isinstance(entry, bytes | tuple) else run_of(entry)


def _opened(entry: _Entry, batches: dict[int, Batch]) -> Event:
    return unpacked(entry, batches) if isinstance(entry, bytes | tuple) else entry
