"""Objects of the host: how calls reach them, and when a value that is not there yet is fetched."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from authbench.ruby import Interpreter, LazyObject, from_plain, to_plain
from authbench.ruby.values import HostObject, RProc, RString, Value
from support.ruby_evaluation import interpreter_for


class Request(LazyObject):
    """A request that counts how often it was sent."""

    ruby_class_name = "Request"

    def __init__(self, answer: object) -> None:
        self.answer = answer
        self.sent = 0
        self.headers: dict[str, Value] = {}

    def responds_to(self, name: str) -> bool:
        return name in ("headers", "after")

    def call_method(
        self,
        interp: Interpreter,
        name: str,
        args: list[Value],
        kwargs: dict[str, Value],
        block: RProc | None,
    ) -> Value:
        if block is not None:
            self.answer = to_plain(interp.call(block, [1, 2, 3]))
        self.headers.update(kwargs)
        return self

    def force(self, interp: Interpreter) -> Value:
        self.sent += 1
        return from_plain(self.answer)

    def plain(self) -> object:
        return "a request"


class Context(HostObject):
    """What a lambda runs on."""

    ruby_class_name = "Operation"

    def __init__(self, **methods: Callable[..., Value]) -> None:
        self.methods = methods

    def responds_to(self, name: str) -> bool:
        return name in self.methods

    def call_method(
        self,
        interp: Interpreter,
        name: str,
        args: list[Value],
        kwargs: dict[str, Value],
        block: RProc | None,
    ) -> Value:
        return self.methods[name](*args, **kwargs)


def run(body: str, context: HostObject | None = None) -> Value:
    interp = interpreter_for("{ a: lambda do\n" + body + "\nend }")
    return interp.call(interp.definition().named("a"), self_object=context)


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("r['a']", 1),
        ("r.length", 1),
        ("r.nil?", False),
        ("r.is_a?(Hash)", True),
        ("r == { 'a' => 1 }", True),
        ("{ 'a' => 1 } == r", True),
        ("case r when Hash then 1 else 2 end", 1),
        ("r ? 1 : 2", 1),
        ("!r", False),
        ('"#{r}"', '{"a"=>1}'),
        ("[*r]", [["a", 1]]),
        ("{ b: 2 }.merge(r)", {"b": 2, "a": 1}),
        ("r&.dig('a')", 1),
        ("x = r; x['a']", 1),
        ("[r].first['a']", 1),
        ("r.respond_to?(:dig)", True),
        ("Array.wrap(r).first['a']", 1),
        ("r.map { |k, v| v }", [1]),
        ("a, b = r, 2; a['a'] + b", 3),
        ("r.class.to_s", "ActiveSupport::HashWithIndifferentAccess"),
        ("not r", False),
        ("r.headers(x: 1)['a']", 1),
        ("[[1, 2]].include?([1, 2]) && r.present?", True),
    ],
)
def test_the_value_is_fetched_when_it_is_looked_at(body: str, expected: object) -> None:
    request = Request({"a": 1})
    assert to_plain(run(body, Context(r=lambda: request))) == expected
    assert request.sent >= 1


@pytest.mark.parametrize(
    "body",
    [
        "x = r; 1",
        "[r]; 1",
        "{ a: r }; 1",
        "x = []; x << r; x.push(r); 1",
        "h = {}; h[:a] = r; 1",
        "r.headers(a: 1); 1",
        "r.headers(a: 1).headers(b: 2); 1",
        "f = ->(x) { 1 }; f.call(r)",
        "false && r; 1",
        "r&.headers(a: 1); 1",
    ],
)
def test_the_value_is_not_fetched_where_it_is_only_passed_on(body: str) -> None:
    request = Request({"a": 1})
    assert run(body, Context(r=lambda: request)) == 1
    assert request.sent == 0


def test_a_lazy_nil_counts_as_nil() -> None:
    request = Request(None)
    assert run("[r ? 1 : 2, r.nil?, r&.dig('a'), r || 5]", Context(r=lambda: request)).items == [
        2,
        True,
        None,
        5,
    ]


def test_a_result_that_was_not_looked_at_is_the_request_itself() -> None:
    request = Request({"a": 1})
    assert run("r", Context(r=lambda: request)) is request
    assert to_plain(run("{ a: r }", Context(r=lambda: request))) == {"a": "a request"}


def test_calls_without_receiver_reach_the_object_then_kernel_then_nothing() -> None:
    context = Context(format=lambda *args: RString("mine"), now=lambda: 5)
    assert run("format('%s', 1)", context).text == "mine"
    assert run("now + 1", context) == 6
    assert run("format('%s', 1)").text == "1"
    with pytest.raises(Exception, match="undefined local variable or method `later' for #<Operation>"):
        run("later", context)


def test_a_local_hides_the_method() -> None:
    assert run("now = 1; [now, now()]", Context(now=lambda: 5)).items == [1, 5]


def test_a_block_keeps_the_object_of_its_lambda_unless_it_is_given_another() -> None:
    request = Request(None)
    interp = interpreter_for("{ a: lambda do\n r.after { |a, b| [a, b, name] }\n end }")
    context = Context(r=lambda: request, name=lambda: RString("outer"))
    interp.call(interp.definition().named("a"), self_object=context)
    assert request.answer == [1, 2, "outer"]
    block = interpreter_for("{ a: -> { proc { |x| name } } }")
    proc = block.call(block.definition().named("a"), self_object=context)
    other = Context(name=lambda: RString("other"))
    assert block.call(proc, [1], self_object=other).text == "other"


def test_keywords_reach_the_host_as_keywords_and_other_keys_as_a_hash() -> None:
    seen: list[object] = []

    def take(*args: Value, **kwargs: Value) -> None:
        seen.append(
            ([to_plain(arg) for arg in args], {key: to_plain(value) for key, value in kwargs.items()})
        )

    context = Context(take=take)
    run("take(1, a: 2); take('X-Y' => 1, b: 2); take(**{ c: 3 }, d: 4); take({ e: 5 })", context)
    assert seen == [([1], {"a": 2}), ([{"X-Y": 1, "b": 2}], {}), ([], {"c": 3, "d": 4}), ([{"e": 5}], {})]


@pytest.mark.parametrize(
    ("parameters", "given", "expected"),
    [
        ("", [1, 2], []),
        ("|a|", [1, 2], [1]),
        ("|a, b|", [1, 2, 3], [1, 2]),
        ("|a, b = 9|", [1], [1, 9]),
    ],
)
def test_surplus_arguments_are_cut(parameters: str, given: list[int], expected: list[int]) -> None:
    names = ", ".join(part.split("=")[0].strip() for part in parameters.strip("|").split(",") if part)
    interp = interpreter_for("{ a: lambda do " + parameters + "\n[" + names + "]\nend }")
    proc = interp.definition().named("a")
    assert to_plain(interp.call(proc, given)) == expected


def test_without_cutting_the_number_must_fit() -> None:
    interp = interpreter_for("{ a: ->(x) { x } }")
    with pytest.raises(Exception, match=r"wrong number of arguments \(given 2, expected 1\)"):
        interp.call(interp.definition().named("a"), [1, 2], cut=False)


def test_a_trailing_hash_becomes_keywords_for_a_lambda_that_takes_them() -> None:
    interp = interpreter_for("{ a: ->(c, x:, y: 2) { [x, y] } }")
    proc = interp.definition().named("a")
    assert to_plain(interp.call(proc, [from_plain({}), from_plain({"x": 1})])) == [1, 2]
    assert to_plain(interp.call(proc, [from_plain({})], kwargs={"x": 5})) == [5, 2]


def test_the_place_of_the_call_is_known_to_the_host() -> None:
    interp = interpreter_for("{\n  a: lambda do\n    x = 1\n    where(x)\n  end\n}")
    places: list[str] = []

    def where(value: Value) -> None:
        places.append(str(interp.location))

    interp.call(interp.definition().named("a"), self_object=Context(where=where))
    assert places == ["definition.rb:4:5"]
