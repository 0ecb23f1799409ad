"""Finds `account_property('…')` and `lookup('…', …)` in what a connection needs of a Ruby definition."""

from __future__ import annotations

from authbench.definition.project import AskedNames
from authbench.definition.ruby.walking import lambdas_in, nodes_in
from authbench.ruby.syntax.base import Node
from authbench.ruby.syntax.calls import Call
from authbench.ruby.syntax.literals import Constant, StringLiteral
from authbench.ruby.values import RHash, RProc, RString, Symbol

MAX_LAMBDAS = 150
"""Lambdas that are looked into; the largest published connection reaches 60."""

_WORDS = (b"account_property", b"lookup")


def asked_names(values: RHash, source: bytes) -> AskedNames:
    """The names in the lambdas of `connection`, in `test`, and in the methods that these reach by `call`.
    Parses the code that it goes through; a source without these words costs nothing."""
    if not any(word in source for word in _WORDS):
        return AskedNames()
    methods = values.named("methods")
    named = dict(_named(methods)) if isinstance(methods, RHash) else {}
    waiting = [*lambdas_in(values.named("connection")), *lambdas_in(values.named("test"))]
    found: dict[str, dict[str, None]] = {"account_property": {}, "lookup": {}, "call": {}}
    for index, proc in enumerate(waiting):
        if index >= MAX_LAMBDAS:
            break
        for node in nodes_in(proc):
            name = node.name if isinstance(node, Call) and node.receiver is None else ""
            argument = _first_argument(node) if name in found else None
            if argument is None or argument in found[name]:
                continue
            found[name][argument] = None
            if name == "call" and argument in named:
                waiting.append(named[argument])
    return AskedNames(tuple(found["account_property"]), tuple(found["lookup"]))


def _named(methods: RHash) -> list[tuple[str, RProc]]:
    named = []
    for key, value in methods.pairs():
        name = key.name if isinstance(key, Symbol) else key.text if isinstance(key, RString) else str(key)
        if isinstance(value, RProc):
            named.append((name, value))
    return named


def _first_argument(node: Node) -> str | None:
    """The first argument of a call, where it is written out."""
    if not isinstance(node, Call) or not node.arguments.positional:
        return None
    first = node.arguments.positional[0]
    if isinstance(first, StringLiteral):
        return str(first.value)
    if isinstance(first, Constant):
        if isinstance(first.value, Symbol):
            return first.value.name
        if isinstance(first.value, int) and not isinstance(first.value, bool):
            return str(first.value)
    return None
