"""Running a snippet in our evaluator, for tests that compare it with a real Ruby."""

from __future__ import annotations

import textwrap

from authbench.ruby import Environment, Interpreter, Limits, RubyError, RubySyntaxError, Value, parse
from support.ruby_oracle import Answer

_HEAD = "{ run: lambda do\n"
_TAIL = "\nend }\n"


def interpreter_for(
    source: str, environment: Environment | None = None, limits: Limits | None = None
) -> Interpreter:
    """An interpreter of a whole definition file."""
    return Interpreter(parse(source.encode("utf-8", "surrogateescape"), "definition.rb"), environment, limits)


def value_of(
    snippet: str, environment: Environment | None = None, limits: Limits | None = None
) -> tuple[Interpreter, Value]:
    """The value of a snippet run as the body of a lambda, and the interpreter that made it."""
    interp = interpreter_for(_HEAD + snippet + _TAIL, environment, limits)
    return interp, interp.call(interp.definition().named("run"))


def evaluate(snippet: str) -> Answer:
    """What our evaluator makes of a snippet, in the same terms as `RubyOracle.run`."""
    try:
        interp, value = value_of(textwrap.dedent(snippet))
        return Answer(inspected=interp.inspect(value), text=interp.to_s(value))
    except RubyError as error:
        line = error.location.line if error.location is not None else None
        return Answer(
            error=error.exception_class,
            message=error.message,
            # The snippet's own first line is the second of the file.
            line=None if line is None else line - 1,
        )
    except RubySyntaxError as error:
        return Answer(error="SyntaxError", message=error.message)


def as_lambda(snippet: str) -> str:
    """The same snippet for a real Ruby: as the body of a lambda that is called."""
    return f"lambda do; {textwrap.dedent(snippet)}\nend.call"
