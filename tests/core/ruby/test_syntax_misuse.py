"""What stands where Ruby does not allow it: Ruby's own message at the real place, when the lambda is reached."""

from __future__ import annotations

import pytest

from authbench.ruby import RubySyntaxError, UnsupportedSyntax
from support.ruby_evaluation import interpreter_for
from support.ruby_oracle import RubyOracle

MISUSES = {
    "-> {\n  retry\n}.call": ("Invalid retry", "2:3"),
    "begin\n  1\nensure\n  [1].each { retry }\nend": ("Invalid retry", "4:14"),
    "begin; x\nrescue\n  [1].each { retry }\nend": ("Invalid retry", "3:14"),
    "yield 1": ("Invalid yield", "1:1"),
    "[1].map { yield }": ("Invalid yield", "1:11"),
    "1\nBEGIN { 1 }": ("BEGIN is permitted only at toplevel", "2:1"),
    "def f\n  break\nend\nf": ("Invalid break", "2:3"),
    "def f\n  next\nend\nf": ("Invalid next", "2:3"),
    "def f\n  redo\nend\nf": ("Invalid redo", "2:3"),
    "f = ->(a) { a }\nf.call(&)": ("no anonymous block parameter", "2:8"),
}


@pytest.mark.parametrize("code", MISUSES)
def test_misuse_is_refused_at_its_place(ruby: RubyOracle, code: str) -> None:
    message, place = MISUSES[code]
    interp = interpreter_for(f"{{ run: lambda do\n{code}\nend }}")
    run = interp.definition().named("run")
    with pytest.raises(RubySyntaxError) as caught:
        interp.call(run)
    assert caught.value.message == message
    location = caught.value.location
    assert location is not None
    assert location.line is not None
    assert f"{location.line - 1}:{location.column}" == place
    real = ruby.run(f"lambda do\n{code}\nend.call")
    assert (real.error, message in (real.message or "")) == ("SyntaxError", True)


@pytest.mark.parametrize(
    ("code", "word", "column"),
    [
        ("[1, x rescue 2]", "rescue", 7),
        ("p(x ensure 1)", "ensure", 5),
        ("[1, 2 and 3]", "and", 7),
        ("p(1, 2 or 3)", "or", 8),
        ("p(1 and 2)", "and", 5),
        ("{ a: 1 and 2 }", "and", 8),
        ("[1][0 or 1]", "or", 7),
    ],
)
def test_words_that_need_parentheses_among_values(
    ruby: RubyOracle, code: str, word: str, column: int
) -> None:
    interp = interpreter_for(f"{{ run: lambda do\n{code}\nend }}")
    with pytest.raises(RubySyntaxError) as caught:
        interp.call(interp.definition().named("run"))
    assert caught.value.message == f"syntax error, unexpected `{word}`"
    assert caught.value.location is not None
    assert (caught.value.location.line, caught.value.location.column) == (2, column)
    assert not ruby.accepts(code)


@pytest.mark.parametrize(
    "code",
    [
        "raise 'x' and 1",
        "puts 1 and 2",
        "[(1 or 2)]",
        "p (1 and 2)",
        "x = nil and return 5",
        "[(1 rescue 2)]",
    ],
)
def test_words_that_stand_where_ruby_takes_them(ruby: RubyOracle, code: str) -> None:
    interpreter_for(f"{{ run: lambda do\nif false\n{code}\nend\nend }}").definition().named("run")
    assert ruby.accepts(code)


@pytest.mark.parametrize(
    ("code", "what"),
    [
        ("1 if (1 == 1)..(1 == 2)", "A range as condition (flip-flop)"),
        ("$seen = 1", "Assigning to `$seen`"),
        ("def self.f; end", "`def self.`"),
        ("2i", "The number `2i`"),
        ("END { 1 }", "`END`"),
    ],
)
def test_what_is_not_there_is_named(code: str, what: str) -> None:
    interp = interpreter_for(f"{{ run: lambda do\n{code}\nend }}")
    run = interp.definition().named("run")
    with pytest.raises(UnsupportedSyntax) as caught:
        interp.call(run)
    assert caught.value.message == f"{what} is not supported here."


def test_methods_of_a_lambda_end_with_its_run_and_those_of_the_file_do_not() -> None:
    source = (
        "def shared = 1\n{ make: -> { def own = 2; own + shared }, use: -> { shared }, lost: -> { own } }"
    )
    first = interpreter_for(source)
    made = first.definition()
    assert first.call(made.named("make")) == 3
    assert first.call(made.named("lost")) == 2
    second = type(first)(first.program)
    assert second.call(made.named("use")) == 1
    with pytest.raises(Exception, match="undefined local variable or method `own'"):
        second.call(made.named("lost"))
