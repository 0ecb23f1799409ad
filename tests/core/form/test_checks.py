"""Soft checks and what counts as filled."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from authbench.definition import Control, Field
from authbench.form.checks import advice, is_filled, trimmed_subdomain


@pytest.mark.parametrize(
    ("value", "filled"),
    [
        (None, False),
        ("", False),
        (" ", True),
        ([], False),
        ({}, False),
        ([0], True),
        (False, True),
        (0, True),
    ],
)
def test_what_counts_as_filled(value: Any, filled: bool) -> None:
    assert is_filled(value) is filled


@pytest.mark.parametrize(
    ("url", "text", "trimmed"),
    [
        (".acme.example", "me.acme.example", "me"),
        ("acme.example", "https://me.ACME.example/login?x=1", "me"),
        (".acme.example", "me", None),
        (".acme.example", "acme.example", None),
        ("", "me.acme.example", None),
    ],
)
def test_a_pasted_address_is_offered_trimmed(url: str, text: str, trimmed: str | None) -> None:
    assert trimmed_subdomain(Field("s", "S", control=Control.SUBDOMAIN, url=url), text) == trimmed


@given(st.sampled_from(list(Control)), st.text())
def test_advice_never_fails(control: Control, text: str) -> None:
    found = advice(Field("a", "A", control=control, url=".example"), text)
    assert found is None or found
