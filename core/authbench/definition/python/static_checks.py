"""What can be seen in a definition in Python without running it: names that are not there, imports of
`authbench.sdk` that do not exist, calls at the wrong time, methods that are missing."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator

from authbench.definition.findings import Findings, suggestion
from authbench.definition.problems import Severity
from authbench.definition.python.local_modules import LocalModules
from authbench.definition.python.name_checks import BUILTINS, undefined_names
from authbench.definition.python.scopes import Imported, ModuleScope
from authbench.definition.python.source import Source
from authbench.definition.tree import Table
from authbench.sdk import AUTHOR_NAMES
from authbench.sdk import __all__ as sdk_names
from authbench.sdk.author.lazy_request import CHAIN_CALLS

_FREE = frozenset({"blank", "present", "presence", "to_param", "null", "skip", "clear"})
"""Names of the SDK that work outside lambdas as well."""
_VERBS = frozenset(name for name, module in AUTHOR_NAMES.items() if module == "author.verbs")
_SDK_MODULE = (("authbench.sdk", None), ("authbench", "sdk"))
MAX_NAMES = 50
"""Names that are missing and are told one by one."""
_FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda)


def check_source(local: LocalModules, scope: ModuleScope, findings: Findings) -> None:
    """Record what is statically wrong in the definition's own file."""
    source = local.main
    _check_sdk_imports(source, findings)
    _check_undefined(source, scope, findings)
    _check_attributes(source, scope, findings)
    _check_calls_outside(source, scope, findings)
    for name, path in sorted(local.shadowed.items()):
        statement = _import_of(name, scope)
        if statement is not None and name != "authbench":
            findings.add(
                Severity.WARNING,
                "shadowed_module",
                f"{path.name} beside the definition is not used: '{name}' is a module of Python itself",
                location=source.of(statement),
                fix=f"Rename {path.name} if it is meant.",
            )


def check_methods(source: Source, scope: ModuleScope, root: Table, findings: Findings) -> None:
    """Record calls of methods that the definition does not have, and lambdas that cannot work."""
    methods = root.get("methods")
    names = tuple(methods) if isinstance(methods, dict) else ()
    known, missing = set(names), 0
    if _sdk_binding("call", scope):
        for node in _calls(source.nodes, "call"):
            first = node.args[0] if node.args else None
            if isinstance(first, ast.Constant) and isinstance(first.value, str) and first.value not in known:
                missing += 1
                if missing > MAX_NAMES:
                    break
                close = suggestion(first.value, names)
                findings.add(
                    Severity.ERROR,
                    "method_missing",
                    f"call('{first.value}'): the definition has no such method",
                    location=source.of(node),
                    fix=f"Did you mean '{close}'?" if close else f'Add "{first.value}" to "methods".',
                )
    for function in source.nodes:
        if isinstance(function, ast.AsyncFunctionDef):
            findings.add(
                Severity.ERROR,
                "async_function",
                f"'{function.name}' is async; lambdas are called and waited for, so its code never runs",
                location=source.of(function),
                fix="Write def without async; requests need no await.",
            )


def check_connector_name(source: Source, scope: ModuleScope, findings: Findings) -> None:
    """Record that nothing is called `connector`, and what may be meant; or that it is no dict."""
    if "connector" in scope.names:
        bound = scope.bindings.get("connector")
        findings.add(
            Severity.ERROR,
            "wrong_type",
            "'connector' must be a dict",
            location=source.of(bound) if isinstance(bound, ast.AST) else source.place(1, 0),
            fix='Write connector = {"title": "…", …}.',
        )
        return
    close = suggestion("connector", tuple(scope.names)) or next(
        (
            name
            for name, value in scope.bindings.items()
            if isinstance(value, ast.Dict)
            and any(isinstance(key, ast.Constant) and key.value == "connection" for key in value.keys)
        ),
        None,
    )
    binding = scope.bindings.get(close) if close else None
    findings.add(
        Severity.ERROR,
        "connector_missing",
        "The file binds no 'connector', the dict that describes the definition",
        location=source.of(binding) if isinstance(binding, ast.AST) else source.place(1, 0),
        fix=f"Rename '{close}' to 'connector'." if close else 'Write connector = {"title": "…", …}.',
    )


def _check_sdk_imports(source: Source, findings: Findings) -> None:
    unknown = 0
    for node in source.nodes:
        if not isinstance(node, ast.ImportFrom) or node.module != "authbench.sdk" or node.level:
            continue
        for alias in node.names:
            if alias.name != "*" and alias.name not in sdk_names:
                unknown += 1
                if unknown > MAX_NAMES:
                    return
                close = suggestion(alias.name, tuple(sdk_names))
                findings.add(
                    Severity.ERROR,
                    "unknown_sdk_name",
                    f"authbench.sdk has no '{alias.name}'",
                    location=source.of(alias),
                    fix=f"Did you mean '{close}'?" if close else "docs/python.md lists the names.",
                )


def _check_attributes(source: Source, scope: ModuleScope, findings: Findings) -> None:
    """`sdk.gte(…)` where `sdk` is the module, and `get(…).parms(…)`, which a request does not have."""
    for node in source.nodes:
        if not isinstance(node, ast.Attribute):
            continue
        if isinstance(node.value, ast.Name):
            binding = scope.bindings.get(node.value.id)
            if not isinstance(binding, Imported) or (binding.module, binding.member) not in _SDK_MODULE:
                continue
            known, owner = tuple(sdk_names), "authbench.sdk"
        elif _is_request(node.value, scope):
            known, owner = CHAIN_CALLS, "A request, or its value,"
            if any(hasattr(kind, node.attr) for kind in (dict, list, str, bytes, int, float)):
                continue
        else:
            continue
        close = suggestion(node.attr, known)
        if node.attr not in known and (close or owner == "authbench.sdk"):
            findings.add(
                Severity.ERROR if owner == "authbench.sdk" else Severity.WARNING,
                "unknown_sdk_name",
                f"{owner} has no '{node.attr}'",
                location=source.of(node),
                fix=f"Did you mean '{close}'?" if close else "docs/python.md lists the names.",
            )


def _is_request(node: ast.expr, scope: ModuleScope) -> bool:
    """Whether an expression is a verb's call, chained on or not."""
    while isinstance(node, ast.Call):
        if isinstance(node.func, ast.Name):
            return _sdk_binding(node.func.id, scope) in _VERBS
        if not isinstance(node.func, ast.Attribute) or node.func.attr not in CHAIN_CALLS:
            return False
        node = node.func.value
    return False


def _check_undefined(source: Source, scope: ModuleScope, findings: Findings) -> None:
    seen: set[str] = set()
    known = tuple(scope.names | BUILTINS | set(AUTHOR_NAMES))
    for node in undefined_names(source.tree, source.nodes):
        if node.id in seen:
            continue
        seen.add(node.id)
        if len(seen) > MAX_NAMES:
            return
        if node.id in AUTHOR_NAMES:
            fix: str | None = f"Add {node.id} to the import: from authbench.sdk import {node.id}."
        elif node.id in ("nil", "true", "false"):
            fix = f"In Python it is {({'nil': 'None', 'true': 'True', 'false': 'False'})[node.id]}."
        else:
            close = suggestion(node.id, known)
            fix = f"Did you mean '{close}'?" if close else None
        findings.add(
            Severity.ERROR,
            "undefined_name",
            f"'{node.id}' is not defined",
            location=source.of(node),
            fix=fix,
        )


def _check_calls_outside(source: Source, scope: ModuleScope, findings: Findings) -> None:
    for node in _outside_functions(source.tree):
        if not isinstance(node, ast.Call):
            continue
        name = node.func.id if isinstance(node.func, ast.Name) else None
        meant = _sdk_binding(name, scope) if name is not None else None
        if meant is not None and meant not in _FREE:
            findings.add(
                Severity.ERROR,
                "outside_lambda",
                f"{name}(…) is called while the file is read; there is no run yet that it could act on",
                location=source.of(node),
                fix="Call it inside a function, or behind lambda connection: ….",
            )


def _sdk_binding(name: str | None, scope: ModuleScope) -> str | None:
    """The name of `authbench.sdk` that `name` stands for at the top level."""
    binding = scope.bindings.get(name) if name is not None else None
    if isinstance(binding, Imported) and binding.module == "authbench.sdk":
        for alias in getattr(binding.node, "names", ()):
            if (alias.asname or alias.name) == name and alias.name in AUTHOR_NAMES:
                return str(alias.name)
    return None


def _outside_functions(tree: ast.Module) -> Iterator[ast.AST]:
    waiting: list[ast.AST] = list(tree.body)
    while waiting:
        node = waiting.pop()
        yield node
        if not isinstance(node, _FUNCTIONS):
            waiting.extend(ast.iter_child_nodes(node))


def _calls(nodes: Iterable[ast.AST], name: str) -> Iterator[ast.Call]:
    for node in nodes:
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == name:
            yield node


def _import_of(name: str, scope: ModuleScope) -> ast.stmt | None:
    """The statement that imports a module at the top level."""
    for binding in scope.bindings.values():
        if isinstance(binding, Imported) and binding.module.partition(".")[0] == name:
            return binding.node
    return None
