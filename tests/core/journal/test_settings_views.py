import json
import secrets
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from authbench.events import SettingsSeen
from authbench.journal import Redactor
from authbench.journal.settings_views import VALUE_LIMIT, SettingsView, settings_view, value_view


def seen(before: dict[str, Any], after: dict[str, Any], redactor: Redactor | None = None) -> SettingsView:
    events = [SettingsSeen("run", before), SettingsSeen("run", after, final=True)]
    return settings_view(events, redactor or Redactor())


def test_what_a_run_changed_added_and_removed_is_told_of_each_setting() -> None:
    view = seen({"region": "eu", "gone": 1, "same": [1]}, {"region": "us", "same": [1], "new": None})
    rows = {row.name: (str(row.before), str(row.after), row.changed) for row in view.rows}
    assert view.final
    assert list(rows) == ["region", "gone", "same", "new"]
    assert rows["region"] == ('"eu"', '"us"', True)
    assert rows["gone"] == ("1", "None", True)
    assert rows["same"] == ("[1]", "[1]", False)
    assert rows["new"] == ("None", "null", True)


def test_before_a_run_has_ended_nothing_is_known_to_have_changed() -> None:
    view = settings_view([SettingsSeen("run", {"a": "b"})], Redactor())
    assert not view.final
    assert [(row.name, row.changed) for row in view.rows] == [("a", False)]
    assert settings_view([], Redactor()) == SettingsView()


def test_a_rotated_token_goes_from_one_number_to_the_next() -> None:
    first, second = secrets.token_urlsafe(30), secrets.token_urlsafe(30)
    redactor = Redactor()
    redactor.add(first, "access token")
    redactor.add(second, "access token")
    (row,) = seen({"access_token": first}, {"access_token": second}, redactor).rows
    assert row.before is not None
    assert row.after is not None
    assert row.before.text == f"•••• access token ①, {len(first)} chars"
    assert row.after.text == f"•••• access token ②, {len(second)} chars"
    assert [chip.number for chip in (*row.before.chips, *row.after.chips)] == [1, 2]
    assert row.changed


def test_secrets_are_hidden_by_value_and_by_name_at_any_depth() -> None:
    known, unknown = secrets.token_urlsafe(24), secrets.token_urlsafe(24)
    redactor = Redactor()
    redactor.add(known, "password")
    view = value_view("login", {"note": f"it is {known}!", "deep": [{"client_secret": unknown}, 5]}, redactor)
    assert known not in view.text
    assert unknown not in view.text
    assert view.text.startswith('{"note":"it is ••••')
    assert view.text.endswith(",5]}")
    for chip in view.chips:
        assert view.text[chip.start : chip.end].startswith("••••")
        assert view.text[chip.start : chip.end].endswith("chars")
    assert len(view.chips) == 2


@pytest.mark.parametrize(
    ("value", "told"),
    [
        ('a\nb"', '"a\\nb\\""'),
        (True, "true"),
        (None, "null"),
        (3600, "3600"),
        (1.5, "1.5"),
        (Decimal("1.50"), "1.50"),
        (b"ok", '"ok"'),
        (b"\xff", '"0xff"'),
        (date(2026, 1, 2), '"2026-01-02"'),
        (datetime(2026, 1, 2, 3, tzinfo=UTC), '"2026-01-02T03:00:00+00:00"'),
        (timedelta(minutes=1), "60.0"),
        ({"a": [1, {"b": None}], "c": {}}, '{"a":[1,{"b":null}],"c":{}}'),
    ],
)
def test_values_are_compact_json(value: object, told: str) -> None:
    assert value_view("item", value, Redactor()).text == told


def test_numbers_under_a_secret_name_are_hidden() -> None:
    assert "123456" not in value_view("password", 123456, Redactor()).text
    assert value_view("limit", 123456, Redactor()).text == "123456"


def test_a_long_value_is_cut() -> None:
    for value in ("x" * 100_000, list(range(100_000)), {str(n): n for n in range(100_000)}):
        view = value_view("item", value, Redactor())
        assert len(view.text) < VALUE_LIMIT + 20
        assert "…" in view.text


def test_equal_values_of_another_type_are_a_change() -> None:
    rows = seen({"a": 1, "b": 1}, {"a": True, "b": 1}).rows
    assert [row.changed for row in rows] == [True, False]


@given(
    st.recursive(
        st.none() | st.booleans() | st.integers(0, 999) | st.text('abc \\"\n\u20ac', max_size=6),
        lambda inner: (
            st.lists(inner, max_size=3) | st.dictionaries(st.text('xyz"', max_size=3), inner, max_size=3)
        ),
        max_leaves=8,
    )
)
def test_what_holds_no_secret_reads_back_as_it_was(value: Any) -> None:
    assert json.loads(value_view("item", value, Redactor()).text) == value


@given(
    st.text("abcdefghij0123456789", min_size=14, max_size=40),
    st.lists(st.sampled_from(["a", "b", 1]), max_size=3),
)
def test_a_known_secret_is_never_shown_wherever_it_is(value: str, around: list[object]) -> None:
    redactor = Redactor()
    redactor.add(value, "secret")
    nested = {"k": [*around, {"inner": f"<{value}>"}], value: value}
    assert value not in value_view("item", nested, redactor).text
