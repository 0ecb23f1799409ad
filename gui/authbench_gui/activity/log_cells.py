"""What the cells of the log say."""

from __future__ import annotations

from typing import TYPE_CHECKING

from authbench_gui.activity.log_columns import Column
from authbench_gui.wording import exact, one_line

if TYPE_CHECKING:
    from authbench.journal import RowView


def text_of(row: RowView, column: Column) -> str:
    """What a cell says."""
    match column:
        case Column.NUMBER:
            return str(row.id)
        case Column.STEP:
            return one_line(row.step)
        case Column.METHOD:
            return one_line(row.method)
        case Column.URL:
            return one_line(row.url.text)
        case Column.STATUS:
            return row.status
        case Column.SIZE:
            return row.size
        case Column.TIME:
            return row.time if row.elapsed is not None else "…"
    return ""


def tip_of(row: RowView, column: Column) -> str:
    """What more there is to say when the mouse rests on a cell."""
    if column is Column.URL:
        routed = f"sent to {row.sent_to}" if row.sent_to else ""
        return "\n".join(part for part in (row.url.text, row.cause, routed) if part)
    return exact(row.started_at) if column is Column.TIME else ""
