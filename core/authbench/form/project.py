"""Account properties and lookup tables as rows of the form, below the definition's own fields.

Their values are kept beside the form's under names that no field has, and never are settings.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from html import escape
from typing import Any

from authbench.definition import Control, Field, Problem, name_is_secret
from authbench.definition.project import AskedNames, ProjectFiles
from authbench.errors import AuthbenchError, Code

PROPERTY, TABLE = "account_property:", "lookup_table:"
ROWS = "lookup_rows"
"""The type of a field that takes the rows of a table."""

_DOTS = "•" * 10
_EXAMPLE = '[\n  {"Name": "North", "Number": 3},\n  {"Name": "South", "Number": 12}\n]'


# More digits are a name: ids of tables are small, and Python reads no endless numbers.
_NUMBER = re.compile(r"[0-9]{1,18}")


def project_fields(asked: AskedNames, files: ProjectFiles, stored: Iterable[str]) -> tuple[Field, ...]:
    """A field for each property that is asked for or was entered before, and for each such table that the
    files do not hold. `stored` are the names of the values that are kept."""
    kept = list(stored)
    properties = dict.fromkeys((*asked.properties, *_bare(kept, PROPERTY)))
    tables = dict.fromkeys((*asked.tables, *_bare(kept, TABLE)))
    return (
        *(_property(name, files) for name in properties),
        *(_table(name) for name in tables if not files.has_table(name)),
    )


@dataclass(frozen=True, slots=True)
class ProjectValues:
    """What a project gives a form. `asked` is known to be asked for; `problem` is why the files could not be
    read."""

    files: ProjectFiles = field(default_factory=ProjectFiles)
    asked: AskedNames = field(default_factory=AskedNames)
    problem: Problem | None = None

    def read(self, files: ProjectFiles, asked: AskedNames | None, problem: Problem | None) -> ProjectValues:
        """The same after another look at the files; `asked` adds to what is known."""
        known = self.asked
        if asked is not None:
            known = AskedNames(
                tuple(dict.fromkeys((*known.properties, *asked.properties))),
                tuple(dict.fromkeys((*known.tables, *asked.tables))),
            )
        return ProjectValues(files, known, problem)

    def properties(self, values: Mapping[str, Any]) -> dict[str, str]:
        """What `account_property` gives: the files' properties with the entered ones on top."""
        return {**self.files.properties, **entered_properties(values)}

    def tables(self, values: Mapping[str, Any]) -> dict[str, Any] | None:
        """What `lookup` goes through; None where there is no table at all. Raises AuthbenchError where an
        entered one is no list of rows."""
        entered = entered_tables(values)
        given = self.files.tables
        return {**(given or {}), **entered} if entered or given is not None else None


def is_project_value(name: str) -> bool:
    """Whether a value of that name is an account property or a table, and no setting."""
    return name.startswith((PROPERTY, TABLE))


def holds_secret(name: str, value: Any) -> bool:
    """Whether such a value is a secret: by the property's name, or by a column's name."""
    if name.startswith(PROPERTY):
        return name_is_secret(name.removeprefix(PROPERTY))
    rows = rows_of(value)
    return rows is None or any(name_is_secret(str(column)) for row in rows for column in row)


def entered_properties(values: Mapping[str, Any]) -> dict[str, str]:
    """The account properties among the values of a form."""
    return {
        name.removeprefix(PROPERTY): str(value)
        for name, value in values.items()
        if name.startswith(PROPERTY) and value not in (None, "")
    }


def entered_tables(values: Mapping[str, Any]) -> dict[str, Any]:
    """The lookup tables among the values of a form. Raises AuthbenchError where one is no list of rows."""
    tables: dict[str, Any] = {}
    for name, value in values.items():
        if not name.startswith(TABLE) or value in (None, ""):
            continue
        bare = name.removeprefix(TABLE)
        rows = rows_of(value)
        if rows is None:
            raise AuthbenchError(
                f"The lookup table {bare} is no JSON list of rows",
                code=Code.FIELDS_INVALID,
                hint='Write it as [{"Name": "North", "Number": 3}].',
                details={name: "no JSON list of rows"},
            )
        tables[bare] = {"id": int(bare) if _NUMBER.fullmatch(bare) else None, "rows": rows}
    return tables


def rows_of(value: Any) -> list[dict[str, Any]] | None:
    """The rows that a text holds as JSON; None where it holds none."""
    try:
        rows = json.loads(value) if isinstance(value, str) else value
    except (ValueError, RecursionError):
        return None
    return rows if isinstance(rows, list) and all(isinstance(row, dict) for row in rows) else None


def _bare(names: Iterable[str], prefix: str) -> list[str]:
    return [name.removeprefix(prefix) for name in names if name.startswith(prefix)]


def _property(name: str, files: ProjectFiles) -> Field:
    secret = name_is_secret(name)
    given = files.properties.get(name)
    file = escape(
        files.properties_file.name if files.properties_file is not None else "account_properties.yaml"
    )
    variable = files.withheld.get(name)
    if given is not None:
        hint = f"From <code>{file}</code>, unless you type another"
    elif variable is not None:
        hint = (
            f"<code>{file}</code> takes it from the environment variable <code>{escape(variable)}</code>,"
            " which is not read here. Enter the value."
        )
    else:
        hint = f"Enter it here, or add it to <code>{file}</code> beside the definition."
    return Field(
        name=f"{PROPERTY}{name}",
        label=name,
        hint=hint,
        control=Control.PASSWORD if secret else Control.TEXT,
        control_type="password" if secret else "text",
        group="Account properties",
        secret=secret,
        placeholder="" if not given else _DOTS if secret else given,
    )


def _table(name: str) -> Field:
    return Field(
        name=f"{TABLE}{name}",
        label=f"Table {name}" if name.isdigit() else name,
        hint=(
            "Enter its rows as JSON, or add the table to <code>lookup_tables.yaml</code> beside the"
            " definition."
        ),
        type=ROWS,
        control=Control.JSON,
        control_type="json_input",
        group="Lookup tables",
        placeholder=_EXAMPLE,
    )
