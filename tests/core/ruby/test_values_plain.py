from __future__ import annotations

from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from authbench.ruby import LimitExceeded, from_plain, to_plain
from authbench.ruby.values import (
    RArray,
    RBigDecimal,
    RDate,
    RDuration,
    RHash,
    RProc,
    RString,
    RTime,
    Symbol,
)

PLAIN = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False)
    | st.text()
    | st.binary()
    | st.dates()
    | st.decimals(allow_nan=False, allow_infinity=False),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=12,
)


@given(PLAIN)
def test_plain_values_come_back_as_they_were(value: Any) -> None:
    assert to_plain(from_plain(value)) == value


def test_dicts_become_indifferent_hashes_at_every_depth_and_fresh() -> None:
    source = {"a": [{"b": 1}]}
    first, second = from_plain(source), from_plain(source)
    assert first.lookup(Symbol("a")).items[0].lookup(Symbol("b")) == 1
    first.lookup(Symbol("a")).items.append(2)
    assert len(second.lookup(Symbol("a")).items) == 1


def test_symbols_durations_and_numbers_have_plain_forms() -> None:
    made = RHash([(Symbol("a"), Symbol("b")), (1, RDuration(60)), (None, RBigDecimal(Decimal("1.5")))])
    assert to_plain(made) == {"a": "b", "1": 60, "": Decimal("1.5")}


def test_binary_stays_bytes() -> None:
    assert to_plain(RString(b"\xff")) == b"\xff"


def test_times_tell_utc_from_an_offset_of_zero() -> None:
    in_utc, local = to_plain(RTime(1_500_000_000, utc=True)), to_plain(RTime(1_500_000_000))
    assert in_utc == local == datetime(1970, 1, 1, 0, 0, 1, 500_000, tzinfo=UTC)
    assert in_utc.tzinfo is UTC
    assert local.tzinfo is not UTC
    pacific = to_plain(RTime(0, offset=-8 * 3600))
    assert pacific.isoformat() == "1969-12-31T16:00:00-08:00"


def test_datetimes_come_in_with_their_offset() -> None:
    made = from_plain(datetime(2024, 1, 1, tzinfo=timezone(timedelta(hours=2))))
    assert (made.seconds, made.offset, made.utc) == (1704060000, 7200, False)
    assert from_plain(datetime(2024, 1, 1, tzinfo=UTC)).utc
    assert isinstance(from_plain(date(2024, 1, 2)), RDate)


def test_procs_stay_what_they_are() -> None:
    proc = RProc.of(lambda interp, args, kwargs: None)
    assert to_plain(RArray([proc])) == [proc]


def test_cyclic_data_is_refused() -> None:
    made = RArray()
    made.items.append(made)
    with pytest.raises(LimitExceeded, match="nested more than 200 deep"):
        to_plain(made)


def test_what_is_no_plain_value_is_refused() -> None:
    with pytest.raises(TypeError, match="object is no plain value"):
        from_plain(object())
