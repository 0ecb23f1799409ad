from __future__ import annotations

import base64
import json
from collections.abc import Iterator
from datetime import UTC, datetime
from urllib.parse import parse_qsl, unquote_plus

import pytest
from hypothesis import given
from hypothesis import strategies as st

from authbench.events import HttpExchange
from authbench.http import CancelScope, HttpResponse, RedirectMode
from authbench.oauth import (
    OAuthError,
    Redirect,
    TokenResponseInvalid,
    authorization_error,
    expires_in_seconds,
    form_encoded,
    parse_token_response,
    token_request,
)
from support.http_server import Bench, answering, http_bench, response, serving

TOKEN = {"access_token": "abc", "token_type": "Bearer", "expires_in": 3600}


@pytest.fixture
def bench() -> Iterator[Bench]:
    with http_bench() as made:
        yield made


def answer(
    body: bytes | str | object, status: int = 200, content_type: str = "application/json"
) -> HttpResponse:
    if isinstance(body, str):
        body = body.encode()
    elif not isinstance(body, bytes):
        body = json.dumps(body).encode()
    exchange = HttpExchange(1, "r", "token", "POST", "https://h/token", datetime.now(UTC), 0.0)
    return HttpResponse(status, "", (("Content-Type", content_type),), body, "https://h/token", exchange, 0.1)


def test_the_request_byte_for_byte() -> None:
    fields = [
        ("grant_type", "authorization_code"),
        ("code", "a+b/c=&é"),
        ("redirect_uri", "http://localhost:45555/oauth/callback"),
        ("client_id", ""),
        ("x", "*-._~ "),
    ]
    request = token_request("https://h/token?kept=1", fields)
    assert request.method == "POST"
    assert request.url == "https://h/token?kept=1"
    assert request.headers == (
        ("Accept", "application/json"),
        ("Content-Type", "application/x-www-form-urlencoded"),
    )
    assert request.body == (
        b"grant_type=authorization_code&code=a%2Bb%2Fc%3D%26%C3%A9"
        b"&redirect_uri=http%3A%2F%2Flocalhost%3A45555%2Foauth%2Fcallback&client_id=&x=*-._%7E+"
    )
    assert request.redirects.mode is RedirectMode.NEVER


@given(st.text(max_size=30), st.text(max_size=30))
def test_basic_is_form_encoded_and_comes_back_whole(client_id: str, secret: str) -> None:
    request = token_request("https://h/", [], basic=(client_id, secret))
    scheme, _, value = dict(request.headers)["Authorization"].partition(" ")
    user, _, password = base64.b64decode(value).decode("ascii").partition(":")
    assert scheme == "Basic"
    assert (unquote_plus(user), unquote_plus(password)) == (client_id, secret)


@given(st.lists(st.tuples(st.text(min_size=1, max_size=10), st.text(max_size=10)), max_size=5))
def test_any_fields_come_back_in_order(fields: list[tuple[str, str]]) -> None:
    body = token_request("https://h/", fields).body.decode("ascii")
    assert parse_qsl(body, keep_blank_values=True) == fields


def test_form_encoding_of_odd_text() -> None:
    assert form_encoded("a b*~\ud800") == "a+b*%7E%ED%A0%80"


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_redirects_get_no_byte(bench: Bench, status: int) -> None:
    with serving(answering(response(200, b"{}"))) as other:
        with serving(answering(response(status, b"", (("Location", f"{other.url}/token"),)))) as server:
            result = bench.client.send(token_request(f"{server.url}/token", [("code", "c")]), CancelScope())
        assert other.connections == 0
    with pytest.raises(TokenResponseInvalid, match="redirects") as caught:
        parse_token_response(result)
    assert caught.value.exchange is result.exchange


@pytest.mark.parametrize(
    ("body", "content_type"),
    [
        (json.dumps(TOKEN), "application/json"),
        ("\ufeff" + json.dumps(TOKEN), "application/json;charset=utf-8"),
        (json.dumps(TOKEN), "text/plain"),
        (json.dumps(TOKEN), "text/html"),
        ("  " + json.dumps(TOKEN) + "\n", ""),
    ],
)
def test_json_whatever_it_calls_itself(body: str, content_type: str) -> None:
    assert parse_token_response(answer(body, content_type=content_type)) == TOKEN


@pytest.mark.parametrize("content_type", ["application/x-www-form-urlencoded", "text/plain", "text/html"])
def test_form_encoded_answers(content_type: str) -> None:
    got = parse_token_response(answer("access_token=a%2Bb&scope=x+y&empty=", content_type=content_type))
    assert got == {"access_token": "a+b", "scope": "x y", "empty": ""}


def test_everything_is_kept() -> None:
    full = TOKEN | {"instance_url": "https://x", "n": None, "deep": {"a": [1, 2.5, True]}, "error": ""}
    assert parse_token_response(answer(full)) == full


@pytest.mark.parametrize(
    ("value", "seconds"),
    [
        (3600, 3600.0),
        ("3600", 3600.0),
        (1.5, 1.5),
        ("x", None),
        (None, None),
        (True, None),
        ([], None),
        (-1, None),
        ("1e400", None),
        ("nan", None),
    ],
)
def test_lifetimes(value: object, seconds: float | None) -> None:
    assert expires_in_seconds({"expires_in": value}) == seconds


@pytest.mark.parametrize("status", [200, 400, 401, 500])
@pytest.mark.parametrize("code", ["invalid_grant", "invalid_client", "bad_verification_code"])
def test_errors_of_the_server_whatever_the_status(status: int, code: str) -> None:
    body = {"error": code, "error_description": "why", "error_uri": "https://h/why"}
    with pytest.raises(OAuthError) as caught:
        parse_token_response(answer(body, status))
    error = caught.value
    assert (error.code, error.description, error.uri) == (code, "why", "https://h/why")
    assert error.details["error_description"] == "why"
    assert error.exchange is not None
    with pytest.raises(OAuthError):
        parse_token_response(answer(f"error={code}", status, "application/x-www-form-urlencoded"))


def test_a_description_is_plain_text() -> None:
    nasty = "<b>x</b>\x1b[31m\u202egnp.exe\u200b" + "y" * 1000
    with pytest.raises(OAuthError) as caught:
        parse_token_response(answer({"error": "x\ny", "error_description": nasty}, 400))
    shown = caught.value.description or ""
    assert len(shown) == 500
    assert shown.startswith("<b>x</b>\\x1b[31m\\u202egnp.exe\\u200b")
    assert caught.value.code == "x\\x0ay"


INVALID: dict[str, tuple[HttpResponse, str]] = {
    "empty": (answer(b""), "empty body"),
    "blank": (answer(b" \n"), "empty body"),
    "html": (answer("<!doctype html><title>Hotel</title>", content_type="text/html"), "web page"),
    "html as json": (answer("<html>", content_type="application/json"), "web page"),
    "list": (answer([TOKEN]), "list"),
    "no token": (answer({"hello": 1}), "no access_token"),
    "token nil": (answer({"access_token": None}), "no access_token"),
    "token empty": (answer({"access_token": ""}), "not a text"),
    "token blank": (answer({"access_token": "  "}), "not a text"),
    "token number": (answer({"access_token": 7}), "not a text"),
    "token object": (answer({"access_token": {}}), "not a text"),
    "nested": (answer({"data": {"access_token": "x"}}), "no access_token"),
    "string": (answer('"abc"'), "neither JSON"),
    "number": (answer("7"), "neither JSON"),
    "cut": (answer('{"access_token": "x'), "neither JSON"),
    "deep": (answer("[" * 100_000), "list"),
    "deep object": (answer('{"a":' * 100_000), "neither JSON"),
    "huge number": (answer('{"access_token": ' + "9" * 10_000 + "}"), "neither JSON"),
    "binary": (answer(bytes(range(256))), "neither JSON"),
    "prose": (answer("Something = wrong here"), "neither JSON"),
    "large": (answer(b" " * (1024 * 1024 + 1)), "larger than 1 MB"),
    "500": (answer({}, 500), "500 Internal Server Error"),
    "404 page": (answer("<html>", 404), "404 Not Found"),
    "error object": (answer({"error": {"message": "m"}}, 400), "400 Bad Request"),
    "token with 400": (answer(TOKEN, 400), "400 Bad Request"),
}


@pytest.mark.parametrize("name", INVALID)
def test_useless_answers_are_named(name: str) -> None:
    got, said = INVALID[name]
    with pytest.raises(TokenResponseInvalid) as caught:
        parse_token_response(got)
    assert said in caught.value.message
    assert caught.value.exchange is got.exchange
    assert caught.value.details["status"] == str(got.status)


def test_the_names_that_came_are_told_but_no_value() -> None:
    with pytest.raises(TokenResponseInvalid) as caught:
        parse_token_response(answer({"accessToken": "hush-hush", "\u202ex": 1}))
    assert "accessToken, \\u202ex" in (caught.value.hint or "")
    assert "hush" not in (caught.value.hint or "")


@given(st.binary(max_size=200), st.sampled_from([200, 302, 400, 500]))
def test_any_answer_is_a_token_or_a_typed_error(body: bytes, status: int) -> None:
    try:
        got = parse_token_response(answer(body, status))
    except (OAuthError, TokenResponseInvalid):
        return
    assert got["access_token"]


def test_errors_of_the_redirect_in_plain_words() -> None:
    denied = authorization_error(Redirect({}, None, "access_denied", "The resource owner\u202e said no"))
    assert denied.code == "access_denied"
    assert "not allowed" in denied.message
    assert denied.hint
    assert denied.description == "The resource owner\\u202e said no"
    other = authorization_error(Redirect({"error_uri": "https://h/"}, None, "odd_code"))
    assert "odd_code" in other.message
    assert other.uri == "https://h/"
