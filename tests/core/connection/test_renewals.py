"""Which rule renewed, what was seen and changed: a run's events tell the whole story."""

from __future__ import annotations

import pytest

from authbench.events import (
    Event,
    ExchangeFinished,
    Outcome,
    RenewalTriggered,
    RunFinished,
    RunKind,
    SettingsChanged,
    SettingsSeen,
    StepFinished,
    StepStarted,
)
from authbench.journal.reveal import Reveal
from support.connection_runs import Bench, ScriptedApi

SOURCE = """{ title: 'Renewing', connection: { fields: [{ name: 'user' }],
  authorization: { type: 'oauth2', client_id: 'cid', client_secret: 'client-secret-value',
    authorization_url: 'https://auth.test/authorize', token_url: 'https://auth.test/token',
    refresh_on: %s,
    detect_on: %s,
    apply: ->(c, token) { headers('Authorization' => "Bearer #{token}") } },
  base_uri: -> { 'https://api.test' } },
  test: ->(_c) { get('/me') } }
"""
TOKENS = {"access_token": "token-0-aaaaaaaaaaaa", "refresh_token": "refresh-1-aaaaaaaaaa"}
NEW = (200, {"access_token": "token-1-bbbbbbbbbbbb", "expires_in": 60})


def events(bench: Bench) -> list[Event]:
    return list(Reveal(bench.journal).events())


def triggered(bench: Bench) -> list[RenewalTriggered]:
    return [event for event in events(bench) if isinstance(event, RenewalTriggered)]


@pytest.mark.parametrize(
    ("refresh_on", "detect_on", "refusal", "rule", "pattern", "matched", "line"),
    [
        ("[401, 403]", "[]", (403, {}), "refresh_on", "403", "status", 4),
        ("[/expired/i]", "[]", (400, {"error": "Expired"}), "refresh_on", "/expired/i", "body", 4),
        ("[/Unauth/]", "[]", (401, {}), "refresh_on", "/Unauth/", "error", 4),
        ("['Unauthorized']", "[]", (401, {}), "refresh_on", "'Unauthorized'", "error", 4),
        ("['gone']", "[]", (410, "gone"), "refresh_on", "'gone'", "body", 4),
        ("[]", "[]", (500, {}), "refresh_on", "", "status", 2),
        ("[]", "[/INVALID_SESSION/]", (200, {"e": "INVALID_SESSION"}), "detect_on", "/INVALID_SESSION/", "body", 5),
        ("[/SESSION/]", "[/zzz/, /INVALID_/]", (200, {"e": "INVALID_SESSION"}), "detect_on", "/INVALID_/", "body", 5),
    ],
)  # fmt: skip
def test_the_rule_and_where_it_matched(
    bench: Bench,
    api: ScriptedApi,
    refresh_on: str,
    detect_on: str,
    refusal: tuple[int, object],
    rule: str,
    pattern: str,
    matched: str,
    line: int,
) -> None:
    api.responses = [refusal, NEW, (200, {})]
    result = bench.run(
        RunKind.TEST, SOURCE % (refresh_on, detect_on), {"user": "jo"}, api.origin, stored=TOKENS
    )
    assert result.outcome is Outcome.OK, result.failure
    (event,) = triggered(bench)
    assert (event.rule, event.pattern, event.matched) == (rule, pattern, matched)
    assert event.exchange_id == Reveal(bench.journal).exchanges()[0].id
    assert event.location is not None
    assert event.location.line == line
    if pattern:
        assert event.location.path == f"connection.authorization.{rule}"


@pytest.mark.parametrize(("refresh_on", "status"), [("[401]", 500), ("['nothing']", 401), ("[/x/]", 404)])
def test_a_refusal_that_no_rule_takes_triggers_nothing(
    bench: Bench, api: ScriptedApi, refresh_on: str, status: int
) -> None:
    api.responses = [(status, {})]
    result = bench.run(RunKind.TEST, SOURCE % (refresh_on, "[]"), {"user": "jo"}, api.origin, stored=TOKENS)
    assert result.outcome is Outcome.FAILED
    assert triggered(bench) == []
    assert len(api.received) == 1


def test_renewing_by_hand_is_no_rules_doing(bench: Bench, api: ScriptedApi) -> None:
    api.responses = [NEW]
    bench.run(RunKind.REFRESH, SOURCE % ("[401]", "[]"), {"user": "jo"}, api.origin, stored=TOKENS)
    assert triggered(bench) == []
    (exchange,) = Reveal(bench.journal).exchanges()
    assert (exchange.step, exchange.cause) == ("refresh", "asked for by hand")


def test_an_expired_token_is_a_story_from_start_to_end(bench: Bench, api: ScriptedApi) -> None:
    api.responses = [(401, {"error": "invalid_token"}), NEW, (200, {"name": "jo"})]
    result = bench.run(RunKind.TEST, SOURCE % ("[401]", "[]"), {"user": "jo"}, api.origin, stored=TOKENS)
    assert result.outcome is Outcome.OK, result.failure
    told: list[str] = []
    for event in events(bench):
        match event:
            case SettingsSeen():
                token = event.settings["access_token"]
                told.append(
                    f"settings {event.settings['user']} {token[:7]}{' at the end' if event.final else ''}"
                )
            case StepStarted():
                told.append(f"{event.name} begins: {event.cause}")
            case StepFinished():
                told.append(f"{event.name} ends: {event.detail}")
            case ExchangeFinished(exchange=exchange) if not exchange.expected_refusal:
                told.append(f"#{exchange.id} {exchange.step} {exchange.status}: {exchange.cause}")
            case RenewalTriggered():
                told.append(f"{event.rule} {event.pattern} in {event.matched} of #{event.exchange_id}")
            case SettingsChanged():
                told.append(f"changed {', '.join(event.names)}")
            case RunFinished():
                told.append(f"run {event.outcome}")
            case _:
                pass
    first, second, third = (exchange.id for exchange in Reveal(bench.journal).exchanges())
    story = [
        "fields begins: None",
        "settings jo token-0",
        "fields ends: ",
        "test begins: None",
        f"#{first} test 401: None",
        f"refresh_on 401 in status of #{first}",
        "test ends: GET 401 · token refused, renewing",
        "refresh begins: refresh_on 401",
        f"#{second} refresh 200: refresh_on 401",
        "changed access_token",
        "refresh ends: POST 200",
        "test begins: once more with new credentials",
        f"#{third} test 200: once more with new credentials",
        "test ends: GET 200",
        "settings jo token-1 at the end",
        "run ok",
    ]
    assert [line for line in told if line in story] == story, told
    assert set(told) - set(story) <= {f"#{first} test 401: None"}


def test_the_settings_are_seen_with_their_secrets_known_before(bench: Bench, api: ScriptedApi) -> None:
    source = """{ title: 'Seen', connection: {
      fields: [{ name: 'key', control_type: 'password' }, { name: 'region', default: 'eu' }],
      authorization: { type: 'custom_auth', apply: ->(c) { headers('X-K' => c['key']) } } },
      test: ->(c) { get('https://api.test/me', region: c['region']) } }"""
    values = {"key": "k-very-secret-9f21", "region": "us"}
    bench.run(RunKind.TEST, source, values, api.origin)
    before, after = [event for event in events(bench) if isinstance(event, SettingsSeen)]
    assert (before.final, after.final) == (False, True)
    assert dict(before.settings) == dict(after.settings) == values
    shown = repr([notice for notice in bench.journal.notices() if isinstance(notice, SettingsSeen)])
    assert "us" in shown
    assert "k-very-secret-9f21" not in shown


def test_a_run_that_fails_tells_its_last_settings_too(bench: Bench, api: ScriptedApi) -> None:
    api.responses = [(500, {})]
    bench.run(RunKind.TEST, SOURCE % ("[401]", "[]"), {"user": "jo"}, api.origin, stored=TOKENS)
    assert [event.final for event in events(bench) if isinstance(event, SettingsSeen)] == [False, True]
