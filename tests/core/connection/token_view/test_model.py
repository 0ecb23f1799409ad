"""A token as it may be shown."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from authbench.connection.token_view.ending import Ending, Origin
from authbench.connection.token_view.jwt import MAX_TOKEN
from authbench.connection.token_view.model import TokenKind, TokenView, view_token
from authbench.journal import Journal
from support.json_web_tokens import encoded, make_jwt

NOW = datetime(2026, 11, 21, 14, 3, tzinfo=UTC)
API = ("api.example.com",)


def seen(claims: dict[str, Any], **more: Any) -> TokenView:
    header = {key: more.pop(key) for key in ("alg", "signature", "kid") if key in more}
    return view_token(("access_token",), make_jwt(claims, **header), Journal().redactor.text, **more)


def codes(view: TokenView, now: datetime = NOW) -> list[str]:
    return [each.code for each in view.problems(now)]


def test_algorithm_and_key_are_named() -> None:
    view = seen({}, kid="key-7", alg="PS256")
    assert (view.kind, view.algorithm, view.key_id) == (TokenKind.JWT, "PS256", "key-7")
    assert view.title == "Access token"


def test_an_opaque_token_has_no_claims() -> None:
    view = view_token(("session", "value"), "opaque-0815", Journal().redactor.text)
    assert (view.kind, view.claims, view.length, view.title) == (TokenKind.OPAQUE, (), 11, "session.value")


def test_an_encrypted_token() -> None:
    token = f"{encoded({'alg': 'dir', 'enc': 'A256GCM'})}..iv.text.tag"
    view = view_token(("id_token",), token, Journal().redactor.text)
    assert view.kind is TokenKind.ENCRYPTED
    assert [claim.name for claim in view.header] == ["alg", "enc"]
    assert view.claims == ()


@pytest.mark.parametrize(
    ("claims", "more", "code"),
    [
        ({}, {"ending": Ending(NOW, "x")}, "expired"),
        ({}, {"ending": Ending(NOW + timedelta(seconds=1), "x")}, None),
        ({"nbf": NOW.timestamp() + 120}, {}, "not_yet_valid"),
        ({"nbf": NOW.timestamp() + 30}, {}, None),
        ({}, {"alg": "none", "signature": ""}, "unsigned"),
        ({}, {"alg": "RS256", "signature": ""}, "unsigned"),
        ({"exp": NOW.timestamp() * 1000}, {}, "milliseconds"),
        ({"exp": NOW.timestamp() + 60}, {"ending": Ending(NOW + timedelta(hours=1), "x")}, "two_endings"),
        ({"iat": NOW.timestamp() + 300}, {"origin": Origin("token", NOW)}, "clock_skew"),
        ({"iat": NOW.timestamp() + 30}, {"origin": Origin("token", NOW)}, None),
        ({"aud": "https://other.test"}, {"api_hosts": API}, "other_audience"),
        ({"aud": ["https://other.test", "https://third.test/x"]}, {"api_hosts": API}, "other_audience"),
        ({"aud": "https://login.example.com"}, {"api_hosts": API}, None),
        ({"aud": "https://other.test"}, {}, None),
        ({"aud": "api://default"}, {"api_hosts": API}, None),
        ({"aud": ["api://default", "https://other.test"]}, {"api_hosts": API}, None),
        ({"aud": "https://id.test", "iss": "https://id.test"}, {"api_hosts": API}, None),
        ({"aud": "https://[bad"}, {"api_hosts": API}, None),
    ],
)
def test_problems(claims: dict[str, Any], more: dict[str, Any], code: str | None) -> None:
    assert codes(seen(claims, **more)) == ([code] if code else [])


def test_the_audience_of_an_id_token_is_the_client() -> None:
    token = make_jwt({"aud": "https://other.test"})
    view = view_token(("id_token",), token, Journal().redactor.text, api_hosts=API)
    assert codes(view) == []


def test_problems_change_with_the_time() -> None:
    view = seen({}, ending=Ending(NOW + timedelta(minutes=1), "x"))
    assert codes(view) == []
    assert codes(view, NOW + timedelta(minutes=2)) == ["expired"]


def test_copied_claims_hold_nothing_that_is_masked() -> None:
    text = seen({"sub": "person-4711", "scope": "a", "n": 5, "s": "5", "list": [1]}).copy_text()
    assert json.loads(text) == {
        "header": {"typ": "JWT", "alg": "RS256"},
        "claims": {"sub": "•••• personal, 11 characters", "scope": "a", "n": 5, "s": "5", "list": [1]},
    }


def test_a_huge_token_is_opaque_and_a_note_says_why() -> None:
    view = view_token(("access_token",), make_jwt({"x": "y" * MAX_TOKEN}), Journal().redactor.text)
    assert view.kind is TokenKind.OPAQUE
    assert codes(view) == ["too_long"]


def test_two_tokens_of_one_length_are_told_apart() -> None:
    one, same, other = (
        view_token(("access_token",), text, Journal().redactor.text) for text in ("abc-1", "abc-1", "abc-2")
    )
    assert one == same
    assert one != other


def test_space_around_an_opaque_token_is_pointed_out() -> None:
    assert codes(view_token(("access_token",), "opaque \n", Journal().redactor.text)) == ["space_around"]


@given(st.text(), st.text())
def test_no_text_makes_it_raise_or_shows(name: str, text: str) -> None:
    view = view_token((name,), text, Journal().redactor.text)
    view.problems(NOW)
    view.copy_text()
    assert view.length == len(text)


@given(
    st.dictionaries(
        st.sampled_from(["exp", "nbf", "iat", "aud", "iss", "sub", "scope"]),
        st.from_type(type(None)) | st.integers() | st.text() | st.lists(st.text()) | st.floats(),
    )
)
def test_no_claims_make_it_raise(claims: dict[str, Any]) -> None:
    view = seen(claims, origin=Origin("token", NOW), ending=Ending(NOW, "x"), api_hosts=API)
    view.problems(NOW)
    json.loads(view.copy_text())
