"""Which field of a connection its last failure points at."""

from __future__ import annotations

from collections.abc import Container
from typing import TYPE_CHECKING

from authbench_gui.workspace.connection import Connection

if TYPE_CHECKING:
    from authbench.journal import Journal


def accused(
    connection: Connection | None, journal: Journal | None, names: tuple[str, ...], known: Container[str]
) -> tuple[str, str] | None:
    """The path of a field, and what to say there: the one whose value was sent and refused, else the first
    of `names` that is `known`. None for no failure, or where no field is behind it."""
    run = connection.activity.run if connection is not None else None
    form = connection.form if connection is not None else None
    if journal is None or run is None or form is None or run.failure is None:
        return None
    from authbench.connection.blaming import blame_of
    from authbench.form.blame import NOT_ACCEPTED

    blame = blame_of(form.rows, journal, run.id)
    if blame is not None and blame.path in known:
        return blame.path, blame.message
    name = next((name for name in names if name in known), None)
    return (name, NOT_ACCEPTED) if name is not None else None
