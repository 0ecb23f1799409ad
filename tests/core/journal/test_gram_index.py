"""Pieces of very long patterns are found, and cost no more than others."""

from __future__ import annotations

import random
import string

import pytest

from authbench.journal.gram_index import GramIndex

GRAM, STRIDE = 6, 7


@pytest.mark.parametrize("length", [1_000, 32_768, 32_769, 200_000, 1_000_000])
def test_pieces_of_a_long_pattern_are_found_wherever_they_stand(length: int) -> None:
    chance = random.Random(length)
    pattern = "".join(chance.choices(string.ascii_letters + string.digits, k=length))
    index = GramIndex(GRAM, STRIDE)
    index.add(0, pattern, 12)
    size = 12 if length <= 32_768 else 2 * STRIDE * length // 32_768 + GRAM
    for _ in range(60):
        start = chance.randrange(length - size)
        before = "-" * chance.randrange(20)
        (hit,) = index.find(f"{before}{pattern[start : start + size]}-and more-")
        assert hit.start == len(before)
        assert hit.end == len(before) + size
    (hit,) = index.find(f"all of it: {pattern} and more")
    assert hit.whole


def test_a_very_long_pattern_has_as_many_grams_as_a_long_one() -> None:
    chance = random.Random(7)
    pattern = "".join(chance.choices(string.ascii_letters, k=3_000_000))
    index = GramIndex(GRAM, STRIDE)
    index.add(0, pattern, 12)
    assert len(index._offsets) <= 32_768
