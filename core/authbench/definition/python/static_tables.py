"""Reads `connector` out of a syntax tree: the same tables as running the file gives, as far as literals and
names bound once go. Functions become closed lambdas; nothing of the file is run."""

from __future__ import annotations

import ast
import re
from collections.abc import Sequence
from typing import Any

from authbench.definition.findings import Findings
from authbench.definition.model import Lambda
from authbench.definition.problems import Severity
from authbench.definition.python.local_modules import MAX_FILE, LocalModules
from authbench.definition.python.patterns import PythonPattern
from authbench.definition.python.scopes import Imported, ModuleScope
from authbench.definition.python.source import PythonSyntaxError
from authbench.definition.python.static_texts import MAX_TEXT, is_too_long, joined_text, text_call
from authbench.definition.tree import Opaque, Table
from authbench.definition.trust import TrustRequired
from authbench.errors import Location
from authbench.sdk.author.signatures import Signature

MAX_DEPTH = 60
"""Values inside each other that are read."""
MAX_VALUES = 100_000
"""Values that are read; names that stand for large values many times end here."""
MAX_TEXTS = 5_000_000
"""Characters of all texts that are put together: a name may stand for a large one many times."""
MAX_OMISSIONS = 100
"""Values that could not be read and are named one by one."""

_LAMBDA_KEYS = frozenset(
    {
        "test", "base_uri", "extended_fields", "acquire", "apply", "credentials", "refresh", "pkce",
        "identity", "selected", "client_id", "client_secret", "authorization_url", "token_url",
    }
)  # fmt: skip
_FLAGS = {
    name: getattr(re, name)
    for name in ("I", "IGNORECASE", "M", "MULTILINE", "S", "DOTALL", "X", "VERBOSE", "A", "ASCII")
}


class Unread:
    """A value that only running the file would tell."""

    def __init__(self, location: Location) -> None:
        self.location = location


class StaticTables:
    """Reads one definition. `omitted` are the key paths that reading could not tell."""

    def __init__(self, local: LocalModules, findings: Findings) -> None:
        self._local = local
        self._findings = findings
        self._scopes: dict[str, ModuleScope | None] = {}
        self._depth = 0
        self._values = 0
        self._omissions = 0
        self._bytes = 0
        self._characters = 0
        self.omitted: set[str] = set()
        self.scope = ModuleScope.of(local.main)

    def connector(self) -> Table | Unread | None:
        """The table bound to `connector`; None where nothing of that name is bound."""
        scope = self.scope
        if "connector" not in scope.names:
            return None
        binding = scope.bindings.get("connector")
        place = scope.source.of(binding) if isinstance(binding, ast.AST) else Location(scope.source.file)
        value = self._named("connector", scope, "", place)
        if isinstance(value, Table):
            return value
        if isinstance(value, Unread):
            self._omit(value.location, "")
            return value
        return None

    # Expressions

    def _value(self, node: ast.expr, scope: ModuleScope, path: str) -> Any:
        self._values += 1
        if self._depth >= MAX_DEPTH or self._values > MAX_VALUES or self._characters > MAX_TEXTS:
            return Unread(scope.source.of(node))
        self._depth += 1
        try:
            return self._read(node, scope, path)
        finally:
            self._depth -= 1

    def _read(self, node: ast.expr, scope: ModuleScope, path: str) -> Any:
        match node:
            case ast.Constant(value=value):
                if value is ... or is_too_long(value):
                    what = "an ellipsis" if value is ... else "a number of thousands of digits"
                    return Opaque(what, scope.source.of(node))
                return value
            case ast.Dict():
                return self._dict(node, scope, path)
            case ast.List(elts=items) | ast.Tuple(elts=items) | ast.Set(elts=items):
                return self._list(items, scope, path)
            case ast.Lambda(args=arguments):
                return self._lambda(arguments, scope.source.of(node, path), path)
            case ast.Name(id=name):
                return self._named(name, scope, path, scope.source.of(node))
            case ast.Attribute(value=ast.Name(id=owner), attr=name):
                return self._member(owner, name, scope, path, scope.source.of(node))
            case ast.JoinedStr(values=parts):
                read = [
                    self._value(part.value, scope, path)
                    if isinstance(part, ast.FormattedValue) and part.format_spec is None
                    else self._value(part, scope, path)
                    for part in parts
                ]
                return self._made(joined_text(read), node, scope)
            case ast.UnaryOp(op=ast.USub(), operand=operand):
                number = self._value(operand, scope, path)
                if isinstance(number, int | float) and not isinstance(number, bool):
                    return -number
            case ast.BinOp(left=left, op=ast.Add() | ast.BitOr() as operator, right=right):
                return self._combined(
                    self._value(left, scope, path), operator, self._value(right, scope, path), node, scope
                )
            case ast.Call():
                return self._call(node, scope, path)
        return Unread(scope.source.of(node))

    def _dict(self, node: ast.Dict, scope: ModuleScope, path: str) -> Table | Unread:
        table = Table(location=scope.source.of(node, path or None), path=path)
        for key_node, value_node in zip(node.keys, node.values, strict=True):
            if key_node is None:
                self._merge(table, self._value(value_node, scope, path), scope.source.of(value_node), path)
                continue
            key = self._value(key_node, scope, path)
            if isinstance(key, Unread | Opaque | dict | list | Lambda) or is_too_long(key):
                self._omit(scope.source.of(key_node), path)
                continue
            self._set(table, str(key), value_node, scope, scope.source.of(key_node))
        return table

    def _set(self, table: Table, key: str, node: ast.expr, scope: ModuleScope, place: Location) -> None:
        path = table.path_of(key)
        value = self._value(node, scope, path)
        self._check_called(key, node, scope, path)
        table.pop(key, None)
        table.origins[key] = place
        if not isinstance(value, Unread):
            table[key] = value
        elif key in _LAMBDA_KEYS or table.path in ("methods", "pick_lists"):
            table[key] = self._unknown_lambda(value.location, path)
        else:
            self._omit(value.location, path)

    def _merge(self, table: Table, value: Any, place: Location, path: str) -> None:
        if not isinstance(value, Table):
            self._omit(place, path)
            return
        for key, item in value.items():
            table.pop(key, None)
            table[key] = item
            table.origins[key] = value.origins.get(key, place)

    def _list(self, nodes: Sequence[ast.expr], scope: ModuleScope, path: str) -> list[Any]:
        items: list[Any] = []
        for node in nodes:
            if isinstance(node, ast.Starred):
                more = self._value(node.value, scope, path)
                if isinstance(more, list):
                    items.extend(more)
                else:
                    self._omit(scope.source.of(node), path)
                continue
            item = self._value(node, scope, f"{path}[{len(items)}]")
            if isinstance(item, Unread):
                self._omit(item.location, path)
            else:
                items.append(item)
        return items

    def _combined(
        self, left: Any, operator: ast.operator, right: Any, node: ast.expr, scope: ModuleScope
    ) -> Any:
        add = isinstance(operator, ast.Add)
        if add and isinstance(left, str) and isinstance(right, str) and len(left) + len(right) <= MAX_TEXT:
            return self._made(left + right, node, scope)
        if add and isinstance(left, list) and isinstance(right, list):
            return left + right
        if not add and isinstance(left, Table) and isinstance(right, Table):
            table = Table(left.items(), location=left.location, origins=dict(left.origins), path=left.path)
            self._merge(table, right, scope.source.of(node), left.path)
            return table
        return Unread(scope.source.of(node))

    def _call(self, node: ast.Call, scope: ModuleScope, path: str) -> Any:
        unread = Unread(scope.source.of(node))
        name = _dotted(node.func)
        args = node.args
        if any(isinstance(arg, ast.Starred) for arg in args):
            return unread
        if name == "dict" and name not in scope.names and len(args) <= 1:
            table = Table(location=scope.source.of(node, path or None), path=path)
            for arg in args:
                self._merge(table, self._value(arg, scope, path), scope.source.of(arg), path)
            for keyword in node.keywords:
                if keyword.arg is None:
                    inner = self._value(keyword.value, scope, path)
                    self._merge(table, inner, scope.source.of(keyword.value), path)
                else:
                    self._set(table, keyword.arg, keyword.value, scope, scope.source.of(keyword))
            return table
        if name in ("list", "tuple") and name not in scope.names and len(args) == 1 and not node.keywords:
            value = self._value(args[0], scope, path)
            return value if isinstance(value, list) else unread
        if self._means(node.func, scope, "re", "compile") and 1 <= len(args) + len(node.keywords) <= 2:
            return self._pattern(node, scope, path) or unread
        given = [self._value(arg, scope, path) for arg in args]
        if isinstance(node.func, ast.Attribute) and not node.keywords:
            if self._means(node.func, scope, "textwrap", "dedent"):
                text = text_call("", "dedent", given)
            else:
                text = text_call(self._value(node.func.value, scope, path), node.func.attr, given)
            return self._made(text, node, scope)
        return unread

    def _made(self, text: str | None, node: ast.expr, scope: ModuleScope) -> str | Unread:
        """A text that was put together."""
        if text is None:
            return Unread(scope.source.of(node))
        self._characters += len(text)
        return text

    def _pattern(self, node: ast.Call, scope: ModuleScope, path: str) -> PythonPattern | None:
        if not node.args:
            return None
        text = self._value(node.args[0], scope, path)
        flag_nodes = [*node.args[1:], *(keyword.value for keyword in node.keywords)]
        flags = _flags(flag_nodes[0]) if flag_nodes else 0
        if not isinstance(text, str | bytes) or flags is None or len(text) > MAX_TEXT:
            return None
        try:
            return PythonPattern(re.compile(text, flags))
        except (re.error, RecursionError, OverflowError, ValueError) as error:
            self._findings.add(
                Severity.ERROR,
                "invalid_pattern",
                f"The regular expression is none: {error}",
                location=scope.source.of(node.args[0]),
                path=path or None,
            )
            return None

    # Names

    def _named(self, name: str, scope: ModuleScope, path: str, place: Location) -> Any:
        binding = scope.bindings.get(name)
        if binding is None or name in scope.unsure:
            return Unread(place)
        match binding:
            case ast.FunctionDef(args=arguments) | ast.AsyncFunctionDef(args=arguments):
                if binding.decorator_list:
                    return self._unknown_lambda(scope.source.of(binding, path), path)
                return self._lambda(arguments, scope.source.of(binding, path), path)
            case ast.ClassDef(name=class_name):
                return Opaque(f"the class {class_name}", place)
            case Imported(module=module, member=str(member)):
                return self._in_module(module, member, path, place)
            case Imported():
                return Unread(place)
        value = self._value(binding, scope, path)
        for statement in scope.untold.get(name, ()):
            self._omit(scope.source.of(statement), path)
        for change in scope.changes.get(name, ()):
            table: Any = value
            for key in change.keys[:-1]:
                table = table.get(key) if isinstance(table, Table) else None
            if isinstance(table, Table):
                self._set(table, change.keys[-1], change.value, scope, scope.source.of(change.target))
            else:
                self._omit(scope.source.of(change.target), path)
        return value

    def _member(self, owner: str, name: str, scope: ModuleScope, path: str, place: Location) -> Any:
        binding = scope.bindings.get(owner)
        if not isinstance(binding, Imported) or owner in scope.unsure:
            return Unread(place)
        module = binding.module if binding.member is None else f"{binding.module}.{binding.member}"
        return self._in_module(module, name, path, place)

    def _in_module(self, module: str, name: str, path: str, place: Location) -> Any:
        scope = self._scope_of(module)
        return Unread(place) if scope is None else self._value_in(scope, name, path, place)

    def _value_in(self, scope: ModuleScope, name: str, path: str, place: Location) -> Any:
        self._depth += 1
        try:
            return Unread(place) if self._depth >= MAX_DEPTH else self._named(name, scope, path, place)
        finally:
            self._depth -= 1

    def _scope_of(self, module: str) -> ModuleScope | None:
        if module not in self._scopes:
            entry = self._local.modules.get(module)
            scope = None
            size = len(entry.source.content) if entry is not None and entry.source is not None else 0
            self._bytes += size
            if entry is not None and entry.source is not None and self._bytes <= MAX_FILE:
                package = module if entry.is_package else module.rpartition(".")[0]
                try:
                    scope = ModuleScope.of(entry.source, package)
                except PythonSyntaxError:
                    scope = None
            self._scopes[module] = scope
        return self._scopes[module]

    def _means(self, node: ast.expr, scope: ModuleScope, module: str, member: str) -> bool:
        """Whether an expression is `member` of a module of the standard library."""
        match node:
            case ast.Attribute(value=ast.Name(id=owner), attr=name) if name == member:
                binding = scope.bindings.get(owner)
                return isinstance(binding, Imported) and (binding.module, binding.member) == (module, None)
            case ast.Name(id=name):
                binding = scope.bindings.get(name)
                return isinstance(binding, Imported) and (binding.module, binding.member) == (module, member)
        return False

    # Lambdas and what cannot be read

    def _lambda(self, arguments: ast.arguments, location: Location, path: str) -> Lambda:
        positional = len(arguments.posonlyargs) + len(arguments.args)
        signature = Signature(
            positional, positional - len(arguments.defaults), rest=arguments.vararg is not None
        )
        return self._closed(location, path, signature)

    def _unknown_lambda(self, location: Location, path: str) -> Lambda:
        return self._closed(location, path, Signature(0, 0, rest=True))

    def _closed(self, location: Location, path: str, signature: Signature) -> Lambda:
        file = self._local.main.file

        def invoke(_context: Any, _args: Sequence[Any], _strict: bool) -> Any:
            raise TrustRequired(file, location)

        return Lambda(path, location, count=lambda: (signature.counted, signature.required), invoke=invoke)

    def _omit(self, place: Location, path: str) -> None:
        self.omitted.add(path)
        self._omissions += 1
        if self._omissions > MAX_OMISSIONS:
            return
        self._findings.add(
            Severity.INFO,
            "not_read_statically",
            "This is only known once the file runs; trust the file to have it counted",
            location=place,
            path=path or None,
        )

    def _check_called(self, key: str, node: ast.expr, scope: ModuleScope, path: str) -> None:
        """`"test": test()` calls the function while the file is read."""
        if key not in _LAMBDA_KEYS or not isinstance(node, ast.Call) or not isinstance(node.func, ast.Name):
            return
        function = scope.bindings.get(node.func.id)
        if isinstance(function, ast.FunctionDef) and not _returns_function(function):
            self._findings.add(
                Severity.WARNING,
                "lambda_called",
                f"'{key}' calls {node.func.id}() while the file is read; the function itself is meant",
                location=scope.source.of(node),
                path=path,
                fix=f'Write "{key}": {node.func.id}.',
            )


def _returns_function(function: ast.FunctionDef) -> bool:
    """Whether a function makes functions: then calling it is right."""
    return any(
        isinstance(node, ast.FunctionDef | ast.Lambda) and node is not function for node in ast.walk(function)
    )


def _dotted(node: ast.expr) -> str | None:
    return node.id if isinstance(node, ast.Name) else None


def _flags(node: ast.expr) -> int | None:
    flags = 0
    waiting = [node]
    while waiting:
        match waiting.pop():
            case ast.Constant(value=int() as value):
                flags |= value
            case ast.Attribute(attr=name) | ast.Name(id=name) if name in _FLAGS:
                flags |= int(_FLAGS[name])
            case ast.BinOp(left=left, op=ast.BitOr() | ast.Add(), right=right):
                waiting += (left, right)
            case _:
                return None
    return flags
