"""Names in lambdas that nothing answers to: misspelt helpers, variables, methods and settings.

Only what is certain, or close to a name that exists, is a problem: a warning that is wrong costs more than
one that is missing.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from functools import cache, lru_cache

from authbench.definition.findings import Findings, suggestion
from authbench.definition.problems import Severity
from authbench.definition.ruby.context_object import HELPER_NAMES
from authbench.definition.ruby.request_object import CHAIN_NAMES
from authbench.ruby.methods.known_names import KNOWN_NAMES
from authbench.ruby.syntax.base import Node
from authbench.ruby.syntax.calls import Call, Index
from authbench.ruby.syntax.literals import Constant, Interpolation, StringLiteral
from authbench.ruby.syntax.operators import Defined
from authbench.ruby.syntax.procs import ProcCode
from authbench.ruby.syntax.variables import Local
from authbench.ruby.values import RArray, RHash, RString, Symbol, Value

_TOKENS = frozenset(
    {
        "access_token",
        "refresh_token",
        "expires_in",
        "expires_at",
        "token_type",
        "id_token",
        "scope",
        "instance_url",
    }
)
"""What token answers put into the settings, whoever asks for them."""
_OF_ERRORS = frozenset({"body", "code", "headers", "http_body", "http_code", "message", "response"})
_DEF = re.compile(rb"\bdef\s+(?:self\.)?([A-Za-z_]\w*[?!]?)")
_OPENED = re.compile(rb"\b(?:lambda|proc)\s*(?:do|\{)\s*$")
_WORD = 4
"""Letters from which a name is long enough for a likeness to mean something."""


class NameCheck:
    """The names of one definition. `look` is called with every node of every lambda."""

    def __init__(self, values: RHash, findings: Findings) -> None:
        self._findings = findings
        self._settings = _settings(values.named("connection"))
        self._parameters: tuple[str, ...] = ()
        self._asked: set[int] = set()
        self._interpolated: set[int] = set()

    def settings_name(self, path: str, code: ProcCode) -> str | None:
        """The parameter of a lambda that holds the settings. Call it before the lambda's nodes are looked
        at."""
        self._parameters = tuple(name for name in code.parameters.before if isinstance(name, str))
        first = next(iter(code.parameters.before), None)
        if not isinstance(first, str):
            return None
        return first if not path.startswith("methods.") or first == "connection" else None

    def look(self, path: str, node: Node, settings_name: str | None) -> None:
        """Record what is wrong with the names in one node of the lambda at `path`."""
        if isinstance(node, Defined):
            self._asked.add(id(node.value))
        elif isinstance(node, Interpolation):
            self._interpolated.update(id(part) for part in node.parts)
        elif isinstance(node, Call):
            if id(node) in self._interpolated:
                self._interpolated.add(id(node.receiver))
            if _of_namespace(node):
                return
            if node.receiver is None:
                self._function(path, node)
            else:
                self._method(path, node)
        elif isinstance(node, Index) and _names(node.receiver, settings_name):
            self._setting(path, node)

    def _function(self, path: str, node: Call) -> None:
        name = node.name
        known = _functions()
        if name in known or id(node) in self._asked or name in _defined(node.place[0].data):
            return
        close = suggestion(name, (*self._parameters, *known) if node.vcall else tuple(known))
        what = "variable or function" if node.vcall else "function"
        fix = f"Did you mean '{close}'?" if close else "Reaching this line is a NameError."
        if node.vcall and _OPENED.search(_before(node)):
            fix = f"Parameters stand between bars: |{name}|."
        self._record(Severity.ERROR, "undefined_name", f"There is no {what} named '{name}'", path, node, fix)

    def _method(self, path: str, node: Call) -> None:
        name = node.name
        if len(name) < _WORD or not name.rstrip("!?=").isidentifier() or name in _methods():
            return
        close = suggestion(name.rstrip("="), tuple(_methods()))
        fix = f"Did you mean '.{close}'?"
        if id(node) in self._interpolated:
            fix = f"Inside #{{…}} this is code: should the }} stand before .{name}?"
        elif close is None:
            return
        self._record(Severity.WARNING, "unknown_method", f"Nothing answers to '.{name}'", path, node, fix)

    def _setting(self, path: str, node: Index) -> None:
        name = _literal(next(iter(node.arguments.positional), None))
        if self._settings is None or name is None or len(name) < _WORD or name in self._settings:
            return
        if node.place[0].data.count(name.encode()) > 1:
            return  # written elsewhere too: something else puts it there
        close = suggestion(name, tuple(self._settings))
        if close is None:
            return
        self._record(
            Severity.WARNING,
            "unknown_setting",
            f"The connection has no '{name}': this is nil",
            path,
            node,
            f"Did you mean '{close}'?",
        )

    def _record(self, severity: Severity, code: str, message: str, path: str, node: Node, fix: str) -> None:
        place = replace(node.location(), path=path)
        self._findings.add(severity, code, message, location=place, path=path, fix=fix)


@cache
def _functions() -> frozenset[str]:
    return HELPER_NAMES | CHAIN_NAMES | KNOWN_NAMES["Kernel."] | KNOWN_NAMES["Object"]


@cache
def _methods() -> frozenset[str]:
    return frozenset().union(*KNOWN_NAMES.values()) | CHAIN_NAMES | _OF_ERRORS


@lru_cache(maxsize=4)
def _defined(source: bytes) -> frozenset[str]:
    """The methods that the file defines itself."""
    return frozenset(name.decode("utf-8", "replace") for name in _DEF.findall(source))


def _settings(connection: Value) -> frozenset[str] | None:
    """The names of the connection's fields and of what tokens bring; None where lambdas make the fields."""
    if not isinstance(connection, RHash) or connection.named("extended_fields") is not None:
        return None
    names = set(_TOKENS)
    authorization = connection.named("authorization")
    options = authorization.named("options") if isinstance(authorization, RHash) else None
    lists = [connection.named("fields")]
    if isinstance(options, RHash):
        lists.extend(option.named("fields") for _, option in options.pairs() if isinstance(option, RHash))
    for fields in lists:
        if fields is not None and not isinstance(fields, RArray):
            return None
        names.update(_field_names(fields))
    return frozenset(names)


def _field_names(fields: RArray | None) -> Iterator[str]:
    waiting: list[Value] = [fields]
    seen: set[int] = set()
    for field in waiting:
        if id(field) in seen or not isinstance(field, RArray | RHash):
            continue
        seen.add(id(field))
        if isinstance(field, RArray):
            waiting.extend(field.items)
        else:
            name = field.named("name")
            if isinstance(name, RString | Symbol):
                yield name.name if isinstance(name, Symbol) else name.text
            waiting.append(field.named("toggle_field"))
            waiting.append(field.named("properties"))


def _before(node: Node) -> bytes:
    """The line up to a node."""
    source, row, column = node.place
    return source.lines[row][:column] if row < len(source.lines) else b""


def _of_namespace(node: Call) -> bool:
    """Whether a call goes to `workato` or `aws`, which say themselves what they lack."""
    receiver = node.receiver
    while isinstance(receiver, Call) and receiver.receiver is not None:
        receiver = receiver.receiver
    return isinstance(receiver, Call) and receiver.name in ("workato", "aws")


def _names(node: Node, variable: str | None) -> bool:
    return isinstance(node, Local) and node.name == variable


def _literal(node: Node | None) -> str | None:
    """A key that is written out."""
    value = node.value if isinstance(node, Constant | StringLiteral) else None
    if isinstance(value, Symbol):
        return value.name
    return value if isinstance(value, str) else None
