"""The columns of the log."""

from __future__ import annotations

from enum import IntEnum


class Column(IntEnum):
    """The columns of the log, left to right."""

    NUMBER = 0
    STEP = 1
    METHOD = 2
    URL = 3
    STATUS = 4
    SIZE = 5
    TIME = 6
    WATERFALL = 7


COLUMNS = tuple(Column)
HEADINGS = ("#", "Step", "Method", "URL", "Status", "Size", "Time", "Waterfall")
SORTED_BY = ("number", "step", "method", "url", "status", "size", "time", "started")
"""By what the journal's index sorts for each column."""
