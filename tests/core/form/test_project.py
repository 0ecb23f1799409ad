"""Account properties and lookup tables in the form."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from authbench.definition import load
from authbench.definition.project import AskedNames, ProjectFiles
from authbench.errors import AuthbenchError
from authbench.form import Form

FILES = ProjectFiles(
    properties={"host": "h.example", "api_token": "sesame-from-file"},
    withheld={"other": "HOME"},
    tables={"Known": {"id": 5, "rows": [{"a": 1}]}},
    properties_file=Path("/p/account_properties.yaml"),
    tables_file=Path("/p/lookup_tables.yaml"),
)
ASKED = AskedNames(("host", "api_token", "other", "missing"), ("Known", "5", "Beds"))


def form(values: dict[str, Any] | None = None, asked: AskedNames = ASKED) -> Form:
    connector = load("c.rb", source=b"{ connection: { fields: [{ name: 'x' }] } }").connector
    assert connector is not None
    made = Form(connector, values)
    made.show_project(FILES, asked)
    return made


def paths(made: Form) -> list[str]:
    return [row.path for row in made.rows]


def test_rows_stand_below_the_fields_in_groups() -> None:
    made = form()
    assert paths(made) == [
        "x",
        "account_property:host",
        "account_property:api_token",
        "account_property:other",
        "account_property:missing",
        "lookup_table:Beds",
    ]
    assert [row.field.group for row in made.rows] == ["", *["Account properties"] * 4, "Lookup tables"]
    assert [row.label for row in made.rows][1:] == ["host", "api_token", "other", "missing", "Beds"]


def test_the_files_value_stands_in_the_empty_field_and_a_secret_as_dots() -> None:
    rows = {row.label: row for row in form().rows}
    assert rows["host"].field.placeholder == "h.example"
    assert rows["host"].value is None
    assert set(rows["api_token"].field.placeholder) == {"•"}
    assert rows["api_token"].field.secret
    assert "sesame" not in repr(form().rows)
    assert "account_properties.yaml" in rows["host"].field.hint
    assert "HOME" in rows["other"].field.hint


def test_what_is_entered_wins_and_emptying_gives_the_file_back() -> None:
    made = form()
    made.set("account_property:host", "mine")
    made.set("account_property:missing", "m")
    made.set("x", "y")
    assert made.account_properties() == {"host": "mine", "api_token": "sesame-from-file", "missing": "m"}
    assert made.settings() == {"x": "y"}
    assert made.values() == {"account_property:host": "mine", "account_property:missing": "m", "x": "y"}
    made.set("account_property:host", "")
    assert made.account_properties()["host"] == "h.example"
    assert "account_property:host" not in made.values()


def test_tables_are_rows_of_json() -> None:
    made = form()
    assert made.lookup_tables() == FILES.tables
    made.set("lookup_table:Beds", '[{"Name": "North"}]')
    assert made.lookup_tables() == {
        **(FILES.tables or {}),
        "Beds": {"id": None, "rows": [{"Name": "North"}]},
    }
    assert made.row("lookup_table:Beds").advice is None


@pytest.mark.parametrize(("name", "number"), [("7", 7), ("²", None)])
def test_a_table_whose_name_is_a_number_is_found_by_it(name: str, number: int | None) -> None:
    made = form(asked=AskedNames((), (name,)))
    made.set(f"lookup_table:{name}", '[{"Name": "North"}]')
    assert (made.lookup_tables() or {})[name] == {"id": number, "rows": [{"Name": "North"}]}


@pytest.mark.parametrize("text", ["[", "{}", "5", "[1]", '"x"', "[" * 5000])
def test_what_is_no_list_of_rows_is_said_and_refused(text: str) -> None:
    made = form()
    made.set("lookup_table:Beds", text)
    assert made.row("lookup_table:Beds").advice == "This is no JSON list of rows"
    assert made.lookup_tables_or_none() is None
    with pytest.raises(AuthbenchError, match="lookup table Beds"):
        made.lookup_tables()


def test_a_table_asked_for_by_number_is_found_by_it() -> None:
    made = form({"lookup_table:9": '[{"a": 1}]'})
    assert made.lookup_tables()["9"] == {"id": 9, "rows": [{"a": 1}]}  # type: ignore[index]
    assert made.row("lookup_table:9").label == "Table 9"


@pytest.mark.parametrize("name", ["\xb2", "9" * 5_000])
def test_a_name_that_is_no_number_of_a_table_stays_a_name(name: str) -> None:
    made = form({f"lookup_table:{name}": '[{"a": 1}]'})
    assert made.lookup_tables()[name] == {"id": None, "rows": [{"a": 1}]}  # type: ignore[index]


def test_without_any_table_there_are_none() -> None:
    made = form()
    made.show_project(ProjectFiles())
    assert made.lookup_tables() is None


def test_secrets_go_to_the_keychain() -> None:
    made = form({"account_property:api_token": "t", "account_property:client_secret": "s",
                 "account_property:plain": "p", "lookup_table:Keys": '[{"api_key": "k"}]',
                 "lookup_table:Plain": '[{"name": "k"}]'})  # fmt: skip
    assert made.secret_names() == {
        "account_property:api_token",
        "account_property:client_secret",
        "lookup_table:Keys",
    }


def test_names_asked_for_add_up_and_entered_ones_stay() -> None:
    made = form({"account_property:old": "o"}, AskedNames(("a",)))
    made.show_project(FILES, AskedNames(("b",)))
    assert paths(made) == ["x", *(f"account_property:{name}" for name in ("a", "b", "old"))]
    assert made.unknown_values() == {}
