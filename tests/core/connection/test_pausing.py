"""Stopping before the browser, the token request, each call: what is edited goes out, and nothing else."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from authbench.connection import Draft, DraftRefused, PausePoints, Run
from authbench.connection.cloud_limits import CloudLimits
from authbench.connection.pausing import BROWSER_NOTE, Pausing
from authbench.errors import AuthbenchError
from authbench.events import (
    Event,
    ListenerStarted,
    NoteAdded,
    Outcome,
    PausePoint,
    RunKind,
    RunPaused,
    RunResumed,
    SecretLearned,
    StepFinished,
    StepName,
    StepStarted,
)
from authbench.http import InvalidRequestData, InvalidUrl
from support.allowing_browser import AllowingBrowser
from support.connection_runs import Bench
from support.sdk_server import Answer, Api, Seen, api_server

CODE = """
{ title: 'Pausing', connection: { fields: [],
    authorization: { type: 'oauth2', client_id: 'cid', client_secret: 'client secret 4711',
      authorization_url: -> { 'https://auth.test/authorize?scope=a' }, token_url: -> { 'https://auth.test/token' },
      apply: ->(c, token) { headers('Authorization' => "Bearer #{token}") } },
    base_uri: -> { 'https://api.test' } },
  test: ->(_c) { get('/me') } }
"""
LAMBDAS = """
{ title: 'Lambdas', connection: { fields: [],
    authorization: { type: 'custom_auth', refresh_on: [401],
      acquire: ->(c) { { token: post('https://api.test/login', { user: 'u' })['access_token'] } },
      apply: ->(c) { headers('X-Token' => c['token']) } },
    base_uri: -> { 'https://api.test' } },
  test: ->(_c) { get('/me') } }
"""
PLAIN = "{ connection: { base_uri: -> { 'https://api.test' } }, test: ->(c) { post('/me', a: 1) } }"
TOKEN = Answer(body=b'{"access_token":"at_from_the_pause","refresh_token":"rt_1"}')
BROWSER, TOKENS, EACH = (
    PausePoints(before_browser=True),
    PausePoints(before_token=True),
    PausePoints(before_each=True),
)


@pytest.fixture
def server() -> Iterator[Api]:
    with api_server() as one:
        one.answer(TOKEN)
        yield one


class Person(AllowingBrowser):
    """Allows access at once."""

    def __init__(self) -> None:
        self.urls: list[str] = []

    def open(self, url: str) -> bool:
        self.urls.append(url)
        return super().open(url)


class Paused:
    """A run that is driven from pause to pause."""

    def __init__(
        self, bench: Bench, kind: RunKind, source: str, origin: str, pauses: PausePoints, **more: Any
    ):
        self.events: list[Any] = []
        self._ring = threading.Condition()
        bench.journal.subscribe(self._take)
        request = replace(bench.request(kind, source, {}, origin, **more), pauses=pauses)
        self.run: Run = bench.engine.start(request)

    def _take(self, event: object) -> None:
        with self._ring:
            self.events.append(event)
            self._ring.notify_all()

    def of(self, kind: type) -> list[Any]:
        return [event for event in self.events if isinstance(event, kind)]

    def at(self, number: int = 1) -> Draft:
        """The draft of a pause, once the run stands there."""
        with self._ring:
            assert self._ring.wait_for(lambda: len(self.of(RunPaused)) >= number, 10)
        draft = self.run.paused
        assert draft is not None
        assert draft.number == number
        return draft

    def end(self, outcome: Outcome = Outcome.OK) -> None:
        result = self.run.wait(10)
        assert result is not None
        assert result.outcome is outcome, result.failure


def content_length(seen: Seen) -> str | None:
    return next((value for name, value in seen.headers if name.lower() == "content-length"), None)


@pytest.fixture
def person() -> Person:
    return Person()


@pytest.fixture
def signing_in(tmp_path: Path, person: Person) -> Iterator[Bench]:
    one = Bench(tmp_path, browser=person)
    yield one
    one.close()


def test_a_run_without_points_never_stops(signing_in: Bench, server: Api) -> None:
    run = Paused(signing_in, RunKind.CONNECT, CODE, server.origin, PausePoints())
    run.end()
    assert not run.of(RunPaused)
    assert [seen.target for seen in server.seen] == ["/token", "/me"]


def test_the_form_of_the_token_request_goes_out_as_edited(signing_in: Bench, server: Api) -> None:
    run = Paused(signing_in, RunKind.CONNECT, CODE, server.origin, TOKENS)
    draft = run.at()
    assert server.seen == []
    assert (draft.point, draft.step, draft.method) == (PausePoint.TOKEN, "token", "POST")
    assert draft.url == "https://auth.test/token"
    assert b"code=c0de-51d84b06" in draft.body
    names = [name.lower() for name, _ in draft.headers]
    assert "content-type" in names
    assert "host" not in names
    assert "content-length" not in names
    body = b"grant_type=authorization_code&code=code%5f1&x=%zz+ \x00\xff&&=;"
    run.run.go_on(replace(draft, body=body))
    run.end()
    token = server.seen[0]
    assert token.body == body
    assert content_length(token) == str(len(body))
    assert [point.point for point in run.of(RunPaused)] == [PausePoint.TOKEN]
    resumed = run.of(RunResumed)
    assert [(one.edited, one.aborted) for one in resumed] == [(("body",), False)]


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(body=st.binary(max_size=300))
def test_any_bytes_arrive_as_they_were_edited(bench: Bench, server: Api, body: bytes) -> None:
    server.seen.clear()
    stored = {"access_token": "old", "refresh_token": "rt_0"}
    run = Paused(bench, RunKind.REFRESH, CODE, server.origin, TOKENS, stored=stored)
    draft = run.at()
    assert draft.step == "refresh"
    run.run.go_on(replace(draft, body=body))
    run.end()
    (seen,) = server.seen
    assert seen.body == body
    assert content_length(seen) == str(len(body))


def test_method_url_and_headers_go_out_as_edited_and_nothing_is_added(bench: Bench, server: Api) -> None:
    run = Paused(bench, RunKind.TEST, PLAIN, server.origin, EACH)
    draft = run.at()
    headers = (("x-b", "caf\xe9"), ("X-A", "1"), ("X-A", "2"))
    target = "/a/%2e%2E/b;c?x=1&x=%zz&y=a+b"
    run.run.go_on(
        replace(draft, method="PUT", url=f"https://api.test{target}", headers=headers, body=b"\xff")
    )
    run.end()
    (seen,) = server.seen
    assert (seen.method, seen.target, seen.body) == ("PUT", target, b"\xff")
    assert seen.headers == (("Host", "api.test"), *headers, ("Content-Length", "1"))


def test_what_is_not_edited_goes_out_as_without_a_pause(bench: Bench, server: Api) -> None:
    Paused(bench, RunKind.TEST, PLAIN, server.origin, PausePoints()).end()
    run = Paused(bench, RunKind.TEST, PLAIN, server.origin, EACH)
    run.run.go_on(run.at())
    run.end()
    first, second = server.seen
    assert first == second
    assert run.of(RunResumed)[0].edited == ()


def test_every_call_of_lambdas_stops_and_renewals_count_as_token_requests(bench: Bench, server: Api) -> None:
    server.answer(Answer(401), TOKEN, Answer())
    run = Paused(bench, RunKind.TEST, LAMBDAS, server.origin, EACH)
    points = []
    for number in (1, 2, 3):
        draft = run.at(number)
        points.append((draft.point, urlsplit(draft.url).path))
        run.run.go_on()
    run.end()
    assert points == [(PausePoint.CALL, "/me"), (PausePoint.TOKEN, "/login"), (PausePoint.CALL, "/me")]


def test_before_the_token_request_alone_stops_in_acquire_alone(bench: Bench, server: Api) -> None:
    server.answer(Answer(401), TOKEN, Answer())
    run = Paused(bench, RunKind.TEST, LAMBDAS, server.origin, TOKENS)
    draft = run.at()
    assert draft.step == "acquire"
    run.run.go_on(replace(draft, body=b'{"user":"someone else"}'))
    run.end()
    assert server.seen[1].body == b'{"user":"someone else"}'
    assert len(run.of(RunPaused)) == 1


def test_a_redirect_is_a_call_of_its_own(bench: Bench, server: Api) -> None:
    server.answer(Answer(302, headers=(("Location", "/elsewhere"), ("Set-Cookie", "c=1"))), Answer())
    source = "{ connection: { base_uri: -> { 'https://api.test' } }, test: ->(c) { get('/me') } }"
    run = Paused(bench, RunKind.TEST, source, server.origin, EACH)
    first = run.at(1)
    run.run.go_on(replace(first, url="https://api.test/first", headers=(*first.headers, ("Cookie", "own=1"))))
    second = run.at(2)
    assert (second.url, second.cause) == ("https://api.test/elsewhere", "redirect from #1")
    assert ("Cookie", "own=1; c=1") in second.headers
    run.run.go_on(replace(second, url="https://api.test/third"))
    run.end()
    assert [seen.target for seen in server.seen] == ["/first", "/third"]
    assert server.seen[1].headers.count(("Cookie", "own=1; c=1")) == 1


def test_the_browser_gets_the_edited_url_and_the_code_is_exchanged(
    signing_in: Bench, server: Api, person: Person
) -> None:
    run = Paused(signing_in, RunKind.CONNECT, CODE, server.origin, BROWSER, consent_timeout=60)
    draft = run.at()
    assert draft.only_url
    assert draft.notes == (BROWSER_NOTE,)
    assert run.run.authorization_url is None
    assert person.urls == []
    assert not run.of(ListenerStarted)
    run.run.go_on(replace(draft, url=draft.url + "&prompt=login"))
    run.end()
    assert len(person.urls) == 1
    assert person.urls[0].endswith("&prompt=login")
    assert [note.text for note in run.of(NoteAdded) if "by hand" in note.text]
    row = next(view for view in signing_in.journal.entries() if view.browser and view.step == "authorize")
    view = signing_in.journal.view(row.id)
    assert view is not None
    assert view.row.cause == "consent, edited by hand"


def test_time_at_the_browser_pause_is_not_the_consents(signing_in: Bench, server: Api) -> None:
    run = Paused(signing_in, RunKind.CONNECT, CODE, server.origin, BROWSER, consent_timeout=5)
    run.at()
    paused_at = run.of(RunPaused)[0].at
    threading.Event().wait(0.05)
    run.run.go_on()
    run.end()
    resumed = run.of(RunResumed)[0]
    deadline = run.of(ListenerStarted)[0].deadline
    assert (deadline - paused_at).total_seconds() >= 5 + resumed.seconds - 0.001
    assert resumed.seconds >= 0.05


def test_paused_time_counts_for_no_step_and_no_run(bench: Bench, server: Api) -> None:
    began = time.monotonic()
    run = Paused(bench, RunKind.TEST, PLAIN, server.origin, EACH)
    run.at()
    threading.Event().wait(0.3)
    run.run.go_on()
    run.end()
    whole = time.monotonic() - began
    paused = run.of(RunResumed)[0].seconds
    assert paused >= 0.3
    assert run.run.result is not None
    assert run.run.result.elapsed + paused <= whole
    (step,) = (event for event in run.of(StepFinished) if event.name is StepName.TEST)
    assert step.elapsed + paused <= whole


def test_a_long_pause_is_no_reason_for_a_note_on_the_platforms_limits() -> None:
    from datetime import UTC, datetime

    from authbench.connection.progress import Progress, RunRecorder

    kept: list[Event] = []

    class Keeping:
        def record(self, event: Event) -> None:
            kept.append(event)

    recorder = RunRecorder(Keeping())
    recorder.watch(CloudLimits("r", recorder.record).watch)
    progress = Progress("r", recorder)
    progress.start(StepName.REFRESH)
    # A pause of an hour, as the clock of the step sees it: it began an hour before.
    step_id, name, began = progress._open or (0, StepName.REFRESH, 0.0)
    progress._open = (step_id, name, began - 3600)
    recorder.record(RunResumed("r", (), False, 3600.0, datetime.now(UTC)))
    progress.succeed()
    assert [type(event) for event in kept] == [StepStarted, RunResumed, StepFinished]


@pytest.mark.parametrize("pauses", [BROWSER, TOKENS, EACH])
@pytest.mark.parametrize("way", ["cancel", "abort"])
def test_ending_it_there_sends_nothing(signing_in: Bench, server: Api, pauses: PausePoints, way: str) -> None:
    run = Paused(signing_in, RunKind.CONNECT, CODE, server.origin, pauses)
    run.at()
    getattr(run.run, way)()
    run.end(Outcome.CANCELLED)
    assert server.seen == []
    assert run.run.paused is None
    assert [(one.edited, one.aborted) for one in run.of(RunResumed)] == [((), True)]
    run.run.go_on()


def test_closing_the_engine_ends_it(signing_in: Bench, server: Api) -> None:
    run = Paused(signing_in, RunKind.CONNECT, CODE, server.origin, TOKENS)
    run.at()
    signing_in.engine.close()
    run.end(Outcome.CANCELLED)
    assert server.seen == []


@pytest.mark.parametrize(
    ("change", "error"),
    [
        ({"url": "/relative"}, InvalidUrl),
        ({"url": "ftp://api.test/"}, InvalidUrl),
        ({"url": "https://api.test/\n"}, InvalidUrl),
        ({"method": "GE T"}, InvalidRequestData),
        ({"method": ""}, InvalidRequestData),
        ({"method": "connect"}, DraftRefused),
        ({"headers": (("bad name", "x"),)}, InvalidRequestData),
        ({"headers": (("X", "a\r\nY: b"),)}, InvalidRequestData),
        ({"number": 99}, DraftRefused),
    ],
)
def test_what_cannot_be_sent_is_refused_and_the_run_waits_on(
    bench: Bench, server: Api, change: dict[str, Any], error: type[AuthbenchError]
) -> None:
    run = Paused(bench, RunKind.TEST, PLAIN, server.origin, EACH)
    draft = run.at()
    with pytest.raises(error):
        run.run.go_on(replace(draft, **change))
    assert run.run.paused == draft
    assert server.seen == []
    run.run.go_on(replace(draft, body=b"{}"))
    run.end()
    assert server.seen[0].body == b"{}"


def test_a_listener_of_ours_is_out_of_reach(bench: Bench, server: Api) -> None:
    run = Paused(bench, RunKind.TEST, PLAIN, server.origin, EACH)
    draft = run.at()
    client = bench.engine._shared_client()
    client.forbid("127.0.0.1", 50123)
    for host in ("127.0.0.1", "localhost", "0.0.0.0", "[::ffff:127.0.0.1]"):
        with pytest.raises(DraftRefused):
            run.run.go_on(replace(draft, url=f"http://{host}:50123/callback"))
    run.run.go_on()
    run.end()


def test_routes_hold_for_an_edited_url(bench: Bench, server: Api) -> None:
    source = PLAIN.replace("connection:", "title: 'see https://other.test', connection:")
    run = Paused(bench, RunKind.TEST, source, server.origin, EACH)
    run.run.go_on(replace(run.at(), url="https://other.test/there"))
    run.end()
    assert server.seen[0].target == "/there"
    assert server.seen[0].header("Host") == "other.test"


def test_points_may_change_while_it_waits(bench: Bench, server: Api) -> None:
    server.answer(Answer(401), TOKEN, Answer())
    run = Paused(bench, RunKind.TEST, LAMBDAS, server.origin, EACH)
    run.at(1)
    run.run.pause_at(TOKENS)
    assert run.at(2).point is PausePoint.TOKEN
    run.run.pause_at(PausePoints())
    run.end()
    assert len(run.of(RunPaused)) == 2


def test_the_exchange_says_that_it_was_edited(bench: Bench, server: Api) -> None:
    run = Paused(bench, RunKind.TEST, PLAIN, server.origin, EACH)
    draft = run.at()
    run.run.go_on(replace(draft, body=b"{}", headers=draft.headers[:1]))
    run.end()
    (entry,) = bench.journal.entries()
    view = bench.journal.view(entry.id)
    assert view is not None
    assert view.row.cause == "edited by hand"
    assert "Edited by hand before it was sent: headers, body." in view.notes


def test_what_replaces_a_secret_is_a_secret(signing_in: Bench, server: Api) -> None:
    run = Paused(signing_in, RunKind.CONNECT, CODE, server.origin, TOKENS)
    draft = run.at()
    edited = draft.body.replace(b"client+secret+4711", b"another-word-8831")
    assert edited != draft.body
    run.run.go_on(replace(draft, body=edited))
    run.end()
    assert signing_in.journal.redactor.contains("another-word-8831")
    assert "another-word-8831" not in signing_in.journal.report(run.run.id)


@pytest.mark.parametrize(
    ("headers", "body"),
    [
        ((), b'{"a": [{"deep": {"key": "NEW"}}], "b": 1}'),
        ((("Cookie", "theme=dark; sid=NEW; x=1"),), b""),
        ((("X-Key", "OLD"), ("X-Key", "NEW")), b""),
        ((("Authorization", "Token NEW"),), b""),
    ],
)
def test_what_replaces_a_secret_is_a_secret_wherever_it_stands(
    headers: tuple[tuple[str, str], ...], body: bytes
) -> None:
    old, new = "old-word-7731", "new-word-9942"
    learned: list[str] = []

    def record(event: Event) -> None:
        if isinstance(event, SecretLearned):
            learned.append(event.value)

    pausing = Pausing("run", record, lambda text: old in str(text), lambda host, port: False)

    def draft(word: str) -> Draft:
        filled = tuple((name, value.replace("NEW", word).replace("OLD", old)) for name, value in headers)
        return Draft(
            1,
            PausePoint.CALL,
            "test",
            None,
            "POST",
            "https://x/",
            filled,
            body.replace(b"NEW", word.encode()),
        )

    pausing._learn(draft(old), draft(old))
    assert learned == []
    pausing._learn(draft(old), draft(new))
    assert learned == [new]
    hostile = b"[" * 60_000
    pausing._learn(draft(old), replace(draft(new), body=hostile))


def test_a_signed_request_says_that_it_is_not_signed_anew(bench: Bench, server: Api) -> None:
    source = PLAIN.replace(
        "post('/me', a: 1)",
        "post('/me', a: 1).access_key_id('AKIDEXAMPLE').secret_access_key('k').region('r').service('s')",
    )
    run = Paused(bench, RunKind.TEST, source, server.origin, EACH)
    draft = run.at()
    assert any("not signed anew" in note for note in draft.notes)
    signature = dict(draft.headers)["Authorization"]
    run.run.go_on(replace(draft, body=b"{}"))
    run.end()
    assert server.seen[0].header("Authorization") == signature


def test_a_pause_while_the_journal_holds_no_secret(signing_in: Bench, server: Api) -> None:
    run = Paused(signing_in, RunKind.CONNECT, CODE, server.origin, PausePoints(True, True, True))
    for number in (1, 2, 3):
        draft = run.at(number)
        said = repr(run.of(RunPaused)) + repr(draft)
        for secret in ("client secret 4711", "at_from_the_pause", "c0de-51d84b06"):
            assert secret not in said
        run.run.go_on()
    run.end()
    report = signing_in.journal.report(run.run.id)
    assert "paused before" in report
    for secret in ("client secret 4711", "at_from_the_pause"):
        assert secret not in report


def test_the_answer_to_a_digest_challenge_is_a_call_of_its_own(bench: Bench, server: Api) -> None:
    challenge = ("WWW-Authenticate", 'Digest realm="r", nonce="n", qop="auth", algorithm=MD5')
    server.answer(Answer(401, headers=(challenge,)), Answer())
    source = PLAIN.replace("post('/me', a: 1)", "get('/me').user('u').password('p').digest_auth")
    run = Paused(bench, RunKind.TEST, source, server.origin, EACH)
    assert run.at(1).notes == ()
    run.run.go_on()
    answer = run.at(2)
    assert any("Digest" in note for note in answer.notes)
    assert dict(answer.headers)["Authorization"].startswith("Digest ")
    run.run.go_on(replace(answer, url="https://api.test/other"))
    run.end()
    assert server.last.target == "/other"
    assert server.last.header("Authorization") == dict(answer.headers)["Authorization"]


def test_a_new_sign_in_ends_one_that_is_paused_before_the_browser(signing_in: Bench, server: Api) -> None:
    first = Paused(signing_in, RunKind.CONNECT, CODE, server.origin, BROWSER)
    first.at()
    second = Paused(signing_in, RunKind.CONNECT, CODE, server.origin, PausePoints())
    first.end(Outcome.CANCELLED)
    second.end()
