"""Ruby's own errors: class, message and place as Ruby gives them; what reaches the caller."""

from __future__ import annotations

import pytest

from authbench.errors import AuthbenchError, Code, Location
from authbench.ruby import Environment, RubyError, UnsupportedMethod, UnsupportedSyntax
from authbench.ruby.values import HostObject, Raised, RException, RProc, Value
from support.ruby_evaluation import as_lambda, evaluate, interpreter_for, value_of
from support.ruby_oracle import RubyOracle

RAISING = [
    "nil.foo",
    "nil[0]",
    "nil + 1",
    '"abc".foo',
    "[1, 2].foo",
    "({ a: 1 }).foo",
    "1.foo",
    ":a.foo",
    "true.foo",
    "(1..2).foo",
    "/a/.foo",
    "String.foo",
    "foo",
    "foo()",
    "Foo",
    "name",
    "superclass",
    "JSON::Foo",
    "1 + nil",
    '1 + "a"',
    "[1] + nil",
    "1 < nil",
    "1 / 0",
    "1 % 0",
    "->(a) { a }.call",
    "->(a, b = 1) { a }.call",
    "->(a, *b) { a }.call",
    "->(a:) { a }.call",
    "->(a:, b:) { a }.call",
    "->(a: 1) { a }.call(c: 1, d: 2)",
    "->(x, a:) { a }.call",
    'raise "x"',
    "raise ArgumentError",
    'raise ArgumentError, "y"',
    "raise 5",
    'x = "a".freeze; x << "b"',
    "[1].freeze << 2",
    "throw :x",
    "lambda(&:upcase).call",
    "[1].map(&:foo)",
    "{ a: 1 } => { b: }",
    "h = { a: 1 }; h.each { h[:b] = 1 }",
    "Integer('x')",
    "\n\n[3, 1]\n  .map { |x|\n    x.nope }",
    "f = lambda do |x|\n  x.nope\nend\n\nf.call(1)",
    "raise TypeError.new('made')",
    "'a'.no = 5",
    "begin; 1; ensure; nil.z; end",
    "x = 5; x::Bar.y rescue raise 'again'",
]


@pytest.mark.parametrize("snippet", RAISING)
def test_class_message_and_line(ruby: RubyOracle, snippet: str) -> None:
    real, ours = ruby.run(as_lambda(snippet)), evaluate(snippet)
    assert (ours.error, ours.message, ours.line) == (real.error, real.message, real.line)


def test_an_uncaught_exception_has_the_innermost_place() -> None:
    interp = interpreter_for("{\n  a: ->(c) {\n    c['x'].\n      upcase\n  }\n}")
    with pytest.raises(RubyError) as caught:
        interp.call(interp.definition().named("a"), [interp.definition()])
    error = caught.value
    assert (error.exception_class, error.code) == ("NoMethodError", Code.LAMBDA_ERROR)
    assert error.message == "undefined method `upcase' for nil:NilClass"
    assert error.location == Location("definition.rb", 4, 7, source="      upcase")
    assert str(error) == "NoMethodError: undefined method `upcase' for nil:NilClass"


def test_too_few_arguments_are_placed_at_the_lambda() -> None:
    interp = interpreter_for("{\n  a: ->(x, y) { x }\n}")
    with pytest.raises(RubyError, match=r"wrong number of arguments \(given 1, expected 2\)") as caught:
        interp.call(interp.definition().named("a"), [1])
    assert str(caught.value.location) == "definition.rb:2:6"


@pytest.mark.parametrize(
    ("clause", "raised"),
    [
        ("RuntimeError", "Workato::Connector::Sdk::RuntimeError"),
        ("Workato::Connector::Sdk::RuntimeError", "RuntimeError"),
        ("ArgumentError", "Workato::Connector::Sdk::ArgumentError"),
        ("StandardError", "Workato::Connector::Sdk::RequestFailedError"),
        ("RequestError", "Workato::Connector::Sdk::RequestFailedError"),
        ("RestClient::ExceptionWithResponse", "RestClient::Forbidden"),
        ("RestClient::Forbidden, RestClient::Exceptions::ReadTimeout", "RestClient::Exceptions::ReadTimeout"),
        ("JSON::ParserError", "JSON::ParserError"),
        ("*[TypeError, KeyError]", "KeyError"),
        ("Exception", "NotImplementedError"),
    ],
)
def test_a_rescue_catches_by_either_name(clause: str, raised: str) -> None:
    _, value = value_of(f"begin; raise {raised}, 'm'; rescue {clause} => e; e.message; end")
    assert value.text == "m"


@pytest.mark.parametrize(
    "clause", ["RestClient::Forbidden", "TypeError", "ArgumentError", "Net::ReadTimeout"]
)
def test_a_rescue_of_another_class_does_not_catch(clause: str) -> None:
    assert evaluate(f"begin; raise 'm'; rescue {clause}; 1; end").error == "RuntimeError"


def test_a_bare_rescue_leaves_what_is_no_standard_error() -> None:
    assert (
        evaluate("begin; raise NotImplementedError, 'm'; rescue => e; 1; end").error == "NotImplementedError"
    )


class Refused(AuthbenchError):
    default_code = Code.HTTP_ERROR


class Server(HostObject):
    def responds_to(self, name: str) -> bool:
        return name == "get"

    def call_method(
        self, interp: object, name: str, args: list[Value], kwargs: dict[str, Value], block: RProc | None
    ) -> Value:
        raise Refused("401 Unauthorized")


def _exception_for(error: AuthbenchError) -> RException | None:
    if isinstance(error, Refused):
        return RException("Workato::Connector::Sdk::RequestFailedError", error.message, fields={"code": 401})
    return None


def _call(body: str, environment: Environment) -> Value:
    interp = interpreter_for("{ a: lambda do\n" + body + "\nend }", environment)
    return interp.call(interp.definition().named("a"), self_object=Server())


def test_a_hosts_error_can_be_rescued() -> None:
    value = _call("begin; get; rescue => e; e.message; end", Environment(exception_for=_exception_for))
    assert value.text == "401 Unauthorized"


@pytest.mark.parametrize(
    "body", ["get", "begin; get; rescue TypeError; 1; end", "begin; get; rescue => e; raise; end"]
)
def test_a_hosts_error_that_nobody_rescues_goes_on_unchanged_with_its_place(body: str) -> None:
    with pytest.raises(Refused) as caught:
        _call(body, Environment(exception_for=_exception_for))
    assert caught.value.location is not None
    assert caught.value.location.line == 2


def test_a_hosts_error_without_an_exception_cannot_be_rescued_but_ensure_runs() -> None:
    lines: list[str] = []
    with pytest.raises(Refused):
        _call("begin; get; rescue Exception; 1; ensure; puts 'x'; end", Environment(puts=lines.append))
    assert lines == ["x"]


def test_an_error_of_a_nested_call_can_be_rescued_outside() -> None:
    interp = interpreter_for(
        "{ inner: -> { nil.foo }, outer: -> { begin; run; rescue => e; e.message; end } }"
    )
    made = interp.definition()

    class Methods(HostObject):
        def responds_to(self, name: str) -> bool:
            return name == "run"

        def call_method(
            self, _interp: object, name: str, args: list[Value], kwargs: dict[str, Value], block: RProc | None
        ) -> Value:
            return interpreter_for_program(interp).call(made.named("inner"))

    value = interp.call(made.named("outer"), self_object=Methods())
    assert value.text == "undefined method `foo' for nil:NilClass"


def interpreter_for_program(interp: object) -> object:
    from authbench.ruby import Interpreter

    assert isinstance(interp, Interpreter)
    return Interpreter(interp.program)


def test_what_is_not_there_is_said_with_its_place_when_reached() -> None:
    with pytest.raises(UnsupportedSyntax, match="`class` is not supported here") as syntax:
        value_of("1\nclass X; end")
    assert syntax.value.location is not None
    assert (syntax.value.location.line, syntax.value.code) == (3, "unsupported")
    with pytest.raises(UnsupportedMethod, match="`String#crypt` is not supported here") as method:
        value_of("1\n'a'.crypt('ab')")
    assert method.value.location is not None
    assert method.value.location.line == 3


@pytest.mark.parametrize("name", ["Random", "Thread", "IO", "ERB", "Dir"])
def test_an_object_of_a_class_that_is_not_made_here_is_said_so(name: str) -> None:
    with pytest.raises(UnsupportedMethod, match=f"`{name}.new` is not supported here"):
        value_of(f"{name}.new")


@pytest.mark.parametrize("name", ["Integer", "Float", "Symbol", "NilClass", "TrueClass", "Math", "JSON"])
def test_what_ruby_makes_no_objects_of_is_rubys_own_error(name: str, ruby: RubyOracle) -> None:
    real, ours = ruby.run(f"{name}.new"), evaluate(f"{name}.new")
    assert (ours.error, ours.message) == (real.error, real.message)


def test_what_is_not_there_cannot_be_rescued() -> None:
    with pytest.raises(UnsupportedMethod):
        value_of("begin; 'a'.crypt('ab'); rescue Exception; 1; end")


def test_raised_exceptions_are_one_python_class() -> None:
    assert Raised.of("KeyError", "m", key=1).exception.fields == {"key": 1}
