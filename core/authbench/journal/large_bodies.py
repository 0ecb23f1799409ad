"""Moves large bodies out of memory behind the back of those who record them."""

from __future__ import annotations

import hashlib
import threading
from collections import deque
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Protocol

from authbench.events import Body
from authbench.journal.sides import Side
from authbench.journal.store import THRESHOLD
from authbench.journal.temporary_store import CAPACITY, NotKept, Stored, TemporaryStore

Key = tuple[int, Side]
"""An exchange's number and which of its bodies."""


class Shelf(Protocol):
    """Where exchanges stand, as far as their bodies are concerned."""

    def body(self, exchange_id: int, side: Side) -> Body | None:
        """The body as it stands there now; None for an exchange that is gone."""

    def swap_body(
        self, exchange_id: int, side: Side, before: Body, after: Body, note: str | None = None
    ) -> bool:
        """Put `after` where `before` is, and `note` among the exchange's notes; False, and nothing happens,
        where something else is by now."""

    def has_room(self) -> bool:
        """Whether a body that cannot be put away may stay in memory."""


@dataclass(frozen=True, slots=True)
class _Shelved:
    stored: Stored
    digest: bytes


class LargeBodies:
    """The large bodies of a shelf, in a `TemporaryStore`. Safe in any thread.

    A thread that exists while there is something to do writes them; until then they stay in memory, and
    where the disk refuses they stay there too as long as there is room.
    """

    def __init__(self, shelf: Shelf, folder: Path | None = None, *, capacity: int = CAPACITY) -> None:
        self._shelf = shelf
        self._folder = folder
        self._capacity = capacity
        self._changed = threading.Condition()
        self._waiting: deque[Key | TemporaryStore] = deque()
        self._writer: threading.Thread | None = None
        self._closed = False
        self._store = self._new_store()
        self._shelved: dict[Key, _Shelved] = {}
        self._lost: dict[Key, str] = {}

    def offer(self, exchange_id: int, side: Side) -> None:
        """Have a body put away soon. Never blocks, never raises."""
        self._hand_over((exchange_id, side))

    def forget(self, exchange_id: int) -> None:
        """Release what is kept of an exchange. Never blocks."""
        with self._changed:
            for side in Side:
                self._lost.pop((exchange_id, side), None)
                shelved = self._shelved.pop((exchange_id, side), None)
                if shelved is not None:
                    self._store.release(shelved.stored)

    def clear(self) -> None:
        """Release everything; what comes then is encrypted with another key. Never blocks."""
        with self._changed:
            if not self._shelved and not self._lost and not self._waiting:
                return
            self._waiting.clear()
            self._shelved.clear()
            self._lost.clear()
            before, self._store = self._store, self._new_store()
        self._hand_over(before)

    def read(self, exchange_id: int, side: Side, start: int, length: int | None) -> bytes:
        """A part of a body that was put away. Raises NotKept."""
        key = (exchange_id, side)
        with self._changed:
            shelved, reason, store = self._shelved.get(key), self._lost.get(key), self._store
        if shelved is None:
            raise NotKept(reason or "it is gone")
        return store.read(shelved.stored, start, length)

    def settle(self, seconds: float | None = None) -> bool:
        """Wait until everything handed over is put away; False when that took longer than `seconds`."""
        with self._changed:
            return self._changed.wait_for(lambda: self._writer is None, seconds)

    def close(self) -> None:
        """Release everything for good."""
        with self._changed:
            self._closed = True
            self._waiting.clear()
            self._shelved.clear()
            store = self._store
        store.close()

    def _new_store(self) -> TemporaryStore:
        return TemporaryStore(self._folder, capacity=self._capacity, on_lost=self._forget_oldest)

    def _hand_over(self, work: Key | TemporaryStore) -> None:
        with self._changed:
            if self._closed:
                return
            self._waiting.append(work)
            if self._writer is not None:
                return
            writer = threading.Thread(target=self._write, name="large-bodies", daemon=True)
            try:
                writer.start()
            except RuntimeError:
                # The process ends, or has no thread to spare: the bodies stay where they are.
                return
            self._writer = writer

    def _write(self) -> None:
        while True:
            with self._changed:
                if not self._waiting:
                    self._writer = None
                    self._changed.notify_all()
                    return
                work = self._waiting.popleft()
            if isinstance(work, TemporaryStore):
                work.close()
            else:
                self._put_away(*work)

    def _put_away(self, exchange_id: int, side: Side) -> None:
        key = (exchange_id, side)
        body = self._shelf.body(exchange_id, side)
        if body is None or body.stored is not None or len(body.content) <= THRESHOLD:
            return
        away = replace(body, content=body.content[:THRESHOLD], stored=len(body.content))
        digest = hashlib.blake2b(body.content, digest_size=32).digest()
        with self._changed:
            store, earlier = self._store, self._shelved.get(key)
        if earlier is not None and earlier.digest == digest:
            # The exchange was recorded again with more known about it, and with the same body.
            self._shelf.swap_body(exchange_id, side, body, away)
            return
        try:
            stored = store.put(body.content)
        except NotKept as error:
            self._keep_or_cut(key, body, away, error.message)
            return
        except Exception as error:  # noqa: BLE001 - whatever fails here, the run goes on
            self._keep_or_cut(key, body, away, type(error).__name__)
            return
        with self._changed:
            if store is not self._store or self._closed:
                return
            self._shelved[key] = _Shelved(stored, digest)
        if earlier is not None:
            store.release(earlier.stored)
        swapped = self._shelf.swap_body(exchange_id, side, body, away)
        if not swapped and self._shelf.body(exchange_id, side) is None:
            # Gone, perhaps before this was noted. (Had it been recorded again, it was offered again.)
            self.forget(exchange_id)

    def _keep_or_cut(self, key: Key, body: Body, away: Body, reason: str) -> None:
        if self._shelf.has_room():
            return
        with self._changed:
            self._lost[key] = reason
        self._shelf.swap_body(*key, body, away, _note(key[1], reason))

    def _forget_oldest(self, stored: Stored) -> None:
        reason = "newer content needed its room"
        with self._changed:
            key = next((key for key, shelved in self._shelved.items() if shelved.stored == stored), None)
            if key is None:
                return
            del self._shelved[key]
            self._lost[key] = reason
        body = self._shelf.body(*key)
        if body is not None and body.stored is not None:
            self._shelf.swap_body(*key, body, body, _note(key[1], reason))


def _note(side: Side, reason: str) -> str:
    kept = THRESHOLD // 1024
    return f"Of the {side} body only the first {kept} KB are kept: {reason}."
