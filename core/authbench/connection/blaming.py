"""Which field of a form the failure of a run points at."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from authbench.events import RunFinished
from authbench.form.blame import Blame, blamed
from authbench.journal.reveal import Reveal

if TYPE_CHECKING:
    from authbench.events import Failure, HttpExchange
    from authbench.form.rows import FieldState
    from authbench.journal import Journal


def blame_of(rows: Iterable[FieldState], journal: Journal, run_id: str) -> Blame | None:
    """The row whose value was sent and refused; None where the run did not fail or no row is behind it."""
    record = Reveal(journal)
    ends = [event for event in record.events(run_id) if isinstance(event, RunFinished)]
    failure = ends[-1].failure if ends else None
    return None if failure is None else blamed(rows, failure, _shown_by(record, run_id, failure))


def _shown_by(record: Reveal, run_id: str, failure: Failure) -> HttpExchange | None:
    """The exchange that a failure names, else the last of its run that went wrong."""
    if failure.exchange_id is not None:
        return record.exchange(failure.exchange_id)
    for exchange in reversed(record.exchanges(run_id)):
        if exchange.error is not None or ((exchange.status or 0) >= 400 and not exchange.expected_refusal):
            return exchange
    return None
