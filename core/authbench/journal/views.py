"""An exchange as the window and the command line show it: redacted, in words and columns."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from urllib.parse import urlsplit

from authbench.errors import Location
from authbench.events import HttpExchange, Phases, TlsFacts, Transport
from authbench.journal.bodies import BodyView, FieldView, body_view
from authbench.journal.chips import WITHHELD, Redacted
from authbench.journal.cookies import CookieView, sent_cookies, set_cookies
from authbench.journal.entries import status_class
from authbench.journal.formatting import duration_text, phases_text, size_text
from authbench.journal.redaction import Redactor
from authbench.journal.urls import form_pairs

_UNTIMED = Phases()
_UNKNOWN_WAY = Transport()


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
    """All of an exchange for the detail pane. `query` are the URL's parameters, decoded; `dropped` the
    headers that a redirect was followed without. `cut_on_wire`: the response broke off. `withheld`: it
    could not be redacted and is empty."""

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
    tls: TlsFacts | None
    reason: str
    cut_on_wire: bool
    notes: tuple[str, ...]
    error: str | None
    location: Location | None
    query: tuple[FieldView, ...] = ()
    request_cookies: tuple[CookieView, ...] = ()
    response_cookies: tuple[CookieView, ...] = ()
    phases: Phases = _UNTIMED
    transport: Transport = _UNKNOWN_WAY
    dropped: tuple[str, ...] = ()
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
            size=size_text(exchange.response_body.wire_size or exchange.response_body.size),
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
    request_headers, response_headers = headers(exchange.request_headers), headers(exchange.response_headers)
    return ExchangeView(
        row=row_view(exchange, redactor),
        url=redactor.url(exchange.url),
        sent_to=exchange.sent_to,
        request_line=Redacted(f"{exchange.method} {line.text} {exchange.http_version}", chips),
        request_headers=request_headers,
        request_body=body_view(exchange.request_body, exchange.request_headers, redactor, limit=limit),
        status_line=_status_line(exchange, redactor),
        response_headers=response_headers,
        response_body=body_view(
            exchange.response_body,
            exchange.response_headers,
            redactor,
            limit=limit,
            cut_on_wire=exchange.truncated,
        ),
        timing=phases_text(exchange.phases),
        tls=_tls(exchange.tls, redactor),
        reason=redactor.text(exchange.reason),
        cut_on_wire=exchange.truncated,
        notes=tuple(redactor.text(note) for note in exchange.notes),
        error=None if exchange.error is None else redactor.text(exchange.error.message),
        location=redactor.location(exchange.lambda_location),
        query=_query(parts.query, redactor),
        request_cookies=sent_cookies((header.name, header.value) for header in request_headers),
        response_cookies=set_cookies((header.name, header.value) for header in response_headers),
        phases=exchange.phases,
        transport=_transport(exchange.transport, redactor),
        dropped=tuple(redactor.text(name) for name in exchange.dropped),
    )


def _query(query: str, redactor: Redactor) -> tuple[FieldView, ...]:
    return tuple(
        FieldView(redactor.text(name), redactor.named(name, value)) for name, value in form_pairs(query)
    )


def _tls(facts: TlsFacts | None, redactor: Redactor) -> TlsFacts | None:
    if facts is None:
        return None
    text = redactor.text
    chain = tuple(
        replace(
            certificate,
            subject=text(certificate.subject),
            issuer=text(certificate.issuer),
            names=tuple(map(text, certificate.names)),
        )
        for certificate in facts.chain
    )
    return replace(facts, server_name=text(facts.server_name), chain=chain)


def _transport(transport: Transport, redactor: Redactor) -> Transport:
    text = redactor.text
    return replace(
        transport,
        address=None if transport.address is None else text(transport.address),
        resolved=tuple(map(text, transport.resolved)),
        proxy=None if transport.proxy is None else redactor.url(transport.proxy).text,
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
