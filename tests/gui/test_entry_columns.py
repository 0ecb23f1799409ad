"""Entries come out of their columns as they went in."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

from hypothesis import given
from hypothesis import strategies as st

from authbench.journal.entries import LogEntry
from authbench_gui.activity.entry_columns import EntryColumns
from authbench_gui.activity.log_rows import LogRows

WORD = st.sampled_from(["", "GET", "test", "run", "ok"])
ENTRIES = st.builds(
    LogEntry,
    id=st.integers(0, 2**50),
    run_id=WORD,
    step=WORD,
    method=WORD,
    started_at=st.datetimes(timezones=st.just(UTC)),
    started_clock=st.floats(0, 1e9),
    elapsed=st.none() | st.floats(0, 1e6),
    status=st.none() | st.integers(0, 999),
    error=st.none() | st.just("cancelled"),
    status_class=WORD,
    size=st.integers(0, 2**50),
    browser=st.booleans(),
    expected_refusal=st.booleans(),
    redirected_from=st.none() | st.integers(0, 2**50),
)


@given(st.lists(ENTRIES, max_size=5), ENTRIES)
def test_they_are_as_a_list_of_entries(entries: list[LogEntry], other: LogEntry) -> None:
    columns = EntryColumns(entries)
    assert list(columns) == entries
    assert [columns.id(row) for row in range(len(columns))] == [entry.id for entry in entries]
    if entries:
        columns[-1] = entries[-1] = other
        assert list(columns) == entries
        del columns[:1]
        assert list(columns) == entries[1:]


class Nothing:
    """A journal that keeps nothing."""

    def facts(self, exchange_ids: list[int]) -> list[None]:
        return [None for _ in exchange_ids]

    def generation(self) -> int:
        return 0


def test_rows_are_found_by_their_ids_whatever_was_dropped_and_kept() -> None:
    rows = LogRows(Nothing())  # type: ignore[arg-type]
    entry = LogEntry(
        0, "run", "test", "GET", datetime(2026, 1, 1, tzinfo=UTC), 0.0, 0.5, 200, None, "ok", 7, False, False, None
    )  # fmt: skip
    rows.put([replace(entry, id=number) for number in (10, 20, 15, 30)])
    assert [rows.row_of(id_) for id_ in (10, 20, 15, 30, 11)] == [0, 1, 2, 3, None]
    assert rows.put([replace(entry, id=15, size=10)]) == [2]
    assert rows.octets == 31
    rows.drop(2)
    assert [rows.row_of(id_) for id_ in (10, 20, 15, 30)] == [None, None, 0, 1]
    assert rows.octets == 17
    rows.keep([1])
    assert [rows.row_of(id_) for id_ in (15, 30)] == [None, 0]
    assert (rows.octets, rows.entries[0].id) == (7, 30)
