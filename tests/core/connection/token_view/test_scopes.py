"""Requested scopes beside granted ones."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from authbench.connection.token_view.scopes import (
    MAX_SCOPES,
    ScopeList,
    ScopeState,
    compare_scopes,
    split_scopes,
)


def plain(text: str) -> str:
    return text


def compared(requested: str | None, granted: str | None) -> list[tuple[str, str]]:
    def listed(text: str | None) -> ScopeList | None:
        return None if text is None else ScopeList(split_scopes(text), "there")

    view = compare_scopes(listed(requested), listed(granted), plain)
    assert view is not None
    return [(scope.name, scope.state.value) for scope in view.scopes]


@pytest.mark.parametrize(
    ("value", "names"),
    [
        ("a b", ("a", "b")),
        ("  a   b a ", ("a", "b")),
        ("repo,user:email", ("repo", "user:email")),
        ("a, b", ("a", "b")),
        ("one", ("one",)),
        (["a", "b", 3], ("a", "b")),
        ("", ()),
        (None, ()),
        (7, ()),
    ],
)
def test_splitting(value: Any, names: tuple[str, ...]) -> None:
    assert split_scopes(value) == names


@pytest.mark.parametrize(
    ("requested", "granted", "states"),
    [
        ("a b", "a b", [("a", "granted"), ("b", "granted")]),
        ("a b", "b", [("a", "missing"), ("b", "granted")]),
        ("a", "a admin", [("a", "granted"), ("admin", "additional")]),
        ("a", None, [("a", "granted")]),
        (None, "a", [("a", "granted")]),
        ("A", "a", [("A", "missing"), ("a", "additional")]),
        ("User.Read", "https://graph.microsoft.com/User.Read", [("User.Read", "granted")]),
        ("email", "https://www.googleapis.com/auth/userinfo.email", [("email", "granted")]),
        ("https://x/.default", "Mail.Read", [("https://x/.default", "granted"), ("Mail.Read", "granted")]),
    ],
)
def test_comparing(requested: str | None, granted: str | None, states: list[tuple[str, str]]) -> None:
    assert compared(requested, granted) == states


def test_nothing_known_is_no_view() -> None:
    assert compare_scopes(None, None, plain) is None


def test_what_providers_leave_out_is_said_to_be_so() -> None:
    view = compare_scopes(ScopeList(("offline_access", "files"), "u"), ScopeList((), "a"), plain)
    assert view is not None
    assert [bool(scope.note) for scope in view.scopes] == [True, False]
    assert all(scope.state is ScopeState.MISSING for scope in view.scopes)


@given(st.lists(st.text()), st.lists(st.text()))
def test_no_scopes_make_it_raise(requested: list[str], granted: list[str]) -> None:
    view = compare_scopes(
        ScopeList(split_scopes(requested), "u"), ScopeList(split_scopes(granted), "a"), plain
    )
    assert view is not None
    assert len(view.scopes) <= MAX_SCOPES
