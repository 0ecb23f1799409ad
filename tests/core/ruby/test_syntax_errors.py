"""A file that is not Ruby is refused at the real place, with the likely cause."""

from __future__ import annotations

import textwrap

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from authbench.ruby import Interpreter, LimitExceeded, RubyFailure, RubySyntaxError, caret, parse
from support.ruby_oracle import RubyOracle

# The broken text, the place, words of the hint.
CASES = {
    "no comma between hashes": (
        """\
        {
          fields: [
            { name: 'a' }
            { name: 'b' }
          ]
        }
        """,
        "4:5",
        "missing comma between hashes?",
    ),
    "a comment swallows the parenthesis": (
        """\
        {
          test: lambda do |connection|
            get( #Some accessible endpoint )
          end,

          #More connector code here
        }
        """,
        "3:8",
        "The comment on line 3 swallows the closing `)`",
    ),
    "a comment swallows it without a blank": (
        """\
        {
          test: lambda do |connection|
            get(# accessible endpoint )
          end
        }
        """,
        "3:8",
        "The comment on line 3 swallows the closing `)`",
    ),
    "no comma between pairs": (
        """\
        {
          title: 'x'
          test: -> { 1 }
        }
        """,
        "3:3",
        "missing comma before `test`?",
    ),
    "no comma between pairs on one line": (
        "{ a: -> { get('x').headers('a' => 'b' 'c' => 1) } }",
        "1:39",
        "missing comma before `'c'`?",
    ),
    "if without end": (
        """\
        {
          test: lambda do |c|
            if c
              get('x')
          end,
          other: 1
        }
        """,
        "3:5",
        "The `if` on line 3 seems to lack its `end`",
    ),
    "case without end": (
        """\
        {
          test: lambda do |c|
            case c
            when 1 then 2
          end,
          b: 1
        }
        """,
        "3:5",
        "The `case` on line 3 seems to lack its `end`",
    ),
    "a bracket too few": (
        """\
        {
          fields: [{ name: 'a' }, { name: 'b' },
          test: -> { 1 }
        }
        """,
        "2:11",
        "The `[` on line 2 seems to lack its `]`",
    ),
    "a parenthesis too few": (
        """\
        {
          test: lambda do |c|
            get('x'
          end
        }
        """,
        "3:8",
        "The `(` on line 3 seems to lack its `)`",
    ),
    "a brace too few at the end": ("{\n  a: 1,\n  b: { c: 2 }\n", "3:13", "The `{` on line 1 is not closed."),
    "a brace too many": ("{\n  a: 1\n}\n}\n", "4:1", "is there one too many?"),
    "an end too many": ("{\n  a: lambda do\n    1\n  end\n  end\n}\n", "5:3", "is there one too many?"),
    "a brace too many in a row": (
        "{\n  a: { b: {\n    c: 1\n  }}},\n  d: 1\n}\n",
        "4:5",
        "Ruby notices on line 6.",
    ),
    "a quote in a text": ("{\n  title: 'it's',\n  b: 1\n}", "2:14", "A quote inside a quoted text ends it"),
    "a text not closed": (
        "{\n  title: 'x,\n  test: lambda do |c|\n    get('y')\n  end\n}",
        "4:10",
        "The text that starts on line 2 is not closed there.",
    ),
    "two commas": ("{\n  a: 1,,\n  b: 2\n}", "2:8", "two commas in a row"),
    "an operator with nothing after it": (
        "{\n  a: lambda do |c|\n    if c &&\n    end\n  end\n}",
        "4:5",
        "Nothing follows the `&&` on line 3.",
    ),
    "a heredoc without end": (
        "{\n  a: <<~TEXT,\n    hello\n  b: 1\n}",
        "2:6",
        "must end with a line that says only TEXT",
    ),
    "no brace at the beginning": ("title: 'x',\ntest: -> { 1 }", "1:6", "is the { at its beginning missing?"),
    "a wrong bracket in an interpolation": (
        "{\n  a: -> { \"a #{c['x'} b\" }\n}",
        "2:21",
        "The `[` on line 2 is not closed.",
    ),
    "a parameter list not closed": ("{\n  a: lambda do |c\n    c\n  end\n}", "2:18", None),
    "a stray character": ("{\n  a: lambda do |c|\n    c @ 5\n  end\n}", "3:7", None),
    "two assignments": ("{\n  a: lambda do\n    y = = 6\n  end\n}", "3:9", None),
}


@pytest.mark.parametrize("name", CASES)
def test_the_place_and_the_likely_cause(ruby: RubyOracle, name: str) -> None:
    text, place, hint = CASES[name]
    text = textwrap.dedent(text)
    assert not ruby.accepts(text)
    with pytest.raises(RubySyntaxError) as caught:
        parse(text.encode(), "c.rb")
    assert str(caught.value.location) == f"c.rb:{place}"
    assert (hint in (caught.value.hint or "")) if hint else caught.value.hint is None
    assert caught.value.code == "syntax_error"


def test_the_line_is_shown_with_a_caret() -> None:
    with pytest.raises(RubySyntaxError) as caught:
        parse(b"{\n\t a: 'x'\n\t b: 1\n}", "c.rb")
    assert caught.value.excerpt() == "\t b: 1\n\t ^"
    assert caught.value.location is not None
    assert caret(caught.value.location) == caught.value.excerpt()


SOUND = [
    "{ a: [1, 2,], }",
    "{ a: %w[a b], 'b' => :c, \"d-e\": nil, **{} }",
    "{ a: ->(x) do x end }",
    "{ a: [\n1, # one\n2\n] }",
    "{ a: lambda do |x; y| y = x\n y end }",
    "{ a: -> { puts <<~A, <<~B } }\nx\nA\ny\nB\n",
    "{ a: -> { x = 5 if y rescue 3 } }",
    "{ a: -> { case x\nin { a: Integer => b } if b then 1\nend } }",
    "{ a: “curly” }",
]


@pytest.mark.parametrize("text", SOUND)
def test_what_ruby_accepts_is_accepted(ruby: RubyOracle, text: str) -> None:
    assert ruby.accepts(text)
    parse(text.encode(), "c.rb")


PIECES = st.sampled_from(
    [
        "{", "}", "[", "]", "(", ")", "do", "end", "lambda", "->", "|x|", "if ", "x", "'a'", '"b#{', "}\"", "a:",
        "=>", ",", ".", "&.", "\n", " ", "# c\n", "<<~X\n", "X\n", "%w[", ":a", "1", "+", "=", "?", "!", "/", "\\",
        "@", "$", "\0", "\u202e", "é", "case ", "when ", "in ", "rescue", "ensure", "begin", "**", "*", "&", "__END__",
    ]
)  # fmt: skip


@given(st.lists(PIECES, max_size=40).map("".join) | st.text(max_size=60))
@example("{" * 3000)
@example("[" * 3000 + "]" * 3000)
@example("-" * 2000 + "1")
@example("a" + ".b" * 3000)
@settings(max_examples=300, deadline=None)
def test_any_text_is_parsed_or_refused(text: str) -> None:
    try:
        Interpreter(parse(text.encode("utf-8", "surrogatepass"), "c.rb")).definition()
        failure = None
    except RubyFailure as error:
        failure = error
    assert failure is None or failure.message
    if isinstance(failure, RubySyntaxError | LimitExceeded):
        assert failure.location is not None
