"""The Ruby of the Connector SDK: a syntax tree of our own and a sandboxed evaluator for it.

    program = parse(source, "connector.rb")
    interpreter = Interpreter(program, Environment(puts=print))
    definition = interpreter.definition(only=frozenset({"connection", "test"}))
    interpreter.call(definition.named("test"), [from_plain({"token": "…"})])

There is no file, process, `eval` or reflection: a name in a definition leads to a local variable, a host
object's own methods, or a method table, and nowhere else. Steps, depth, sizes and regular expressions are
bounded (`Limits`).

Each name is imported from its module when it is first used: a process pays for what it needs.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from authbench.ruby.environment import Environment
    from authbench.ruby.errors import (
        LimitExceeded,
        RubyError,
        RubyFailure,
        RubySyntaxError,
        UnsupportedMethod,
        UnsupportedSyntax,
        caret,
    )
    from authbench.ruby.interpreter import Interpreter
    from authbench.ruby.limits import Limits
    from authbench.ruby.plain import from_plain, to_plain
    from authbench.ruby.program import ClosedValue, Program, parse
    from authbench.ruby.values import HostObject, LazyObject, Value

__all__ = [
    "ClosedValue",
    "Environment",
    "HostObject",
    "Interpreter",
    "LazyObject",
    "LimitExceeded",
    "Limits",
    "Program",
    "RubyError",
    "RubyFailure",
    "RubySyntaxError",
    "UnsupportedMethod",
    "UnsupportedSyntax",
    "Value",
    "caret",
    "from_plain",
    "parse",
    "to_plain",
]

_MODULES = {
    "ClosedValue": "program",
    "Environment": "environment",
    "HostObject": "values",
    "Interpreter": "interpreter",
    "LazyObject": "values",
    "LimitExceeded": "errors",
    "Limits": "limits",
    "Program": "program",
    "RubyError": "errors",
    "RubyFailure": "errors",
    "RubySyntaxError": "errors",
    "UnsupportedMethod": "errors",
    "UnsupportedSyntax": "errors",
    "Value": "values",
    "caret": "errors",
    "from_plain": "plain",
    "parse": "program",
    "to_plain": "plain",
}


def __getattr__(name: str) -> Any:
    if name not in _MODULES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    value = getattr(import_module(f"{__name__}.{_MODULES[name]}"), name)
    globals()[name] = value
    return value
