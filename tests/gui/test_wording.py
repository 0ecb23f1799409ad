"""Moments in local time, also those that the local calendar has not."""

from __future__ import annotations

import time
from collections.abc import Iterator
from datetime import UTC, datetime

import pytest

from authbench_gui.wording import ago, exact

FIRST = datetime(1, 1, 1, tzinfo=UTC)
# What certificates and tokens have that never end (RFC 5280, 4.1.2.5).
LAST = datetime(9999, 12, 31, 23, 59, 59, tzinfo=UTC)
NOW = datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC)


@pytest.fixture(params=["Asia/Tokyo", "America/Los_Angeles", "UTC"])
def zone(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    with monkeypatch.context() as changed:
        changed.setenv("TZ", request.param)
        time.tzset()
        yield request.param
    time.tzset()


def test_the_ends_of_the_calendar_are_told_in_any_zone(zone: str) -> None:
    assert exact(LAST).startswith("9999-12-31")
    assert exact(FIRST).partition("-")[0] in ("1", "0001")
    assert ago(FIRST, NOW).endswith(("01-01",))


def test_other_moments_are_local(zone: str) -> None:
    hours = {"Asia/Tokyo": "12:04:05 JST", "America/Los_Angeles": "19:04:05 PST", "UTC": "03:04:05 UTC"}
    assert exact(NOW).endswith(hours[zone])
