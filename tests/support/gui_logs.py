"""A journal as the log of the window sees it."""

from __future__ import annotations

from collections.abc import Sequence

from authbench.events import ExchangeFinished, HttpExchange
from authbench.journal import Journal, LogEntry, RowView
from authbench.journal.filters import RowFacts


class Redacting:
    """Rows of a real journal."""

    def __init__(self) -> None:
        self.journal = Journal()

    def row(self, exchange_id: int) -> RowView | None:
        return self.journal.row(exchange_id)

    def facts(self, exchange_ids: Sequence[int]) -> list[RowFacts | None]:
        return self.journal.facts(exchange_ids)

    def entries(self, *exchanges: HttpExchange) -> list[LogEntry]:
        """What the journal tells of exchanges."""
        for exchange in exchanges:
            self.journal.record(ExchangeFinished(exchange))
        told = (self.journal.entry(exchange.id) for exchange in exchanges)
        return [entry for entry in told if entry is not None]

    def text(self, text: str) -> str:
        return text

    def generation(self) -> int:
        return self.journal.redactor.generation
