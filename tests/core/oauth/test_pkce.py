from __future__ import annotations

import random

import pytest

from authbench.oauth import challenge_for, make_pkce, new_state


def test_the_example_of_the_rfc() -> None:
    # RFC 7636, appendix B.
    verifier = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk"
    assert challenge_for(verifier) == "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM"
    assert challenge_for(verifier, "plain") == verifier


def test_unknown_methods() -> None:
    with pytest.raises(ValueError, match="S512"):
        challenge_for("x", "S512")


def test_a_made_pair_fits_together() -> None:
    pkce = make_pkce()
    assert len(pkce.verifier) == 128
    assert set(pkce.verifier) <= set("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~")
    assert pkce.method == "S256"
    assert pkce.challenge == challenge_for(pkce.verifier)
    assert len(pkce.challenge) == 43
    assert pkce.verifier not in repr(pkce)


def test_nothing_repeats_even_where_random_is_frozen() -> None:
    made = set()
    for _ in range(1000):
        random.seed(7)
        made.add(make_pkce().verifier)
    assert len(made) == 1000


def test_states_are_long_and_unique() -> None:
    states = {new_state() for _ in range(100_000)}
    assert len(states) == 100_000
    assert min(map(len, states)) >= 43
