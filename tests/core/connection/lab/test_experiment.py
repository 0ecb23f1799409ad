"""Experiments against an API that is not the demo provider, and what they leave behind."""

from __future__ import annotations

import json
import threading
from dataclasses import replace
from typing import Any

import pytest

from authbench.connection import Engine, Run, RunRequest
from authbench.connection.entry import Entry, EntryStore
from authbench.connection.lab import FAULTS, Ending, Fault, Mood, Verdict, experiment
from authbench.demo import DemoProvider, Faults
from authbench.errors import AuthbenchError
from authbench.events import Outcome, RunFinished, RunKind
from support.connection_runs import Answer, Bench, Received, ScriptedApi

LOGIN = """{{
  title: 'Lab',
  connection: {{
    authorization: {{
      type: 'custom_auth',
      acquire: lambda do |connection|
        {acquire}
      end,
      {rules}
      apply: lambda do |connection|
        headers('Authorization' => "Bearer #{{connection['access_token']}}", 'X-Copy' => connection['copy'].to_s)
      end
    }},
    base_uri: lambda do |_c|
      'https://api.example.com/'
    end
  }},
  test: lambda do |_connection|
    {test}
  end
}}"""
ACQUIRE = """post('https://login.example.com/token')"""
OLD, NEW = "old-token-123456", "new-token-654321"


def definition(rules: str = "", acquire: str = ACQUIRE, test: str = "get('me')") -> str:
    return LOGIN.format(rules=rules, acquire=acquire, test=test)


def checking(answer: Answer) -> Any:
    """An API that accepts the token that was issued and answers everything else with `answer`."""

    def answered(request: Received) -> Answer:
        if request.url.endswith("/token"):
            return 200, {"access_token": NEW}
        good = request.headers.get("Authorization") in (f"Bearer {OLD}", f"Bearer {NEW}")
        return (200, {"ok": True}) if good else answer

    return answered


def kept(bench: Bench) -> Entry:
    return EntryStore(bench.secrets, bench.home).read("connection")


def connected(bench: Bench, api: ScriptedApi, source: str, **tokens: Any) -> RunRequest:
    store = EntryStore(bench.secrets, bench.home)
    given = {"access_token": OLD, **tokens}
    store.change("connection", lambda entry: replace(entry, tokens=given, serial=entry.serial + 1))
    return bench.request(RunKind.TEST, source, {}, api.origin)


def sent(api: ScriptedApi) -> list[str]:
    return [request.headers.get("Authorization", "") for request in api.received]


@pytest.mark.parametrize("fault", [Fault.EXPIRE, Fault.CORRUPT_ACCESS])
def test_a_corrupted_token_is_refused_and_renewed(bench: Bench, api: ScriptedApi, fault: Fault) -> None:
    api.answer = checking((401, {"error": "invalid_token"}))
    request = connected(bench, api, definition("refresh_on: 401,"), copy=f"as {OLD}")
    verdict = experiment(bench.engine, request, fault)
    assert (verdict.ending, verdict.mood, verdict.worked) == (Ending.RECOVERED, Mood.GOOD, True)
    assert (verdict.retried, verdict.renewals, verdict.requests) == (True, 1, 3)
    assert verdict.stored == ("access_token",)
    first = api.received[0]
    broken = first.headers["Authorization"].removeprefix("Bearer ")
    assert sum(one != two for one, two in zip(broken, OLD, strict=True)) == 1
    assert first.headers["X-Copy"] == f"as {broken}"
    # What stood in for the copy was never kept; what the renewal obtained was.
    assert kept(bench).tokens == {"access_token": NEW, "copy": f"as {OLD}"}
    assert broken not in repr(verdict)
    assert broken not in bench.journal.report(verdict.run_ids[0])


def test_without_a_renewal_the_vault_is_untouched(bench: Bench, api: ScriptedApi) -> None:
    api.answer = checking((403, {"error": "token_expired"}))
    request = connected(bench, api, definition("refresh_on: 401,"))
    before = kept(bench)
    verdict = experiment(bench.engine, request, Fault.CORRUPT_ACCESS)
    assert (verdict.ending, verdict.mood) == (Ending.NO_RULE, Mood.BAD)
    assert kept(bench) == before
    assert verdict.missing is not None
    assert verdict.missing.sentence == (
        'The answer was 403 with `{"error":"token_expired"}`. refresh_on matches 401 only.'
        " Add 403 or /token_expired/ to refresh_on."
    )
    assert verdict.missing.lines == ("refresh_on: [401, /token_expired/],",)
    assert verdict.missing.location is not None
    line = definition("refresh_on: 401,").splitlines()[(verdict.missing.location.line or 0) - 1]
    assert "refresh_on" in line


def test_without_refresh_on_every_refusal_counts(bench: Bench, api: ScriptedApi) -> None:
    api.answer = checking((418, "teapot"))
    verdict = experiment(bench.engine, connected(bench, api, definition()), Fault.CORRUPT_ACCESS)
    assert verdict.ending is Ending.RECOVERED
    assert verdict.rule is not None
    assert (verdict.rule.name, verdict.rule.pattern) == ("refresh_on", "")


def test_detect_on_without_its_like_in_refresh_on(bench: Bench, api: ScriptedApi) -> None:
    api.answer = checking((200, {"error": "session_expired"}))
    rules = "detect_on: [/session_expired/], refresh_on: [401],"
    verdict = experiment(bench.engine, connected(bench, api, definition(rules)), Fault.CORRUPT_ACCESS)
    assert verdict.ending is Ending.NO_RULE
    assert verdict.missing is not None
    assert "detect_on found it, but refresh_on matches 401 only" in verdict.missing.sentence
    assert verdict.missing.lines == ("refresh_on: [401, /session_expired/],",)


def test_a_token_that_nobody_checks(bench: Bench, api: ScriptedApi) -> None:
    verdict = experiment(bench.engine, connected(bench, api, definition()), Fault.CORRUPT_ACCESS)
    assert (verdict.ending, verdict.mood) == (Ending.UNDISTURBED, Mood.FAIR)
    assert "proves nothing" in verdict.story[-1]


def test_refused_again_after_the_renewal(bench: Bench, api: ScriptedApi) -> None:
    def answer(request: Received) -> Answer:
        return (200, {"access_token": NEW}) if request.url.endswith("/token") else (401, "no")

    api.answer = answer
    request = connected(bench, api, definition("refresh_on: 401,"))
    verdict = experiment(bench.engine, request, Fault.CORRUPT_ACCESS)
    assert (verdict.ending, verdict.mood, verdict.retried) == (Ending.STILL_REFUSED, Mood.BAD, False)
    assert kept(bench).tokens["access_token"] == NEW


def test_two_at_once_renew_once(bench: Bench, api: ScriptedApi) -> None:
    api.answer = checking((401, "no"))
    request = connected(bench, api, definition("refresh_on: 401,"))
    for _ in range(5):
        verdict = experiment(bench.engine, request, Fault.TWO_AT_ONCE)
        assert (verdict.ending, verdict.renewals, verdict.requests) == (Ending.RECOVERED, 1, 5)
        assert len(verdict.run_ids) == 2
    assert kept(bench).tokens == {"access_token": NEW}


def test_acquire_that_gives_nothing(bench: Bench, api: ScriptedApi) -> None:
    api.answer = checking((401, "no"))
    request = connected(bench, api, definition("refresh_on: 401,", acquire="nil"))
    verdict = experiment(bench.engine, request, Fault.CORRUPT_ACCESS)
    assert (verdict.ending, verdict.mood, verdict.retried) == (Ending.RENEWAL_FAILED, Mood.BAD, None)
    assert kept(bench).tokens == {"access_token": OLD}


def test_the_refresh_token_is_left_out_or_broken_in_the_run_only(bench: Bench, api: ScriptedApi) -> None:
    source = definition(
        "refresh_on: 401,", acquire="post('https://login.example.com/token', r: c(connection))"
    )
    source = source.replace("c(connection)", "connection['refresh_token']")
    api.answer = checking((401, "no"))
    refresh = "refresh-abcdefgh"
    for fault in (Fault.DROP_REFRESH, Fault.CORRUPT_REFRESH):
        api.received.clear()
        request = connected(bench, api, source, refresh_token=refresh)
        assert experiment(bench.engine, request, fault).ending is Ending.RECOVERED
        body = next(one.body for one in api.received if one.url.endswith("/token"))
        given = json.loads(body or "")["r"]
        if fault is Fault.DROP_REFRESH:
            assert given is None
        else:
            assert sum(one != two for one, two in zip(given, refresh, strict=True)) == 1
        assert kept(bench).tokens == {"access_token": NEW, "refresh_token": refresh}


@pytest.mark.parametrize(
    ("tokens", "source", "reason"),
    [
        ({"access_token": ""}, definition(), "Press Connect first"),
        ({}, definition().replace("acquire: lambda", "acquired: lambda"), "nothing to renew"),
        ({}, definition().replace("apply: lambda", "applied: lambda"), "no apply"),
        ({}, definition().replace("test: lambda", "tested: lambda"), "no test"),
    ],
)
def test_where_there_is_nothing_to_break(
    bench: Bench, api: ScriptedApi, tokens: dict[str, Any], source: str, reason: str
) -> None:
    request = connected(bench, api, source, **tokens)
    verdict = experiment(bench.engine, request, Fault.CORRUPT_ACCESS)
    assert (verdict.ending, verdict.mood) == (Ending.NOT_POSSIBLE, Mood.NONE)
    assert reason in verdict.story[0]
    assert api.received == []


def test_a_run_can_be_stopped(bench: Bench, api: ScriptedApi) -> None:
    api.answer = checking((401, "no"))
    request = connected(bench, api, definition("refresh_on: 401,"))
    before = kept(bench)
    verdict = experiment(bench.engine, request, Fault.CORRUPT_ACCESS, started=lambda run: run.cancel())
    if verdict.renewals == 0:
        assert kept(bench) == before
    assert verdict.ending in (Ending.CANCELLED, Ending.RECOVERED)


def rotating(bench: Bench, api: ScriptedApi) -> RunRequest:
    api.answer = checking((401, "no"))
    return connected(bench, api, definition("refresh_on: 401,"), refresh_token="refresh-123456")


def test_what_was_stopped_does_not_go_on_with_its_second_round(bench: Bench, api: ScriptedApi) -> None:
    request, before = rotating(bench, api), set(threading.enumerate())
    runs: list[Run] = []

    def stop(run: Run) -> None:
        runs.append(run)
        run.cancel()

    with DemoProvider() as demo:
        demo.faults.set(slow_seconds=0.5)
        verdict = experiment(bench.engine, request, Fault.ROTATE, demo, started=stop)
        assert demo.faults.now() == Faults(slow_seconds=0.5)
    assert verdict.ending is Ending.CANCELLED
    assert len(runs) == len(verdict.run_ids) == 1
    assert not [each for each in set(threading.enumerate()) - before if runs[0].id in each.name]
    journal = bench.journal
    ends = [each for each in journal.notices(runs[0].id) if isinstance(each, RunFinished)]
    assert [end.outcome for end in ends] == [Outcome.CANCELLED]


def test_a_second_run_that_cannot_begin_leaves_no_first_one_behind(bench: Bench, api: ScriptedApi) -> None:
    api.answer = checking((401, "no"))
    request = connected(bench, api, definition("refresh_on: 401,"))
    engine = _OneRunOnly(bench.engine)
    with pytest.raises(AuthbenchError, match="not now"):
        experiment(engine, request, Fault.TWO_AT_ONCE)  # type: ignore[arg-type]
    (run,) = engine.runs
    assert run.wait(0) is not None, "it is over by now"


class _OneRunOnly:
    """An engine that cannot begin a second run."""

    def __init__(self, engine: Engine) -> None:
        self.kept, self.journal, self._engine = engine.kept, engine.journal, engine
        self.runs: list[Run] = []

    def start(self, request: RunRequest) -> Run:
        if self.runs:
            raise AuthbenchError("not now")
        self.runs.append(self._engine.start(request))
        return self.runs[-1]


def test_faults_of_the_demo_provider_need_it(bench: Bench, api: ScriptedApi) -> None:
    request = connected(bench, api, definition())
    for facts in FAULTS:
        if facts.demo:
            with pytest.raises(ValueError, match="demo provider"):
                experiment(bench.engine, request, facts.fault)


def test_every_fault_is_presented() -> None:
    assert {facts.fault for facts in FAULTS} == set(Fault)
    assert all(facts.title and facts.sentence.endswith(".") for facts in FAULTS)


def test_a_verdict_that_is_good_says_that_it_worked() -> None:
    good = Verdict(Fault.EXPIRE, Ending.RECOVERED, Mood.GOOD, "Renewed")
    assert good.worked
    assert not replace(good, mood=Mood.FAIR).worked
