"""Reads a definition in Python: without running it, and for real once it is trusted."""

from __future__ import annotations

import symtable
from dataclasses import replace
from pathlib import Path, PurePath
from types import ModuleType
from typing import TYPE_CHECKING

from authbench.definition.connector_builder import build_connector
from authbench.definition.findings import Findings
from authbench.definition.model import Connector
from authbench.definition.problems import Problem, Severity
from authbench.definition.project import AskedNames
from authbench.definition.python.local_modules import LocalModules, check_size, find_local_modules
from authbench.definition.python.source import PythonSyntaxError, Source
from authbench.definition.python.static_checks import check_connector_name, check_methods, check_source
from authbench.definition.python.static_tables import StaticTables, Unread
from authbench.definition.python.wording import in_python
from authbench.definition.tree import Table
from authbench.definition.trust import Trust, TrustPolicy
from authbench.errors import AuthbenchError, Location

if TYPE_CHECKING:
    from authbench.http import CancelScope

MAX_NODES = 150_000
"""Nodes of a syntax tree whose code is looked into; a definition of 50 KB has 10,000."""
_ABOUT_OTHER_FIELDS = frozenset({"condition_unknown_field"})


def read_python(
    content: bytes,
    file: str,
    path: Path,
    digest: str,
    findings: Findings,
    policy: TrustPolicy,
    *,
    check_lambdas: bool = True,
    scope: CancelScope | None = None,
) -> tuple[Connector | None, Trust]:
    """The connector in a Python file, and what of it may run. `path` is where it was read from, links
    followed; `file` how people are shown it. Raises DefinitionNotReadable for local
    modules that cannot be read, and Cancelled where `scope` is cancelled while the file runs."""
    check_size(content, PurePath(file).name, file)
    local = find_local_modules(Source(content, file), path)
    trust = local.trust
    own = Findings()
    try:
        tables = StaticTables(local, own)
        _check_scopes(local.main)
    except PythonSyntaxError as error:
        _record(findings, error, "syntax_error")
        return None, trust
    check_lambdas = check_lambdas and len(local.main.nodes) <= MAX_NODES
    if check_lambdas:
        check_source(local, tables.scope, findings)
    read = tables.connector()
    if policy(trust):
        trust = replace(trust, granted=True)
        root = _run(local, read if isinstance(read, Table) else None, tables, findings, scope)
    elif isinstance(read, Unread):
        root = Table(location=read.location)
    else:
        root = read
        if root is None:
            check_connector_name(local.main, tables.scope, findings)
    if root is None:
        return None, trust
    if not trust.granted:
        for problem in own.all():
            findings.record(problem)
    if check_lambdas and not isinstance(read, Unread):
        check_methods(local.main, tables.scope, root, findings)
    built = Findings()
    connector = build_connector(root, built, file=file, source=content, digest=digest)
    omitted = set() if trust.granted else tables.omitted
    for problem in built.all():
        if not _comes_from_omission(problem, omitted):
            findings.record(in_python(problem))
    return replace(connector, asked=lambda: _asked_names(local)), trust


def _asked_names(local: LocalModules) -> AskedNames:
    from authbench.definition.python.asked import asked_names

    modules = [module.source.content for module in local.modules.values() if module.source is not None]
    return asked_names([local.main.content, *modules])


def _check_scopes(source: Source) -> None:
    """What Python refuses beside its grammar: `nonlocal` at the top level, a parameter given twice. Raises
    PythonSyntaxError."""
    try:
        symtable.symtable(source.text, source.file, "exec")
    except SyntaxError as error:
        raise source.syntax_error(error) from None
    except (RecursionError, MemoryError, ValueError):
        return


def _run(
    local: LocalModules,
    read: Table | None,
    tables: StaticTables,
    findings: Findings,
    scope: CancelScope | None,
) -> Table | None:
    """What `connector` is once the file ran; None where that fails, which is recorded."""
    from authbench.definition.python.code import PythonCode
    from authbench.definition.python.live_tables import LiveTables

    code = PythonCode(local)
    twin = read if read is not None else Table(location=Location(local.main.file))

    def convert(module: ModuleType) -> Table | None:
        value = getattr(module, "connector", None)
        if not isinstance(value, dict):
            return None
        methods = value.get("methods")
        code.adopt_methods(methods if isinstance(methods, dict) else {})
        return LiveTables(code).table(value, "", twin)

    try:
        root: Table | None = code.run_top_level(convert, scope)
    except AuthbenchError as error:
        _record(findings, error, "not_evaluated")
        return None
    if root is None:
        check_connector_name(local.main, tables.scope, findings)
    return root


def _comes_from_omission(problem: Problem, omitted: set[str]) -> bool:
    """Whether something seems to be missing only because reading could not tell it."""
    if not omitted:
        return False
    path = problem.path or ""
    tables = {path, path.rpartition(".")[0]}
    if problem.code.endswith("_missing") or problem.code == "field_without_name":
        return any(one in tables or one.rpartition(".")[0] in tables for one in omitted)
    return problem.code in _ABOUT_OTHER_FIELDS and any("fields" in one for one in omitted)


def _record(findings: Findings, error: AuthbenchError, code: str) -> None:
    findings.add(Severity.ERROR, code, error.message, location=error.location, fix=error.hint)
