"""Names in a definition's code that nothing binds: found by reading, before anything runs."""

from __future__ import annotations

import ast
import builtins
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

_FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda)
_COMPREHENSIONS = (ast.ListComp, ast.SetComp, ast.DictComp, ast.GeneratorExp)
_MODULE_NAMES = frozenset(
    {"__name__", "__file__", "__doc__", "__package__", "__builtins__", "__annotations__", "__spec__",
     "__loader__", "__path__", "__class__"}
)  # fmt: skip
BUILTINS = frozenset(vars(builtins)) | _MODULE_NAMES


@dataclass(slots=True)
class _Scope:
    """Names bound in one function, class or comprehension. Those of a class are not seen by what is in
    its functions."""

    names: set[str] = field(default_factory=set)
    is_class: bool = False


def undefined_names(tree: ast.Module, nodes: Iterable[ast.AST]) -> list[ast.Name]:
    """Every use of a name that neither the file nor Python binds, in the order of the file. Empty for files
    that import `*`, which could bind anything, and for those too deep to look into. `nodes` are all of
    `tree`."""
    module = _Scope(set(_bound(tree.body)))
    for node in nodes:
        if isinstance(node, ast.ImportFrom) and node.names[0].name == "*":
            return []
        if isinstance(node, ast.Global):
            module.names.update(node.names)
    search = _Search()
    try:
        for statement in tree.body:
            search.look(statement, [module])
    except RecursionError:
        return []
    return sorted(search.found, key=lambda name: (name.lineno, name.col_offset))


class _Search:
    def __init__(self) -> None:
        self.found: list[ast.Name] = []

    def look(self, node: ast.AST, scopes: list[_Scope]) -> None:
        """Find the undefined names in `node`, which stands in the last of `scopes`."""
        if isinstance(node, ast.Name):
            if isinstance(node.ctx, ast.Load) and not self._known(node.id, scopes):
                self.found.append(node)
        elif isinstance(node, _FUNCTIONS):
            self._function(node, scopes)
        elif isinstance(node, ast.ClassDef):
            for part in (*node.decorator_list, *node.bases, *node.keywords):
                self.look(part, scopes)
            inner = [*scopes, _Scope(set(_bound(node.body)) | {"__qualname__", "__module__"}, is_class=True)]
            for statement in node.body:
                self.look(statement, inner)
        elif isinstance(node, _COMPREHENSIONS):
            self._comprehension(node, scopes)
        else:
            for child in ast.iter_child_nodes(node):
                self.look(child, scopes)

    def _function(
        self, node: ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda, scopes: list[_Scope]
    ) -> None:
        arguments = node.args
        body: list[ast.AST] = [node.body] if isinstance(node, ast.Lambda) else list(node.body)
        outside: list[ast.AST | None] = [*arguments.defaults, *arguments.kw_defaults]
        if not isinstance(node, ast.Lambda):
            outside.extend(node.decorator_list)
        for part in outside:
            if part is not None:
                self.look(part, scopes)
        given = [*arguments.posonlyargs, *arguments.args, *arguments.kwonlyargs]
        given += [one for one in (arguments.vararg, arguments.kwarg) if one is not None]
        inner = [*scopes, _Scope({one.arg for one in given} | set(_bound(body)))]
        for statement in body:
            self.look(statement, inner)

    def _comprehension(self, node: ast.AST, scopes: list[_Scope]) -> None:
        own = _Scope()
        for child in ast.iter_child_nodes(node):
            if isinstance(child, ast.comprehension):
                own.names.update(name.id for name in ast.walk(child.target) if isinstance(name, ast.Name))
        inner, first = [*scopes, own], True
        for child in ast.iter_child_nodes(node):
            if not isinstance(child, ast.comprehension):
                self.look(child, inner)
                continue
            # The first of the iterables is evaluated outside.
            self.look(child.iter, scopes if first else inner)
            first = False
            for part in (child.target, *child.ifs):
                self.look(part, inner)

    def _known(self, name: str, scopes: list[_Scope]) -> bool:
        if name in BUILTINS:
            return True
        for index, scope in enumerate(reversed(scopes)):
            # A class's names are seen in its own body alone, comprehensions in it included.
            if name in scope.names and (index == 0 or not scope.is_class):
                return True
        return False


def _bound(body: list[ast.stmt] | list[ast.AST]) -> Iterator[str]:
    """The names that a body binds in its own scope."""
    waiting: list[ast.AST] = list(body)
    while waiting:
        node = waiting.pop()
        if isinstance(node, ast.Name) and not isinstance(node.ctx, ast.Load):
            yield node.id
        elif isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            yield node.name
            waiting.extend(node.decorator_list)
            continue
        elif isinstance(node, ast.Lambda):
            continue
        elif isinstance(node, ast.Import | ast.ImportFrom):
            for alias in node.names:
                yield alias.asname or alias.name.partition(".")[0]
        elif isinstance(node, ast.ExceptHandler | ast.MatchAs | ast.MatchStar) and node.name:
            yield node.name
        elif isinstance(node, ast.MatchMapping) and node.rest:
            yield node.rest
        elif isinstance(node, ast.Global | ast.Nonlocal):
            yield from node.names
        elif isinstance(node, _COMPREHENSIONS):
            # Only `:=` reaches out of a comprehension.
            waiting.extend(inner.target for inner in ast.walk(node) if isinstance(inner, ast.NamedExpr))
            continue
        waiting.extend(ast.iter_child_nodes(node))
