"""The shapes that acquire and refresh may return (SDK reference 3.9, 3.10)."""

from __future__ import annotations

from typing import Any

import pytest

from authbench.connection.results import UnexpectedResult, credentials_from_acquire, credentials_from_refresh


@pytest.mark.parametrize(
    ("result", "changes", "owner"),
    [
        ({"access_token": "a"}, {"access_token": "a"}, None),
        ([{"access_token": "a"}], {"access_token": "a"}, None),
        ([{"access_token": "a"}, 7], {"access_token": "a"}, "7"),
        ([{"x": 1}, None, {"x": 2, "y": 3}], {"x": 1, "y": 3}, None),
        ([None, None, {"y": 3}], {"y": 3}, None),
        ({}, {}, None),
        (None, None, None),
    ],
)
def test_acquire(result: Any, changes: Any, owner: str | None) -> None:
    credentials = credentials_from_acquire(result)
    assert credentials.changes == changes
    assert credentials.owner_id == owner


@pytest.mark.parametrize(
    ("result", "changes"),
    [
        ({"access_token": "a"}, {"access_token": "a"}),
        ([{"access_token": "a"}], {"access_token": "a"}),
        ([{"x": 1}, {"x": 2}], {"x": 2}),
        ([{"x": 1}, None, {"lost": 1}], {"x": 1}),
        (None, {}),
    ],
)
def test_refresh(result: Any, changes: Any) -> None:
    assert credentials_from_refresh(result).changes == changes


@pytest.mark.parametrize("result", ["token", 5, True, [], [1], [{}, None, "x"], [{}, 1, {}, {}]])
def test_anything_else_from_acquire_is_said_to_be_wrong(result: Any) -> None:
    with pytest.raises(UnexpectedResult, match="'acquire' returned"):
        credentials_from_acquire(result)


@pytest.mark.parametrize("result", ["token", 5, [], ["x"], [{}, "x"]])
def test_anything_else_from_refresh_is_said_to_be_wrong(result: Any) -> None:
    with pytest.raises(UnexpectedResult, match="'refresh' returned"):
        credentials_from_refresh(result)
