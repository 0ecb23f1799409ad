from __future__ import annotations

import pytest

from authbench.ruby.values import Raised, RArray, RHash, RString, Symbol


def test_keys_differ_as_in_ruby() -> None:
    made = RHash([(1, "int"), (1.0, "float"), (True, "true"), (None, "nil"), (Symbol("1"), "symbol")])
    made.store(RString("1"), "string")
    assert len(made) == 6
    assert made.lookup(1) == "int"
    assert made.lookup(1.0) == "float"
    assert made.lookup(RString("1")) == "string"


def test_keys_with_the_same_content_are_the_same() -> None:
    made = RHash([(RArray([1, RString("a")]), "first")])
    made.store(RArray([1, RString("a")]), "second")
    assert made.values() == ["second"]


def test_a_string_key_is_copied_and_frozen() -> None:
    key = RString("a")
    made = RHash([(key, 1)])
    key.append("b")
    assert made.lookup(RString("a")) == 1
    assert made.keys()[0].frozen


def test_storing_again_keeps_the_place() -> None:
    made = RHash([(Symbol("a"), 1), (Symbol("b"), 2)])
    made.store(Symbol("a"), 3)
    assert [key.name for key, _ in made.pairs()] == ["a", "b"]


def test_an_indifferent_hash_reaches_one_entry_by_string_and_symbol_at_every_depth() -> None:
    made = RHash(
        [(Symbol("a"), RHash([(Symbol("b"), RArray([RHash([(Symbol("c"), 1)])]))]))], indifferent=True
    )
    inner = made.lookup(RString("a")).lookup(RString("b")).items[0]
    assert inner.lookup(RString("c")) == inner.lookup(Symbol("c")) == 1
    assert made.keys()[0].value == "a"


def test_named_finds_either_spelling_and_the_later_one_wins() -> None:
    assert RHash([(Symbol("a"), 1)]).named("a") == 1
    assert RHash([(RString("a"), 1), (Symbol("a"), 2)]).named("a") == 2
    assert RHash([(Symbol("a"), 1), (RString("a"), 2)]).named("a") == 2
    assert RHash().named("a", "none") == "none"


def test_no_new_key_while_iterating() -> None:
    made = RHash([(1, 1)])
    made.iterating += 1
    made.store(1, 2)
    with pytest.raises(Raised, match="can't add a new key into hash during iteration"):
        made.store(2, 2)


def test_frozen_collections_refuse() -> None:
    made = RHash()
    made.frozen = True
    with pytest.raises(Raised, match="can't modify frozen Hash"):
        made.store(1, 1)
    with pytest.raises(Raised, match="can't modify frozen Array"):
        RArray([1], frozen=True).check_frozen()
