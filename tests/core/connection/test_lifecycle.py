"""The order of steps for each kind of authorization, and what decides over success."""

from __future__ import annotations

from typing import Any

import pytest

from authbench.events import NoteAdded, Outcome, RunFinished, RunKind, RunStarted, StepFinished
from authbench.journal.reveal import Reveal
from support.connection_runs import Bench, Received, ScriptedApi


def steps(bench: Bench) -> list[tuple[str, bool]]:
    return [
        (event.name.value, event.ok)
        for event in Reveal(bench.journal).events()
        if isinstance(event, StepFinished)
    ]


def notes(bench: Bench) -> list[str]:
    return [event.code for event in Reveal(bench.journal).events() if isinstance(event, NoteAdded)]


def connector(
    authorization: str = "", test: str = "get('https://api.test/me')", fields: str = "", more: str = ""
) -> str:
    return (
        f"{{ title: 'T', connection: {{ fields: [{fields}], authorization: {{ {authorization} }} }}, "
        f"test: ->(c) {{ {test} }}{more} }}"
    )


def test_no_authorization_at_all(bench: Bench, api: ScriptedApi) -> None:
    result = bench.run(RunKind.CONNECT, connector(), {}, api.origin)
    assert result.outcome is Outcome.OK
    assert result.authorization == "none"
    assert steps(bench) == [("fields", True), ("test", True)]


def test_machine_login_acquires_without_a_browser(bench: Bench, api: ScriptedApi) -> None:
    source = connector(
        "type: 'oauth2', acquire: ->(c) { { access_token: post('https://auth.test/t')['access_token'] } },"
        " apply: ->(c, token) { headers('X' => token) }"
    )
    result = bench.run(RunKind.CONNECT, source, {}, api.origin)
    assert result.outcome is Outcome.OK, result.failure
    assert steps(bench) == [("fields", True), ("acquire", True), ("test", True)]
    assert api.received[-1].headers["X"] == "at_new"


def test_tokens_are_kept_even_if_the_test_fails(bench: Bench, api: ScriptedApi) -> None:
    source = connector(
        "type: 'oauth2', acquire: ->(c) { { access_token: post('https://auth.test/t')['access_token'] } },"
        " refresh_on: [401], apply: ->(c, token) { headers('X' => token) }"
    )
    api.responses = [(200, {"access_token": "kept-token-1"}), (500, {})]
    result = bench.run(RunKind.CONNECT, source, {}, api.origin)
    assert result.failure is not None
    assert result.failure.message == "500 Internal Server Error"
    stored = bench.secrets.get("connection")
    assert stored is not None
    assert stored["tokens"]["access_token"] == "kept-token-1"


def test_get_a_token_now_does_not_test(bench: Bench, api: ScriptedApi) -> None:
    source = connector(
        "type: 'custom_auth', acquire: ->(c) { { token: post('https://auth.test/t')['access_token'] } },"
        " apply: ->(c) { headers('X' => c['token']) }"
    )
    result = bench.run(RunKind.ACQUIRE, source, {}, api.origin)
    assert result.outcome is Outcome.OK, result.failure
    assert result.changed == ("token",)
    assert len(api.received) == 1


@pytest.mark.parametrize("kind", [RunKind.ACQUIRE, RunKind.REFRESH])
def test_nothing_to_get_or_renew_is_said(bench: Bench, api: ScriptedApi, kind: RunKind) -> None:
    result = bench.run(
        kind, connector("type: 'api_key', apply: ->(c) { headers('X' => 'y') }"), {}, api.origin
    )
    assert result.failure is not None
    assert result.failure.code == "usage"
    assert api.received == []


@pytest.mark.parametrize(
    ("test", "outcome", "note"),
    [
        ("true", Outcome.OK, "no_request"),
        ("nil", Outcome.OK, "test_nil"),
        ("get('https://api.test/me'); true", Outcome.OK, "no_request"),
        ("get('https://api.test/me')['id'] == '2'", Outcome.FAILED, None),
    ],
)
def test_verdict(bench: Bench, api: ScriptedApi, test: str, outcome: Outcome, note: str | None) -> None:
    result = bench.run(RunKind.TEST, connector(test=test), {}, api.origin)
    assert result.outcome is outcome
    if note is not None:
        assert note in notes(bench)
    else:
        assert result.failure is not None
        assert result.failure.code == "test_failed"


def test_identity_that_raises_only_hides_the_line(bench: Bench, api: ScriptedApi) -> None:
    result = bench.run(RunKind.TEST, connector("type: 'none', identity: ->(c) { nil.foo }"), {}, api.origin)
    assert result.outcome is Outcome.OK
    assert result.identity is None
    assert "identity_failed" in notes(bench)


def test_missing_field_sends_nothing(bench: Bench, api: ScriptedApi) -> None:
    source = connector(fields="{ name: 'api_key', optional: false }")
    result = bench.run(RunKind.CONNECT, source, {}, api.origin)
    assert result.failure is not None
    assert result.failure.code == "fields_invalid"
    assert dict(result.failure.details)["api_key"]
    assert api.received == []


MULTI = """
{ title: 'T', connection: {
    fields: [{ name: 'auth_type', control_type: 'select', options: [%w[Key key], %w[Basic basic]], extends_schema: true }],
    authorization: { type: 'multi', selected: ->(c) { c['auth_type'] }, options: {
      key: { type: 'api_key', fields: [{ name: 'api_key', optional: false }], apply: ->(c) { headers('X-Key' => c['api_key']) } },
      basic: { type: 'basic_auth', fields: [{ name: 'user', optional: false }], apply: ->(c) { user(c['user']); password('p') } } } } },
  test: ->(c) { get('https://api.test/me') } }
"""


def test_multi_uses_the_selected_option_and_its_fields(bench: Bench, api: ScriptedApi) -> None:
    result = bench.run(RunKind.TEST, MULTI, {"auth_type": "basic", "user": "jo"}, api.origin)
    assert result.outcome is Outcome.OK, result.failure
    assert result.authorization == "basic_auth"
    assert api.received[0].headers["Authorization"] == "Basic am86cA=="


def test_multi_requires_the_selected_options_fields_only(bench: Bench, api: ScriptedApi) -> None:
    result = bench.run(RunKind.TEST, MULTI, {"auth_type": "key"}, api.origin)
    assert result.failure is not None
    assert list(result.failure.details) == ["api_key"]


def test_multi_without_a_choice_is_reported(bench: Bench, api: ScriptedApi) -> None:
    result = bench.run(RunKind.TEST, MULTI, {}, api.origin)
    assert result.failure is not None
    assert result.failure.code == "fields_invalid"
    assert api.received == []


def test_acquired_host_takes_effect_on_the_repeat(bench: Bench, api: ScriptedApi) -> None:
    source = """
{ title: 'T', connection: { authorization: { type: 'custom_auth', refresh_on: [401],
    acquire: ->(c) { post('https://first.test/login'); { host: 'second.test', token: 't0ken-value-123' } },
    apply: ->(c) { headers('X' => c['token']) } },
    base_uri: ->(c) { "https://#{c['host'] || 'first.test'}" } },
  test: ->(c) { get('/me') } }  # https://second.test
"""
    api.responses = [(401, {})]
    result = bench.run(RunKind.TEST, source, {}, api.origin)
    assert result.outcome is Outcome.OK, result.failure
    assert [request.url for request in api.received] == ["https://first.test/me", "https://second.test/me"]


def test_apply_starts_from_the_undecorated_request_on_the_repeat(bench: Bench, api: ScriptedApi) -> None:
    source = """
{ title: 'T', connection: { authorization: { type: 'custom_auth', refresh_on: [401],
    acquire: ->(c) { { token: 'second-token-1' } },
    apply: ->(c) { c['token'] ? headers('X-New' => c['token']) : headers('X-Old' => 'y'); payload { |p| p['n'] = (p['n'] || 0) + 1 } } } },
  test: ->(c) { post('https://api.test/me', a: 1) } }
"""
    api.responses = [(401, {})]
    result = bench.run(RunKind.TEST, source, {}, api.origin)
    assert result.outcome is Outcome.OK, result.failure
    assert "X-Old" not in api.received[1].headers
    assert api.received[1].body == '{"a":1,"n":1}'


def test_standard_token_request_tries_basic_once_on_invalid_client(bench: Bench, api: ScriptedApi) -> None:
    source = connector(
        "type: 'oauth2', client_id: 'c:id', client_secret: 'sécret value', authorization_url: -> { 'https://a.test/x' },"
        " token_url: -> { 'https://a.test/t' }, apply: ->(c, t) { headers('X' => t) }"
    )

    def answer(request: Received) -> tuple[int, Any]:
        if "Authorization" in request.headers:
            return 200, {"access_token": "granted-token-1"}
        return 401, {"error": "invalid_client"}

    api.answer = answer
    result = bench.run(RunKind.REFRESH, source, {"refresh_token": "a-refresh-token"}, api.origin)
    assert result.outcome is Outcome.OK, result.failure
    assert [("client_secret" in (r.body or ""), r.headers.get("Authorization")) for r in api.received] == [
        (True, None),
        (False, "Basic YyUzQWlkOnMlQzMlQTljcmV0K3ZhbHVl"),
    ]
    assert "basic_client_authentication" in notes(bench)


def test_a_run_begins_with_its_plan_and_ends_once(bench: Bench, api: ScriptedApi) -> None:
    bench.run(RunKind.CONNECT, connector(), {}, api.origin)
    events = Reveal(bench.journal).events()
    assert isinstance(events[0], RunStarted)
    assert [step.value for step in events[0].plan] == ["fields", "test"]
    assert isinstance(events[-1], RunFinished)
    assert sum(isinstance(event, RunFinished) for event in events) == 1
