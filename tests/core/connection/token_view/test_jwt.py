"""Tokens are taken apart or left alone, whatever they are."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from authbench.connection.token_view.jwt import MAX_TOKEN, decode_jwt
from support.json_web_tokens import encoded, make_jwt

DEEP = "[" * 30_000


def test_header_and_claims_are_read_without_the_key() -> None:
    jwt = decode_jwt(make_jwt({"sub": "jo", "exp": 1}, kid="k1"))
    assert jwt is not None
    assert jwt.header == {"typ": "JWT", "alg": "RS256", "kid": "k1"}
    assert jwt.claims == {"sub": "jo", "exp": 1}
    assert jwt.signed


@pytest.mark.parametrize("before", ["Bearer ", "bearer\t", "  ", "Token "])
def test_a_scheme_or_space_before_it_is_no_hindrance(before: str) -> None:
    jwt = decode_jwt(before + make_jwt({"sub": "jo"}))
    assert jwt is not None
    assert jwt.claims == {"sub": "jo"}


def test_an_empty_signature_is_noticed() -> None:
    jwt = decode_jwt(make_jwt({"sub": "jo"}, signature="", alg="none"))
    assert jwt is not None
    assert not jwt.signed


def test_an_encrypted_token_shows_its_header_only() -> None:
    jwt = decode_jwt(f"{encoded({'alg': 'RSA-OAEP', 'enc': 'A256GCM'})}.key.iv.text.tag")
    assert jwt is not None
    assert jwt.claims is None
    assert jwt.header["enc"] == "A256GCM"


@pytest.mark.parametrize(
    "text",
    [
        "",
        ".",
        "..",
        "a.b.c",
        "opaque-token",
        f"{encoded([1])}.{encoded({})}.x",
        f"{encoded({'alg': 'RS256'})}.{encoded([1])}.x",
        f"{encoded({'alg': 'RS256'})}.{encoded('{')}.x",
        f"{encoded({'alg': 'RS256'})}.{encoded(DEEP)}.x",
        f"{encoded({'alg': 'RS256'})}.{encoded('{}')}+.x",
        f"{encoded({'alg': 'RS256'})}.{encoded({'n': 0})[:-1]}.x",
        f"{encoded({'alg': 'dir'})}.a.b.c.d",
        f"{encoded({'alg': 'RS256'})}.{encoded({})}.x" + "y" * MAX_TOKEN,
        '{"alg":"RS256"}.{}.x',
        "é.é.é",
    ],
)
def test_anything_else_is_opaque(text: str) -> None:
    assert decode_jwt(text) is None


_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=10), inner, max_size=4),
    max_leaves=12,
)


@given(st.text() | st.builds(lambda a, b, c: f"{a}.{b}.{c}", *[st.text(max_size=30)] * 3))
def test_no_text_makes_it_raise(text: str) -> None:
    decode_jwt(text)


@given(st.dictionaries(st.text(max_size=10), _JSON, max_size=6))
def test_any_claims_come_back(claims: dict[str, object]) -> None:
    jwt = decode_jwt(make_jwt(claims))
    assert jwt is not None
    assert repr(jwt.claims) == repr(claims)
