"""Renewing credentials: once, for all who ask; and both answers told when it fails."""

from __future__ import annotations

import threading
from urllib.parse import parse_qs

from authbench.events import Outcome, RunKind, StepFinished, StepName
from authbench.journal.reveal import Reveal
from support.connection_runs import Answer, Bench, Received, ScriptedApi

REFRESHING = """
{ title: 'Refreshing', connection: { fields: [],
    authorization: { type: 'oauth2', client_id: 'cid', client_secret: 'client-secret-value',
      authorization_url: -> { 'https://auth.test/authorize' }, token_url: -> { 'https://auth.test/token' },
      refresh_on: [401],
      apply: ->(c, token) { headers('Authorization' => "Bearer #{token}") } },
    base_uri: -> { 'https://api.test' } },
  test: ->(_c) { get('/me') } }
"""

ACQUIRING = """
{ title: 'Acquiring', connection: { fields: [{ name: 'user' }],
    authorization: { type: 'custom_auth', refresh_on: [401],
      acquire: ->(c) { { token: post('https://auth.test/login', user: c['user'])['access_token'] } },
      apply: ->(c) { headers('X-Token' => c['token']) } },
    base_uri: -> { 'https://api.test' } },
  test: ->(_c) { get('/me') } }
"""


class TokenServer:
    """An API that honours the latest token alone, and refresh tokens once."""

    def __init__(self, parties: int = 1) -> None:
        self.current = "token-1-aaaaaaaaaaaa"
        self.refresh_token = "refresh-1-aaaaaaaaaa"
        self.token_requests = 0
        self.refused = threading.Barrier(parties)
        self.waits = parties > 1
        self._lock = threading.Lock()
        self._waited: set[int] = set()

    def answer(self, request: Received) -> Answer:
        if "/me" in request.url:
            given = request.headers.get("Authorization", "").removeprefix("Bearer ") or request.headers.get(
                "X-Token", ""
            )
            if given == self.current and self.token_requests:
                return 200, {"name": "jo"}
            if self.waits:
                self.refused.wait(10)
            return 401, {"error": "invalid_token"}
        with self._lock:
            self.token_requests += 1
            fields = {key: values[0] for key, values in parse_qs(request.body or "").items()}
            if fields.get("grant_type") == "refresh_token" and fields["refresh_token"] != self.refresh_token:
                return 400, {"error": "invalid_grant", "error_description": "reused"}
            self.current = f"token-{self.token_requests + 1}-bbbbbbbbbbbb"
            self.refresh_token = f"refresh-{self.token_requests + 1}-bbbbbbbbbb"
            return 200, {"access_token": self.current, "refresh_token": self.refresh_token, "expires_in": 60}


STALE = {"access_token": "token-0-aaaaaaaaaaaa", "refresh_token": "refresh-1-aaaaaaaaaa"}


def keep_tokens(bench: Bench, tokens: dict[str, str]) -> None:
    bench.secrets.put("connection", {"fields": {}, "tokens": tokens, "replaced": {}, "serial": 1})


def test_expired_token_refreshes_once_and_the_retry_succeeds(bench: Bench, api: ScriptedApi) -> None:
    server = TokenServer()
    api.answer = server.answer
    keep_tokens(bench, STALE)
    result = bench.run(RunKind.TEST, REFRESHING, {}, api.origin)
    assert result.outcome is Outcome.OK, result.failure
    assert server.token_requests == 1
    assert result.settings["access_token"] == server.current
    assert result.settings["refresh_token"] == server.refresh_token
    assert [request.url.rpartition("/")[2] for request in api.received] == ["me", "token", "me"]
    steps = [event.name for event in Reveal(bench.journal).events() if isinstance(event, StepFinished)]
    assert steps == [StepName.FIELDS, StepName.TEST, StepName.REFRESH, StepName.TEST]
    causes = [exchange.cause for exchange in Reveal(bench.journal).exchanges()]
    assert causes[1] == "refresh_on 401"
    stored = bench.secrets.get("connection")
    assert stored is not None
    assert stored["tokens"]["access_token"] == server.current
    assert stored["serial"] == 2


def test_refused_refresh_reports_both_answers(bench: Bench, api: ScriptedApi) -> None:
    api.responses = [
        (401, {"error": "invalid_token"}),
        (400, {"error": "invalid_grant", "error_description": "the refresh token was revoked"}),
    ]
    keep_tokens(bench, STALE)
    result = bench.run(RunKind.TEST, REFRESHING, {}, api.origin)
    assert result.failure is not None
    assert result.failure.code == "invalid_grant"
    assert result.failure.details["error_description"] == "the refresh token was revoked"
    assert "401 Unauthorized" in result.failure.message
    assert result.failure.step == "refresh"
    stored = bench.secrets.get("connection")
    assert stored is not None
    assert stored["tokens"] == STALE


def test_no_refresh_token_means_sign_in_again(bench: Bench, api: ScriptedApi) -> None:
    api.responses = [(401, {})]
    keep_tokens(bench, {"access_token": "token-0-aaaaaaaaaaaa"})
    result = bench.run(RunKind.TEST, REFRESHING, {}, api.origin)
    assert result.failure is not None
    assert result.failure.code == "sign_in_again"
    assert result.failure.details["refused"] == "401 Unauthorized"


def test_first_refusal_is_called_what_it_is(bench: Bench, api: ScriptedApi) -> None:
    api.answer = TokenServer().answer
    result = bench.run(RunKind.CONNECT, ACQUIRING, {"user": "jo"}, api.origin)
    assert result.outcome is Outcome.OK, result.failure
    first, acquire, second = Reveal(bench.journal).exchanges()
    assert first.cause == "no token yet, as expected"
    assert first.expected_refusal
    assert acquire.step == "acquire"
    assert second.status == 200
    finished = [event for event in Reveal(bench.journal).events() if isinstance(event, StepFinished)]
    assert [(event.name.value, event.ok, event.expected) for event in finished] == [
        ("fields", True, False),
        ("test", True, True),
        ("acquire", True, False),
        ("test", True, False),
    ]
    assert finished[1].detail == "GET 401 · asks for a token"


def test_two_runs_at_once_refresh_once(bench: Bench, api: ScriptedApi) -> None:
    server = TokenServer(parties=2)
    api.answer = server.answer
    keep_tokens(bench, STALE)
    request = bench.request(RunKind.TEST, REFRESHING, {}, api.origin)
    runs = [bench.engine.start(request) for _ in range(2)]
    results = [run.wait(20) for run in runs]
    assert [result and result.outcome for result in results] == [Outcome.OK, Outcome.OK]
    assert server.token_requests == 1


def test_a_second_refusal_is_final(bench: Bench, api: ScriptedApi) -> None:
    api.default = (401, {"error": "no"})
    api.responses = [(401, {}), (200, {"access_token": "fresh-token-value-1"}), (401, {"still": 1})]
    result = bench.run(RunKind.TEST, ACQUIRING, {"user": "jo"}, api.origin)
    assert result.failure is not None
    assert result.failure.message == "401 Unauthorized"
    assert len(api.received) == 3
    assert result.settings["token"] == "fresh-token-value-1"
