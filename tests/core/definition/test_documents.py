"""What `docs/` says of definitions is what the code does."""

from __future__ import annotations

import re

import pytest

from authbench.ruby import UnsupportedMethod, UnsupportedSyntax
from support.documents import DOCS, GENERATED, renewed
from support.ruby_evaluation import value_of

RUBY = (DOCS / "ruby.md").read_text("utf-8")


@pytest.mark.parametrize("name", GENERATED)
def test_the_tables_are_those_of_the_code(name: str) -> None:
    document = (DOCS / name).read_text("utf-8")
    assert "<!-- table: " in document
    assert document == renewed(document), "python tests/support/documents.py writes the tables anew"


def _refused() -> list[str]:
    table = RUBY[RUBY.index("Not there:") : RUBY.index("## Functions")]
    return [
        example.strip() for example in re.findall(r"^\| .* \| (?:``|`)(.*?)(?:``|`) \|$", table, re.MULTILINE)
    ]


@pytest.mark.parametrize("example", _refused())
def test_what_is_said_not_to_be_there_is_refused(example: str) -> None:
    with pytest.raises((UnsupportedSyntax, UnsupportedMethod)):
        value_of(example)


def test_every_row_of_what_is_not_there_has_an_example() -> None:
    assert len(_refused()) == 11


THERE = [
    r"%w[a\ b]; %i[a b]; %r{/x}i; :'a b'; ?a; 1_000; 0x1f; 2.5e3; 1..; 'a' 'b'",
    "<<~TEXT\n  a\nTEXT",
    "x = 1; y = 2; rest = {}; { a: 1, 'b': 2, 'c' => 3, **rest }; { x:, y: }",
    "f = ->(a, b = 1, *c, d:, e: 2, **g) { a }; f.(1, d: 2); f[1, d: 2]; lambda do |x| end; proc { }",
    "[[1, [2, 3]]].each { |a, (b, c)| next 1 }; %w[a].map(&:upcase); [1].map { _1 }; [1].each { break }",
    "if 1 then 2 elsif 3 then 4 end; 1 unless 2; 1 ? 2 : 3; 1 and not 2 or 3",
    "case 2 when 1..3, String, /x/ then 1 end",
    "case { a: 1 }\nin { a: Integer => n, **rest } then n\nend",
    "case [1]\nin [a, *] if a then a\nend",
    "{ a: 1 } => { a: }; [1, 2] in [1, *]",
    "x = [[1, 2]]; for a, b in x do a end; loop { break }; begin; 1; end while false; catch(:a) { throw :a }",
    "n = 0; while n < 1 do n += 1 end; until n == 2 do n += 1 end",
    "n = 0\nbegin\n  raise ArgumentError, 'text' if (n += 1) < 2\nrescue KeyError, ArgumentError => e\n  retry\nelse\n  1"
    "\nensure\n  2\nend",
    "raise 'x' rescue 1",
    "a, (b, *c) = 1, [2, 3]; a ||= 1; h = { k: 1 }; h[:k] &&= 2; x = nil; x&.y; x&.[](0)",
    "x = 1; defined?(x); \"#{x}\"; __method__; require 'json' # comment",
    "def f(a, b = a, *c, k: 1, &d) = a; def g(...) = f(...); def h = block_given? ? yield : __method__; [g(1), h, h { 2 }]",
    "n = 0; [1].each { redo if (n += 1) < 3 }; x = nil; x&.y = 1; 3r",
    "1\n=begin\nanything\n=end\n2",
]


@pytest.mark.parametrize("example", THERE)
def test_what_is_said_to_be_there_runs(example: str) -> None:
    value_of(example)
