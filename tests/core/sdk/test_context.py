import threading
from datetime import date

import pytest

from authbench.errors import Cancelled, Code
from authbench.sdk import (
    ConnectorError,
    Context,
    HelperArgumentError,
    HelperRuntimeError,
    JsonParsingError,
    UndefinedMethod,
)
from support.sdk_runs import Desk, desk
from support.sdk_server import Answer, Api

AT = 1704164645.0  # 2024-01-02T03:04:05Z


def test_call_runs_a_method_in_the_callers_context() -> None:
    def greet(context: Context, args: list[str]) -> list[object]:
        return [context.path, context.step, *args]

    with desk(methods={"greet": greet}) as run:
        assert run.context(step="acquire").call("greet", ["a"]) == ["methods.greet", "acquire", "a"]
        with pytest.raises(UndefinedMethod, match="Method 'nope' does not exists") as caught:
            run.context().call("nope")
    assert caught.value.hint == "The definition's methods are: greet."
    assert caught.value.code == Code.INVALID_DEFINITION


def test_error_is_the_authors_message(run: Desk) -> None:
    error = run.context().error({"a": 1})
    assert isinstance(error, ConnectorError)
    assert (error.message, error.code) == ('{"a"=>1}', Code.CONNECTOR_ERROR)


def test_account_properties_are_text() -> None:
    with desk(account_properties={"n": 5, "t": "x"}) as run:
        context = run.context()
        assert [context.account_property(name) for name in ("n", "t", "none")] == ["5", "x", None]


def test_lookup() -> None:
    tables = {"Countries": {"id": 5, "rows": [{"code": "de", "n": "1"}, {"code": "fr", "n": "2"}]}}
    with desk(lookup_tables=tables) as run:
        context = run.context()
        assert context.lookup("Countries", {"code": "fr"}) == {"code": "fr", "n": "2"}
        assert context.lookup(5, {"code": "de"}) == {"code": "de", "n": "1"}
        assert context.lookup("5", {"code": "de", "n": "1"})["n"] == "1"
        assert context.lookup("Countries", {"code": "xx"}) == {}
        assert context.lookup("Nope", {"code": "xx"}) == {}


def test_lookup_needs_tables(run: Desk) -> None:
    with pytest.raises(HelperRuntimeError, match="Lookup Tables are not initialized"):
        run.context().lookup("t", {"a": 1})


def test_puts(run: Desk) -> None:
    run.context().puts("a\nb\n", 1, None, ["c", [2.0]], {"k": "v"})
    run.context().puts()
    assert run.lines == ["a", "b", "1", "", "c", "2.0", '{"k"=>"v"}', ""]


def test_now_and_today_are_pacific_unless_set() -> None:
    with desk(clock=lambda: AT) as run:
        assert run.context().now().isoformat() == "2024-01-01T19:04:05-08:00"
        assert run.context().today() == date(2024, 1, 1)
    with desk(clock=lambda: AT, zone="Asia/Tokyo") as run:
        assert run.context().now().isoformat() == "2024-01-02T12:04:05+09:00"


def test_sleep_is_cancelled(run: Desk) -> None:
    threading.Timer(0.02, run.session.scope.cancel).start()
    with pytest.raises(Cancelled):
        run.context().sleep(600)


def test_sleep_returns_whole_seconds_and_wants_a_number(run: Desk) -> None:
    assert run.context().sleep(0.001) == 0
    with pytest.raises(HelperArgumentError, match="must not be negative"):
        run.context().sleep(-1)
    with pytest.raises(HelperArgumentError, match="time interval"):
        run.context().sleep("1")  # type: ignore[arg-type]


def test_parse_json(run: Desk, api: Api) -> None:
    context = run.context()
    assert context.parse_json('{"a":[1]}') == {"a": [1]}
    assert context.parse_json(None) is None
    assert context.parse_json({"a": 1}) == {"a": 1}
    api.answer(Answer(body=b'{"b":2}'))
    assert context.parse_json(context.new_request("get", f"{api.origin}/")) == {"b": 2}
    with pytest.raises(JsonParsingError, match="859: unexpected token at 'nope'"):
        context.parse_json("nope")


def test_small_ones(run: Desk) -> None:
    context = run.context()
    assert (context.blank(), context.null(), context.skip(), context.clear()) == ("", None, None, None)
    assert context.execution_context() == {}
    assert context.uuid()[14] == "4"
    assert "belongs to recipes" in context.unsupported("suspend").message


def test_parallel_aligns_results_and_errors(run: Desk, api: Api) -> None:
    api.answer(Answer(body=b"1"), Answer(500), Answer(body=b"3"))
    requests = [run.context().new_request("get", f"{api.origin}/{number}") for number in range(3)]
    assert run.context().parallel(requests, threads=2) == [
        False,
        [1, None, 3],
        [None, "500 Internal Server Error", None],
    ]


def test_encrypt_and_decrypt(run: Desk) -> None:
    context = run.context()
    hidden = context.encrypt("geheim ü", "key")
    assert context.decrypt(hidden, "key").decode() == "geheim ü"
    with pytest.raises(HelperRuntimeError, match=r"^invalid/corrupt input or key$"):
        context.decrypt(hidden, "other")
    for damaged in ("", "AAAA", "not base64!", hidden[:40]):
        with pytest.raises(HelperRuntimeError, match=r"^invalid/corrupt input$"):
            context.decrypt(damaged, "key")


def test_a_missing_property_or_table_is_noted_once_and_remembered() -> None:
    with desk(account_properties={"set": ""}, withheld_properties={"kept": "HOST"}, lookup_tables={}) as run:
        context = run.context()
        for name in ("set", "none", "none", "kept"):
            context.account_property(name)
        assert context.lookup("Beds", {}) == {}
        assert list(run.session.missing_properties) == ["none", "kept"]
        assert list(run.session.missing_tables) == ["Beds"]
        assert run.notes == ["account_property_missing", "account_property_missing", "lookup_table_missing"]


def test_lookup_goes_by_id_first_and_compares_numbers_with_their_texts() -> None:
    tables = {
        "7": {"id": 1, "rows": [{"n": 1.50, "t": "12", "b": True}]},
        "Other": {"id": 7, "rows": [{"n": 2}]},
    }
    with desk(lookup_tables=tables) as run:
        context = run.context()
        assert context.lookup("7", {}) == {"n": 2}
        assert context.lookup(1, {"n": "1.5", "t": 12})["t"] == "12"
        assert context.lookup(1, {"b": 1}) == context.lookup(1, {"b": True})
        assert context.lookup(1, {"t": "x"}) == {}
        assert context.lookup(1, {"n": "x"}) == {}
