"""Finds `account_property("…")` and `lookup("…", …)` in a Python definition, without running it."""

from __future__ import annotations

import ast
from collections.abc import Iterable

from authbench.definition.project import AskedNames

_HELPERS = frozenset({"account_property", "lookup"})


def asked_names(sources: Iterable[bytes]) -> AskedNames:
    """The names written out anywhere in these files; a file that is no Python holds none."""
    found: dict[str, dict[str, None]] = {name: {} for name in _HELPERS}
    for source in sources:
        if not any(name.encode() in source for name in _HELPERS):
            continue
        try:
            tree = ast.parse(source)
        except (SyntaxError, ValueError, RecursionError, MemoryError):
            continue
        for node in ast.walk(tree):
            if not isinstance(node, ast.Call) or not node.args:
                continue
            called, first = _name(node.func), node.args[0]
            if called in found and isinstance(first, ast.Constant) and type(first.value) in (str, int):
                found[called][str(first.value)] = None
    return AskedNames(tuple(found["account_property"]), tuple(found["lookup"]))


def _name(function: ast.expr) -> str:
    """The helper that is called, also through its module: `sdk.lookup(…)`, but not `workato.net.lookup`."""
    if isinstance(function, ast.Name):
        return function.id
    if isinstance(function, ast.Attribute) and isinstance(function.value, ast.Name):
        return function.attr
    return ""
