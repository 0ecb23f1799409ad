"""The `ngIf` of a field: parsed, and checked for fields that do not exist."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
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
            return parse_condition("false", table.place("ngIf"))
        findings.wrong_type(table, "ngIf", "a text holding a condition")
        return None
    try:
        return parse_condition(value, table.place("ngIf"))
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


def check_references(
    fields: Iterable[Field],
    known: Iterable[Field],
    findings: Findings,
    path: str,
    made_elsewhere: Callable[[str], bool] = lambda _: False,
) -> None:
    """Record conditions of `fields` that read names which none of `known` has. `made_elsewhere(name)` says
    that code may well make such a field."""
    _Check(_by_name(known), findings, made_elsewhere).fields(fields, {}, path)


_COMPUTED_NAME = re.compile(rb"""\bname['"]?[ \t]*(?::|=>)[ \t]*(?:"[^"\n]*\#\{|[^'": \t])""")
"""A field whose name is no plain text."""


def spelled_in(source: bytes) -> Callable[[str], bool]:
    """Whether fields that a program makes may be called so: it spells the name other than to read it, or it
    puts names together."""
    computes = _COMPUTED_NAME.search(source) is not None

    def spelled(name: str) -> bool:
        word = rb"""(?<![0-9A-Za-z_.])(?<!\[['"])%b(?![0-9A-Za-z_])""" % re.escape(name.encode())
        return computes or re.search(word, source) is not None

    return spelled


def _by_name(fields: Iterable[Field]) -> dict[str, list[Field]]:
    found: dict[str, list[Field]] = {}
    for field in fields:
        for each in (field, field.toggle_field):
            if each is not None:
                found.setdefault(each.name, []).append(each)
    return found


class _Check:
    """Follows the paths of conditions through fields and their children."""

    def __init__(
        self, root: dict[str, list[Field]], findings: Findings, made_elsewhere: Callable[[str], bool]
    ) -> None:
        self._root = root
        self._findings = findings
        self._made_elsewhere = made_elsewhere

    def fields(self, fields: Iterable[Field], item: dict[str, list[Field]], path: str) -> None:
        """Check fields that stand in an item with these fields, or in none."""
        for field in fields:
            for each in (field, field.toggle_field):
                if each is None:
                    continue
                if each.condition is not None:
                    self._condition(each, each.condition, item, path)
                repeats = each.control in (Control.LIST, Control.KEY_VALUE)
                inner = _by_name(each.properties) if repeats else item
                self.fields(each.properties, inner, f"{path}.{each.name}")

    def _condition(self, field: Field, condition: Condition, item: dict[str, list[Field]], path: str) -> None:
        for name in condition.unknown:
            fix = f"Write input.{name}." if name in self._root or name in item else None
            self._report(field, condition, f"'{name}', but only input means something", path, fix)
        for names in condition.names:
            wrong = self._unknown_part(names, item)
            if wrong is not None:
                asked = f"input.{'.'.join(names[: wrong[0]])}, but no such field exists"
                close = suggestion(names[wrong[0] - 1], wrong[1])
                self._report(field, condition, asked, path, f"Did you mean '{close}'?" if close else None)

    def _unknown_part(
        self, names: tuple[str, ...], item: dict[str, list[Field]]
    ) -> tuple[int, tuple[str, ...]] | None:
        """How much of a path it takes to name what does not exist, and what exists there; None where all
        of it does."""
        here = {**self._root, **item}
        for depth, name in enumerate(names, start=1):
            found = here.get(name)
            if found is None:
                made = depth == 1 and self._made_elsewhere(name)
                return None if made else (depth, tuple(here))
            children = [child for each in found for child in each.properties]
            if not children or not all(each.control is Control.OBJECT for each in found):
                return None
            here = _by_name(children)
        return None

    def _report(self, field: Field, condition: Condition, asked: str, path: str, fix: str | None) -> None:
        self._findings.add(
            Severity.WARNING,
            "condition_unknown_field",
            f"The ngIf of '{field.name}' asks for {asked}",
            location=condition.location or field.location,
            path=f"{path}.{field.name}.ngIf",
            fix=fix,
        )
