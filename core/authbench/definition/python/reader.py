"""Reads a definition in Python: without running it, and for real once it is trusted."""

from __future__ import annotations

from types import ModuleType
from typing import Any

from authbench.definition.connector_builder import build_connector
from authbench.definition.findings import Findings
from authbench.definition.model import Connector
from authbench.definition.problems import Severity
from authbench.definition.python.local_modules import LocalModules, find_local_modules
from authbench.definition.python.source import PythonSyntaxError, Source
from authbench.definition.tree import Table
from authbench.definition.trust import Trust, TrustPolicy
from authbench.errors import AuthbenchError, Location


def read_python(
    content: bytes,
    file: str,
    digest: str,
    findings: Findings,
    policy: TrustPolicy,
    *,
    check_lambdas: bool = True,
) -> tuple[Connector | None, Trust]:
    """The connector in a Python file, and what of it may run. Raises DefinitionNotReadable for local
    modules that cannot be read."""
    local = find_local_modules(Source(content, file))
    trust = local.trust
    try:
        local.main.tree  # noqa: B018  # parsed, so that a file with an error is not run
    except PythonSyntaxError as error:
        _record(findings, error, "syntax_error")
        return None, trust
    if policy(trust):
        trust = Trust(trust.digest, trust.files, granted=True)
        return _run(local, content, file, digest, findings), trust
    return None, trust


def _run(local: LocalModules, content: bytes, file: str, digest: str, findings: Findings) -> Connector | None:
    from authbench.definition.python.code import PythonCode
    from authbench.definition.python.live_tables import LiveTables

    code = PythonCode(local)
    read = Table(location=Location(file))

    def convert(module: ModuleType) -> tuple[Any, Table | None]:
        value = getattr(module, "connector", None)
        if not isinstance(value, dict):
            return value, None
        methods = value.get("methods")
        code.adopt_methods(methods if isinstance(methods, dict) else {})
        return value, LiveTables(code).table(value, "", read)

    try:
        value, table = code.run_top_level(convert)
    except AuthbenchError as error:
        _record(findings, error, "not_evaluated")
        return None
    if table is None:
        findings.add(
            Severity.ERROR,
            "connector_missing",
            "The file binds no 'connector'" if value is None else "'connector' must be a dict",
            location=Location(file),
        )
        return None
    return build_connector(table, findings, file=file, source=content, digest=digest)


def _record(findings: Findings, error: AuthbenchError, code: str) -> None:
    findings.add(Severity.ERROR, code, error.message, location=error.location, fix=error.hint)
