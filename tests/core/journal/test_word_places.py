"""Words are found in any case, and what is no ASCII moves no place."""

from __future__ import annotations

import re

from hypothesis import given
from hypothesis import strategies as st

from authbench.journal.word_places import places_of

WORDS = ("secret", "_key", "sign", "kk", "i")


@given(
    st.lists(
        st.sampled_from(
            [*WORDS, "SECRET", "\u017fecret", "S\u0130gn", "\u0131", "\u212ak", "\u0130", "x", "é", "😀", "ß"]
        ),
        max_size=12,
    ).map("".join)
)
def test_words_are_found_where_a_regular_expression_that_ignores_case_finds_them(text: str) -> None:
    expected = [
        found.start() for word in WORDS for found in re.finditer(re.escape(word), text, re.IGNORECASE)
    ]
    assert places_of(WORDS, text) == sorted(expected)


@given(st.characters())
def test_no_character_moves_what_follows(char: str) -> None:
    assert places_of(("secret",), f"{char}secret") == [1]
