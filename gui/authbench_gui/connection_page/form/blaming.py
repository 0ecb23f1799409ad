"""Which field of a connection its last failure points at."""

from __future__ import annotations

from collections.abc import Container
from typing import TYPE_CHECKING

from authbench_gui.workspace.connection import Connection

if TYPE_CHECKING:
    from authbench.events import Failure, HttpExchange


def accused(
    connection: Connection | None, names: tuple[str, ...], known: Container[str]
) -> tuple[str, str] | None:
    """The path of a field, and what to say there: the one whose value was sent and refused, else the first
    of `names` that is `known`. None for no failure, or where no field is behind it."""
    run = connection.activity.run if connection is not None else None
    form = connection.form if connection is not None else None
    if connection is None or run is None or form is None or run.failure is None:
        return None
    from authbench.form.blame import NOT_ACCEPTED, blamed

    blame = blamed(form.rows, run.failure, _shown_by(connection, run.id, run.failure))
    if blame is not None and blame.path in known:
        return blame.path, blame.message
    name = next((name for name in names if name in known), None)
    return (name, NOT_ACCEPTED) if name is not None else None


def _shown_by(connection: Connection, run_id: str, failure: Failure) -> HttpExchange | None:
    """The exchange that a failure names, else the last of its run that went wrong."""
    log = connection.activity.log
    for row in range(log.rowCount() - 1, -1, -1):
        exchange = log.exchange_at(row)
        if failure.exchange_id is not None:
            if exchange.id == failure.exchange_id:
                return exchange
        elif exchange.run_id != run_id:
            return None
        elif exchange.error is not None or ((exchange.status or 0) >= 400 and not exchange.expected_refusal):
            return exchange
    return None
