"""What the journal tells its subscribers: that something happened, with nothing secret in it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from typing import TYPE_CHECKING

from authbench.events import (
    AuthorizationUrlReady,
    BrowserOpened,
    ConsoleLine,
    Event,
    ExchangeFinished,
    ExchangeStarted,
    HttpExchange,
    ListenerStarted,
    NoteAdded,
    RedirectIgnored,
    RedirectReceived,
    RenewalTriggered,
    RunFinished,
    RunPaused,
    RunResumed,
    RunStarted,
    SecretLearned,
    SettingsChanged,
    SettingsSeen,
    StepFinished,
    StepStarted,
)

if TYPE_CHECKING:
    from authbench.journal.redaction import Redactor

# Searched for secrets like everything else, these words would have each secret indexed while an
# exchange is recorded.
_METHODS = frozenset(("DELETE", "GET", "HEAD", "OPTIONS", "PATCH", "POST", "PUT"))


@dataclass(frozen=True, slots=True)
class LogEntry:
    """An exchange without its content: what a table needs to place, colour and count it.

    `error` is an `authbench.errors.Code`; `status_class` says how it went, for its colour; `size` counts
    the response's bytes as they travelled; `started_clock` is on a monotonic clock, `elapsed` in seconds.
    """

    id: int
    run_id: str
    step: str
    method: str
    started_at: datetime
    started_clock: float
    elapsed: float | None
    status: int | None
    error: str | None
    status_class: str
    size: int
    browser: bool
    expected_refusal: bool
    redirected_from: int | None


@dataclass(frozen=True, slots=True)
class ExchangeLogged:
    """An exchange started, or became something else."""

    entry: LogEntry

    @property
    def run_id(self) -> str:
        """The run that it belongs to; empty outside runs."""
        return self.entry.run_id


Notice = (
    ExchangeLogged
    | RunStarted
    | StepStarted
    | StepFinished
    | ListenerStarted
    | AuthorizationUrlReady
    | BrowserOpened
    | RedirectReceived
    | RedirectIgnored
    | RunPaused
    | RunResumed
    | SettingsChanged
    | SettingsSeen
    | RenewalTriggered
    | ConsoleLine
    | NoteAdded
    | RunFinished
)
"""An event as subscribers get it: exchanges as entries, every text redacted."""


def status_class(exchange: HttpExchange) -> str:
    """How an exchange went: `pending`, `ok`, `redirect`, `expected` (a refusal that belongs to the
    platform's order), `error` or `browser`."""
    if exchange.error is not None:
        return "error"
    if exchange.status is None:
        return "browser" if exchange.browser else "pending"
    if exchange.expected_refusal:
        return "expected"
    if exchange.status >= 400:
        return "error"
    return "redirect" if exchange.status >= 300 else "ok"


def log_entry(exchange: HttpExchange, redactor: Redactor) -> LogEntry:
    """The entry of an exchange. Raises nothing."""
    body = exchange.response_body
    return LogEntry(
        id=exchange.id,
        run_id=exchange.run_id,
        step=exchange.step,
        method=exchange.method if exchange.method in _METHODS else redactor.text(exchange.method),
        started_at=exchange.started_at,
        started_clock=exchange.started_clock,
        elapsed=exchange.elapsed,
        status=exchange.status,
        error=exchange.error.code if exchange.error is not None else None,
        status_class=status_class(exchange),
        size=body.wire_size or body.size,
        browser=exchange.browser,
        expected_refusal=exchange.expected_refusal,
        redirected_from=exchange.redirected_from,
    )


def notice_of(event: Event, redactor: Redactor) -> Notice | None:
    """`event` as subscribers get it; None for one that is not passed on. Raises nothing."""
    text = redactor.text
    match event:
        case SecretLearned():
            return None
        case ExchangeStarted() | ExchangeFinished():
            return ExchangeLogged(log_entry(event.exchange, redactor))
        case StepStarted():
            return event if event.cause is None else replace(event, cause=text(event.cause))
        case StepFinished():
            failure = event.failure and redactor.error(event.failure)
            return replace(event, detail=text(event.detail), failure=failure)
        case ListenerStarted():
            return replace(event, redirect_uri=redactor.url(event.redirect_uri).text)
        case AuthorizationUrlReady():
            return replace(event, url=redactor.url(event.url).text)
        case RedirectReceived():
            return event if event.error is None else replace(event, error=text(event.error))
        case RedirectIgnored():
            return replace(event, reason=text(event.reason))
        case RunPaused():
            return replace(event, method=text(event.method), url=redactor.url(event.url).text)
        case SettingsChanged():
            return replace(event, names=tuple(map(text, event.names)))
        case SettingsSeen():
            return replace(event, settings=redactor.plain(event.settings))
        case RenewalTriggered():
            location = redactor.location(event.location)
            return replace(event, pattern=text(event.pattern), location=location)
        case ConsoleLine():
            return replace(event, text=text(event.text))
        case NoteAdded():
            return replace(event, text=text(event.text), location=redactor.location(event.location))
        case RunFinished():
            failure = event.failure and redactor.error(event.failure)
            identity = None if event.identity is None else text(event.identity)
            return replace(event, failure=failure, identity=identity)
        case RunStarted() | BrowserOpened() | RunResumed():
            return event
