"""Whatever a value is, what a person sees of it is Ruby's: no name of our own classes, no address of ours."""

from __future__ import annotations

import json
import re

import pytest

from authbench.cli.document import jsonable
from authbench.errors import AuthbenchError
from support.definition_lambdas import bench, definition

VALUES = (
    "nil", "true", "1", "2**70", "1.5", "1r/3", "BigDecimal('1.5')", "'text'", "'é'.b", ":name", ":'a b'",
    "[1, [2]]", "{ a: 1, 'b' => nil }", "(1..3)", "('a'..)", "/a(?<n>b)/i", "'ab'.match(/a(?<n>b)/)",
    "Set[1, 2]", "Time.at(0).utc", "Time.zone.at(0)", "Date.new(2024, 1, 2)", "DateTime.new(2024, 1, 2)",
    "1.hour", "1.month + 2.days", "Time.zone", "ActiveSupport::TimeZone['UTC']", "->(a) { a }", "proc { |a| a }",
    ":upcase.to_proc", "[1, 2].each", "[1, 2].lazy.map { |a| a }", "(1..3).step(2)", "1.step(5, 2)",
    "Enumerator.new { |y| y << 1 }", "[1].each + [2]", "String", "Math", "JSON", "Struct.new(:a)",
    "Struct.new(:a).new(1)", "OpenStruct.new(a: 1)", "StandardError.new('x')", "KeyError.new('x')",
    "OpenSSL::Digest.new('SHA256')", "Digest::SHA256.new", "OpenSSL::HMAC.new('k', 'SHA256')",
    "OpenSSL::Cipher.new('aes-256-cbc')", "URI.parse('https://a.test/x?y=1')", "URI('https://a.test')",
    "Encoding::UTF_8", "Random.new(1)", "Comparable", "self", "workato", "aws", "get('https://api.example.test/x')",
    "connection", "Object.new", "Float::NAN", "-0.0", "{ 1 => [nil] }.each", "'a'.each_char", "5.digits",
    "{ a: 1 }.with_indifferent_access", "Time.now - Time.now", "(Date.new(2024, 1, 2) - Date.new(2024, 1, 1))",
    "[{ 'a' => 1 }].where('a' => 1)", "'a'.to_sym.to_proc >> ->(x) { x }", "(1.succ rescue 2)",
)  # fmt: skip
USES = (
    "{}",
    "({}).inspect",
    "({}).to_s",
    '"#{{{}}}"',
    "[{}].inspect",
    "{{ a: {} }}.to_s",
    "puts({})",
    "({}).no_such_method",
    "({}).class",
    "({}) + nil",
    "nil + ({})",
    "1 + ({})",
    "'a' + ({})",
    "[1] + ({})",
    "[1, {}].sort",
    "[1, {}].sum",
    "[1, {}].max",
    "[{}].join('-')",
    "Integer({})",
    "Float({})",
    "Array({}).inspect",
    "Hash({})",
    "({}).to_json",
    "JSON.generate([{}])",
    "({}).freeze.tap {{ |v| v << 1 }}",
    "error({})",
    "raise ({})",
    "throw ({})",
    "'%s %p %d' % [{0}, {0}, {0}]",
    "{{ ({}) => 1 }}",
    "({}) =~ /a/",
    "case {} when Integer then 1 else :other end",
    "{} => Integer",
    "[1, 2][{}]",
    "'ab'[{}]",
    "({}).dig(:a, 1)",
    "({}) <=> 1",
    "({}) < 1",
    "headers({})",
    "call({})",
)
OURS = re.compile(
    r"\bR(?:Array|BigDecimal|Class|Date|DateTime|Duration|Enumerator|Exception|Hash|MatchData|OpenStruct|Proc"
    r"|Range|Rational|Regexp|Set|String|Struct|Time)\b"
    r"|<class '|<function|<bound method|object at 0x|authbench\."
)


def seen(value: str) -> list[tuple[str, str]]:
    """Each use of a value, with everything that a run of it would show: result, error, console."""
    uses = [use.format(value) for use in USES]
    methods = ", ".join(f"u{index}: ->(connection) do\n{use}\nend" for index, use in enumerate(uses))
    found = []
    console: list[str] = []
    with bench(definition("1", methods=methods), console=console.append) as made:
        for index, use in enumerate(uses):
            method = made.connector.methods[f"u{index}"]
            try:
                shown = json.dumps(jsonable(method.call(made.desk.context(), {"token": "t"})), default=str)
            except AuthbenchError as error:
                shown = f"{error.code}: {error.message} {error.hint}"
            found.append((use, "\n".join([shown, *console])))
            console.clear()
    return found


@pytest.mark.parametrize("value", VALUES)
def test_only_names_of_ruby_are_seen(value: str) -> None:
    for use, shown in seen(value):
        assert OURS.search(shown) is None, (use, shown)
        assert not shown.startswith("internal:"), (use, shown)
