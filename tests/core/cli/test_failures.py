"""What can be wrong with a definition, a machine or a server: each its own error, with its place."""

from __future__ import annotations

import json
import socket
from pathlib import Path
from typing import Any

import pytest

from authbench.cli import main
from authbench.cli.failing import caret_lines
from authbench.errors import Location
from authbench.journal import Redactor
from support.connection_runs import ScriptedApi

pytestmark = pytest.mark.usefixtures("home")


def outcome(
    capsys: pytest.CaptureFixture[str], source: str, *arguments: str, command: str = "test"
) -> tuple[int, dict[str, Any]]:
    """Exit status and JSON document of a command on a definition."""
    Path("connector.rb").write_text(source)
    status = main([command, "--json", *(["--no-keychain"] if command != "lint" else []), *arguments])
    return status, json.loads(capsys.readouterr().out)


MISSING_COMMA = """{
  title: 'ROPC',
  connection: {
    fields: [
      { name: 'tenant_id', optional: false }
      { name: 'client_id', optional: false },
    ]
  },
  test: ->(_c) { get('https://api.test/me') }
}
"""

SWALLOWED = """{
  title: 'Comment',
  connection: {},
  test: lambda do |connection|
    get( # some endpoint )
  end,
}
"""


def test_missing_comma_between_hashes(capsys: pytest.CaptureFixture[str]) -> None:
    status, document = outcome(capsys, MISSING_COMMA)
    assert status == 2
    error = document["error"]
    assert error["code"] == "syntax_error"
    assert error["location"].startswith("connector.rb:")
    assert int(error["location"].split(":")[1]) in (5, 6)
    assert "comma" in (error["message"] + error["hint"]).lower()
    assert document["exchanges"] == []


def test_comment_that_swallows_a_parenthesis(capsys: pytest.CaptureFixture[str]) -> None:
    status, document = outcome(capsys, SWALLOWED)
    assert status == 2
    error = document["error"]
    assert error["code"] == "syntax_error"
    assert error["location"].split(":")[1] == "5"  # Ruby itself says 6, where it notices
    assert "comment" in (error["message"] + error["hint"]).lower()


def test_unknown_key_is_a_problem_with_its_place_and_stops_nothing(
    capsys: pytest.CaptureFixture[str], api: ScriptedApi
) -> None:
    source = "{ title: 'T', connection: { authorization: { type: 'api_key',\n  aply: ->(c) { } } },\n  test: ->(_c) { get('https://api.test/me') } }"
    status, document = outcome(capsys, source, command="lint")
    assert status == 0
    (problem,) = [one for one in document["problems"] if "aply" in one["message"]]
    assert problem["location"].startswith("connector.rb:2:")
    assert "apply" in problem["fix"] + problem["message"]
    status, document = outcome(capsys, source, "--route", f"https://api.test={api.origin}")
    assert (status, document["ok"]) == (0, True)


def test_missing_test_lambda(capsys: pytest.CaptureFixture[str]) -> None:
    status, document = outcome(capsys, "{ title: 'T', connection: {} }")
    assert status == 0
    assert any("no test" in note for note in document["notes"])


def test_wrong_type(capsys: pytest.CaptureFixture[str]) -> None:
    status, document = outcome(
        capsys,
        "{ title: 'T',\n  connection: { authorization: { type: 'api_key', apply: 'Bearer x' } } }",
        command="lint",
    )
    assert status == 2
    assert document["error"]["code"] == "invalid_definition"
    assert document["error"]["location"].startswith("connector.rb:2:")


def test_lambda_that_raises(capsys: pytest.CaptureFixture[str]) -> None:
    status, document = outcome(capsys, "{ title: 'T', connection: {},\n  test: ->(c) {\n    nil.foo } }")
    assert status == 1
    error = document["error"]
    assert error["code"] == "lambda_error"
    assert "undefined method `foo' for nil" in error["message"]
    assert error["location"].startswith("connector.rb:3:")
    assert error["step"] == "test"


def test_connector_error(capsys: pytest.CaptureFixture[str]) -> None:
    status, document = outcome(
        capsys, "{ title: 'T', connection: {}, test: ->(c) { error('Choose a plan first') } }"
    )
    assert status == 1
    assert document["error"]["code"] == "connector_error"
    assert document["error"]["message"] == "Choose a plan first"


def test_endless_lambda_ends_by_itself(capsys: pytest.CaptureFixture[str]) -> None:
    status, document = outcome(
        capsys,
        "{ title: 'T', connection: {},\n  test: ->(c) { begin; while true; 1; end; rescue => e; 2; end } }",
    )
    assert status == 1
    assert document["error"]["code"] == "limit_exceeded"
    assert document["error"]["location"].startswith("connector.rb:2:")


@pytest.mark.parametrize(
    ("code", "words"),
    [("`ls`", "unsupported"), ("ObjectSpace.garbage_collect", "ObjectSpace"), ("binding", "binding")],
)
def test_unsupported_ruby_is_named_and_located(
    capsys: pytest.CaptureFixture[str], code: str, words: str
) -> None:
    status, document = outcome(
        capsys, f"{{ title: 'T', connection: {{}},\n  test: ->(c) {{\n    {code} }} }}"
    )
    assert status == 1
    error = document["error"]
    assert error["code"] in ("unsupported", "lambda_error")
    assert error["location"].startswith("connector.rb:3:")
    assert words.lower() in (error["message"] + error["code"]).lower()


def test_unsupported_ruby_in_an_action_stops_nothing(
    capsys: pytest.CaptureFixture[str], api: ScriptedApi
) -> None:
    source = "{ title: 'T', connection: {}, test: ->(_c) { get('https://api.test/me') }, actions: { a: { execute: ->(c) { `rm -rf /` } } } }"
    status, document = outcome(capsys, source, "--route", f"https://api.test={api.origin}")
    assert status == 0, document["error"]


def test_host_that_does_not_resolve(capsys: pytest.CaptureFixture[str]) -> None:
    status, document = outcome(
        capsys, "{ title: 'T', connection: {}, test: ->(_c) { get('https://nowhere.invalid/me') } }"
    )
    assert status == 1
    assert document["error"]["code"] == "dns_failed"
    assert "nowhere.invalid" in document["error"]["message"]
    assert document["error"]["hint"]


def test_refused_connection(capsys: pytest.CaptureFixture[str]) -> None:
    with socket.socket() as holder:
        holder.bind(("127.0.0.1", 0))
        port = holder.getsockname()[1]
    status, document = outcome(
        capsys, f"{{ title: 'T', connection: {{}}, test: ->(_c) {{ get('http://127.0.0.1:{port}/me') }} }}"
    )
    assert status == 1
    assert document["error"]["code"] == "connection_refused"


def test_untrusted_certificate(capsys: pytest.CaptureFixture[str]) -> None:
    import ssl
    import threading

    import trustme

    authority = trustme.CA()
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert("localhost").configure_cert(context)
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]

        def serve() -> None:
            connection, _ = server.accept()
            try:
                context.wrap_socket(connection, server_side=True).close()
            except OSError:
                connection.close()

        thread = threading.Thread(target=serve, daemon=True)
        thread.start()
        status, document = outcome(
            capsys,
            f"{{ title: 'T', connection: {{}}, test: ->(_c) {{ get('https://localhost:{port}/me') }} }}",
        )
        thread.join(5)
    assert status == 1
    assert document["error"]["code"] == "tls_failed"
    assert "certificate" in document["error"]["message"].lower()
    assert document["error"]["hint"]


def test_api_that_refuses(capsys: pytest.CaptureFixture[str], api: ScriptedApi) -> None:
    api.default = (403, {"message": "no"})
    status, document = outcome(
        capsys,
        "{ title: 'T', connection: {}, test: ->(_c) { get('https://api.test/me') } }",
        "--route",
        f"https://api.test={api.origin}",
    )
    assert status == 1
    assert document["error"]["code"] == "http_error"
    assert document["error"]["message"] == "403 Forbidden"
    assert document["error"]["hint"].startswith(
        "The server says “no”. The credentials are accepted, and lack"
    )
    assert document["exchanges"][0]["status"] == 403
    assert document["exchanges"][0]["sent_to"] == api.origin


def test_missing_definition(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["test", "--json", "-c", "nowhere.rb"]) == 2
    document = json.loads(capsys.readouterr().out)
    assert document["error"]["code"] == "file_not_readable"
    assert "nowhere.rb" in document["error"]["message"]


def test_unknown_sample_suggests_the_right_one(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["test", "--json", "-c", "demo:dropbox-pkcee"]) == 2
    assert "demo:dropbox-pkce" in json.loads(capsys.readouterr().out)["error"]["hint"]


def test_required_field_is_missing(capsys: pytest.CaptureFixture[str]) -> None:
    status, document = outcome(
        capsys,
        "{ title: 'T', connection: { fields: [{ name: 'api_key', optional: false }] }, test: ->(_c) { get('https://api.test/me') } }",
    )
    assert status == 2
    assert document["error"]["code"] == "fields_invalid"
    assert "Api key" in document["error"]["message"]


def test_each_missing_field_is_told_with_its_name(capsys: pytest.CaptureFixture[str]) -> None:
    Path("connector.rb").write_text(
        "{ title: 'T', connection: { fields: [{ name: 'host', optional: false },"
        " { name: 'api_key', label: 'Key', optional: false }] }, test: ->(_c) { get('https://api.test/me') } }"
    )
    assert main(["test", "--no-keychain"]) == 2
    said = capsys.readouterr().err
    assert "  host: 'Host' must be present\n  api_key: 'Key' must be present\n" in said
    assert "--settings" in said
    assert "button" not in said


def test_secrets_never_reach_the_output(capsys: pytest.CaptureFixture[str], api: ScriptedApi) -> None:
    secret = "correct-horse-battery-staple"
    Path("settings.yaml").write_text(f"api_key: {secret}\n")
    source = (
        "{ title: 'T', connection: { fields: [{ name: 'api_key', control_type: 'password' }],"
        " authorization: { type: 'api_key', apply: ->(c) { params(key: c['api_key']) } } },"
        " test: ->(c) { puts c['api_key']; get('https://api.test/me'); error(\"bad key #{c['api_key'].encode_base64}\") } }"
    )
    Path("connector.rb").write_text(source)
    main(["test", "-v", "--no-keychain", "--route", f"https://api.test={api.origin}"])
    plain = capsys.readouterr()
    main(["test", "--json", "--no-keychain", "--route", f"https://api.test={api.origin}"])
    as_json = capsys.readouterr()
    for text in (plain.out, plain.err, as_json.out, as_json.err):
        assert secret not in text
        assert "Y29ycmVjdC1ob3JzZS1iYXR0ZXJ5LXN0YXBsZQ" not in text


@pytest.mark.parametrize("column", [1, 50, 5_000, 9_998, 10_001])
def test_of_a_long_line_of_source_is_shown_what_is_around_the_place(column: int) -> None:
    source = "".join(chr(ord("a") + number % 26) for number in range(10_000))
    text, caret = caret_lines(Location("connector.rb", 1, column, source=source), Redactor())
    assert len(text) < 300
    assert len(caret) < 300
    marked = text[len(caret) - 1 : len(caret)]
    assert marked == source[column - 1 : column]
