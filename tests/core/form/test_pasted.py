"""Characters that nobody sees, taken out of what is pasted."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from authbench.form.pasted import without_invisible


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("plain text", "plain text"),
        ("zero\u200bwidth", "zerowidth"),
        ("\ufeffmark", "mark"),
        ("right\u202eleft\u202c", "rightleft"),
        ("soft\u00adhyphen", "softhyphen"),
        ("bell\x07", "bell"),
        ("join\u200der", "joiner"),
        ("می\u200cخواهم", "می\u200cخواهم"),
        ("👩\u200d💻", "👩\u200d💻"),
        ("a\tb", "a\tb"),
        ("token\n", "token"),
        ("\r\ntoken\r\n", "token"),
        ("line\nbreak", "line\nbreak"),
        ("narrow\u00a0blank", "narrow\u00a0blank"),
        ("", ""),
    ],
)
def test_invisible_characters_go_and_the_rest_stays(text: str, kept: str) -> None:
    assert without_invisible(text, one_line=True) == kept


def test_several_lines_keep_their_ends() -> None:
    assert without_invisible("\u200b-----BEGIN X-----\nabc\n", one_line=False) == "-----BEGIN X-----\nabc\n"


@given(st.text(), st.booleans())
def test_nothing_is_added_and_no_letter_lost(text: str, one_line: bool) -> None:
    kept = without_invisible(text, one_line=one_line)
    rest = iter(text)
    assert all(char in rest for char in kept)
    assert [char for char in kept if char.isalnum()] == [char for char in text if char.isalnum()]
