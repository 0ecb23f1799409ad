"""Expressions with what the SDK's own emulator gives for them, run by our evaluator.

The file's `engine` entry wins where it is there. Expressions that need what only the SDK's side of the
engine lends a lambda are named in `NEEDS_SDK`; the set is exact, so that each new vector lands somewhere.
"""

from __future__ import annotations

import base64
import json
from pathlib import Path
from typing import Any

import pytest

from authbench.encoding import parse_json, to_json
from authbench.ruby import Environment, HostObject, Interpreter, RubyError, from_plain, parse, to_plain
from authbench.ruby.values import RClass

CASES: list[dict[str, Any]] = json.loads(
    (Path(__file__).parent / "vectors" / "expressions.json").read_text("utf-8")
)["cases"]

FROZEN_AT = 1_704_164_645.0

NEEDS_SDK = {
    "workato.jwt_encode({ a: 1 }, 'secret', 'none')": "workato",
    "workato.jwt_decode(workato.jwt_encode({ a: 1 }, 's', 'HS256'), 's', 'HS256')": "workato",
    "workato.parse_json('nope')": "workato",
    'workato.parse_yaml("a: 1\\nb: [x, y]")': "workato",
    "workato.uuid.length": "workato",
    'workato.csv.parse("a,b\\n1,2", headers: true)': "workato",
    "now.iso8601": "now",
    "error('boom')": "error",
    "foo()": "the operation that a lambda runs in",
    "lookup('t', 'a' => 1)": "lookup",
    "blank": "blank",
    "skip": "skip",
    "get('https://e.test/a', b: 1).current_url": "requests",
    "get('https://e.test/a?z=1').params(b: 1, a: [1, 2]).current_url": "requests",
    "get('https://e.test/a').user('u@x').password('p:w').current_url": "requests",
}
"""Expression -> what of the SDK it needs."""

NEEDS_COUNTRY_TABLES = {"'USD'.to_currency_name"}
"""Look-ups of currencies and countries, whose tables are not part of the evaluator."""

MINE = [case for case in CASES if case["expr"] not in NEEDS_SDK and case["expr"] not in NEEDS_COUNTRY_TABLES]


class Operation(HostObject):
    """The object a lambda runs on: it answers nothing."""

    ruby_class_name = "Workato::Connector::Sdk::Action"

    def responds_to(self, name: str) -> bool:
        return False

    def plain(self) -> Any:
        return None


def run(expression: str) -> Any:
    source = f"{{ r: lambda do |connection|\n{expression}\nend }}"
    program = parse(source.encode(), "vector.rb")
    environment = Environment(clock=lambda: FROZEN_AT, sleep=lambda seconds: None)
    interpreter = Interpreter(program, environment)
    proc = interpreter.definition().named("r")
    return interpreter.call(proc, [from_plain({"token": "x"})], self_object=Operation())


def as_json(value: Any) -> Any:
    """A result in JSON notation; a class is written by its name."""
    if isinstance(value, RClass):
        return value.name
    return parse_json(to_json(to_plain(value)))


def test_each_vector_belongs_to_exactly_one_group() -> None:
    known = {case["expr"] for case in CASES}
    assert set(NEEDS_SDK) <= known
    assert known >= NEEDS_COUNTRY_TABLES
    assert not set(NEEDS_SDK) & NEEDS_COUNTRY_TABLES
    assert len(CASES) == len(MINE) + len(NEEDS_SDK) + len(NEEDS_COUNTRY_TABLES)


@pytest.mark.parametrize("case", MINE, ids=lambda case: str(case["expr"]))
def test_vector(case: dict[str, Any]) -> None:
    expected = case.get("engine", case)
    if "error" in expected:
        with pytest.raises(RubyError) as caught:
            run(case["expr"])
        if expected["error"] is not True:
            assert caught.value.exception_class == expected["error"]["class"]
            assert caught.value.message == expected["error"]["message"]
        return
    wanted = expected["ok"]
    if isinstance(wanted, dict) and "$binary_base64" in wanted:
        assert to_plain(run(case["expr"])) == base64.b64decode(wanted["$binary_base64"])
        return
    assert as_json(run(case["expr"])) == wanted


@pytest.mark.parametrize("expression", sorted(NEEDS_SDK))
def test_what_needs_the_sdk_is_a_plain_error_without_it(expression: str) -> None:
    with pytest.raises(RubyError):
        run(expression)
