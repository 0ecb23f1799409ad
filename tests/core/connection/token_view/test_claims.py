"""What claims mean, and which stay masked."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from authbench.connection.token_view.claims import (
    MAX_CLAIMS,
    MAX_TEXT,
    ClaimView,
    claim_text,
    in_milliseconds,
    moment_of_claim,
    view_claims,
)
from authbench.journal import Journal

EXP = 1_795_280_000


def plain(text: str) -> str:
    return text


def one(name: str, value: Any, **among: Any) -> ClaimView:
    return view_claims({name: value, **among}, plain)[0]


@pytest.mark.parametrize(
    ("name", "value", "words"),
    [
        ("iss", "https://id.example", "who made the token"),
        ("aud", ["api://default"], "meant for"),
        ("exp", EXP, "not accepted from this moment"),
        ("nbf", EXP, "not accepted earlier"),
        ("jti", "abc", "revoked"),
        ("scp", ["a"], "granted"),
        ("azp", "client", "Authorized party"),
        ("amr", ["pwd", "mfa"], "(pwd: password; mfa: more than one factor)"),
        ("tid", "72f988bf", "Tenant"),
        ("oid", "72f988bf", "directory"),
        ("at_hash", "x", "digest of the access token"),
        ("auth_time", EXP, "signed in"),
        ("xms_idrel", "1 2", "Microsoft"),
        ("https://example.com/roles", [], "named by a URL"),
        ("made_up", 1, ""),
    ],
)
def test_known_claims_are_explained(name: str, value: Any, words: str) -> None:
    meaning = one(name, value).meaning
    assert words in meaning
    assert bool(meaning) == bool(words)


def test_header_parameters_have_their_own_meanings() -> None:
    alg, kid = view_claims({"alg": "ES256", "kid": "k"}, plain, header=True)
    assert alg.meaning == "How the token is signed. ECDSA on P-256 with SHA-256."
    assert "which of the issuer's keys" in kid.meaning


@pytest.mark.parametrize(
    ("name", "value", "mask"),
    [
        ("sub", "248289761001", "personal"),
        ("email", "jo@example.test", "personal"),
        ("upn", "jo@example.test", "personal"),
        ("made_up", "write to jo@example.test", "personal"),
        ("made_up", {"list": [{"given_name": "Jo"}]}, "personal"),
        ("made_up", ["a", "jo@example.test"], "personal"),
        ("sid", "08a5019c", "secret"),
        ("nonce", "n-0S6_WzA2Mj", "secret"),
        ("api_key", "abcd", "secret"),
        ("client_secret", "abcd", "secret"),
        ("iss", "https://id.example", ""),
        ("aud", "client", ""),
        ("email_verified", True, ""),
        ("name", "", ""),
        ("sub", None, ""),
    ],
)
def test_what_is_personal_or_secret_is_not_in_the_view(name: str, value: Any, mask: str) -> None:
    claim = one(name, value)
    assert claim.mask == mask
    assert (claim.text == "") == (bool(mask) or value == "")
    if mask:
        assert claim.length == len(claim_text(value))


@pytest.mark.parametrize("client", ["client_id", "azp", "appid"])
def test_a_machine_is_no_person(client: str) -> None:
    assert one("sub", "reporting", **{client: "reporting"}).mask == ""
    assert one("sub", "reporting", **{client: "other"}).mask == "personal"


def test_a_known_secret_is_masked_wherever_it_appears() -> None:
    journal = Journal()
    journal.redactor.add("k3y-of-the-tenant-4711", "API key")
    claim = view_claims({"note": {"inner": "uses k3y-of-the-tenant-4711"}}, journal.redactor.text)[0]
    assert claim.mask == "secret"
    assert claim.text == ""


def test_the_token_that_is_known_as_secret_does_not_mask_its_own_claims() -> None:
    from authbench.connection.token_view.jwt import decode_jwt
    from support.json_web_tokens import make_jwt

    token = make_jwt(
        {"iss": "https://id.example/tenant", "scope": "files.read account.read", "jti": "x" * 30}
    )
    journal = Journal()
    journal.redactor.add(token, "access token")
    jwt = decode_jwt(token)
    assert jwt is not None
    assert jwt.claims is not None
    assert [claim.mask for claim in view_claims(jwt.claims, journal.redactor.text)] == ["", "", ""]


@pytest.mark.parametrize(
    ("value", "moment"),
    [
        (EXP, datetime.fromtimestamp(EXP, UTC)),
        (float(EXP), datetime.fromtimestamp(EXP, UTC)),
        (str(EXP), datetime.fromtimestamp(EXP, UTC)),
        (0, None),
        (-5, None),
        (True, None),
        (EXP * 1000, None),
        (10**400, None),
        (float("nan"), None),
        (float("inf"), None),
        ("tomorrow", None),
        ([EXP], None),
        (None, None),
    ],
)
def test_times_are_seconds_since_1970(value: Any, moment: datetime | None) -> None:
    assert moment_of_claim(value) == moment
    assert one("exp", value).moment == moment


def test_milliseconds_are_recognised() -> None:
    assert in_milliseconds(EXP * 1000)
    assert not in_milliseconds(EXP)
    assert not in_milliseconds("x")


def test_arrays_and_objects_are_json() -> None:
    assert claim_text(["pwd", "mfa"]) == '["pwd", "mfa"]'
    long = {"roles": ["a" * 30, "b" * 30]}
    assert claim_text(long) == json.dumps(long, indent=2)
    assert claim_text("ü") == "ü"
    assert claim_text(None) == "null"


def test_long_claims_and_many_claims_are_bounded() -> None:
    claim = one("made_up", "x" * (MAX_TEXT + 1234))
    assert len(claim.text) < MAX_TEXT + 50
    assert claim.text.endswith("… 1,234 more characters")
    assert len(view_claims({f"c{number}": number for number in range(5000)}, plain)) == MAX_CLAIMS


_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=10,
)
_NAMES = st.sampled_from(["exp", "sub", "amr", "aud", "alg", "address", "sid", "updated_at"]) | st.text()


@given(st.dictionaries(_NAMES, _JSON), st.booleans())
def test_no_claims_make_it_raise(members: dict[str, Any], header: bool) -> None:
    assert len(view_claims(members, Journal().redactor.text, header=header)) == len(members)


def test_a_nest_too_deep_to_write_down() -> None:
    deep: Any = []
    for _ in range(100_000):
        deep = [deep]
    assert one("made_up", deep).mask == "personal"
    assert "too deeply" in claim_text(deep)
