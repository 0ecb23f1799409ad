"""Runs made of events, and what is drawn of them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from authbench.events import (
    Body,
    Event,
    ExchangeFinished,
    ExchangeStarted,
    Failure,
    HttpExchange,
    ListenerStarted,
    Outcome,
    RedirectReceived,
    RunFinished,
    RunKind,
    RunStarted,
    SecretLearned,
    StepFinished,
    StepName,
    StepStarted,
)
from authbench.journal import Journal
from authbench.journal.flow.drawing import FlowFollower, picture_of
from authbench.journal.flow.picture import Message, MessageState, Picture

AT = datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC)
LOGIN = "https://login.example.com"
SERVICE = "https://api.example.org"
JSON = (("Content-Type", "application/json"),)
FORM = (("Content-Type", "application/x-www-form-urlencoded"),)
VERIFIER = "v" * 20 + "erifier-7f3a9c1e5b" * 2
TOKEN = "tok-5e1f0a9b7c3d2e4f"
PLAN = (StepName.FIELDS, StepName.CONSENT, StepName.TOKEN, StepName.TEST)


def exchange(number: int, step: str, method: str, url: str, **more: object) -> HttpExchange:
    started = HttpExchange(number, "run", step, method, url, AT + timedelta(seconds=number), float(number))
    return replace(started, **more)  # type: ignore[arg-type]


def began(kind: RunKind = RunKind.CONNECT, plan: tuple[StepName, ...] = PLAN) -> list[Event]:
    return [RunStarted("run", "c", kind, plan, AT)]


def ended(outcome: Outcome = Outcome.OK, failure: Failure | None = None) -> RunFinished:
    return RunFinished("run", outcome, 9.0, AT, failure)


def step(number: int, name: StepName) -> StepStarted:
    return StepStarted("run", number, name, AT)


def done(number: int, name: StepName, *, ok: bool = True) -> StepFinished:
    return StepFinished("run", number, name, ok, "", 0.1)


def both(one: HttpExchange, **answer: object) -> list[Event]:
    finished = replace(one, elapsed=0.5, **answer)  # type: ignore[arg-type]
    return [ExchangeStarted(one), ExchangeFinished(finished)]


VISIT = exchange(
    1,
    "authorize",
    "GET",
    f"{LOGIN}/authorize?client_id=id-1&scope=files.read&state=st-7a6b5c4d3e2f1a0b"
    "&code_challenge=E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM&code_challenge_method=S256"
    "&redirect_uri=http%3A%2F%2Flocalhost%3A45555%2Foauth%2Fcallback",
    browser=True,
)
BACK = exchange(
    2,
    "redirect",
    "GET",
    "http://localhost:45555/oauth/callback?code=c0de-51d84b06aa&state=st-7a6b5c4d3e2f1a0b",
    browser=True,
)
GRANT = exchange(
    3,
    "token",
    "POST",
    f"{LOGIN}/token",
    request_headers=FORM,
    request_body=Body(
        b"grant_type=authorization_code&code=c0de-51d84b06aa&client_id=id-1&code_verifier="
        + VERIFIER.encode()
    ),
)
TOKENS = {
    "status": 200,
    "response_headers": JSON,
    "response_body": Body(b'{"access_token":"%s","expires_in":3600,"token_type":"Bearer"}' % TOKEN.encode()),
}
CALL = exchange(4, "test", "GET", f"{SERVICE}/me", request_headers=(("Authorization", f"Bearer {TOKEN}"),))


def pair(one: HttpExchange, **answer: object) -> tuple[Message, Message]:
    """An exchange's request and its answer."""
    messages = drawn([*began(), *both(one, **answer), ended()]).messages
    return messages[0], messages[1]


def sign_in() -> list[Event]:
    return [
        *began(),
        step(1, StepName.FIELDS),
        done(1, StepName.FIELDS),
        step(2, StepName.CONSENT),
        SecretLearned(VERIFIER, "code verifier"),
        ListenerStarted("run", "http://localhost:45555/oauth/callback", ("127.0.0.1:45555",), AT),
        ExchangeStarted(VISIT),
        ExchangeFinished(replace(VISIT, elapsed=1.0)),
        ExchangeFinished(replace(BACK, status=303, elapsed=0.1)),
        RedirectReceived("run", True, None),
        done(2, StepName.CONSENT),
        step(3, StepName.TOKEN),
        *both(GRANT, **TOKENS),
        SecretLearned(TOKEN, "access token"),
        done(3, StepName.TOKEN),
        step(4, StepName.TEST),
        *both(CALL, status=200),
        done(4, StepName.TEST),
        ended(),
    ]


def journal_of(events: list[Event]) -> Journal:
    journal = Journal()
    for event in events:
        journal.record(event)
    return journal


def drawn(events: list[Event]) -> Picture:
    return picture_of(journal_of(events), "run")


def words(picture: Picture) -> list[str]:
    return [row.title for row in picture.rows]


def states(picture: Picture) -> list[MessageState]:
    return [row.state for row in picture.rows]


def until(events: list[Event], last: Callable[[Event], bool]) -> list[Event]:
    place = next(number for number, event in enumerate(events) if last(event))
    return events[: place + 1]


def followed_equals_drawn(events: list[Event]) -> None:
    journal = Journal()
    follower = FlowFollower(journal, "run")
    journal.subscribe(follower.take)
    for event in events:
        journal.record(event)
        assert follower.picture == picture_of(journal, "run")


def many(count: int) -> list[Event]:
    events = [*began(RunKind.TEST, (StepName.TEST,)), step(1, StepName.TEST)]
    for number in range(1, count + 1):
        events += both(replace(CALL, id=number, started_clock=float(number)), status=200)
    return events
