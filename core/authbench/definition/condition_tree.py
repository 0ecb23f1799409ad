"""The syntax tree of an ngIf condition and its evaluation (SDK reference 2.11)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from authbench.definition.condition_values import (
    UNDEFINED,
    apply_operator,
    call_method,
    negate,
    plus,
    truthy,
    value_at,
)


@dataclass(frozen=True, slots=True)
class Scope:
    """What names mean: `input` is the item where there is one, falling back to the whole form."""

    root: Mapping[str, Any]
    item: Mapping[str, Any] | None = None

    def name(self, name: str) -> Any:
        """The value of a free-standing name; only `input` has one."""
        if name != "input":
            return UNDEFINED
        if self.item is None:
            return self.root
        return {**self.root, **self.item}


class Node:
    """An expression. `evaluate` never raises."""

    __slots__ = ()

    def evaluate(self, scope: Scope) -> Any:
        """The value with these form values."""
        raise NotImplementedError


@dataclass(frozen=True, slots=True)
class Literal(Node):
    value: Any

    def evaluate(self, scope: Scope) -> Any:
        return self.value


@dataclass(frozen=True, slots=True)
class Name(Node):
    name: str

    def evaluate(self, scope: Scope) -> Any:
        return scope.name(self.name)


@dataclass(frozen=True, slots=True)
class Items(Node):
    items: tuple[Node, ...]

    def evaluate(self, scope: Scope) -> Any:
        return [item.evaluate(scope) for item in self.items]


@dataclass(frozen=True, slots=True)
class Member(Node):
    target: Node
    key: Node

    def evaluate(self, scope: Scope) -> Any:
        return value_at(self.target.evaluate(scope), self.key.evaluate(scope))


@dataclass(frozen=True, slots=True)
class Call(Node):
    target: Node
    method: str
    arguments: tuple[Node, ...]

    def evaluate(self, scope: Scope) -> Any:
        arguments = [argument.evaluate(scope) for argument in self.arguments]
        return call_method(self.target.evaluate(scope), self.method, arguments)


@dataclass(frozen=True, slots=True)
class Unary(Node):
    operator: str
    operand: Node

    def evaluate(self, scope: Scope) -> Any:
        value = self.operand.evaluate(scope)
        if self.operator == "!":
            return not truthy(value)
        return negate(value) if self.operator == "-" else plus(value)


@dataclass(frozen=True, slots=True)
class Logical(Node):
    """`&&` or `||` over two or more operands, from left to right."""

    operator: str
    operands: tuple[Node, ...]

    def evaluate(self, scope: Scope) -> Any:
        value: Any = UNDEFINED
        for operand in self.operands:
            value = operand.evaluate(scope)
            if truthy(value) == (self.operator == "||"):
                break
        return value


@dataclass(frozen=True, slots=True)
class Chain(Node):
    """Operators of one precedence, from left to right: `a == b != c`, `a + b - c`."""

    first: Node
    links: tuple[tuple[str, Node], ...]

    def evaluate(self, scope: Scope) -> Any:
        value = self.first.evaluate(scope)
        for operator, operand in self.links:
            value = apply_operator(operator, value, operand.evaluate(scope))
        return value


@dataclass(frozen=True, slots=True)
class Ternary(Node):
    condition: Node
    then: Node
    otherwise: Node

    def evaluate(self, scope: Scope) -> Any:
        return (self.then if truthy(self.condition.evaluate(scope)) else self.otherwise).evaluate(scope)


def input_paths(node: Node) -> tuple[tuple[str, ...], ...]:
    """The paths under `input` that an expression reads, each once, in order of appearance."""
    return tuple(dict.fromkeys(_paths(node)))


def free_names(node: Node) -> tuple[str, ...]:
    """The free-standing names other than `input`, each once: they mean nothing in a condition."""
    if isinstance(node, Name):
        return () if node.name == "input" else (node.name,)
    return tuple(dict.fromkeys(name for child in _children(node) for name in free_names(child)))


def _paths(node: Node) -> list[tuple[str, ...]]:
    path = _path(node)
    if path:
        return [path]
    return [path for child in _children(node) for path in _paths(child)]


def _children(node: Node) -> tuple[Node, ...]:
    match node:
        case Items(items):
            return items
        case Member(target, key):
            return (target, key)
        case Call(target, _, arguments):
            return (target, *arguments)
        case Unary(_, operand):
            return (operand,)
        case Logical(_, operands):
            return operands
        case Chain(first, links):
            return (first, *(operand for _, operand in links))
        case Ternary(condition, then, otherwise):
            return (condition, then, otherwise)
        case _:
            return ()


def _path(node: Node) -> tuple[str, ...]:
    """The names after `input` where the node is such a chain of plain keys; else nothing."""
    keys: list[str] = []
    while isinstance(node, Member):
        if not isinstance(node.key, Literal) or not isinstance(node.key.value, str):
            return ()
        keys.append(node.key.value)
        node = node.target
    if not isinstance(node, Name) or node.name != "input":
        return ()
    keys.reverse()
    return tuple(keys[:-1] if len(keys) > 1 and keys[-1] == "length" else keys)
