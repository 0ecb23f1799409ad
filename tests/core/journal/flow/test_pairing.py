"""Rows of two runs that belong together."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from authbench.events import RunKind
from authbench.journal.flow.pairing import Pairing, paired
from authbench.journal.flow.picture import (
    AUTHBENCH,
    BROWSER,
    Lane,
    LaneKind,
    MessageKind,
    MessageState,
    Picture,
    Row,
    Wait,
)
from support.flow_rows import OURS, message


def picture(origin: str, *rows: Row) -> Picture:
    lanes = (OURS, Lane(origin, "API", LaneKind.API))
    return Picture("run", RunKind.TEST, lanes, rows)


def exchange(origin: str, number: int, words: str, answer: str = "200 OK") -> tuple[Row, Row]:
    refused = MessageState.FAILED if answer.startswith("4") else MessageState.DONE
    return (
        message(AUTHBENCH, origin, f"{number} {words}", number=number),
        message(origin, AUTHBENCH, f"{number} {answer}", "", refused, MessageKind.RESPONSE, number=number),
    )


ONE, OTHER = "https://one.example", "https://other.example"


def test_an_extra_exchange_shifts_nothing_that_follows() -> None:
    left = picture(
        ONE,
        *exchange(ONE, 1, "POST /token · code"),
        *exchange(ONE, 2, "GET /me"),
        *exchange(ONE, 3, "GET /items/1"),
    )
    right = picture(
        OTHER,
        *exchange(OTHER, 1, "POST /token · refresh token"),
        *exchange(OTHER, 2, "GET /keys"),
        *exchange(OTHER, 3, "GET /me", "401 Unauthorized"),
        *exchange(OTHER, 4, "GET /items/77"),
    )
    found = paired(left, right)
    assert found.pairs == ((0, 0), (1, 1), (2, 4), (3, 5), (4, 6), (5, 7))
    # The answer that differs stands beside its own; what is extra is passed while the other waits.
    assert found.across(3.25) == 5.25
    assert found.back(5.25) == 3.25
    assert found.back(2) == found.back(3.5) == 2
    assert found.across(1.5) == 1.5
    assert found.across(6) == 8
    assert found.back(8) == 6


def test_rows_between_pairs_go_together() -> None:
    found = Pairing(((0, 0), (3, 2)), 4, 3)
    assert found.across(2) == 1.5
    assert found.back(1.5) == 2


def test_order_counts_and_waits_are_rows() -> None:
    wait = Wait(BROWSER, "Waiting for you", None)
    calls = [exchange(ONE, number, "GET /page") for number in (1, 2, 3)]
    left = picture(ONE, *calls[0], wait, *calls[1])
    assert paired(left, left).pairs == tuple((n, n) for n in range(5))
    right = picture(ONE, *calls[0], wait, *calls[1], *calls[2])
    assert paired(left, right).pairs == tuple((n, n) for n in range(5))
    assert paired(left, None).pairs == ()
    assert paired(None, None).across(0.0) == 0.0


@given(
    st.lists(st.sampled_from(("GET /a", "GET /b", "POST /c")), max_size=8),
    st.lists(st.sampled_from(("GET /a", "GET /b", "POST /c")), max_size=8),
)
def test_places_keep_their_order_and_stay_within(first: list[str], second: list[str]) -> None:
    left = picture(ONE, *(row for n, words in enumerate(first, 1) for row in exchange(ONE, n, words)))
    right = picture(OTHER, *(row for n, words in enumerate(second, 1) for row in exchange(OTHER, n, words)))
    found = paired(left, right)
    steps = [n / 4 for n in range(4 * len(left.rows) + 1)]
    moved = [found.across(step) for step in steps]
    assert moved == sorted(moved)
    assert all(0 <= one <= len(right.rows) for one in moved)
    for one, other in found.pairs:
        assert found.across(one) <= other
        assert found.across(one + 0.5) == other + 0.5
        assert found.back(other + 0.5) == one + 0.5
