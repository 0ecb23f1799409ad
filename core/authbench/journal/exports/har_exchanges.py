"""One entry of an HTTP archive as the exchange that it tells of.

Makers leave out what the format demands and add what it does not know, so only what is needed is asked for,
and everything that is read is bounded.
"""

from __future__ import annotations

import base64
import binascii
import re
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any, TypeGuard
from urllib.parse import quote_plus, unquote

from authbench.errors import Code, Location
from authbench.events import (
    Body,
    Certificate,
    ExchangeError,
    Header,
    HttpExchange,
    Phases,
    TlsFacts,
    Transport,
)
from authbench.journal.exports.message_bodies import bytes_of, header_value

_MOST_HEADERS = 1000
_LONGEST = 64 * 1024
_LONGEST_URL = 1024 * 1024
_LONGEST_TIME = 10**9
_HALF = re.compile("[\ud800-\udfff]")
_CHIP_IN_URL = re.compile(r"(?:%E2%80%A2){4}%20[^&#/?]{0,900}?chars?")


class EntryReader:
    """Makes exchanges of entries, in their order. Entries that have numbers of their own keep them, where all
    do: they tell of each other.

    `makers` are those that entries name, `unredacted` is set where one says that it shows secrets."""

    def __init__(self) -> None:
        self.makers: set[str] = set()
        self.unredacted = False
        self._count = 0
        self._first: datetime | None = None
        self._own: set[int] | None = set()
        self._numbered: dict[int, int] = {}
        self._made = self._early = 0

    def take(self, entry: Any) -> HttpExchange | None:
        """The exchange of the next entry; None for one that has no request with a URL."""
        self._count += 1
        own = entry.get("_id") if isinstance(entry, dict) else None
        if self._own is not None:
            if is_number(own) and own not in self._own:
                self._own.add(own)
                self._numbered[own] = self._count
            else:
                self._own, self._early = None, self._made
        if not isinstance(entry, dict) or not bounded(member(entry, "request").get("url"), _LONGEST_URL):
            return None
        self.makers.add(bounded(entry.get("_creator"), 300))
        self.unredacted = self.unredacted or entry.get("_unredacted") is True
        started = _moment(entry.get("startedDateTime"))
        self._first = self._first or started
        clock = (started - self._first).total_seconds()
        self._made += 1
        number = own if self._own is not None and is_number(own) else self._count
        return _exchange(entry, number, started, clock)

    def numbered(self, exchanges: list[HttpExchange]) -> list[HttpExchange]:
        """All exchanges that were made, with the numbers that they have now that all are known."""
        if self._own is not None:
            return exchanges
        early = [replace(one, id=self._numbered[one.id]) for one in exchanges[: self._early]]
        return early + exchanges[self._early :]


def _exchange(entry: dict[str, Any], number: int, started: datetime, clock: float) -> HttpExchange:
    request, response = member(entry, "request"), member(entry, "response")
    sent, received = _headers(request), _headers(response)
    status = response.get("status")
    answered = isinstance(status, int) and not isinstance(status, bool) and 100 <= status <= 999
    phases = _phases(member(entry, "timings"))
    elapsed = _seconds(entry.get("time"))
    return HttpExchange(
        id=number,
        run_id=bounded(entry.get("_run"), 200) or bounded(entry.get("pageref"), 200),
        step=bounded(entry.get("_step"), 100),
        method=bounded(request.get("method"), 100) or "GET",
        url=_CHIP_IN_URL.sub(_readable, bounded(request.get("url"), _LONGEST_URL)),
        started_at=started,
        started_clock=clock,
        request_headers=sent,
        request_body=_request_body(request, sent),
        sent_to=bounded(entry.get("_sentTo"), 1000) or None,
        cause=bounded(entry.get("_cause"), 1000) or None,
        lambda_location=_location(entry.get("_lambda")),
        status=status if answered else None,
        reason=bounded(response.get("statusText"), 1000) if answered else "",
        http_version=_version(request) or _version(response) or "HTTP/1.1",
        response_headers=received,
        response_body=_response_body(response, received),
        truncated=entry.get("_truncated") is True,
        phases=phases,
        tls=_tls(entry.get("_tls")),
        transport=_transport(entry),
        dropped=_texts(entry.get("_dropped")),
        elapsed=elapsed,
        error=_error(entry, answered),
        expected_refusal=entry.get("_expectedRefusal") is True,
        browser=entry.get("_browser") is True,
        redirected_from=entry["_redirectedFrom"] if is_number(entry.get("_redirectedFrom")) else None,
        notes=_texts(entry.get("_notes")),
    )


def _readable(found: re.Match[str]) -> str:
    return unquote(found.group())


def _headers(message: dict[str, Any]) -> tuple[Header, ...]:
    found = message.get("headers")
    pairs = found if isinstance(found, list) else []
    headers = []
    for pair in pairs[:_MOST_HEADERS]:
        if isinstance(pair, dict):
            name = bounded(pair.get("name"), 1000)
            # HTTP/2 has the request line among the headers (RFC 9113, 8.3).
            if name and not name.startswith(":"):
                headers.append((name, bounded(pair.get("value"), _LONGEST)))
    return tuple(headers)


def _request_body(request: dict[str, Any], headers: tuple[Header, ...]) -> Body:
    data = member(request, "postData")
    kind = header_value(headers, "content-type") or bounded(data.get("mimeType"), 1000)
    text = data.get("text")
    if not isinstance(text, str) or not text:
        text = _from_params(data.get("params"), kind)
    content = _decoded(text, data.get("_encoding") or data.get("encoding"), kind)
    return _body(content, request.get("bodySize"))


def _from_params(params: Any, kind: str) -> str:
    """Firefox and Charles give a form's fields and no text."""
    if not isinstance(params, list) or "multipart" in kind.lower():
        return ""
    pairs = [param for param in params[:_MOST_HEADERS] if isinstance(param, dict)]
    fields = ((bounded(pair.get("name"), _LONGEST), bounded(pair.get("value"), _LONGEST)) for pair in pairs)
    return "&".join(f"{quote_plus(name)}={quote_plus(value)}" for name, value in fields)


def _response_body(response: dict[str, Any], headers: tuple[Header, ...]) -> Body:
    content = member(response, "content")
    kind = header_value(headers, "content-type") or bounded(content.get("mimeType"), 1000)
    text = content.get("text")
    decoded = _decoded(text if isinstance(text, str) else "", content.get("encoding"), kind)
    return _body(decoded, response.get("bodySize"))


def _decoded(text: str, encoding: Any, kind: str) -> bytes:
    if isinstance(encoding, str) and encoding.lower() == "base64":
        try:
            return base64.b64decode(text)
        except (binascii.Error, ValueError):
            return text.encode("utf-8", "surrogatepass")
    return bytes_of(text, kind)


def _body(content: bytes, size: Any) -> Body:
    wire = size if is_number(size) and size > 0 else len(content)
    return Body(content, wire) if content or wire else Body()


def _phases(timings: dict[str, Any]) -> Phases:
    tls, connect = _seconds(timings.get("ssl")), _seconds(timings.get("connect"))
    return Phases(
        dns=_seconds(timings.get("dns")),
        # Makers differ in whether the handshake is a part of it; HAR says that it is.
        connect=connect if connect is None or tls is None else max(0.0, connect - tls),
        tls=tls,
        send=_seconds(timings.get("send")),
        wait=_seconds(timings.get("wait")),
        receive=_seconds(timings.get("receive")),
    )


def _transport(entry: dict[str, Any]) -> Transport:
    address, port = bounded(entry.get("serverIPAddress"), 100), bounded(entry.get("connection"), 20)
    host = f"[{address}]" if ":" in address and not address.startswith("[") else address
    place = f"{host}:{port}" if host and port.isdigit() else host
    return Transport(
        address=place or None,
        proxy=bounded(entry.get("_proxy"), 1000) or None,
        reused=entry.get("_reused") is True,
    )


def _error(entry: dict[str, Any], answered: bool) -> ExchangeError | None:
    told = entry.get("_error")
    if isinstance(told, dict):
        return ExchangeError(
            bounded(told.get("code"), 100) or Code.CONNECTION_FAILED, bounded(told.get("message"), _LONGEST)
        )
    # Chrome's own member.
    text = bounded(member(entry, "response").get("_error"), _LONGEST)
    return ExchangeError(Code.CONNECTION_FAILED, text) if text and not answered else None


def _tls(value: Any) -> TlsFacts | None:
    if not isinstance(value, dict):
        return None
    chain = value.get("chain")
    return TlsFacts(
        bounded(value.get("version"), 100),
        bounded(value.get("cipher"), 200),
        bounded(value.get("serverName"), 1000),
        tuple(
            Certificate(
                bounded(one.get("subject"), _LONGEST),
                bounded(one.get("issuer"), _LONGEST),
                _moment(one.get("notBefore")),
                _moment(one.get("notAfter")),
                _texts(one.get("names")),
                bounded(one.get("serial"), 1000),
                bounded(one.get("fingerprint"), 1000),
            )
            for one in (chain if isinstance(chain, list) else [])[:20]
            if isinstance(one, dict)
        ),
    )


def _location(value: Any) -> Location | None:
    if not isinstance(value, dict) or not isinstance(value.get("file"), str):
        return None
    line, column = value.get("line"), value.get("column")
    return Location(
        value["file"][:1000],
        line if is_number(line) else None,
        column if is_number(column) else None,
        bounded(value.get("path"), 1000) or None,
    )


def _version(message: dict[str, Any]) -> str:
    version = bounded(message.get("httpVersion"), 20)
    return {"h2": "HTTP/2", "h3": "HTTP/3", "unknown": ""}.get(version.lower(), version.upper())


def _moment(value: Any) -> datetime:
    try:
        moment = datetime.fromisoformat(bounded(value, 100))
        return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).astimezone(UTC)
    except (ValueError, OverflowError):
        return datetime(1970, 1, 1, tzinfo=UTC)


def _seconds(value: Any) -> float | None:
    if isinstance(value, bool) or not isinstance(value, int | float) or not 0 <= value <= _LONGEST_TIME:
        return None
    return timedelta(milliseconds=value).total_seconds()


def member(value: Any, name: str) -> dict[str, Any]:
    found = value.get(name) if isinstance(value, dict) else None
    return found if isinstance(found, dict) else {}


def bounded(value: Any, longest: int) -> str:
    if isinstance(value, str):
        text = value[:longest]
        # JSON can name halves of characters, which are no text that could go anywhere.
        return text if text.isascii() else _HALF.sub("\ufffd", text)
    return str(value) if is_number(value) else ""


def _texts(value: Any) -> tuple[str, ...]:
    found = value if isinstance(value, list) else []
    return tuple(bounded(item, _LONGEST) for item in found[:_MOST_HEADERS])


def is_number(value: Any) -> TypeGuard[int]:
    return isinstance(value, int) and not isinstance(value, bool) and abs(value) < 2**53
