"""Whole lambdas as connectors have them, against a real Ruby with ActiveSupport: every call must give the same
value, or the same error on the same line.

In the files of `vectors/lambdas` a case starts with `## name`; each `#> arguments` after the lambda is a call.
"""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

import pytest

from authbench.ruby import RubyError, parse
from authbench.ruby.interpreter import Interpreter
from support.ruby_oracle import Answer, RubyOracle

FOLDER = Path(__file__).parent / "vectors" / "lambdas"


class Lambda(NamedTuple):
    """A lambda's source and the arguments of each call."""

    source: str
    calls: list[str]


def read_lambdas() -> dict[str, Lambda]:
    """Every case by its file and name."""
    found: dict[str, Lambda] = {}
    for file in sorted(FOLDER.glob("*.rb")):
        for part in ("\n" + file.read_text()).split("\n## ")[1:]:
            name, _, rest = part.partition("\n")
            lines = rest.rstrip().split("\n")
            calls = [line[2:].strip() for line in lines if line.startswith("#>")]
            source = "\n".join(line for line in lines if not line.startswith("#>")).rstrip()
            assert calls, f"{file.name}: {name} is never called"
            key = f"{file.stem}: {name}"
            assert key not in found, f"{key} is there twice"
            found[key] = Lambda(source, calls)
    return found


LAMBDAS = read_lambdas()


def ours(case: Lambda, arguments: str) -> Answer:
    """What our evaluator makes of a call by the host, as a run calls a definition's lambdas."""
    source = f"{{ run: {case.source},\n with: lambda do |run|\n run.call({arguments})\nend }}\n"
    interp = Interpreter(parse(source.encode(), "definition.rb"))
    definition = interp.definition()
    try:
        value = interp.call(definition.named("with"), [definition.named("run")])
        return Answer(inspected=interp.inspect(value))
    except RubyError as error:
        line = None if error.location is None else error.location.line
        return Answer(error=error.exception_class, message=error.exception.message, line=line)


def test_there_are_at_least_150() -> None:
    assert len(LAMBDAS) >= 150


@pytest.mark.parametrize("name", LAMBDAS)
def test_lambda(rails_ruby: RubyOracle, name: str) -> None:
    case = LAMBDAS[name]
    for arguments in case.calls:
        real = rails_ruby.run(f"run = {case.source}\nrun.call({arguments})")
        expected = Answer(real.inspected, None, real.error, real.message, real.line)
        assert ours(case, arguments) == expected, f"called with {arguments}"
