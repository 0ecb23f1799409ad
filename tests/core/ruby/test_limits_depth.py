"""Recursion, nesting and cyclic data: no crash, no raised Python limit."""

from __future__ import annotations

import sys

import pytest

from authbench.ruby import Interpreter, LimitExceeded, Limits, RubyFailure, parse
from authbench.ruby.values import HostObject, RProc, Value
from support.ruby_evaluation import evaluate, value_of


def test_deep_recursion_works() -> None:
    _, value = value_of("f = ->(n) { n == 0 ? 0 : 1 + f.call(n - 1) }; f.call(1900)")
    assert value == 1900


def test_deep_recursion_through_blocks_works() -> None:
    _, value = value_of("f = ->(n) { n == 0 ? 0 : [n].map { |m| 1 + f.call(m - 1) }.first }; f.call(900)")
    assert value == 900


def test_deep_recursion_through_nested_expressions_works() -> None:
    nested = '[[[{ a: [["#{f.call(n - 1)}".to_i + 1]] }]]]'
    path = "[0][0][0][:a][0][0]"
    body = f"begin; if n > 0 then case when true then {nested}{path} end else 0 end; ensure; 1; end"
    _, value = value_of(f"f = ->(n) {{ {body} }}; f.call(600)")
    assert value == 600


def test_deep_recursion_through_keywords_and_arguments_works() -> None:
    _, value = value_of(
        "g = ->(a, b:) { a + b }; f = ->(n) { n == 0 ? 0 : g.(g.(1, b: 0), b: f.(n - 1)) }; f.(600)"
    )
    assert value == 600


def test_exceptions_pass_through_deep_recursion() -> None:
    snippet = "f = ->(n) { n == 0 ? raise('deep') : f.call(n - 1) }; begin; f.call(900); rescue => e; e.message; end"
    assert evaluate(snippet).inspected == '"deep"'


@pytest.mark.parametrize(
    "snippet",
    [
        "f = ->(n) { f.call(n + 1) }; f.call(0)",
        "f = -> { [1].each { f.call } }; f.call",
        "f = -> { begin; f.call; rescue Exception; f.call; end }; f.call",
        "f = -> { begin; f.call; ensure; f.call; end }; f.call",
        'f = ->(n) { "#{f.call(n)}" }; f.call(1)',
        "h = Hash.new { |hash, k| hash[k + 1] }; h[0]",
        "f = ->(n) { case n when f then 1 end }; f.call(1)",
    ],
)
def test_recursion_without_end_is_stopped(snippet: str) -> None:
    limit = sys.getrecursionlimit()
    with pytest.raises(LimitExceeded, match="nested more than 2,000 deep"):
        value_of(snippet)
    assert sys.getrecursionlimit() == limit


def test_recursion_through_the_host_is_stopped_too() -> None:
    program = parse(b"{ a: -> { again } }", "c.rb")
    proc = Interpreter(program).definition().named("a")

    class Again(HostObject):
        def responds_to(self, name: str) -> bool:
            return name == "again"

        def call_method(
            self, interp: object, name: str, args: list[Value], kwargs: dict[str, Value], block: RProc | None
        ) -> Value:
            return Interpreter(program, limits=Limits(depth=300)).call(proc, self_object=self)

    with pytest.raises(LimitExceeded, match="nested more than 300 deep"):
        Interpreter(program, limits=Limits(depth=300)).call(proc, self_object=Again())


@pytest.mark.parametrize(
    "source",
    [
        "[" * 10_000 + "]" * 10_000,
        "{ a: " * 5_000 + "1" + " }" * 5_000,
        "(" * 10_000 + ")" * 10_000,
        "-> { " * 5_000 + "}" * 5_000,
        "!" * 10_000 + "1",
        "a" + ".b" * 10_000,
        "1" + " + 1" * 10_000,
        "a = " * 5_000 + "1",
        "if 1 then " * 3_000 + "end " * 3_000,
        "x ? 1 : " * 5_000 + "2",
    ],
)
def test_deep_nesting_is_refused_not_a_crash(source: str) -> None:
    with pytest.raises(RubyFailure):
        value_of(source)


def test_a_long_chain_works() -> None:
    _, value = value_of("1" + " + 1" * 250)
    assert value == 251
    _, text = value_of("''" + ".to_s" * 250)
    assert text.text == ""


def test_cyclic_data_is_shown_and_refused_without_a_crash() -> None:
    assert evaluate("a = [1]; a << a; a.inspect").inspected == '"[1, [...]]"'
    assert evaluate("h = {}; h[:h] = h; h.inspect").inspected == '"{:h=>{...}}"'
    for snippet in ("a = []; a << a; a == [a, 1] ; b = []; b << b; a == b", "a = []; a << a; { a => 1 }"):
        with pytest.raises(LimitExceeded):
            value_of(snippet)
