"""Forms from plain field hashes."""

from __future__ import annotations

from typing import Any

from authbench.definition import Connector, Problem
from authbench.definition.connector_builder import build_connector
from authbench.definition.findings import Findings
from authbench.definition.tree import Table
from authbench.form import FieldState, Form


def table(value: Any) -> Any:
    """Plain data as a reader would give it."""
    if isinstance(value, dict):
        return Table((key, table(item)) for key, item in value.items())
    return [table(item) for item in value] if isinstance(value, list) else value


def built(connection: dict[str, Any], **root: Any) -> tuple[Connector, tuple[Problem, ...]]:
    """The connector with this `connection`, and the problems of reading it."""
    findings = Findings()
    source = table({"title": "T", "connection": connection, **root})
    connector = build_connector(source, findings, file="c.rb", source=b"", digest="0")
    return connector, findings.all()


def form(*fields: dict[str, Any], values: dict[str, Any] | None = None, **connection: Any) -> Form:
    """A form of these fields."""
    connector, _ = built({"fields": list(fields), **connection})
    return Form(connector, values)


def shown(form: Form) -> list[str]:
    """The paths of visible rows."""
    return [row.path for row in form.rows if row.visible]


def row(form: Form, path: str) -> FieldState:
    """One row."""
    return form.row(path)
