"""What lambdas return, where the model expects a certain shape."""

from __future__ import annotations

from typing import Any

from authbench.definition.field_builder import build_fields
from authbench.definition.findings import Findings
from authbench.definition.model import Field, Lambda
from authbench.definition.problems import Problem, Severity
from authbench.definition.tree import kind_of


def fields_from_result(source: Lambda, result: Any) -> tuple[tuple[Field, ...], tuple[Problem, ...]]:
    """The fields in what `extended_fields` (or `fields` as a lambda) returned: a list of hashes, or nil
    for none (SDK reference 2.10). Anything else gives no fields and a problem."""
    if result is None:
        return (), ()
    findings = Findings()
    if not isinstance(result, list):
        findings.add(
            Severity.ERROR,
            "wrong_type",
            f"{source.path} must return a list of fields, not {kind_of(result)}",
            location=source.location,
            path=source.path,
        )
        return (), _problems(source, findings)
    fields = build_fields(result, findings, path=source.path, location=source.location)
    return fields, _problems(source, findings)


def _problems(source: Lambda, findings: Findings) -> tuple[Problem, ...]:
    """The findings in the words of the definition's language."""
    if not source.location.file.endswith(".py"):
        return findings.all()
    from authbench.definition.python.wording import in_python

    return tuple(map(in_python, findings.all()))
