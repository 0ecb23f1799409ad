"""The reveal capability: the one way to raw content.

Import contracts say who may hold it: what a person presses to reveal something, and those parts of the
engine that interpret answers.
"""

from __future__ import annotations

from authbench.events import Event, HttpExchange
from authbench.journal.journal import Journal
from authbench.journal.sides import Side

_LOADED = 1024 * 1024


class Reveal:
    """Looks into a journal past its redaction."""

    def __init__(self, journal: Journal) -> None:
        self._journal = journal
        self._store = journal._store

    def events(self, run_id: str | None = None) -> list[Event]:
        """What was recorded, in order. A finished exchange stands where it started."""
        return self._store.events(run_id)

    def exchange(self, exchange_id: int) -> HttpExchange | None:
        """The exchange as it is now, of large bodies the first megabyte; None when it was dropped or never
        was."""
        exchange = self._store.exchange(exchange_id)
        return None if exchange is None else self._store.loaded(exchange, _LOADED)

    def exchanges(self, run_id: str | None = None) -> list[HttpExchange]:
        """Exchanges in the order in which they started."""
        return self._store.exchanges(run_id)

    def content(self, exchange_id: int, side: Side, most: int | None = None) -> bytes:
        """A body as it was, of a large one at most the first `most` bytes. Raises
        `temporary_store.NotKept`, whose message says why, for one that is not there any more."""
        return self._store.content(exchange_id, side, 0, most)

    def secret(self, label: str, number: int) -> str | None:
        """The secret that chips call by this alias; None when there is none, or it is no longer kept."""
        return self._journal.redactor.alias_value(label, number)

    def unredacted(self) -> Journal:
        """The same record behind a door that hides nothing: rows, views, searches and exports show what was
        sent and answered. For reading only: what is recorded goes through the journal itself."""
        from authbench.journal.unredacted import Unredacted

        # What is raw has no public name, so that nothing but this module gets at it.
        door = Journal(Unredacted())
        door._store = self._store
        return door
