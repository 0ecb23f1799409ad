"""An exchange as the window and the command line show it: redacted, in words and columns."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from urllib.parse import urlsplit

from authbench.errors import Location
from authbench.events import HttpExchange
from authbench.journal.bodies import BodyView, body_view
from authbench.journal.chips import WITHHELD, Redacted
from authbench.journal.entries import status_class
from authbench.journal.formatting import duration_text, phases_text, size_text
from authbench.journal.redaction import Redactor


@dataclass(frozen=True, slots=True)
class RowView:
    """One line of the log. `status_class` is `pending`, `ok`, `redirect`, `expected` (a refusal that
    belongs to the platform's order), `error` or `browser`; `started` is on the exchange's clock; `origin`
    is the scheme and host of the definition's URL."""

    id: int
    run_id: str
    step: str
    method: str
    url: Redacted
    cause: str
    status: str
    status_class: str
    size: str
    time: str
    started: float
    elapsed: float | None
    sent_to: str | None
    started_at: datetime
    origin: str


@dataclass(frozen=True, slots=True)
class HeaderView:
    """A header field: its name as on the wire, its value redacted."""

    name: str
    value: Redacted


@dataclass(frozen=True, slots=True)
class ExchangeView:
    """All of an exchange for the detail pane. `cut_on_wire`: the response broke off. `withheld`: it could
    not be redacted and is empty."""

    row: RowView
    url: Redacted
    sent_to: str | None
    request_line: Redacted
    request_headers: tuple[HeaderView, ...]
    request_body: BodyView
    status_line: str
    response_headers: tuple[HeaderView, ...]
    response_body: BodyView
    timing: str
    tls: str | None
    reason: str
    cut_on_wire: bool
    notes: tuple[str, ...]
    error: str | None
    location: Location | None
    withheld: bool = False


def row_view(exchange: HttpExchange, redactor: Redactor) -> RowView:
    """The line of the log for `exchange`. Raises nothing."""
    try:
        return RowView(
            id=exchange.id,
            run_id=exchange.run_id,
            step=exchange.step,
            method=redactor.text(exchange.method),
            url=redactor.short_url(exchange.url),
            cause=redactor.text(exchange.cause or ""),
            status=_status(exchange),
            status_class=status_class(exchange),
            size=size_text(exchange.response_body.wire_size or len(exchange.response_body.content)),
            time=duration_text(exchange.elapsed),
            started=exchange.started_clock,
            elapsed=exchange.elapsed,
            sent_to=exchange.sent_to,
            started_at=exchange.started_at,
            origin=_origin(exchange.url, redactor),
        )
    except Exception:  # noqa: BLE001 - an entry that cannot be redacted is withheld
        return _withheld_row(exchange)


def view(exchange: HttpExchange, redactor: Redactor, *, limit: int | None = None) -> ExchangeView:
    """All of `exchange`, of each body about `limit` characters. Raises nothing."""
    try:
        return _view(exchange, redactor, limit)
    except Exception:  # noqa: BLE001 - an entry that cannot be redacted is withheld
        empty = BodyView("text", (), Redacted(WITHHELD), "–")
        hidden = Redacted(WITHHELD)
        return ExchangeView(
            row=_withheld_row(exchange),
            url=hidden,
            sent_to=None,
            request_line=hidden,
            request_headers=(),
            request_body=empty,
            status_line=WITHHELD,
            response_headers=(),
            response_body=empty,
            timing="",
            tls=None,
            reason="",
            cut_on_wire=False,
            notes=(),
            error=None,
            location=None,
            withheld=True,
        )


def _view(exchange: HttpExchange, redactor: Redactor, limit: int | None) -> ExchangeView:
    def headers(fields: tuple[tuple[str, str], ...]) -> tuple[HeaderView, ...]:
        return tuple(HeaderView(name, value) for name, value in redactor.headers(fields))

    parts = urlsplit(exchange.url)
    target = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    line = redactor.url(target)
    shift = len(exchange.method) + 1
    chips = tuple(replace(chip, start=chip.start + shift, end=chip.end + shift) for chip in line.chips)
    tls = exchange.tls
    return ExchangeView(
        row=row_view(exchange, redactor),
        url=redactor.url(exchange.url),
        sent_to=exchange.sent_to,
        request_line=Redacted(f"{exchange.method} {line.text} {exchange.http_version}", chips),
        request_headers=headers(exchange.request_headers),
        request_body=body_view(exchange.request_body, exchange.request_headers, redactor, limit=limit),
        status_line=_status_line(exchange, redactor),
        response_headers=headers(exchange.response_headers),
        response_body=body_view(
            exchange.response_body,
            exchange.response_headers,
            redactor,
            limit=limit,
            cut_on_wire=exchange.truncated,
        ),
        timing=phases_text(exchange.phases),
        tls=None if tls is None else f"{tls.version} · {tls.cipher} · {tls.server_name}",
        reason=redactor.text(exchange.reason),
        cut_on_wire=exchange.truncated,
        notes=tuple(redactor.text(note) for note in exchange.notes),
        error=None if exchange.error is None else redactor.text(exchange.error.message),
        location=redactor.location(exchange.lambda_location),
    )


def _origin(url: str, redactor: Redactor) -> str:
    parts = urlsplit(url)
    return redactor.url(f"{parts.scheme}://{parts.netloc}").text


def _status(exchange: HttpExchange) -> str:
    if exchange.status is not None:
        return str(exchange.status)
    if exchange.error is not None:
        return "failed"
    return "browser" if exchange.browser else "…"


def _status_line(exchange: HttpExchange, redactor: Redactor) -> str:
    if exchange.status is None:
        return ""
    return f"{exchange.http_version} {exchange.status} {redactor.text(exchange.reason)}".rstrip()


def _withheld_row(exchange: HttpExchange) -> RowView:
    return RowView(
        id=exchange.id,
        run_id=exchange.run_id,
        step=exchange.step,
        method="",
        url=Redacted(WITHHELD),
        cause="",
        status=_status(exchange),
        status_class=status_class(exchange),
        size="–",
        time="–",
        started=exchange.started_clock,
        elapsed=exchange.elapsed,
        sent_to=None,
        started_at=exchange.started_at,
        origin="",
    )
