"""What a strict server would mind is said once, with its exchange; what is in order is not."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
from hypothesis import given
from hypothesis import strategies as st

from authbench.connection.note_table import NOTES, NoteKind
from authbench.connection.strictness import Strictness
from authbench.events import Body, Event, ExchangeStarted, HttpExchange, NoteAdded, Outcome, RunKind
from authbench.http import Routes
from authbench.journal.reveal import Reveal
from support.allowing_browser import AllowingBrowser
from support.connection_runs import Bench, ScriptedApi

ACQUIRING = """
{ title: 'Acquiring', connection: { fields: [{ name: 'key', control_type: 'password', optional: true }],
    authorization: { type: 'custom_auth', refresh_on: [401],
      acquire: ->(connection) { r = %s; { access_token: r['access_token'] } },
      apply: ->(c) { %s } } },
  test: ->(_c) { %s } }
"""
FORM = ".request_format_www_form_urlencoded"
APPLY = "headers('Authorization' => \"Bearer #{c['access_token']}\")"
TEST = "get('https://api.test/me')"
AT = datetime(2026, 1, 1, tzinfo=UTC)
KEY = "sk-7f3a9c2e51d84b06"


def make_exchange(**facts: Any) -> HttpExchange:
    return HttpExchange(
        **{"id": 1, "run_id": "run", "method": "POST", "started_at": AT, "started_clock": 0.0, **facts}
    )


def notes_of(bench: Bench) -> list[NoteAdded]:
    return [event for event in Reveal(bench.journal).events() if isinstance(event, NoteAdded)]


def strictness(bench: Bench) -> dict[str, NoteAdded]:
    found = [note for note in notes_of(bench) if note.code in NOTES]
    found = [note for note in found if NOTES[note.code].kind is NoteKind.STRICTNESS]
    assert len(found) == len({note.code for note in found}), "a code was said twice"
    return {note.code: note for note in found}


def acquire(bench: Bench, api: ScriptedApi, ruby: str) -> dict[str, NoteAdded]:
    source = ACQUIRING % (ruby, APPLY, TEST)
    result = bench.run(RunKind.ACQUIRE, source, {"key": KEY}, api.origin)
    assert result.outcome is Outcome.OK, result.failure
    return strictness(bench)


def post(fields: str, more: str = "") -> str:
    return f"post('https://auth.test/token', {{ {fields} }}){FORM}{more}"


def basic(pair: str) -> str:
    return f".headers('Authorization' => 'Basic ' + '{pair}'.encode_base64)"


CODE = "grant_type: 'authorization_code', code: 'c0de'"
CLIENT = "grant_type: 'client_credentials'"
SECRET = "client_id: 'cid', client_secret: 's3cr3t'"

MINDED = [
    ("scope_at_token_endpoint", post(f"{CODE}, {SECRET}, scope: 'read'")),
    ("state_at_token_endpoint", post(f"{CODE}, {SECRET}, state: 'abc'")),
    ("state_at_token_endpoint", post(f"{CLIENT}, {SECRET}, state: 'abc'")),
    ("empty_client_secret", post(f"{CLIENT}, client_id: 'cid', client_secret: ''")),
    ("empty_client_secret", post(CLIENT, basic("cid:"))),
    ("two_client_authentications", post(f"{CLIENT}, {SECRET}", basic("cid:s3cr3t"))),
    ("unencoded_basic", post(CLIENT, basic("cid:a%b"))),
    ("unencoded_basic", post(CLIENT, basic("some one:secret"))),
    ("unencoded_basic", post(CLIENT, basic("cid:a/b="))),
    ("no_pkce", post(f"{CODE}, client_id: 'cid'")),
    ("json_token_request", f"post('https://auth.test/token', {{ {CLIENT}, {SECRET} }})"),
    ("token_request_method", f"get('https://auth.test/token', {{ {CLIENT}, client_id: 'cid' }})"),
    ("password_grant", post(f"grant_type: 'password', username: 'u', password: 'p', {SECRET}")),
    ("placeholder", post(f"{CLIENT}, client_id: '{{client_id}}', client_secret: 's'")),
    ("placeholder", post(f"{CLIENT}, client_id: '<your client id>', client_secret: 's'")),
    ("placeholder", post(f"{CLIENT}, client_id: 'YOUR_CLIENT_ID', client_secret: 's'")),
    ("placeholder", f"post('https://auth.test/{{tenant}}/token', {{ {CLIENT}, {SECRET} }}){FORM}"),
    ("placeholder", post(f"{CLIENT}, {SECRET}", ".headers('X-Tenant' => '#{connection[\"t\"]}')")),
]


@pytest.mark.parametrize(("code", "ruby"), MINDED, ids=[f"{code}-{n}" for n, (code, _) in enumerate(MINDED)])
def test_what_is_minded(bench: Bench, api: ScriptedApi, code: str, ruby: str) -> None:
    found = acquire(bench, api, ruby)
    assert code in found, list(found)
    note = found[code]
    (exchange,) = Reveal(bench.journal).exchanges()
    assert note.exchange_id == exchange.id
    assert note.location is not None
    assert note.location.line == 4
    others = set(found) - {code}
    assert not others, others


IN_ORDER = [
    post(f"{CLIENT}, {SECRET}, scope: 'read write'"),
    post(f"grant_type: 'refresh_token', refresh_token: 'r', {SECRET}, scope: 'read'"),
    post(f"{CODE}, {SECRET}"),
    post(f"{CODE}, client_id: 'cid', code_verifier: 'v'"),
    post(f"{CODE}, client_id: 'cid', client_assertion: 'a.b.c'"),
    post(CODE, basic("cid:s3cr3t")),
    post(f"{CLIENT}, client_id: 'cid'", basic("cid:s3cr3t-_.~*")),
    post(CLIENT, basic("cid:a%2Fb%3D+c")),
    # No request for tokens: an API's own login may be anything.
    "post('https://auth.test/login', { user: 'u', password: 'p', state: 'x', scope: 'all' })",
    "post('https://auth.test/login', { filter: '{\"a\": 1}', text: 'a {b} c', note: 'your_name' })",
    "get('https://auth.test/login?q=%7B%22a%22%3A1%7D&f=%7Ba%20eq%201%7D')",
    "get('https://auth.test/your_account/<x>')",
    "get('https://127.0.0.1.test/x', { page: '1', code_like: 'abc' })",
]


@pytest.mark.parametrize("ruby", IN_ORDER)
def test_what_is_in_order(bench: Bench, api: ScriptedApi, ruby: str) -> None:
    assert acquire(bench, api, ruby) == {}


def codes_of_test(
    bench: Bench, origin: str, apply: str, request: str, routes: Routes | None = None
) -> set[str]:
    source = ACQUIRING % ("{}", apply, request)
    result = bench.run(
        RunKind.TEST, source, {"key": KEY}, origin, stored={"access_token": "at-51d84b06a7"}, routes=routes
    )
    assert result.outcome is Outcome.OK, result.failure
    return set(strictness(bench))


@pytest.mark.parametrize(
    ("apply", "request_", "codes"),
    [
        ("params(access_token: c['access_token'])", TEST, {"token_in_url"}),
        ("params(k: c['key'])", TEST, {"secret_in_url"}),
        ("params(api_key: 'plain')", TEST, {"secret_in_url"}),
        ("params(key: 'plain', token_type: 'bearer')", TEST, set()),
        (APPLY, TEST, set()),
        (APPLY, "get('http://api.test/me')", {"plain_http"}),
        ("headers('X-Odd' => c['key'])", "get('http://api.test/me')", {"plain_http"}),
        ("headers('X-Odd' => 'plain')", "get('http://api.test/me')", set()),
    ],
)
def test_credentials_on_their_way(
    bench: Bench, api: ScriptedApi, apply: str, request_: str, codes: set[str]
) -> None:
    routes = Routes.parse([f"{scheme}://api.test={api.origin}" for scheme in ("http", "https")])
    assert codes_of_test(bench, api.origin, apply, request_, routes) == codes


def test_plain_http_to_this_machine_is_nobodys_business(bench: Bench, api: ScriptedApi) -> None:
    assert codes_of_test(bench, api.origin, APPLY, f"get('{api.origin}/me')") == set()


def test_the_url_of_a_redirect_is_the_servers(bench: Bench, api: ScriptedApi) -> None:
    api.responses = [(302, {}, {"Location": "/next?access_token=theirs&x=%7Bid%7D"}), (200, {})]
    assert codes_of_test(bench, api.origin, APPLY, TEST) == set()
    assert len(api.received) == 2


def test_a_code_is_said_once_however_often_it_happens(bench: Bench, api: ScriptedApi) -> None:
    request = "3.times { |n| get(\"https://api.test/#{n}\").force }; get('https://api.test/4')"
    source = ACQUIRING % ("{}", "params(access_token: c['access_token'])", request.replace(".force", ""))
    bench.run(RunKind.TEST, source, {}, api.origin, stored={"access_token": "at-51d84b06a7"})
    assert [note.code for note in notes_of(bench)].count("token_in_url") == 1


# With a person: what the browser was sent with is compared with what is exchanged.

OAUTH = """
{ title: 'OAuth', connection: { fields: [],
    authorization: { type: 'oauth2', client_id: 'cid', client_secret: 's3cr3t',
      authorization_url: -> { 'https://auth.test/authorize?%s' },
      %s
      acquire: ->(c, code, uri, verifier) {
        [post('https://auth.test/token', { grant_type: 'authorization_code', code: code,
          client_id: 'cid', client_secret: 's3cr3t', %s }).request_format_www_form_urlencoded, nil, {}] },
      apply: ->(c, token) { headers('Authorization' => "Bearer #{token}") } } },
  test: ->(_c) { get('https://api.test/me') } }
"""
PKCE = "pkce: ->(v, c) { { verifier: v, challenge: c, challenge_method: 'S256' } },"


@pytest.fixture
def signing_in(tmp_path: Path) -> Iterator[Callable[[], Bench]]:
    made: list[Bench] = []

    def make() -> Bench:
        made.append(Bench(tmp_path, browser=AllowingBrowser()))
        return made[-1]

    yield make
    for bench in made:
        bench.close()


@pytest.mark.parametrize(
    ("url", "pkce", "sent", "codes"),
    [
        ("scope=read", PKCE, "redirect_uri: uri, code_verifier: verifier", set()),
        ("scope=read:all.x", "", "redirect_uri: uri", set()),
        ("scope=read", "", "x: '1'", {"redirect_uri_missing"}),
        ("scope=read", "", "redirect_uri: uri + '/'", {"redirect_uri_differs"}),
        ("scope=read", PKCE, "redirect_uri: uri", {"code_verifier_missing"}),
        ("scope=read+*", "", "redirect_uri: uri", {"wildcard_scope"}),
        ("scope=repo:*", "", "redirect_uri: uri", {"wildcard_scope"}),
        ("client_secret=s3cr3t", "", "redirect_uri: uri", {"secret_in_url"}),
        ("tenant=%7Btenant%7D", "", "redirect_uri: uri", {"placeholder"}),
    ],
)
def test_a_sign_in(
    signing_in: Callable[[], Bench], api: ScriptedApi, url: str, pkce: str, sent: str, codes: set[str]
) -> None:
    bench = signing_in()
    result = bench.run(RunKind.CONNECT, OAUTH % (url, pkce, sent), {}, api.origin)
    assert result.outcome is Outcome.OK, result.failure
    assert set(strictness(bench)) == codes


# Whatever is sent, looking at it breaks nothing.

TEXTS = st.text(max_size=40) | st.sampled_from(
    [
        "grant_type=authorization_code&code=%zz&=&",
        "{",
        "[[",
        '{"grant_type": 1}',
        "Basic !!",
        "Basic Og==",
        "{a}",
    ]
)


@given(
    url=TEXTS,
    body=st.binary(max_size=60) | TEXTS.map(lambda text: text.encode("utf-8", "replace")),
    kind=st.sampled_from(["application/json", "application/x-www-form-urlencoded", "text/xml", ""]),
    authorization=TEXTS,
    step=st.sampled_from(["token", "acquire", "refresh", "test", "authorize", ""]),
    browser=st.booleans(),
)
def test_nothing_that_is_sent_breaks_it(
    url: str, body: bytes, kind: str, authorization: str, step: str, browser: bool
) -> None:
    said: list[Event] = []
    exchange = make_exchange(
        url=f"https://h/{url}",
        request_headers=(("Content-Type", kind), ("Authorization", authorization)),
        request_body=Body(body, len(body)),
        step=step,
        browser=browser,
    )
    strict = Strictness("run", said.append, lambda _: False)
    for _ in range(2):
        strict.watch(ExchangeStarted(exchange))
    codes = [event.code for event in said if isinstance(event, NoteAdded)]
    assert len(codes) == len(set(codes)) == len(said)
    assert set(codes) <= set(NOTES)


def test_plain_http_redirects_are_for_this_machine_only() -> None:
    for redirect, minded in [
        ("http://tools.example.com/cb", True),
        ("https://tools.example.com/cb", False),
        ("http://localhost:45555/oauth/callback", False),
        ("http://127.0.0.1:1/", False),
        ("http://[::1]:1/", False),
    ]:
        said: list[Event] = []
        url = f"https://auth.test/authorize?redirect_uri={quote(redirect, safe='')}"
        exchange = make_exchange(url=url, step="authorize", browser=True)
        Strictness("run", said.append, lambda _: False).watch(ExchangeStarted(exchange))
        assert [event.code for event in said if isinstance(event, NoteAdded)] == (
            ["plain_http_redirect"] if minded else []
        ), redirect
