"""Sizes are checked before anything big is made."""

from __future__ import annotations

import tracemalloc

import pytest

from authbench.ruby import LimitExceeded, Limits
from support.ruby_evaluation import value_of

BIG = [
    "x = 'a'; loop { x << x }",
    "x = 'ab'; loop { x += x }",
    "x = 'a' * 1000; loop { x = \"#{x}#{x}\" }",
    "x = [1]; loop { x = [*x, *x] }",
    "'a' * 10_000_000_000",
    "[1] * 10_000_000_000",
    "(1..10_000_000_000).to_a",
    "'a'.ljust(10_000_000_000)",
    "format('%3000000d', 1)",
    "10 ** 1_000_000",
    "x = 3; loop { x = x * x }",
    "1 << 10_000_000_000",
    "'a'.gsub(/a/, 'b' * 1_000_000 ) * 1000",
    "[*1..10_000_000_000]",
    "Array.new(10_000_000_000, 1)",
]


@pytest.mark.parametrize("snippet", BIG)
def test_what_is_too_big_is_not_made(snippet: str) -> None:
    tracemalloc.start()
    try:
        with pytest.raises(LimitExceeded):
            value_of(snippet, limits=Limits(string_size=2_000_000, collection_size=100_000))
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert peak < 60_000_000


def test_many_big_values_together_are_limited() -> None:
    with pytest.raises(LimitExceeded, match="built more than 1,000,000 bytes of data"):
        value_of("x = []; loop { x << 'a' * 10_000 }", limits=Limits(total_size=1_000_000))
