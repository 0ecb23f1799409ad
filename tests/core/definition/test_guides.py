"""Definitions with the quirks of those in public guides: each loads, or says what its author has to change
(SDK reference 9.3). tests/e2e/test_guides.py connects with them."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from authbench.definition import Connector, Loaded, load
from authbench.errors import AuthbenchError
from authbench.http import Routes
from support.definition_lambdas import codes, loaded
from support.sdk_runs import desk
from support.sdk_server import Answer, Seen, api_server

GUIDES = Path(__file__).parent / "guides"


def guide(name: str) -> Connector:
    """The connector of one guide."""
    result = load(GUIDES / f"{name}.rb")
    assert result.connector is not None, result.problems
    return result.connector


def called(path: str, made: Connector, answers: list[Answer], *args: Any) -> tuple[Any, list[Seen]]:
    """The value of one lambda of the authorization, and the requests that it sent to wherever."""
    with api_server() as api:
        if answers:
            api.answer(*answers)
        origins = ["https://percolate.com", "https://api.dropbox.com", "https://example.com"]
        routes = Routes.parse([f"{origin}={api.origin}" for origin in origins])
        with desk(routes=routes, methods=made.callables()) as here:
            return getattr(made.authorization, path).call(here.context(), *args), api.seen


TOKEN = Answer(body=b'{"access_token": "AT", "refresh_token": "RT", "expires_in": 3600}')
ACCOUNT = {"client_id": "id", "client_secret": "se+cret"}


@pytest.mark.parametrize(
    ("name", "kind", "fields", "found"),
    [
        ("client_credentials", "custom_auth", ["client_id", "client_secret"], ["detect_on_status"]),
        ("client_credentials_flat", "custom_auth", ["client_id", "client_secret"], ["detect_on_status"]),
        ("pkce", "oauth2", ["client_id", "client_secret"], ["secret_not_masked"]),
        ("pkce_acquire", "oauth2", ["client_id", "client_secret"], ["secret_not_masked", "cloud_callback"]),
        ("basic", "basic_auth", ["username", "password"], []),
        ("api_key", "api_key", ["api_key"], []),
        ("header_pair", "custom_auth", ["api_key", "api_secret"], []),
        ("authorization_code", "oauth2", ["client_id", "client_secret"], []),
        ("machine_login", "oauth2", ["client_id", "client_secret"], []),
        ("jwt", "custom_auth", ["service_account_email", "private_key"], ["secret_not_masked"]),
        ("aws", "aws_auth", ["access_key_id", "secret_access_key", "region"], ["aws_auth"]),
        ("multi", "multi", ["auth_type", "api_key", "client_id", "client_secret"], []),
        ("nested_test", "api_key", ["api_key"], ["nested_test"]),
        (
            "broken_interpolation",
            "none",
            ["shop"],
            ["unknown_method", "undefined_name"],
        ),
    ],
)
def test_guides_load(name: str, kind: str, fields: list[str], found: list[str]) -> None:
    result = load(GUIDES / f"{name}.rb")
    made = result.connector
    assert made is not None
    assert made.authorization.type == kind
    assert [field.name for field in made.fields] == fields  # type: ignore[union-attr]
    assert made.test is not None
    assert codes(result) == found


def password_login(*, commas: int, mended_call: bool = False) -> tuple[str, Loaded]:
    """The definition that lacks two commas and a parenthesis, with the first `commas` of them put in."""
    source = (
        (GUIDES / "password_login.rb").read_text().replace("      }\n      {", "      },\n      {", commas)
    )
    if mended_call:
        source = source.replace(
            "get( # whatever every signed-in user may read )", "get('https://example.com/me')"
        )
    return source, loaded(source)


@pytest.mark.parametrize(("commas", "line"), [(0, 11), (1, 20)])
def test_a_missing_comma_between_hashes_is_named_with_its_place(commas: int, line: int) -> None:
    _, result = password_login(commas=commas)
    assert result.connector is None
    (problem,) = result.problems
    assert problem.code == "syntax_error"
    assert problem.location is not None
    assert (problem.location.line, problem.location.column, problem.location.source) == (line, 7, "      {")
    assert problem.fix == "missing comma between hashes?"


def test_a_comment_that_swallows_a_parenthesis_is_named() -> None:
    source, result = password_login(commas=2)
    assert result.connector is None
    (problem,) = result.problems
    assert problem.code == "syntax_error"
    line = next(n for n, text in enumerate(source.splitlines(), 1) if "get( # whatever" in text)
    assert f"comment on line {line} swallows the closing" in (problem.fix or "")
    assert problem.location is not None
    assert problem.location.line == line


def test_with_all_three_mended_it_loads_with_its_scalar_refresh_on() -> None:
    _, result = password_login(commas=2, mended_call=True)
    assert result.connector is not None
    assert result.connector.authorization.refresh_on == (401,)
    assert codes(result) == []


@pytest.mark.parametrize(
    ("name", "credentials"),
    [
        ("client_credentials", "Basic aWQ6c2UrY3JldA=="),
        ("client_credentials_flat", "Basic Y2xpZW50OmlkOnNlK2NyZXQ="),
    ],
)
def test_client_credentials_go_out_as_the_author_encoded_them(name: str, credentials: str) -> None:
    value, seen = called("acquire", guide(name), [TOKEN], ACCOUNT)
    assert value == {"access_token": "AT", "refresh_token": "RT"}
    assert seen[0].target == "/auth/v5/token/"
    assert seen[0].body == b"grant_type=client_credentials"
    assert dict(seen[0].headers)["Authorization"] == credentials


def test_pkce_takes_what_the_lambda_returns() -> None:
    made = guide("pkce")
    assert made.authorization.needs_browser
    value, _ = called("authorization_url", made, [], ACCOUNT)
    assert value == "https://www.dropbox.com/oauth2/authorize?client_id=id"
    value, _ = called("pkce", made, [], "V", "C")
    assert value == {"verifier": "V", "challenge": "C", "challenge_method": "S256"}


def test_acquire_gets_the_verifier_and_returns_a_list() -> None:
    made = guide("pkce_acquire")
    assert made.authorization.acquire is not None
    assert made.authorization.acquire.parameter_count == 4
    value, seen = called("acquire", made, [TOKEN], ACCOUNT, "CODE", "http://localhost/cb", "VERIFIER")
    tokens = {"access_token": "AT", "refresh_token": "RT", "refresh_token_expires_in": 3600}
    assert value == [tokens, None, {"instance_id": None}]
    assert seen[0].body == (
        b"client_id=id&client_secret=se%2Bcret&code=CODE&code_verifier=VERIFIER&"
        b"grant_type=authorization_code&redirect_uri=http%3A%2F%2Flocalhost%2Fcb"
    )


def test_refresh_without_a_form_call_posts_json() -> None:
    value, seen = called(
        "refresh", guide("pkce_acquire"), [Answer(body=b'{"access_token": "AT2"}')], ACCOUNT, "RT"
    )
    tokens = {"access_token": "AT2", "refresh_token": None, "refresh_token_expires_in": None}
    assert value == [tokens, {"instance_id": None}]
    assert dict(seen[0].headers)["Content-Type"] == "application/json"
    assert seen[0].body == (
        b'{"client_id":"id","client_secret":"se+cret","grant_type":"refresh_token",'
        b'"redirect_uri":"https://www.workato.com/oauth/callback","refresh_token":"RT"}'
    )


def test_acquire_may_return_a_hash_with_a_time() -> None:
    value, seen = called(
        "acquire", guide("authorization_code"), [TOKEN], ACCOUNT, "CODE", "http://localhost/cb"
    )
    assert value["access_token"] == "AT"
    assert value["token_expires_at"].tzinfo is not None
    assert b"grant_type=authorization_code" in seen[0].body


def test_a_machine_login_typed_oauth2_needs_no_browser() -> None:
    made = guide("machine_login")
    assert not made.authorization.needs_browser
    value, seen = called("acquire", made, [TOKEN], ACCOUNT)
    assert value == {"access_token": "AT"}
    assert seen[0].target == "/oauth/token"


def test_the_broken_interpolation_of_a_base_uri_names_lambda_and_line() -> None:
    base = guide("broken_interpolation").base_uri
    assert base is not None
    assert not isinstance(base, str)
    with desk() as here, pytest.raises(AuthbenchError) as caught:
        base.call(here.context(), {"shop": "acme"})
    assert caught.value.location is not None
    assert (caught.value.location.line, caught.value.location.path) == (12, "connection.base_uri")
