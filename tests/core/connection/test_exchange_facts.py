"""Every request of a run knows its run, step, cause and what of the definition made it, wherever it is made."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from authbench.connection import ExecuteCall, TryRequest
from authbench.events import HttpExchange, RunKind
from authbench.http import Routes
from authbench.journal.reveal import Reveal
from support.allowing_browser import AllowingBrowser
from support.connection_runs import Answer, Bench, Received, ScriptedApi

HOSTS = ("api.test", "auth.test", "sts.amazonaws.com", "s3.eu-west-1.amazonaws.com")
STORED = {"access_token": "token-0-aaaaaaaaaaaa", "refresh_token": "refresh-1-aaaaaaaaaa"}

Fact = tuple[str, str | None, str | None, int | None]
"""Step, cause, key path and line of what made the request. `#` in a cause stands for an exchange's number."""


def connector(authorization: str = "type: 'custom_auth'", *rest: str, fields: str = "[]") -> str:
    """Each part on a line of its own, from line 3 on: the authorization, then `rest`."""
    lines = [
        "{ title: 'T',",
        "connection: { fields: " + fields + ",",
        f"authorization: {{ {authorization} }} }},",
    ]
    return "\n".join([*lines, *(f"{part}," for part in rest), "}"])


def facts(bench: Bench) -> list[Fact]:
    found: list[Fact] = []
    for exchange in Reveal(bench.journal).exchanges():
        assert exchange.run_id
        place = exchange.lambda_location
        cause = None if exchange.cause is None else re.sub(r"#\d+", "#", exchange.cause)
        found.append((exchange.step, cause, place.path if place else None, place.line if place else None))
    return found


def answer_to(request: Received) -> Answer:
    if "AssumeRole" in request.url:
        expires = (datetime.now(UTC) + timedelta(hours=1)).strftime("%Y-%m-%dT%H:%M:%SZ")
        return 200, (
            "<AssumeRoleResponse><AssumeRoleResult><Credentials><AccessKeyId>ASIA</AccessKeyId>"
            "<SecretAccessKey>TEMPSECRET</SecretAccessKey><SessionToken>TOKENTOKEN</SessionToken>"
            f"<Expiration>{expires}</Expiration></Credentials></AssumeRoleResult></AssumeRoleResponse>"
        )
    if request.url.endswith("/moved"):
        return 302, {}, {"Location": "/here"}
    if request.url.endswith("/digest") and "Authorization" not in request.headers:
        return 401, {}, {"WWW-Authenticate": 'Digest realm="r", nonce="n", qop="auth"'}
    if request.url.endswith("/me") and "token-0" in request.headers.get("Authorization", ""):
        return 401, {}
    return 200, {"access_token": "token-1-bbbbbbbbbbbb", "list": [["a", "b"]]}


A = "connection.authorization."
OAUTH = "type: 'oauth2', client_id: 'c', client_secret: 's3cr3t-value', refresh_on: [401], "
BEARER = "apply: ->(c, t) { headers('Authorization' => \"Bearer #{t}\") }"
ME = "test: ->(c) { get('https://api.test/me') }"
RENEWED: Fact = ("test", "once more with new credentials", "test", 4)

PLACES: dict[str, tuple[RunKind, str, list[Fact]]] = {
    "test": (RunKind.TEST, connector("type: 'none'", ME), [("test", None, "test", 4)]),
    "method": (
        RunKind.TEST,
        connector(
            "type: 'none'", "test: ->(c) { call('m') }", "methods: { m: -> { get('https://api.test/x') } }"
        ),
        [("test", None, "methods.m", 5)],
    ),
    "redirect": (
        RunKind.TEST,
        connector("type: 'none'", "test: ->(c) { get('https://api.test/moved') }"),
        [("test", None, "test", 4), ("test", "redirect from #", "test", 4)],
    ),
    "digest": (
        RunKind.TEST,
        connector(
            "type: 'none'",
            "test: ->(c) { get('https://api.test/digest').user('u').password('p').digest_auth }",
        ),
        [("test", None, "test", 4), ("test", "digest challenge of #", "test", 4)],
    ),
    "standard refresh": (
        RunKind.TEST,
        connector(OAUTH + "token_url: -> { 'https://auth.test/token' }, " + BEARER, ME),
        [("test", None, "test", 4), ("refresh", "refresh_on 401", A + "token_url", 3), RENEWED],
    ),
    "standard refresh by a text": (
        RunKind.REFRESH,
        connector(OAUTH + "token_url: 'https://auth.test/token'"),
        [("refresh", "asked for by hand", A + "token_url", 3)],
    ),
    "refresh": (
        RunKind.TEST,
        connector(OAUTH + "refresh: ->(c, r) { post('https://auth.test/r', a: r) }, " + BEARER, ME),
        [("test", None, "test", 4), ("refresh", "refresh_on 401", A + "refresh", 3), RENEWED],
    ),
    "acquire": (
        RunKind.ACQUIRE,
        connector("type: 'custom_auth', acquire: ->(c) { post('https://auth.test/login', a: 1) }"),
        [("acquire", None, A + "acquire", 3)],
    ),
    "apply": (
        RunKind.TEST,
        connector(
            "type: 'custom_auth', apply: ->(c) { headers('X' => get('https://auth.test/t').to_s) }", ME
        ),
        [("test", None, A + "apply", 3), ("test", None, "test", 4)],
    ),
    "identity": (
        RunKind.TEST,
        connector("type: 'oauth2', identity: ->(c) { get('https://api.test/who').to_s }", ME),
        [("test", None, "test", 4), ("identity", None, A + "identity", 3)],
    ),
    "base_uri": (
        RunKind.TEST,
        "{ title: 'T',\nconnection: { fields: [], authorization: { type: 'none' },\n"
        "base_uri: ->(c) { get('https://api.test/base'); 'https://api.test' } },\n"
        "test: ->(c) { get('/x') } }".replace(
            "get('https://api.test/base');", "get('https://api.test/base').to_s;"
        ),
        [("test", None, "connection.base_uri", 3), ("test", None, "test", 4)],
    ),
    "client_id": (
        RunKind.REFRESH,
        connector(
            "type: 'oauth2', client_id: -> { get('https://api.test/id')['access_token'] }, "
            "token_url: 'https://auth.test/token'"
        ),
        [
            ("refresh", None, A + "client_id", 3),
            ("refresh", "asked for by hand", A + "token_url", 3),
        ],
    ),
    "extended fields": (
        RunKind.TEST,
        "{ title: 'T',\nconnection: { fields: [{ name: 'a', extends_schema: true, optional: true }],\n"
        "extended_fields: ->(c) { get('https://api.test/f')['list'].map { |f| { name: f[0], optional: true } } },\n"
        "authorization: { type: 'none' } },\ntest: ->(c) { 1 } }",
        [("fields", None, "connection.extended_fields", 3)],
    ),
    "role": (
        RunKind.TEST,
        connector(
            "type: 'custom_auth'",
            "test: ->(c) { s = aws.generate_signature(connection: c, service: 's3', region: 'eu-west-1', path: '/b'); "
            "get(s['url']).headers(s['headers']).response_format_raw }",
        ),
        [("test", "AssumeRole", "test", 4), ("test", None, "test", 4)],
    ),
}


@pytest.mark.parametrize("place", PLACES)
def test_where_a_request_comes_from(bench: Bench, api: ScriptedApi, place: str) -> None:
    kind, source, expected = PLACES[place]
    api.answer = answer_to
    values = {"a": "x"}
    if place == "role":
        values = {
            "aws_assume_role": "arn:aws:iam::1:role/r",
            "aws_api_key": "AKID",
            "aws_secret_key": "SECRETSECRET",
        }
    stored = {} if place in ("role", "acquire") else STORED
    routes = Routes.parse([f"https://{host}={api.origin}" for host in HOSTS])
    result = bench.run(kind, source, values, api.origin, stored=stored, routes=routes)
    assert facts(bench) == expected, result.failure


def test_a_pick_list(bench: Bench, api: ScriptedApi) -> None:
    source = connector("type: 'none'", "pick_lists: { p: ->(c) { get('https://api.test/p')['list'] } }")
    api.answer = answer_to
    bench.run(RunKind.EXECUTE, source, {}, api.origin, execute=ExecuteCall("pick_lists.p"))
    assert facts(bench) == [("execute", None, "pick_lists.p", 4)]


def test_a_request_made_up_by_hand(bench: Bench, api: ScriptedApi) -> None:
    api.answer = answer_to
    wanted = TryRequest("GET", "https://api.test/me")
    source = connector(OAUTH + "token_url: 'https://auth.test/token', " + BEARER)
    routes = Routes.parse([f"https://{host}={api.origin}" for host in HOSTS])
    bench.run(RunKind.TRY, source, {}, api.origin, tried=wanted, stored=STORED, routes=routes)
    assert facts(bench) == [
        ("try", "made up by hand", None, None),
        ("refresh", "refresh_on 401", A + "token_url", 3),
        ("try", "once more with new credentials", None, None),
    ]


def test_the_runs_of_two_are_told_apart(bench: Bench, api: ScriptedApi) -> None:
    for _ in range(2):
        bench.run(RunKind.TEST, PLACES["test"][1], {}, api.origin)
    first, second = Reveal(bench.journal).exchanges()
    assert isinstance(first, HttpExchange)
    assert first.run_id != second.run_id


@pytest.mark.parametrize("lambdas", [True, False])
def test_a_sign_in(tmp_path: Path, api: ScriptedApi, lambdas: bool) -> None:
    urls = "authorization_url: %s, token_url: %s" % (
        ("-> { 'https://auth.test/a' }", "-> { 'https://auth.test/token' }")
        if lambdas
        else ("'https://auth.test/a'", "'https://auth.test/token'")
    )
    api.answer = answer_to
    bench = Bench(tmp_path, browser=AllowingBrowser())
    try:
        routes = Routes.parse([f"https://{host}={api.origin}" for host in HOSTS])
        result = bench.run(RunKind.ACQUIRE, connector(OAUTH + urls), {}, api.origin, routes=routes)
        assert facts(bench) == [
            ("authorize", "consent", A + "authorization_url", 3),
            ("redirect", "answers #", A + "authorization_url", 3),
            ("token", "the code of the redirect", A + "token_url", 3),
        ], result.failure
    finally:
        bench.close()
