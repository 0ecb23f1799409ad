from __future__ import annotations

import gc

import pytest
from hypothesis import given
from hypothesis import strategies as st

from authbench.ruby.values import Raised, RString, Symbol


def test_a_symbol_is_one_object_per_name_while_it_is_used() -> None:
    assert Symbol("a") is Symbol("a")
    assert Symbol("a") is not Symbol("b")


def test_symbols_that_nobody_uses_are_forgotten() -> None:
    before = len(Symbol._known)
    for number in range(1000):
        Symbol(f"only here {number}")
    gc.collect()
    assert len(Symbol._known) <= before + 1


@given(st.lists(st.text(), max_size=8))
def test_appending_gives_the_joined_text(parts: list[str]) -> None:
    made = RString("")
    for part in parts:
        made.append(part)
    assert made.value == "".join(parts)


def test_text_and_bytes_that_are_no_text_do_not_mix() -> None:
    made = RString("é")
    with pytest.raises(Raised, match="incompatible character encodings: UTF-8 and ASCII-8BIT"):
        made.append(b"\xff")
    assert made.value == "é"


def test_bytes_that_are_no_text_make_a_plain_string_binary_without_decoding() -> None:
    made = RString("key")
    made.append(b"\xff")
    assert made.value == b"key\xff"
    assert made.binary


def test_plain_bytes_leave_text_text() -> None:
    made = RString("é")
    made.append(b"abc")
    assert made.value == "éabc"


def test_text_after_plain_bytes_decides() -> None:
    made = RString(b"abc")
    made.append("é")
    assert made.value == "abcé"
    plain = RString(b"abc")
    plain.append("d")
    assert plain.value == b"abcd"


def test_a_frozen_string_refuses() -> None:
    with pytest.raises(Raised) as caught:
        RString("a", frozen=True).append("b")
    assert caught.value.exception.message == 'can\'t modify frozen String: "a"'
    assert caught.value.exception.ruby_class.name == "FrozenError"


def test_text_with_foreign_bytes_keeps_them() -> None:
    made = RString(b"a\xffb".decode("utf-8", "surrogateescape"))
    assert not made.valid
    assert made.data == b"a\xffb"
