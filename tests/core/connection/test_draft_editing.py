"""Editing as text: untouched bytes come back, placeholders become their values again."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from authbench.connection import DraftRefused
from authbench.connection.draft_editing import (
    LARGEST_TEXT,
    Placeholders,
    joined,
    masked,
    pieces_of,
    query_encoded,
    query_of,
    text_of,
    with_query,
)

TEXTS = st.text(st.sampled_from("ab1 ‹›hidden&=\n2"), max_size=40) | st.text(max_size=40)


@given(st.binary(max_size=60) | TEXTS.map(lambda text: text.encode(errors="replace")))
def test_a_body_that_is_text_comes_back_to_the_byte(body: bytes) -> None:
    found = text_of(body)
    if found is not None:
        assert found.encoded(found.text) == body
        assert "\r" not in found.text


@pytest.mark.parametrize(
    ("body", "text"),
    [
        (b"", ""),
        (b"a=1&b=caf\xc3\xa9", "a=1&b=café"),
        (b"one\r\ntwo\r\n", "one\ntwo\n"),
        (b"one\ntwo", "one\ntwo"),
        (b"one\r\ntwo\n", None),
        (b"one\rtwo", None),
        (b"\xff", None),
        (b"a\x00b", None),
        ("a\u2029b".encode(), None),
        (b"x" * (LARGEST_TEXT + 1), None),
    ],
)
def test_which_bodies_are_text(body: bytes, text: str | None) -> None:
    found = text_of(body)
    assert (found.text if found is not None else None) == text


@given(TEXTS, st.lists(st.tuples(st.integers(0, 40), st.integers(1, 9)), max_size=4))
def test_a_masked_text_is_restored(text: str, cuts: list[tuple[int, int]]) -> None:
    spans, at = [], 0
    for start, length in sorted(cuts):
        if start >= at and start + length <= len(text):
            spans.append((start, start + length))
            at = start + length
    hidden = masked(text, spans)
    assert hidden.restored(hidden.text) == text


def test_what_is_around_a_hidden_value_may_be_edited_without_seeing_it() -> None:
    hidden = masked("a=1&secret=s3cr3t&b=s3cr3t", [(11, 17), (20, 26)])
    assert hidden.text == "a=1&secret=‹hidden·1›&b=‹hidden·1›"
    assert hidden.restored("secret=‹hidden·1›&new=‹hidden·1›x") == "secret=s3cr3t&new=s3cr3tx"
    assert hidden.restored("nothing") == "nothing"


@pytest.mark.parametrize("cut", ["secret=‹hidden·1", "secret=hidden·1›", "‹hidden·", "a‹hidden·7›"])
def test_a_placeholder_that_was_cut_is_not_sent(cut: str) -> None:
    with pytest.raises(DraftRefused):
        masked("secret=s3cr3t", [(7, 13)]).restored(cut)


def test_a_value_that_looks_like_a_placeholder_is_no_value() -> None:
    text = "‹hidden·1›=s3cr3t"
    hidden = masked(text, [(11, 17)])
    assert hidden.text == "‹hidden·1›=‹hidden·2›"
    assert hidden.restored(hidden.text) == text


def test_a_placeholder_means_the_same_in_all_texts_of_a_request() -> None:
    url, body = "https://x/?code=aaaaaa&key=bbbbbb", "secret=cccccc&key=bbbbbb"
    known = Placeholders(url, body)
    in_url = masked(url, [(16, 22), (27, 33)], known)
    in_body = masked(body, [(7, 13), (18, 24)], known)
    assert in_url.text == "https://x/?code=‹hidden·1›&key=‹hidden·2›"
    assert in_body.text == "secret=‹hidden·3›&key=‹hidden·2›"
    assert in_body.restored(in_url.text) == url
    assert in_url.restored(in_body.text) == body
    # What was cut out before the rest was hidden anew still means what it did.
    later = masked("https://x/?key=bbbbbb", [(15, 21)], known)
    assert later.restored("https://x/?code=‹hidden·1›&key=‹hidden·2›") == url


def test_what_looks_like_a_placeholder_in_any_text_is_none() -> None:
    url, body = "https://x/?a=‹hidden·1›", "secret=cccccc"
    known = Placeholders(url, body)
    assert masked(body, [(7, 13)], known).text == "secret=‹hidden·2›"
    assert masked(url, [], known).restored(url) == url


def test_one_field_changes_and_the_others_stay_as_they_are_written() -> None:
    form = "a=%7e+x&b=%5F&a=2"
    pieces = pieces_of(form)
    pairs = [pair for pair, _ in pieces]
    assert pairs == [("a", "~ x"), ("b", "_"), ("a", "2")]
    assert joined(pieces, pairs, query_encoded) == form
    assert joined(pieces, [pairs[0], ("b", "ü &"), pairs[2]], query_encoded) == "a=%7e+x&b=%C3%BC%20%26&a=2"


def test_a_query_is_replaced_and_the_rest_of_the_url_stays() -> None:
    assert query_of("https://a.test/x?b=1&c#d?e") == "b=1&c"
    assert with_query("https://a.test/x?b=1#d", "q=2") == "https://a.test/x?q=2#d"
    assert with_query("https://a.test/x?b=1", "") == "https://a.test/x"
