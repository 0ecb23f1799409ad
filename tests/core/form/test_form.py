"""The form model: visibility, values in and out, required fields, lists, toggles."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from authbench.definition import Control
from support.definition_forms import form, row, shown

AUTH = {
    "name": "auth_type",
    "control_type": "select",
    "options": [["API key", "key"], ["OAuth", "oauth2"]],
    "default": "key",
}
KEY = {"name": "api_key", "control_type": "password", "optional": False, "ngIf": "input.auth_type == 'key'"}
CLIENT = {"name": "client_id", "optional": False, "ngIf": "input.auth_type == 'oauth2'"}


def test_defaults_take_part_from_the_first_paint() -> None:
    here = form(AUTH, KEY, CLIENT)
    assert shown(here) == ["auth_type", "api_key"]
    assert row(here, "auth_type").value == "key"
    assert here.settings() == {"auth_type": "key"}
    assert here.values() == {}


def test_choosing_shows_and_hides_live_and_hidden_values_are_kept() -> None:
    here = form(AUTH, KEY, CLIENT)
    here.set("api_key", "K")
    change = here.set("auth_type", "oauth2")
    assert set(change.paths) == {"auth_type", "api_key", "client_id"}
    assert (change.added, change.removed) == ((), ())
    assert shown(here) == ["auth_type", "client_id"]
    assert here.settings() == {"auth_type": "oauth2"}
    assert here.values() == {"api_key": "K", "auth_type": "oauth2"}
    here.set("auth_type", "key")
    assert here.settings() == {"api_key": "K", "auth_type": "key"}


def test_required_fields_are_reported_where_visible_only() -> None:
    here = form(AUTH, KEY, CLIENT)
    assert row(here, "api_key").required
    assert not row(here, "client_id").required
    assert row(here, "api_key").problem is None
    problems = here.validate()
    assert [(problem.path, problem.message) for problem in problems] == [
        ("api_key", "'Api key' must be present")
    ]
    assert row(here, "api_key").problem == "'Api key' must be present"
    here.set("api_key", "x")
    assert here.validate() == []


def test_a_touched_field_shows_its_problem_at_once() -> None:
    here = form({"name": "a", "optional": False}, {"name": "b", "optional": False})
    here.set("a", "x")
    here.set("a", "")
    assert row(here, "a").problem == "'A' must be present"
    assert row(here, "b").problem is None


@pytest.mark.parametrize(("value", "complete"), [("", False), (" ", True), ("x", True), (None, False)])
def test_any_text_but_the_empty_one_is_present(value: Any, complete: bool) -> None:
    here = form({"name": "a", "optional": False})
    here.set("a", value)
    assert (here.validate() == []) is complete


@pytest.mark.parametrize(
    ("optional", "required"),
    [
        ({}, False),
        ({"optional": True}, False),
        ({"optional": False}, True),
        ({"optional": None}, True),
        ({"optional": "true"}, False),
        ({"optional": "false"}, True),
        ({"optional": "No"}, True),
        ({"optional": "0"}, True),
        ({"optional": "yes"}, False),
    ],
)
def test_optional_in_every_spelling(optional: dict[str, Any], required: bool) -> None:
    assert row(form({"name": "a", **optional}), "a").required is required


def test_untouched_and_cleared_fields_are_left_out() -> None:
    here = form({"name": "a"}, {"name": "b", "default": "B"}, {"name": "c"})
    here.set("a", "x")
    here.set("a", "")
    here.set("b", "")
    assert here.settings() == {}
    assert here.values() == {"a": "", "b": ""}
    assert row(here, "b").value == ""


@pytest.mark.parametrize(
    ("default", "text"),
    [
        (46.0, "46.0"),
        (True, "true"),
        (False, "false"),
        (8080, "8080"),
        ("x", "x"),
        (1e20, "1.0e+20"),
        pytest.param(-(10**5000), "-1" + "0" * 5000, id="more digits than Python writes in one go"),
    ],
)
def test_defaults_become_the_text_of_their_widget(default: Any, text: str) -> None:
    assert form({"name": "a", "default": default}).settings() == {"a": text}


def test_stored_values_of_a_settings_file_become_text() -> None:
    here = form(
        {"name": "flag", "type": "boolean"},
        {"name": "port", "type": "integer"},
        {"name": "ratio", "type": "number"},
        {
            "name": "tags",
            "control_type": "multiselect",
            "delimiter": ";",
            "options": [["A", "a"], ["B", "b"]],
        },
        values={"flag": True, "port": 83, "ratio": 1.0, "tags": ["a", "b"]},
    )
    assert here.settings() == {"flag": "true", "port": "83", "ratio": "1.0", "tags": "a;b"}


def test_a_number_written_as_choice_stays_a_number() -> None:
    here = form({"name": "n", "control_type": "select", "options": [["One", 1], ["Two", "2"]]})
    here.set("n", "1")
    assert here.settings() == {"n": 1}
    here.set("n", "2")
    assert here.settings() == {"n": "2"}


def test_a_stored_value_that_is_no_choice_is_kept_and_pointed_out() -> None:
    here = form(AUTH, values={"auth_type": "gone"})
    state = row(here, "auth_type")
    assert state.value == "gone"
    assert state.advice == "'gone' is not among the choices"
    assert [choice.text for choice in state.choices] == ["key", "oauth2", "gone"]
    assert here.settings() == {"auth_type": "gone"}


def test_a_default_that_is_no_choice_selects_nothing() -> None:
    here = form({**AUTH, "default": "api_key"})
    assert row(here, "auth_type").value is None
    assert here.settings() == {}


@pytest.mark.parametrize(
    ("field", "unset", "value"),
    [
        ({"type": "boolean"}, True, None),
        ({"type": "boolean", "default": False}, False, "false"),
        ({"control_type": "checkbox", "optional": False}, False, "false"),
        ({"control_type": "checkbox", "optional": False, "default": True}, False, "true"),
    ],
)
def test_a_checkbox_has_three_states_unless_required_or_defaulted(
    field: dict[str, Any], unset: bool, value: Any
) -> None:
    state = row(form({"name": "a", **field}), "a")
    assert (state.allows_unset, state.value) == (unset, value)
    assert state.field.control is Control.CHECKBOX


def test_groups_nest_values_and_conditions_see_the_whole_form() -> None:
    here = form(
        {
            "name": "advanced",
            "type": "object",
            "properties": [
                {"name": "kind"},
                {"name": "env", "ngIf": "input.advanced.kind == 'x' && input.on == 'yes'"},
            ],
        },
        {"name": "on"},
    )
    assert here.settings() == {}
    here.set("advanced.kind", "x")
    assert "advanced.env" not in shown(here)
    here.set("on", "yes")
    assert "advanced.env" in shown(here)
    here.set("advanced.env", "prod")
    assert here.settings() == {"advanced": {"kind": "x", "env": "prod"}, "on": "yes"}
    assert row(here, "advanced.env").depth == 1
    here.set("on", "no")
    assert here.settings() == {"advanced": {"kind": "x"}, "on": "no"}


def test_children_of_a_hidden_group_are_hidden() -> None:
    here = form(
        {"name": "g", "type": "object", "ngIf": "input.x", "properties": [{"name": "a", "default": "A"}]},
        {"name": "x"},
    )
    assert shown(here) == ["x"]
    assert here.settings() == {}
    here.set("x", "1")
    assert here.settings() == {"g": {"a": "A"}, "x": "1"}


def test_required_children_are_marked_but_not_enforced() -> None:
    here = form({"name": "g", "type": "object", "properties": [{"name": "a", "optional": False}]})
    assert row(here, "g.a").required
    assert here.validate() == []


def test_lists_of_hashes_grow_and_shrink() -> None:
    here = form(
        {
            "name": "headers",
            "control_type": "key_value",
            "properties": [{"name": "key"}, {"name": "value", "ngIf": "input.key != 'skip'"}],
        }
    )
    added = here.set("headers", [{}]).added
    assert added == ("headers.0.key", "headers.0.value")
    here.set("headers", [{}, {}])
    here.set("headers.0.key", "X-A")
    here.set("headers.0.value", "1")
    here.set("headers.1.key", "skip")
    here.set("headers.1.value", "hidden")
    assert here.settings() == {"headers": [{"key": "X-A", "value": "1"}, {"key": "skip"}]}
    assert row(here, "headers.1.key").item == 1
    change = here.set("headers", [{"key": "skip", "value": "hidden"}])
    assert change.removed == ("headers.1.key", "headers.1.value")
    assert here.settings() == {"headers": [{"key": "skip"}]}
    here.set("headers", [])
    assert here.settings() == {}


def test_lists_of_plain_values() -> None:
    here = form({"name": "tags", "type": "array", "of": "string"}, values={"tags": ["a", 2]})
    assert [state.value for state in here.rows] == [["a", "2"], "a", "2"]
    assert row(here, "tags.1").label == "Tags 2"
    here.set("tags.1", "b")
    here.set("tags", ["a", "b", ""])
    assert here.settings() == {"tags": ["a", "b"]}


def test_items_of_no_known_shape_are_texts() -> None:
    here = form({"name": "rows", "type": "array"}, {"name": "of_objects", "type": "array", "of": "object"})
    here.set("rows", ["a"])
    here.set("of_objects", ["b"])
    assert row(here, "rows.0").field.control is row(here, "of_objects.0").field.control is Control.TEXT
    assert here.settings() == {"rows": ["a"], "of_objects": ["b"]}


def test_pairs_without_columns_are_keys_and_values() -> None:
    here = form(
        {
            "name": "pairs",
            "control_type": "key_value",
            "add_field_label": "More",
            "empty_schema_message": "None",
        }
    )
    here.set("pairs", [{}])
    here.set("pairs.0.key", "a")
    here.set("pairs.0.value", "b")
    assert here.settings() == {"pairs": [{"key": "a", "value": "b"}]}
    field = row(here, "pairs").field
    assert (field.add_item_label, field.empty_list_text) == ("More", "None")


def test_a_default_list_is_copied_before_it_changes() -> None:
    here = form(
        {"name": "l", "type": "array", "properties": [{"name": "a"}], "default": [{"a": "1"}, {"a": "2"}]}
    )
    here.set("l.1.a", "x")
    assert here.settings() == {"l": [{"a": "1"}, {"a": "x"}]}
    assert here.connector.fields[0].default == [{"a": "1"}, {"a": "2"}]  # type: ignore[index]


TOGGLE = {
    "name": "region",
    "label": "Region",
    "optional": False,
    "control_type": "select",
    "options": [["EU", "eu"], ["US", "us"]],
    "toggle_hint": "Choose from list",
    "toggle_field": {"name": "region", "label": "Region ID", "type": "string", "toggle_hint": "Enter an ID"},
}


def test_toggling_swaps_the_widget_and_each_way_keeps_its_value() -> None:
    here = form(TOGGLE)
    assert row(here, "region").toggle_label == "Enter an ID"
    here.set("region", "eu")
    change = here.toggle("region")
    assert "region" in change.paths
    state = row(here, "region")
    assert (state.toggled, state.label, state.value) == (True, "Region ID", None)
    assert state.toggle_label == "Choose from list"
    here.set("region", "ap-south-7")
    assert here.settings() == {"region": "ap-south-7"}
    here.toggle("region")
    assert row(here, "region").value == "eu"
    assert here.settings() == {"region": "eu"}
    here.toggle("region")
    assert here.settings() == {"region": "ap-south-7"}


def test_the_second_way_is_chosen_for_a_value_that_is_no_choice() -> None:
    assert row(form(TOGGLE, values={"region": "ap-south-7"}), "region").toggled
    assert not row(form(TOGGLE, values={"region": "us"}), "region").toggled


def test_either_way_of_entry_satisfies_a_required_field() -> None:
    field = {
        **TOGGLE,
        "toggle_field": {"name": "region_id", "label": "Region ID", "type": "string", "toggle_hint": "ID"},
    }
    here = form(field)
    assert [problem.message for problem in here.validate()] == [
        "Either 'Region' or 'Region ID' must be present"
    ]
    here.toggle("region")
    here.set("region", "x")
    assert here.validate() == []
    assert here.settings() == {"region_id": "x"}


def test_two_fields_of_one_name_share_a_value_by_turns() -> None:
    here = form(
        {"name": "kind"},
        {"name": "host", "label": "EU host", "ngIf": "input.kind == 'eu'"},
        {"name": "host", "label": "US host", "ngIf": "input.kind != 'eu'"},
    )
    assert shown(here) == ["kind", "host~2"]
    here.set("host~2", "us.example")
    here.set("kind", "eu")
    assert shown(here) == ["kind", "host"]
    assert row(here, "host").value == "us.example"
    assert here.settings() == {"kind": "eu", "host": "us.example"}


@pytest.mark.parametrize(
    ("field", "value", "words"),
    [
        ({"control_type": "integer"}, "1.5", "whole number"),
        ({"control_type": "integer"}, "-12", None),
        ({"control_type": "number"}, "x", "number"),
        ({"control_type": "number"}, "1e5", None),
        ({"control_type": "url"}, "example.com", "https://"),
        ({"control_type": "url"}, "https://example.com", None),
        ({"control_type": "email"}, "nobody", "e-mail"),
        ({"control_type": "phone"}, "abc", "phone"),
        ({"control_type": "date"}, "31.1.2024", "2024-01-31"),
        ({"control_type": "date"}, "2024-02-29", None),
        ({"control_type": "date_time"}, "2024-01-31T13:45:00Z", None),
        ({"control_type": "json_input"}, "{a", "JSON"),
        ({"control_type": "json_input"}, '{"a": 1}', None),
        ({"control_type": "subdomain", "url": ".acme.example"}, "https://me.acme.example/x", "before .acme"),
        ({"control_type": "subdomain", "url": "acme.example"}, "me", None),
        ({"control_type": "password"}, " secret", "blanks"),
        ({"control_type": "text"}, "", None),
    ],
)
def test_soft_checks_advise_and_never_block(field: dict[str, Any], value: str, words: str | None) -> None:
    here = form({"name": "a", "optional": False, **field})
    here.set("a", value)
    found = row(here, "a").advice
    assert found is None if words is None else words in (found or "")
    assert bool(here.validate()) is (value == "")


def test_a_pasted_host_is_offered_trimmed() -> None:
    here = form({"name": "sub", "control_type": "subdomain", "url": ".acme.example"})
    here.set("sub", "https://me.acme.example/login")
    assert row(here, "sub").suggestion == "me"
    assert here.settings() == {"sub": "https://me.acme.example/login"}


def test_newlines_in_keys_survive() -> None:
    here = form({"name": "key", "control_type": "password", "multiline": True})
    here.set("key", "-----BEGIN X-----\nabc\n-----END X-----\n")
    assert here.settings()["key"] == "-----BEGIN X-----\nabc\n-----END X-----\n"


def test_values_of_no_field_are_kept_apart() -> None:
    here = form({"name": "a"}, values={"a": "1", "access_token": "T", "region": "eu"})
    assert here.unknown_values() == {"access_token": "T", "region": "eu"}
    assert here.settings() == {"a": "1"}
    assert here.values() == {"a": "1", "access_token": "T", "region": "eu"}


def test_secrets_are_known_by_control_name_content_and_group() -> None:
    pem = "-----BEGIN PRIVATE KEY-----\nabc"
    here = form(
        {"name": "pw", "control_type": "password", "ngIf": "input.x"},
        {"name": "client_secret"},
        {"name": "advanced", "type": "object", "properties": [{"name": "pin", "control_type": "password"}]},
        {"name": "text"},
        {"name": "plain"},
        {**TOGGLE, "toggle_field": {"name": "region_key", "type": "string", "control_type": "password"}},
        values={"text": pem, "plain": "x", "refresh_token": "r", "scope": "all"},
    )
    assert here.secret_names() == {
        "pw",
        "client_secret",
        "advanced",
        "text",
        "region",
        "region_key",
        "refresh_token",
    }


def test_values_handed_out_are_copies() -> None:
    here = form({"name": "g", "type": "object", "properties": [{"name": "a"}]}, values={"g": {"a": "1"}})
    here.values()["g"]["a"] = "changed"
    here.settings()["g"]["a"] = "changed"
    assert here.settings() == {"g": {"a": "1"}}


def test_unknown_paths_are_key_errors() -> None:
    here = form({"name": "a"})
    with pytest.raises(KeyError):
        here.set("b", "x")
    with pytest.raises(KeyError):
        here.row("b")
    assert here.toggle("a").paths == ()


def test_stored_values_of_the_wrong_shape_do_no_harm() -> None:
    here = form(
        {"name": "g", "type": "object", "properties": [{"name": "a"}]},
        {"name": "l", "type": "array", "properties": [{"name": "a"}]},
        {"name": "t"},
        values={"g": "text", "l": {"a": 1}, "t": {"deep": [1]}},
    )
    assert here.settings() == {"t": '{"deep": [1]}'}
    here.set("g.a", "x")
    here.set("l", [{}])
    here.set("l.0.a", "y")
    assert here.settings() == {"g": {"a": "x"}, "l": [{"a": "y"}], "t": '{"deep": [1]}'}


_FIELDS = [
    AUTH,
    KEY,
    CLIENT,
    {"name": "flag", "type": "boolean", "ngIf": "!input.client_id"},
    {
        "name": "g",
        "type": "object",
        "properties": [{"name": "a", "ngIf": "input.flag == true"}, {"name": "b", "default": 1}],
    },
    TOGGLE,
]
_PATHS = st.sampled_from(["auth_type", "api_key", "client_id", "flag", "g.a", "g.b", "region"])
_TYPED = st.sampled_from([None, "", "x", "key", "oauth2", "true", "eu"]) | st.text(max_size=4)


@given(st.lists(st.tuples(_PATHS, _TYPED), max_size=12))
def test_whatever_is_typed_nothing_is_lost_and_nothing_hidden_is_sent(
    steps: list[tuple[str, str | None]],
) -> None:
    here = form(*_FIELDS)
    typed: dict[str, str | None] = {}
    for path, value in steps:
        here.set(path, value)
        typed[path] = value
    kept = here.values()
    for path, value in typed.items():
        group, _, name = path.rpartition(".")
        assert (kept[group] if group else kept)[name] == value
    visible = set(shown(here))
    settings = here.settings()
    assert set(settings) <= visible
    assert {f"g.{name}" for name in settings.get("g", {})} <= visible
    assert all(value not in ("", None) for value in settings.values())


def test_a_value_that_looks_secret_is_kept_as_one_and_said() -> None:
    token = "ghp_" + "0a1b2c3d4e5f6g7h"
    here = form({"name": "note"}, {"name": "pat", "control_type": "password"})
    here.set("note", "harmless")
    assert here.row("note").advice is None
    assert here.secret_names() == {"pat"}
    here.set("note", token)
    assert "looks like a secret" in (here.row("note").advice or "")
    assert here.secret_names() == {"note", "pat"}
    here.set("pat", token)
    assert here.row("pat").advice is None
