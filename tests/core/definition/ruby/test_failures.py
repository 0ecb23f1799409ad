"""What a connector's rescue catches, and what it can read."""

from __future__ import annotations

from typing import Any

import pytest

from authbench.ruby import RubyError
from authbench.sdk import ConnectorError, HelperArgumentError, RequestFailed
from support.definition_lambdas import ORIGIN, bench, definition, run
from support.sdk_server import Answer


def failed(rescue: str, answer: Answer | None = None) -> Any:
    """The value of a test whose request fails and is rescued."""
    test = f"begin\nget('{ORIGIN}/x').response!\n{rescue}\nend"
    with bench(definition(test)) as here:
        here.api.answer(answer or Answer(status=404, body=b'{"error":"gone"}', headers=(("X-Id", "7"),)))
        return here.test()


@pytest.mark.parametrize(
    ("expression", "expected"),
    [
        ("e.message", "404 Not Found"),
        ("e.code", 404),
        ("e.http_code", 404),
        ("e.response", '{"error":"gone"}'),
        ("e.response.body", '{"error":"gone"}'),
        ("e.response.code", 404),
        ("e.response.headers[:x_id]", "7"),
        ("parse_json(e.response)['error']", "gone"),
        ("e.response.include?('gone')", True),
        ("e.class.to_s", "Workato::Connector::Sdk::RequestFailedError"),
        ("e.is_a?(StandardError)", True),
        ("e.to_s", "404 Not Found"),
    ],
)
def test_a_failed_request_can_be_read(expression: str, expected: Any) -> None:
    assert failed(f"rescue => e\n{expression}") == expected


@pytest.mark.parametrize(
    ("choice", "caught"),
    [
        ("StandardError", True),
        ("Exception", True),
        ("Workato::Connector::Sdk::RequestError", True),
        ("Workato::Connector::Sdk::RequestFailedError", True),
        ("RuntimeError", False),
        ("RestClient::NotFound", False),
        ("RestClient::ExceptionWithResponse", False),
        ("RestClient::Exception, StandardError", True),
    ],
)
def test_which_names_catch_a_failed_request(choice: str, caught: bool) -> None:
    if caught:
        assert failed(f"rescue {choice}\n'caught'") == "caught"
        return
    with pytest.raises(RequestFailed) as error:
        failed(f"rescue {choice}\n'caught'")
    assert error.value.location is not None
    assert (error.value.location.line, error.value.location.path) == (4, "test")


@pytest.mark.parametrize("choice", ["RuntimeError", "Workato::Connector::Sdk::RuntimeError", "StandardError"])
def test_either_name_catches_error(choice: str) -> None:
    assert run(f"begin; error('x'); rescue {choice} => e; [e.message, e.class.to_s]; end") == [
        "x",
        "RuntimeError",
    ]


@pytest.mark.parametrize("choice", ["ArgumentError", "Workato::Connector::Sdk::ArgumentError"])
def test_either_name_catches_wrong_arguments(choice: str) -> None:
    assert run(f"begin; encrypt('x'); rescue {choice} => e; e.class.to_s; end") == "ArgumentError"
    assert run(f"begin; raise ArgumentError, 'y'; rescue {choice} => e; e.message; end") == "y"


def test_raise_and_retry_work_everywhere() -> None:
    test = "n = 0\nbegin\nn += 1\nraise 'again' if n < 3\nn\nrescue\nretry\nend"
    assert run(test) == 3


def test_an_error_raised_again_keeps_its_class_and_first_place() -> None:
    with pytest.raises(RequestFailed) as caught:
        failed("rescue => e\nraise e")
    assert caught.value.status == 404
    with pytest.raises(ConnectorError):
        run("begin\nerror('x')\nrescue => e\nraise\nend")


def test_another_error_raised_in_a_rescue_replaces_it() -> None:
    with pytest.raises(RubyError, match="mine: 404 Not Found") as caught:
        failed('rescue => e\nraise "mine: #{e.message}"')
    assert caught.value.location is not None
    assert caught.value.location.line == 6


def test_a_failure_in_a_method_goes_through_both_rescues() -> None:
    methods = f"m: -> {{ get('{ORIGIN}/x').response! }}"
    with bench(definition("begin; call('m'); rescue => e; e.code; end", methods=methods)) as here:
        here.api.answer(Answer(status=503))
        assert here.test() == 503


def test_a_refused_connection_looks_like_ruby_s() -> None:
    assert (
        run("begin\nget('http://127.0.0.1:9/x').response!\nrescue Errno::ECONNREFUSED => e\n'refused'\nend")
        == "refused"
    )


def test_bad_json_is_a_response_error() -> None:
    value = failed(
        "rescue Workato::Connector::Sdk::JSONResponseFormatError => e\ne.class.to_s", Answer(body=b"<html>")
    )
    assert value == "Workato::Connector::Sdk::JSONResponseFormatError"


def test_uncaught_helper_errors_keep_their_class() -> None:
    with pytest.raises(HelperArgumentError) as caught:
        run("workato.random_bytes('x')")
    assert caught.value.location is not None
    assert caught.value.location.path == "test"
