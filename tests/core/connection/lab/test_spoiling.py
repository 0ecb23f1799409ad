"""What is broken, and that it is broken where it stands."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from authbench.connection.lab.spoiling import corrupted, credential_names, past_moments, replaced
from authbench.connection.token_view.jwt import decode_jwt
from support.json_web_tokens import make_jwt


@given(st.text(min_size=1))
def test_exactly_one_character_changes(token: str) -> None:
    other = corrupted(token)
    assert len(other) == len(token)
    assert sum(one != two for one, two in zip(token, other, strict=True)) == 1


@given(st.from_regex(r"[A-Za-z0-9_-]{0,40}[A-Za-z0-9][A-Za-z0-9_-]{0,40}", fullmatch=True))
def test_a_character_stays_of_its_kind(token: str) -> None:
    pairs = [(one, two) for one, two in zip(token, corrupted(token), strict=True) if one != two]
    for one, two in pairs:
        assert (one.isdigit(), one.isupper(), one.islower()) == (two.isdigit(), two.isupper(), two.islower())


def test_a_jwt_keeps_its_claims() -> None:
    token = make_jwt({"sub": "someone"}, signature="c2lnbmF0dXJlLXdpdGgtZW5vdWdo")
    broken = corrupted(token)
    assert broken != token
    assert broken.rpartition(".")[0] == token.rpartition(".")[0]
    before, after = decode_jwt(token), decode_jwt(broken)
    assert before is not None
    assert after is not None
    assert before.claims == after.claims


def test_a_token_is_replaced_wherever_it_stands() -> None:
    settings = {
        "access_token": "tok-12345678",
        "header": "Bearer tok-12345678",
        "nested": {"list": ["tok-12345678", 7], "other": "kept"},
        "other": "kept",
    }
    assert replaced(settings, "tok-12345678", "tok-12355678") == {
        "access_token": "tok-12355678",
        "header": "Bearer tok-12355678",
        "nested": {"list": ["tok-12355678", 7], "other": "kept"},
    }


def test_a_short_token_is_replaced_as_a_whole_only() -> None:
    assert replaced({"token": "abc", "url": "https://abc.example"}, "abc", "abd") == {"token": "abd"}


@pytest.mark.parametrize(
    ("settings", "obtained", "names"),
    [
        ({"access_token": "t"}, {"access_token": "t", "session_id": "s" * 20}, ("access_token",)),
        ({"access_token": "typed in"}, {}, ("access_token",)),
        ({"session": "s" * 20}, {"session": "s" * 20, "expires_in": "3600"}, ("session",)),
        ({"access_token": " "}, {"refresh_token": "r" * 20}, ()),
        ({"api_key": "k" * 20}, {}, ()),
    ],
)
def test_what_requests_are_authorized_with(
    settings: dict[str, str], obtained: dict[str, str], names: tuple[str, ...]
) -> None:
    assert credential_names(settings, obtained) == names


def test_moments_of_expiry_are_written_as_they_were() -> None:
    now = datetime(2026, 5, 4, 12, 0, tzinfo=UTC)
    hour_ago = int(now.timestamp()) - 3600
    obtained = {
        "expires_at": "2026-05-04T14:00:00+02:00",
        "token_expires_at": 1777900000,
        "exp": "1777900000",
        "valid_until": 1777900000123,
        "expiry": 1777900000.5,
        "expires_on": "2026-05-04T14:00:00",
        "expiration": "soon",
        "expires_in": 3600,
        "expires_at_all": True,
    }
    assert past_moments(obtained, now) == {
        "expires_at": "2026-05-04T13:00:00+02:00",
        "token_expires_at": hour_ago,
        "exp": str(hour_ago),
        "valid_until": hour_ago * 1000,
        "expiry": float(hour_ago),
        "expires_on": "2026-05-04T11:00:00",
    }
