"""The helpers in Ruby code: call, error, environment, console, limits, cancelling."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

import pytest

from authbench.errors import AuthbenchError, Cancelled
from authbench.ruby import LimitExceeded, RubyError, UnsupportedMethod
from authbench.sdk import ConnectorError, InvalidDefinition, UndefinedMethod, UnsupportedHelper
from support.definition_lambdas import ORIGIN, bench, connector, definition, run
from support.sdk_server import Answer

FROZEN = datetime(2024, 1, 2, 3, 4, 5, tzinfo=UTC).timestamp()


@pytest.mark.parametrize(
    ("parameters", "expected"),
    [("", []), ("a", [1]), ("a, b", [1, 2]), ("a, b = 5", [1, 2]), ("a, b, c = 5", [1, 2, 5])],
)
def test_surplus_arguments_are_dropped(parameters: str, expected: list[int]) -> None:
    body = "[" + ", ".join(name.split()[0] for name in parameters.split(", ") if name) + "]"
    with bench(definition(body, parameters=parameters)) as here:
        assert here.test(1, 2) == expected


def test_too_few_arguments_fail_in_ruby_words() -> None:
    with bench(definition("a", parameters="a, b, c")) as here, pytest.raises(RubyError) as caught:
        here.test(1, 2)
    assert caught.value.exception_class == "ArgumentError"
    assert caught.value.message == "wrong number of arguments (given 2, expected 3)"
    assert caught.value.location is not None
    assert caught.value.location.path == "test"


def test_each_lambda_gets_a_fresh_indifferent_copy() -> None:
    settings = {"a": {"b": [{"c": 1}]}}
    value = run("c[:a][:b].first['c'] += 1; c['new'] = 1; [c['a']['b'][0][:c], c.key?(:new)]", settings)
    assert value == [2, True]
    assert settings == {"a": {"b": [{"c": 1}]}}


def test_call_reaches_methods_by_text_and_symbol() -> None:
    methods = "double: ->(x) { x * 2 }, 'sum' => lambda { |a, b = 10| call(:double, a) + b }"
    assert run("[call('sum', 1), call(:sum, 1, 2), call('double', 'x')]", methods=methods) == [12, 4, "xx"]


def test_hash_arguments_of_call_answer_to_both_kinds_of_keys() -> None:
    methods = "read: ->(h) { [h['a'], h[:a], h['deep'][0][:b], h.keys] }"
    assert run("call('read', { a: 1, deep: [{ 'b' => 2 }] })", methods=methods) == [1, 1, 2, ["a", "deep"]]
    assert run("call('read', a: 1, deep: [{ b: 2 }])", methods=methods) == [1, 1, 2, ["a", "deep"]]


def test_keyword_parameters_of_methods() -> None:
    methods = "m: ->(a, b: 2, **rest) { [a, b, rest] }"
    assert run("[call('m', 1), call('m', 1, b: 3, z: 4)]", methods=methods) == [[1, 2, {}], [1, 3, {"z": 4}]]


def test_changes_to_arrays_given_to_call_are_seen() -> None:
    assert run("list = []; call('add', list); call('add', list); list", methods="add: ->(l) { l << 1 }") == [
        1,
        1,
    ]


@pytest.mark.parametrize(
    ("given", "words"), [("'m'", "given 0, expected 1"), ("'m', 1, 2", "given 2, expected 1")]
)
def test_call_is_strict_about_numbers(given: str, words: str) -> None:
    with pytest.raises(RubyError, match=words):
        run(f"call({given})", methods="m: ->(a) { a }")


def test_unknown_and_uncallable_methods() -> None:
    with pytest.raises(UndefinedMethod) as caught:
        run("call('nope')", methods="yes: -> { 1 }")
    assert caught.value.message == "Method 'nope' does not exists"
    assert (caught.value.location.line, caught.value.location.path) == (3, "test")  # type: ignore[union-attr]
    with pytest.raises(InvalidDefinition, match="Expected lambda for method 'text'"):
        run("call('text')", methods="text: 'x'")


def test_an_error_in_a_method_names_the_method() -> None:
    with pytest.raises(RubyError) as caught:
        run("call('outer')", methods="outer: -> { call('inner') }, inner: -> { nil.upcase }")
    assert caught.value.location is not None
    assert caught.value.location.path == "methods.inner"


def test_error_stops_with_its_message() -> None:
    with pytest.raises(ConnectorError) as caught:
        run('error("no #{1 + 1}")')
    assert caught.value.message == "no 2"
    assert caught.value.code == "connector_error"
    assert caught.value.location is not None
    assert (caught.value.location.line, caught.value.location.column) == (3, 1)


def test_deep_recursion_is_a_limit_and_not_rescued() -> None:
    with pytest.raises(LimitExceeded):
        run("begin; call('again'); rescue => e; 'caught'; end", methods="again: -> { call('again') }")


def test_an_endless_lambda_is_cancelled() -> None:
    with bench(definition("while true; end")) as here:
        here.desk.session.scope.cancel()
        with pytest.raises(Cancelled):
            here.test()


def test_console_properties_and_tables() -> None:
    source = definition(
        "puts 'one', 2, [3, [nil]]\nputs({ a: 1 })\nputs\n"
        "[account_property('k'), account_property(:none), lookup('T', b: 'x')['a'], lookup('T', { 'b' => 'q' })]"
    )
    tables = {"T": {"id": 1, "rows": [{"a": 1, "b": "y"}, {"a": 2, "b": "x"}]}}
    with bench(source, account_properties={"k": 5}, lookup_tables=tables) as here:
        assert here.test() == ["5", None, 2, {}]
        assert here.desk.lines == ["one", "2", "3", "", "{:a=>1}", ""]


def test_now_and_today_are_in_the_persons_zone() -> None:
    test = "[now.iso8601, today.to_s, today, now.to_i, (now + 1.hour).strftime('%H'), 1.hour.from_now.to_i - now.to_i]"
    value = run(test, clock=lambda: FROZEN)
    assert value == ["2024-01-01T19:04:05-08:00", "2024-01-01", date(2024, 1, 1), int(FROZEN), "20", 3600]
    assert run("now.iso8601", clock=lambda: FROZEN, zone="Asia/Tokyo") == "2024-01-02T12:04:05+09:00"


def test_times_stay_times() -> None:
    assert run("{ at: Time.now.utc, plus: Time.at(0) + 5 }", clock=lambda: FROZEN) == {
        "at": datetime(2024, 1, 2, 3, 4, 5, tzinfo=UTC),
        "plus": datetime(1970, 1, 1, 0, 0, 5, tzinfo=UTC),
    }


def test_small_helpers() -> None:
    value = run(
        "[blank, null, skip, clear, execution_context, uuid.length, parse_json('[1]'), parse_json(7)]"
    )
    assert value == ["", None, None, None, {}, 36, [1], 7]


def test_encryption_goes_both_ways() -> None:
    assert run("decrypt(encrypt('text', 'key'), 'key').as_utf8") == "text"


def test_parallel_gives_results_and_errors_in_order() -> None:
    source = definition(f"parallel([get('{ORIGIN}/a'), get('{ORIGIN}/b')], threads: 2)")
    with bench(source) as here:
        here.api.answer(Answer(body=b'{"a": 1}'), Answer(status=500))
        ok, results, errors = here.test()
    assert (ok, results, errors[0]) == (False, [{"a": 1}, None], None)
    assert errors[1] == "500 Internal Server Error"


@pytest.mark.parametrize("name", ["suspend", "checkpoint!", "reinvoke_after(1)"])
def test_recipe_helpers_are_refused_with_a_reason(name: str) -> None:
    with pytest.raises(UnsupportedHelper, match="recipes"):
        run(name)


def test_every_lambda_has_every_helper() -> None:
    source = f"""{{ title: 'T', methods: {{ u: -> {{ 'https://h.test' }} }},
      connection: {{ base_uri: ->(c) {{ call('u') }},
        authorization: {{ type: 'oauth2', client_id: -> {{ account_property('id') }},
          token_url: ->(c) {{ get('{ORIGIN}/x')['t'] }}, authorization_url: -> {{ call(:u) }},
          acquire: ->(c) {{ {{ access_token: workato.uuid.length }} }} }} }} }}"""
    with bench(source, account_properties={"id": "CID"}) as here:
        here.api.answer(Answer(body=b'{"t": "https://t.test"}'))
        context = here.desk.context()
        authorization = here.connector.authorization
        called: list[Any] = [
            member.call(context, {})  # type: ignore[union-attr]
            for member in (here.connector.base_uri, authorization.client_id, authorization.token_url,
                           authorization.authorization_url, authorization.acquire)
        ]  # fmt: skip
    assert called == ["https://h.test", "CID", "https://t.test", "https://h.test", {"access_token": 36}]


@pytest.mark.parametrize(
    "body", ["undefined_thing", "undefined_thing(1)", "self.nothing_here", "File.read('x')"]
)
def test_unknown_names_are_typed_and_placed(body: str) -> None:
    with pytest.raises(AuthbenchError) as caught:
        run(body)
    assert isinstance(caught.value, RubyError | UnsupportedMethod)
    assert caught.value.location is not None
    assert (caught.value.location.line, caught.value.location.path) == (3, "test")


def test_runs_of_one_definition_share_nothing() -> None:
    definition_ = connector(definition("@n = (@n || 0) + 1; @n"))
    assert definition_.test is not None
    with bench(definition("1")) as here:
        assert [definition_.test.call(here.desk.context(), {}) for _ in range(3)] == [1, 1, 1]


def test_results_hold_no_values_of_the_evaluator() -> None:
    assert run("[String, /a+/i, ->(x) { x }, { k: [Hash] }, :sym]") == [
        "String",
        "/a+/i",
        "#<Proc>",
        {"k": ["Hash"]},
        "sym",
    ]


@pytest.mark.parametrize(
    ("path", "body", "notes"),
    [
        ("base_uri", "call('u')", ["helpers-everywhere"]),
        ("base_uri", "workato.uuid; now; account_property('x'); 'https://x'", ["account_property_missing"]),
        ("authorization.token_url", f"get('{ORIGIN}/x'); 'https://x'", ["helpers-everywhere"]),
        ("authorization.selected", "uuid", ["helpers-everywhere"]),
        ("authorization.acquire", "call('u'); uuid", []),
    ],
)
def test_helpers_that_the_emulator_lacks_are_noted_once(path: str, body: str, notes: list[str]) -> None:
    member = path.rpartition(".")[2]
    inner = (
        f"authorization: {{ {member}: -> {{ {body}; {body} }} }}"
        if "." in path
        else f"{member}: -> {{ {body}; {body} }}"
    )
    with bench(f"{{ connection: {{ {inner} }}, methods: {{ u: -> {{ uuid }} }} }}") as here:
        owner: Any = here.connector.authorization if "." in path else here.connector
        getattr(owner, member).call(here.desk.context())
        assert here.desk.notes == notes


def test_many_threads_run_one_lambda() -> None:
    from concurrent.futures import ThreadPoolExecutor

    source = definition("(1..50).map { |n| call('square', n) }.sum", methods="square: ->(n) { n * n }")
    with bench(source) as here, ThreadPoolExecutor(8) as pool:
        assert set(pool.map(lambda _: here.test(), range(40))) == {42925}


def test_a_fault_of_ours_is_an_error_that_names_the_lambda(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(_context: object) -> str:
        raise ZeroDivisionError("inside")

    monkeypatch.setattr("authbench.sdk.context.Context.uuid", fail)
    with pytest.raises(AuthbenchError, match="ZeroDivisionError: inside") as caught:
        run("uuid")
    assert caught.value.code == "internal"
    assert caught.value.location is not None
    assert (caught.value.location.line, caught.value.location.path) == (2, "test")


def test_lookup_filters_rows_as_the_list_method_where_does() -> None:
    tables = {"Beds": {"id": 5, "rows": [{"Name": "North", "N": 3}, {"Name": "South", "N": 12}]}}
    source = (
        "[lookup('Beds', 'N >' => 4)[:Name], lookup(5, N: '12')['Name'], lookup('5', Name: /nor/i)['N'],"
        " lookup('Beds'), lookup('Beds', Name: 'East'), lookup('Beds', Name: ['South'])['N']]"
    )
    with bench(f"{{ test: -> {{ {source} }} }}", lookup_tables=tables) as here:
        assert here.connector.test.call(here.desk.context()) == [  # type: ignore[union-attr]
            "South",
            "South",
            3,
            {"Name": "North", "N": 3},
            {},
            12,
        ]
