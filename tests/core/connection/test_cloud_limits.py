"""What the platform would have cut off is said, and what it would have waited for is not."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from authbench.connection import cloud_limits
from authbench.connection.cloud_limits import CloudLimits
from authbench.events import (
    Event,
    ExchangeFinished,
    HttpExchange,
    NoteAdded,
    Outcome,
    RunKind,
    StepFinished,
    StepName,
    StepStarted,
)
from authbench.journal.reveal import Reveal
from support.connection_runs import Bench, ScriptedApi

NOW = datetime(2026, 1, 1, tzinfo=UTC)


def said(*events: Event) -> list[tuple[str, int | None]]:
    notes: list[Event] = []
    limits = CloudLimits("run", notes.append)
    for event in events:
        limits.watch(event)
    return [(note.code, note.exchange_id) for note in notes if isinstance(note, NoteAdded)]


def request(number: int, seconds: float | None, *, browser: bool = False) -> ExchangeFinished:
    return ExchangeFinished(
        HttpExchange(number, "run", "test", "GET", "https://h/", NOW, 0.0, elapsed=seconds, browser=browser)
    )


def step(name: StepName, seconds: float, cause: str | None = None) -> tuple[Event, Event]:
    return StepStarted("run", 1, name, NOW, cause), StepFinished("run", 1, name, True, "", seconds)


def test_a_request_over_the_limit_once_a_run() -> None:
    assert said(request(1, 39.9), request(2, 40.0), request(3, None), request(4, 99.0, browser=True)) == []
    assert said(request(1, 1.0), request(2, 40.1), request(3, 50.0)) == [("cloud_request_limit", 2)]


@pytest.mark.parametrize(
    ("name", "cause", "seconds", "minded"),
    [
        (StepName.REFRESH, "refresh_on 401", 30.1, True),
        (StepName.REFRESH, "refresh_on 401", 30.0, False),
        (StepName.REFRESH, None, 31.0, True),
        (StepName.ACQUIRE, "refresh_on 401", 31.0, True),
        (StepName.ACQUIRE, None, 31.0, False),  # A first sign-in has more time.
        (StepName.TEST, "once more with new credentials", 39.0, False),
    ],
)
def test_getting_new_credentials(name: StepName, cause: str | None, seconds: float, minded: bool) -> None:
    assert said(*step(name, seconds, cause)) == ([("cloud_refresh_limit", None)] if minded else [])


def test_a_real_run_over_shrunken_limits(
    bench: Bench, api: ScriptedApi, monkeypatch: pytest.MonkeyPatch
) -> None:
    source = """{ title: 'Slow', connection: { fields: [],
      authorization: { type: 'custom_auth', refresh_on: [401],
        acquire: ->(c) { { token: post('https://api.test/login', a: 1)['access_token'] } },
        apply: ->(c) { headers('X-Token' => c['token'].to_s) } } },
      test: ->(_c) { get('https://api.test/me') } }"""
    monkeypatch.setattr(cloud_limits, "REQUEST_SECONDS", 0.0)
    monkeypatch.setattr(cloud_limits, "REFRESH_SECONDS", 0.0)
    api.responses = [(401, {}), (200, {"access_token": "token-1-aaaaaaaaa"}), (200, {})]
    result = bench.run(RunKind.TEST, source, {}, api.origin)
    assert result.outcome is Outcome.OK, result.failure
    notes = [event.code for event in Reveal(bench.journal).events() if isinstance(event, NoteAdded)]
    assert sorted(notes) == ["cloud_refresh_limit", "cloud_request_limit"]
