"""When a token ends, and how that is known."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from authbench.connection.token_view.ending import Ending, Origin, clock_time, ending_of, instant_of

AT = datetime(2026, 11, 21, 14, 3, tzinfo=UTC)
CAME = Origin("token", AT)
EXP = int((AT + timedelta(hours=2)).timestamp())


def end(settings: dict[str, Any], name: str = "access_token", **more: Any) -> Ending | None:
    origins = more.pop("origins", dict.fromkeys([name, *settings], CAME))
    claims = more.pop("claims", {})
    return ending_of(name, claims, settings, origins, primary=more.pop("primary", True), **more)


@pytest.mark.parametrize("seconds", [3600, "3600", 3600.0])
def test_expires_in_counts_from_the_answer_it_came_with(seconds: Any) -> None:
    assert end({"expires_in": seconds}) == Ending(
        AT + timedelta(hours=1), f"from expires_in of the token answer at {clock_time(AT)}"
    )


@pytest.mark.parametrize(
    ("step", "words"), [("acquire", "result of acquire"), ("refresh", "result of refresh")]
)
def test_the_step_is_named(step: str, words: str) -> None:
    origins = dict.fromkeys(["access_token", "expires_in"], Origin(step, AT))
    found = end({"expires_in": 60}, origins=origins)
    assert found is not None
    assert words in found.source


def test_an_expires_in_of_an_earlier_answer_says_nothing() -> None:
    origins = {"access_token": Origin("refresh", AT), "expires_in": Origin("token", AT - timedelta(hours=1))}
    assert end({"expires_in": 3600}, origins=origins) is None
    found = end({"expires_in": 3600}, origins=origins, claims={"exp": EXP})
    assert found == Ending(AT + timedelta(hours=2), "from exp in the token")


def test_the_answer_goes_before_exp_and_exp_before_a_setting() -> None:
    both = {"expires_in": 60, "expires_at": "2030-01-01T00:00:00Z"}
    sources = []
    for settings, claims in (
        (both, {"exp": EXP}),
        ({"expires_at": "2030-01-01T00:00:00Z"}, {"exp": EXP}),
        ({"expires_at": "2030-01-01T00:00:00Z"}, {}),
    ):
        found = end(settings, claims=claims)
        assert found is not None
        sources.append(found.source.split(" at ")[0])
    assert sources == [
        "from expires_in of the token answer",
        "from exp in the token",
        "from the setting expires_at",
    ]


@pytest.mark.parametrize(
    "name", ["refresh_token_expires_in", "refresh_expires_in", "x_refresh_token_expires_in"]
)
def test_a_refresh_token_has_names_of_its_own(name: str) -> None:
    found = end({name: 100, "expires_in": 5}, "refresh_token", primary=False)
    assert found is not None
    assert found.at == AT + timedelta(seconds=100)
    assert end({"expires_in": 5, "expires_at": "2030-01-01"}, "refresh_token", primary=False) is None


def test_a_login_kept_without_origins_has_the_end_that_was_noted() -> None:
    noted = AT + timedelta(minutes=9)
    found = end({"expires_in": 60}, origins={}, recorded=noted)
    assert found is not None
    assert found.at == noted


@pytest.mark.parametrize(
    ("value", "moment"),
    [
        ("2026-11-21T14:03:00Z", AT),
        ("2026-11-21T15:03:00+01:00", AT),
        ("2026-11-21 14:03:00", AT),
        ("Sat, 21 Nov 2026 14:03:00 GMT", AT),
        (int(AT.timestamp()), AT),
        (str(int(AT.timestamp())), AT),
        (int(AT.timestamp() * 1000), AT),
        (3600, None),
        ("3600", None),
        ("soon", None),
        ("", None),
        (None, None),
        ({}, None),
        (True, None),
        (10**30, None),
        ("9" * 5000, None),
    ],
)
def test_moments_in_settings(value: Any, moment: datetime | None) -> None:
    assert instant_of(value) == moment


@given(st.text() | st.integers() | st.floats() | st.none() | st.lists(st.integers()))
def test_no_value_makes_it_raise(value: Any) -> None:
    end({"expires_in": value, "expires_at": value}, claims={"exp": value})
    found = instant_of(value)
    assert found is None or found.tzinfo is UTC


@given(st.datetimes(min_value=datetime(1980, 1, 1), max_value=datetime(2900, 1, 1)))
def test_moments_of_any_zone_are_the_same_moment(moment: datetime) -> None:
    there = moment.replace(tzinfo=timezone(timedelta(hours=5, minutes=30)))
    assert instant_of(there.isoformat()) == there
