"""The files beside a definition that `account_property` and `lookup` read (SDK reference 8.1, 8.4)."""

from __future__ import annotations

import os
from collections.abc import Collection, Mapping
from pathlib import Path
from typing import Any

from authbench.definition.project import ProjectFiles
from authbench.encoding.text import to_text
from authbench.encoding.yaml_reader import YamlProblem, read_yaml, symbol_name
from authbench.errors import AuthbenchError, Code, Location

PROPERTIES_FILE = "account_properties.yaml"
PROPERTIES_CSV = "account_properties.csv"
ENCRYPTED_PROPERTIES_FILE = "account_properties.yaml.enc"
TABLES_FILE = "lookup_tables.yaml"

MAX_SIZE = 10 * 1024 * 1024
"""Bytes of a project file; the platform's own tables end far below."""


class ProjectFileInvalid(AuthbenchError):
    """A project file cannot be used: no byte is sent."""

    default_code = Code.SETTINGS_INVALID


def read_project_files(
    folder: Path, *, allowed_variables: Collection[str] = (), environment: Mapping[str, str] = os.environ
) -> ProjectFiles:
    """Read the project files of `folder`, as far as they exist. Of `environment` only the variables named
    in `allowed_variables` are read. Raises ProjectFileInvalid."""
    encrypted = folder / ENCRYPTED_PROPERTIES_FILE
    if encrypted.is_file():
        raise ProjectFileInvalid(
            f"{encrypted} is encrypted, which this version does not read",
            code=Code.SETTINGS_ENCRYPTED,
            hint=f"Decrypt it to {PROPERTIES_FILE} with the SDK's own tool, and move it away.",
            location=Location(str(encrypted)),
        )
    properties: dict[str, str] = {}
    withheld: dict[str, str] = {}
    source: Path | None = None
    if (folder / PROPERTIES_FILE).is_file():
        source = folder / PROPERTIES_FILE
        properties, withheld = _properties(source, environment, allowed_variables)
    elif (folder / PROPERTIES_CSV).is_file():
        source = folder / PROPERTIES_CSV
        properties = _csv_properties(source)
    tables_file = folder / TABLES_FILE
    if not tables_file.is_file():
        return ProjectFiles(properties, withheld, None, source, None)
    return ProjectFiles(properties, withheld, _tables(tables_file), source, tables_file)


def _properties(
    file: Path, environment: Mapping[str, str], allowed: Collection[str]
) -> tuple[dict[str, str], dict[str, str]]:
    from authbench.connection.property_templates import TagRefused, open_template

    try:
        template = open_template(_read(file), str(file), environment, allowed)
        document = read_yaml(template.text, str(file))
    except TagRefused as refused:
        raise ProjectFileInvalid(
            f"{refused.location}: {refused.text}",
            hint="Write the value itself, or enter the property in the window.",
            location=refused.location,
        ) from refused
    except YamlProblem as problem:
        raise _invalid(problem) from problem
    if document is None:
        return {}, {}
    if not isinstance(document, dict):
        raise ProjectFileInvalid(
            f"{file} must hold a map of names to values",
            hint="Write lines such as greenhouse_host: api.example.com.",
            location=Location(str(file)),
        )
    properties: dict[str, str] = {}
    withheld: dict[str, str] = {}
    for key, value in document.items():
        name = symbol_name(template.fill(key))
        if isinstance(value, dict | list):
            raise ProjectFileInvalid(
                f"{file}: the property {name!r} holds a {'map' if isinstance(value, dict) else 'list'};"
                " a property is one text",
                hint="Account properties are flat: one name and one value a line.",
                location=Location(str(file)),
            )
        variable = template.withheld_in(value)
        if variable is not None:
            withheld[name] = variable
        else:
            properties[name] = to_text(template.fill(value))
    return properties, withheld


def _csv_properties(file: Path) -> dict[str, str]:
    """The first two columns below the header row."""
    import csv
    import io

    properties: dict[str, str] = {}
    reader = csv.reader(io.StringIO(_read(file), newline=""), strict=True)
    try:
        next(reader, None)
        for row in reader:
            if row and row[0]:
                properties[row[0]] = row[1] if len(row) > 1 else ""
    except csv.Error as error:
        location = Location(str(file), max(reader.line_num, 1))
        raise ProjectFileInvalid(
            f"{location}: this is not valid CSV", hint="Correct the file.", location=location
        ) from error
    return properties


def _tables(file: Path) -> dict[str, Any]:
    try:
        document = read_yaml(_read(file), str(file))
    except YamlProblem as problem:
        raise _invalid(problem) from problem
    if document is None:
        return {}
    if not isinstance(document, dict):
        raise _wrong_table(file, "the file must hold a map of table names to tables")
    tables: dict[str, Any] = {}
    for key, table in document.items():
        name = symbol_name(key)
        if not isinstance(table, dict):
            raise _wrong_table(file, f"the table {name!r} must be a map with rows")
        described = {symbol_name(inner): value for inner, value in table.items()}
        rows = described.get("rows")
        if rows is None:
            rows = []
        if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
            raise _wrong_table(file, f"the rows of the table {name!r} must be a list of maps")
        tables[name] = {
            "id": described.get("id"),
            "rows": [{symbol_name(column): value for column, value in row.items()} for row in rows],
        }
    return tables


def _wrong_table(file: Path, text: str) -> ProjectFileInvalid:
    return ProjectFileInvalid(
        f"{file}: {text}",
        hint="Write Name: {id: 5, rows: [{Column: value}]}.",
        location=Location(str(file)),
    )


def _invalid(problem: YamlProblem) -> ProjectFileInvalid:
    return ProjectFileInvalid(
        f"{problem.location}: {problem.text}",
        hint=problem.hint or "Correct the file.",
        location=problem.location,
    )


def _read(file: Path) -> str:
    try:
        if not file.resolve().is_relative_to(file.parent.resolve()):
            # A folder may come from anybody, and what a property holds is sent to servers.
            raise ProjectFileInvalid(
                f"{file} is a link that leads out of the definition's folder",
                hint="Put a copy of the file there, or enter the values in the window.",
                location=Location(str(file)),
            )
        with file.open("rb") as stream:
            content = stream.read(MAX_SIZE + 1)
        if len(content) > MAX_SIZE:
            raise ProjectFileInvalid(
                f"{file} is larger than {MAX_SIZE // 1024 // 1024} MB", location=Location(str(file))
            )
        return content.decode("utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        reason = error.strerror if isinstance(error, OSError) else "it is not UTF-8 text"
        raise ProjectFileInvalid(f"Cannot read {file}: {reason}", location=Location(str(file))) from error
