"""The `ngIf` of a field: parsed, and checked for fields that do not exist."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from authbench.definition.controls import Control
from authbench.definition.findings import Findings, suggestion
from authbench.definition.model import Field
from authbench.definition.problems import Severity
from authbench.definition.tree import Table

if TYPE_CHECKING:
    from authbench.definition.conditions import Condition


def read_condition(table: Table, findings: Findings) -> Condition | None:
    """The condition of a field's hash; None where there is none or where it cannot be understood,
    since the field is then shown."""
    value = table.get("ngIf")
    if value is None or value is True or value == "":
        return None
    from authbench.definition.conditions import ConditionError, parse_condition

    if not isinstance(value, str):
        if value is False:
            return parse_condition("false")
        findings.wrong_type(table, "ngIf", "a text holding a condition")
        return None
    try:
        return parse_condition(value)
    except ConditionError as error:
        findings.at(
            Severity.WARNING,
            "condition_invalid",
            f"The ngIf is not understood, so the field is always shown: {error.message}"
            f" (character {error.offset + 1})",
            table,
            "ngIf",
            fix="Write a comparison such as input.auth_type == 'oauth2'; join several with && and ||.",
        )
        return None


def check_references(fields: Iterable[Field], known: Iterable[Field], findings: Findings, path: str) -> None:
    """Record conditions of `fields` that read names which none of `known` has."""
    children: dict[str, dict[str, Field]] = {}
    for field in known:
        for name in {field.name, field.toggle_field.name if field.toggle_field else field.name}:
            children.setdefault(name, {}).update({child.name: child for child in field.properties})
    _check(fields, children, {}, findings, path)


def _check(
    fields: Iterable[Field],
    children: dict[str, dict[str, Field]],
    item: dict[str, Field],
    findings: Findings,
    path: str,
) -> None:
    for field in fields:
        for names in field.condition.names if field.condition else ():
            name = names[0]
            if name in item:
                continue
            if name not in children:
                _report(field, f"input.{name}", suggestion(name, tuple(children)), findings, path)
            elif len(names) > 1 and children[name] and names[1] not in children[name]:
                close = suggestion(names[1], tuple(children[name]))
                _report(field, f"input.{name}.{names[1]}", close, findings, path)
        repeats = field.control in (Control.LIST, Control.KEY_VALUE)
        own = {child.name: child for child in field.properties} if repeats else item
        _check(field.properties, children, own, findings, path)


def _report(field: Field, name: str, close: str | None, findings: Findings, path: str) -> None:
    findings.add(
        Severity.WARNING,
        "condition_unknown_field",
        f"The ngIf of '{field.name}' asks for {name}, but no such field exists",
        location=field.location,
        path=f"{path}.{field.name}",
        fix=f"Did you mean '{close}'?" if close else None,
    )
