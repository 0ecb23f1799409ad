"""What can be seen in the lambdas that a connection needs without running them: methods that do not
exist, names that mean nothing, syntax that is not there, results of a shape that loses something."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from authbench.definition.findings import Findings, suggestion
from authbench.definition.problems import Severity
from authbench.definition.ruby.name_checks import NameCheck
from authbench.definition.ruby.text_checks import check_text, check_url_result
from authbench.definition.ruby.walking import nodes_below
from authbench.errors import AuthbenchError, Location
from authbench.ruby.errors import RubySyntaxError
from authbench.ruby.syntax.base import Node
from authbench.ruby.syntax.calls import Call
from authbench.ruby.syntax.control import Statements, Unsupported
from authbench.ruby.syntax.literals import ArrayLiteral, Constant, StringLiteral
from authbench.ruby.syntax.procs import ProcCode
from authbench.ruby.values import RArray, RHash, RProc, RString, Symbol, Value

MAX_LAMBDAS = 150
"""Lambdas that are looked into; the largest published connection reaches 60."""


def check_lambdas(values: RHash, findings: Findings) -> None:
    """Record what is statically wrong in the lambdas of `connection`, in `test` and in the methods that
    they reach."""
    _Check(values, findings).run()


class _Check:
    def __init__(self, values: RHash, findings: Findings) -> None:
        methods = values.named("methods")
        self._methods: dict[str, RProc] = {}
        if isinstance(methods, RHash):
            self._methods = {_name(key): value for key, value in methods.pairs() if isinstance(value, RProc)}
        self._values = values
        self._findings = findings
        self._reached: set[str] = set()
        self._names = NameCheck(values, findings)

    def run(self) -> None:
        """Breadth first, so that each lambda is looked into once."""
        waiting = [*_lambdas(self._values.named("connection"), "connection")]
        waiting.extend(_lambdas(self._values.named("test"), "test"))
        for index, (path, proc) in enumerate(waiting):
            if index >= MAX_LAMBDAS:
                break
            code = self._code(path, proc)
            if code is None:
                continue
            if path.endswith(".refresh"):
                self._check_refresh(path, code)
            check_url_result(path, _last(code.body), self._findings)
            settings_name = self._names.settings_name(path, code)
            for node in nodes_below(code):
                waiting.extend(self._look(path, node))
                self._names.look(path, node, settings_name)
                check_text(path, node, self._findings)

    def _code(self, path: str, proc: RProc) -> ProcCode | None:
        """The lambda's parsed form. None where converting fails, which running it reports again."""
        code = _code(proc)
        if code is not None:
            return code
        try:
            # A conversion that failed is tried again each time, and fails with the same error.
            _ = proc.code
        except RubySyntaxError as error:
            self._findings.add(
                Severity.WARNING,
                "syntax_error",
                f"{error.message}; Ruby refuses the whole file for this",
                location=error.location,
                path=path,
                fix=error.hint,
            )
        except AuthbenchError:
            return None
        return None

    def _look(self, path: str, node: Node) -> Iterator[tuple[str, RProc]]:
        if isinstance(node, Unsupported):
            self._findings.add(
                Severity.WARNING,
                "unsupported_syntax",
                f"{node.what} is not supported here; everything else in the file works",
                location=_placed(node, path),
                path=path,
            )
        name = _called(node)
        if name is None:
            return
        method = self._methods.get(name)
        if method is not None and isinstance(node, Call):
            self._check_arguments(path, node, name, method)
        if name in self._reached:
            return
        self._reached.add(name)
        if method is not None:
            yield f"methods.{name}", method
            return
        close = suggestion(name, tuple(self._methods))
        self._findings.add(
            Severity.ERROR,
            "method_missing",
            f"call('{name}'): the definition has no such method",
            location=_placed(node, path),
            path=path,
            fix=f"Did you mean '{close}'?" if close else f"Add {name}: lambda do … end to 'methods'.",
        )

    def _check_arguments(self, path: str, node: Call, name: str, method: RProc) -> None:
        """`call` is exact about the number of arguments (SDK reference 1.5)."""
        code = _code(method)
        arguments = node.arguments
        if code is None or not arguments.plain or arguments.block is not None:
            return
        parameters = code.parameters
        given = len(arguments.positional) - 1
        if arguments.keywords is not None and not parameters.takes_keywords:
            given += 1
        most = parameters.positional
        if given >= parameters.required and (most is None or given <= most):
            return
        expected = str(parameters.required)
        if most is None:
            expected += " or more"
        elif most != parameters.required:
            expected += f" to {most}"
        self._findings.add(
            Severity.ERROR,
            "wrong_argument_count",
            f"call('{name}') passes {given}, but the method takes {expected}",
            location=_placed(node, path),
            path=path,
            fix=f"The method is on line {_line_of(method)}: give it exactly what it declares.",
        )

    def _check_refresh(self, path: str, code: ProcCode) -> None:
        last = _last(code.body)
        if isinstance(last, ArrayLiteral) and last.plain and len(last.items) > 2:
            self._findings.add(
                Severity.WARNING,
                "refresh_result",
                "'refresh' returns more than two elements: the platform takes [tokens, settings] and ignores"
                " the rest",
                location=_placed(last, path),
                path=path,
                fix="Return [tokens, settings]; only 'acquire' has an owner in between.",
            )


def _lambdas(value: Value, path: str) -> Iterator[tuple[str, RProc]]:
    """The lambdas in a value, with their key paths; each hash and list is looked into once."""
    waiting: list[tuple[str, Value]] = [(path, value)]
    seen: set[int] = set()
    for here, item in waiting:
        if isinstance(item, RProc):
            yield here, item
        elif isinstance(item, RHash | RArray) and id(item) not in seen:
            seen.add(id(item))
            if isinstance(item, RHash):
                waiting.extend((f"{here}.{_name(key)}", inner) for key, inner in item.pairs())
            else:
                waiting.extend((f"{here}[{index}]", inner) for index, inner in enumerate(item.items))


def _code(proc: RProc) -> ProcCode | None:
    """The parsed form; None where converting fails, which running it will report."""
    try:
        code = proc.code
    except AuthbenchError:
        return None
    return code if isinstance(code, ProcCode) else None


def _called(node: Node) -> str | None:
    """The name in `call('name', …)`, where it is written out."""
    if not isinstance(node, Call) or node.receiver is not None or node.name != "call":
        return None
    first = node.arguments.positional[0] if node.arguments.positional else None
    if isinstance(first, StringLiteral):
        return str(first.value)
    if isinstance(first, Constant) and isinstance(first.value, Symbol):
        return first.value.name
    return None


def _last(node: Node | None) -> Node | None:
    """The expression whose value a body has."""
    while isinstance(node, Statements):
        node = node.last
    return node


def _line_of(proc: RProc) -> int | None:
    """The line that a lambda begins on."""
    return proc.location.line if proc.location is not None else None


def _placed(node: Node, path: str) -> Location:
    return replace(node.location(), path=path)


def _name(key: Value) -> str:
    if isinstance(key, Symbol):
        return key.name
    return key.text if isinstance(key, RString) else str(key)
