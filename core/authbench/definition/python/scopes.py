"""What the names of one file mean at its top level, as far as reading alone tells."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass, field

from authbench.definition.python.source import Source

_OWN_SCOPE = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef, ast.Lambda)
_COMPREHENSIONS = (ast.ListComp, ast.SetComp, ast.DictComp, ast.GeneratorExp)


@dataclass(frozen=True, slots=True)
class Imported:
    """A name that an import statement binds: a module, or `member` of it."""

    module: str
    member: str | None
    node: ast.stmt


@dataclass(frozen=True, slots=True)
class Change:
    """`name["key"]["key"] = value` at the top level."""

    keys: tuple[str, ...]
    value: ast.expr
    target: ast.expr


Binding = ast.expr | ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef | Imported


@dataclass(slots=True)
class ModuleScope:
    """The top-level names of one file. `bindings` holds those bound in plain statements, the last one
    counting; `unsure` those bound elsewhere too; `untold` are statements that change a value in a way that
    reading does not follow, by the name that they change."""

    source: Source
    package: str = ""
    bindings: dict[str, Binding] = field(default_factory=dict)
    unsure: set[str] = field(default_factory=set)
    changes: dict[str, list[Change]] = field(default_factory=dict)
    untold: dict[str, list[ast.stmt]] = field(default_factory=dict)
    stars: list[ast.ImportFrom] = field(default_factory=list)

    @classmethod
    def of(cls, source: Source, package: str = "") -> ModuleScope:
        """The scope of a file. Raises PythonSyntaxError."""
        scope = cls(source, package)
        for statement in source.tree.body:
            scope._take(statement)
        for node in source.nodes:
            if isinstance(node, ast.Global):
                scope.unsure.update(node.names)
        return scope

    def _take(self, statement: ast.stmt) -> None:
        match statement:
            case ast.Assign(targets=targets, value=value):
                for target in targets:
                    self._assign(target, value, statement)
            case ast.AnnAssign(target=target, value=ast.expr() as value):
                self._assign(target, value, statement)
            case ast.FunctionDef() | ast.AsyncFunctionDef() | ast.ClassDef():
                self._bind(statement.name, statement)
            case ast.Import(names=names):
                for alias in names:
                    top = alias.name.partition(".")[0]
                    meant = alias.name if alias.asname else top
                    self._bind(alias.asname or top, Imported(meant, None, statement))
            case ast.ImportFrom(names=names):
                module = absolute_module(statement, self.package)
                if any(alias.name == "*" for alias in names):
                    self.stars.append(statement)
                for alias in names:
                    self._bind(alias.asname or alias.name, Imported(module, alias.name, statement))
            case ast.Expr(value=ast.Call(func=ast.Attribute() as function)):
                root = _root(function.value)
                if root is not None:
                    self.untold.setdefault(root, []).append(statement)
            case ast.Expr() | ast.Pass() | ast.AnnAssign():
                pass
            case _:
                self._unsure(statement)

    def _assign(self, target: ast.expr, value: ast.expr, statement: ast.stmt) -> None:
        if isinstance(target, ast.Name):
            self._bind(target.id, value)
            return
        root = _root(target)
        keys = _keys(target)
        if root is not None and keys:
            self.changes.setdefault(root, []).append(Change(keys, value, target))
        elif root is not None and isinstance(target, ast.Attribute | ast.Subscript):
            self.untold.setdefault(root, []).append(statement)
        else:
            self._unsure(statement)

    def _bind(self, name: str, binding: Binding) -> None:
        if name in self.bindings and name != "connector":
            self.unsure.add(name)
        self.bindings[name] = binding

    def _unsure(self, statement: ast.stmt) -> None:
        """Names bound inside `if`, `for`, `try`, `with`, by `+=`, `del` or unpacking."""
        for node in _same_scope(statement):
            if isinstance(node, ast.Name) and not isinstance(node.ctx, ast.Load):
                self.unsure.add(node.id)
            elif isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
                self.unsure.add(node.name)
            elif isinstance(node, ast.Import | ast.ImportFrom):
                for alias in node.names:
                    self.unsure.add(alias.asname or alias.name.partition(".")[0])
            elif isinstance(node, ast.Subscript | ast.Attribute) and not isinstance(node.ctx, ast.Load):
                root = _root(node)
                if root is not None:
                    self.untold.setdefault(root, []).append(statement)

    @property
    def names(self) -> set[str]:
        """Every name that the top level may bind."""
        return set(self.bindings) | self.unsure


def absolute_module(node: ast.ImportFrom, package: str) -> str:
    """The module that a `from` import means, by its full name; empty where it leaves its package."""
    base = node.module or ""
    if not node.level:
        return base
    parents = package.split(".") if package else []
    keep = len(parents) - (node.level - 1)
    if keep <= 0:
        return ""
    above = ".".join(parents[:keep])
    return f"{above}.{base}" if base else above


def _same_scope(start: ast.AST) -> Iterator[ast.AST]:
    """The nodes below that belong to the same scope; functions and classes themselves, not what is in
    them."""
    waiting = [start]
    while waiting:
        node = waiting.pop()
        yield node
        if not isinstance(node, _OWN_SCOPE + _COMPREHENSIONS):
            waiting.extend(ast.iter_child_nodes(node))


def _root(node: ast.expr) -> str | None:
    while isinstance(node, ast.Subscript | ast.Attribute):
        node = node.value
    return node.id if isinstance(node, ast.Name) else None


def _keys(target: ast.expr) -> tuple[str, ...]:
    keys: list[str] = []
    while isinstance(target, ast.Subscript):
        if not isinstance(target.slice, ast.Constant) or not isinstance(target.slice.value, str):
            return ()
        keys.append(target.slice.value)
        target = target.value
    return tuple(reversed(keys)) if isinstance(target, ast.Name) else ()
