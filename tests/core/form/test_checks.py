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


@pytest.mark.parametrize(
    ("control", "text", "said"),
    [
        (Control.TEXT, " a", "There are blanks before the value"),
        (Control.PASSWORD, "a ", "There are blanks after the value"),
        (Control.URL, " https://a.example ", "There are blanks before and after the value"),
        (Control.TEXT, "  ", "There are only blanks here"),
        (Control.TEXT_AREA, "a\n", None),
        (Control.CHECKBOX, "maybe", "'maybe' is neither Yes nor No"),
        (Control.CHECKBOX, "true", None),
        (Control.DATE, "2024-01-31", None),
        (Control.DATE, "2024-01-31T10:00:00Z", None),
        (Control.DATE, "2024-01-31 or so", "Write the date as 2024-01-31"),
        (Control.DATE, "2024-02-30", "Write the date as 2024-01-31"),
        (Control.DATE_TIME, "2024-01-31T10:00:00+02:00", None),
        (
            Control.DATE_TIME,
            "2024-01-31T10:00:00",
            "No zone is given: end it with Z, or an offset such as +02:00",
        ),
        (Control.JSON, "{}", None),
        (Control.JSON, "{\n 'a': 1}", "This is not valid JSON: line 2, column 2: "),
    ],
)
def test_what_is_said_about_a_text(control: Control, text: str, said: str | None) -> None:
    found = advice(Field("a", "A", control=control), text)
    assert found is None if said is None else (found or "").startswith(said)
