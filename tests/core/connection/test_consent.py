"""The person's part: denied, too late, never, cancelled, attacked; and the real redirect still counts."""

from __future__ import annotations

import contextlib
import socket
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import parse_qs, quote, urlsplit

import psutil
import pytest

from authbench.connection import RunOptions
from authbench.events import (
    AuthorizationUrlReady,
    Event,
    ListenerStarted,
    NoteAdded,
    Outcome,
    RedirectIgnored,
    RunKind,
)
from authbench.journal.reveal import Reveal
from authbench.oauth import InvalidRedirect, RedirectSettings
from support.connection_runs import Bench, ScriptedApi, free_port

SOURCE = """
{ title: 'Consent', connection: { fields: [],
    authorization: { type: 'oauth2', client_id: 'cid',
      pkce: ->(verifier, challenge) { { verifier: verifier, challenge: challenge, challenge_method: 'S256' } },
      authorization_url: -> { 'https://auth.test/authorize?scope=a b' }, token_url: -> { 'https://auth.test/token' },
      apply: ->(c, token) { headers('Authorization' => "Bearer #{token}") } },
    base_uri: -> { 'https://api.test' } },
  test: ->(_c) { get('/me') } }
"""


class Visitor:
    """A browser whose visit to the authorization URL is the test's function of its parameters."""

    def __init__(self, act: Callable[[dict[str, str]], None]) -> None:
        self._act = act
        self.parameters: dict[str, str] = {}
        self.threads: list[threading.Thread] = []

    def open(self, url: str) -> bool:
        self.parameters = {name: values[0] for name, values in parse_qs(urlsplit(url).query).items()}
        thread = threading.Thread(target=self._act, args=(self.parameters,), daemon=True)
        self.threads.append(thread)
        thread.start()
        return True


def raw(port: int, data: bytes, read: bool = True) -> bytes:
    """Send bytes to the listener and read what comes back until it closes or is done."""
    with socket.create_connection(("127.0.0.1", port), 5) as connection:
        connection.settimeout(5)
        connection.sendall(data)
        return connection.recv(65536) if read else b""


def redirect(
    parameters: dict[str, str],
    query: str,
    *,
    method: str = "GET",
    host: str | None = None,
    path: str | None = None,
) -> bytes:
    """A request to the redirect URI of this attempt."""
    parts = urlsplit(parameters["redirect_uri"])
    target = (parts.path if path is None else path) + ("?" + query if query else "")
    return f"{method} {target} HTTP/1.1\r\nHost: {host or parts.netloc}\r\n\r\n".encode()


def port_of(parameters: dict[str, str]) -> int:
    port = urlsplit(parameters["redirect_uri"]).port
    assert port is not None
    return port


def good(parameters: dict[str, str], code: str = "the-real-code-1") -> bytes:
    return redirect(parameters, f"code={code}&state={quote(parameters['state'])}")


@pytest.fixture
def consent(tmp_path: Path) -> Iterator[Callable[..., Bench]]:
    made: list[Bench] = []

    def make(act: Callable[[dict[str, str]], None]) -> Bench:
        made.append(Bench(tmp_path, browser=Visitor(act)))
        return made[-1]

    yield make
    for bench in made:
        bench.close()


def connect(bench: Bench, api: ScriptedApi, **more: object):  # type: ignore[no-untyped-def]
    return bench.run(RunKind.CONNECT, SOURCE, {}, api.origin, **more)


def test_the_whole_way(consent: Callable[..., Bench], api: ScriptedApi) -> None:
    bench = consent(lambda p: raw(port_of(p), good(p)))
    result = connect(bench, api)
    assert result.outcome is Outcome.OK, result.failure
    token = parse_qs(api.received[0].body or "")
    assert token["code"] == ["the-real-code-1"]
    assert token["grant_type"] == ["authorization_code"]
    assert len(token["code_verifier"][0]) == 128
    (url,) = [
        event.url for event in Reveal(bench.journal).events() if isinstance(event, AuthorizationUrlReady)
    ]
    query = parse_qs(urlsplit(url).query)
    assert query["response_type"] == ["code"]
    assert query["client_id"] == ["cid"]
    assert query["scope"] == ["a b"]
    assert query["code_challenge_method"] == ["S256"]
    assert token["redirect_uri"] == query["redirect_uri"]


def test_denied_consent_says_so_and_exchanges_nothing(
    consent: Callable[..., Bench], api: ScriptedApi
) -> None:
    bench = consent(
        lambda p: raw(
            port_of(p),
            redirect(p, f"error=access_denied&error_description=No+thanks&state={quote(p['state'])}"),
        )
    )
    result = connect(bench, api)
    assert result.failure is not None
    assert result.failure.code == "access_denied"
    assert result.failure.details["error_description"] == "No thanks"
    assert result.failure.step == "consent"
    assert api.received == []


def test_nobody_comes(consent: Callable[..., Bench], api: ScriptedApi) -> None:
    result = connect(consent(lambda p: None), api, consent_timeout=0.3)
    assert result.failure is not None
    assert result.failure.code == "consent_timeout"
    assert api.received == []


def test_busy_port_opens_no_browser(consent: Callable[..., Bench], api: ScriptedApi) -> None:
    opened: list[dict[str, str]] = []
    bench = consent(opened.append)
    with socket.socket() as holder:
        holder.bind(("127.0.0.1", 0))
        holder.listen()
        port = holder.getsockname()[1]
        result = connect(bench, api, redirect=RedirectSettings(port=port))
    assert result.failure is not None
    assert result.failure.code == "redirect_port_busy"
    assert str(port) in result.failure.message
    assert result.failure.hint
    assert opened == []


ATTACKS: dict[str, Callable[[dict[str, str]], bytes]] = {
    "wrong state": lambda p: redirect(p, "code=evil-code-123&state=wrong"),
    "no state": lambda p: redirect(p, "code=evil-code-123"),
    "wrong path": lambda p: redirect(p, f"code=evil-code-123&state={quote(p['state'])}", path="/other"),
    "favicon": lambda p: redirect(p, "", path="/favicon.ico"),
    "foreign host": lambda p: redirect(p, f"code=evil-code-123&state={quote(p['state'])}", host="evil.test"),
    "no host": lambda p: b"GET /oauth/callback HTTP/1.1\r\n\r\n",
    "HEAD": lambda p: redirect(p, f"code=evil-code-123&state={quote(p['state'])}", method="HEAD"),
    "OPTIONS": lambda p: redirect(p, f"code=evil-code-123&state={quote(p['state'])}", method="OPTIONS"),
    "POST": lambda p: redirect(p, f"code=evil-code-123&state={quote(p['state'])}", method="POST"),
    "repeated code": lambda p: redirect(p, f"code=evil-code-123&code=b&state={quote(p['state'])}"),
    "repeated state": lambda p: redirect(p, f"code=evil-code-123&state={quote(p['state'])}&state=b"),
    "forged denial": lambda p: redirect(p, "error=access_denied&state=wrong"),
    "code and error": lambda p: redirect(p, f"code=evil-code-123&error=x&state={quote(p['state'])}"),
    "garbage": lambda p: bytes(range(256)) * 4 + b"\r\n\r\n",
    "TLS hello": lambda p: b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03" + bytes(64),
    "huge line": lambda p: b"GET /" + b"a" * 70_000 + b" HTTP/1.1\r\n\r\n",
}


@pytest.mark.parametrize("attack", ATTACKS.values(), ids=ATTACKS.keys())
def test_what_is_not_the_redirect_changes_nothing(
    consent: Callable[..., Bench], api: ScriptedApi, attack: Callable[[dict[str, str]], bytes]
) -> None:
    def act(parameters: dict[str, str]) -> None:
        port = port_of(parameters)
        with contextlib.suppress(OSError):  # a refused connection is as good an answer as any
            raw(port, attack(parameters))
        raw(port, good(parameters))

    bench = consent(act)
    result = connect(bench, api)
    assert result.outcome is Outcome.OK, result.failure
    assert parse_qs(api.received[0].body or "")["code"] == ["the-real-code-1"]
    assert not any("evil-code" in (request.body or "") for request in api.received)


def test_idle_connections_do_not_block_the_redirect(consent: Callable[..., Bench], api: ScriptedApi) -> None:
    held: list[socket.socket] = []

    def act(parameters: dict[str, str]) -> None:
        for _ in range(40):
            held.append(socket.create_connection(("127.0.0.1", port_of(parameters)), 5))
        held[0].sendall(b"GET /oauth/callback?code=x")
        raw(port_of(parameters), good(parameters))

    try:
        result = connect(consent(act), api)
    finally:
        for connection in held:
            connection.close()
    assert result.outcome is Outcome.OK, result.failure


def test_replayed_redirect_is_exchanged_once(consent: Callable[..., Bench], api: ScriptedApi) -> None:
    answers: list[bytes] = []

    def act(parameters: dict[str, str]) -> None:
        barrier = threading.Barrier(12)

        def once() -> None:
            barrier.wait()
            try:
                answers.append(raw(port_of(parameters), good(parameters)))
            except OSError:
                answers.append(b"")

        threads = [threading.Thread(target=once) for _ in range(12)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(10)

    result = connect(consent(act), api)
    assert result.outcome is Outcome.OK, result.failure
    assert sum("/token" in request.url for request in api.received) == 1


def test_wrong_state_is_noted_without_either_value(consent: Callable[..., Bench], api: ScriptedApi) -> None:
    def act(parameters: dict[str, str]) -> None:
        raw(port_of(parameters), redirect(parameters, "code=evil-code-123&state=wrong-state-value"))
        raw(port_of(parameters), good(parameters))

    bench = consent(act)
    connect(bench, api)
    reasons = [event.reason for event in Reveal(bench.journal).events() if isinstance(event, RedirectIgnored)]
    assert reasons
    assert "wrong-state-value" not in " ".join(reasons)
    assert "evil-code-123" not in " ".join(reasons)


@pytest.mark.parametrize("query", ["code=abc", "error=access_denied"])
def test_redirect_of_another_issuer_is_exchanged_nowhere(
    consent: Callable[..., Bench], api: ScriptedApi, query: str
) -> None:
    def act(parameters: dict[str, str]) -> None:
        raw(
            port_of(parameters),
            redirect(parameters, f"{query}&iss=https%3A%2F%2Fevil.test&state={quote(parameters['state'])}"),
        )

    result = connect(consent(act), api)
    assert result.failure is not None
    assert result.failure.code == "issuer_mismatch"
    assert "https://evil.test" in result.failure.message
    assert api.received == []
    bench = consent(act)
    accepted = connect(bench, api, options=RunOptions(check_issuer=False))
    assert accepted.failure is None or accepted.failure.code == "access_denied"


@pytest.mark.parametrize("issuer", ["https://[auth.test", "https://auth.test:x", "https://auth.test:99999"])
def test_redirect_of_an_issuer_that_is_no_url_is_exchanged_nowhere(
    consent: Callable[..., Bench], api: ScriptedApi, issuer: str
) -> None:
    bench = consent(
        lambda p: raw(
            port_of(p), redirect(p, f"code=abc&iss={quote(issuer, safe='')}&state={quote(p['state'])}")
        )
    )
    result = connect(bench, api)
    assert result.failure is not None
    assert result.failure.code == "issuer_mismatch"
    assert api.received == []


@pytest.mark.parametrize("origin", ["https://auth.test", "https://AUTH.test:443"])
def test_redirect_of_the_right_issuer_is_good(
    consent: Callable[..., Bench], api: ScriptedApi, origin: str
) -> None:
    bench = consent(
        lambda p: raw(
            port_of(p),
            redirect(p, f"code=abc&iss={quote(origin + '/tenant', safe='')}&state={quote(p['state'])}"),
        )
    )
    assert connect(bench, api).outcome is Outcome.OK


def test_pasted_redirect_goes_through_the_same_checks(
    consent: Callable[..., Bench], api: ScriptedApi
) -> None:
    ready = threading.Event()
    seen: dict[str, str] = {}

    def act(parameters: dict[str, str]) -> None:
        seen.update(parameters)
        ready.set()

    bench = consent(act)
    run = bench.engine.start(bench.request(RunKind.CONNECT, SOURCE, {}, api.origin))
    assert ready.wait(10)
    for wrong in (
        "",
        "hello",
        f"{seen['redirect_uri']}?code=x&state=wrong",
        f"https://evil.test/oauth/callback?code=x&state={quote(seen['state'])}",
        f"{seen['redirect_uri']}#access_token=abc&state={quote(seen['state'])}",
    ):
        with pytest.raises(InvalidRedirect):
            run.paste_redirect(wrong)
    run.paste_redirect(f"  {seen['redirect_uri']}?code=pasted-code-1&state={quote(seen['state'])}\n")
    result = run.wait(20)
    assert result is not None
    assert result.outcome is Outcome.OK, result.failure
    assert parse_qs(api.received[0].body or "")["code"] == ["pasted-code-1"]
    with pytest.raises(InvalidRedirect):
        run.paste_redirect(f"{seen['redirect_uri']}?code=again&state={quote(seen['state'])}")


def test_definition_cannot_reach_the_listener(consent: Callable[..., Bench], api: ScriptedApi) -> None:
    port = free_port()
    source = SOURCE.replace(
        "token_url: -> { 'https://auth.test/token' }",
        f"acquire: ->(c, code, uri, v) {{ get('http://127.0.0.1:{port}/oauth/callback') }}",
    ).replace(
        "authorization_url: -> { 'https://auth.test/authorize?scope=a b' }",
        f"authorization_url: -> {{ get('http://localhost:{port}/done').to_s; 'https://auth.test/authorize' }}",
    )
    bench = consent(lambda p: raw(port_of(p), good(p)))
    result = bench.run(RunKind.CONNECT, source, {}, api.origin, redirect=RedirectSettings(port=port))
    assert result.outcome is Outcome.FAILED


def test_cancel_while_waiting_ends_at_once_and_frees_the_port(
    consent: Callable[..., Bench], api: ScriptedApi
) -> None:
    ready = threading.Event()
    bench = consent(lambda p: ready.set())
    port = free_port()
    run = bench.engine.start(
        bench.request(RunKind.CONNECT, SOURCE, {}, api.origin, redirect=RedirectSettings(port=port))
    )
    assert ready.wait(10)
    run.cancel()
    result = run.wait(5)
    assert result is not None
    assert result.outcome is Outcome.CANCELLED
    with socket.socket() as again:
        again.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        again.bind(("127.0.0.1", port))
    assert api.received == []


def test_second_attempt_of_a_connection_cancels_the_first(
    consent: Callable[..., Bench], api: ScriptedApi
) -> None:
    first_opened = threading.Event()
    visits: list[dict[str, str]] = []

    def act(parameters: dict[str, str]) -> None:
        visits.append(parameters)
        if len(visits) == 1:
            first_opened.set()
        else:
            raw(port_of(parameters), good(parameters))

    bench = consent(act)
    first = bench.engine.start(bench.request(RunKind.CONNECT, SOURCE, {}, api.origin))
    assert first_opened.wait(10)
    second = bench.run(RunKind.CONNECT, SOURCE, {}, api.origin)
    assert second.outcome is Outcome.OK, second.failure
    ended = first.wait(5)
    assert ended is not None
    assert ended.outcome is Outcome.CANCELLED


def test_nothing_stays(consent: Callable[..., Bench], api: ScriptedApi) -> None:
    bench = consent(lambda p: raw(port_of(p), good(p)))
    connect(bench, api)
    (started,) = [event for event in Reveal(bench.journal).events() if isinstance(event, ListenerStarted)]
    bench.close()
    ports = {address.rpartition(":")[2] for address in started.addresses}
    listening = {
        str(c.laddr.port) for c in psutil.Process().net_connections() if c.status == psutil.CONN_LISTEN
    }
    assert not ports & listening
    names = [thread.name for thread in threading.enumerate()]
    assert not [name for name in names if name.startswith(("run-", "engine-io"))], names


def events_of(bench: Bench, kind: type[Event]) -> list[Event]:
    return [event for event in Reveal(bench.journal).events() if isinstance(event, kind)]


def test_hard_coded_cloud_callback_is_replaced_and_said(
    consent: Callable[..., Bench], api: ScriptedApi
) -> None:
    source = SOURCE.replace(
        "authorize?scope=a b'", "authorize?redirect_uri=https%3A%2F%2Fwww.workato.com%2Foauth%2Fcallback'"
    ).replace(
        "token_url: -> { 'https://auth.test/token' }",
        "acquire: ->(c, code, uri, v) { [post('https://auth.test/token', code: code, code_verifier: v, "
        "redirect_uri: 'https://www.workato.com/oauth/callback').request_format_www_form_urlencoded, nil, {}] }",
    )
    bench = consent(lambda p: raw(port_of(p), good(p)))
    result = bench.run(RunKind.CONNECT, source, {}, api.origin)
    assert result.outcome is Outcome.OK, result.failure
    sent = parse_qs(api.received[0].body or "")["redirect_uri"][0]
    assert sent.startswith("http://localhost:")
    notes = " ".join(event.text for event in events_of(bench, NoteAdded) if isinstance(event, NoteAdded))
    assert "workato.com/oauth/callback" in notes
