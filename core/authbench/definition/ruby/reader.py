"""Reads a Ruby definition into tables of plain values and lambdas; builds the connector from them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from authbench.definition.connector_builder import NEEDED_KEYS, build_connector
from authbench.definition.findings import Findings
from authbench.definition.model import Connector
from authbench.definition.problems import Severity
from authbench.definition.project import AskedNames
from authbench.definition.ruby.code import RubyCode, fault
from authbench.definition.ruby.patterns import RubyPattern
from authbench.definition.tree import Opaque, Table
from authbench.errors import AuthbenchError, Location
from authbench.ruby import Interpreter, Limits, Program, RubySyntaxError, parse, to_plain
from authbench.ruby.values import (
    HostObject,
    RArray,
    RClass,
    RHash,
    RProc,
    RRange,
    RRegexp,
    RSet,
    RString,
    Symbol,
)

MAX_STEPS = 500_000
"""Steps that evaluating a file's literals may take; code in lambdas has its own, later."""

MAX_DEPTH = 60
"""Hashes and lists inside each other that are read; a value that holds itself ends here."""
MAX_VALUES = 500_000
"""Values that are read; the largest published definition has 9,000 in the sections that count."""


def read_ruby(
    source: bytes, file: str, digest: str, findings: Findings, *, check_lambdas: bool = True
) -> Connector | None:
    """The connector in a Ruby file; None where the file is not Ruby or holds no connection that can be
    read, which `findings` then says."""
    try:
        program = parse(source, file)
        values = _evaluated(program, findings)
    except RubySyntaxError as error:
        _record(findings, error, "syntax_error")
        return None
    except AuthbenchError as error:
        _record(findings, error, "not_evaluated")
        return None
    except Exception as error:  # noqa: BLE001 - our own fault, said as such
        _record(findings, fault(error, Location(file)), "internal")
        return None
    code = RubyCode(program, file)
    root = _Converter(code, findings).table(values, "")
    _adopt_methods(code, values)
    connector = build_connector(root, findings, file=file, source=source, digest=digest)
    connector = replace(connector, asked=lambda: _asked_names(values, source))
    if check_lambdas:
        from authbench.definition.ruby import static_checks

        static_checks.check_lambdas(values, findings)
    return connector


def _asked_names(values: RHash, source: bytes) -> AskedNames:
    from authbench.definition.ruby.asked import asked_names

    return asked_names(values, source)


def _evaluated(program: Program, findings: Findings) -> RHash:
    """The hash of the file, with the keys that a connection needs. A section that cannot be evaluated
    is left out and recorded, unless it is the connection itself: that raises."""
    try:
        return _definition(program, *NEEDED_KEYS)
    except AuthbenchError:
        # Raises again where the trouble lies in no section.
        _definition(program)
    good: list[str] = []
    for key in NEEDED_KEYS:
        try:
            _definition(program, key)
        except AuthbenchError as error:
            if key == "connection":
                raise
            _record(findings, error, "not_evaluated", key)
        else:
            good.append(key)
    return _definition(program, *good)


def _definition(program: Program, *keys: str) -> RHash:
    return Interpreter(program, limits=Limits(steps=MAX_STEPS)).definition(frozenset(keys))


def _record(findings: Findings, error: AuthbenchError, code: str, path: str | None = None) -> None:
    hint = error.hint
    if hint is None and any(quote in error.message for quote in "“”‘’„"):
        hint = "These are typographic quotes, which Ruby takes for letters: write ' or \"."
    findings.add(Severity.ERROR, code, error.message, location=error.location, path=path, fix=hint)


class _Converter:
    """Turns the evaluator's values into what the builders take."""

    def __init__(self, code: RubyCode, findings: Findings) -> None:
        self._code = code
        self._findings = findings
        self._depth = 0
        self._values = 0

    def table(self, value: RHash, path: str) -> Table:
        table = Table(location=value.location, origins=dict(value.origins or {}), path=path)
        for key, item in value.pairs():
            name = key.name if isinstance(key, Symbol) else str(to_plain(key))
            # A later key of the same name wins and stands where it is written.
            table.pop(name, None)
            table[name] = self.value(item, f"{path}.{name}" if path else name)
        for name, place in value.repeated:
            self._findings.add(
                Severity.WARNING,
                "key_repeated",
                f"'{name}' is written twice in the same hash: the earlier value is lost",
                location=place,
                path=table.path_of(name),
                fix="Remove one of the two.",
            )
        return table

    def value(self, value: Any, path: str) -> Any:
        for kind, convert in _CONVERSIONS:
            if isinstance(value, kind):
                self._values += 1
                if self._depth >= MAX_DEPTH or self._values > MAX_VALUES:
                    return Opaque("a value nested too deeply")
                self._depth += 1
                try:
                    return convert(self, value, path)
                finally:
                    self._depth -= 1
        return to_plain(value)

    def array(self, value: RArray, path: str) -> list[Any]:
        return [self.value(item, f"{path}[{index}]") for index, item in enumerate(value.items)]

    def proc(self, value: RProc, path: str) -> Any:
        return self._code.as_lambda(value, path)


def _opaque(value: Any) -> Opaque:
    if isinstance(value, RClass):
        return Opaque(f"the class {value.name}")
    return Opaque("a range" if isinstance(value, RRange) else "a value of Ruby")


_CONVERSIONS: tuple[tuple[Any, Callable[[_Converter, Any, str], Any]], ...] = (
    (RHash, _Converter.table),
    (RArray, _Converter.array),
    (RProc, _Converter.proc),
    (RRegexp, lambda _converter, value, _path: RubyPattern(value)),
    (RString | Symbol, lambda _converter, value, _path: _text(value)),
    (RClass | RRange | RSet | HostObject, lambda _converter, value, _path: _opaque(value)),
)


def _text(value: RString | Symbol) -> str:
    return value.name if isinstance(value, Symbol) else value.text


def _adopt_methods(code: RubyCode, values: RHash) -> None:
    methods = values.named("methods")
    if not isinstance(methods, RHash):
        return
    procs: dict[str, RProc] = {}
    others: set[str] = set()
    for key, value in methods.pairs():
        name = key.name if isinstance(key, Symbol) else str(to_plain(key))
        if isinstance(value, RProc):
            procs[name] = value
            others.discard(name)
        else:
            procs.pop(name, None)
            others.add(name)
    code.adopt_methods(procs, frozenset(others))
