"""A run as plain text, redacted, for pasting into a ticket."""

from __future__ import annotations

import platform
import sys
from collections.abc import Iterator, Sequence

from authbench.events import (
    AuthorizationUrlReady,
    BrowserOpened,
    ConsoleLine,
    Event,
    ExchangeFinished,
    ExchangeStarted,
    Failure,
    HttpExchange,
    ListenerStarted,
    NoteAdded,
    RedirectIgnored,
    RedirectReceived,
    RunFinished,
    RunPaused,
    RunResumed,
    RunStarted,
    SettingsChanged,
    StepFinished,
    StepStarted,
)
from authbench.journal.bodies import BodyView
from authbench.journal.chips import WITHHELD
from authbench.journal.explanations import explain
from authbench.journal.formatting import duration_text
from authbench.journal.redaction import Redactor
from authbench.journal.views import HeaderView, view

_BODY_LIMIT = 4000


def write_report(events: Sequence[Event], redactor: Redactor) -> str:
    """The report of the run that `events` tell of. Raises nothing."""
    try:
        return "\n".join(_lines(events, redactor)) + "\n"
    except Exception:  # noqa: BLE001 - a report that cannot be redacted is withheld
        return f"{WITHHELD}\n"


def _lines(events: Sequence[Event], redactor: Redactor) -> Iterator[str]:
    yield "Authbench report (secrets are replaced by ••••)"
    yield f"Python {platform.python_version()} on {sys.platform}"
    exchanges = [event.exchange for event in events if isinstance(event, ExchangeStarted | ExchangeFinished)]
    failure = next((event.failure for event in events if isinstance(event, RunFinished)), None)
    if failure is not None:
        yield ""
        yield from _failure_lines(failure, exchanges, redactor)
    yield ""
    for event in events:
        line = _event_line(event, redactor)
        if line:
            yield line
    for exchange in exchanges:
        yield ""
        yield from _exchange_lines(exchange, redactor)


def _failure_lines(failure: Failure, exchanges: Sequence[HttpExchange], redactor: Redactor) -> Iterator[str]:
    explanation = explain(failure, exchanges, redactor)
    yield explanation.title
    yield from (f"  {name}: {text}" for name, text in explanation.said)
    for cause in explanation.causes:
        yield f"  - {cause.text}"
        if cause.evidence and cause.evidence not in explanation.evidence:
            yield f"    ({cause.evidence})"
    if explanation.place:
        yield f"  - {explanation.place}"
    yield from (f"  {line}" for line in explanation.evidence)
    message = redactor.text(failure.message)
    if message != explanation.title:
        yield f"  message: {message}"
    yield f"  code: {redactor.text(failure.code)}"


def _event_line(event: Event, redactor: Redactor) -> str:
    match event:
        case RunStarted():
            return f"{event.at:%Y-%m-%d %H:%M:%S} UTC  {event.kind} ({', '.join(event.plan)})"
        case StepStarted():
            return f"step {event.name}" + (f": {redactor.text(event.cause)}" if event.cause else "")
        case StepFinished():
            mark = "ok" if event.ok else "refused, as expected" if event.expected else "failed"
            detail = f": {redactor.text(event.detail)}" if event.detail else ""
            return f"step {event.name} {mark}, {duration_text(event.elapsed)}{detail}"
        case ListenerStarted():
            return f"listening for the redirect at {redactor.url(event.redirect_uri)}"
        case AuthorizationUrlReady():
            return f"authorization URL: {redactor.url(event.url)}"
        case BrowserOpened():
            return "browser opened" if event.ok else "no browser could be opened"
        case RedirectReceived():
            how = "pasted" if event.pasted else "received"
            return f"redirect {how}" + (f": {redactor.text(event.error)}" if event.error else "")
        case RedirectIgnored():
            return f"ignored at the redirect address: {redactor.text(event.reason)}"
        case RunPaused():
            what = f"{redactor.text(event.method)} {redactor.url(event.url)}"
            return f"paused before {what}"
        case RunResumed():
            how = "aborted by hand" if event.aborted else "went on"
            edited = f", edited by hand: {', '.join(event.edited)}" if event.edited else ""
            return f"{how} after {duration_text(event.seconds)}{edited}"
        case SettingsChanged():
            return f"settings changed: {', '.join(redactor.text(name) for name in event.names)}"
        case ConsoleLine():
            return f"puts: {redactor.text(event.text)}"
        case NoteAdded():
            return f"note {event.code}: {redactor.text(event.text)}"
        case RunFinished():
            return f"{event.outcome}, {duration_text(event.elapsed)}"
        case _:
            return ""


def _exchange_lines(exchange: HttpExchange, redactor: Redactor) -> Iterator[str]:
    seen = view(exchange, redactor, limit=_BODY_LIMIT)
    yield f"#{exchange.id} {seen.row.step} {seen.row.cause}".rstrip()
    yield f"{seen.request_line}"
    yield from _message_lines(seen.request_headers, seen.request_body)
    if seen.sent_to:
        yield f"(sent to {seen.sent_to})"
    if seen.status_line:
        yield seen.status_line
        yield from _message_lines(seen.response_headers, seen.response_body)
    if seen.error:
        yield f"failed: {seen.error}"
    yield f"{seen.row.time}  {seen.timing}".rstrip()


def _message_lines(headers: Sequence[HeaderView], body: BodyView) -> Iterator[str]:
    yield from (f"{header.name}: {header.value}" for header in headers)
    if body.kind == "empty":
        return
    yield ""
    if body.fields:
        yield from (f"{field.name}={field.value}" for field in body.fields)
    else:
        yield body.content.text
    if body.truncated:
        yield f"… ({body.size} in all)"
