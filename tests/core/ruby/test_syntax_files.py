"""Whole definition files: what stands around the hash, what is read of it, and where things are."""

from __future__ import annotations

import pytest

from authbench.errors import Location
from authbench.ruby import ClosedValue, Interpreter, RubySyntaxError, from_plain, parse, to_plain
from support.ruby_evaluation import interpreter_for

LAMBDA = "{ title: 'T', test: lambda do |c|\n  c['x']\nend }"


@pytest.mark.parametrize(
    "source",
    [
        LAMBDA,
        f"# comment\n# frozen_string_literal: true\n\n{LAMBDA}\n# end\n",
        f"require 'json'\nrequire 'base64'\n{LAMBDA}",
        f"connector = {LAMBDA}\nconnector\n",
        f"connector = {LAMBDA}",
        f"({LAMBDA})",
        f"\ufeff{LAMBDA}",
        LAMBDA.replace("\n", "\r\n"),
        f"=begin\nlong {'{'} comment\n=end\n{LAMBDA}\n__END__\n}}}} anything",
    ],
)
def test_what_may_stand_around_the_hash(source: str) -> None:
    interp = interpreter_for(source)
    made = interp.definition(frozenset({"title", "test"}))
    assert to_plain(made.named("title")) == "T"
    assert interp.call(made.named("test"), [from_plain({"x": 5})]) == 5


def test_only_the_keys_asked_for_are_read() -> None:
    interp = interpreter_for("{ title: 'T', actions: { a: nothing_like_this }, test: -> { 1 } }")
    made = interp.definition(frozenset({"title"}))
    assert isinstance(made.named("actions"), ClosedValue)
    assert [key.name for key, _ in made.pairs()] == ["title", "actions", "test"]
    assert isinstance(made.named("test"), ClosedValue)


def test_line_breaks_of_windows_are_read_as_line_breaks() -> None:
    made = interpreter_for("{ a: 'x\r\ny', b: <<~T }\r\n  one\r\n  two\r\nT\r\n").definition()
    assert to_plain(made) == {"a": "x\ny", "b": "one\ntwo\n"}


def test_duplicate_keys_the_last_wins() -> None:
    assert to_plain(interpreter_for("{ a: 1, b: 2, a: 3 }").definition()) == {"a": 3, "b": 2}


def test_hashes_know_where_their_keys_stand() -> None:
    made = interpreter_for(
        "{\n  title: 'T',\n  connection: {\n    'fields' => [{ name: 'é', x: 1 }]\n  }\n}"
    ).definition()
    assert made.origins is not None
    assert str(made.origins["connection"]) == "definition.rb:3:3"
    connection = made.named("connection")
    assert connection.location == Location("definition.rb", 3, 15, source="  connection: {")
    assert str(connection.origins["fields"]) == "definition.rb:4:5"
    field = connection.named("fields").items[0]
    assert str(field.origins["x"]) == "definition.rb:4:31"


def test_lambdas_tell_where_they_are_and_what_they_take() -> None:
    made = interpreter_for("{\n  a: ->(x, y = 1, *z, k:, &b) { x },\n  b: lambda do\n  end\n}").definition()
    a, b = made.named("a"), made.named("b")
    assert str(a.location) == "definition.rb:2:6"
    assert (a.parameter_count, a.required_count, a.is_lambda) == (5, 1, True)
    assert (b.parameter_count, b.required_count) == (0, 0)


def test_constants_and_locals_of_the_file_are_seen_by_its_lambdas() -> None:
    interp = interpreter_for("BASE = 'https://x'\nsuffix = '/v1'\n{ a: -> { BASE + suffix } }")
    assert to_plain(interp.call(interp.definition().named("a"))) == "https://x/v1"


def test_literals_are_frozen_where_the_file_says_so() -> None:
    body = "{ a: -> { s = 'a'; s << 'b' } }"
    relaxed = interpreter_for(body)
    assert to_plain(relaxed.call(relaxed.definition().named("a"))) == "ab"
    strict = interpreter_for("# frozen_string_literal: true\n" + body)
    with pytest.raises(Exception, match="can't modify frozen String"):
        strict.call(strict.definition().named("a"))


def test_a_string_literal_is_a_fresh_object_each_time() -> None:
    interp = interpreter_for("{ a: -> { s = 'a'; s << 'b'; s } }")
    proc = interp.definition().named("a")
    assert to_plain(interp.call(proc)) == "ab"
    assert to_plain(interp.call(proc)) == "ab"


@pytest.mark.parametrize("source", ["", "# nothing\n", "\n\n"])
def test_an_empty_file_is_refused(source: str) -> None:
    with pytest.raises(RubySyntaxError, match="The file is empty"):
        interpreter_for(source).definition()


def test_a_file_whose_value_is_no_hash_is_refused_at_that_place() -> None:
    with pytest.raises(
        RubySyntaxError, match="The last expression of the file is Array, not a hash"
    ) as caught:
        interpreter_for("x = 1\n[1]").definition()
    assert str(caught.value.location) == "definition.rb:2:1"


def test_bytes_that_are_not_utf8_are_refused_at_their_place_but_not_in_comments() -> None:
    with pytest.raises(RubySyntaxError, match="invalid multibyte char") as caught:
        parse(b"{\n  a: '\xff'\n}", "x.rb")
    assert str(caught.value.location) == "x.rb:2:7"
    made = Interpreter(parse(b"# caf\xe9\n{ a: 1 }", "x.rb")).definition()
    assert to_plain(made) == {"a": 1}


def test_a_magic_comment_names_another_encoding() -> None:
    made = Interpreter(parse(b"# encoding: iso-8859-1\n{ a: 'caf\xe9' }", "x.rb")).definition()
    assert to_plain(made) == {"a": "café"}


def test_unsupported_forms_leave_the_rest_usable() -> None:
    interp = interpreter_for("{ a: -> { class X; end }, b: -> { 5 } }")
    assert interp.call(interp.definition().named("b")) == 5


def test_a_lambda_is_shared_by_interpreters_of_its_program() -> None:
    program = parse(b"{ a: ->(x) { @seen = [*@seen, x] } }", "x.rb")
    proc = Interpreter(program).definition().named("a")
    first, second = Interpreter(program), Interpreter(program)
    assert to_plain(first.call(proc, [1])) == [1]
    assert to_plain(second.call(proc, [2])) == [2]
    assert to_plain(first.call(proc, [3])) == [1, 3]
