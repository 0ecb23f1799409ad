"""The reveal capability: the one way to raw content.

Import contracts say who may hold it: what a person presses to reveal something, and those parts of the
engine that interpret answers.
"""

from __future__ import annotations

from authbench.events import Event, HttpExchange
from authbench.journal.journal import Journal


class Reveal:
    """Looks into a journal past its redaction."""

    def __init__(self, journal: Journal) -> None:
        self._store = journal._store

    def events(self, run_id: str | None = None) -> list[Event]:
        """What was recorded, in order. A finished exchange stands where it started."""
        return self._store.events(run_id)

    def exchange(self, exchange_id: int) -> HttpExchange | None:
        """The exchange as it is now; None when it was dropped or never was."""
        return self._store.exchange(exchange_id)

    def exchanges(self, run_id: str | None = None) -> list[HttpExchange]:
        """Exchanges in the order in which they started."""
        return self._store.exchanges(run_id)
