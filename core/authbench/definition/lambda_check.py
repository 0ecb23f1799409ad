"""Takes lambdas and lambda-or-text values out of a definition's hashes, with what is wrong with them."""

from __future__ import annotations

from authbench.definition.findings import Findings
from authbench.definition.model import Lambda
from authbench.definition.problems import Severity
from authbench.definition.tree import Table


def read_lambda(table: Table, key: str, findings: Findings, *, supplied: int) -> Lambda | None:
    """The lambda under `key`, or None. `supplied` is how many arguments it is called with at most."""
    value = table.get(key)
    if value is None:
        return None
    if not isinstance(value, Lambda):
        findings.wrong_type(table, key, "a lambda", fix=f"Write {key}: lambda do |connection| … end.")
        return None
    _check_parameters(table, key, value, findings, supplied)
    return value


def read_lambda_or_text(
    table: Table, key: str, findings: Findings, *, supplied: int = 1
) -> Lambda | str | None:
    """The lambda or the literal text under `key`, or None."""
    value = table.get(key)
    if isinstance(value, str):
        return value
    if value is not None and not isinstance(value, Lambda):
        findings.wrong_type(table, key, "a lambda or a text")
        return None
    return read_lambda(table, key, findings, supplied=supplied)


def _check_parameters(table: Table, key: str, value: Lambda, findings: Findings, supplied: int) -> None:
    if value.required_count > supplied:
        findings.at(
            Severity.ERROR,
            "too_many_parameters",
            f"'{key}' needs {value.required_count} arguments but is called with {supplied}",
            table,
            key,
            fix="Give the surplus parameters defaults or remove them.",
        )
